// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "plan/merge.h"
#include "store/sqlite.h"

/// Many new rows at once. A trigger costs some ten statements for each row, which nobody notices in a plan of
/// eighteen and which are nine tenths of the time in one of 100,000. So the three triggers of rows that are
/// added step aside within the import's own transaction, and the writer does what they would have done: the
/// derived columns, the audit and the change log have the same rows either way, but that the change log names
/// each action once. Nobody else ever sees the database without its triggers; what fails is rolled back with
/// them.
namespace chaser::store {

/// From how many new rows on it pays: what it takes to set the triggers aside is that of a few dozen rows,
/// and every other program has to look at the schema again.
constexpr std::size_t kManyRows = 500;

/// Writes all that is new among the changes, in the step that is open, as the writer who is set (writeAs).
Outcome writeManyNew(Db& db, PlanId plan, const std::vector<plan::ActionChange>& changes);

}  // namespace chaser::store
