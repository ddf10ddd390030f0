// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "plan/merge.h"
#include "plan/merge_values.h"

namespace chaser::plan {

/// Merges the milestones of one action, each with its partner in the document, value by value; those that
/// left the document go when nobody has touched them since. `base` is what the document said of them last
/// time, `ours` what the database has. The result, and what was withdrawn, go into `change`.
void mergeMilestones(const std::vector<Milestone>& base, const std::vector<Milestone>& theirs,
                     const std::vector<Milestone>& ours, ValueMerge& values, ActionChange& change);

}  // namespace chaser::plan
