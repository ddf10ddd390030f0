// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "plan/layout.h"
#include "plan/readers/grid.h"

/// Which sheets of a workbook are the plan.
namespace chaser::plan {

/// Tables of actions, in the document's order.
using LaidTables = std::vector<std::pair<const GridTable*, TableLayout>>;

/// What became of one sheet, for the report.
struct SheetNote {
  std::string sheet;
  std::string what;
};

/// Leaves the first sheet and those that go on with it: they have its columns of numbers and dates, half of
/// its fields at least, and actions that stand on none of the sheets before them. Last month's copy of the
/// plan and lists of choices go. Tables without a sheet's name, as Word has them, all stay.
std::vector<SheetNote> keepSheetsOfPlan(LaidTables& tables);

/// The words by which a row is known: its recommendation, issue and action, folded.
std::string wordsOfRow(const RowView& row);

/// The number of a row: of its own column, else the one that leads the recommendation or the issue.
std::string refOfRow(const RowView& row);

}  // namespace chaser::plan
