// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "tests/daemon/inbox_fixture.h"

namespace chaser::daemon {
namespace {

using ::testing::HasSubstr;

TEST_F(InboxTest, TheQuietEndsWithTheLastReplyThatEarnedIt) {
  const auto codes = askAbout({"1.1"});
  const auto first = recorded(mail(codes.at(0), "New date: 30 November 2017"));
  const auto second = recorded(mail(codes.at(0), "New date: 7 December 2017"));
  ASSERT_TRUE(first.quieted);
  EXPECT_FALSE(second.quieted);
  EXPECT_FALSE(got(desk().refuse(first.id, "Ben", "they wrote again", clock.now())));
  tick();
  EXPECT_EQ(one("SELECT state FROM alert"), "acknowledged") << "the second one still waits";
  EXPECT_TRUE(got(desk().refuse(second.id, "Ben", "no", clock.now()))) << "they are asked again";
  tick();
  EXPECT_EQ(one("SELECT state FROM alert"), "firing");
}

TEST_F(InboxTest, ARefusalLeavesTheQuietThatWasGivenInAnotherWay) {
  const auto codes = askAbout({"1.1"});
  const auto reply = recorded(mail(codes.at(0), "New date: 30 November 2017"));
  // The mail itself gave no more than the 8th.
  sql("UPDATE alert SET quiet_until = '2017-10-09'");
  EXPECT_FALSE(got(desk().refuse(reply.id, "Ben", "they said so on the page since", clock.now())));
  tick();
  EXPECT_EQ(one("SELECT state || quiet_until FROM alert"), "acknowledged2017-10-09");
}

TEST_F(InboxTest, WhatWasRefusedMayBeSaidAgain) {
  const auto codes = askAbout({"1.1"});
  const auto first = recorded(mail("done " + codes.at(0), "It is done."));
  got(desk().refuse(first.id, "Ben", "it was not", clock.now()));
  const auto again = recorded(mail("done " + codes.at(0), "It is done.", "X-Second: yes\r\n"));
  EXPECT_EQ(again.id, first.id + 1);
  EXPECT_EQ(got(confirm(again.id)).said, "Ann says that it is done.");
}

TEST_F(InboxTest, ANoteIsReadBeforeItIsConfirmed) {
  const auto codes = askAbout({"1.1"});
  recorded(mail(codes.at(0), "Still on track. The contractor has withdrawn."));
  const auto notice = one("SELECT notice_text FROM item WHERE kind = 'notice'");
  EXPECT_THAT(notice, HasSubstr("still on track, with a note. To read it: chaser replies show 1."));
  EXPECT_EQ(notice.find("contractor"), std::string::npos) << "what is forgotten stands where it can be";
}

TEST_F(InboxTest, OfAPlanThatIsGoneAnyCoordinatorMayPutItAside) {
  const auto codes = askAbout({"1.1"});
  const auto reply = recorded(mail("done " + codes.at(0), ""));
  sql("UPDATE reply SET plan_id = 99");
  EXPECT_FALSE(desk().refuse(reply.id, "Ann", "gone", clock.now()));
  got(desk().refuse(reply.id, "Ben", "gone", clock.now()));
}

TEST_F(InboxTest, OfSeveralItemsTheCoordinatorSaysWhichIsMeant) {
  askAbout({"1.1", "1.2"});
  const auto before = thePlan();
  const auto reply =
      recorded(mail("Re: 2 actions need you", "Done.", "References: <x@y> <" + lastId() + ">\r\n"));
  EXPECT_EQ(reply.unclear, "it does not say which of 2 items it is about");
  EXPECT_EQ(thePlan(), before);
  EXPECT_THAT(why(confirm(reply.id)), HasSubstr("say which with --item 1 (1.1"));
  Confirmation how;
  how.item = 3;
  EXPECT_THAT(why(confirm(reply.id, how)), HasSubstr("there is no item 3"));
  how.item = 2;
  EXPECT_EQ(got(confirm(reply.id, how)).record.action.ref, "1.2");
}

TEST_F(InboxTest, OnlyTheCoordinatorDecides) {
  const auto codes = askAbout({"1.1"});
  const auto reply = recorded(mail("done " + codes.at(0), ""));
  Confirmation how;
  how.by = "Ann";
  EXPECT_THAT(why(confirm(reply.id, how)), HasSubstr("Ann does not coordinate p"));
  EXPECT_FALSE(desk().refuse(reply.id, "Ann", "no", clock.now()));
  EXPECT_THAT(why(confirm(99)), HasSubstr("there is no reply 99"));
  EXPECT_EQ(one("SELECT state FROM reply"), "waiting");
}

TEST_F(InboxTest, WhereNobodyCoordinatesNobodyDecides) {
  const auto codes = askAbout({"1.1"});
  const auto reply = recorded(mail("done " + codes.at(0), ""));
  std::string contacts = kContacts;
  const std::string coordinates = "coordinator: Programme manager";
  contacts.replace(contacts.find(coordinates), coordinates.size(), "sensitive: false");
  folder.write("contacts.yaml", contacts);
  configuration = load();
  EXPECT_THAT(why(confirm(reply.id)), HasSubstr("nobody coordinates p"));
  EXPECT_EQ(one("SELECT state FROM milestone"), "open");
}

TEST_F(InboxTest, OfAMailThatMayBeAboutTwoPlansThePlanOfTheChosenItemCounts) {
  askAbout({"1.1", "1.2"});
  const auto reply = recorded(mail("Re: 2", "Done.", "In-Reply-To: <" + lastId() + ">\r\n"));
  sql("INSERT INTO plan (key, title, coordinator) VALUES ('q', 'Q', 'Ann')");
  sql("UPDATE reply SET plan_id = 0");
  Confirmation how;
  how.item = 1;
  how.by = "Ann";
  EXPECT_THAT(why(confirm(reply.id, how)), HasSubstr("Ann does not coordinate p"));
  how.by = "Ben";
  EXPECT_EQ(got(confirm(reply.id, how)).record.action.ref, "1.1");
}

TEST_F(InboxTest, OnlyTheDateThatTheReplyProposesIsAgreedWithIt) {
  const auto codes = askAbout({"1.1"});
  sql("UPDATE milestone SET proposed_due = '2017-12-24'");
  const auto reply = recorded(mail(codes.at(0), "Still on track."));
  Confirmation how;
  how.agree = true;
  EXPECT_THAT(why(confirm(reply.id, how)), HasSubstr("--agree goes with an answer that proposes a new date"));
  EXPECT_EQ(one("SELECT proposed_due || basis FROM milestone"), "2017-12-24indicative");
  EXPECT_EQ(one("SELECT state FROM reply"), "waiting");
}

TEST_F(InboxTest, WhatCanNotBeTakenTodayStillWaits) {
  const auto codes = askAbout({"1.1"});
  const auto late = recorded(mail(codes.at(0), "New date: 5 October 2017"));
  clock.moveTo(at("2017-10-20T08:00:00Z"));
  EXPECT_THAT(why(confirm(late.id)), HasSubstr("5 October 2017 has passed"));
  sql("UPDATE milestone SET basis = 'agreed'");
  tick();
  EXPECT_THAT(why(confirm(late.id)), HasSubstr("it is settled"));
  EXPECT_EQ(one("SELECT state FROM reply"), "waiting");
}

}  // namespace
}  // namespace chaser::daemon
