// SPDX-License-Identifier: Apache-2.0
#include "alerts/dispatch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>

namespace chaser::alerts {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using namespace std::chrono_literals;

Instant moment(const std::string& iso) {
  return *Instant::parse(iso);
}

class Post : public testing::Test {
 protected:
  Post() {
    manners_.spread = 0min;
    window_.timezone = "Europe/London";
  }

  Candidate wanted(std::int64_t id, const std::string& at) const {
    Candidate candidate;
    candidate.item.id = ItemId{id};
    candidate.item.wantedOn = *Date::parse(at.substr(0, 10));
    candidate.to = to_;
    candidate.wantedAt = moment(at);
    return candidate;
  }
  Candidate critical(std::int64_t id, const std::string& at) const {
    auto candidate = wanted(id, at);
    candidate.item.severity = rules::Severity::Critical;
    return candidate;
  }

  void makePeople() {
    plan::Directory directory;
    directory.window = window_;
    plan::Contact contact;
    contact.name = to_.name;
    contact.email = to_.address;
    contact.digest = habit_;
    contact.timezone = timezone_;
    contact.digestsPerDay = digestsPerDay_;
    contact.urgentPerDay = urgentPerDay_;
    directory.contacts.push_back(contact);
    people_ = plan::People(directory);
  }
  Dispatched at(const std::string& now, const std::vector<Candidate>& candidates) {
    makePeople();
    return dispatch({people_, calendar_, manners_, moment(now)}, candidates, before_);
  }
  static std::vector<std::string> kinds(const Dispatched& out) {
    std::vector<std::string> kinds;
    for (const auto& message : out.messages) kinds.emplace_back(toString(message.kind));
    return kinds;
  }
  static std::vector<std::int64_t> items(const MessagePlan& message) {
    std::vector<std::int64_t> ids;
    for (const auto& id : message.items) ids.push_back(id.value);
    return ids;
  }
  static std::string lookAgain(const Dispatched& out) {
    return out.lookAgain ? out.lookAgain->iso() : "never";
  }

