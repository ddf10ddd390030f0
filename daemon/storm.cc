// SPDX-License-Identifier: Apache-2.0
#include "daemon/storm.h"

#include <fmt/format.h>

#include <map>
#include <set>
#include <vector>

#include "common/text.h"
#include "daemon/facts.h"
#include "daemon/memory.h"

namespace chaser::daemon {

namespace {

constexpr int kRemindEvery = 5;  // working days
constexpr std::size_t kItemsAPulse = 100;

/// One notice for each plan's coordinator, once for its key.
Outcome notifyCoordinators(store::Store& store, const std::set<PlanId>& plans, const std::string& key,
                           const std::string& text, Date today, Instant now) {
  for (const auto plan : plans) {
    alerts::Item notice;
    notice.plan = plan;
    notice.kind = alerts::ItemKind::Notice;
    notice.role = {rules::Tell::Kind::Coordinator, {}};
    notice.wantedOn = today;
    notice.noticeKey = fmt::format("{}:{}", key, plan.value);
    notice.noticeText = text;
    if (auto done = store.addNotice(notice, now); !done) return done;
  }
  return {};
}

/// The plans whose alerts are held, found by their actions.
Result<std::set<PlanId>> plansOf(Facts& facts, const std::vector<alerts::Alert>& held) {
  std::set<PlanId> plans;
  for (const auto& alert : held) {
    const auto record = facts.record(alert.subject.action);
    if (!record) return fail(record.error());
    if (*record != nullptr) plans.insert((*record)->action.plan);
  }
  return plans;
}

Outcome holdAll(store::Store& store, const alerts::Storm& storm, const std::vector<store::StoredItem>& items,
                std::int64_t tick, Date today, Instant now) {
  std::set<AlertId> ids;
  std::set<PlanId> plans;
  for (const auto& stored : items) {
    ids.insert(stored.item.alert);
    plans.insert(stored.item.plan);
  }
  if (auto done = store.hold({ids.begin(), ids.end()}, true, today); !done) return done;
  if (auto done = memory::setDay(store, memory::kStormOn, today); !done) return done;
  const auto text = fmt::format(
      "Chaser would tell {} of {} at once, and holds them until somebody has said yes: "
      "'chaser approve --show' lists them, 'chaser approve' lets them go.",
      counted(storm.people, "person", "people"), counted(storm.items, "item"));
  return notifyCoordinators(store, plans, fmt::format("storm:{}", tick), text, today, now);
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
    if (++read % kItemsAPulse == 0 && pulse && !pulse()) return false;
    const auto resolution = facts.recipients(stored.item);
    if (!resolution) return fail(resolution.error());
    for (const auto& to : resolution->who) {
      auto candidate = facts.candidate(stored, *resolution, to);
      if (!candidate) return fail(candidate.error());
      candidates.push_back(std::move(*candidate));
    }
  }
  auto transaction = store.begin();
  if (!transaction) return fail(transaction.error());
  if (const auto storm = alerts::storm(candidates, configuration.settings.manners)) {
    if (auto done = holdAll(store, *storm, *items, tick, today, now); !done) return fail(done.error());
  }
  if (auto done = store.setSetting(memory::kTickOpen, std::nullopt); !done) return fail(done.error());
  if (auto done = (*transaction)->commit(); !done) return fail(done.error());
  return true;
}

Result<HeldStorm> remindOfStorm(store::Store& store, const Configuration& configuration, Date today,
                                Instant now) {
  HeldStorm report;
  const auto since = memory::day(store, memory::kStormOn);
  if (!since) return fail(since.error());
  if (!*since) return report;
  const auto held = store.heldAlerts();
  if (!held) return fail(held.error());
  report.alerts = held->size();
  const Date next = configuration.calendar.plusWorking(**since, kRemindEvery);
  if (today < next || held->empty()) return report;

  Facts facts(store, configuration, today);
  const auto plans = plansOf(facts, *held);
  if (!plans) return fail(plans.error());
  auto transaction = store.begin();
  if (!transaction) return fail(transaction.error());
  const auto text =
      fmt::format("{} still held: 'chaser approve --show' lists them, 'chaser approve' lets them go.",
                  counted(held->size(), "alert is", "alerts are"));
  if (auto done = notifyCoordinators(store, *plans, "storm-reminder:" + today.iso(), text, today, now);
      !done) {
    return fail(done.error());
  }
  // The next reminder counts from this one.
  if (auto done = memory::setDay(store, memory::kStormOn, today); !done) return fail(done.error());
  if (auto done = (*transaction)->commit(); !done) return fail(done.error());
  report.reminded = true;
  return report;
}

}  // namespace chaser::daemon
