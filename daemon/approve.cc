// SPDX-License-Identifier: Apache-2.0
#include "daemon/approve.h"

#include <fmt/format.h>

#include "common/stable_hash.h"
#include "common/text.h"
#include "daemon/memory.h"

namespace chaser::daemon {

std::string HeldBack::name() const {
  std::string ids;
  for (const auto alert : alerts) ids += fmt::format("{} ", alert.value);
  return fmt::format("{}-{:06x}", alerts.size(), stableHash(ids) & 0xffffff);
}

Result<HeldBack> heldBack(store::Store& store, PlanId plan) {
  auto ids = store.heldIds(plan);
  if (!ids) return fail(ids.error());
  return HeldBack{std::move(*ids)};
}

Result<std::size_t> approveStorm(store::Store& store, PlanId plan, std::string_view name, Date today) {
  auto transaction = store.begin();
  if (!transaction) return fail(transaction.error());
  const auto held = heldBack(store, plan);
  if (!held) return fail(held.error());
  if (held->alerts.empty()) return std::size_t{0};
  if (name != held->name()) {
    return fail(ErrorKind::Input,
                name.empty() ? counted(held->alerts.size(), "alert is", "alerts are") +
                                   " held, and you did not say which of them you have looked at"
                             : "what is held is no longer what you have looked at",
                "'chaser approve --show' lists it and ends with the command that approves just that");
  }
  if (auto done = store.hold(held->alerts, false, today); !done) return fail(done.error());
  const auto left = store.heldByPlan();
  if (!left) return fail(left.error());
  if (left->empty()) {
    if (auto done = store.setSetting(memory::kStormOn, std::nullopt); !done) return fail(done.error());
  }
  if (auto done = (*transaction)->commit(); !done) return fail(done.error());
  return held->alerts.size();
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