  plan::Window window_;
  plan::DigestHabit habit_;
  std::optional<std::string> timezone_;
  std::optional<int> digestsPerDay_, urgentPerDay_;
  Recipient to_{Recipient::Kind::Person, "Ann", "ann@x.example", {}};
  plan::WorkingCalendar calendar_ = *plan::WorkingCalendar::ofDivision("england-and-wales");
  Manners manners_;
  SentBefore before_;
  plan::People people_;
};

TEST_F(Post, ADaysMessagesLeaveAsOneDigestWhenTheWindowOpens) {
  // Summer time: the window opens at 07:30 UTC.
  const std::vector<Candidate> items = {wanted(2, "2017-10-02T03:00:00Z"), wanted(1, "2017-10-02T04:00:00Z")};
  const auto early = at("2017-10-02T07:29:59Z", items);
  EXPECT_THAT(early.messages, IsEmpty());
  EXPECT_EQ(early.reasons.at(0).reason, Reason::OutsideWindow);
  EXPECT_EQ(lookAgain(early), "2017-10-02T07:30:00.000Z");
  const auto open = at("2017-10-02T07:30:00Z", items);
  ASSERT_THAT(kinds(open), ElementsAre("digest"));
  EXPECT_EQ(this->items(open.messages[0]), (std::vector<std::int64_t>{1, 2}));
  EXPECT_EQ(open.messages[0].day, *Date::parse("2017-10-02"));
  EXPECT_EQ(open.reasons.at(1).reason, Reason::Sent);
}

TEST_F(Post, WhatComesBeforeTheDaysDigestGoesWithItOnceGathered) {
  const std::vector<Candidate> items = {wanted(1, "2017-10-02T10:00:00Z"), wanted(2, "2017-10-02T10:00:50Z")};
  const auto gathering = at("2017-10-02T10:00:59Z", items);
  EXPECT_THAT(gathering.messages, IsEmpty());
  EXPECT_EQ(gathering.reasons.at(0).reason, Reason::InDigest);
  EXPECT_EQ(gathering.reasons.at(0).detail, "Monday 2 October 2017");
  EXPECT_EQ(lookAgain(gathering), "2017-10-02T10:01:00.000Z");
  EXPECT_THAT(at("2017-10-02T10:01:00Z", items).messages.at(0).items, SizeIs(2));
}

TEST_F(Post, ASteadyTrickleStarvesNobody) {
  std::vector<Candidate> items;
  for (int second = 0; second < 60; ++second) {
    items.push_back(wanted(second + 1, "2017-10-02T10:00:" + std::string(second < 10 ? "0" : "") +
                                           std::to_string(second) + "Z"));
  }
  EXPECT_THAT(at("2017-10-02T10:01:00Z", items).messages, SizeIs(1));
}

TEST_F(Post, WhatComesAfterTheDaysDigestWaitsForTomorrow) {
  before_.digestsToday = 1;
  const auto out = at("2017-10-02T10:05:00Z", {wanted(1, "2017-10-02T10:00:00Z")});
  EXPECT_THAT(out.messages, IsEmpty());
  EXPECT_EQ(out.reasons.at(0).reason, Reason::InDigest);
  EXPECT_EQ(out.reasons.at(0).detail, "Tuesday 3 October 2017");
  EXPECT_EQ(lookAgain(out), "2017-10-03T07:30:00.000Z");
}

TEST_F(Post, TheWindowIsClosedFromItsLastMinuteOn) {
  EXPECT_THAT(at("2017-10-02T16:29:59Z", {wanted(1, "2017-10-02T12:00:00Z")}).messages, SizeIs(1));
  const auto closed = at("2017-10-02T16:30:00Z", {wanted(1, "2017-10-02T12:00:00Z")});
  EXPECT_THAT(closed.messages, IsEmpty());
  EXPECT_EQ(closed.reasons.at(0).detail, "until Tuesday 3 October 2017 08:30");
}

TEST_F(Post, NothingLeavesOnAWeekendAndTheReasonNamesTheDay) {
  const auto out = at("2017-10-07T10:00:00Z", {wanted(1, "2017-10-07T09:00:00Z")});
  EXPECT_THAT(out.messages, IsEmpty());
  EXPECT_EQ(out.reasons.at(0).reason, Reason::Holiday);
  EXPECT_EQ(out.reasons.at(0).detail, "Saturday");
  EXPECT_EQ(lookAgain(out), "2017-10-09T07:30:00.000Z");
}

TEST_F(Post, ABankHolidayIsNamedAndSkipped) {
  const auto out = at("2017-08-28T10:00:00Z", {wanted(1, "2017-08-28T09:00:00Z")});
  EXPECT_EQ(out.reasons.at(0).reason, Reason::Holiday);
  EXPECT_THAT(out.reasons.at(0).detail, testing::HasSubstr("bank holiday"));
  EXPECT_EQ(lookAgain(out), "2017-08-29T07:30:00.000Z");
}

TEST_F(Post, ChristmasWeekLeavesOneDigestOnEachWorkingDay) {
  // 25 and 26 December 2017 are a Monday and a Tuesday.
  EXPECT_EQ(lookAgain(at("2017-12-22T18:00:00Z", {wanted(1, "2017-12-22T17:45:00Z")})),
            "2017-12-27T08:30:00.000Z");
  EXPECT_THAT(kinds(at("2017-12-27T08:30:00Z", {wanted(1, "2017-12-22T17:45:00Z")})), ElementsAre("digest"));
  EXPECT_THAT(at("2018-01-01T10:00:00Z", {wanted(1, "2017-12-29T17:45:00Z")}).messages, IsEmpty());
}

TEST_F(Post, TheWindowOpensAtTheSameLocalTimeAfterBothClockChanges) {
  const std::vector<Candidate> spring = {wanted(1, "2017-03-25T12:00:00Z")};
  EXPECT_EQ(lookAgain(at("2017-03-26T12:00:00Z", spring)), "2017-03-27T07:30:00.000Z");
  EXPECT_EQ(lookAgain(at("2017-10-29T12:00:00Z", {wanted(1, "2017-10-28T12:00:00Z")})),
            "2017-10-30T08:30:00.000Z");
}

TEST_F(Post, ADaylightSavingSundayHasOneOpeningWhereAllDaysAreOpen) {
  window_.workingDaysOnly = false;
  window_.from = TimeOfDay{90};
  EXPECT_EQ(lookAgain(at("2017-03-26T00:30:00Z", {wanted(1, "2017-03-25T22:00:00Z")})),
            "2017-03-26T01:00:00.000Z");
  EXPECT_EQ(lookAgain(at("2017-10-29T00:00:00Z", {wanted(1, "2017-10-28T22:00:00Z")})),
            "2017-10-29T00:30:00.000Z");
}

TEST_F(Post, ThePersonsOwnTimeZoneDecidesWhenTheirDayBegins) {
  timezone_ = "America/New_York";
  EXPECT_EQ(lookAgain(at("2017-10-02T07:30:00Z", {wanted(1, "2017-10-02T03:00:00Z")})),
            "2017-10-02T12:30:00.000Z");
}

TEST_F(Post, APersonsBudgetCountsByTheirOwnDay) {
  timezone_ = "Pacific/Auckland";
  makePeople();
  const DispatchContext context{people_, calendar_, manners_, moment("2017-10-02T20:00:00Z")};
  EXPECT_EQ(dayFor(context, to_), *Date::parse("2017-10-03"));
  EXPECT_EQ(dispatch(context, {wanted(1, "2017-10-02T03:00:00Z")}, before_).messages.at(0).day,
            dayFor(context, to_));
  EXPECT_EQ(dayFor(context, {Recipient::Kind::Board, "Ann", "b@x.example", {}}), *Date::parse("2017-10-02"));
}

TEST_F(Post, DigestsAreSpreadAcrossPeopleAndAlwaysAlikeForOne) {
  manners_.spread = 15min;
  std::set<std::string> moments;
  for (int person = 0; person < 40; ++person) {
    to_.name = "Person " + std::to_string(person);
    const auto out = at("2017-10-02T05:00:00Z", {wanted(1, "2017-10-02T03:00:00Z")});
    EXPECT_EQ(lookAgain(out), lookAgain(at("2017-10-02T05:00:00Z", {wanted(1, "2017-10-02T03:00:00Z")})));
    EXPECT_GE(*out.lookAgain, moment("2017-10-02T07:30:00Z"));
    EXPECT_LT(*out.lookAgain, moment("2017-10-02T07:45:00Z"));
    moments.insert(lookAgain(out));
  }
  EXPECT_GT(moments.size(), 30U);
}

TEST_F(Post, AWindowThatNeverClosesSendsAtOnce) {
  window_.workingDaysOnly = false;
  window_.from = TimeOfDay{0};
  window_.to = TimeOfDay{1440};
  window_.timezone = "UTC";
  manners_.gather = 0s;
  manners_.spread = 15min;
  EXPECT_THAT(kinds(at("2017-10-01T00:00:01Z", {wanted(1, "2017-10-01T00:00:01Z")})), ElementsAre("digest"));
}

TEST_F(Post, AWeeklyDigestWaitsForItsDay) {
  habit_ = {plan::DigestHabit::Kind::Weekly, Weekday::Monday};
  const auto out = at("2017-10-03T10:00:00Z", {wanted(1, "2017-10-03T09:00:00Z")});
  EXPECT_EQ(out.reasons.at(0).reason, Reason::InDigest);
  EXPECT_EQ(out.reasons.at(0).detail, "Monday 9 October 2017");
  EXPECT_EQ(lookAgain(out), "2017-10-09T07:30:00.000Z");
  EXPECT_THAT(kinds(at("2017-10-09T07:30:00Z", {wanted(1, "2017-10-03T09:00:00Z")})), ElementsAre("digest"));
}

TEST_F(Post, AWeeklyDigestOnABankHolidayComesTheDayAfter) {
  habit_ = {plan::DigestHabit::Kind::Weekly, Weekday::Monday};
  EXPECT_EQ(lookAgain(at("2017-08-25T10:00:00Z", {wanted(1, "2017-08-25T09:00:00Z")})),
            "2017-08-29T07:30:00.000Z");
}

TEST_F(Post, AWeeklyDigestThatWasMissedIsMadeUpForOnTheNextWorkingDay) {
  habit_ = {plan::DigestHabit::Kind::Weekly, Weekday::Monday};
  EXPECT_THAT(kinds(at("2017-10-10T09:00:00Z", {wanted(1, "2017-10-06T09:00:00Z")})), ElementsAre("digest"));
  EXPECT_THAT(at("2017-10-10T09:00:00Z", {wanted(1, "2017-10-09T12:00:00Z")}).messages, IsEmpty());
}

TEST_F(Post, WhatIsCriticalWaitsOnlyForTheWindowAndGathering) {
  before_.digestsToday = 1;
  EXPECT_EQ(lookAgain(at("2017-10-02T10:00:30Z", {critical(1, "2017-10-02T10:00:00Z")})),
            "2017-10-02T10:01:00.000Z");
  EXPECT_THAT(kinds(at("2017-10-02T10:01:00Z", {critical(1, "2017-10-02T10:00:00Z")})),
              ElementsAre("urgent"));
  EXPECT_EQ(lookAgain(at("2017-10-02T20:00:00Z", {critical(1, "2017-10-02T19:00:00Z")})),
            "2017-10-03T07:30:00.000Z");
}

TEST_F(Post, AnImmediateHabitMakesEverythingUrgent) {
  habit_.kind = plan::DigestHabit::Kind::Immediate;
  before_.digestsToday = 1;
  EXPECT_THAT(kinds(at("2017-10-02T10:01:00Z", {wanted(1, "2017-10-02T10:00:00Z")})), ElementsAre("urgent"));
}

TEST_F(Post, UrgentAndOrdinaryItemsAreCountedApart) {
  const auto out =
      at("2017-10-02T10:02:00Z", {critical(1, "2017-10-02T10:00:00Z"), wanted(2, "2017-10-02T10:00:00Z")});
  EXPECT_THAT(kinds(out), ElementsAre("urgent", "digest"));
}

TEST_F(Post, BeyondTheBudgetUrgentItemsMergeIntoTheNextDigest) {
  before_.urgentToday = 3;
  before_.digestsToday = 1;
  const auto out = at("2017-10-02T10:02:00Z", {critical(1, "2017-10-02T10:00:00Z")});
  EXPECT_THAT(out.messages, IsEmpty());
  EXPECT_EQ(out.reasons.at(0).reason, Reason::OverBudget);
  EXPECT_FALSE(out.reasons.at(0).drop);
  EXPECT_EQ(out.reasons.at(0).detail, "Tuesday 3 October 2017");
  before_.digestsToday = 0;
  EXPECT_THAT(kinds(at("2017-10-02T10:02:00Z", {critical(1, "2017-10-02T10:00:00Z")})),
              ElementsAre("digest"));
}

TEST_F(Post, APersonsOwnBudgetGoesBeforeEverybodys) {
  urgentPerDay_ = 1;
  before_.urgentToday = 1;
  const std::vector<Candidate> grave = {critical(1, "2017-10-02T10:00:00Z")};
  EXPECT_THAT(kinds(at("2017-10-02T10:01:00Z", grave)), ElementsAre("digest")) << "others may have three";
  urgentPerDay_ = 5;
  before_.urgentToday = 4;
  EXPECT_THAT(kinds(at("2017-10-02T10:01:00Z", grave)), ElementsAre("urgent"));
  before_ = {};
  before_.digestsToday = 1;
  const std::vector<Candidate> plain = {wanted(2, "2017-10-02T10:00:00Z")};
  EXPECT_THAT(at("2017-10-02T10:01:00Z", plain).messages, IsEmpty());
  digestsPerDay_ = 2;
  EXPECT_THAT(kinds(at("2017-10-02T10:01:00Z", plain)), ElementsAre("digest"));
}

TEST_F(Post, BeyondTheBudgetAWeeklyPersonHearsOfWhatIsCriticalTomorrow) {
  habit_ = {plan::DigestHabit::Kind::Weekly, Weekday::Monday};
  before_.urgentToday = 3;
  before_.digestsToday = 1;
  EXPECT_EQ(lookAgain(at("2017-10-03T10:02:00Z", {critical(1, "2017-10-03T10:00:00Z")})),
            "2017-10-04T07:30:00.000Z");
}

TEST_F(Post, WhatIsMoreThanAMessageCanNameWaitsForTheNextAndTheGravestGoesFirst) {
  manners_.itemsNamed = 2;
  auto grave = wanted(3, "2017-10-02T06:00:00Z");
  grave.item.severity = rules::Severity::Warning;
  auto light = wanted(1, "2017-10-02T06:00:00Z");
  auto lightToo = wanted(2, "2017-10-02T06:00:00Z");
  light.item.severity = lightToo.item.severity = rules::Severity::Info;
  const auto out = at("2017-10-02T12:00:00Z", {light, lightToo, grave});
  ASSERT_EQ(out.messages.size(), 1U);
  EXPECT_EQ(out.messages[0].items, (std::vector<ItemId>{ItemId{1}, ItemId{3}}));
  EXPECT_EQ(out.reasons.at(0).item, ItemId{2});
  EXPECT_EQ(out.reasons.at(0).reason, Reason::InDigest);
  EXPECT_EQ(out.reasons.at(0).detail, "Tuesday 3 October 2017");
}

TEST_F(Post, WhatWentQuietSinceIsDroppedWithItsReasonAndAnEmptyDigestIsNotSent) {
  auto silenced = wanted(1, "2017-10-02T03:00:00Z");
  silenced.quiet = true;
  silenced.quietReason = Reason::SilencedBy;
  silenced.quietDetail = "4";
  auto over = wanted(2, "2017-10-02T03:00:00Z");
  over.alertState = AlertState::Resolved;
  const auto out = at("2017-10-02T09:00:00Z", {silenced, over});
  EXPECT_THAT(out.messages, IsEmpty());
  ASSERT_THAT(out.reasons, SizeIs(2));
  EXPECT_EQ(out.reasons[0].reason, Reason::SilencedBy);
  EXPECT_EQ(out.reasons[0].detail, "4");
  EXPECT_TRUE(out.reasons[0].drop);
  EXPECT_EQ(out.reasons[1].reason, Reason::ResolvedBeforeSending);
  EXPECT_TRUE(out.reasons[1].drop);
  EXPECT_FALSE(out.lookAgain);
}

TEST_F(Post, ThatSomethingIsOverIsSaidOnlyWhileItIs) {
  auto over = wanted(1, "2017-10-02T03:00:00Z");
  over.item.kind = ItemKind::Resolved;
  over.alertState = AlertState::Resolved;
  EXPECT_THAT(at("2017-10-02T09:00:00Z", {over}).messages, SizeIs(1));
  over.alertState = AlertState::Firing;
  EXPECT_TRUE(at("2017-10-02T09:00:00Z", {over}).reasons.at(0).drop);
}

TEST_F(Post, WhoHasNoAddressIsWaitedForAndTheCoordinatorIsTold) {
  to_.address.clear();
  const auto out = at("2017-10-02T09:00:00Z", {wanted(1, "2017-10-02T03:00:00Z")});
  EXPECT_THAT(out.messages, IsEmpty());
  EXPECT_EQ(out.reasons.at(0).reason, Reason::NoAddress);
  EXPECT_FALSE(out.reasons.at(0).drop);
  EXPECT_THAT(out.notices, ElementsAre("Ann has no address and can't be told"));
  auto notice = wanted(2, "2017-10-02T03:00:00Z");
  notice.item.kind = ItemKind::Notice;
  EXPECT_THAT(at("2017-10-02T09:00:00Z", {notice}).notices, IsEmpty());
}

TEST_F(Post, AChannelGetsEachItemAsAMessageOfItsOwnAtAnyHour) {
  to_ = {Recipient::Kind::Webhook, "channel", "https://hooks.example/x", {}};
  const auto out =
      at("2017-10-07T23:00:30Z", {wanted(1, "2017-10-07T22:59:00Z"), wanted(2, "2017-10-07T22:59:10Z"),
                                  wanted(3, "2017-10-07T23:00:00Z")});
  EXPECT_THAT(kinds(out), ElementsAre("webhook", "webhook"));
  EXPECT_EQ(out.reasons.at(2).reason, Reason::InDigest);
  EXPECT_EQ(lookAgain(out), "2017-10-07T23:01:00.000Z");
}

TEST_F(Post, TheSameContentHasTheSameKeyAndOtherContentAnother) {
  const auto one =
      at("2017-10-02T09:00:00Z", {wanted(1, "2017-10-02T03:00:00Z"), wanted(2, "2017-10-02T03:00:00Z")});
  const auto same =
      at("2017-10-02T09:05:00Z", {wanted(2, "2017-10-02T03:00:00Z"), wanted(1, "2017-10-02T03:00:00Z")});
  const auto other = at("2017-10-02T09:00:00Z", {wanted(1, "2017-10-02T03:00:00Z")});
  EXPECT_EQ(one.messages.at(0).key(), same.messages.at(0).key());
  EXPECT_NE(one.messages.at(0).key(), other.messages.at(0).key());
}

TEST_F(Post, TheKindsOfMessageAreReadAsTheyAreWritten) {
  for (const auto kind : {MessageKind::Digest, MessageKind::Urgent, MessageKind::PackDraft, MessageKind::Pack,
                          MessageKind::Webhook}) {
    EXPECT_EQ(parseMessageKind(toString(kind)), kind);
  }
  EXPECT_FALSE(parseMessageKind("letter"));
}

TEST_F(Post, OverARandomYearNobodyGetsMoreThanOneDigestADayAndNoneOutsideTheWindow) {
  const plan::DigestHabit habits[] = {{},
                                      {plan::DigestHabit::Kind::Weekly, Weekday::Friday},
                                      {plan::DigestHabit::Kind::Immediate, Weekday::Monday}};
  const auto london = *Zone::named("Europe/London");
  manners_.spread = 15min;
  for (unsigned seed = 1; seed <= 6; ++seed) {
    std::mt19937 random(seed);
    habit_ = habits[seed % 3];
    std::vector<Candidate> waiting;
    std::map<Date, int> digests;
    std::map<Date, int> urgent;
    std::int64_t nextId = 1;
    std::size_t sent = 0;
    Instant now = moment("2017-01-01T00:00:00Z");
    for (int step = 0; step < 1200; ++step) {
      now = now + std::chrono::minutes(1 + random() % 800);
      for (auto fresh = random() % 3; fresh > 0; --fresh) {
        auto candidate = random() % 5 == 0 ? critical(nextId, now.iso()) : wanted(nextId, now.iso());
        candidate.quiet = random() % 11 == 0;
        waiting.push_back(candidate);
        ++nextId;
      }
      const Date day = london.dayOf(now);
      before_ = {digests[day], urgent[day], {}, {}};
      const auto out = at(now.iso(), waiting);
      std::map<std::int64_t, int> reasons;
      for (const auto& reason : out.reasons) ++reasons[reason.item.value];
      ASSERT_EQ(reasons.size(), waiting.size());
      for (const auto& [id, count] : reasons) ASSERT_EQ(count, 1) << id;
      for (const auto& message : out.messages) {
        ASSERT_TRUE(calendar_.isWorking(day)) << now.iso();
        ASSERT_GE(london.timeOf(now), (TimeOfDay{8 * 60 + 30})) << now.iso();
        ASSERT_LT(london.timeOf(now), (TimeOfDay{17 * 60 + 30})) << now.iso();
        ++(message.kind == MessageKind::Digest ? digests : urgent)[day];
        sent += message.items.size();
      }
      ASSERT_LE(digests[day], 1);
      ASSERT_LE(urgent[day], 3);
      for (const auto& reason : out.reasons) {
        if (reason.reason != Reason::Sent && !reason.drop) continue;
        std::erase_if(waiting, [&](const Candidate& candidate) { return candidate.item.id == reason.item; });
      }
      if (!waiting.empty()) {
        ASSERT_TRUE(out.lookAgain) << now.iso();
        ASSERT_GT(*out.lookAgain, now);
      }
    }
    EXPECT_GT(sent, 900U);
    EXPECT_LT(waiting.size(), 30U);
  }
}

}  // namespace
}  // namespace chaser::alerts
