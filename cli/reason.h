// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "alerts/model.h"

/// Why an alert says something or nothing now, in words for people; programs get the reason's own name.
namespace chaser::cli {

/// `on its way`, `nobody holds 'Head of Service'`, `quiet: inhibited by agreed-date-missed`.
std::string reasonText(const alerts::Alert& alert);

}  // namespace chaser::cli
