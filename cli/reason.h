// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "alerts/model.h"

/// Why an alert says something or nothing now, in words for people; programs get the reason's own name.
namespace chaser::cli {

/// `on its way`, `nobody holds 'Head of Service'`, `quiet: inhibited by agreed-date-missed`.
std::string reasonText(const alerts::Alert& alert);

/// The same of one reason by itself, as `waits for 'chaser approve'`. Empty where the reason's own words are
/// not for people: nothing is due.
std::string reasonText(alerts::Reason reason, const std::string& detail);

}  // namespace chaser::cli
