// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "plan/merge.h"

namespace chaser::plan {

/// Merges one row of the document into the action of the database that it was paired with, cell by cell and
/// field by field. Conflicts are added to the list; a cell with an undecided one keeps its old base, so that
/// the next import asks again.
ActionChange mergeAction(const DraftPlan& plan, const DraftAction& document, const StoredAction& database,
                         Prefer prefer, std::vector<Conflict>& conflicts);

}  // namespace chaser::plan
