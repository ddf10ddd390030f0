// SPDX-License-Identifier: Apache-2.0
#include "tests/store/engine_fixture.h"

namespace chaser::store {
namespace {

TEST_F(EngineTest, AnAlertIsReadBackAsItWasSavedWithItsRungs) {
  auto alert = firing();
  alert.quietUntil = day("2017-05-01");
  alert.quietBy = "Dr A";
  alert.boardStoodStill = 3;
  alert.quietDays = 2;
  alert.dueWhenFired = day("2017-03-31");
  alert.reasonDetail = "x";
  save(alert, {ask(alert)}, day("2017-04-08"));
  auto found = got(store->alertsOf(record.action.id, day("2017-04-01")));
  ASSERT_EQ(found.size(), 1U);
  alert.id = found[0].id;
  EXPECT_TRUE(found[0].id);
  EXPECT_EQ(found[0], alert);
  EXPECT_EQ(got(store->alert(found[0].id)), alert);
  EXPECT_EQ(got(store->unresolved()), std::vector{alert});
  EXPECT_EQ(got(store->wanted(10)).at(0).item.alert, alert.id) << "the item knows its alert's number";
}

TEST_F(EngineTest, SavingTheSameAgainWritesNothing) {
  save(firing(), {ask(firing())}, day("2017-04-08"));
  const auto alert = got(store->unresolved()).at(0);
  const auto told = facts();
  save(alert, {}, day("2017-04-08"));
  EXPECT_EQ(facts(), told);
  EXPECT_EQ(shell->one("SELECT count(*) FROM step_made"), "1");
  EXPECT_EQ(shell->one("SELECT count(*) FROM agenda"), "1");
}

TEST_F(EngineTest, WhatIsDueComesFromTheAgendaAndFromAlerts) {
  EXPECT_EQ(got(store->nextDue()), std::nullopt);
  save(firing(), {}, day("2017-04-08"));
  EXPECT_EQ(got(store->nextDue()), day("2017-04-03"));
  EXPECT_TRUE(got(store->due(day("2017-04-02"), Visit{}, 10)).empty());
  auto visits = got(store->due(day("2017-04-03"), Visit{}, 10));
  ASSERT_EQ(visits.size(), 1U);
  EXPECT_EQ(visits[0].lookOn, std::nullopt) << "the ladder brought it";
  visits = got(store->due(day("2017-04-08"), Visit{}, 10));
  ASSERT_EQ(visits.size(), 2U) << "once for the ladder, once for the agenda";
  EXPECT_EQ(visits[0].day, day("2017-04-03"));
  EXPECT_EQ(visits[0].lookOn, day("2017-04-08"));
  EXPECT_EQ(visits[1].day, day("2017-04-08"));
  EXPECT_EQ(got(store->due(day("2017-04-08"), visits[0], 10)).size(), 1U) << "a page goes on after the last";
  EXPECT_TRUE(got(store->due(day("2017-04-08"), visits.back(), 10)).empty()) << "it was seen";
  auto alert = got(store->unresolved()).at(0);
  alert.nextOn = std::nullopt;
  save(alert, {}, std::nullopt);
  EXPECT_EQ(got(store->nextDue()), std::nullopt);
}

TEST_F(EngineTest, AReplacedRowFindsItsAlertsAgain) {
  save(firing(), {ask(firing())}, day("2017-04-08"));
  shell->ask(
      "PRAGMA foreign_keys = ON; INSERT OR REPLACE INTO action (plan_id, ref, action) VALUES (1, '16.1', 'Do "
      "it anew');"
      "INSERT INTO milestone (action_id, due, basis) VALUES (2, '2017-03-31', 'indicative')");
  const auto found = got(store->alertsOf(ActionId{2}, day("2017-04-01")));
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].subject.action, ActionId{2});
  EXPECT_EQ(found[0].subject.milestone, MilestoneId{2});
  EXPECT_EQ(found[0].made.size(), 1U);
  EXPECT_EQ(got(store->wanted(10)).at(0).item.subject.action, ActionId{2});
}

