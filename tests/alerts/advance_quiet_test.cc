// SPDX-License-Identifier: Apache-2.0
// What keeps an alert quiet, and the ladder's clock, which stands still meanwhile.
#include <gmock/gmock.h>

#include "tests/support/rehearsal.h"

namespace chaser::alerts {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const std::string kPassedSteady = datePassed(R"(
      - {tell: owner, every: 2w, steady: true}
      - {tell: lead, after: 10wd}
)");

const std::string kPassedToBoard = datePassed(R"(
      - {tell: owner}
      - {tell: lead, after: 4w}
      - {tell: board, after: 6w}
)");

const std::string kRed = R"(
  - id: off-track
    summary: Off track
    why: It will not be done in time.
    over: action
    when: rag = red
    inhibits: [date-passed]
    ladder:
      - tell: owner
)";

void setRag(Rehearsal& play, plan::Rag rag) {
  play.edit([&](plan::ActionRecord& record) { record.action.rag = rag; });
}

Silence silence(const char* from, const char* until) {
  Silence result;
  result.id = 5;
  result.from = day(from);
  result.until = day(until);
  return result;
}

TEST(Quiet, AnAlertOfTheActionCoversItsMilestones) {
  Rehearsal play(kRed + kPassedSteady);
  play.record.action.rag = plan::Rag::Red;
  play.until("2017-10-20");
  EXPECT_THAT(play.said(), ElementsAre("2017-10-02 ask owner:Head of Service"));
  EXPECT_EQ(play.alert("date-passed").state, AlertState::Firing);
  EXPECT_EQ(play.alert("date-passed").reason, Reason::InhibitedBy);
  EXPECT_EQ(play.alert("date-passed").reasonDetail, "off-track");
}

TEST(Quiet, WhatWasInhibitedSpeaksWhenItsInhibitorEndsAndItsLadderBeginsThen) {
  Rehearsal play(kRed + kPassedSteady);
  play.record.action.rag = plan::Rag::Red;
  play.until("2017-11-06");
  setRag(play, plan::Rag::Green);
  EXPECT_EQ(play.alert("date-passed").stoodStill, 31);
  play.until("2017-11-20");
  EXPECT_THAT(play.saidSince("2017-10-03"), ElementsAre("2017-11-06 ask owner:Head of Service",       //
                                                        "2017-11-13 warning owner:Head of Service",   //
                                                        "2017-11-20 reminder owner:Head of Service",  //
                                                        "2017-11-20 escalation lead:owner:Head of Service"));
}

TEST(Quiet, AnAlertThatIsStillPendingCoversWhatItsRuleInhibits) {
  auto red = kRed;
  red.replace(red.find("    inhibits"), 0, "    for: 2w\n");
  Rehearsal play(red + kPassedSteady);
  play.record.action.rag = plan::Rag::Red;
  play.until("2017-10-09");
  EXPECT_EQ(play.alert("off-track").state, AlertState::Pending);
  EXPECT_EQ(play.alert("date-passed").reason, Reason::InhibitedBy);
  EXPECT_THAT(play.said(), IsEmpty());
}

TEST(Quiet, ASilenceThatIsYetToBeginIsLookedAtOnItsDay) {
  Rehearsal play(kPassedSteady);
  play.until("2017-10-10");
  play.silences = {silence("2017-10-12", "2017-10-20")};
  play.edit([](plan::ActionRecord&) {});
  EXPECT_EQ(play.alert("date-passed").nextOn, day("2017-10-12"));
  play.until("2017-10-12");
  EXPECT_EQ(play.alert("date-passed").reason, Reason::SilencedBy);
}

TEST(Quiet, AMilestonesAlertInhibitsNothingOfAnotherMilestoneNorOfTheAction) {
  Rehearsal play(R"(
  - id: near
    summary: Near
    why: Soon.
    over: milestone
    when: due < today and state = open
    inhibits: [amber, far]
    ladder:
      - tell: owner
  - id: far
    summary: Far
    why: Later.
    over: milestone
    when: review = yes
    ladder:
      - tell: owner
  - id: amber
    summary: At risk
    why: It may not be done.
    over: action
    when: rag = amber
    ladder:
      - tell: owner
)");
  play.record.action.rag = plan::Rag::Amber;
  play.milestone().due = day("2017-09-01");
  play.record.milestones.push_back(play.milestone());
  play.record.milestones.back().id = MilestoneId{12};
  play.record.milestones.back().due.reset();
  play.record.milestones.back().review = true;
  play.until("2017-10-02");
  EXPECT_EQ(play.said().size(), 3U);
}

