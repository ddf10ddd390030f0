// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "plan/model.h"
#include "store/ports.h"

/// Which plan and which action a command is about.
namespace chaser::cli {

/// The plan of that key; the only plan there is when the key is empty. An error names the plans that exist.
Result<plan::Plan> choosePlan(store::Store& store, const std::string& key);

/// Every action of a plan (of all plans when id is 0), in document order.
Result<std::vector<plan::ActionRecord>> actionsOf(store::Store& store, PlanId plan);
/// The same of the plan of this key, as --plan gives it; of all plans when it is empty.
Result<std::vector<plan::ActionRecord>> actionsOf(store::Store& store, const std::string& plan);

/// The action of that ref, which may name its part as `chaser list` does: `5.1 (part 2)`. Without `part`, the
/// first part; an error names near refs when there is none.
Result<plan::ActionRecord> chooseAction(store::Store& store, const plan::Plan& plan, const std::string& ref,
                                        std::optional<int> part);

/// The milestone named by its number (1 is the first) or by its party; the only one there is when empty.
Result<plan::Milestone> chooseMilestone(const plan::ActionRecord& record, const std::string& which);

}  // namespace chaser::cli
