// SPDX-License-Identifier: Apache-2.0
// The ladder: steps, fair warning, reminders, roles that nobody holds.
#include <gmock/gmock.h>

#include "tests/support/rehearsal.h"

namespace chaser::alerts {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const std::string kHead = datePassed("\n");
const std::string kOwner = "      - {tell: owner}\n";
const std::string kLead = "      - {tell: lead, after: 10wd}\n";
const std::string kBoard = "      - {tell: board, after: 6w}\n";

/// The milestone's party is one whose contact has left.
void givePartyWithoutContact(Rehearsal& play) {
  play.milestone().party = "NHST";
}

std::string contactsWithNurse() {
  auto text = Rehearsal::kContacts;
  const std::string left = ", until: 2016-12-31";
  return text.replace(text.find(left), left.size(), "");
}

TEST(Ladder, AStepIsDueAfterTheDayOnWhichTheAlertFiredAndEachRoleHearsOfItOnce) {
  Rehearsal play(kHead + kOwner + kLead);
  play.until("2018-03-01");
  EXPECT_THAT(play.said(), ElementsAre("2017-10-06 ask owner:Head of Service",      //
                                       "2017-10-13 warning owner:Head of Service",  //
                                       "2017-10-20 escalation lead:owner:Head of Service"));
}

TEST(Ladder, TheWarningSaysToWhomItGoesAndWhen) {
  Rehearsal play(kHead + kOwner + kLead);
  play.until("2017-10-13");
  const auto& warning = play.lastItem();
  ASSERT_EQ(warning.kind, ItemKind::Warning);
  ASSERT_EQ(warning.goesTo.size(), 1U);
  EXPECT_EQ(warning.goesTo.front().text(), "lead:owner:Head of Service");
  EXPECT_EQ(warning.goesOn, day("2017-10-20"));
}

TEST(Ladder, TheWarningBeforeABoardNamesTheDayOfItsPapers) {
  Rehearsal play(kHead + kOwner + kBoard);
  play.until("2017-11-17");
  // Six weeks on is 17 November; the cut-off for 5 December is 21 November and its papers leave on 28
  // November.
  ASSERT_EQ(play.items().size(), 3U);
  EXPECT_EQ(play.items()[1].kind, ItemKind::Warning);
  EXPECT_EQ(play.items()[1].goesOn, day("2017-11-28"));
  EXPECT_EQ(play.items()[2].kind, ItemKind::PackItem);
  EXPECT_EQ(play.items()[2].wantedOn, day("2017-11-17"));
}

TEST(Ladder, AnEditBetweenWarningAndEscalationStopsIt) {
  Rehearsal play(kHead + kOwner + kLead);
  play.until("2017-10-19");
  play.edit([](plan::ActionRecord& record) { record.milestones.front().due = day("2018-03-30"); });
  play.until("2018-03-29");
  EXPECT_THAT(play.said(), ElementsAre("2017-10-06 ask owner:Head of Service",  //
                                       "2017-10-13 warning owner:Head of Service"));
}

TEST(Ladder, NothingGoesToABoardOnDayOneEvenIfTheRuleGivesNoDelay) {
  Rehearsal play(kHead + kOwner + "      - {tell: board, after: 0d}\n");
  play.until("2017-10-12");
  EXPECT_THAT(play.said(), ElementsAre("2017-10-06 ask owner:Head of Service",      //
                                       "2017-10-06 warning owner:Head of Service",  //
                                       "2017-10-11 pack-item board:Programme board"));
}

TEST(Ladder, ABoardThatStandsInOneStepWithTheOwnerComesAfterTheOwnerToo) {
  Rehearsal play(kHead + "      - {tell: [board, owner]}\n");
  play.until("2017-10-12");
  EXPECT_THAT(play.said(), ElementsAre("2017-10-06 ask owner:Head of Service",      //
                                       "2017-10-06 warning owner:Head of Service",  //
                                       "2017-10-11 pack-item board:Programme board"));
}

TEST(Ladder, NobodysFirstMessageThreatens) {
  Rehearsal play(kHead + kOwner + "      - {tell: lead, after: 1wd}\n");
  play.post = Rehearsal::Post::IsDown;
  play.until("2017-10-20");
  EXPECT_THAT(play.said(), ElementsAre("2017-10-06 ask owner:Head of Service"));
  EXPECT_EQ(play.alert("date-passed").reason, Reason::AwaitingWarning);
  play.post = Rehearsal::Post::Tells;
  play.until("2017-10-23");
  EXPECT_EQ(play.said().back(), "2017-10-23 warning owner:Head of Service");
}

TEST(Ladder, AStepWaitsUntilTwoWorkingDaysAfterItsWarningWasDelivered) {
  Rehearsal play(kHead + kOwner + kLead);
  play.until("2017-10-12");
  play.post = Rehearsal::Post::IsDown;
  play.until("2017-10-26");
  EXPECT_EQ(play.said().back(), "2017-10-13 warning owner:Head of Service");
  play.post = Rehearsal::Post::Tells;
  play.until("2017-10-30");
  EXPECT_EQ(play.said().back(), "2017-10-13 warning owner:Head of Service");
  play.until("2017-10-31");
  EXPECT_EQ(play.said().back(), "2017-10-31 escalation lead:owner:Head of Service");
}

TEST(Ladder, AWarningThatCannotBeDeliveredDoesNotStopTheStepForEver) {
  Rehearsal play(kHead + kOwner + kLead);
  play.post = Rehearsal::Post::Bounces;
  play.until("2017-10-20");
  EXPECT_EQ(play.said().back(), "2017-10-20 escalation lead:owner:Head of Service");
}

TEST(Ladder, AfterAGapTheWarningComesFirstAndStepsAreMadeInOrder) {
  Rehearsal play(kHead + kOwner + kLead + kBoard);
  play.until("2017-10-06");
  play.offUntil("2018-01-08");
  EXPECT_THAT(play.saidSince("2018-01-01"), ElementsAre("2018-01-08 warning owner:Head of Service"));
  play.until("2018-01-09");
  EXPECT_EQ(play.alert("date-passed").reason, Reason::AwaitingWarning);
  play.until("2018-02-28");
  EXPECT_THAT(play.saidSince("2018-01-01"),
              ElementsAre("2018-01-08 warning owner:Head of Service",          //
                          "2018-01-10 escalation lead:owner:Head of Service",  //
                          "2018-01-10 warning owner:Head of Service",          //
                          "2018-01-10 warning lead:owner:Head of Service",     //
                          "2018-01-15 pack-item board:Programme board"));
}

TEST(Ladder, RemindersBackOffToFourWeeks) {
  Rehearsal play(kHead + "      - {tell: owner, every: 2w}\n");
  play.until("2018-02-01");
  EXPECT_THAT(play.said(), ElementsAre("2017-10-06 ask owner:Head of Service",       //
                                       "2017-10-20 reminder owner:Head of Service",  //
                                       "2017-11-17 reminder owner:Head of Service",  //
                                       "2017-12-15 reminder owner:Head of Service",  //
                                       "2018-01-12 reminder owner:Head of Service"));
}

TEST(Ladder, SteadyRemindersDoNotBackOffAndLongOnesAreNeverShortened) {
  Rehearsal steady(kHead + "      - {tell: owner, every: 2w, steady: true}\n");
  steady.until("2017-11-20");
  EXPECT_EQ(steady.said().size(), 4U);
  EXPECT_EQ(steady.said().back(), "2017-11-17 reminder owner:Head of Service");

  Rehearsal slow(kHead + "      - {tell: owner, every: 3mo}\n");
  slow.until("2018-07-31");
  EXPECT_THAT(slow.said(), ElementsAre("2017-10-06 ask owner:Head of Service",       //
                                       "2018-01-06 reminder owner:Head of Service",  //
                                       "2018-04-06 reminder owner:Head of Service",  //
                                       "2018-07-06 reminder owner:Head of Service"));
}

TEST(Ladder, ADayThatJumpsByAYearMakesOneReminderAndNotFifty) {
  Rehearsal play(kHead + "      - {tell: owner, every: 1w, steady: true}\n");
  play.until("2017-10-06");
  play.offUntil("2018-10-08");
  EXPECT_THAT(play.saidSince("2017-10-07"), ElementsAre("2018-10-08 reminder owner:Head of Service"));
  EXPECT_TRUE(play.lastItem().late);
  play.until("2018-10-15");
  EXPECT_EQ(play.said().back(), "2018-10-15 reminder owner:Head of Service");
  EXPECT_FALSE(play.lastItem().late);
}

TEST(Ladder, MissedRemindersOfTwoWeeksCollapseIntoOne) {
  Rehearsal play(kHead + "      - {tell: owner, every: 3d, steady: true}\n");
  play.until("2017-10-06");
  play.offUntil("2017-10-20");
  EXPECT_THAT(play.saidSince("2017-10-07"), ElementsAre("2017-10-20 reminder owner:Head of Service"));
}

TEST(Ladder, AReminderWaitsUntilTheOneBeforeItWasToldOrGivenUp) {
  Rehearsal play(kHead + "      - {tell: owner, every: 2d, steady: true}\n");
  play.post = Rehearsal::Post::IsDown;
  play.until("2017-11-06");
  EXPECT_EQ(play.said().size(), 1U);
  play.post = Rehearsal::Post::Tells;
  play.until("2017-11-07");
  EXPECT_EQ(play.said().size(), 2U);
}

TEST(Ladder, ABoardIsNotRemindedForItsItemsStayInThePapers) {
  Rehearsal play(kHead + kOwner + "      - {tell: board, after: 1w, every: 1w}\n");
  play.until("2017-12-31");
  EXPECT_EQ(play.said().back(), "2017-10-13 pack-item board:Programme board");
}

TEST(Ladder, AWebhookNeedsNoWarning) {
  Rehearsal play(kHead + kOwner + "      - {tell: \"webhook:teams\", after: 1d}\n");
  play.until("2017-10-31");
  EXPECT_THAT(play.said(),
              ElementsAre("2017-10-06 ask owner:Head of Service", "2017-10-07 escalation webhook:teams"));
}

TEST(Ladder, ARoleThatTwoTellsGiveIsToldOnce) {
  Rehearsal play(kHead + "      - {tell: [coordinator, owner]}\n");
  play.record.owners.clear();
  play.until("2017-10-31");
  EXPECT_THAT(play.said(), ElementsAre("2017-10-06 ask coordinator"));
}

TEST(Ladder, AStepThatIsInsertedIsMadeOnceAndWhatWasMadeIsNotMadeAgain) {
  Rehearsal play(kHead + kOwner + kBoard);
  play.until("2017-10-27");
  EXPECT_EQ(play.said().size(), 1U);
  play.changeRules(kHead + kOwner + kLead + kBoard);
  play.until("2017-11-30");
  EXPECT_THAT(play.saidSince("2017-10-27"),
              ElementsAre("2017-10-27 warning owner:Head of Service",          //
                          "2017-10-31 escalation lead:owner:Head of Service",  //
                          "2017-11-10 warning owner:Head of Service",          //
                          "2017-11-10 warning lead:owner:Head of Service",     //
                          "2017-11-17 pack-item board:Programme board"));
}

TEST(Ladder, ANewOwnerIsAskedAndTheOldOneHearsNoMore) {
  Rehearsal play(kHead + "      - {tell: owner, every: 1w, steady: true}\n");
  play.until("2017-10-10");
  play.edit([](plan::ActionRecord& record) { record.owners.front().role = "Lone officer"; });
  EXPECT_FALSE(play.lastItem().late) << "nothing was late: it was handed over";
  play.until("2017-10-17");
  EXPECT_THAT(play.saidSince("2017-10-10"), ElementsAre("2017-10-10 ask owner:Lone officer",  //
                                                        "2017-10-17 reminder owner:Lone officer"));
}

TEST(Ladder, ARoleThatNobodyHoldsKeepsLaterStepsWaiting) {
  Rehearsal play(kHead + kOwner + kLead + kBoard);
  givePartyWithoutContact(play);
  play.until("2018-03-01");
  EXPECT_THAT(play.said(), ElementsAre("2017-10-06 ask party:NHST"));
  const auto& alert = play.alert("date-passed");
  EXPECT_EQ(alert.reason, Reason::NobodyHoldsRole);
  EXPECT_EQ(alert.reasonDetail, "party:NHST");
  EXPECT_THAT(alert.made.front().told, ElementsAre("Carl Coordinator"));
}

TEST(Ladder, WhoeverComesToHoldTheRoleIsAskedAndTheLadderRunsOn) {
  Rehearsal play(kHead + kOwner + "      - {tell: board, after: 2w}\n");
  givePartyWithoutContact(play);
  play.until("2017-11-01");
  play.changePeople(contactsWithNurse());
  play.until("2017-11-30");
  EXPECT_THAT(play.said(), ElementsAre("2017-10-06 ask party:NHST",      //
                                       "2017-11-01 ask party:NHST",      //
                                       "2017-11-01 warning party:NHST",  //
                                       "2017-11-06 pack-item board:Programme board"));
}

TEST(Ladder, WhoIsBackFromAnAbsenceThatNobodyCoversIsAskedAndTheLadderRunsOn) {
  auto contacts = Rehearsal::kContacts;
  const std::string address = "email: olive@demo.example";
  contacts.insert(contacts.find(address) + address.size(),
                  ", away: [{from: 2017-10-02, to: 2017-10-20, cover: Gone Nurse}]");
  Rehearsal play(kHead + "      - {tell: owner, every: 1w}\n" + kLead);
  play.changePeople(contacts);
  play.until("2017-11-02");
  EXPECT_THAT(play.said(), ElementsAre("2017-10-06 ask owner:Head of Service",       //
                                       "2017-10-13 reminder owner:Head of Service",  //
                                       "2017-10-21 ask owner:Head of Service",       //
                                       "2017-10-23 warning owner:Head of Service",   //
                                       "2017-10-26 escalation lead:owner:Head of Service"));
}

TEST(Ladder, TheCoordinatorMaySendItOnAlthoughNobodyHoldsTheRole) {
  Rehearsal play(kHead + kOwner + kBoard);
  givePartyWithoutContact(play);
  play.until("2017-11-01");
  play.act("date-passed", [](Alert& alert) { alert.escalateAnyway = true; });
  play.until("2017-11-30");
  EXPECT_THAT(play.saidSince("2017-11-01"), ElementsAre("2017-11-10 warning party:NHST",  //
                                                        "2017-11-17 pack-item board:Programme board"));
}

TEST(Ladder, AnOwnerWithoutALeadDoesNotStopTheLadder) {
  Rehearsal play(kHead + kOwner + kLead + "      - {tell: board, after: 4w}\n");
  play.record.owners.front().role = "Lone officer";
  play.until("2017-11-10");
  EXPECT_THAT(play.said(), ElementsAre("2017-10-06 ask owner:Lone officer",              //
                                       "2017-10-13 warning owner:Lone officer",          //
                                       "2017-10-20 escalation lead:owner:Lone officer",  //
                                       "2017-10-27 warning owner:Lone officer",          //
                                       "2017-10-27 warning lead:owner:Lone officer",     //
                                       "2017-11-03 pack-item board:Programme board"));
}

TEST(Ladder, WhoHasHeardAlreadyNeedsNoWarningToBeToldInAnotherRole) {
  Rehearsal play(kHead + "      - {tell: coordinator}\n      - {tell: lead, after: 1w}\n");
  play.record.owners.front().role = "Lone officer";
  play.until("2017-10-31");
  EXPECT_THAT(play.said(),
              ElementsAre("2017-10-06 ask coordinator", "2017-10-13 escalation lead:owner:Lone officer"));
}

TEST(Ladder, WhatIsInDoubtGoesToTheCoordinatorAloneUntilItIsSettled) {
  Rehearsal play(kHead + kOwner + kLead);
  play.milestone().doubt = "which year is meant?";
  play.until("2017-11-30");
  EXPECT_THAT(play.said(), ElementsAre("2017-10-06 ask coordinator"));
  EXPECT_EQ(play.lastItem().becauseDoubt, "which year is meant?");
  play.edit([](plan::ActionRecord& record) { record.milestones.front().doubt.clear(); });
  play.until("2017-12-31");
  EXPECT_THAT(play.saidSince("2017-11-30"), ElementsAre("2017-11-30 ask owner:Head of Service",      //
                                                        "2017-12-07 warning owner:Head of Service",  //
                                                        "2017-12-14 escalation lead:owner:Head of Service"));
}

TEST(Ladder, AnAlertThatIsOpenedAgainWarnsAgainBeforeItGoesOn) {
  Rehearsal play(kHead + kOwner + kLead);
  play.until("2017-10-18");
  play.edit([](plan::ActionRecord& record) { record.milestones.front().state = plan::State::Complete; });
  play.until("2017-10-25");
  play.edit([](plan::ActionRecord& record) { record.milestones.front().state = plan::State::Open; });
  play.until("2017-10-31");
  EXPECT_THAT(play.saidSince("2017-10-18"), ElementsAre("2017-10-25 warning owner:Head of Service",  //
                                                        "2017-10-27 escalation lead:owner:Head of Service"));
}

TEST(Ladder, ItLooksAgainExactlyWhenThereIsSomethingToDo) {
  Rehearsal play(kHead + kOwner + kLead);
  play.until("2017-10-06");
  EXPECT_EQ(play.alert("date-passed").nextOn, day("2017-10-13"));
  play.until("2017-10-13");
  EXPECT_EQ(play.alert("date-passed").nextOn, day("2017-10-20"));
  play.until("2017-10-20");
  EXPECT_FALSE(play.alert("date-passed").nextOn);
  play.until("2017-10-21");
  EXPECT_THAT(play.saidSince("2017-10-21"), IsEmpty());
}

}  // namespace
}  // namespace chaser::alerts
