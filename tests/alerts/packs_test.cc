// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>

#include "alerts/dispatch.h"
#include "alerts/packs.h"

namespace chaser::alerts {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

Date packDay(const char* iso) {
  return *Date::parse(iso);
}

/// A board that meets on the first Tuesday: on 7 November 2017 with papers on 31 October and cut-off on 24
/// October, then on 5 December with papers on 28 and cut-off on 21 November.
class Pack : public testing::Test {
 protected:
  Pack() {
    board_.name = "Improvement board";
    board_.email = "board@x.example";
    board_.secretary = "Officer";
    board_.meets = plan::MeetingPlan{};
    board_.meets->every = plan::MonthlyMeeting{1, Weekday::Tuesday};
    plan::Contact officer;
    officer.name = "Officer";
    officer.email = "officer@x.example";
    officer.away = {{packDay("2017-11-20"), packDay("2017-11-24"), "Stand-in"}};
    plan::Contact standIn;
    standIn.name = "Stand-in";
    standIn.email = "standin@x.example";
    plan::Directory directory;
    directory.contacts = {officer, standIn};
    people_ = plan::People(directory);
  }

  static Candidate wanted(std::int64_t id, const char* day) {
    Candidate candidate;
    candidate.item.id = ItemId{id};
    candidate.item.alert = AlertId{id};
    candidate.item.kind = ItemKind::PackItem;
    candidate.item.wantedOn = packDay(day);
    candidate.to = {Recipient::Kind::Board, "Improvement board", "board@x.example", {}};
    return candidate;
  }
  Dispatched at(const std::string& now, const std::vector<Candidate>& candidates) {
    return dispatchBoard({people_, calendar_, manners_, *Instant::parse(now)}, board_, candidates,
                         coordinators_, before_, marks_);
  }
  /// Said of the alert whose number is the item's.
  void say(PaperMark::Kind kind, std::int64_t id, const char* meeting) {
    marks_.push_back({kind, AlertId{id}, packDay(meeting), "Officer", "not ready"});
  }
  void meetsOn(std::vector<Date> dates) {
    board_.meets->every.reset();
    board_.meets->dates = std::move(dates);
  }
  /// `pack 2017-11-07 to Improvement board: 1 2`
  static std::vector<std::string> said(const Dispatched& out) {
    std::vector<std::string> lines;
    for (const auto& message : out.messages) {
      std::string line(toString(message.kind));
      line += " " + (message.meeting ? message.meeting->iso() : std::string("-")) + " to " + message.to.name +
              ":";
      for (const auto& item : message.items) line += " " + std::to_string(item.value);
      lines.push_back(line);
    }
    return lines;
  }
  static std::vector<DraftMade> draftsFor(const char* meeting, const std::vector<std::string>& readers) {
    std::vector<DraftMade> drafts;
    for (const auto& reader : readers) drafts.push_back({"Improvement board", packDay(meeting), reader});
    return drafts;
  }
  static std::string lookAgain(const Dispatched& out) {
    return out.lookAgain ? out.lookAgain->iso() : "never";
  }