TEST_F(EngineTest, AReplacedRowFindsItsAlertsAgainByThePlaceThatTheirMilestonesHadLast) {
  save(firing(), {}, day("2017-04-08"));
  // The milestone moves down, and nothing else of the alert changes: it is only listed with its reason.
  shell->ask(
      "UPDATE milestone SET position = 1; INSERT INTO milestone (action_id, position, due, basis) VALUES (1, "
      "0, "
      "'2018-03-31', 'agreed')");
  alerts::Advanced advanced;
  advanced.alerts.push_back({got(store->unresolved()).at(0), {}, false});
  ok(store->save(seen(ActionId{1}), advanced, at("2017-04-02T09:00:00.000Z")));
  shell->ask(
      "PRAGMA foreign_keys = ON; INSERT OR REPLACE INTO action (plan_id, ref, action) VALUES (1, '16.1', 'Do "
      "it anew');"
      "INSERT INTO milestone (action_id, position, due, basis) VALUES (2, 0, '2018-03-31', 'agreed'),"
      " (2, 1, '2017-03-31', 'indicative')");
  const auto found = got(store->alertsOf(ActionId{2}, day("2017-04-01")));
  ASSERT_EQ(found.size(), 1U);
  const auto replaced = got(store->action(ActionId{2}));
  ASSERT_NE(replaced->milestone(found[0].subject.milestone), nullptr);
  EXPECT_EQ(replaced->milestone(found[0].subject.milestone)->due, day("2017-03-31"));
}

TEST_F(EngineTest, AnActionThatIsGoneResolvesQuietly) {
  save(firing(), {ask(firing())}, day("2017-04-08"));
  shell->ask("DELETE FROM action");
  ok(store->forget(ActionId{1}, day("2017-04-05"), at("2017-04-05T09:00:00.000Z")));
  EXPECT_TRUE(got(store->unresolved()).empty());
  EXPECT_TRUE(got(store->wanted(10)).empty());
  EXPECT_EQ(got(store->nextDue()), std::nullopt);
  EXPECT_EQ(got(store->rows(0, 100)).back().what, "alert.resolved");
  EXPECT_EQ(got(store->rows(0, 100)).back().at, at("2017-04-05T09:00:00.000Z"));
}

TEST_F(EngineTest, HeldAlertsAreListedUntilTheyAreReleased) {
  save(firing(), {}, day("2017-04-08"));
  const auto id = got(store->unresolved()).at(0).id;
  ok(store->hold({id}, true, day("2017-04-01")));
  EXPECT_EQ(got(store->heldIds(PlanId{})).size(), 1U);
  ok(store->hold({id}, false, day("2017-04-02")));
  EXPECT_TRUE(got(store->heldIds(PlanId{})).empty());
  EXPECT_EQ(got(store->due(day("2017-04-02"), Visit{}, 10)).size(), 1U);
}

TEST_F(EngineTest, SilencesAreReadUntilTheirLastDayAndBeforeTheirFirst) {
  shell->ask(
      "INSERT INTO silence (ref, from_on, until_on, author, reason) VALUES ('16.1', '2017-04-02', "
      "'2017-04-04', 'a', 'b')");
  EXPECT_EQ(got(store->silences(day("2017-04-01"))).size(), 1U) << "the ladder is to know that it comes";
  EXPECT_EQ(got(store->silences(day("2017-04-04"))).at(0).ref, "16.1");
  EXPECT_TRUE(got(store->silences(day("2017-04-05"))).empty());
}

