// SPDX-License-Identifier: Apache-2.0
#include "daemon/bounces.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <regex>

#include "daemon/inbox.h"
#include "daemon/link_keys.h"
#include "daemon/return_path.h"
#include "daemon/senders.h"
#include "tests/daemon/house.h"

/// From a message that a mail server took to what it sends back, and to what the ladder and the coordinator
/// make of that.
namespace chaser::daemon {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Came = TakenBounce::Kind;

constexpr const char* kTwoSteps = R"(rules:
  - id: passed
    summary: The date has passed
    over: milestone
    when: basis = indicative and due < today
    ladder: [{tell: owner, every: 1w}, {after: 2d, tell: coordinator}]
)";
constexpr const char* kBySmtp = R"(database: plan.db
deliver: smtp
from: Chaser <chaser@council.example>
gather: 0s
spread: 0s
digests_per_day: 100
smtp: {envelope_from: bounces@council.example}
)";

class Bounces : public House {
 protected:
  Bounces() {
    folder.write("rules/10-own.yaml", kTwoSteps);
    folder.write("chaser.yaml", kBySmtp);
    restart();
  }
  void restart() {
    configuration = load();
    startEngine();
    delivery = std::make_unique<Delivery>(*store, clock, deliveryOptions(configuration));
  }
  /// Ticks, and hands what is ready to a mail server that takes everything; what it took.
  std::vector<store::Message> send() {
    for (int i = 0; i < 3; ++i) tick();
    auto batch = got(delivery->claim());
    std::vector<Reply> replies;
    replies.reserve(batch.size());
    for (const auto& message : batch) replies.push_back({message, {}, clock.now()});
    ok(delivery->settle(std::move(replies), configuration->zone.dayOf(clock.now())));
    for (int i = 0; i < 2; ++i) tick();
    return batch;
  }
  /// The message that asks about it.
  store::Message sendAbout(const std::string& ref) {
    addAction(ref, "2017-09-30");
    for (auto& message : send())
      if (message.to == "Ann" && message.bytes.find(ref + ": ") != std::string::npos) return message;
    throw std::runtime_error("nobody was asked about " + ref);
  }
  static std::vector<store::Message> sentTo(const std::string& name, std::vector<store::Message> messages) {
    messages.erase(std::remove_if(messages.begin(), messages.end(),
                                  [&](const auto& message) { return message.to != name; }),
                   messages.end());
    return messages;
  }
  std::string returnPathOf(store::Message message) {
    std::vector<store::Message> one = {std::move(message)};
    ok(addReturnPaths(*store, "bounces+{tag}@council.example", one, clock.now()));
    return one.front().returnPath;
  }
  static std::string reportTo(const std::string& to, const std::string& action = "failed",
                              const std::string& status = "5.1.1",
                              const std::string& final = "ann@council.example",
                              const std::string& returned = "nothing@known.example") {
    return "Return-Path: <>\nDelivered-To: " + to +
           "\nFrom: MAILER-DAEMON@mx.example\nSubject: Undelivered\nMIME-Version: 1.0\nContent-Type: "
           "multipart/report; report-type=delivery-status; boundary=b\n\n--b\nContent-Type: "
           "message/delivery-status\n\nReporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; " +
           final + "\nAction: " + action + "\nStatus: " + status + "\nDiagnostic-Code: smtp; 550 " + status +
           " no such mailbox\n\n--b\nContent-Type: "
           "message/rfc822\n\nMessage-ID: <" +
           returned + ">\nSubject: x\n\nx\n--b--\n";
  }
  TakenBounce take(const std::string& bytes, const std::string& to = {}) {
    return got(BounceDesk(*store, *configuration).take(bytes, to, clock.now()));
  }
  std::vector<std::string> failing() {
    std::vector<std::string> all;
    const auto failing = got(FailingAddresses::read(*store));
    for (const auto& one : failing.all()) all.push_back(one.address);
    return all;
  }
  std::string notices() {
    return one("SELECT COALESCE(group_concat(notice_text, '\n'), '') FROM item WHERE kind = 'notice'");
  }
  /// Everything that a bounce without proof must not change.
  std::string all() {
    return one("SELECT group_concat(state || last_error) FROM message") +
           one("SELECT group_concat(told || COALESCE(undeliverable_on, '')) FROM step_made") +
           one("SELECT group_concat(state) FROM item") + one("SELECT count(*) FROM bounce") + notices();
  }
  std::unique_ptr<Delivery> delivery;
};

