// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "plan/merge.h"
#include "plan/merge_bases.h"

namespace chaser::plan {

/// Merges one row of the document into the action of the database that it was paired with, cell by cell and
/// field by field. Conflicts are added to the list; a cell with an undecided one keeps its old base, so that
/// the next import asks again. Cells of columns that the document no longer has are kept: it says nothing of
/// them, and when they come back there is a base to compare them with.
ActionChange mergeAction(MergeColumns& columns, const DraftAction& document, const StoredAction& database,
                         Prefer prefer, std::vector<Conflict>& conflicts);

}  // namespace chaser::plan
