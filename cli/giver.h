// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "common/result.h"
#include "daemon/configuration.h"
#include "plan/model.h"

/// Who says so, where a command records what somebody said.
namespace chaser::cli {

class Session;

/// The name after --as; without it the plan's coordinator speaks, whose tool this is. A Usage error when
/// nobody is named and the plan has no coordinator.
Result<std::string> giverOf(const std::string& as, const plan::Plan& plan,
                            const daemon::Configuration& configuration, Date today);

/// A name that no contact bears is kept, for anybody may speak, but rarely meant.
void warnOfStranger(Session& session, const std::string& name);

}  // namespace chaser::cli
