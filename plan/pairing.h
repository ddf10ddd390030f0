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

/// Actions: same ref and part and not unlike; then alike enough to be the same one renumbered; then same ref
/// and part whatever the text, for a row that was rewritten.
Pairing pairActions(const std::vector<DraftAction>& document, const std::vector<StoredAction>& database);

/// Milestones: same party and label; then those left over in their order, unless they name different parties.
Pairing pairMilestones(const std::vector<Milestone>& first, const std::vector<Milestone>& second);

}  // namespace chaser::plan