TEST_F(EngineTest, WritingChangingAndRemovingASilenceMakesEveryUnresolvedAlertDue) {
  const auto today = day("2017-04-01");
  for (const auto* statement :
       {"INSERT INTO silence (ref, from_on, until_on, author, reason) VALUES ('16.1', '2017-06-02', "
        "'2017-06-04', 'a', 'b')",
        "UPDATE silence SET until_on = '2017-07-01'", "DELETE FROM silence"}) {
    auto alert = firing();
    const auto known = got(store->unresolved());
    if (!known.empty()) alert.id = known.at(0).id;
    save(alert, {}, day("2017-04-08"));
    ASSERT_TRUE(got(store->due(today, Visit{}, 10)).empty());
    const auto version = got(store->dataVersion());
    shell->ask(statement);
    EXPECT_NE(got(store->dataVersion()), version) << "the daemon wakes";
    EXPECT_EQ(got(store->due(today, Visit{}, 10)).size(), 1U) << statement;
  }
  auto alert = got(store->unresolved()).at(0);
  alert.state = alerts::AlertState::Resolved;
  alert.nextOn.reset();
  save(alert, {}, std::nullopt);
  shell->ask(
      "INSERT INTO silence (from_on, until_on, author, reason) VALUES ('2017-04-01', '2017-04-02', 'a', "
      "'b')");
  EXPECT_EQ(got(store->nextDue()), std::nullopt) << "what is over stays so";
}

TEST_F(EngineTest, ProgressCountsBySubstanceAndAtTheEditsInstant) {
  const auto substance = [](const std::string&, const std::string& after) { return after != "no change"; };
  shell->ask(
      "INSERT INTO setting VALUES ('as_of', '2030-04-01T10:00:00.000Z'); UPDATE action SET progress = 'half "
      "done'");
  shell->ask(
      "UPDATE setting SET value = '2030-05-01T10:00:00.000Z' WHERE name = 'as_of'; UPDATE action SET "
      "progress = 'no change'");
  const auto logged = changes();
  EXPECT_EQ(got(store->judgeProgress(substance, 1)), 1U) << "no more than asked for";
  EXPECT_EQ(got(store->judgeProgress(substance, 100)), 1U);
  const auto action = got(store->action(ActionId{1}))->action;
  EXPECT_EQ(action.progressedAt, at("2030-04-01T10:00:00.000Z"));
  EXPECT_EQ(action.confirmedAt, at("2030-05-01T10:00:00.000Z"));
  EXPECT_EQ(action.updatedAt, at("2030-05-01T10:00:00.000Z"));
  EXPECT_EQ(changes(), logged) << "the verdict on an edit is no edit";
  const auto again = [](const std::string&, const std::string&) {
    ADD_FAILURE() << "each edit is judged once";
    return true;
  };
  EXPECT_EQ(got(store->judgeProgress(again, 100)), 0U);
}

TEST_F(EngineTest, TheChangeLogIsReadInBatchesWithoutLoss) {
  shell->ask(
      "WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 25) INSERT INTO action (plan_id, ref) "
      "SELECT 1, "
      "'x' || i FROM n");
  std::int64_t cursor = 0;
  std::size_t seen = 0;
  for (int round = 0; round < 100; ++round) {
    const auto [found, reached] = got(store->changes(cursor, 4));
    if (found.empty()) break;
    seen += found.size();
    ASSERT_GT(reached, cursor);
    cursor = reached;
  }
  EXPECT_EQ(cursor, got(store->lastChange()));
  EXPECT_GE(seen, 26U);
}

TEST_F(EngineTest, TheAuditTellsThePartsOfOneRefApart) {
  const auto before = facts();
  shell->ask("INSERT INTO action (plan_id, ref, part, action) VALUES (1, '16.1', 2, 'The other half')");
  shell->ask(
      "UPDATE action SET rag = 'red' WHERE ref = '16.1' AND part = 2; DELETE FROM action WHERE part = 2");
  std::vector<std::string> said;
  for (const auto& row : got(store->rows(before, 100)))
    said.push_back(row.what + " " + row.ref + "/" + std::to_string(row.part));
  EXPECT_EQ(said,
            (std::vector<std::string>{"action.added 16.1/2", "action.rag 16.1/2", "action.removed 16.1/2"}));
  EXPECT_EQ(got(store->rows(0, 1)).front().part, 0) << "a plan has no part";
}

