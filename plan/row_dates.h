// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plan/draft.h"
#include "plan/model.h"
#include "plan/status_words.h"
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

/// The row's milestones. Entries of the cells beside the timeline are about the milestone that they name by
/// number, organisation or label, else, where both cells hold as many, about the one in their place. A
/// revised date becomes `due`, and the date that it replaces `baselineDue`; of several for one milestone the
/// last day is in force; one that names none replaces the last open date, with a doubt. A day of completion
/// that is not to come completes its milestone; alone, and not before the row's dates, all of them; else
/// there is a doubt. Words such as `Yes` complete all but reviews, and a status that says that the row is
/// over completes those too; a row without a date then has one milestone that is complete. Doubts carry the
/// action's ref and part; its numbered items label what bears their numbers.
std::vector<Milestone> milestonesOfRow(const RowDates& row, const Action& action,
                                       const TimelineOptions& options, std::vector<Doubt>& doubts);

}  // namespace chaser::plan
