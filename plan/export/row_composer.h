// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "plan/draft.h"
#include "plan/export/sheet.h"
#include "plan/merge.h"
#include "plan/timeline.h"

namespace chaser::plan {

/// A column of the sheet, and the document's headings whose cells it takes: its own, or several where tables
/// named one thing differently; none for a column that is new.
struct ComposedColumn {
  std::string heading;
  std::vector<Field> fields;
  std::vector<std::string> sources;
};

/// Writes one row after the other. Values that are still those of the last import are written in the
/// document's words.
class RowComposer {
 public:
  /// Refers to the columns; they outlive it.
  RowComposer(const std::vector<ComposedColumn>& columns, const Plan& plan, const DraftOptions& reading);

  /// The row refers to the action.
  [[nodiscard]] PlanSheetRow compose(const StoredAction& action) const;

 private:
  struct Work;  ///< one row under way

  [[nodiscard]] std::string cellText(const Work& work, std::size_t column) const;
  [[nodiscard]] std::string partText(const Work& work, std::size_t column, Field field) const;
  void writePromises(Work& work) const;
  [[nodiscard]] std::vector<Milestone> promisesOf(const Work& work) const;
  [[nodiscard]] std::string when(const Work& work, Field field) const;
  void setWhen(Work& work, Field field, const std::string& text) const;
  /// With `keepDates` what the row says first stays in its column, and dates in force and days of completion
  /// go into columns of their own; without, all of it goes into the timeline. With `ownWords` milestones that
  /// still say what they were read from keep their words.
  bool tryPromises(Work& work, bool keepDates, bool ownWords) const;

  const std::vector<ComposedColumn>& columns_;
  const Plan& plan_;
  TimelineOptions timeline_;
};

}  // namespace chaser::plan
