// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "plan/answers.h"
#include "plan/draft.h"

namespace chaser::plan {

class People;

/// A row as far as it names somebody. Refers to its parts.
struct RowNames {
  const Action& action;
  const std::vector<Owner>& owners;
  const std::vector<Milestone>& milestones;
};

/// Owners (kind `owner`), organisations (`party`) and boards (`board`) that nobody is listed for: each name
/// once, at its first row, with the nearest known names. In a task told where a name should stand, names that
/// are known are proposed. What was answered is not asked again.
std::vector<Doubt> nameDoubts(const std::vector<RowNames>& rows, const People& people,
                              const Answers& answers);

}  // namespace chaser::plan
