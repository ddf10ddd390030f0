// SPDX-License-Identifier: Apache-2.0
// The life of an alert: since when, firing, resolved, opened again, gone with its rule.
#include <gmock/gmock.h>

#include "tests/support/rehearsal.h"

namespace chaser::alerts {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const std::string kPassed = datePassed(R"(
      - tell: owner
)");

const std::string kHeldFor = R"(
  - id: amber-for-long
    summary: At risk for two weeks
    why: Risks grow when nobody looks.
    over: action
    when: rag = amber
    for: 2w
    ladder:
      - tell: owner
)";

void moveDue(Rehearsal& play, const char* to) {
  play.edit([&](plan::ActionRecord& record) { record.milestones.front().due = day(to); });
}

TEST(AlertLife, ARuleThatHoldsFiresOnTheDayOnWhichItBeginsToHold) {
  Rehearsal play(kPassed);
  play.until("2017-10-05");
  EXPECT_FALSE(play.has("date-passed"));
  EXPECT_EQ(play.horizon(), day("2017-10-06"));
  play.until("2017-10-06");
  EXPECT_EQ(play.alert("date-passed").state, AlertState::Firing);
  EXPECT_EQ(play.alert("date-passed").since, day("2017-10-06"));
  EXPECT_EQ(play.alert("date-passed").firedOn, day("2017-10-06"));
  EXPECT_THAT(play.said(), ElementsAre("2017-10-06 ask owner:Head of Service"));
}

TEST(AlertLife, AnOldPlanImportedAsOfLastYearStartsItsLaddersToday) {
  Rehearsal play(kPassed);
  play.milestone().due = day("2016-09-30");
  play.arrivesAsOf("2016-10-02");
  EXPECT_EQ(play.alert("date-passed").since, day("2016-10-02"));
  EXPECT_EQ(play.alert("date-passed").firedOn, day("2017-10-02"));
  EXPECT_THAT(play.said(), ElementsAre("2017-10-02 ask owner:Head of Service"));
}

TEST(AlertLife, EveryMilestoneHasAnAlertOfItsOwn) {
  Rehearsal play(kPassed + kHeldFor);
  play.record.milestones.push_back(play.milestone());
  play.record.milestones.back().id = MilestoneId{12};
  play.record.milestones.back().due = day("2017-09-01");
  play.until("2017-10-02");
  EXPECT_EQ(play.alertsOf("date-passed"), 1U);
  EXPECT_EQ(play.alert("date-passed").subject.milestone, MilestoneId{12});
  play.until("2017-10-06");
  EXPECT_EQ(play.alertsOf("date-passed"), 2U);
}

TEST(AlertLife, AnAlertIsPendingWhileForRunsAndIsTheHorizonMeanwhile) {
  Rehearsal play(kHeldFor);
  play.until("2017-10-03");
  play.edit([](plan::ActionRecord& record) { record.action.rag = plan::Rag::Amber; });
  EXPECT_EQ(play.alert("amber-for-long").state, AlertState::Pending);
  EXPECT_EQ(play.alert("amber-for-long").reason, Reason::Pending);
  EXPECT_EQ(play.horizon(), day("2017-10-17"));
  play.until("2017-10-16");
  EXPECT_THAT(play.said(), IsEmpty());
  play.until("2017-10-17");
  EXPECT_EQ(play.alert("amber-for-long").firedOn, day("2017-10-17"));
  EXPECT_THAT(play.said(), ElementsAre("2017-10-17 ask owner:Head of Service"));
}

TEST(AlertLife, APendingAlertThatStopsHoldingWasNeverHeardOfAndBeginsAnew) {
  Rehearsal play(kHeldFor);
  play.until("2017-10-02");
  play.edit([](plan::ActionRecord& record) { record.action.rag = plan::Rag::Amber; });
  play.until("2017-10-10");
  play.edit([](plan::ActionRecord& record) { record.action.rag = plan::Rag::Green; });
  EXPECT_EQ(play.alert("amber-for-long").state, AlertState::Resolved);
  play.until("2017-10-11");
  play.edit([](plan::ActionRecord& record) { record.action.rag = plan::Rag::Amber; });
  play.until("2017-10-24");
  EXPECT_THAT(play.said(), IsEmpty());
  play.until("2017-10-25");
  EXPECT_THAT(play.said(), ElementsAre("2017-10-25 ask owner:Head of Service"));
}

