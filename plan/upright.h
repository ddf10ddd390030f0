// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "plan/headings.h"
#include "plan/readers/grid.h"

namespace chaser::plan {

/// A form that holds one action, labels at the left of their values (or two such pairs a row), turned into a
/// table with a heading row: at least four labels that the vocabulary knows, one of them a recommendation,
/// issue or action, and most labels known. Labels that come again begin the next action. A numbered title
/// above the labels is the action's number. Absent for any other table.
std::optional<GridTable> uprightTable(const GridTable& table, const HeadingVocabulary& vocabulary);

}  // namespace chaser::plan
