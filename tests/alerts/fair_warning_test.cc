// SPDX-License-Identifier: Apache-2.0
// Fair warning: who has it before a step is made, when holders change and when they can't be told.
#include <gmock/gmock.h>

#include "tests/support/rehearsal.h"

namespace chaser::alerts {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const std::string kOwnerAndLead = datePassed(R"(
      - {tell: owner}
      - {tell: lead, after: 10wd}
)");

void giveTo(Rehearsal& play, const char* role) {
  play.edit([role](plan::ActionRecord& record) { record.owners.front().role = role; });
}

std::string withoutAddressOf(const std::string& email) {
  auto text = Rehearsal::kContacts;
  const auto at = text.find(", email: " + email);
  return text.erase(at, std::string(", email: " + email).size());
}

TEST(FairWarning, WhoTakesOverAfterItHasTwoWorkingDaysOfTheirOwn) {
  Rehearsal play(kOwnerAndLead);
  play.until("2017-10-19");
  giveTo(play, "Lone officer");
  play.until("2017-11-30");
  EXPECT_THAT(play.saidSince("2017-10-07"), ElementsAre("2017-10-13 warning owner:Head of Service",  //
                                                        "2017-10-19 ask owner:Lone officer",         //
                                                        "2017-10-19 warning owner:Lone officer",     //
                                                        "2017-10-24 escalation lead:owner:Lone officer"));
}

TEST(FairWarning, WhoTakesOverAfterTheStepIsWarnedBeforeTheirOwnLeadIsTold) {
  Rehearsal play(kOwnerAndLead);
  play.until("2017-11-30");
  giveTo(play, "Lone officer");
  play.until("2017-12-31");
  EXPECT_THAT(play.saidSince("2017-11-30"), ElementsAre("2017-11-30 ask owner:Lone officer",      //
                                                        "2017-11-30 warning owner:Lone officer",  //
                                                        "2017-12-05 escalation lead:owner:Lone officer"));
}

TEST(FairWarning, TheStepWaitsForTheLastOfThoseWhoHaveToHaveIt) {
  Rehearsal play(kOwnerAndLead);
  play.record.owners.push_back(plan::Owner{MilestoneId{}, "Lone officer", 2});
  play.until("2017-10-12");
  play.waitsFor = "owner:Lone officer";
  play.until("2017-10-27");
  EXPECT_THAT(play.saidSince("2017-10-12"), ElementsAre("2017-10-13 warning owner:Head of Service",  //
                                                        "2017-10-13 warning owner:Lone officer"));
  play.waitsFor.clear();
  play.until("2017-11-30");
  EXPECT_THAT(play.saidSince("2017-10-14"),
              ElementsAre("2017-11-01 escalation lead:owner:Head of Service",  //
                          "2017-11-01 escalation lead:owner:Lone officer"));
}

TEST(FairWarning, TheStepIsNotMadeWhileANewHolderIsStillToBeAsked) {
  Rehearsal play(kOwnerAndLead);
  play.until("2017-10-19");
  play.waitsFor = "owner:Lone officer";
  giveTo(play, "Lone officer");
  play.until("2017-11-30");
  EXPECT_THAT(play.saidSince("2017-10-19"), ElementsAre("2017-10-19 ask owner:Lone officer"));
  EXPECT_EQ(play.alert("date-passed").reason, Reason::AwaitingWarning);
}

TEST(FairWarning, AnOwnerWithoutAnAddressKeepsNobodyElseFromHearing) {
  Rehearsal play(kOwnerAndLead);
  play.changePeople(withoutAddressOf("olive@demo.example"));
  play.waitsFor = "owner:Head of Service";
  play.until("2017-11-30");
  EXPECT_THAT(play.said(), ElementsAre("2017-10-06 ask owner:Head of Service",      //
                                       "2017-10-13 warning owner:Head of Service",  //
                                       "2017-10-20 escalation lead:owner:Head of Service"));
}

TEST(FairWarning, WhoeverGetsAnAddressIsToldBeforeTheStep) {
  Rehearsal play(kOwnerAndLead);
  play.changePeople(withoutAddressOf("olive@demo.example"));
  play.waitsFor = "owner:Head of Service";
  play.until("2017-10-19");
  play.changePeople(Rehearsal::kContacts);
  play.until("2017-10-25");
  EXPECT_THAT(play.saidSince("2017-10-14"), IsEmpty());
  play.waitsFor.clear();
  play.until("2017-10-30");
  EXPECT_THAT(play.saidSince("2017-10-14"), ElementsAre("2017-10-30 escalation lead:owner:Head of Service"));
}

TEST(FairWarning, HandingOnAgainAndAgainKeepsItFromGoingFurtherThreeTimes) {
  Rehearsal play(kOwnerAndLead);
  play.changePeople(std::string(Rehearsal::kContacts)
                        .replace(Rehearsal::kContacts.find("contacts:\n"), 10,
                                 "contacts:\n"
                                 "  - {name: Ivy, email: ivy@demo.example, roles: [Post two]}\n"
                                 "  - {name: Jim, email: jim@demo.example, roles: [Post three]}\n"
                                 "  - {name: Kim, email: kim@demo.example, roles: [Post four]}\n"));
  play.until("2017-10-19");
  giveTo(play, "Post two");
  play.until("2017-10-20");
  giveTo(play, "Post three");
  play.until("2017-10-23");
  EXPECT_THAT(play.saidSince("2017-10-19"), ElementsAre("2017-10-19 ask owner:Post two",      //
                                                        "2017-10-19 warning owner:Post two",  //
                                                        "2017-10-20 ask owner:Post three",    //
                                                        "2017-10-20 warning owner:Post three"));
  giveTo(play, "Post four");
  EXPECT_THAT(play.saidSince("2017-10-23"), ElementsAre("2017-10-23 ask owner:Post four",  //
                                                        "2017-10-23 escalation lead:owner:Post four"));
}

TEST(FairWarning, WhatTheCoordinatorHadInSomebodysPlaceIsNoWarningOfTheirs) {
  auto rules = kOwnerAndLead;
  const std::string lead = "{tell: lead, after: 10wd}";
  Rehearsal play(rules.replace(rules.find(lead), lead.size(), "{tell: board, after: 2w}"));
  play.milestone().party = "NHST";
  play.until("2017-10-09");
  play.act("date-passed", [](Alert& alert) { alert.escalateAnyway = true; });
  play.until("2017-10-18");
  EXPECT_EQ(play.said().back(), "2017-10-13 warning party:NHST");
  auto held = Rehearsal::kContacts;
  const std::string left = ", until: 2016-12-31";
  play.changePeople(held.replace(held.find(left), left.size(), ""));
  play.until("2017-10-31");
  EXPECT_THAT(play.saidSince("2017-10-18"), ElementsAre("2017-10-18 ask party:NHST",      //
                                                        "2017-10-18 warning party:NHST",  //
                                                        "2017-10-23 pack-item board:Programme board"));
}

}  // namespace
}  // namespace chaser::alerts
