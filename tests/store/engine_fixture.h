// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/store/temporary.h"

/// A plan with one action, and alerts as `advance` makes them.
namespace chaser::store {

class EngineTest : public StoreTest {
 protected:
  EngineTest() {
    somePlan();
    record = *got(store->action(ActionId{1}));
  }

  /// Fired on 1 April over the milestone, its first step made for LCFT; the ladder goes on upon 3 April.
  [[nodiscard]] alerts::Alert firing() const {
    alerts::Alert alert;
    alert.rule = "indicative-date-passed";
    alert.subject = {record.action.id, record.milestones.at(0).id};
    alert.state = alerts::AlertState::Firing;
    alert.since = day("2017-04-01");
    alert.firedOn = day("2017-04-01");
    alert.firedTick = 7;
    alert.nextOn = day("2017-04-03");
    alert.reason = alerts::Reason::Sent;
    alerts::StepMade made;
    made.step = "ask";
    made.role = *alerts::Role::parse("party:LCFT");
    made.on = day("2017-04-01");
    alert.made = {made};
    return alert;
  }

  [[nodiscard]] alerts::Item ask(const alerts::Alert& alert) const {
    alerts::Item item;
    item.subject = alert.subject;
    item.plan = record.action.plan;
    item.rule = alert.rule;
    item.step = "ask";
    item.role = *alerts::Role::parse("party:LCFT");
    item.wantedOn = day("2017-04-01");
    item.severity = rules::Severity::Critical;
    item.madeTick = 7;
    return item;
  }

  void save(const alerts::Alert& alert, const std::vector<alerts::Item>& items, std::optional<Date> horizon) {
    alerts::Advanced advanced;
    advanced.alerts = {{alert, items, true}};
    advanced.horizon = horizon;
    ok(store->save(seen(record.action.id), advanced, now));
  }

  [[nodiscard]] Seen seen(ActionId action) {
    auto one = got(store->look({action}, day("2017-03-01")));
    return std::move(one.at(0));
  }

  const Instant now = at("2017-04-01T09:00:00.000Z");
  plan::ActionRecord record;
};

}  // namespace chaser::store
