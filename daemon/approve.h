// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

#include "common/date.h"
#include "common/result.h"
#include "store/ports.h"

/// What a person releases: alerts that the storm guard holds, and a wall clock that was not believed. Shared
/// by the engine, `chaser approve` and the simulator. A running engine notices at once that the database
/// changed.
namespace chaser::daemon {

/// Releases every held alert; their ladders start on `today`. Returns how many. The list to show before is
/// EngineStore::heldAlerts().
Result<std::size_t> approveStorm(store::Store& store, Date today);

/// Why the engine does not believe the wall clock; empty when it does.
Result<std::string> clockHold(store::Store& store);

/// Believes the clock. False when nothing was held.
Result<bool> approveClock(store::Store& store);

}  // namespace chaser::daemon