TEST(AlertLife, AnEditResolvesWhatItEnds) {
  Rehearsal play(kPassed);
  play.until("2017-10-09");
  play.edit([](plan::ActionRecord& record) { record.milestones.front().state = plan::State::Complete; });
  EXPECT_EQ(play.alert("date-passed").state, AlertState::Resolved);
  EXPECT_EQ(play.alert("date-passed").resolvedOn, day("2017-10-09"));
  EXPECT_FALSE(play.alert("date-passed").nextOn);
}

TEST(AlertLife, FlipFloppingOpensTheSameAlertAgainAndMakesNoSecondRound) {
  Rehearsal play(kPassed);
  play.until("2017-10-06");
  for (int n = 0; n < 5; ++n) {
    play.until(play.today() + Days{2});
    play.edit([](plan::ActionRecord& record) { record.milestones.front().state = plan::State::Complete; });
    play.until(play.today() + Days{2});
    play.edit([](plan::ActionRecord& record) { record.milestones.front().state = plan::State::Open; });
  }
  EXPECT_EQ(play.alertsOf("date-passed"), 1U);
  EXPECT_EQ(play.alert("date-passed").reopened, 5);
  EXPECT_EQ(play.alert("date-passed").firedOn, day("2017-10-06"));
  EXPECT_THAT(play.said(), ElementsAre("2017-10-06 ask owner:Head of Service"));
}

TEST(AlertLife, ADateThatWasKeptMeanwhileIsNoDateMovedLater) {
  const std::string red = R"(
  - id: red
    summary: Rated red
    over: action
    when: rag = red
    ladder:
      - tell: owner
)";
  const auto rated = [](plan::Rag rag) {
    return [rag](plan::ActionRecord& record) { record.action.rag = rag; };
  };
  for (const bool moved : {false, true}) {
    Rehearsal play(red);
    play.record.milestones.push_back(play.milestone());
    play.record.milestones.back().id = MilestoneId{12};
    play.record.milestones.back().due = day("2017-12-29");
    play.edit(rated(plan::Rag::Red));
    play.until("2017-10-04");
    play.edit(rated(plan::Rag::Amber));
    play.edit([moved](plan::ActionRecord& record) {
      auto& first = record.milestones.front();
      if (moved) first.due = day("2017-11-30");
      if (!moved) first.state = plan::State::Complete;
    });
    play.edit(rated(plan::Rag::Red));
    EXPECT_EQ(play.alertsOf("red"), moved ? 2U : 1U);
  }
}

TEST(AlertLife, WhatIsOpenedAgainBelongsToTheTickThatOpenedIt) {
  Rehearsal play(kPassed);
  play.until("2017-10-06");
  const auto fired = play.alert("date-passed").firedTick;
  play.edit([](plan::ActionRecord& record) { record.milestones.front().state = plan::State::Complete; });
  EXPECT_EQ(play.alert("date-passed").firedTick, fired);
  play.edit([](plan::ActionRecord& record) { record.milestones.front().state = plan::State::Open; });
  EXPECT_EQ(play.alert("date-passed").reopened, 1);
  EXPECT_GT(play.alert("date-passed").firedTick, fired) << "the storm guard judges what many such want said";
}

TEST(AlertLife, AfterFourteenDaysItIsANewAlert) {
  Rehearsal play(kPassed);
  play.until("2017-10-09");
  play.edit([](plan::ActionRecord& record) { record.milestones.front().state = plan::State::Complete; });
  play.until("2017-10-24");
  play.edit([](plan::ActionRecord& record) { record.milestones.front().state = plan::State::Open; });
  EXPECT_EQ(play.alertsOf("date-passed"), 2U);
  EXPECT_THAT(play.saidSince("2017-10-10"), ElementsAre("2017-10-24 ask owner:Head of Service"));
}

