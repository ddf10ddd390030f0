// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "plan/columns.h"
#include "plan/draft.h"
#include "plan/readers/grid.h"

namespace chaser::plan {

/// A spreadsheet's cells that hold an error (`#REF!`) where the last action, which was read from that row of
/// the table, has its dates or its owner: each is a doubt that names the cell.
void tellFaults(const GridTable& table, std::size_t row, const std::vector<Column>& columns, DraftPlan& plan);

}  // namespace chaser::plan
