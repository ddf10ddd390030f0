// SPDX-License-Identifier: Apache-2.0
#include "plan/faults.h"

#include <fmt/format.h>

#include <algorithm>

namespace chaser::plan {

namespace {

bool holdsDates(const Column& column) {
  return column.is(Field::Timeline) || column.is(Field::Revised) || column.is(Field::Completed);
}

}  // namespace

void tellFaults(const GridTable& table, std::size_t row, const std::vector<Column>& columns,
                DraftPlan& plan) {
  const auto& faults = table.faults;
  auto fault = std::lower_bound(faults.begin(), faults.end(), row,
                                [](const CellFault& one, std::size_t wanted) { return one.row < wanted; });
  for (; fault != faults.end() && fault->row == row && !plan.actions.empty(); ++fault) {
    for (const Column& column : columns) {
      const bool dates = holdsDates(column);
      const bool owner = column.is(Field::Owner) || column.is(Field::ByWhom);
      if (fault->column < column.from || fault->column >= column.to || (!dates && !owner)) continue;
      DraftAction& draft = plan.actions.back();
      if (dates) draft.faulty.push_back(column.heading);
      plan.doubts.push_back(Doubt{
          dates ? "date" : "who", draft.action.ref, draft.action.part, fault->text,
          fmt::format("cell {} of sheet '{}' holds an error, so {} was read from it; mend its formula and "
                      "import again",
                      fault->place, table.name, dates ? "no date" : "nobody")});
    }
  }
}

}  // namespace chaser::plan
