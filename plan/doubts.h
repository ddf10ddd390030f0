// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "plan/answers.h"
#include "plan/draft.h"
#include "plan/merge.h"

namespace chaser::plan {

/// Whether a milestone that bears these words is doubtful.
bool isDoubtful(const std::vector<Milestone>& milestones, std::string_view words);

/// Whether the doubt is about words beside a row's dates that moved none of them. There is no value to give,
/// so it is enough that somebody has seen it.
bool isOnlyToBeSeen(const Doubt& doubt, const ActionRecord& row);

/// Adds what can be doubted only with the whole plan in sight: columns that it does not have (one note each),
/// ratings that some rows lack, the colours' assumed meaning unless the options know it, and, when they know
/// people, owners, parties and boards that nobody is listed for (each phrase once, at its first row).
/// `ratingsUnread`: some rating had words that named no colour, so the column is not empty. What was answered
/// is not doubted.
void addPlanDoubts(DraftPlan& plan, const DraftOptions& options, bool ratingsUnread, const Answers& answers);

/// Takes out the doubts that somebody has answered in the database, so that no import asks again: a date that
/// was given, a rating that was set.
void dropAnswered(DraftPlan& draft, const ChangeSet& changes);

/// Of an import's doubts those that stand with the rows as they are now: a date that somebody gave, a rating
/// or an owner settled since, are doubtful no longer. Names are looked up anew when `people` is given, so
/// that a change of contacts needs no import.
std::vector<Doubt> openDoubts(const std::vector<Doubt>& doubts, const std::vector<ActionRecord>& rows,
                              const People* people, const Answers& answers);

}  // namespace chaser::plan
