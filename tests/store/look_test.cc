// SPDX-License-Identifier: Apache-2.0
#include "store/engine_store.h"

#include "tests/store/engine_fixture.h"

/// A batch is read at once, and of what was read only the differences are written.
namespace chaser::store {
namespace {

class LookTest : public EngineTest {
 protected:
  /// Of action 1 with that alert, as the engine would have it after another day.
  void saveAgain(const alerts::Alert& alert, bool changed, std::optional<Date> horizon) {
    alerts::Advanced advanced;
    advanced.alerts.push_back({alert, {}, changed});
    advanced.horizon = horizon;
    ok(store->save(seen(ActionId{1}), advanced, now));
  }
  [[nodiscard]] std::vector<std::string> alertRow() const {
    return shell->ask("SELECT state, ref, part, place, reason, next_on FROM alert");
  }
};

TEST_F(LookTest, ABatchIsReadInItsOwnOrderWithAllThatBelongsToEach) {
  save(firing(), {ask(firing())}, day("2017-04-08"));
  shell->ask(
      "INSERT INTO action (plan_id, ref, action) VALUES (1, '16.2', 'Do that'), (1, '16.3', 'And that');"
      "INSERT INTO milestone (action_id, position, text) VALUES (2, 2, 'c'), (2, 0, 'a'), (2, 1, 'b');"
      "INSERT INTO owner (action_id, role, position) VALUES (2, 'second', 1), (2, 'first', 0)");
  const auto batch =
      got(store->look({ActionId{3}, ActionId{99}, ActionId{2}, ActionId{1}}, day("2017-03-01")));
  ASSERT_EQ(batch.size(), 4U);
  EXPECT_EQ(batch[0].observed.record.action.ref, "16.3");
  EXPECT_TRUE(batch[0].observed.alerts.empty());
  EXPECT_EQ(batch[0].lookOn, std::nullopt);
  EXPECT_TRUE(batch[1].gone);
  EXPECT_EQ(batch[1].action, ActionId{99});
  std::string texts;
  for (const auto& milestone : batch[2].observed.record.milestones) texts += milestone.text;
  EXPECT_EQ(texts, "abc");
  EXPECT_EQ(batch[2].observed.record.owners.at(0).role, "first");
  EXPECT_EQ(batch[3].observed.record.milestones.at(0).due, day("2017-03-31"));
  EXPECT_EQ(batch[3].observed.record.plan->key, "p");
  EXPECT_EQ(batch[3].observed.alerts, got(store->alertsOf(ActionId{1}, day("2017-03-01"))));
  EXPECT_EQ(batch[3].observed.alerts.at(0).made.size(), 1U);
  EXPECT_EQ(batch[3].lookOn, day("2017-04-08"));
  EXPECT_FALSE(batch[3].gone || batch[3].displaced);
}

TEST_F(LookTest, ARowWhosePlanIsGoneIsGone) {
  shell->ask("PRAGMA foreign_keys = OFF; INSERT INTO action (plan_id, ref) VALUES (99, 'lost')");
  EXPECT_TRUE(seen(ActionId{2}).gone);
}

TEST_F(LookTest, AThousandActionsAreLookedAtInAsManyStatementsAsOne) {
  save(firing(), {ask(firing())}, day("2017-04-08"));
  shell->ask(
      "WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)"
      "INSERT INTO action (plan_id, ref) SELECT 1, 'x' || i FROM n");
  Connection connection(got(Db::open(folder.database(), Db::Access::ReadWrite)));
  SqliteEngineStore engine(connection);
  std::vector<ActionId> actions;
  actions.reserve(1001);
  for (std::int64_t id = 1; id <= 1001; ++id) actions.push_back(ActionId{id});
  const auto batch = got(engine.look(actions, day("2017-03-01")));
  EXPECT_EQ(batch.size(), 1001U);
  EXPECT_LE(connection.db->started(), 11) << "two of them for the plan";
}

TEST_F(LookTest, WhatIsAsItWasTakesNoStatement) {
  save(firing(), {ask(firing())}, day("2017-04-08"));
  Connection connection(got(Db::open(folder.database(), Db::Access::ReadWrite)));
  SqliteEngineStore engine(connection);
  const auto batch = got(engine.look({ActionId{1}}, day("2017-03-01")));
  alerts::Advanced advanced;
  advanced.alerts.push_back({batch.at(0).observed.alerts.at(0), {}, false});
  advanced.horizon = day("2017-04-08");
  const auto started = connection.db->started();
  ok(engine.save(batch.at(0), advanced, now));
  EXPECT_EQ(connection.db->started(), started);
}

TEST_F(LookTest, AnAlertThatGoesOnIsReadBackAsItWasSaved) {
  save(firing(), {ask(firing())}, day("2017-04-08"));
  auto alert = got(store->unresolved()).at(0);
  alert.nextOn = day("2017-04-20");
  alert.reason = alerts::Reason::AwaitingWarning;
  alert.reasonDetail = "2017-04-20";
  saveAgain(alert, true, day("2017-04-09"));
  EXPECT_EQ(got(store->unresolved()), std::vector{alert});
  alert.state = alerts::AlertState::Acknowledged;
  alert.since = day("2017-04-02");
  alert.quietUntil = day("2017-05-01");
  alert.quietBy = "Dr A";
  alert.quietSince = day("2017-04-10");
  alert.quietDays = 3;
  alert.stoodStill = 4;
  alert.standsStillSince = day("2017-04-11");
  alert.boardStoodStill = 5;
  alert.boardStandsStillSince = day("2017-04-12");
  alert.ruleGoneOn = day("2017-04-13");
  alert.dueWhenFired = day("2017-03-31");
  alert.lateOnArrival = true;
  alert.reopened = 2;
  alert.held = true;
  alert.firedTick = 9;
  alert.escalateAnyway = true;
  alert.firedOn = day("2017-04-02");
  alerts::StepMade second = alert.made.at(0);
  second.occurrence = 2;
  alert.made.push_back(second);
  saveAgain(alert, true, std::nullopt);
  EXPECT_EQ(got(store->unresolved()), std::vector{alert});
  EXPECT_EQ(got(store->rows(0, 100)).back().what, "step.made");
  EXPECT_EQ(shell->one("SELECT count(*) FROM agenda"), "0");
  alert.state = alerts::AlertState::Resolved;
  alert.resolvedOn = day("2017-04-20");
  saveAgain(alert, true, std::nullopt);
  EXPECT_EQ(got(store->alert(alert.id)), alert);
  EXPECT_EQ(got(store->rows(0, 100)).back().before, "acknowledged");
}

TEST_F(LookTest, AnAlertFollowsItsMilestoneToAnotherPlaceWhetherItChangesOrNot) {
  save(firing(), {}, day("2017-04-08"));
  auto alert = got(store->unresolved()).at(0);
  shell->ask("UPDATE milestone SET position = 3");
  EXPECT_TRUE(seen(ActionId{1}).displaced);
  saveAgain(alert, false, day("2017-04-08"));
  EXPECT_EQ(alertRow(), std::vector<std::string>{"firing|16.1|1|3|sent|2017-04-03"});
  shell->ask("UPDATE milestone SET position = 4");
  alert.nextOn = day("2017-04-05");
  saveAgain(alert, true, day("2017-04-08"));
  EXPECT_EQ(alertRow(), std::vector<std::string>{"firing|16.1|1|4|sent|2017-04-05"});
}

TEST_F(LookTest, ARowWhoseAlertsAreHandedOverIsReadWhenAllBeforeItAreStored) {
  save(firing(), {ask(firing())}, day("2017-04-08"));
  shell->ask(
      "INSERT INTO action (plan_id, ref) VALUES (1, '16.2'); DELETE FROM action WHERE id = 1;"
      "INSERT INTO action (plan_id, ref, action) VALUES (1, '16.1', 'Do it anew')");
  const std::vector<ActionId> all{ActionId{2}, ActionId{1}, ActionId{3}};
  const auto first = got(store->look(all, day("2017-03-01")));
  ASSERT_EQ(first.size(), 2U) << "what becomes of the old row comes first";
  EXPECT_TRUE(first[1].gone);
  ok(store->forget(ActionId{1}, day("2017-04-02"), now));
  const auto second = got(store->look({ActionId{3}}, day("2017-03-01")));
  ASSERT_EQ(second.at(0).observed.alerts.size(), 1U);
  EXPECT_EQ(second[0].observed.alerts[0].state, alerts::AlertState::Resolved);
  EXPECT_EQ(second[0].observed.alerts[0].subject.action, ActionId{3});
  EXPECT_EQ(got(store->look({ActionId{3}, ActionId{2}}, day("2017-03-01"))).size(), 2U) << "once";
}

}  // namespace
}  // namespace chaser::store