TEST_F(EngineTest, TheAuditIsSealedAndATamperedRowIsFound) {
  save(firing(), {ask(firing())}, day("2017-04-08"));
  EXPECT_GT(got(store->seal(2)), 0U);
  EXPECT_GT(got(store->seal(100)), 0U);
  EXPECT_EQ(got(store->seal(100)), 0U);
  const auto sealed = got(store->verify());
  EXPECT_EQ(static_cast<std::int64_t>(sealed), facts());
  shell->ask("DELETE FROM audit_text WHERE seq = 2");
  EXPECT_EQ(got(store->verify()), sealed) << "erasing words leaves the chain valid";
  for (const auto& [change, back] : std::vector<std::pair<std::string, std::string>>{
           {"UPDATE audit SET actor = 'x' WHERE seq = 3", "UPDATE audit SET actor = 'sql' WHERE seq = 3"},
           {"UPDATE audit SET part = part + 1 WHERE seq = 3",
            "UPDATE audit SET part = part - 1 WHERE seq = 3"},
           {"UPDATE audit_text SET after = after || 'x' WHERE seq = 1",
            "UPDATE audit_text SET after = substr(after, 1, length(after) - 1) WHERE seq = 1"},
           {"UPDATE audit SET seal = NULL WHERE seq = 2",
            "DELETE FROM audit_text; DELETE FROM audit WHERE seq = 2"}}) {
    ASSERT_TRUE(shell->ask(change).empty());
    const auto verdict = store->verify();
    ASSERT_FALSE(verdict) << change;
    EXPECT_NE(verdict.error().what.find("audit row"), std::string::npos);
    ASSERT_TRUE(shell->ask(back).empty());
  }
  EXPECT_FALSE(store->verify()) << "a row is missing";
}

TEST_F(EngineTest, WordsAreErasedAsARowAndNeverInPart) {
  got(store->seal(100));
  const std::string forge = "UPDATE audit_text SET salt = x'', after = 'forged' WHERE seq = 1";
  EXPECT_EQ(shell->one(forge).substr(0, 6), "error:");
  ASSERT_TRUE(shell->ask("PRAGMA ignore_check_constraints = ON; " + forge).empty());
  EXPECT_FALSE(store->verify()) << "a text without its salt is not taken for an erased one";
}

TEST_F(EngineTest, ATailThatLostItsSealsIsNotSealedAnew) {
  got(store->seal(100));
  const auto last = facts();
  ASSERT_TRUE(shell
                  ->ask("UPDATE audit SET actor = 'somebody else', seal = NULL WHERE seq >= " +
                        std::to_string(last - 1))
                  .empty());
  EXPECT_FALSE(store->verify());
  const auto sealed = store->seal(100);
  ASSERT_FALSE(sealed);
  EXPECT_EQ(sealed.error().kind, ErrorKind::Input);
  EXPECT_EQ(shell->one("SELECT count(*) FROM audit WHERE seal IS NULL"), "2");
}

TEST_F(EngineTest, ATailThatWasRemovedIsMissed) {
  got(store->seal(100));
  const auto last = std::to_string(facts());
  ASSERT_TRUE(
      shell->ask("DELETE FROM audit_text WHERE seq = " + last + "; DELETE FROM audit WHERE seq = " + last)
          .empty());
  EXPECT_FALSE(store->verify());
}

TEST_F(EngineTest, HoldingManyTakesTwoStatements) {
  save(firing(), {ask(firing())}, day("2017-04-08"));
  const auto id = got(store->heldIds(PlanId{}));
  EXPECT_TRUE(id.empty());
  const AlertId alert{std::stoll(shell->one("SELECT id FROM alert"))};
  ok(store->hold({alert, AlertId{99}}, true, day("2017-04-01")));
  EXPECT_EQ(got(store->heldIds(PlanId{})), std::vector<AlertId>{alert});
  EXPECT_EQ(got(store->heldIds(PlanId{1})), std::vector<AlertId>{alert});
  EXPECT_TRUE(got(store->heldIds(PlanId{2})).empty());
  EXPECT_EQ(got(store->heldByPlan()), (std::vector<std::pair<PlanId, std::size_t>>{{PlanId{1}, 1}}));
  EXPECT_EQ(shell->one("SELECT reason FROM item"), "awaiting-approval");
}

}  // namespace
}  // namespace chaser::store
