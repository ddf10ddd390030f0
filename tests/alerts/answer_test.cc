// SPDX-License-Identifier: Apache-2.0
// What people answer, and what becomes of the plan by it.
#include "alerts/answer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/rehearsal.h"

namespace chaser::alerts {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

using Fields = std::vector<AnswerEffect::Field>;
const std::optional<std::string> kNothing;

constexpr const char* kAnswerers = R"(
contacts:
  - {name: Olive Owner, email: olive@demo.example, roles: ["Head of Service"], party: CC, reports_to: Director}
  - {name: Laura Lead, email: laura@demo.example, roles: [Director], party: CC}
  - {name: Nora Nurse, email: nora@nhs.example, roles: [Named nurse], party: NHST}
  - {name: Ned Nurse, email: ned@nhs.example, party: NHST}
  - {name: Sam School, email: sam@demo.example, roles: [Schools lead]}
parties:
  - {name: NHST, also: [The Trust], contact: Named nurse}
  - {name: CC, contact: Head of Service}
)";

class Answered : public testing::Test {
 protected:
  Answered() : people_(peopleOf(kAnswerers)) {
    plan::Plan plan;
    plan.id = PlanId{1};
    plan.key = "demo";
    record_.plan = std::make_shared<const plan::Plan>(plan);
    record_.action.id = ActionId{7};
    record_.action.ref = "1.2";
    record_.action.recommendation = "Train all staff.";
    auto& milestone = record_.milestones.emplace_back();
    milestone.id = MilestoneId{11};
    milestone.basis = plan::Basis::Indicative;
    milestone.due = day("2017-12-31");
    milestone.earliest = day("2017-10-01");
    milestone.precision = plan::Precision::Quarter;
    alert_.id = AlertId{3};
    alert_.subject = {ActionId{7}, MilestoneId{11}};
    alert_.state = AlertState::Firing;
    alert_.since = day("2017-10-02");
    alert_.firedOn = alert_.since;
    addOwner("Head of Service");
  }

  static plan::People peopleOf(const std::string& yaml) {
    Diagnostics diagnostics;
    auto directory = plan::loadDirectory(std::make_shared<const Source>(Source{"contacts.yaml", yaml}),
                                         day("2017-10-02"), diagnostics);
    EXPECT_FALSE(hasErrors(diagnostics));
    return plan::People(std::move(directory));
  }

  void addOwner(const char* role, MilestoneId milestone = {}) {
    record_.owners.push_back({milestone, role, static_cast<int>(record_.owners.size())});
  }
  void addMilestone(std::int64_t id, const char* due) {
    auto& milestone = record_.milestones.emplace_back();
    milestone.id = MilestoneId{id};
    milestone.due = day(due);
    milestone.text = due;
  }
  void propose(const char* iso) {
    promise().proposedDue = day(iso);
    promise().proposedBy = "Nora Nurse";
    promise().proposedAt = *Instant::parse("2017-10-09T10:00:00.000Z");
  }
  plan::Milestone& promise() { return record_.milestones.front(); }

  Result<AnswerEffect> answer(const Answer& answer, MayAgree mayAgree = MayAgree::No,
                              const plan::Milestone* milestone = nullptr) {
    const Giver giver{giver_, people_.contact(giver_)};
    return effectOf(answer, giver, mayAgree, alert_, record_, milestone, people_, today_, now_);
  }
  AnswerEffect accepted(const Answer& given, MayAgree mayAgree = MayAgree::No,
                        const plan::Milestone* milestone = nullptr) {
    auto effect = answer(given, mayAgree, milestone);
    EXPECT_TRUE(effect) << effect.error().text();
    return effect ? std::move(*effect) : AnswerEffect{};
  }
  std::string refused(const Answer& given, MayAgree mayAgree = MayAgree::No) {
    auto effect = answer(given, mayAgree);
    EXPECT_FALSE(effect) << effect->said;
    if (effect) return {};
    EXPECT_EQ(effect.error().kind, ErrorKind::Input);
    EXPECT_FALSE(effect.error().hint.empty()) << "it says what to do: " << effect.error().what;
    return effect.error().what;
  }
  static Answer dated(AnswerKind kind, const char* iso) { return {kind, day(iso), {}, {}, {}}; }
  static Answer plain(AnswerKind kind) { return {kind, {}, {}, {}, {}}; }
  static Answer handedTo(const char* to) { return {AnswerKind::NotMine, {}, {}, to, {}}; }