TEST(AlertLife, ADateThatMovedLaterMakesANewAlertWhenItPassesToo) {
  Rehearsal play(kPassed);
  play.until("2017-10-09");
  moveDue(play, "2017-10-13");
  EXPECT_FALSE(play.alert("date-passed").unresolved());
  play.until("2017-10-14");
  EXPECT_EQ(play.alertsOf("date-passed"), 2U);
  EXPECT_EQ(play.alert("date-passed").firedOn, day("2017-10-14"));
}

TEST(AlertLife, ADateMovedEarlierOpensTheSameAlertAgain) {
  Rehearsal play(kPassed);
  play.until("2017-10-09");
  moveDue(play, "2017-11-30");
  play.until("2017-10-10");
  moveDue(play, "2017-10-04");
  EXPECT_EQ(play.alertsOf("date-passed"), 1U);
  EXPECT_EQ(play.alert("date-passed").state, AlertState::Firing);
}

TEST(AlertLife, AClosedActionHoldsNothingAndHasNoHorizon) {
  Rehearsal play(kPassed);
  play.until("2017-10-09");
  play.edit(
      [](plan::ActionRecord& record) { record.action.closedAt = Zone::utc().at(day("2017-10-09"), {600}); });
  EXPECT_EQ(play.alert("date-passed").state, AlertState::Resolved);
  EXPECT_FALSE(play.horizon());
}

TEST(AlertLife, AMilestoneThatIsTakenOutOfThePlanResolvesItsAlerts) {
  Rehearsal play(kPassed);
  play.until("2017-10-09");
  play.edit([](plan::ActionRecord& record) { record.milestones.clear(); });
  EXPECT_EQ(play.alert("date-passed").state, AlertState::Resolved);
}

TEST(AlertLife, ARuleThatVanishesIsSilentAndResolvesQuietlyAfterFourteenDays) {
  Rehearsal play(kPassed + "        every: 3d\n");
  play.until("2017-10-06");
  play.changeRules(kHeldFor);
  play.until("2017-10-19");
  EXPECT_TRUE(play.alert("date-passed").unresolved());
  play.until("2017-10-20");
  EXPECT_EQ(play.alert("date-passed").state, AlertState::Resolved);
  EXPECT_EQ(play.said().size(), 1U);
}

TEST(AlertLife, ARuleThatComesBackInTimeContinuesItsAlert) {
  Rehearsal play(kPassed);
  play.until("2017-10-06");
  play.changeRules(kHeldFor);
  play.until("2017-10-16");
  play.changeRules(kPassed);
  EXPECT_EQ(play.alertsOf("date-passed"), 1U);
  EXPECT_FALSE(play.alert("date-passed").ruleGoneOn);
  EXPECT_EQ(play.alert("date-passed").stoodStill, 10);
  EXPECT_EQ(play.said().size(), 1U);
}

TEST(AlertLife, WhatCameTrueWhileTheMachineWasOffIsDatedToItsOwnDay) {
  Rehearsal play(kPassed + R"(
  - id: long-passed
    summary: Passed a week ago
    why: Still nobody said anything.
    over: milestone
    when: due < today - 7d and state = open
    ladder:
      - tell: owner
)");
  play.until("2017-10-05");
  play.offUntil("2017-10-23");
  EXPECT_EQ(play.alert("date-passed").firedOn, day("2017-10-06"));
  EXPECT_EQ(play.alert("long-passed").firedOn, day("2017-10-13"));
  EXPECT_TRUE(play.items().front().late);
}

TEST(AlertLife, AnEditDatesWhatItBringsAboutAndNothingIsDatedInTheFuture) {
  Rehearsal play(kPassed);
  play.until("2017-10-03");
  moveDue(play, "2017-09-01");
  EXPECT_EQ(play.alert("date-passed").since, day("2017-10-03"));
}