TEST_F(Bounces, EachMailGoesOutWithAnAddressOfItsOwn) {
  const auto first = sendAbout("1.1");
  const auto second = sendAbout("1.2");
  EXPECT_TRUE(std::regex_match(first.returnPath, std::regex("bounces\\+[0-9a-z]{32}@council\\.example")))
      << first.returnPath;
  EXPECT_NE(first.returnPath, second.returnPath);
}

TEST_F(Bounces, AnAddressThatFailsIsToldOnceAndItsItemsWereNeverRead) {
  const auto message = sendAbout("1.1");
  EXPECT_EQ(one("SELECT told FROM step_made"), "[\"Ann\"]");
  const auto taken = take(reportTo(message.returnPath));
  EXPECT_EQ(taken.kind, Came::Recorded);
  EXPECT_EQ(
      taken.said,
      "Recorded as bounce 1. Message 1 to Ann <ann@council.example> came back, and its address fails: 550 "
      "5.1.1 no such mailbox.");
  EXPECT_THAT(failing(), ElementsAre("ann@council.example"));
  EXPECT_EQ(one("SELECT state || ': ' || last_error FROM message"),
            "dead: it came back: 550 5.1.1 no such mailbox");
  EXPECT_EQ(one("SELECT state || ' ' || reason FROM item WHERE kind = 'ask'"), "dead undeliverable");
  EXPECT_EQ(one("SELECT told || COALESCE(told_on, ' nobody') || undeliverable_on FROM step_made"),
            "[] nobody2017-10-02");
  EXPECT_EQ(
      notices(),
      "Undeliverable to Ann <ann@council.example>, about 1.1: it came back: 550 5.1.1 no such mailbox. When "
      "the address in contacts.yaml is put right, chaser outbox retry 1 sends it. If it works again as it "
      "is: chaser bounce clear ann@council.example.");
  EXPECT_EQ(one("SELECT code || ' ' || text FROM attempt ORDER BY id DESC LIMIT 1"),
            "550 it came back: 550 5.1.1 no such mailbox");
  EXPECT_THAT(one("SELECT after FROM audit_entry WHERE what = 'message.bounced'"),
              HasSubstr(R"("bounce":"failed","status":"5.1.1")"));
}

TEST_F(Bounces, TheLadderGoesOnFromThere) {
  const auto message = sendAbout("1.1");
  take(reportTo(message.returnPath));
  tick();
  const auto toBen = sentTo("Ben", send());
  ASSERT_EQ(toBen.size(), 1U);
  EXPECT_THAT(toBen[0].bytes, HasSubstr("Undeliverable to Ann"));
  // The fair warning comes back too.
  for (const auto& warning : sentTo("Ann", got(store->messages(store::MessageState::Sent, 10))))
    take(reportTo(returnPathOf(warning)));
  const std::string told = "SELECT told FROM step_made WHERE role = 'coordinator' AND warning = 0";
  EXPECT_EQ(one(told), "");
  clock.moveTo(at("2017-10-09T08:00:00Z"));
  send();
  EXPECT_EQ(one(told), "[\"Ben\"]") << "it stands still for nobody who can't be reached";
}

TEST_F(Bounces, TheSameIsRecordedOnce) {
  const auto message = sendAbout("1.1");
  EXPECT_EQ(take(reportTo(message.returnPath)).kind, Came::Recorded);
  const auto before = all();
  const auto again = take(reportTo(message.returnPath, "failed", "5.7.1"));
  EXPECT_EQ(again.kind, Came::Already);
  EXPECT_THAT(again.said, HasSubstr("Already recorded, as bounce 1."));
  EXPECT_EQ(all(), before);
}

TEST_F(Bounces, WithoutProofNothingChanges) {
  const auto message = sendAbout("1.1");
  auto forged = message.returnPath;
  auto& last = forged[forged.find('@') - 1];
  last = last == '0' ? '1' : '0';
  const auto before = all();
  const std::vector<std::pair<std::string, std::string>> tries = {
      {reportTo(forged), "its tag is none of ours"},
      {reportTo("bounces@council.example"), "no address to which it came has a tag"},
      {reportTo("bounces+test@council.example"), "no address to which it came has a tag"},
      {reportTo("bounces@council.example", "failed", "5.1.1", "ann@council.example", message.messageId),
       "It names message 1, but anybody can do that. The pipe has to say to which address it came: --to"}};
  for (const auto& [bytes, why] : tries) {
    const auto taken = take(bytes);
    EXPECT_EQ(taken.kind, Came::Ignored);
    EXPECT_THAT(taken.said, HasSubstr(why));
  }
  EXPECT_EQ(take(reportTo(message.returnPath), "bounces@council.example").kind, Came::Ignored)
      << "where the pipe says to whom it came, nothing else counts";
  EXPECT_EQ(all(), before);
  EXPECT_EQ(take(reportTo("bounces@council.example"), message.returnPath).kind, Came::Recorded);
}