  plan::People people_;
  plan::ActionRecord record_;
  Alert alert_;
  std::string giver_ = "Olive Owner";
  Date today_ = day("2017-10-10");
  Instant now_ = *Instant::parse("2017-10-10T09:30:00.000Z");
};

TEST_F(Answered, EveryAnswerHasOneWord) {
  for (const auto kind : {AnswerKind::OnTrack, AnswerKind::Done, AnswerKind::NewDate, AnswerKind::AgreeDate,
                          AnswerKind::Snooze, AnswerKind::NotMine, AnswerKind::Acknowledge})
    EXPECT_EQ(parseAnswerKind(toString(kind)), kind);
  EXPECT_EQ(parseAnswerKind("maybe"), std::nullopt);
}

TEST_F(Answered, OnTrackConfirmsTheRowAndKeepsQuietForAWeek) {
  const auto effect = accepted(plain(AnswerKind::OnTrack));
  EXPECT_EQ(effect.ofAction, (Fields{{"confirmed_at", "2017-10-10T09:30:00.000Z"}}));
  ASSERT_TRUE(effect.quiet);
  EXPECT_EQ(effect.quiet->state, AlertState::Acknowledged);
  EXPECT_EQ(effect.quiet->until, day("2017-10-16")) << "seven days, today among them";
  EXPECT_EQ(effect.said, "Olive Owner says that it is on track.");
}

TEST_F(Answered, OnTrackDoesNotShortenALongerSnooze) {
  alert_.state = AlertState::Snoozed;
  alert_.quietSince = day("2017-10-05");
  alert_.quietUntil = day("2017-10-31");
  EXPECT_FALSE(accepted(plain(AnswerKind::OnTrack)).quiet);
}

TEST_F(Answered, OnTrackIsKeptWhenNothingIsLeftToBeQuietWith) {
  alert_.quietDays = 40;
  EXPECT_EQ(accepted(plain(AnswerKind::OnTrack)).quiet->until, day("2017-10-11"));
  alert_.quietDays = 42;
  const auto effect = accepted(plain(AnswerKind::OnTrack));
  EXPECT_EQ(effect.ofAction.size(), 1U);
  EXPECT_FALSE(effect.quiet);
}

TEST_F(Answered, DoneCompletesTheMilestoneWithItsEvidence) {
  propose("2018-01-31");
  promise().doubt = "is it done?";
  const auto effect = accepted({AnswerKind::Done, {}, " minutes of 9 October ", {}, {}});
  EXPECT_EQ(effect.milestone, MilestoneId{11});
  EXPECT_EQ(effect.ofMilestone, (Fields{{"state", "complete"},
                                        {"completed_on", "2017-10-10"},
                                        {"completed_by", "Olive Owner"},
                                        {"evidence", "minutes of 9 October"},
                                        {"proposed_due", kNothing},
                                        {"proposed_by", kNothing},
                                        {"proposed_at", kNothing},
                                        {"doubt", kNothing}}));
  EXPECT_FALSE(effect.quiet) << "it ends by itself";
}

TEST_F(Answered, DoneMayHaveBeenEarlierButNotLater) {
  EXPECT_EQ(accepted(dated(AnswerKind::Done, "2017-10-03")).ofMilestone.at(1).second, "2017-10-03");
  EXPECT_THAT(refused(dated(AnswerKind::Done, "2017-10-11")), HasSubstr("11 October 2017 has not come yet"));
}

TEST_F(Answered, WhatIsCompleteIsNotCompletedAgain) {
  promise().state = plan::State::Complete;
  promise().completedOn = day("2017-10-09");
  EXPECT_EQ(refused(plain(AnswerKind::Done)), "it is complete already, since 9 October 2017");
  EXPECT_THAT(refused(dated(AnswerKind::NewDate, "2018-01-31")), HasSubstr("complete already"));
  EXPECT_THAT(refused(plain(AnswerKind::AgreeDate)), HasSubstr("complete already"));
}

TEST_F(Answered, AnActionWithoutDatesIsTheCoordinatorsToClose) {
  record_.milestones.clear();
  alert_.subject.milestone = {};
  const auto effect = accepted({AnswerKind::Done, {}, "report 7", {}, {}});
  EXPECT_THAT(effect.ofMilestone, IsEmpty());
  EXPECT_EQ(effect.notice,
            "Olive Owner says that 1.2 ('Train all staff') is done; evidence: report 7. It has no open date "
            "to complete: please close it, or change its rating.");
  EXPECT_TRUE(effect.quiet);
}

