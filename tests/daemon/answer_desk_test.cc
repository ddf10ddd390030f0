// SPDX-License-Identifier: Apache-2.0
#include "daemon/answer_desk.h"

#include <gmock/gmock.h>

#include "tests/daemon/house.h"

/// An answer is taken whole, and what it may decide follows from who was asked.
namespace chaser::daemon {
namespace {

using alerts::AnswerKind;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

class Desk : public House {
 protected:
  Desk() {
    addAction("16.1", "2017-09-29");
    folder.write("contacts.yaml",
                 "contacts:\n"
                 "  - {name: Ann, email: ann@council.example, roles: [Head of Service], reports_to: Cleo}\n"
                 "  - {name: Ben, email: ben@council.example, roles: [Programme manager]}\n"
                 "  - {name: Cleo, email: cleo@council.example}\n"
                 "plans: [{key: p, coordinator: Programme manager}]\n");
    configuration = load();
    startEngine();
    tick();
  }

  AnswerSlip slip(AnswerKind kind, const std::string& giver, const std::string& link = {}) {
    AnswerSlip slip;
    slip.alert = AlertId{1};
    slip.answer.kind = kind;
    slip.giver = giver;
    slip.link = link;
    return slip;
  }
  Result<Recorded> take(const AnswerSlip& slip) {
    return AnswerDesk(*store, *configuration).take(slip, clock.now());
  }
  std::vector<AnswerKind> offered(const std::string& contact) {
    return got(AnswerDesk(*store, *configuration).question(AlertId{1}, contact, clock.now())).offered;
  }
};

TEST_F(Desk, AnAnswerByALinkNamesWhoseItWasAndWhoSpoke) {
  auto given = slip(AnswerKind::OnTrack, "Dora", "Ann");
  given.answer.note = "she is away";
  EXPECT_EQ(got(take(given)).said, "Dora says that it is on track.");
  EXPECT_EQ(one("SELECT actor || ': ' || after FROM audit_entry WHERE what = 'answer.on-track'"),
            "Ann: Dora says that it is on track. (by Ann's link, stated Dora) Note: she is away");
  EXPECT_EQ(one("SELECT state || ' ' || quiet_by FROM alert"), "acknowledged Ann");
}

TEST_F(Desk, WhatMayBeDecidedFollowsFromTheLinkAndNotFromTheNameThatIsGiven) {
  auto given = slip(AnswerKind::NewDate, "Ben", "Ann");
  given.answer.date = day("2018-03-31");
  EXPECT_THAT(got(take(given)).said, HasSubstr("proposed"));
  EXPECT_EQ(one("SELECT proposed_by FROM milestone"), "Ann");
  EXPECT_THAT(offered("Ann"), Not(Contains(AnswerKind::AgreeDate)));
  EXPECT_THAT(offered("Cleo"), Contains(AnswerKind::AgreeDate)) << "Ann reports to her";
  EXPECT_THAT(offered("Ben"), Contains(AnswerKind::AgreeDate)) << "he keeps the plan";
  EXPECT_THAT(got(take(slip(AnswerKind::AgreeDate, "Cleo"))).said, HasSubstr("Cleo agreed 31 March 2018"));
  tick();
  EXPECT_EQ(one("SELECT state FROM alert"), "resolved");
}

TEST_F(Desk, ARefusedAnswerLeavesNothingWritten) {
  const auto before = one("SELECT count(*) FROM audit");
  auto given = slip(AnswerKind::NewDate, "Ann");
  given.answer.date = day("2017-09-01");
  EXPECT_FALSE(take(given));
  EXPECT_FALSE(take(slip(AnswerKind::OnTrack, " ")));
  EXPECT_EQ(one("SELECT count(*) FROM audit"), before);
}

TEST_F(Desk, WhatIsOverIsNotAnsweredAgain) {
  auto given = slip(AnswerKind::NewDate, "Ben");
  given.answer.date = day("2018-03-31");
  got(take(given));
  tick();
  EXPECT_THAT(offered("Ann"), ::testing::IsEmpty());
  const auto again = take(slip(AnswerKind::OnTrack, "Ann"));
  ASSERT_FALSE(again);
  EXPECT_THAT(again.error().text(), HasSubstr("this is over"));
}

TEST_F(Desk, TheCoordinatorReadsInTheirDigestThatSomethingIsNobodys) {
  got(take(slip(AnswerKind::NotMine, "Ann")));
  clock.moveTo(at("2017-10-03T08:00:00Z"));
  tick();
  EXPECT_THAT(one("SELECT notice_text FROM item WHERE kind = 'notice'"), HasSubstr("Ann says that 16.1"));
  EXPECT_EQ(one("SELECT count(*) FROM message WHERE recipient = 'Ben'"), "1");
}

}  // namespace
}  // namespace chaser::daemon