TEST_F(Bounces, ATagWorksFor60DaysAndAsLongAsItsKeyIsBelieved) {
  const auto message = sendAbout("1.1");
  const auto later = sendAbout("1.2");
  clock.moveTo(clock.now() + 48h);
  got(rotateLinkKeys(*store, false, {"Ben", {}}, clock.now()));
  EXPECT_EQ(take(reportTo(message.returnPath)).kind, Came::Recorded);
  clock.moveTo(later.createdAt + kLinksLast);
  EXPECT_THAT(take(reportTo(later.returnPath)).said, HasSubstr("older than 60 days"));
}

TEST_F(Bounces, AKeyThatIsBelievedNoLongerProvesNothing) {
  const auto message = sendAbout("1.1");
  got(rotateLinkKeys(*store, true, {"Ben", {}}, clock.now()));
  EXPECT_THAT(take(reportTo(message.returnPath)).said, HasSubstr("none of ours"));
}

TEST_F(Bounces, ADelayIsKeptAndNobodyIsTold) {
  const auto message = sendAbout("1.1");
  const auto taken = take(reportTo(message.returnPath, "delayed", "4.4.1"));
  EXPECT_EQ(taken.kind, Came::Recorded);
  EXPECT_THAT(taken.said, HasSubstr("is delayed, and may arrive yet"));
  EXPECT_THAT(failing(), IsEmpty());
  EXPECT_EQ(one("SELECT state FROM message"), "sent");
  EXPECT_EQ(one("SELECT told FROM step_made"), "[\"Ann\"]");
  EXPECT_EQ(notices(), "");
  EXPECT_THAT(one("SELECT group_concat(text) FROM attempt"), HasSubstr("it is delayed: 550 4.4.1"));
  EXPECT_EQ(take(reportTo(message.returnPath)).kind, Came::Recorded) << "in the end it came back";
}

TEST_F(Bounces, WhatIsGivenUpForAReasonThatMayPassBlamesNoAddress) {
  const auto message = sendAbout("1.1");
  take(reportTo(message.returnPath, "failed", "4.4.7"));
  EXPECT_THAT(failing(), IsEmpty());
  EXPECT_EQ(one("SELECT state || ' ' || reason FROM item WHERE kind = 'ask'"), "dead undeliverable")
      << "nobody read it all the same";
  EXPECT_THAT(notices(), HasSubstr("chaser outbox retry 1 sends it again."));
}

TEST_F(Bounces, WhatCantBeReadIsSaidToTheCoordinatorAndSettlesNothing) {
  const auto message = sendAbout("1.1");
  const auto taken = take("From: MAILER-DAEMON@old.example\nTo: " + message.returnPath +
                          "\nSubject: failure notice\n\nI'm afraid I wasn't able to deliver it.\n");
  EXPECT_EQ(taken.kind, Came::Recorded);
  EXPECT_THAT(failing(), IsEmpty());
  EXPECT_EQ(one("SELECT told FROM step_made"), "[\"Ann\"]");
  EXPECT_EQ(
      notices(),
      "A mail server wrote back about a message to Ann <ann@council.example> of 2 October 2017, and it can't "
      "be read whether it arrived: failure notice. Ask them.");
  const auto away = take("From: Ann <ann@council.example>\nTo: " + message.returnPath +
                         "\nSubject: Out of office\nAuto-Submitted: auto-replied\n\nBack on Monday.\n");
  EXPECT_EQ(away.kind, Came::Ignored);
}

TEST_F(Bounces, WhatIsOnItsWayComesAgain) {
  addAction("1.1", "2017-09-30");
  for (int i = 0; i < 3; ++i) tick();
  const auto claimed = got(delivery->claim());
  ASSERT_EQ(claimed.size(), 1U);
  const auto refused =
      BounceDesk(*store, *configuration).take(reportTo(claimed[0].returnPath), {}, clock.now());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::Busy) << "the mail server tries again";
  EXPECT_EQ(one("SELECT count(*) FROM bounce"), "0");
}