TEST_F(Answered, ANewDateIsProposedByWhoMustDeliver) {
  const auto effect = accepted(dated(AnswerKind::NewDate, "2018-03-31"));
  EXPECT_EQ(effect.ofMilestone, (Fields{{"proposed_due", "2018-03-31"},
                                        {"proposed_by", "Olive Owner"},
                                        {"proposed_at", "2017-10-10T09:30:00.000Z"}}));
  EXPECT_FALSE(effect.quiet) << "a proposed date keeps it quiet by itself";
  EXPECT_EQ(effect.said,
            "Olive Owner proposed 31 March 2018; the coordinator or the lead is asked to agree.");
}

TEST_F(Answered, ANewDateIsAgreedByWhoMayAndIsADay) {
  propose("2018-01-31");
  promise().doubt = "two dates";
  const auto effect = accepted(dated(AnswerKind::NewDate, "2018-03-31"), MayAgree::Yes);
  EXPECT_EQ(effect.ofMilestone, (Fields{{"due", "2018-03-31"},
                                        {"earliest", "2018-03-31"},
                                        {"precision", "day"},
                                        {"basis", "agreed"},
                                        {"proposed_due", kNothing},
                                        {"proposed_by", kNothing},
                                        {"proposed_at", kNothing},
                                        {"doubt", kNothing}}));
  EXPECT_EQ(effect.said, "Olive Owner agreed 31 March 2018.");
}

TEST_F(Answered, TheDateThatStandsGivenAsANewOneIsAgreed) {
  EXPECT_EQ(accepted(dated(AnswerKind::NewDate, "2017-12-31"), MayAgree::AsItStands).ofMilestone,
            (Fields{{"basis", "agreed"}}));
}

TEST_F(Answered, ANewDateLiesAheadAndNotACenturyAhead) {
  EXPECT_THAT(refused(dated(AnswerKind::NewDate, "2017-10-09")), HasSubstr("9 October 2017 has passed"));
  EXPECT_THAT(refused(dated(AnswerKind::NewDate, "2107-10-09")), HasSubstr("ten years ahead"));
  EXPECT_THAT(refused(plain(AnswerKind::NewDate)), HasSubstr("the new date is missing"));
  EXPECT_TRUE(answer(dated(AnswerKind::NewDate, "2017-10-10"))) << "today is no day of the past";
}

TEST_F(Answered, AReviewGetsItsNextDayAndNobodyHasToAgree) {
  promise().review = true;
  promise().basis.reset();
  const auto effect = accepted(dated(AnswerKind::NewDate, "2018-03-31"), MayAgree::Yes);
  EXPECT_EQ(effect.ofMilestone.size(), 3U) << "due, earliest, precision";
  EXPECT_EQ(effect.said, "Olive Owner set the next review for 31 March 2018.");
  EXPECT_THAT(refused(plain(AnswerKind::AgreeDate)), HasSubstr("nobody has to agree"));
}

TEST_F(Answered, WhatIsCompleteMayBeCheckedAgainOnANewDay) {
  promise().state = plan::State::Complete;
  promise().recheckOn = day("2017-10-10");
  EXPECT_EQ(accepted(dated(AnswerKind::NewDate, "2018-04-10")).ofMilestone,
            (Fields{{"recheck_on", "2018-04-10"}}));
}

TEST_F(Answered, AnActionWithoutADateGetsOne) {
  record_.milestones.clear();
  alert_.subject.milestone = {};
  const auto effect = accepted(dated(AnswerKind::NewDate, "2018-03-31"), MayAgree::Yes);
  EXPECT_FALSE(effect.milestone) << "a new one";
  EXPECT_EQ(effect.ofMilestone.front(), (AnswerEffect::Field{"due", "2018-03-31"}));
}

TEST_F(Answered, TheDateThatStandsIsAgreedByWhoeverMustKeepIt) {
  const auto effect = accepted(plain(AnswerKind::AgreeDate), MayAgree::AsItStands);
  EXPECT_EQ(effect.ofMilestone, (Fields{{"basis", "agreed"}}));
  EXPECT_EQ(effect.said, "Olive Owner agreed 31 December 2017.");
  giver_ = "Ned Nurse";
  EXPECT_EQ(refused(plain(AnswerKind::AgreeDate)),
            "31 December 2017 must be agreed by Head of Service, the coordinator or the lead");
  EXPECT_THAT(accepted(dated(AnswerKind::NewDate, "2017-12-31")).said, HasSubstr("Ned Nurse proposed"));
}

