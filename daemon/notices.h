// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>

#include "common/result.h"
#include "daemon/configuration.h"
#include "store/ports.h"

/// What the coordinators of plans are told about the chasing itself, each thing once for its key.
namespace chaser::daemon {

/// One notice a plan. True when any of them is new. REQUIRES: a transaction is open, unless `plans` has one
/// alone.
Result<bool> notifyCoordinators(store::Store& store, const std::set<PlanId>& plans, const std::string& key,
                                const std::string& text, Date today, Instant now);

/// From 90 days before the bank holidays are known no further: to the coordinators of all plans, once before
/// the end and once after it. True when anything new is said.
Result<bool> warnOfCalendarEnd(store::Store& store, const Configuration& configuration, Date today,
                               Instant now);

/// An open date of this action lies beyond the bank holidays that are known: said once a plan. True when
/// there is such a date, be it said now or before. REQUIRES: a transaction is open.
Result<bool> warnOfFarDates(store::Store& store, const Configuration& configuration,
                            const plan::ActionRecord& record, Date today, Instant now);

}  // namespace chaser::daemon
