// SPDX-License-Identifier: Apache-2.0
#include <sqlite3.h>

#include <regex>

#include "daemon/approve.h"
#include "tests/daemon/house.h"

/// A tick that finds nothing to do is believed by the next one, until anything that it hung on is another.
namespace chaser::daemon {
namespace {

/// How many statements any connection starts that is opened while this lives.
class StatementCount {
 protected:
  StatementCount() { sqlite3_auto_extension(reinterpret_cast<void (*)()>(&watch)); }
  ~StatementCount() { sqlite3_cancel_auto_extension(reinterpret_cast<void (*)()>(&watch)); }
  static std::size_t& started() {
    static std::size_t count = 0;
    return count;
  }

 private:
  static int watch(sqlite3* db, char** /*error*/, const void* /*api*/) {
    sqlite3_trace_v2(
        db, SQLITE_TRACE_STMT,
        [](unsigned /*what*/, void* /*context*/, void* /*statement*/, void* /*text*/) {
          ++started();
          return 0;
        },
        nullptr);
    return SQLITE_OK;
  }
};

class TheIdleEngine : protected StatementCount, public House {
 protected:
  TheIdleEngine() {
    addAction("16.1", "2017-11-01");
    rest();
  }
  /// Ticks until there is nothing left to do, and once more.
  void rest() {
    while (*tick().nextWake <= clock.now()) continue;
    tick();
  }
  std::size_t statementsOfATick() {
    const auto before = started();
    tick();
    return started() - before;
  }
};

TEST_F(TheIdleEngine, AsksOnlyWhetherAnythingWasWritten) {
  EXPECT_EQ(statementsOfATick(), 1U);
  clock.moveTo(clock.now() + std::chrono::hours(3));
  EXPECT_EQ(statementsOfATick(), 1U);
}

TEST_F(TheIdleEngine, SaysTheSameAgain) {
  const auto first = tick();
  engine->lookAtOutbox();
  const auto whole = tick();
  const auto again = tick();
  for (const auto& report : {first, again}) {
    EXPECT_EQ(report.status, whole.status);
    EXPECT_EQ(report.nextWake, whole.nextWake);
    EXPECT_EQ(report.today, whole.today);
  }
}

TEST_F(TheIdleEngine, SeesWhatSomebodyElseWrites) {
  addAction("16.2", "2017-09-30");
  EXPECT_EQ(tick().fired, 1U);
}

TEST_F(TheIdleEngine, SeesWhatItsOwnConnectionWrites) {
  ok(store->update(ActionId{1}, MilestoneId{1}, {{"due", "2017-09-30"}}, {}));
  EXPECT_EQ(tick().fired, 1U);
}

TEST_F(TheIdleEngine, IsNotMisledByWhatIsTakenBack) {
  {
    const auto transaction = got(store->begin());
    ok(store->update(ActionId{1}, MilestoneId{1}, {{"due", "2017-09-30"}}, {}));
  }
  EXPECT_EQ(tick().fired, 0U);
  ok(store->update(ActionId{1}, MilestoneId{1}, {{"due", "2017-09-29"}}, {}));
  EXPECT_EQ(tick().fired, 1U);
}

TEST_F(TheIdleEngine, SeesTheDayOnWhichSomethingIsDue) {
  clock.moveTo(at("2017-10-31T23:30:00Z"));
  rest();
  EXPECT_EQ(statementsOfATick(), 1U);
  clock.moveTo(at("2017-11-02T00:00:00Z"));
  EXPECT_EQ(tick().fired, 1U);
}

TEST_F(TheIdleEngine, SeesTheMomentAtWhichSomethingMayLeave) {
  clock.moveTo(at("2017-11-02T00:10:00Z"));
  rest();
  EXPECT_EQ(frozen(), 0U);
  EXPECT_EQ(statementsOfATick(), 1U);
  clock.moveTo(at("2017-11-02T08:30:00Z"));
  EXPECT_EQ(tick().messages, 1U);
}

TEST_F(TheIdleEngine, SeesAClockThatIsNotToBeBelievedAndOneThatIsPutRight) {
  const auto wall = clock.now();
  clock.setWall(at("2018-10-02T08:00:00Z"));
  EXPECT_NE(tick().clockHold, "");
  EXPECT_NE(one("SELECT value FROM setting WHERE name = 'clock.hold'"), "");
  clock.setWall(wall);
  EXPECT_EQ(tick().clockHold, "");
  EXPECT_EQ(one("SELECT value FROM setting WHERE name = 'clock.hold'"), "");
}

TEST_F(TheIdleEngine, KeepsItsDayWhenTheClockGoesBack) {
  clock.setWall(at("2017-10-01T08:00:00Z"));
  EXPECT_EQ(tick().today, day("2017-10-02"));
  clock.setWall(at("2017-10-02T08:00:00Z"));
  EXPECT_EQ(tick().today, day("2017-10-02"));
  clock.setWall(at("2017-10-03T08:00:00Z"));
  EXPECT_EQ(tick().today, day("2017-10-03"));
}

TEST_F(TheIdleEngine, SeesAnotherConfiguration) {
  folder.write("rules/10-own.yaml", std::regex_replace(kRule, std::regex("due < today"), "due < today + 8w"));
  engine->use(load());
  EXPECT_EQ(tick().fired, 1U);
}

TEST_F(TheIdleEngine, SeesASilenceThatIsWrittenBeginsAndEnds) {
  clock.moveTo(at("2017-11-02T12:00:00Z"));
  rest();
  const auto because = [&] { return one("SELECT reason FROM alert"); };
  sql("INSERT INTO silence (ref, from_on, until_on, author, reason) VALUES ('16.1', '2017-11-04', "
      "'2017-11-05', 'Ben', 'a holiday')");
  EXPECT_EQ(tick().looked, 1U);
  for (const auto* today : {"2017-11-03", "2017-11-04", "2017-11-05", "2017-11-06"}) {
    clock.moveTo(at(std::string(today) + "T12:00:00Z"));
    rest();
    const bool silent = day(today) >= day("2017-11-04") && day(today) <= day("2017-11-05");
    EXPECT_EQ(because() == "silenced-by", silent) << today << ": " << because();
  }
}

TEST_F(TheIdleEngine, RemindsOfWhatIsHeldAllTheSame) {
  addActions("7", 120, "2017-09-20");
  rest();
  const auto reminders = "SELECT count(*) FROM item WHERE notice_key LIKE 'storm-reminder%'";
  for (const auto* now : {"2017-10-03T12:00:00Z", "2017-10-06T12:00:00Z"}) {
    clock.moveTo(at(now));
    rest();
    EXPECT_EQ(tick().held, 120U);
    EXPECT_EQ(one(reminders), "0");
  }
  clock.moveTo(at("2017-10-09T12:00:00Z"));
  tick();
  EXPECT_EQ(one(reminders), "1");
}

TEST_F(TheIdleEngine, SaysAgainThatSomebodyTamperedWithTheAudit) {
  clock.moveTo(at("2017-11-02T12:00:00Z"));
  rest();
  sql("UPDATE audit SET actor = 'nobody', seal = NULL WHERE seq > 2");
  EXPECT_NE(tick().auditFault, "");
  EXPECT_NE(tick().auditFault, "");
  EXPECT_NE(tick().auditFault, "");
}

/// What is looked at on a day is not looked at again on that day, and a delivery brings no dispatch by
/// itself.
TEST_F(TheIdleEngine, DispatchesWhatATickHadLookedAtWhoseDispatchFailed) {
  folder.write("rules/10-own.yaml",
               std::regex_replace(kRule, std::regex("  every: 2w"), "- {tell: lead, after: 1d}"));
  folder.write("contacts.yaml",
               std::regex_replace(kContacts, std::regex("party: NC"), "reports_to: Ben, digest: immediate"));
  engine->use(load());
  addAction("16.2", "2017-09-30");
  EXPECT_EQ(tick().messages, 1U);
  rest();
  const auto asked = got(store->claim(10, clock.now(), {}));
  store::Settlement delivered;
  delivered.attempt.message = asked.at(0).id;
  delivered.attempt.at = clock.now();
  ok(store->settle({delivered}, day("2017-10-02")));
  sql("CREATE TRIGGER refuse BEFORE INSERT ON message BEGIN SELECT RAISE(ABORT, 'no room'); END");
  EXPECT_FALSE(engine->tick()) << "a warning is to leave";
  EXPECT_EQ(one("SELECT kind FROM item WHERE state = 'wanted'"), "warning");
  sql("DROP TRIGGER refuse");
  EXPECT_EQ(tick().messages, 1U);
}

}  // namespace
}  // namespace chaser::daemon