TEST_F(Answered, ADateThatHasPassedCantBeAgreed) {
  promise().due = day("2017-10-09");
  EXPECT_EQ(refused(plain(AnswerKind::AgreeDate)), "9 October 2017 has passed, so nobody can agree to it");
  promise().due.reset();
  EXPECT_THAT(refused(plain(AnswerKind::AgreeDate)), HasSubstr("no date to agree"));
}

TEST_F(Answered, AnAgreedDateIsNotAgreedAgain) {
  promise().basis = plan::Basis::Agreed;
  EXPECT_THAT(refused(plain(AnswerKind::AgreeDate)), HasSubstr("is agreed already"));
}

TEST_F(Answered, AProposedDateIsAgreedByTheLeadAndNotByWhoProposedIt) {
  propose("2018-01-31");
  EXPECT_THAT(refused(plain(AnswerKind::AgreeDate)),
              HasSubstr("31 January 2018, which Nora Nurse proposed, waits for"));
  giver_ = "Laura Lead";
  const auto effect = accepted(plain(AnswerKind::AgreeDate), MayAgree::Yes);
  EXPECT_EQ(effect.ofMilestone.front(), (AnswerEffect::Field{"due", "2018-01-31"}));
  EXPECT_EQ(effect.said, "Laura Lead agreed 31 January 2018.");
  propose("2017-10-09");
  EXPECT_THAT(refused(plain(AnswerKind::AgreeDate), MayAgree::Yes), HasSubstr("has passed"));
}

TEST_F(Answered, ASnoozeAlwaysEndsWithinSixWeeksInAll) {
  auto effect = accepted(plain(AnswerKind::Snooze));
  EXPECT_EQ(effect.quiet->state, AlertState::Snoozed);
  EXPECT_EQ(effect.quiet->until, day("2017-11-20")) << "42 days, today among them";
  alert_.quietDays = 30;
  EXPECT_EQ(accepted(plain(AnswerKind::Snooze)).quiet->until, day("2017-10-21"));
  EXPECT_THAT(refused(dated(AnswerKind::Snooze, "2017-10-22")), HasSubstr("six weeks in all"));
  EXPECT_THAT(refused(dated(AnswerKind::Snooze, "2017-10-09")), HasSubstr("has passed"));
  alert_.quietDays = 42;
  EXPECT_THAT(refused(plain(AnswerKind::Snooze)), HasSubstr("longer it can't be"));
}

TEST_F(Answered, TheSixWeeksCountFromTheFirstQuietDay) {
  alert_.state = AlertState::Acknowledged;
  alert_.quietSince = day("2017-10-03");
  alert_.quietUntil = day("2017-10-12");
  EXPECT_EQ(accepted(plain(AnswerKind::Acknowledge)).quiet->until, day("2017-11-13"));
}

TEST_F(Answered, WhatNobodyIsAskedAboutIsNotPutOff) {
  alert_.state = AlertState::Pending;
  EXPECT_THAT(refused(plain(AnswerKind::Snooze)), HasSubstr("nobody is asked about 1.2 now"));
  EXPECT_FALSE(accepted(plain(AnswerKind::OnTrack)).quiet);
}

TEST_F(Answered, OfSeveralOpenDatesOneHasToBeChosen) {
  addMilestone(12, "2018-06-30");
  alert_.subject.milestone = {};
  EXPECT_TRUE(asksWhich(AnswerKind::Done, alert_, record_));
  EXPECT_THAT(refused(plain(AnswerKind::Done)), HasSubstr("1.2 has 2 open dates"));
  EXPECT_EQ(accepted(plain(AnswerKind::Done), MayAgree::No, &record_.milestones[1]).milestone,
            MilestoneId{12});
  EXPECT_TRUE(answer(plain(AnswerKind::OnTrack))) << "that is said of all of it";
  record_.milestones[1].state = plan::State::Complete;
  EXPECT_EQ(accepted(plain(AnswerKind::Done)).milestone, MilestoneId{11}) << "the only open one is meant";
}

TEST_F(Answered, NotMineAsksTheCoordinatorWhenNobodyIsNamed) {
  const auto effect = accepted({AnswerKind::NotMine, {}, {}, {}, "ask Nora"});
  EXPECT_EQ(effect.notice,
            "Olive Owner says that 1.2 ('Train all staff') is not theirs: ask Nora. Please see whose it is, "
            "and change its owner.");
  EXPECT_TRUE(effect.quiet) << "whoever said so is left in peace meanwhile";
  EXPECT_THAT(effect.owners, IsEmpty());
}