  plan::Board board_;
  plan::People people_;
  plan::WorkingCalendar calendar_ = *plan::WorkingCalendar::ofDivision("england-and-wales");
  Manners manners_;
  std::vector<Recipient> coordinators_ = {{Recipient::Kind::Person, "Coordinator", "co@x.example", {}}};
  SentBefore before_;
  std::vector<PaperMark> marks_;
};

TEST_F(Pack, AtCutOffADraftGoesToTheSecretaryAndTheCoordinator) {
  const auto early = at("2017-10-24T07:29:00Z", {wanted(1, "2017-10-20")});
  EXPECT_THAT(early.messages, IsEmpty());
  EXPECT_EQ(early.reasons.at(0).reason, Reason::InPack);
  EXPECT_EQ(early.reasons.at(0).detail, "7 November 2017");
  EXPECT_EQ(lookAgain(early), "2017-10-24T07:30:00.000Z");
  const auto out = at("2017-10-24T07:30:00Z", {wanted(1, "2017-10-20")});
  EXPECT_THAT(said(out),
              ElementsAre("pack-draft 2017-11-07 to Officer: 1", "pack-draft 2017-11-07 to Coordinator: 1"));
  EXPECT_EQ(out.reasons.at(0).reason, Reason::InPack);
  EXPECT_EQ(lookAgain(out), "2017-10-31T08:30:00.000Z");
}

TEST_F(Pack, ADraftIsMadeOnce) {
  before_.drafts = draftsFor("2017-11-07", {"Officer", "Coordinator"});
  EXPECT_THAT(at("2017-10-25T09:00:00Z", {wanted(1, "2017-10-20")}).messages, IsEmpty());
}

TEST_F(Pack, AReaderWhoHasHadNoDraftGetsOneThoughAnotherHas) {
  before_.drafts = draftsFor("2017-11-07", {"Officer"});
  EXPECT_THAT(said(at("2017-10-24T09:00:00Z", {wanted(1, "2017-10-20")})),
              ElementsAre("pack-draft 2017-11-07 to Coordinator: 1"));
}

TEST_F(Pack, ADraftGoesOnceToASecretaryWhoIsTheCoordinatorAndToTheirCoverWhenAway) {
  coordinators_ = {{Recipient::Kind::Person, "Officer", "officer@x.example", {}}};
  EXPECT_THAT(at("2017-10-24T09:00:00Z", {wanted(1, "2017-10-20")}).messages, SizeIs(1));
  coordinators_.clear();
  const auto out = at("2017-11-21T09:00:00Z", {wanted(1, "2017-11-20")});
  ASSERT_THAT(out.messages, SizeIs(1));
  EXPECT_EQ(out.messages[0].to.name, "Stand-in");
  EXPECT_EQ(out.messages[0].to.coverFor, "Officer");
}

TEST_F(Pack, OnThePapersDayThePackGoesToTheBoard) {
  before_.drafts = draftsFor("2017-11-07", {"Officer", "Coordinator"});
  EXPECT_THAT(at("2017-10-30T09:00:00Z", {wanted(1, "2017-10-20")}).messages, IsEmpty());
  const auto early = at("2017-10-31T08:00:00Z", {wanted(1, "2017-10-20")});
  EXPECT_EQ(early.reasons.at(0).reason, Reason::OutsideWindow);
  EXPECT_EQ(lookAgain(early), "2017-10-31T08:30:00.000Z");
  const auto out = at("2017-10-31T08:30:00Z", {wanted(2, "2017-10-24"), wanted(1, "2017-10-20")});
  EXPECT_THAT(said(out), ElementsAre("pack 2017-11-07 to Improvement board: 1 2"));
  EXPECT_EQ(out.messages[0].to.address, "board@x.example");
  EXPECT_EQ(out.messages[0].board, "Improvement board");
  EXPECT_EQ(out.reasons.at(0).reason, Reason::Sent);
  EXPECT_EQ(lookAgain(out), "2017-11-21T08:30:00.000Z");
}

TEST_F(Pack, WhatIsWantedAfterTheCutOffWaitsForTheNextMeeting) {
  const auto out = at("2017-10-31T09:00:00Z", {wanted(1, "2017-10-25"), wanted(2, "2017-10-24")});
  EXPECT_THAT(said(out), ElementsAre("pack 2017-11-07 to Improvement board: 2"));
  ASSERT_THAT(out.reasons, SizeIs(2));
  EXPECT_EQ(out.reasons[1].item, ItemId{1});
  EXPECT_EQ(out.reasons[1].reason, Reason::InPack);
  EXPECT_EQ(out.reasons[1].detail, "5 December 2017");
}

TEST_F(Pack, AnItemStaysInEachPackUntilItIsGone) {
  before_.packs = {{"Improvement board", packDay("2017-11-07")}};
  before_.drafts = draftsFor("2017-12-05", {"Officer", "Coordinator"});
  const auto out = at("2017-11-28T09:00:00Z", {wanted(1, "2017-10-20"), wanted(2, "2017-11-20")});
  EXPECT_THAT(said(out), ElementsAre("pack 2017-12-05 to Improvement board: 1 2"));
}

TEST_F(Pack, APackIsSentOnce) {
  before_.packs = {{"Improvement board", packDay("2017-11-07")}};
  const auto out = at("2017-11-01T09:00:00Z", {wanted(1, "2017-10-20")});
  EXPECT_THAT(out.messages, IsEmpty());
  EXPECT_EQ(out.reasons.at(0).reason, Reason::InPack);
  EXPECT_EQ(out.reasons.at(0).detail, "5 December 2017");
}

TEST_F(Pack, APackThatAnotherBoardOfTheNameHadDoesNotCount) {
  before_.packs = {{"Improvement board (Trust)", packDay("2017-11-07")}};
  EXPECT_THAT(at("2017-11-01T09:00:00Z", {wanted(1, "2017-10-20")}).messages, SizeIs(1));
}

TEST_F(Pack, AnEmptyPackIsNotSent) {
  auto over = wanted(1, "2017-10-20");
  over.alertState = AlertState::Resolved;
  const auto out = at("2017-10-31T09:00:00Z", {over});
  EXPECT_THAT(out.messages, IsEmpty());
  EXPECT_EQ(out.reasons.at(0).reason, Reason::ResolvedBeforeSending);
  EXPECT_TRUE(out.reasons.at(0).drop);
  EXPECT_FALSE(out.lookAgain);
}

TEST_F(Pack, AfterAGapThePackIsSentAtOnceWhileTheMeetingIsToCome) {
  EXPECT_THAT(said(at("2017-11-03T14:00:00Z", {wanted(1, "2017-10-20")})),
              ElementsAre("pack 2017-11-07 to Improvement board: 1"));
  EXPECT_THAT(said(at("2017-11-07T09:00:00Z", {wanted(1, "2017-10-20")})),
              ElementsAre("pack 2017-11-07 to Improvement board: 1"));
}

TEST_F(Pack, AfterAGapBeyondTheMeetingTheItemsWaitForTheNext) {
  const auto out = at("2017-11-08T09:00:00Z", {wanted(1, "2017-10-20")});
  EXPECT_THAT(out.messages, IsEmpty());
  EXPECT_EQ(out.reasons.at(0).detail, "5 December 2017");
  EXPECT_EQ(lookAgain(out), "2017-11-21T08:30:00.000Z");
}

TEST_F(Pack, NoPackLeavesOutsideTheWindow) {
  EXPECT_THAT(at("2017-11-04T12:00:00Z", {wanted(1, "2017-10-20")}).messages, IsEmpty());
  EXPECT_EQ(at("2017-11-04T12:00:00Z", {wanted(1, "2017-10-20")}).reasons.at(0).reason, Reason::Holiday);
}

TEST_F(Pack, AMeetingThatIsMovedLaterGetsNoSecondPack) {
  before_.packs = {{"Improvement board", packDay("2017-11-07")}};
  meetsOn({packDay("2017-11-14"), packDay("2017-12-05")});
  for (const auto* now :
       {"2017-11-03T09:00:00Z", "2017-11-07T09:00:00Z", "2017-11-09T09:00:00Z", "2017-11-14T09:00:00Z"}) {
    const auto out = at(now, {wanted(1, "2017-10-20")});
    EXPECT_THAT(out.messages, IsEmpty()) << now;
    EXPECT_EQ(out.reasons.at(0).detail, "5 December 2017") << now;
  }
  EXPECT_THAT(said(at("2017-11-28T09:00:00Z", {wanted(1, "2017-10-20")})),
              ElementsAre("pack 2017-12-05 to Improvement board: 1"));
}

TEST_F(Pack, AMeetingThatIsMovedEarlierGetsNoSecondPack) {
  before_.packs = {{"Improvement board", packDay("2017-11-07")}};
  meetsOn({packDay("2017-11-03"), packDay("2017-12-05")});
  EXPECT_THAT(at("2017-11-01T09:00:00Z", {wanted(1, "2017-10-20")}).messages, IsEmpty());
}

TEST_F(Pack, AMeetingOfLastMonthThatWasTakenOffTheListDoesNotSilenceTheNextPack) {
  before_.packs = {{"Improvement board", packDay("2017-11-07")}};
  meetsOn({packDay("2017-12-05")});
  EXPECT_THAT(said(at("2017-11-28T09:00:00Z", {wanted(1, "2017-10-20")})),
              ElementsAre("pack 2017-12-05 to Improvement board: 1"));
}

TEST_F(Pack, MeetingsCloseUponEachOtherHaveAPackEach) {
  meetsOn({packDay("2017-11-07"), packDay("2017-11-09")});
  EXPECT_THAT(
      said(at("2017-11-02T09:00:00Z", {wanted(1, "2017-10-20"), wanted(2, "2017-10-26")})),
      ElementsAre("pack 2017-11-07 to Improvement board: 1", "pack 2017-11-09 to Improvement board: 1 2"));
}

TEST_F(Pack, WithoutAComingMeetingItLeavesWithTheNextWindowAndTheCoordinatorIsTold) {
  board_.meets.reset();
  const auto today = at("2017-10-20T10:00:00Z", {wanted(1, "2017-10-20")});
  EXPECT_THAT(today.messages, IsEmpty());
  EXPECT_EQ(lookAgain(today), "2017-10-23T07:30:00.000Z");
  EXPECT_THAT(today.notices, SizeIs(1));
  const auto out = at("2017-10-23T07:30:00Z", {wanted(1, "2017-10-20")});
  EXPECT_THAT(said(out), ElementsAre("pack 2017-10-23 to Improvement board: 1"));
}

TEST_F(Pack, WithoutAComingMeetingAnItemIsSentOnce) {
  board_.meets.reset();
  before_.packs = {{"Improvement board", packDay("2017-10-23")}};
  const auto out = at("2017-10-24T09:00:00Z", {wanted(1, "2017-10-20"), wanted(2, "2017-10-23")});
  EXPECT_THAT(said(out), ElementsAre("pack 2017-10-24 to Improvement board: 2"));
  EXPECT_EQ(out.reasons.at(0).reason, Reason::AlreadyTold);
}
TEST_F(Pack, AfterTheLastMeetingTheCoordinatorHearsThatSomethingIsStillOpen) {
  meetsOn({packDay("2017-11-07")});
  before_.packs = {{"Improvement board", packDay("2017-11-07")}};
  const auto before = at("2017-11-07T10:00:00Z", {wanted(1, "2017-10-20")});
  EXPECT_THAT(before.notices, IsEmpty());
  EXPECT_EQ(lookAgain(before), "2017-11-08T08:30:00.000Z");
  const auto after = at("2017-11-08T08:30:00Z", {wanted(1, "2017-10-20")});
  EXPECT_THAT(after.messages, IsEmpty());
  EXPECT_THAT(after.notices, ElementsAre("Improvement board has no coming meeting, and not all that it was "
                                         "told of is settled"));
  EXPECT_EQ(after.reasons.at(0).reason, Reason::AlreadyTold);
}

TEST_F(Pack, WhatMissedTheLastPackOfABoardThatMeetsNoMoreIsStillSent) {
  meetsOn({packDay("2017-11-07")});
  before_.packs = {{"Improvement board", packDay("2017-11-07")}};
  const auto out = at("2017-11-08T09:00:00Z", {wanted(1, "2017-10-20"), wanted(2, "2017-11-01")});
  EXPECT_THAT(said(out), ElementsAre("pack 2017-11-08 to Improvement board: 2"));
}

TEST_F(Pack, ABoardWithoutAnAddressIsANoticeForTheCoordinator) {
  board_.email.clear();
  const auto out = at("2017-10-31T09:00:00Z", {wanted(1, "2017-10-20")});
  EXPECT_THAT(out.messages, IsEmpty());
  EXPECT_EQ(out.reasons.at(0).reason, Reason::NoAddress);
  EXPECT_THAT(out.notices, ElementsAre("Improvement board has no address and can't be told"));
  EXPECT_TRUE(!out.lookAgain || *out.lookAgain > *Instant::parse("2017-10-31T09:00:00Z"));
}

TEST_F(Pack, ThePapersDayOfAStepIsThatOfTheFirstMeetingWhoseCutOffItMakes) {
  EXPECT_EQ(papersDay(board_, packDay("2017-10-24"), calendar_), packDay("2017-10-31"));
  EXPECT_EQ(papersDay(board_, packDay("2017-10-25"), calendar_), packDay("2017-11-28"));
  meetsOn({packDay("2017-11-07")});
  EXPECT_EQ(papersDay(board_, packDay("2017-10-25"), calendar_), std::nullopt);
  board_.meets.reset();
  EXPECT_EQ(papersDay(board_, packDay("2017-10-24"), calendar_), std::nullopt);
}

TEST_F(Pack, PapersOfJanuaryAreCountedAroundChristmas) {
  // 2 January 2018 is a Tuesday; 1 January, 26 and 25 December are holidays.
  EXPECT_EQ(papersDay(board_, packDay("2017-12-13"), calendar_), packDay("2017-12-21"));
}

TEST_F(Pack, APapersDayThatFallsOnAWeekendMovesToTheFridayBeforeIt) {
  board_.meets->papers = Span{3, Span::Unit::Day};
  EXPECT_EQ(papersDay(board_, packDay("2017-10-24"), calendar_), packDay("2017-11-03"));
}

TEST_F(Pack, WhatIsHeldBackComesToTheNextMeetingAndSaysWhoHeldIt) {
  say(PaperMark::Kind::Hold, 1, "2017-11-07");
  const std::vector<Candidate> both = {wanted(1, "2017-10-20"), wanted(2, "2017-10-20")};
  const auto papers = at("2017-10-31T09:00:00Z", both);
  EXPECT_THAT(said(papers), ElementsAre("pack 2017-11-07 to Improvement board: 2"));
  std::map<std::int64_t, ItemReason> reasons;
  for (const auto& reason : papers.reasons) reasons[reason.item.value] = reason;
  EXPECT_EQ(reasons[1].reason, Reason::InPack);
  EXPECT_EQ(reasons[1].detail, "5 December 2017, held back from those of 7 November 2017 by Officer");
  EXPECT_FALSE(reasons[1].drop) << "it stays wanted";
  before_.packs = {{"Improvement board", packDay("2017-11-07")}};
  EXPECT_THAT(said(at("2017-11-28T09:00:00Z", both)),
              ElementsAre("pack 2017-12-05 to Improvement board: 1 2"));
}

TEST_F(Pack, PapersOfWhichAllIsHeldBackAreNotSent) {
  say(PaperMark::Kind::Hold, 1, "2017-11-07");
  const auto papers = at("2017-10-31T09:00:00Z", {wanted(1, "2017-10-20")});
  EXPECT_THAT(papers.messages, IsEmpty());
  EXPECT_EQ(lookAgain(papers), "2017-11-21T08:30:00.000Z") << "the next draft's day";
}

TEST_F(Pack, WhatIsHeldBackFromTheLastMeetingLeavesOnceThatIsOver) {
  meetsOn({packDay("2017-11-07")});
  say(PaperMark::Kind::Hold, 1, "2017-11-07");
  const std::vector<Candidate> both = {wanted(1, "2017-10-20"), wanted(2, "2017-10-20")};
  EXPECT_THAT(said(at("2017-10-31T09:00:00Z", both)), ElementsAre("pack 2017-11-07 to Improvement board: 2"));
  before_.packs = {{"Improvement board", packDay("2017-11-07")}};
  EXPECT_THAT(said(at("2017-11-08T09:00:00Z", both)), ElementsAre("pack 2017-11-08 to Improvement board: 1"));
}

TEST_F(Pack, AHoldGoesWithAMeetingThatIsMoved) {
  meetsOn({packDay("2017-11-14"), packDay("2017-12-12")});
  say(PaperMark::Kind::Hold, 1, "2017-11-07");
  EXPECT_THAT(said(at("2017-11-07T09:00:00Z", {wanted(1, "2017-10-20"), wanted(2, "2017-10-20")})),
              ElementsAre("pack 2017-11-14 to Improvement board: 2"));
}

TEST_F(Pack, WhatIsDroppedIsInNoPapersOfThisBoardAndSaysWhoDroppedIt) {
  say(PaperMark::Kind::Drop, 1, "2017-11-07");
  const std::vector<Candidate> both = {wanted(1, "2017-10-20"), wanted(2, "2017-10-20")};
  const auto papers = at("2017-10-31T09:00:00Z", both);
  EXPECT_THAT(said(papers), ElementsAre("pack 2017-11-07 to Improvement board: 2"));
  EXPECT_EQ(papers.reasons.at(0).reason, Reason::SilencedBy);
  EXPECT_EQ(papers.reasons.at(0).detail, "Officer, who left it out of the papers of the Improvement board");
  EXPECT_FALSE(papers.reasons.at(0).drop) << "a rung that were taken back would be made anew";
  before_.packs = {{"Improvement board", packDay("2017-11-07")}};
  EXPECT_THAT(said(at("2017-11-28T09:00:00Z", both)), ElementsAre("pack 2017-12-05 to Improvement board: 2"));
  EXPECT_THAT(at("2017-11-28T09:00:00Z", {wanted(1, "2017-10-20")}).messages, IsEmpty());
}

TEST_F(Pack, ANoteKeepsAnItemWhereItIs) {
  say(PaperMark::Kind::Annotate, 1, "2017-11-07");
  EXPECT_THAT(said(at("2017-10-31T09:00:00Z", {wanted(1, "2017-10-20")})),
              ElementsAre("pack 2017-11-07 to Improvement board: 1"));
}

TEST_F(Pack, OverARandomYearEachMeetingHasOnePackAndEveryItemOneReason) {
  const auto london = *Zone::named("Europe/London");
  for (unsigned seed = 1; seed <= 4; ++seed) {
    std::mt19937 random(seed);
    before_ = {};
    std::vector<Candidate> open;
    std::set<std::int64_t> told;
    std::map<Date, std::size_t> packs;
    std::int64_t nextId = 1;
    Instant now = *Instant::parse("2017-01-01T00:00:00Z");
    const Instant end = *Instant::parse("2018-01-01T00:00:00Z");
    while (now < end) {
      now = now + std::chrono::hours(1 + random() % 20);
      const Date today = london.dayOf(now);
      if (random() % 5 == 0) open.push_back(wanted(nextId++, today.iso().c_str()));
      if (random() % 9 == 0 && !open.empty()) open.erase(open.begin());
      const auto out = at(now.iso(), open);
      std::set<std::int64_t> reasons;
      for (const auto& reason : out.reasons) ASSERT_TRUE(reasons.insert(reason.item.value).second);
      ASSERT_EQ(reasons.size(), open.size());
      for (const auto& message : out.messages) {
        ASSERT_TRUE(calendar_.isWorking(today));
        ASSERT_LE(today, *message.meeting);
        if (message.kind == MessageKind::PackDraft) {
          before_.drafts.push_back({message.board, *message.meeting, message.to.name});
          continue;
        }
        ASSERT_EQ(++packs[*message.meeting], 1U);
        before_.packs.emplace_back(message.board, *message.meeting);
        for (const auto& item : message.items) told.insert(item.value);
      }
      ASSERT_TRUE(!out.lookAgain || *out.lookAgain > now) << now.iso();
    }
    EXPECT_GE(packs.size(), 9U);
    EXPECT_GT(told.size(), 20U);
  }
}

}  // namespace
}  // namespace chaser::alerts
