// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "tests/daemon/inbox_fixture.h"

namespace chaser::daemon {
namespace {

using ::testing::HasSubstr;

TEST_F(InboxTest, ACodeGoesWithEachItemAndWaysToAnswer) {
  const auto codes = askAbout({"1.1", "1.2"});
  ASSERT_EQ(codes.size(), 2U);
  EXPECT_NE(codes[0], codes[1]);
  const auto text = lastMessage();
  EXPECT_THAT(text, HasSubstr("still on track, done, new date: (the day)"));
  // Quoted-printable writes `=` as `=3D`, and the page `&` as `&amp;`.
  EXPECT_THAT(text, HasSubstr("mailto:ben@council.example?subject=3D1.1%3A%20done%20%5B" + codes[0] +
                              "%5D&amp;body=3D"));
}

TEST_F(InboxTest, WhatWasAnsweredWaitsForTheCoordinatorAndThenIsTheContactsAnswer) {
  const auto codes = askAbout({"1.1"});
  const auto reply =
      recorded(mail("1.1: done [" + codes.at(0) + "]", "Where the evidence is: minutes of 9 October"));
  EXPECT_TRUE(reply.isTheirs);
  EXPECT_EQ(reply.contact, "Ann");
  EXPECT_EQ(reply.unclear, "");
  EXPECT_EQ(one("SELECT state FROM milestone"), "open") << "nothing is believed before somebody confirmed it";
  EXPECT_THAT(
      one("SELECT notice_text FROM item WHERE kind = 'notice'"),
      HasSubstr(
          "Ann answered 1.1 by mail: done, evidence: minutes of 9 October. To confirm it: chaser replies "
          "confirm 1. "));
  const auto taken = got(confirm(reply.id));
  EXPECT_EQ(taken.said, "Ann says that it is done.");
  EXPECT_EQ(one("SELECT state || completed_by || evidence FROM milestone"),
            "completeAnnminutes of 9 October");
  EXPECT_THAT(one("SELECT actor || ': ' || after FROM audit_entry WHERE what = 'answer.done'"),
              HasSubstr("Ann: Ann says that it is done. (by Ann's reply, confirmed by Ben)"));
  EXPECT_EQ(one("SELECT state || reason FROM item WHERE kind = 'notice'"), "droppedresolved-before-sending")
      << "the coordinator knows already";
  EXPECT_THAT(why(confirm(reply.id)), HasSubstr("waits no more: Ben confirmed it on 2 October 2017"));
}

TEST_F(InboxTest, WhoAnsweredIsLeftInPeaceForAWeekUnlessItIsRefused) {
  const auto codes = askAbout({"1.1"});
  const auto reply = recorded(mail(codes.at(0), "New date: 30 November 2017"));
  EXPECT_EQ(one("SELECT state || quiet_until || quiet_by FROM alert"), "acknowledged2017-10-08Ann");
  got(desk().refuse(reply.id, "Ben", "it is about another ward", clock.now()));
  tick();
  EXPECT_EQ(one("SELECT state FROM alert"), "firing");
  EXPECT_EQ(one("SELECT state || settled_why FROM reply"), "refusedit is about another ward");
  EXPECT_EQ(one("SELECT COALESCE(proposed_due, 'none') FROM milestone"), "none");
}

TEST_F(InboxTest, AnAlertIsKeptQuietByMailOnce) {
  const auto codes = askAbout({"1.1"});
  recorded(mail(codes.at(0), "New date: 30 November 2017"));
  EXPECT_EQ(one("SELECT quiet_until FROM alert"), "2017-10-08");
  clock.moveTo(at("2017-10-06T08:00:00Z"));
  EXPECT_FALSE(recorded(mail(codes.at(0), "Still on track.")).quieted) << "it is quiet already";
  EXPECT_EQ(one("SELECT quiet_until FROM alert"), "2017-10-08");
  clock.moveTo(at("2017-10-10T08:00:00Z"));
  tick();
  EXPECT_EQ(one("SELECT state FROM alert"), "firing");
  EXPECT_FALSE(recorded(mail(codes.at(0), "Still on track. Really.")).quieted)
      << "a mail a week would keep it quiet for as long as there are weeks";
  EXPECT_EQ(one("SELECT state FROM alert"), "firing");
}

TEST_F(InboxTest, CodesThatAreMadeUpKeepNoAnswerOut) {
  const auto codes = askAbout({"1.1"});
  for (int i = 0; i < 20; ++i)
    recorded(mail("done ch-" + std::to_string(i + 100) + "-00000000", std::to_string(i)));
  const auto more = take(mail("done ch-99-00000000", "more"));
  EXPECT_EQ(more.kind, Came::Ignored);
  EXPECT_EQ(more.said, "Ignored: 20 mails that can't be matched with anything that was asked wait already.");
  take(mail("done ch-98-00000000", "more"));
  EXPECT_EQ(one("SELECT count(*) FROM item WHERE notice_key LIKE 'replies-full:%'"), "1")
      << "and it is said once";
  EXPECT_EQ(recorded(mail("done " + codes.at(0), "")).contact, "Ann");
}

TEST_F(InboxTest, WhereTooMuchWaitsAMailIsToComeAgainLater) {
  const auto codes = askAbout({"1.1"});
  recorded(mail("done " + codes.at(0), ""));
  sql("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 199) INSERT INTO reply "
      "(received_at, fingerprint, contact) SELECT received_at, i, contact FROM n, reply WHERE id = 1");
  sql("UPDATE reply SET is_theirs = 1");
  const auto full = Inbox(*store, *configuration).take(mail(codes.at(0), "Noted."), clock.now());
  ASSERT_FALSE(full);
  EXPECT_EQ(full.error().kind, ErrorKind::Busy) << "the mail server keeps it";
  EXPECT_THAT(full.error().text(), HasSubstr("200 replies of Ann wait already"));
  sql("UPDATE reply SET is_theirs = 0");
  EXPECT_EQ(take(mail(codes.at(0), "Noted.", "", "x@elsewhere.example")).kind, Came::Ignored);
  EXPECT_EQ(recorded(mail(codes.at(0), "Noted.")).contact, "Ann") << "whatever others send in their place";
}

TEST_F(InboxTest, AMailFromAnotherAddressKeepsNobodyQuietAndIsNotTakenUnlessThatIsSaid) {
  const auto codes = askAbout({"1.1"});
  const auto before = thePlan();
  const auto reply = recorded(mail("done " + codes.at(0), "", "", "Ann <ann@elsewhere.example>"));
  EXPECT_FALSE(reply.isTheirs);
  EXPECT_EQ(thePlan(), before);
  EXPECT_THAT(one("SELECT notice_text FROM item WHERE kind = 'notice'"),
              HasSubstr("A mail from an address that is not that of Ann answers 1.1 in their place: done."));
  EXPECT_THAT(why(confirm(reply.id)), HasSubstr("--despite-sender"));
  Confirmation how;
  how.despiteSender = true;
  EXPECT_EQ(got(confirm(reply.id, how)).said, "Ann says that it is done.");
}

TEST_F(InboxTest, AnAnswerWithoutACodeIsKnownByTheMessageThatItAnswers) {
  askAbout({"1.1"});
  const auto reply =
      recorded(mail("Re: 1 action needs you", "Still on track.", "In-Reply-To: <" + lastId() + ">\r\n"));
  EXPECT_EQ(reply.contact, "Ann");
  EXPECT_EQ(reply.unclear, "");
  EXPECT_EQ(got(confirm(reply.id)).said, "Ann says that it is on track.");
}

TEST_F(InboxTest, ACodeThatWasTakenBackIsNoneForOneOfSeveralItemsEither) {
  askAbout({"1.1", "1.2"});
  got(store->links().revoke("Ann", clock.now(), {"Ben", {}}));
  const auto reply = recorded(mail("Re: 2", "Done.", "In-Reply-To: <" + lastId() + ">\r\n"));
  Confirmation how;
  how.item = 1;
  EXPECT_THAT(why(confirm(reply.id, how)), HasSubstr("its code was taken back"));
  sql("UPDATE answer_link SET revoked_at = NULL, made_at = '2017-07-01T08:00:00.000Z'");
  EXPECT_THAT(why(confirm(reply.id, how)), HasSubstr("older than 60 days"));
  how.answer = alerts::Answer{alerts::AnswerKind::OnTrack, {}, {}, {}, {}};
  EXPECT_EQ(got(confirm(reply.id, how)).record.action.ref, "1.1");
}

TEST_F(InboxTest, WhatWasDoneAndOpenedAgainMayBeDoneAgain) {
  const auto codes = askAbout({"1.1"});
  const auto first = recorded(mail("done " + codes.at(0), "It is done."));
  ASSERT_TRUE(confirm(first.id));
  sql("UPDATE milestone SET state = 'open', completed_on = NULL");
  tick();
  tick();
  EXPECT_EQ(recorded(mail("done " + codes.at(0), "It is done.", "X-Second: yes\r\n")).id, first.id + 1);
}

TEST_F(InboxTest, WhatTheDatabaseRefusesIsNoFaultOfTheMail) {
  const auto codes = askAbout({"1.1"});
  sql("CREATE TRIGGER full BEFORE INSERT ON reply BEGIN SELECT RAISE(ABORT, 'no'); END");
  const auto refused = Inbox(*store, *configuration).take(mail("done " + codes.at(0), ""), clock.now());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::Store) << "or the mail server would send it back";
  EXPECT_EQ(take(std::string(26 * 1024 * 1024, 'x')).kind, Came::Ignored);
}

TEST_F(InboxTest, WhatIsNotClearIsKeptAndNeverGuessed) {
  const auto codes = askAbout({"1.1"});
  const auto before = thePlan();
  const auto reply = recorded(mail("Re: " + codes.at(0), "Done, but the second ward is still to follow."));
  EXPECT_FALSE(reply.answer);
  EXPECT_EQ(thePlan(), before) << "and keeps nobody quiet";
  EXPECT_THAT(why(confirm(reply.id)), HasSubstr("it is not clear what it says"));
  EXPECT_EQ(got(desk().look(reply.id, clock.now())).reply.words,
            "Done, but the second ward is still to follow.");
  Confirmation how;
  how.answer = alerts::Answer{alerts::AnswerKind::NewDate, day("2017-11-30"), {}, {}, {}};
  how.agree = true;
  EXPECT_EQ(got(confirm(reply.id, how)).said,
            "Ann proposed 30 November 2017; the coordinator or the lead is asked to agree. Ben agreed 30 "
            "November 2017.");
  EXPECT_EQ(one("SELECT due || basis FROM milestone"), "2017-11-30agreed");
}

TEST_F(InboxTest, TheSameReplyIsRecordedOnce) {
  const auto codes = askAbout({"1.1"});
  const auto bytes = mail("done " + codes.at(0), "It is done.");
  EXPECT_EQ(take(bytes).kind, Came::Recorded);
  const auto again = take(bytes);
  EXPECT_EQ(again.kind, Came::Already);
  EXPECT_EQ(again.said, "Already recorded, as reply 1, which waits for the coordinator.");
  auto resent = bytes;
  resent.replace(resent.find("Message-ID: <"), 13, "Message-ID: <again");
  EXPECT_EQ(take(resent).kind, Came::Already) << "sent twice by hand";
  ASSERT_TRUE(confirm(1));
  EXPECT_EQ(take(bytes).said, "Already recorded, as reply 1, which Ben confirmed.");
  EXPECT_EQ(one("SELECT count(*) FROM reply"), "1");
}

TEST_F(InboxTest, MachinesAndStrangersAreIgnored) {
  const auto codes = askAbout({"1.1"});
  const auto before = one("SELECT count(*) FROM audit");
  for (const auto& bytes :
       {mail("done " + codes.at(0), "", "Auto-Submitted: auto-replied\r\n"),
        mail("done " + codes.at(0), "", "Return-Path: <>\r\n"), lastMessage(), mail("Lunch?", "Done."),
        mail("done ch-4d-7k2m9qxt", "", "", "x@elsewhere.example"),
        mail("Re: lunch", "Done.", "In-Reply-To: <somebody@else.example>\r\n")}) {
    const auto received = take(bytes);
    EXPECT_EQ(received.kind, Came::Ignored) << received.said;
    EXPECT_THAT(received.said, ::testing::StartsWith("Ignored: "));
  }
  EXPECT_EQ(one("SELECT count(*) FROM reply"), "0");
  EXPECT_EQ(one("SELECT count(*) FROM audit"), before);
}

TEST_F(InboxTest, ACodeThatAContactMistypedIsKeptForEachCoordinator) {
  askAbout({"1.1"});
  const auto reply = recorded(mail("done ch-1-00000000", ""));
  EXPECT_EQ(reply.contact, "");
  EXPECT_EQ(reply.unclear, "its code is none of ours");
  EXPECT_THAT(one("SELECT notice_text FROM item WHERE kind = 'notice'"),
              HasSubstr("A mail can't be matched with anything that was asked"));
  EXPECT_THAT(why(confirm(reply.id)), HasSubstr("can't be matched with anything that was asked"));
}

TEST_F(InboxTest, ACodeThatWasTakenBackOrIsTooOldSaysSoAndStillCanBeConfirmed) {
  const auto codes = askAbout({"1.1"});
  got(store->links().revoke("Ann", clock.now(), {"Ben", {}}));
  const auto reply = recorded(mail("done " + codes.at(0), ""));
  EXPECT_EQ(reply.unclear, "its code was taken back");
  EXPECT_FALSE(reply.quieted);
  EXPECT_THAT(why(confirm(reply.id)), HasSubstr("its code was taken back; ask Ann whether it is theirs"));
  Confirmation asked;
  asked.answer = alerts::Answer{alerts::AnswerKind::OnTrack, {}, {}, {}, {}};
  EXPECT_EQ(got(confirm(reply.id, asked)).said, "Ann says that it is on track.");
  sql("UPDATE answer_link SET revoked_at = NULL, made_at = '2017-07-01T08:00:00.000Z'");
  EXPECT_THAT(recorded(mail("done " + codes.at(0), "Really.")).unclear, HasSubstr("older than 60 days"));
  sql("UPDATE answer_link SET contact = 'Ben'");
  EXPECT_EQ(take(mail("done " + codes.at(0), "", "", "x@elsewhere.example")).kind, Came::Ignored)
      << "bound to somebody else it is no code of ours";
}

TEST_F(InboxTest, OfASensitivePlanThereAreNoCodesAndNoRowIsNamed) {
  std::string contacts = kContacts;
  const std::string coordinates = "coordinator: Programme manager";
  contacts.replace(contacts.find(coordinates), coordinates.size(), coordinates + ", sensitive: true");
  folder.write("contacts.yaml", contacts);
  configuration = load();
  startEngine();
  EXPECT_TRUE(askAbout({"1.1"}).empty());
  const auto reply = recorded(mail("Re: 1 action", "Done.", "In-Reply-To: <" + lastId() + ">\r\n"));
  EXPECT_EQ(reply.unclear, "it answers a message whose items have no codes");
  EXPECT_EQ(reply.contact, "Ann");
  const auto notice = one("SELECT notice_text FROM item WHERE kind = 'notice'");
  EXPECT_THAT(notice, HasSubstr("Ann answered a message by mail"));
  EXPECT_EQ(notice.find("1.1"), std::string::npos);
}

TEST_F(InboxTest, WhatIsHostileIsRefusedWholeAndHarmsNothing) {
  const auto codes = askAbout({"1.1"});
  const auto before = thePlan() + one("SELECT count(*) FROM audit");
  EXPECT_FALSE(Inbox(*store, *configuration).take("", clock.now()));
  EXPECT_FALSE(Inbox(*store, *configuration).take(std::string(1000, '\xFF'), clock.now()));
  EXPECT_EQ(thePlan() + one("SELECT count(*) FROM audit"), before);
  std::string many;
  for (int i = 0; i < 5000; ++i)
    many += "ch-" + std::to_string(i % 9 + 1) + "-0000000" + std::to_string(i % 10) + " ";
  const auto reply = recorded(mail(codes.at(0) + " '; DROP TABLE reply; --", many + "<script>"));
  EXPECT_LE(reply.words.size(), 4100U);
  EXPECT_EQ(one("SELECT count(*) FROM reply"), "1");
}

}  // namespace
}  // namespace chaser::daemon
