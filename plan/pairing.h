// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "plan/merge.h"

/// Which row of the document is which row of the database. Both functions give, for each item of the first
/// list, the index of its partner in the second; nobody has two partners.
namespace chaser::plan {

using Pairing = std::vector<std::optional<std::size_t>>;

/// Actions. What a row asks for (recommendation, issue, action) says best who it is; its ref is the next
/// witness, then who acts and by when. Compared is what the document said last time, so that words mended in
/// the database do not hide a row; and by what its columns meant then (`before`, the plan's columns as the
/// last import left them; empty when that is not known), so that new headings hide none either. Only fields
/// that both versions have are compared: a column that came or went says nothing of who a row is. In this
/// order, each among those that the step before left over:
///
///  1. nothing changed at all;
///  2. the same words, wherever they stand now. Among several rows of the same words those with the same
///     owners and dates first, then those with the same refs, then in order;
///  3. likely words: at least half in common under the same ref, four fifths under another, or three fifths
///     when owners and dates agree as well; the likeliest first;
///  4. a row without such words continues the one above it, so it goes where that one went: the likeliest of
///     its parts, then the part of the same number;
///  5. a row that was rewritten, under its old ref, when owners and dates, or the progress text, say that it
///     is the same.
///
/// What is left has come or gone: a number that was given to something else is no rewrite. Of `row-N`, the
/// place of a row without a number, nothing is concluded in 2, 3 and 5: there the words must be alike. What
/// is closed comes behind what is open in 4, and is no partner in 5.
Pairing pairActions(const DraftPlan& document, const std::vector<StoredAction>& database,
                    const std::vector<PlanColumn>& before);

/// Actions of a document whose refs are keys: same ref and part, whatever else they say.
Pairing pairByKey(const DraftPlan& document, const std::vector<StoredAction>& database);

/// Milestones: same party, label and words; then same party and label; then those left over in their order,
/// unless they name different parties.
Pairing pairMilestones(const std::vector<Milestone>& first, const std::vector<Milestone>& second);

}  // namespace chaser::plan
