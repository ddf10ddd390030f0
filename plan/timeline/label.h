// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "plan/timeline/clause.h"

/// What is to be done, in the cell's own words.
namespace chaser::plan::timeline {

/// The words of a clause that are left when `taken` (one entry a token) are gone, without connectives and
/// marks at either end. Empty when they say nothing of their own: `Action due`, `next review`.
std::string labelOf(const Tokens& tokens, const Clause& clause, const std::vector<bool>& taken);

}  // namespace chaser::plan::timeline
