// SPDX-License-Identifier: Apache-2.0
#include "daemon/engine.h"

#include <regex>

#include "daemon/approve.h"
#include "tests/daemon/house.h"

namespace chaser::daemon {
namespace {

class TheEngine : public House {
 protected:
  void approveAll() {
    const auto held = got(heldBack(*store, PlanId{}));
    EXPECT_EQ(got(approveStorm(*store, PlanId{}, held.name(), configuration->zone.dayOf(clock.now()))),
              held.alerts.size());
    engine->lookAtOutbox();
  }

  std::size_t pulses_ = 0;
};

TEST_F(TheEngine, FreezesOneMessageForADateThatHasPassedAndThenRests) {
  addAction("16.1", "2017-09-30");
  const auto first = tick();
  EXPECT_EQ(first.fired, 1U);
  EXPECT_EQ(first.messages + tick().messages, 1U);
  const auto again = tick();
  EXPECT_EQ(again.looked, 0U);
  EXPECT_EQ(again.messages, 0U);
  EXPECT_EQ(frozen(), 1U);
}

TEST_F(TheEngine, WritesNothingWhenNothingHasChanged) {
  addAction("16.1", "2017-09-30");
  tick();
  tick();
  const auto version = one("PRAGMA data_version");
  tick();
  EXPECT_EQ(got(shell->run("PRAGMA data_version")).front().front(), version);
}

TEST_F(TheEngine, TellsWhatCanBeSaidHoweverMuchWaitsForNobody) {
  sql("INSERT INTO plan (key, coordinator) VALUES ('orphan', 'Nobody known');"
      "WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20001) INSERT INTO item (plan_id, "
      "action_id, "
      "kind, role, wanted_on, severity, notice_key, notice_text, made_at) SELECT 2, 0, 'notice', "
      "'coordinator', "
      "'2017-10-02', 'info', 'old:' || i, 'x', '2017-10-02T07:00:00.000Z' FROM n");
  addAction("16.1", "2017-09-30");
  tick();
  EXPECT_EQ(one("SELECT count(*) FROM message WHERE recipient = 'Ann'"), "1");
}

TEST_F(TheEngine, SleepsUntilTheDateComes) {
  addAction("16.1", "2017-10-04");
  EXPECT_EQ(tick().fired, 0U);
  clock.moveTo(at("2017-10-04T12:00:00Z"));
  EXPECT_EQ(tick().fired, 0U);
  clock.moveTo(at("2017-10-05T12:00:00Z"));
  EXPECT_EQ(tick().fired, 1U);
}

TEST_F(TheEngine, SaysNothingAfterARestartOrAReloadWithNothingChanged) {
  addAction("16.1", "2017-09-30");
  tick();
  tick();
  startEngine();
  tick();
  engine->use(load());
  EXPECT_EQ(tick().looked, 0U);
  EXPECT_EQ(frozen(), 1U);
}

TEST_F(TheEngine, LooksAtEveryActionAgainWhenARuleChanges) {
  addAction("16.1", "2017-12-31");
  addAction("16.2", "2017-12-31");
  EXPECT_EQ(tick().fired, 0U);
  folder.write("rules/10-own.yaml", std::string(kRule) +
                                        "  - {id: dated, summary: Has a date, over: milestone, "
                                        "when: due is not missing, ladder: [{tell: owner}]}\n");
  engine->use(load());
  EXPECT_EQ(tick().fired, 2U);
}

TEST_F(TheEngine, GoesOnWithAColdPassWhereItWasInterrupted) {
  addActions("16", 250, "2017-12-31");
  tick();
  folder.write("rules/10-own.yaml", std::string(kRule) +
                                        "  - {id: dated, summary: Has a date, over: milestone, "
                                        "when: due is not missing, ladder: [{tell: owner}]}\n");
  configuration = load();
  engine->use(configuration);
  int left = 8;  // the pulse is asked between steps and between batches
  const auto first = got(engine->tick([&left] { return --left > 0; }));
  EXPECT_TRUE(first.interrupted);
  EXPECT_GT(first.looked, 0U);
  EXPECT_LT(first.looked, 250U);
  startEngine();
  EXPECT_EQ(tick().looked, 250U - first.looked);
  // The storm guard sees the whole of it, whatever tick it fired in.
  EXPECT_EQ(got(store->heldIds(PlanId{})).size(), 250U);
}

TEST_F(TheEngine, LooksAgainAtWhatARuleHasTouchedThatWasTakenBackBeforeItsColdPassEnded) {
  addActions("16", 250, "2017-12-31");
  tick();
  const auto own = configuration;
  folder.write("rules/10-own.yaml", std::string(kRule) +
                                        "  - {id: dated, summary: Has a date, over: milestone, "
                                        "when: due is not missing, ladder: [{tell: owner}]}\n");
  const auto other = load();
  for (int pulses = 2; pulses < 10; ++pulses) {
    SCOPED_TRACE(pulses);
    engine->use(other);
    sql("UPDATE action SET comments = comments || 'x' WHERE id = 1");
    int left = pulses;
    EXPECT_TRUE(got(engine->tick([&left] { return --left > 0; })).interrupted);
    engine->use(own);
    tick();
    // The rule is gone: what it opened waits for it to come back, and says so.
    EXPECT_EQ(one("SELECT count(*) FROM alert WHERE rule_gone_on IS NULL"), "0");
    EXPECT_EQ(tick().looked, 0U);
  }
  EXPECT_NE(one("SELECT count(*) FROM alert"), "0");
}

TEST_F(TheEngine, AsksAnewWhenARowIsReplacedBeforeAnybodyWasAsked) {
  clock.moveTo(at("2017-10-02T20:00:00Z"));
  addAction("16.1", "2017-09-30");
  EXPECT_EQ(tick().fired, 1U);
  sql("DELETE FROM action");
  addAction("16.1", "2017-09-30");
  tick();
  clock.moveTo(at("2017-10-03T09:00:00Z"));
  tick();
  EXPECT_EQ(frozen(), 1U);
}

TEST_F(TheEngine, OpensTheNewerOfTwoAlertsAgainThatEndedOnOneDay) {
  addAction("16.1", "2017-09-29");
  for (const char* edit :
       {"basis = 'indicative'", "basis = 'agreed'", "basis = 'indicative', due = '2017-09-30'",
        "basis = 'agreed'", "basis = 'indicative'"}) {
    sql(std::string("UPDATE milestone SET ") + edit);
    tick();
  }
  EXPECT_EQ(one("SELECT count(*) FROM alert"), "2");
}

TEST_F(TheEngine, DropsAnItemThatIsDealtWithBeforeItLeaves) {
  clock.moveTo(at("2017-10-02T20:00:00Z"));
  addAction("16.1", "2017-09-30");
  const auto evening = tick();
  EXPECT_EQ(evening.fired, 1U);
  EXPECT_EQ(evening.messages, 0U);
  sql("UPDATE milestone SET basis = 'agreed'");
  clock.moveTo(at("2017-10-03T09:00:00Z"));
  const auto morning = tick();
  EXPECT_EQ(morning.resolved, 1U);
  EXPECT_EQ(frozen(), 0U);
  EXPECT_EQ(one("SELECT reason FROM item"), "resolved-before-sending");
}

TEST_F(TheEngine, StopsAMessageByAnEditThatComesBetweenLookingAndFreezing) {
  clock.moveTo(at("2017-10-02T20:00:00Z"));
  addAction("16.1", "2017-09-30");
  tick();
  clock.moveTo(at("2017-10-03T09:00:00Z"));
  int asked = 0;
  const auto morning = got(engine->tick([&] {
    // The last question before anything is frozen: the change log has been read by then.
    if (++asked == 5) sql("UPDATE milestone SET basis = 'agreed'");
    return true;
  }));
  EXPECT_GE(asked, 5);
  EXPECT_EQ(morning.resolved, 1U);
  EXPECT_EQ(frozen(), 0U);
}

TEST_F(TheEngine, GoesOnWhenSomebodyElsesLockIsGone) {
  addAction("16.1", "2017-09-30");
  got(shell->run("BEGIN IMMEDIATE"));
  const auto locked = engine->tick();
  ASSERT_FALSE(locked);
  EXPECT_EQ(locked.error().kind, ErrorKind::Busy);
  got(shell->run("ROLLBACK"));
  EXPECT_EQ(tick().fired, 1U);
}

TEST_F(TheEngine, TellsEachOfTwoWhoHoldTheRole) {
  folder.write("contacts.yaml",
               std::string(kContacts).replace(10, 0,
                                              "  - {name: Cy, email: cy@council.example, roles: "
                                              "[Head of Service], digest: immediate}\n"));
  configuration = load();
  startEngine();
  // In the evening nobody is told; Cy, who wants to be told at once, and Ann in her digest, the next day.
  clock.moveTo(at("2017-10-02T20:00:00Z"));
  addAction("16.1", "2017-09-30");
  tick();
  clock.moveTo(at("2017-10-03T12:00:00Z"));
  tick();
  EXPECT_EQ(one("SELECT group_concat(recipient) FROM (SELECT recipient FROM message ORDER BY recipient)"),
            "Ann,Cy");
  EXPECT_EQ(tick().messages, 0U);
}

TEST_F(TheEngine, WritesNothingWhileTwoWhoHoldTheRoleWaitForDifferentThings) {
  const std::string cy =
      "  - {name: Cy, email: cy@council.example, roles: [Head of Service], timezone: America/New_York}\n";
  folder.write("contacts.yaml", std::regex_replace(std::string(kContacts).replace(10, 0, cy),
                                                   std::regex("party: NC"), "digest: 'weekly:thu'"));
  configuration = load();
  startEngine();
  addAction("16.1", "2017-09-30");
  tick();
  // Ann waits for Thursday, and in New York it is night.
  EXPECT_EQ(frozen(), 0U);
  sql("CREATE TABLE seen (reason TEXT); CREATE TRIGGER watch AFTER UPDATE OF reason, reason_detail ON item "
      "BEGIN "
      "INSERT INTO seen VALUES (NEW.reason || ' ' || NEW.reason_detail); END");
  engine->lookAtOutbox();
  tick();
  EXPECT_EQ(one("SELECT count(*) FROM seen"), "0");
}

TEST_F(TheEngine, NamesItsMessagesUnlikeThoseOfAnotherDatabase) {
  addAction("16.1", "2017-09-30");
  tick();
  const auto mine = one("SELECT message_id FROM message");
  sql("DELETE FROM message_item; DELETE FROM message; UPDATE item SET state = 'wanted'");
  startEngine();
  tick();
  EXPECT_EQ(one("SELECT message_id FROM message"), mine) << "the same is the same";
  sql("DELETE FROM message_item; DELETE FROM message; UPDATE item SET state = 'wanted';"
      "UPDATE setting SET value = 'another' WHERE name = 'database_id'");
  startEngine();
  tick();
  EXPECT_NE(one("SELECT message_id FROM message"), mine);
  EXPECT_EQ(one("SELECT count(*) FROM message"), "1");
}

TEST_F(TheEngine, TellsNobodyTwiceWhenTheOtherHolderOfTheRoleLeaves) {
  folder.write("contacts.yaml", std::string(kContacts).replace(
                                    10, 0,
                                    "  - {name: Cy, email: cy@council.example, roles: [Head of Service], "
                                    "timezone: America/New_York}\n"));
  configuration = load();
  startEngine();
  addAction("16.1", "2017-09-30");
  tick();
  EXPECT_EQ(one("SELECT group_concat(recipient) FROM message"), "Ann");
  // Cy, whose morning is yet to come, is gone before it does.
  folder.write("contacts.yaml", kContacts);
  engine->use(load());
  clock.moveTo(at("2017-10-03T12:00:00Z"));
  tick();
  tick();
  EXPECT_EQ(one("SELECT group_concat(recipient) FROM message"), "Ann");
  EXPECT_EQ(one("SELECT state FROM item"), "taken");
}

TEST_F(TheEngine, GivesNobodyASecondDigestOnTheirOwnDay) {
  folder.write("contacts.yaml", std::regex_replace(kContacts, std::regex("party: NC"),
                                                   "party: NC, timezone: Pacific/Honolulu"));
  configuration = load();
  startEngine();
  // There it is the afternoon of the day before.
  for (const char* ref : {"16.1", "16.2"}) {
    clock.moveTo(clock.now() < at("2017-10-03T00:30:00Z") ? at("2017-10-03T00:30:00Z")
                                                          : at("2017-10-03T01:30:00Z"));
    addAction(ref, "2017-09-30");
    tick();
  }
  EXPECT_EQ(frozen(), 1U);
  EXPECT_EQ(one("SELECT day FROM message"), "2017-10-02");
}

TEST_F(TheEngine, SaysNothingOfARuleThatWasTakenAwayBeforeItLeft) {
  clock.moveTo(at("2017-10-02T20:00:00Z"));
  addAction("16.1", "2017-09-30");
  EXPECT_EQ(tick().fired, 1U);
  folder.write("rules/10-own.yaml",
               std::regex_replace(std::regex_replace(kRule, std::regex("id: passed"), "id: other"),
                                  std::regex("basis = indicative"), "basis = agreed"));
  engine->use(load());
  clock.moveTo(at("2017-10-03T12:00:00Z"));
  tick();
  EXPECT_EQ(frozen(), 0U);
}

TEST_F(TheEngine, CanBeStoppedWhileItFreezes) {
  addAction("16.1", "2017-09-30");
  std::size_t pulses = 0;
  const auto countAll = [&pulses] { return ++pulses > 0; };
  Engine other(*store, clock, configuration);
  got(other.tick(countAll));
  ASSERT_EQ(frozen(), 1U);
  // Each tick is stopped one pulse later than the one before: nothing is lost and nothing said twice.
  addAction("16.2", "2017-09-30");
  clock.moveTo(at("2017-10-03T09:00:00Z"));
  for (std::size_t stopAt = 1; stopAt <= pulses; ++stopAt) {
    std::size_t seen = 0;
    got(engine->tick([&] { return ++seen < stopAt; }));
  }
  tick();
  EXPECT_EQ(frozen(), 2U);
  EXPECT_GT(pulses, 6U);
}

TEST_F(TheEngine, SendsNothingTwiceWhenTheClockGoesBackADay) {
  addAction("16.1", "2017-09-30");
  tick();
  clock.setWall(clock.now() - std::chrono::hours(24));
  const auto back = tick();
  EXPECT_TRUE(back.clockHold.empty());
  EXPECT_EQ(back.today, day("2017-10-02"));
  EXPECT_EQ(frozen(), 1U);
}

TEST_F(TheEngine, HoldsEverythingWhenTheClockJumpsAYear) {
  addAction("16.1", "2018-03-31");
  tick();
  clock.setWall(at("2018-10-02T08:00:00Z"));
  const auto jumped = tick();
  EXPECT_NE(jumped.clockHold.find("approve --clock"), std::string::npos);
  EXPECT_EQ(jumped.fired, 0U);
  EXPECT_FALSE(got(clockHold(*store)).empty());
  startEngine();
  EXPECT_FALSE(tick().clockHold.empty());
  EXPECT_TRUE(got(approveClock(*store)));
  EXPECT_EQ(tick().fired, 1U);
  EXPECT_TRUE(got(clockHold(*store)).empty());
}

TEST_F(TheEngine, GoesOnByItselfWhenTheClockIsPutRight) {
  addAction("16.1", "2018-03-31");
  tick();
  clock.setWall(at("2018-10-02T08:00:00Z"));
  tick();
  clock.setWall(at("2017-10-02T08:01:00Z"));
  EXPECT_TRUE(tick().clockHold.empty());
  EXPECT_TRUE(got(clockHold(*store)).empty());
}

TEST_F(TheEngine, HoldsAStartLongAfterTheLastTickButNotAnEmptyDatabase) {
  addAction("16.1", "2018-03-31");
  EXPECT_TRUE(tick().clockHold.empty());
  clock.moveTo(at("2017-11-20T08:00:00Z"));
  startEngine();
  EXPECT_FALSE(tick().clockHold.empty());
}

TEST_F(TheEngine, FiresOnceOnTheSundaysWhenTheClocksChange) {
  addAction("16.1", "2017-10-28");
  addAction("16.2", "2018-03-24");
  tick();
  for (const char* sunday : {"2017-10-29", "2018-03-25"}) {
    std::size_t fired = 0;
    // Every half hour of the day, the one that comes twice included; the days between are walked as well.
    while (clock.now() < at(std::string(sunday) + "T23:30:00Z")) {
      const bool near = clock.now() >= at(std::string(sunday) + "T00:00:00Z") - std::chrono::hours(3);
      clock.moveTo(clock.now() + (near ? std::chrono::minutes(30) : std::chrono::hours(12)));
      fired += tick().fired;
    }
    EXPECT_EQ(fired, 1U) << sunday;
  }
}

TEST_F(TheEngine, HoldsAStormUntilItIsApproved) {
  addActions("16", 101, "2017-09-30");
  const auto stormy = tick();
  EXPECT_EQ(stormy.fired, 101U);
  EXPECT_EQ(stormy.held, 101U);
  tick();
  // Only the coordinator hears of it.
  const auto messages = got(store->messages(std::nullopt, 10));
  ASSERT_EQ(messages.size(), 1U);
  EXPECT_EQ(messages.front().to, "Ben");
  EXPECT_EQ(one("SELECT DISTINCT reason FROM item WHERE kind <> 'notice'"), "awaiting-approval");
  approveAll();
  const auto approved = tick();
  EXPECT_EQ(approved.held, 0U);
  EXPECT_EQ(one("SELECT count(*) FROM message WHERE recipient = 'Ann'"), "1");
}

TEST_F(TheEngine, HoldsAStormThatAChangedRuleMakesOfAlertsThatAreOpen) {
  addActions("16", 101, "2017-09-30");
  tick();
  approveAll();
  tick();
  tick();
  ASSERT_EQ(one("SELECT count(*) FROM message WHERE recipient = 'Ann'"), "1");
  sql("UPDATE step_made SET told_on = '2017-10-02'");  // no ladder goes on before anybody was told
  folder.write("rules/10-own.yaml", std::string(kRule) + "      - tell: coordinator\n");
  engine->use(load());
  const auto changed = tick();
  EXPECT_EQ(changed.fired, 0U);
  EXPECT_EQ(changed.held, 101U);
  EXPECT_EQ(one("SELECT count(*) FROM item WHERE state = 'wanted' AND kind <> 'notice' AND reason = "
                "'awaiting-approval'"),
            "101");
  EXPECT_EQ(one("SELECT count(*) FROM message WHERE recipient = 'Ann'"), "1") << "nobody is told of it";
}

TEST_F(TheEngine, TakesRemindersThatComeOnTheirDayForNoStorm) {
  addActions("16", 101, "2017-09-30");
  tick();
  approveAll();
  tick();
  tick();
  sql("UPDATE step_made SET told_on = '2017-10-02'");
  sql("UPDATE alert SET next_on = '2017-10-17'");  // as delivery leaves it when somebody was told
  clock.moveTo(at("2017-10-17T08:00:00Z"));
  const auto later = tick();
  EXPECT_EQ(later.wanted, 101U);
  EXPECT_EQ(later.held, 0U) << "their ladders were approved";
}

TEST_F(TheEngine, HoldsAStormInBatchesAndGoesOnWhereItWasInterrupted) {
  addActions("16", 600, "2017-09-30");
  std::size_t most = 0;
  // Each tick is stopped a pulse later, until one of them stops between two batches of holding.
  while (most == 0 || most == 600) {
    ASSERT_EQ(frozen(), 0U);
    std::size_t left = ++pulses_;
    got(engine->tick([&left] { return --left > 0; }));
    most = got(store->heldIds(PlanId{})).size();
    ASSERT_LT(pulses_, 100U);
  }
  EXPECT_EQ(most, 500U);
  const auto rest = tick();
  EXPECT_EQ(rest.held, 600U);
  EXPECT_EQ(one("SELECT count(*) FROM item WHERE kind = 'notice'"), "1");
}

TEST_F(TheEngine, ApprovesNothingButWhatWasShown) {
  addActions("16", 101, "2017-09-30");
  tick();
  const auto today = day("2017-10-02");
  const auto shown = got(heldBack(*store, PlanId{}));
  EXPECT_FALSE(approveStorm(*store, PlanId{}, "", today));
  addActions("17", 101, "2017-09-30");
  tick();
  const auto refused = approveStorm(*store, PlanId{}, shown.name(), today);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::Input);
  EXPECT_EQ(got(store->heldIds(PlanId{})).size(), 202U);
  EXPECT_EQ(got(approveStorm(*store, PlanId{2}, "", today)), 0U) << "another plan has nothing held";
  const auto all = got(heldBack(*store, PlanId{1}));
  EXPECT_EQ(got(approveStorm(*store, PlanId{1}, all.name(), today)), 202U);
}

TEST_F(TheEngine, JudgesAnEditOfProgressThatComesWhileItWorksBeforeItLooks) {
  folder.write("rules/10-own.yaml",
               "rules:\n  - {id: stale, summary: Nothing heard, over: action, when: "
               "'progressed < today - 2w', ladder: [{tell: owner}]}\n");
  configuration = load();
  startEngine();
  clock.setWall(at("2017-09-01T08:00:00Z"));
  addActions("16", 150, "2017-12-31");
  sql("UPDATE action SET progress = 'begun'");
  tick();
  clock.moveTo(at("2017-10-02T08:00:00Z"));
  startEngine();
  sql("UPDATE action SET comments = 'x'");
  int asked = 0;
  const auto report = got(engine->tick([&] {
    // The first batch is done by the time that this is asked; the edit is of a row in the second.
    if (++asked == 4) sql("UPDATE action SET progress = 'contract signed' WHERE id = 150");
    return true;
  }));
  EXPECT_GE(asked, 4);
  EXPECT_EQ(report.fired, 149U);
  EXPECT_EQ(one("SELECT count(*) FROM alert WHERE action_id = 150"), "0") << "it never fired";
}

TEST_F(TheEngine, SetsARowThatCannotBeSavedAsideAndGoesOnWithTheOthers) {
  sql("CREATE TRIGGER broken BEFORE INSERT ON alert WHEN NEW.ref = '16.2' BEGIN SELECT RAISE(ABORT, "
      "'broken'); END");
  for (const char* ref : {"16.1", "16.2", "16.3"}) addAction(ref, "2017-09-30");
  const auto report = tick();
  EXPECT_EQ(report.fired, 2U);
  EXPECT_EQ(report.setAside, 1U);
  ASSERT_EQ(report.faults.size(), 1U);
  sql("DROP TRIGGER broken");
  clock.moveTo(clock.now() + std::chrono::minutes(61));
  startEngine();
  const auto later = tick();
  EXPECT_EQ(later.fired, 1U);
  EXPECT_EQ(later.setAside, 0U);
}

TEST_F(TheEngine, GoesOnHoweverManyRowsOfABatchCannotBeSaved) {
  sql("CREATE TRIGGER broken BEFORE INSERT ON alert WHEN NEW.ref LIKE '16.%' BEGIN SELECT RAISE(ABORT, "
      "'broken'); END");
  addActions("16", 30, "2017-09-30");
  addAction("17", "2017-09-30");
  const auto report = tick();
  EXPECT_EQ(report.fired, 1U);
  EXPECT_EQ(report.setAside, 30U);
  EXPECT_LE(report.faults.size(), 20U) << "the log is not flooded";
}

TEST_F(TheEngine, RemembersARowThatIsSetAsideThoughItsBatchCameToNothing) {
  sql("CREATE TRIGGER broken BEFORE INSERT ON alert WHEN NEW.ref = '16.1' BEGIN SELECT RAISE(ABORT, "
      "'broken'); END");
  addAction("16.1", "2017-09-30");
  addAction("16.2", "2017-09-30");
  int left = 4;
  const auto report = got(engine->tick([&left] { return --left > 0; }));
  EXPECT_TRUE(report.interrupted);
  EXPECT_NE(one("SELECT value FROM setting WHERE name = 'engine.set_aside'"), "");
}

TEST_F(TheEngine, ChasesOnAndSaysSoWhenSomebodyTamperedWithTheAudit) {
  addAction("16.1", "2017-10-04");
  tick();
  sql("UPDATE audit SET actor = 'nobody', seal = NULL WHERE seq > 2");
  clock.moveTo(at("2017-10-05T12:00:00Z"));
  const auto report = tick();
  EXPECT_EQ(report.fired, 1U);
  EXPECT_EQ(report.sealed, 0U);
  EXPECT_NE(report.auditFault, "");
  EXPECT_NE(report.status.find("audit"), std::string::npos);
}

}  // namespace
}  // namespace chaser::daemon