TEST(Quiet, ASilenceMatchesNamesFoldedAndSaysNothingWhileItLasts) {
  Rehearsal play(kPassedSteady);
  auto quiet = silence("2017-10-01", "2017-10-15");
  quiet.owner = "HEAD OF SERVICE";
  quiet.ref = "1";
  quiet.plan = "demo";
  quiet.rule = "date-passed";
  play.silences.push_back(quiet);
  play.until("2017-10-15");
  EXPECT_THAT(play.said(), IsEmpty());
  EXPECT_EQ(play.alert("date-passed").reason, Reason::SilencedBy);
  EXPECT_EQ(play.alert("date-passed").reasonDetail, "5");
  play.until("2017-10-16");
  EXPECT_THAT(play.said(), ElementsAre("2017-10-16 ask owner:Head of Service"));
  EXPECT_EQ(play.alert("date-passed").stoodStill, 10);
}

TEST(Quiet, ASilenceOfSomethingElseSilencesNothing) {
  for (const auto field :
       {&Silence::owner, &Silence::ref, &Silence::plan, &Silence::rule, &Silence::party, &Silence::board}) {
    Rehearsal play(kPassedSteady);
    auto other = silence("2017-10-01", "2017-12-31");
    other.*field = "something else";
    play.silences.push_back(other);
    play.until("2017-10-06");
    EXPECT_EQ(play.said().size(), 1U);
  }
}

TEST(Quiet, ASilenceThatBeginsLaterStopsTheClockOnItsOwnDay) {
  Rehearsal play(kPassedSteady);
  play.silences.push_back(silence("2017-10-11", "2017-10-17"));
  play.until("2017-10-11");
  EXPECT_EQ(play.alert("date-passed").reason, Reason::SilencedBy);
  play.until("2017-10-18");
  EXPECT_EQ(play.alert("date-passed").stoodStill, 7);
}

TEST(Quiet, AProposedDateStopsTheClockUntilItIsAnswered) {
  Rehearsal play(kPassedSteady);
  play.until("2017-10-12");
  play.edit([](plan::ActionRecord& record) { record.milestones.front().proposedDue = day("2018-01-31"); });
  EXPECT_EQ(play.alert("date-passed").reason, Reason::DateProposed);
  play.until("2017-11-06");
  EXPECT_EQ(play.said().size(), 1U);
  // The proposal is turned down: the ladder goes on where it stood, with its warning.
  play.edit([](plan::ActionRecord& record) { record.milestones.front().proposedDue.reset(); });
  EXPECT_EQ(play.alert("date-passed").stoodStill, 25);
  play.until("2017-11-14");
  EXPECT_THAT(play.saidSince("2017-10-12"), ElementsAre("2017-11-06 reminder owner:Head of Service",  //
                                                        "2017-11-07 warning owner:Head of Service",   //
                                                        "2017-11-14 escalation lead:owner:Head of Service"));
}

TEST(Quiet, TheRuleThatChasesAProposalIsNotStoppedByIt) {
  Rehearsal play(R"(
  - id: proposal-unanswered
    summary: A proposed date waits for an answer
    why: Whoever proposed it waits.
    over: milestone
    when: proposed_due is not missing
    for: 1w
    ladder:
      - tell: lead
)");
  play.until("2017-10-02");
  play.edit([](plan::ActionRecord& record) { record.milestones.front().proposedDue = day("2018-01-31"); });
  play.until("2017-10-09");
  EXPECT_THAT(play.said(), ElementsAre("2017-10-09 ask lead:owner:Head of Service"));
}

TEST(Quiet, AnAcknowledgementStopsRemindersAndStepsToPeopleAndAlwaysEnds) {
  Rehearsal play(kPassedSteady);
  play.until("2017-10-10");
  play.acknowledge("date-passed", "2017-10-31");
  EXPECT_EQ(play.alert("date-passed").reason, Reason::AcknowledgedUntil);
  EXPECT_EQ(play.alert("date-passed").reasonDetail, "2017-10-31");
  play.until("2017-10-31");
  EXPECT_EQ(play.said().size(), 1U);
  play.until("2017-11-01");
  EXPECT_EQ(play.alert("date-passed").state, AlertState::Firing);
  EXPECT_EQ(play.alert("date-passed").stoodStill, 22);
  EXPECT_EQ(play.said().back(), "2017-11-01 reminder owner:Head of Service");
  EXPECT_FALSE(play.lastItem().late);
  play.until("2017-11-11");
  // 6 October and 22 days on is the 28th; ten working days from then is 10 November.
  EXPECT_EQ(play.said().back(), "2017-11-10 escalation lead:owner:Head of Service");
}

TEST(Quiet, AcknowledgingKeepsQuietForSixWeeksInAllAndNoLonger) {
  Rehearsal play(kPassedSteady);
  play.until("2017-10-10");
  play.acknowledge("date-passed", "2017-11-06");
  play.until("2017-11-07");
  EXPECT_EQ(play.alert("date-passed").quietDays, 28);
  play.acknowledge("date-passed", "2018-06-30");
  EXPECT_EQ(play.alert("date-passed").reasonDetail, "2017-11-20");
  play.until("2017-11-21");
  EXPECT_EQ(play.alert("date-passed").state, AlertState::Firing);
  EXPECT_EQ(play.alert("date-passed").quietDays, 42);
  play.acknowledge("date-passed", "2018-06-30");
  EXPECT_EQ(play.alert("date-passed").state, AlertState::Firing) << "nothing is left to acknowledge with";
}

