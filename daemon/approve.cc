// SPDX-License-Identifier: Apache-2.0
#include "daemon/approve.h"

#include <vector>

#include "daemon/memory.h"

namespace chaser::daemon {

Result<std::size_t> approveStorm(store::Store& store, Date today) {
  auto transaction = store.begin();
  if (!transaction) return fail(transaction.error());
  const auto held = store.heldAlerts();
  if (!held) return fail(held.error());
  std::vector<AlertId> ids;
  ids.reserve(held->size());
  for (const auto& alert : *held) ids.push_back(alert.id);
  if (ids.empty()) return std::size_t{0};
  if (auto done = store.hold(ids, false, today); !done) return fail(done.error());
  if (auto done = store.setSetting(memory::kStormOn, std::nullopt); !done) return fail(done.error());
  if (auto done = (*transaction)->commit(); !done) return fail(done.error());
  return ids.size();
}

Result<std::string> clockHold(store::Store& store) {
  auto hold = store.setting(memory::kClockHold);
  if (!hold) return fail(hold.error());
  return hold->value_or(std::string());
}

Result<bool> approveClock(store::Store& store) {
  const auto hold = clockHold(store);
  if (!hold) return fail(hold.error());
  if (hold->empty()) return false;
  if (auto done = store.setSetting(memory::kClockApproved, "yes"); !done) return fail(done.error());
  return true;
}

}  // namespace chaser::daemon
