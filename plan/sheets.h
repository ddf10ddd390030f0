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

/// Leaves the sheet that is the plan and those that go on with it. The plan is the first sheet with as many
/// of dates and owners as any; a sheet goes on with it that has its columns of numbers and dates, half of its
/// fields at least, and actions that stand on none of the others. A summary, last month's copy and lists of
/// choices go; what stands on them alone is named. Tables without a sheet's name, as Word has them, all stay.
std::vector<SheetNote> keepSheetsOfPlan(LaidTables& tables);

/// The words by which a row is known: its recommendation, issue and action, folded.
std::string wordsOfRow(const RowView& row);

/// The number of a row: of its own column, else the one that leads the recommendation or the issue.
std::string refOfRow(const RowView& row);

}  // namespace chaser::plan
