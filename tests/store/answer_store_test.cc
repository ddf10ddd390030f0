// SPDX-License-Identifier: Apache-2.0
#include "store/answers.h"

#include <gmock/gmock.h>

#include "tests/store/engine_fixture.h"

/// What people say of alerts: it is in force with the next tick, and the audit names them.
namespace chaser::store {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class AnswerStoreTest : public EngineTest {
 protected:
  AnswerStoreTest() { save(firing(), {ask(firing())}, day("2017-04-08")); }

  alerts::Alert alert() { return *got(store->alert(AlertId{1})); }
  AnswerStore& answers() { return store->answers(); }
  std::string lastFact() {
    return shell->one(
        "SELECT actor, what, action_id, milestone_id, ref, before, after FROM audit JOIN audit_text USING "
        "(seq) ORDER BY seq DESC LIMIT 1");
  }
  bool isDue() { return got(store->nextDue()) == day("1970-01-01"); }
  static alerts::Silence silence(const char* from, const char* until) {
    alerts::Silence one;
    one.party = "LCFT";
    one.from = day(from);
    one.until = day(until);
    one.author = "Dr A";
    one.reason = "they merge";
    return one;
  }

  const Actor drA{"Dr A", at("2017-04-03T10:00:00.000Z")};
};

TEST_F(AnswerStoreTest, AnAlertIsQuietUntilADayAndIsLookedAtByTheNextTick) {
  EXPECT_TRUE(got(answers().quieten(AlertId{1}, alerts::AlertState::Acknowledged, day("2017-04-03"),
                                    day("2017-04-20"), "Dr A", drA)));
  EXPECT_EQ(alert().state, alerts::AlertState::Acknowledged);
  EXPECT_EQ(alert().quietSince, day("2017-04-03"));
  EXPECT_EQ(alert().quietUntil, day("2017-04-20"));
  EXPECT_EQ(alert().quietBy, "Dr A");
  EXPECT_TRUE(isDue());
  EXPECT_EQ(lastFact(), "Dr A|alert.acknowledged|1|1|16.1|until 2017-04-20|indicative-date-passed");
}

TEST_F(AnswerStoreTest, QuietGoesOnSinceItsFirstDay) {
  const auto snooze = [&](const char* since, const char* until) {
    return got(answers().quieten(AlertId{1}, alerts::AlertState::Snoozed, day(since), day(until), "B", drA));
  };
  EXPECT_TRUE(snooze("2017-04-03", "2017-04-20"));
  EXPECT_TRUE(snooze("2017-04-10", "2017-04-30"));
  EXPECT_EQ(alert().quietSince, day("2017-04-03"));
  EXPECT_EQ(alert().quietUntil, day("2017-04-30"));
}

TEST_F(AnswerStoreTest, WhatDoesNotFireIsNotKeptQuiet) {
  shell->ask("UPDATE alert SET state = 'pending'");
  const auto before = facts();
  EXPECT_FALSE(got(answers().quieten(AlertId{1}, alerts::AlertState::Snoozed, day("2017-04-03"),
                                     day("2017-04-20"), "B", drA)));
  EXPECT_EQ(facts(), before);
}

TEST_F(AnswerStoreTest, QuietEndsWithTheDayBefore) {
  EXPECT_FALSE(got(answers().endQuiet(AlertId{1}, day("2017-04-10"), drA))) << "it was not quiet";
  got(answers().quieten(AlertId{1}, alerts::AlertState::Snoozed, day("2017-04-03"), day("2017-04-20"), "B",
                        drA));
  EXPECT_TRUE(got(answers().endQuiet(AlertId{1}, day("2017-04-10"), drA)));
  EXPECT_EQ(alert().quietUntil, day("2017-04-09"));
  EXPECT_TRUE(isDue());
}

TEST_F(AnswerStoreTest, AnAlertEscalatesAnywayOnce) {
  EXPECT_TRUE(got(answers().escalateAnyway(AlertId{1}, drA)));
  EXPECT_TRUE(alert().escalateAnyway);
  EXPECT_TRUE(isDue());
  EXPECT_FALSE(got(answers().escalateAnyway(AlertId{1}, drA)));
  EXPECT_EQ(lastFact(), "Dr A|alert.escalated|1|1|16.1||indicative-date-passed");
}

TEST_F(AnswerStoreTest, ASilenceIsInForceAtOnceAndIsInTheAudit) {
  const auto id = got(answers().addSilence(silence("2017-04-03", "2017-04-30"), drA));
  ASSERT_EQ(got(store->silences(day("2017-04-05"))).size(), 1U);
  EXPECT_EQ(got(store->silences(day("2017-04-05")))[0].id, id);
  EXPECT_TRUE(isDue());
  EXPECT_EQ(
      lastFact(),
      "Dr A|silence.added|NULL|NULL||NULL|party LCFT, from 2017-04-03 until 2017-04-30, by Dr A: they merge");
}

TEST_F(AnswerStoreTest, ASilenceThatEndsIsKnownStillAndOneThatNeverWasIsTakenBack) {
  const auto id = got(answers().addSilence(silence("2017-04-03", "2017-04-30"), drA));
  const auto coming = got(answers().addSilence(silence("2017-05-03", "2017-05-30"), drA));
  EXPECT_TRUE(got(answers().endSilence(id, day("2017-04-10"), drA)));
  EXPECT_TRUE(got(answers().endSilence(coming, day("2017-04-10"), drA)));
  EXPECT_FALSE(got(answers().endSilence(id, day("2017-04-10"), drA))) << "it is over";
  EXPECT_FALSE(got(answers().endSilence(99, day("2017-04-10"), drA)));
  const auto all = got(answers().everySilence());
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].until, day("2017-04-09"));
  EXPECT_THAT(got(store->silences(day("2017-04-10"))), IsEmpty());
}

