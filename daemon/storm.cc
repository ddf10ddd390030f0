// SPDX-License-Identifier: Apache-2.0
#include "daemon/storm.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <vector>

#include "common/text.h"
#include "daemon/facts.h"
#include "daemon/memory.h"
#include "daemon/notices.h"

namespace chaser::daemon {

namespace {

constexpr int kRemindEvery = 5;  // working days
constexpr std::size_t kJudgedAPulse = 100;
/// Alerts that are held in one transaction: other writers hardly notice.
constexpr std::size_t kHoldAtOnce = 500;

/// Each batch is durable by itself. The tick stays open until all are held: until then nothing is sent, and
/// whoever goes on after an interruption comes to the same judgement. False when the pulse ended it.
Result<bool> holdAll(store::Store& store, const std::vector<store::StoredItem>& items, Date today,
                     const std::function<bool()>& pulse) {
  std::set<AlertId> distinct;
  for (const auto& stored : items) distinct.insert(stored.item.alert);
  const std::vector<AlertId> alerts(distinct.begin(), distinct.end());
  for (std::size_t from = 0; from < alerts.size(); from += kHoldAtOnce) {
    if (pulse && !pulse()) return false;
    const auto to = std::min(alerts.size(), from + kHoldAtOnce);
    auto transaction = store.begin();
    if (!transaction) return fail(transaction.error());
    const auto at = [&](std::size_t i) { return alerts.begin() + static_cast<std::ptrdiff_t>(i); };
    if (auto done = store.hold({at(from), at(to)}, true, today); !done) return fail(done.error());
    if (auto done = memory::setDay(store, memory::kStormOn, today); !done) return fail(done.error());
    if (auto done = (*transaction)->commit(); !done) return fail(done.error());
  }
  return true;
}

/// The tick is judged; the coordinators hear of a storm in the same step, so that each is told once.
Outcome closeTick(store::Store& store, const std::optional<alerts::Storm>& storm,
                  const std::vector<store::StoredItem>& items, std::int64_t tick, Date today, Instant now) {
  auto transaction = store.begin();
  if (!transaction) return fail(transaction.error());
  if (storm) {
    std::set<PlanId> plans;
    for (const auto& stored : items) plans.insert(stored.item.plan);
    const auto text = fmt::format(
        "Chaser would tell {} of {} at once, and holds them until somebody has said yes: "
        "'chaser approve --show' lists them and says how to let them go.",
        counted(storm->people, "person", "people"), counted(storm->items, "item"));
    if (auto done = notifyCoordinators(store, plans, fmt::format("storm:{}", tick), text, today, now); !done)
      return fail(done.error());
  }
  if (auto done = store.setSetting(memory::kTickOpen, std::nullopt); !done) return done;
  return (*transaction)->commit();
}

}  // namespace

Result<bool> judgeStorm(store::Store& store, const Configuration& configuration, std::int64_t tick,
                        Date today, Instant now, const std::function<bool()>& pulse) {
  const auto items = store.wantedOfTick(tick);
  if (!items) return fail(items.error());
  Facts facts(store, configuration, today);
  std::vector<alerts::Candidate> candidates;
  std::size_t read = 0;
  for (const auto& stored : *items) {
    if (++read % kJudgedAPulse == 0 && pulse && !pulse()) return false;
    const auto resolution = facts.recipients(stored.item);
    if (!resolution) return fail(resolution.error());
    for (const auto& to : resolution->who) {
      auto candidate = facts.candidate(stored, *resolution, to);
      if (!candidate) return fail(candidate.error());
      candidates.push_back(std::move(*candidate));
    }
  }
  const auto storm = alerts::storm(candidates, configuration.settings.manners);
  if (storm) {
    auto held = holdAll(store, *items, today, pulse);
    if (!held || !*held) return held;
  }
  if (auto done = closeTick(store, storm, *items, tick, today, now); !done) return fail(done.error());
  return true;
}

Result<HeldStorm> remindOfStorm(store::Store& store, const Configuration& configuration, Date today,
                                Instant now) {
  HeldStorm report;
  const auto since = memory::day(store, memory::kStormOn);
  if (!since) return fail(since.error());
  if (!*since) return report;
  const auto held = store.heldByPlan();
  if (!held) return fail(held.error());
  std::set<PlanId> plans;
  for (const auto& [plan, alerts] : *held) {
    plans.insert(plan);
    report.alerts += alerts;
  }
  const Date next = configuration.calendar.plusWorking(**since, kRemindEvery);
  if (today < next || held->empty()) return report;

  auto transaction = store.begin();
  if (!transaction) return fail(transaction.error());
  const auto text =
      fmt::format("{} still held: 'chaser approve --show' lists them and says how to let them go.",
                  counted(report.alerts, "alert is", "alerts are"));
  if (auto done = notifyCoordinators(store, plans, "storm-reminder:" + today.iso(), text, today, now); !done)
    return fail(done.error());
  // The next reminder counts from this one.
  if (auto done = memory::setDay(store, memory::kStormOn, today); !done) return fail(done.error());
  if (auto done = (*transaction)->commit(); !done) return fail(done.error());
  report.reminded = true;
  return report;
}

}  // namespace chaser::daemon
