// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "common/date.h"
#include "common/result.h"
#include "store/ports.h"

/// What a person releases: alerts that the storm guard holds, and a wall clock that was not believed. Shared
/// by the engine, `chaser approve` and the simulator. A running engine notices at once that the database
/// changed.
namespace chaser::daemon {

/// What the storm guard holds, of one plan or of all (`plan` 0).
struct HeldBack {
  std::vector<AlertId> alerts;
  /// Short, and another one as soon as an alert comes or goes: `214-5e21c9`. Who approves gives it back, so
  /// that nothing is released which they have not been shown.
  [[nodiscard]] std::string name() const;
};
Result<HeldBack> heldBack(store::Store& store, PlanId plan);

/// Releases what is held under that name; the ladders start on `today`. Returns how many alerts; 0 when none
/// is held, whatever the name. An Input error when something else is held by now.
Result<std::size_t> approveStorm(store::Store& store, PlanId plan, std::string_view name, Date today);

/// Why the engine does not believe the wall clock; empty when it does.
Result<std::string> clockHold(store::Store& store);

/// Believes the clock. False when nothing was held.
Result<bool> approveClock(store::Store& store);

}  // namespace chaser::daemon