TEST_F(AnswerStoreTest, ADecisionIsKeptWithItsAuthorInTheAudit) {
  const Decision decision{"Board (LCFT)", day("2017-04-04"), ActionId{1}, "note", "well done"};
  const auto before = changes();
  ok(answers().decide(decision, drA));
  EXPECT_THAT(got(answers().decisions(ActionId{1})), ElementsAre(decision));
  EXPECT_EQ(changes(), before + 1) << "its alerts are looked at";
  EXPECT_EQ(shell->one("SELECT actor, what FROM audit ORDER BY seq DESC LIMIT 1"), "Dr A|decision.note");
}

TEST_F(AnswerStoreTest, OwnersAreHandedOverAndTheAuditSaysFromWhomToWhom) {
  ok(answers().changeOwners(ActionId{1}, {}, {{"", "Head of Service"}, {"", "Matron"}}, drA));
  ok(answers().changeOwners(ActionId{1}, {}, {{"Head of Service", "Schools lead"}}, drA));
  ok(answers().changeOwners(ActionId{1}, MilestoneId{1}, {{"", "Nurse"}}, drA));
  EXPECT_THAT(shell->ask("SELECT milestone_id, role FROM owner ORDER BY position"),
              ElementsAre("NULL|Schools lead", "NULL|Matron", "1|Nurse"));
  EXPECT_EQ(shell->one("SELECT actor, before, after FROM audit_entry WHERE what = 'owner.role'"),
            "Dr A|Head of Service|Schools lead");
  EXPECT_TRUE((*got(store->action(ActionId{1}))).plan->hasOwners) << "the plan has owners from now on";
  const auto gone = answers().changeOwners(ActionId{1}, MilestoneId{1}, {{"Matron", "X"}}, drA);
  ASSERT_FALSE(gone);
  EXPECT_EQ(gone.error().kind, ErrorKind::Input);
}

TEST_F(AnswerStoreTest, AnActionGetsADateBehindTheOthers) {
  const auto id = got(answers().addMilestone(ActionId{1}, drA));
  ok(store->update(ActionId{1}, id, {{"due", "2018-03-31"}}, drA));
  const auto record = *got(store->action(ActionId{1}));
  ASSERT_EQ(record.milestones.size(), 2U);
  EXPECT_EQ(record.milestones[1].id, id);
  EXPECT_EQ(record.milestones[1].due, day("2018-03-31"));
}

TEST_F(AnswerStoreTest, AnAnswerIsAFactOfItsOwn) {
  ok(answers().note({"done", ActionId{1}, MilestoneId{1}, "Dr A says that it is done."}, drA));
  EXPECT_EQ(lastFact(), "Dr A|answer.done|1|1|16.1|NULL|Dr A says that it is done.");
}

TEST_F(AnswerStoreTest, AChangeNamesWhoMadeItAndNoProgram) {
  const auto cursor = got(store->lastChange());
  ok(store->update(ActionId{1}, {}, {{"comments", "x"}}, drA));
  ok(store->update(ActionId{1}, MilestoneId{1}, {{"evidence", "y"}}, {"Dr B", drA.at}));
  shell->ask("UPDATE action SET comments = 'z'");
  const auto changes = got(store->changes(cursor, 10)).first;
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_THAT(changes[0].by, ::testing::UnorderedElementsAre("Dr A", "Dr B"));
  const auto later = got(store->lastChange());
  shell->ask("UPDATE action SET comments = 'again'");
  EXPECT_THAT(got(store->changes(later, 10)).first.at(0).by, IsEmpty());
}

}  // namespace
}  // namespace chaser::store
