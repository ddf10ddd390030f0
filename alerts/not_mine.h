// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "alerts/answer.h"

namespace chaser::alerts {

/// What "not mine, it is theirs" changes in the plan. A promise that an organisation must deliver goes to
/// another organisation; anything else gets another owner, the milestone its own where the action's owners
/// keep the rest. Where only contacts.yaml could say so (somebody else of the same organisation), or nobody
/// is named, the coordinator is asked.
Result<AnswerEffect> handedOver(const Answer& answer, const Giver& giver, const Alert& alert,
                                const plan::ActionRecord& record, const plan::Milestone* milestone,
                                const plan::People& people, Date today);

}  // namespace chaser::alerts
