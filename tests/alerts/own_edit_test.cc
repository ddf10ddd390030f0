// SPDX-License-Identifier: Apache-2.0
// An owner's own edit is an acknowledgement, and is not reported back to them.
#include <gmock/gmock.h>

#include "tests/support/rehearsal.h"

namespace chaser::alerts {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const std::string kOwnerThenLead = datePassed(R"(
      - {tell: owner, every: 2w, steady: true}
      - {tell: lead, after: 10wd}
)");

const std::string kToldWhenOver = datePassed(R"(
      - {tell: owner, every: 1w, steady: true}
      - {tell: lead, after: 10wd}
    tell_resolved: true
)");

TEST(OwnEdit, TheOwnersOwnEditKeepsQuietForAWeekFromItsDay) {
  Rehearsal play(kOwnerThenLead);
  play.until("2017-10-17");
  play.editAs("Olive Owner", [](plan::ActionRecord& record) { record.action.comments = "half of it"; });
  EXPECT_EQ(play.alert("date-passed").state, AlertState::Acknowledged);
  EXPECT_EQ(play.alert("date-passed").quietBy, "Olive Owner");
  EXPECT_EQ(play.alert("date-passed").quietUntil, day("2017-10-23"));
  play.until("2017-10-23");
  EXPECT_THAT(play.saidSince("2017-10-17"), IsEmpty()) << "no reminder on the 20th";
  play.until("2017-10-24");
  EXPECT_EQ(play.alert("date-passed").state, AlertState::Firing);
  EXPECT_EQ(play.said().back(), "2017-10-24 reminder owner:Head of Service");
  EXPECT_EQ(play.alert("date-passed").stoodStill, 7);
}

TEST(OwnEdit, ARoleWillDoForTheNameAndSomebodyElsesEditKeepsNothingQuiet) {
  Rehearsal play(kOwnerThenLead);
  play.until("2017-10-17");
  for (const auto* name : {"Carl Coordinator", "Laura Lead", "update", "a stranger"})
    play.editAs(name, [](plan::ActionRecord&) {});
  EXPECT_EQ(play.alert("date-passed").state, AlertState::Firing);
  play.editAs("head of service", [](plan::ActionRecord&) {});
  EXPECT_EQ(play.alert("date-passed").state, AlertState::Acknowledged);
}

TEST(OwnEdit, WhatTheEditBroughtAboutIsNotToldToWhoMadeIt) {
  Rehearsal play(kOwnerThenLead);
  play.milestone().state = plan::State::Complete;
  play.until("2017-10-17");
  play.editAs("Olive Owner",
              [](plan::ActionRecord& record) { record.milestones.front().state = plan::State::Open; });
  EXPECT_EQ(play.alert("date-passed").state, AlertState::Acknowledged);
  play.until("2017-10-23");
  EXPECT_THAT(play.said(), IsEmpty());
  play.until("2017-10-24");
  EXPECT_THAT(play.said(), ElementsAre("2017-10-24 ask owner:Head of Service"));
}

TEST(OwnEdit, WhoeverElseIsAskedFirstIsNotKeptWaiting) {
  Rehearsal play(datePassed(R"(
      - {tell: lead}
)"));
  play.milestone().state = plan::State::Complete;
  play.until("2017-10-17");
  play.editAs("Olive Owner",
              [](plan::ActionRecord& record) { record.milestones.front().state = plan::State::Open; });
  EXPECT_THAT(play.said(), ElementsAre("2017-10-17 ask lead:owner:Head of Service"));
}

TEST(OwnEdit, ADateThatIsProposedKeepsQuietByItselfAndRefusedIsAskedAboutAgain) {
  Rehearsal play(kOwnerThenLead);
  play.until("2017-10-17");
  play.editAs("Olive Owner",
              [](plan::ActionRecord& record) { record.milestones.front().proposedDue = day("2018-03-31"); });
  EXPECT_EQ(play.alert("date-passed").state, AlertState::Firing);
  EXPECT_EQ(play.alert("date-passed").reason, Reason::DateProposed);
  play.until("2017-10-20");
  play.editAs("Laura Lead",
              [](plan::ActionRecord& record) { record.milestones.front().proposedDue.reset(); });
  EXPECT_EQ(play.said().back(), "2017-10-20 reminder owner:Head of Service");
}

TEST(OwnEdit, NobodyIsToldThatItIsOverBecauseOfTheirOwnEdit) {
  Rehearsal play(kToldWhenOver);
  play.until("2017-10-17");
  const auto complete = [](plan::ActionRecord& record) {
    record.milestones.front().state = plan::State::Complete;
  };
  play.editAs("Olive Owner", complete);
  EXPECT_THAT(play.saidSince("2017-10-17"), IsEmpty());
  Rehearsal other(kToldWhenOver);
  other.until("2017-10-17");
  other.editAs("Carl Coordinator", complete);
  EXPECT_THAT(other.saidSince("2017-10-17"), ElementsAre("2017-10-17 resolved owner:Head of Service"));
}

TEST(OwnEdit, ALongerSnoozeStaysAndTheSixWeeksGoForEditsToo) {
  Rehearsal play(kOwnerThenLead);
  play.until("2017-10-10");
  play.acknowledge("date-passed", "2017-11-06");
  play.editAs("Olive Owner", [](plan::ActionRecord&) {});
  EXPECT_EQ(play.alert("date-passed").quietUntil, day("2017-11-06"));
  play.until("2017-11-07");
  for (int i = 0; i < 8; ++i) {
    play.editAs("Olive Owner", [](plan::ActionRecord&) {});
    play.until(play.today() + Days{7});
  }
  EXPECT_EQ(play.alert("date-passed").quietDays, 42);
  EXPECT_EQ(play.alert("date-passed").state, AlertState::Firing);
}

}  // namespace
}  // namespace chaser::alerts
