// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plan/draft.h"
#include "plan/model.h"
#include "plan/timeline.h"

namespace chaser::plan {

/// What a row says about when, and whether it is over.
struct RowDates {
  std::string timeline;
  std::string revised;                 ///< a date that replaces the first one
  std::string completed;               ///< the day it was done, or `Yes`
  std::string status;                  ///< `Closed`
  std::optional<Milestone> section{};  ///< of the section that the row stands in; for a row without a date
};

/// The row's milestones. A revised date becomes `due`, and the date that it replaces `baselineDue`: one for
/// one where both cells hold as many, else the only revised date replaces the last open one. A row whose
/// status says that it is over, or that has a day of completion that is not to come, has no open milestones;
/// where its cells name no date at all, it has one that is complete. Doubts carry the action's ref and part;
/// its numbered items label what bears their numbers.
std::vector<Milestone> milestonesOfRow(const RowDates& row, const Action& action,
                                       const TimelineOptions& options, std::vector<Doubt>& doubts);

/// What a status cell says of the whole row: `Closed`, `Complete`, `Done`, `Implemented` are over; `Open`,
/// `Overdue`, `In progress`, `Not started`, `Proposed for closure`, `Partly complete` are not. Absent for
/// words that say neither.
std::optional<State> stateOfStatus(std::string_view status);

}  // namespace chaser::plan