TEST(Quiet, AnAcknowledgementDoesNotKeepItFromTheBoard) {
  Rehearsal play(kPassedToBoard);
  play.until("2017-10-20");
  play.acknowledge("date-passed", "2017-11-24");
  play.until("2017-11-24");
  // Six weeks after 6 October is 17 November, acknowledged or not; those told are warned all the same.
  EXPECT_THAT(play.saidSince("2017-10-20"), ElementsAre("2017-11-10 warning owner:Head of Service",  //
                                                        "2017-11-17 pack-item board:Programme board"));
  EXPECT_EQ(play.alert("date-passed").reason, Reason::AcknowledgedUntil);
}

TEST(Quiet, AnAcknowledgementThatEndedWhileTheMachineWasOffEndsOnItsDay) {
  Rehearsal play(kPassedSteady);
  play.until("2017-10-10");
  play.acknowledge("date-passed", "2017-10-13");
  play.offUntil("2017-10-30");
  EXPECT_EQ(play.alert("date-passed").stoodStill, 4);
}

TEST(Quiet, WhatIsHeldWaitsForApprovalAndItsLadderStartsThen) {
  Rehearsal play(kPassedSteady);
  play.post = Rehearsal::Post::IsDown;
  play.until("2017-10-06");
  play.act("date-passed", [](Alert& alert) { alert.held = true; });
  play.until("2017-10-26");
  EXPECT_EQ(play.alert("date-passed").reason, Reason::AwaitingApproval);
  EXPECT_EQ(play.said().size(), 1U);
  play.post = Rehearsal::Post::Tells;
  play.act("date-passed", [](Alert& alert) { alert.held = false; });
  EXPECT_EQ(play.alert("date-passed").stoodStill, 20);
  play.until("2017-11-09");
  EXPECT_EQ(play.said().back(), "2017-11-09 escalation lead:owner:Head of Service");
}

TEST(Quiet, WhatWasDroppedBecauseItFellQuietIsSaidWhenItMaySpeakAgain) {
  Rehearsal play(kPassedToBoard);
  play.post = Rehearsal::Post::IsDown;
  play.until("2017-10-06");
  play.acknowledge("date-passed", "2017-10-12");
  play.post = Rehearsal::Post::Tells;
  play.until("2017-10-13");
  EXPECT_THAT(play.said(),
              ElementsAre("2017-10-06 ask owner:Head of Service", "2017-10-13 ask owner:Head of Service"));
}

TEST(Quiet, WhatWasResolvedBeforeItLeftIsSaidWhenItHoldsAgain) {
  Rehearsal play(kPassedSteady);
  play.post = Rehearsal::Post::IsDown;
  play.until("2017-10-06");
  play.edit([](plan::ActionRecord& record) { record.milestones.front().state = plan::State::Complete; });
  play.post = Rehearsal::Post::Tells;
  play.until("2017-10-11");
  play.edit([](plan::ActionRecord& record) { record.milestones.front().state = plan::State::Open; });
  EXPECT_EQ(play.alert("date-passed").reopened, 1);
  EXPECT_THAT(play.said(),
              ElementsAre("2017-10-06 ask owner:Head of Service", "2017-10-11 ask owner:Head of Service"));
}

TEST(Quiet, AWarningThatWasDroppedIsMadeAgainBeforeTheStep) {
  Rehearsal play(kPassedSteady);
  play.until("2017-10-12");
  play.post = Rehearsal::Post::IsDown;
  play.until("2017-10-13");
  play.edit([](plan::ActionRecord& record) { record.milestones.front().proposedDue = day("2018-01-31"); });
  play.post = Rehearsal::Post::Tells;
  play.until("2017-10-17");
  play.edit([](plan::ActionRecord& record) { record.milestones.front().proposedDue.reset(); });
  play.until("2017-10-24");
  EXPECT_THAT(play.saidSince("2017-10-13"), ElementsAre("2017-10-13 warning owner:Head of Service",   //
                                                        "2017-10-17 warning owner:Head of Service",   //
                                                        "2017-10-20 reminder owner:Head of Service",  //
                                                        "2017-10-24 escalation lead:owner:Head of Service"));
}

TEST(Quiet, ResolvingEndsAnAcknowledgement) {
  Rehearsal play(kPassedSteady);
  play.until("2017-10-10");
  play.acknowledge("date-passed", "2017-10-31");
  play.edit([](plan::ActionRecord& record) { record.milestones.front().state = plan::State::Complete; });
  play.edit([](plan::ActionRecord& record) { record.milestones.front().state = plan::State::Open; });
  EXPECT_EQ(play.alert("date-passed").state, AlertState::Firing);
  EXPECT_FALSE(play.alert("date-passed").quietUntil);
}

}  // namespace
}  // namespace chaser::alerts