TEST_F(Bounces, LaterMessagesAreSentAllTheSameAndTheirItemsAreToldIfTheyComeBackToo) {
  const auto first = sendAbout("1.1");
  take(reportTo(first.returnPath));
  addAction("1.2", "2017-09-30");
  clock.moveTo(at("2017-10-03T08:00:00Z"));
  store::Message second;
  for (const auto& sent : send())
    if (sent.to == "Ann") second = sent;
  ASSERT_EQ(second.to, "Ann") << "the address may have been repaired";
  take(reportTo(second.returnPath));
  EXPECT_THAT(notices(), HasSubstr("about 1.2"));
  const auto address = got(FailingAddresses::read(*store)).all().at(0);
  EXPECT_EQ(address.bounces, 2U);
  EXPECT_EQ(address.since, at("2017-10-02T08:00:00Z"));
  EXPECT_EQ(address.last, at("2017-10-03T08:00:00Z"));
}

TEST_F(Bounces, ItIsAnAddressThatFailsAndNoPerson) {
  const auto message = sendAbout("1.1");
  take(reportTo(message.returnPath));
  EXPECT_THAT(whoHas(configuration->people, "ann@council.example"), ElementsAre("Ann"));
  folder.write("contacts.yaml",
               std::regex_replace(std::string(kContacts), std::regex("ann@council"), "ann.field@council"));
  restart();
  EXPECT_EQ(got(FailingAddresses::read(*store)).find(configuration->people.contact("Ann")->email), nullptr);
  EXPECT_THAT(whoHas(configuration->people, "ann@council.example"), IsEmpty());
}

TEST_F(Bounces, APersonSaysThatAnAddressWorksAgain) {
  take(reportTo(sendAbout("1.1").returnPath));
  BounceDesk desk(*store, *configuration);
  EXPECT_THAT(desk.clear("Nobody", {"Ben", {}}, clock.now()).error().what,
              HasSubstr("mail to 'Nobody' does not come back"));
  EXPECT_THAT(got(desk.clear("ann", {"Ben", {}}, clock.now())), ElementsAre("ann@council.example"));
  EXPECT_THAT(failing(), IsEmpty());
  EXPECT_EQ(one("SELECT actor || ': ' || after FROM audit_entry WHERE what = 'address.works'"),
            "Ben: ann@council.example: it works, Ben says");
  const auto next = sendAbout("1.2");
  take(reportTo(next.returnPath));
  EXPECT_THAT(got(desk.clear("ANN@council.example", {"Ben", {}}, clock.now())),
              ElementsAre("ann@council.example"));
}

TEST_F(Bounces, AnAnswerFromTheAddressShowsThatItWorks) {
  const auto message = sendAbout("1.1");
  take(reportTo(message.returnPath));
  const auto answered = [&](const std::string& from) {
    const auto received =
        got(Inbox(*store, *configuration)
                .take("From: " + from + "\nSubject: Re: it\nMessage-ID: <" + from + ">\nIn-Reply-To: <" +
                          message.messageId + ">\n\nStill on track.\n",
                      clock.now()));
    return received.kind;
  };
  EXPECT_EQ(answered("ann@elsewhere.example"), Received::Kind::Recorded);
  EXPECT_THAT(failing(), ElementsAre("ann@council.example")) << "that says nothing about this address";
  EXPECT_EQ(answered("Ann@council.example"), Received::Kind::Recorded);
  EXPECT_THAT(failing(), IsEmpty());
}

TEST_F(Bounces, NothingThatAFarEndSaysBreaksOutOfTheNotice) {
  const auto message = sendAbout("1.1");
  take(reportTo(message.returnPath, "failed",
                "5.1.1\nDiagnostic-Code: smtp; 550 <b>x</b>\x1b[2J\xe2\x80\xae" + std::string(5000, 'y')));
  EXPECT_LE(notices().size(), 700U);
  EXPECT_EQ(notices().find('\x1b'), std::string::npos);
  tick();
  const auto sent = sentTo("Ben", send());
  ASSERT_EQ(sent.size(), 1U);
  EXPECT_EQ(sent[0].bytes.find("<b>x</b>", sent[0].bytes.find("text/html")), std::string::npos);
}

}  // namespace
}  // namespace chaser::daemon