TEST_F(Answered, NotMineNeedsAKnownName) {
  EXPECT_EQ(refused(handedTo("Schol lead")), "nobody is known as 'Schol lead'");
}

TEST_F(Answered, AMilestoneGetsOwnersOfItsOwnWhereTheActionsOwnersKeepTheRest) {
  addOwner("Director");
  const auto effect = accepted(handedTo("Schools lead"));
  EXPECT_EQ(effect.milestone, MilestoneId{11});
  EXPECT_THAT(effect.owners, ElementsAre(OwnerChange{"", "Schools lead"}, OwnerChange{"", "Director"}));
  EXPECT_EQ(effect.said, "Olive Owner handed 1.2 ('Train all staff') to Schools lead.");
  EXPECT_FALSE(effect.quiet) << "the new owner is asked";
}

TEST_F(Answered, TheOwnerOfThisVeryMilestoneIsReplaced) {
  addOwner("Head of Service; Matron", MilestoneId{11});
  EXPECT_THAT(accepted(handedTo("Sam School")).owners,
              ElementsAre(OwnerChange{"Head of Service; Matron", "Sam School; Matron"}));
}

TEST_F(Answered, TheOwnerOfAWholeActionIsReplaced) {
  alert_.subject.milestone = {};
  const auto effect = accepted(handedTo("Schools lead"));
  EXPECT_FALSE(effect.milestone);
  EXPECT_THAT(effect.owners, ElementsAre(OwnerChange{"Head of Service", "Schools lead"}));
}

TEST_F(Answered, WhoIsNoOwnerCantSayWhichOfSeveralIsMeant) {
  addOwner("Schools lead");
  giver_ = "Laura Lead";
  EXPECT_THAT(refused(handedTo("Nora Nurse")), HasSubstr("has several owners"));
}

TEST_F(Answered, WhatAnOrganisationMustDeliverGoesToAnotherOne) {
  promise().party = "CC";
  const auto effect = accepted(handedTo("the Trust"));
  EXPECT_EQ(effect.ofMilestone, (Fields{{"party", "NHST"}}));
  EXPECT_EQ(accepted(handedTo("Nora Nurse")).ofMilestone, effect.ofMilestone) << "she answers for it";
  EXPECT_THAT(accepted(handedTo("Ned Nurse")).notice, HasSubstr("not theirs but Ned Nurse's"))
      << "he does not: only contacts.yaml could say so";
  EXPECT_THAT(accepted(handedTo("CC")).notice, HasSubstr("not theirs but CC's"));
}

TEST_F(Answered, WhatIsOverOrGoneIsNotAnswered) {
  record_.action.closedAt = now_;
  EXPECT_THAT(refused(plain(AnswerKind::OnTrack)), HasSubstr("1.2 is closed"));
  EXPECT_THAT(offeredAnswers(alert_, record_, MayAgree::Yes, today_), IsEmpty());
  record_.action.closedAt.reset();
  alert_.subject.milestone = MilestoneId{99};
  EXPECT_THAT(refused(plain(AnswerKind::OnTrack)), HasSubstr("no longer in the plan"));
}

TEST_F(Answered, OnlyWhatCanBeSaidIsOffered) {
  using K = AnswerKind;
  const auto offered = [&](MayAgree mayAgree = MayAgree::No) {
    return offeredAnswers(alert_, record_, mayAgree, today_);
  };
  EXPECT_THAT(offered(MayAgree::AsItStands),
              ElementsAre(K::OnTrack, K::Done, K::NewDate, K::AgreeDate, K::Snooze, K::NotMine));
  EXPECT_THAT(offered(), testing::Not(testing::Contains(K::AgreeDate))) << "they owe nothing here";
  promise().due = day("2017-10-09");
  EXPECT_THAT(offered(), ElementsAre(K::OnTrack, K::Done, K::NewDate, K::Snooze, K::NotMine));
  propose("2018-01-31");
  EXPECT_THAT(offered(), testing::Not(testing::Contains(K::AgreeDate)));
  EXPECT_THAT(offered(MayAgree::Yes), testing::Contains(K::AgreeDate));
  alert_.quietDays = 42;
  EXPECT_THAT(offered(), testing::Not(testing::Contains(K::Snooze)));
  promise().state = plan::State::Complete;
  EXPECT_THAT(offered(), ElementsAre(K::NotMine));
}

}  // namespace
}  // namespace chaser::alerts
