// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
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
  std::optional<Date> today{};         ///< of the import, where the document's own day is not known
};

/// A row's milestones, and the places of those of which the revised dates do not say clearly when.
struct RowMilestones {
  std::vector<Milestone> milestones;
  std::vector<std::size_t> undecided;
};

/// Entries of the cells beside the timeline are about the milestone that they name by number, organisation or
/// label, else, where both cells hold as many, about the one in their place. A revised date becomes `due`,
/// and the date that it replaces `baselineDue` (revisions.h). A day of completion that is not to come
/// completes its milestone; alone, and not before the row's dates, all of them; else there is a doubt. Words
/// such as `Yes` complete all but reviews, and a status that says that the row is over completes those too; a
/// row without a date then has one milestone that is complete. Where the status says that the work goes on,
/// the completed column ends no row, and there is a doubt. Doubts carry the action's ref and part; its
/// numbered items label what bears their numbers.
RowMilestones milestonesOfRow(const RowDates& row, const Action& action, const TimelineOptions& options,
                              std::vector<Doubt>& doubts);

}  // namespace chaser::plan
