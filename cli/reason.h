// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "alerts/model.h"
#include "common/instant.h"

/// Why an alert says something or nothing now, in words for people; programs get the reason's own name.
namespace chaser::cli {

/// `on its way`, `nobody holds 'Head of Service'`, `quiet: inhibited by agreed-date-missed`.
std::string reasonText(const alerts::Alert& alert);
/// The same as of `today`: what was answered since the last tick shows before the next one.
std::string reasonText(const alerts::Alert& alert, Date today);
/// Whether something was said of it since the last tick, so that it is looked at anew with the next.
bool waitsForTick(const alerts::Alert& alert, Date today);
/// The day for this, by a clock that no configuration has to be read for.
Date dayForReason(Instant now);

/// The same of one reason by itself, as `waits for 'chaser approve'`. Empty where the reason's own words are
/// not for people: nothing is due.
std::string reasonText(alerts::Reason reason, const std::string& detail);

}  // namespace chaser::cli