TEST(AlertLife, AnOldPlanStartsAtStepOneAndIsAskedWhereItStands) {
  Rehearsal play(datePassed(R"(
      - {tell: owner, every: 2w}
      - {tell: lead, after: 10wd}
)"));
  play.milestone().due = day("2016-03-31");
  play.until("2017-10-02");
  EXPECT_EQ(play.alert("date-passed").firedOn, day("2017-10-02"));
  EXPECT_TRUE(play.alert("date-passed").lateOnArrival);
  EXPECT_THAT(play.said(), ElementsAre("2017-10-02 ask owner:Head of Service"));
  EXPECT_TRUE(play.lastItem().asksWhereItStands);
  EXPECT_FALSE(play.lastItem().late);
  play.until("2017-10-16");
  ASSERT_EQ(play.lastItem().kind, ItemKind::Escalation);
  EXPECT_TRUE(play.lastItem().asksWhereItStands) << "the lead hears of it for the first time";
  for (const auto& item : play.items()) {
    EXPECT_FALSE(item.kind == ItemKind::Reminder && item.asksWhereItStands);
  }
}

TEST(AlertLife, WhatIsOldButNotLateIsAskedTheRulesOwnQuestion) {
  Rehearsal done(R"(
  - id: not-verified
    summary: Nobody has checked it
    over: milestone
    when: state = complete
    ladder:
      - {tell: owner}
)");
  done.milestone().due = day("2016-03-31");
  done.milestone().state = plan::State::Complete;
  done.until("2017-10-02");
  EXPECT_TRUE(done.alert("not-verified").lateOnArrival);
  EXPECT_FALSE(done.lastItem().asksWhereItStands);

  Rehearsal review(kPassed);
  review.milestone().due = day("2016-03-31");
  review.milestone().review = true;
  review.until("2017-10-02");
  EXPECT_FALSE(review.lastItem().asksWhereItStands) << "a review date asks for a review";
}

TEST(AlertLife, WhatPassesAfterTheImportIsNotLateOnArrival) {
  Rehearsal play(kPassed);
  play.until("2017-10-06");
  EXPECT_FALSE(play.alert("date-passed").lateOnArrival);
  EXPECT_FALSE(play.lastItem().asksWhereItStands);
}

TEST(AlertLife, ItIsOverIsToldOnceAndOnlyWhenTheRuleSaysSo) {
  Rehearsal quiet(kPassed);
  quiet.until("2017-10-09");
  quiet.edit([](plan::ActionRecord& record) { record.milestones.front().state = plan::State::Complete; });
  EXPECT_EQ(quiet.said().size(), 1U);

  Rehearsal play(kPassed + "    tell_resolved: true\n");
  play.until("2017-10-09");
  play.edit([](plan::ActionRecord& record) { record.milestones.front().state = plan::State::Complete; });
  EXPECT_THAT(play.saidSince("2017-10-09"), ElementsAre("2017-10-09 resolved owner:Head of Service"));
  play.edit([](plan::ActionRecord& record) { record.action.progress = "as above"; });
  // It flips, and nothing was said in between: nobody is told again.
  play.until("2017-10-10");
  play.edit([](plan::ActionRecord& record) { record.milestones.front().state = plan::State::Open; });
  play.edit([](plan::ActionRecord& record) { record.milestones.front().state = plan::State::Complete; });
  EXPECT_EQ(play.said().size(), 2U);
}

TEST(AlertLife, ItIsOverIsNotToldToWhomNothingWasSaid) {
  Rehearsal play(kPassed + "    tell_resolved: true\n");
  play.post = Rehearsal::Post::IsDown;
  play.until("2017-10-09");
  play.edit([](plan::ActionRecord& record) { record.milestones.front().state = plan::State::Complete; });
  EXPECT_THAT(play.said(), ElementsAre("2017-10-06 ask owner:Head of Service"));
  EXPECT_EQ(play.alert("date-passed").reason, Reason::ResolvedBeforeSending);
}

}  // namespace
}  // namespace chaser::alerts
