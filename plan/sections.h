// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "plan/layout.h"
#include "plan/model.h"
#include "plan/timeline.h"

/// Rows that are no actions: lines between the actions, and sums below them.
namespace chaser::plan {

/// A line between the rows (`For the meeting of …`, `PHASE 1 (by June 2006)`, a theme's title): one text
/// alone, across the table, or in the number column without a number, or in the first column when it is a
/// period or begins as titles of sections do.
bool isSectionRow(const RowView& row, const GridRow& cells, const TimelineOptions& options);

/// When a section's title says when what is below it is due: one day or period, with the words
/// that name it as text.
std::optional<Milestone> dateOfSection(std::string_view title, const TimelineOptions& options);

/// `Total`, `Total open: 7`, `Totals | 3 | 4`.
bool isTotalsRow(const RowView& row);

}  // namespace chaser::plan
