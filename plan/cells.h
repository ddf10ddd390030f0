// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "plan/draft.h"

/// The cells of a row, which the database keeps from one import to the next.
namespace chaser::plan {

/// The one under this heading; nullptr without one. It lies in the list.
const Cell* cellNamed(const std::vector<Cell>& cells, const std::string& heading);

/// Whether they are the same whatever their order: a database need not keep the columns'.
bool sameCells(const std::vector<Cell>& a, const std::vector<Cell>& b);

}  // namespace chaser::plan
