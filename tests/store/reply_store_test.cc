// SPDX-License-Identifier: Apache-2.0
#include "store/replies.h"

#include "store/keeping.h"
#include "tests/store/temporary.h"

namespace chaser::store {
namespace {

class ReplyStoreTest : public StoreTest {
 protected:
  [[nodiscard]] Reply aReply(const std::string& fingerprint = "f") const {
    Reply reply;
    reply.receivedAt = came;
    reply.fingerprint = fingerprint;
    reply.mailId = "a1@nch.example";
    reply.sender = "lena@nch.example";
    reply.contact = "Dr Lena Fox";
    reply.isTheirs = true;
    reply.link = 12;
    reply.whole = 11;
    reply.plan = PlanId{1};
    reply.subject = {ActionId{1}, MilestoneId{1}};
    reply.quieted = AlertId{9};
    reply.answer = alerts::Answer{alerts::AnswerKind::NewDate, Date::parse("2017-12-31"), "e", "h", "n"};
    reply.unclear = "u";
    reply.heading = "Re: x";
    reply.words = "New date: 31 December";
    return reply;
  }
  ReplyStore& replies() { return store->replies(); }

  const Instant came = at("2017-10-02T08:30:00.000Z");
  const Instant later = at("2017-10-03T08:30:00.000Z");
};

TEST_F(ReplyStoreTest, IsKeptAsItCame) {
  somePlan();
  const auto id = got(replies().add(aReply()));
  const auto read = *got(replies().reply(id));
  EXPECT_EQ(read.id, id);
  EXPECT_EQ(read.receivedAt, came);
  EXPECT_EQ(read.sender + read.contact + read.mailId, "lena@nch.exampleDr Lena Foxa1@nch.example");
  EXPECT_TRUE(read.isTheirs);
  EXPECT_EQ(read.link, 12);
  EXPECT_EQ(read.whole, 11);
  EXPECT_EQ(read.plan, PlanId{1});
  EXPECT_EQ(read.subject, aReply().subject);
  EXPECT_EQ(read.quieted, AlertId{9});
  ASSERT_TRUE(read.answer);
  EXPECT_EQ(read.answer->kind, alerts::AnswerKind::NewDate);
  EXPECT_EQ(read.answer->date, Date::parse("2017-12-31"));
  EXPECT_EQ(read.answer->evidence + read.answer->handTo + read.answer->note, "ehn");
  EXPECT_EQ(read.unclear + read.heading + read.words, "uRe: xNew date: 31 December");
  EXPECT_EQ(read.state, ReplyState::Waiting);
  EXPECT_FALSE(got(replies().reply(99)));
  auto unclear = aReply("g");
  unclear.answer.reset();
  EXPECT_FALSE(got(replies().reply(got(replies().add(unclear))))->answer);
}

TEST_F(ReplyStoreTest, TheSameIsFoundAgain) {
  const auto id = got(replies().add(aReply()));
  EXPECT_EQ(got(replies().same(aReply()))->id, id);
  auto again = aReply("other words");
  EXPECT_EQ(got(replies().same(again))->id, id) << "the same mail, changed on its way";
  again.sender = "omar@nch.example";
  EXPECT_FALSE(got(replies().same(again))) << "a Message-ID of somebody else's";
  again.mailId.clear();
  again.sender = aReply().sender;
  EXPECT_FALSE(got(replies().same(again)));
  EXPECT_FALSE(replies().add(aReply())) << "and is never kept twice";
}

TEST_F(ReplyStoreTest, TheSameWordsMayBeSaidAgainAfterARefusalAndOfAnotherItem) {
  const auto settle = [&](std::int64_t id, ReplyState state) {
    ASSERT_TRUE(got(replies().settle(id, state, "", {"Priya Nair", later}, later)));
  };
  auto again = aReply();
  again.mailId = "a2@nch.example";
  settle(got(replies().add(aReply())), ReplyState::Refused);
  EXPECT_FALSE(got(replies().same(again))) << "what was refused may be meant after all";
  const auto second = got(replies().add(again));
  EXPECT_EQ(got(replies().same(again))->id, second) << "which waits";
  settle(second, ReplyState::Confirmed);
  again.mailId = "a3@nch.example";
  EXPECT_FALSE(got(replies().same(again))) << "it may have been opened again since";
}

TEST_F(ReplyStoreTest, AnotherReplyAboutTheSameIsFoundThoughItAnswersAnotherMessage) {
  const auto linkOf = [&](const std::string& contact, const std::string& rule) {
    AnswerLink link;
    link.key = 1;
    link.contact = contact;
    link.madeAt = came;
    link.whole = got(store->links().add(link));
    link.subject = {ActionId{1}, MilestoneId{1}};
    link.rule = rule;
    return got(store->links().add(link));
  };
  int number = 0;
  const auto replyTo = [&](std::int64_t link, const std::string& unclear = "") {
    auto reply = aReply(std::to_string(++number));
    reply.link = link;
    reply.unclear = unclear;
    reply.id = got(replies().add(reply));
    return reply;
  };
  const auto first = replyTo(linkOf("Dr Lena Fox", "r"));
  EXPECT_EQ(got(replies().another(first)), 0);
  replyTo(linkOf("Omar Bell", "r"));
  replyTo(linkOf("Dr Lena Fox", "s"));
  replyTo(linkOf("Dr Lena Fox", "r"), "it says two things");
  EXPECT_EQ(got(replies().another(first)), 0);
  const auto later = replyTo(linkOf("Dr Lena Fox", "r"));
  EXPECT_EQ(got(replies().another(first)), later.id);
  ASSERT_TRUE(got(replies().settle(later.id, ReplyState::Refused, "", {"Priya Nair", came}, came)));
  EXPECT_EQ(got(replies().another(first)), 0);
}

TEST_F(ReplyStoreTest, KnowsWhatAReplyKeptQuiet) {
  EXPECT_FALSE(got(replies().hasQuietened(AlertId{9})));
  EXPECT_FALSE(got(replies().hasQuietened(AlertId{})));
  const auto id = got(replies().add(aReply()));
  EXPECT_TRUE(got(replies().hasQuietened(AlertId{9})));
  ASSERT_TRUE(got(replies().settle(id, ReplyState::Refused, "", {"Priya Nair", later}, later)));
  EXPECT_TRUE(got(replies().hasQuietened(AlertId{9}))) << "whatever became of it";
  auto other = aReply("g");
  other.quieted = AlertId{};
  const auto waits = got(replies().add(other));
  ok(replies().keepQuiet(waits, AlertId{5}));
  EXPECT_EQ(got(replies().reply(waits))->quieted, AlertId{5});
}

TEST_F(ReplyStoreTest, WaitsUntilSomebodyDecidesOnce) {
  somePlan();
  const auto id = got(replies().add(aReply()));
  got(replies().add(aReply("g")));
  auto stranger = aReply("h");
  stranger.contact.clear();
  EXPECT_EQ(got(replies().waiting("", true)), 0U);
  got(replies().add(stranger));
  EXPECT_EQ(got(replies().waiting("Dr Lena Fox", true)), 2U);
  EXPECT_EQ(got(replies().waiting("", true)), 1U);
  EXPECT_TRUE(got(replies().settle(id, ReplyState::Refused, "another ward", {"Priya Nair", later}, later)));
  EXPECT_FALSE(got(replies().settle(id, ReplyState::Confirmed, "", {"Priya Nair", later}, later)));
  EXPECT_FALSE(got(replies().settle(99, ReplyState::Confirmed, "", {"Priya Nair", later}, later)));
  const auto read = *got(replies().reply(id));
  EXPECT_EQ(read.state, ReplyState::Refused);
  EXPECT_EQ(read.settledAt, later);
  EXPECT_EQ(read.settledBy + ": " + read.settledWhy, "Priya Nair: another ward");
  EXPECT_EQ(got(replies().waiting("Dr Lena Fox", true)), 1U);
  EXPECT_EQ(got(replies().replies(std::nullopt, 10)).size(), 3U);
  EXPECT_EQ(got(replies().replies(ReplyState::Refused, 10)).size(), 1U);
  EXPECT_EQ(got(replies().replies(ReplyState::Waiting, 10)).front().id, id + 1);
  EXPECT_EQ(
      shell->one(
          "SELECT group_concat(actor || ' ' || what || ' ' || ref || ' ' || after, '; ') FROM "
          "(SELECT * FROM audit_entry WHERE what LIKE 'reply.%' AND after LIKE 'reply 1%' ORDER BY at)"),
      "inbox reply.received 16.1 reply 1 of Dr Lena Fox: new-date; Priya Nair reply.refused 16.1 reply 1: "
      "another "
      "ward");
}

TEST_F(ReplyStoreTest, LinksAreFoundAsTheyWereWhenAMessageLeft) {
  const auto give = [&](const std::string& contact, Instant when) {
    AnswerLink link;
    link.key = 1;
    link.contact = contact;
    link.madeAt = when;
    link.whole = got(store->links().add(link));
    link.subject = {ActionId{1}, MilestoneId{1}};
    link.rule = "r";
    return got(store->links().add(link));
  };
  const auto first = give("Dr Lena Fox", came);
  give("Omar Bell", came);
  const auto second = give("Dr Lena Fox", later);
  const alerts::Subject subject{ActionId{1}, MilestoneId{1}};
  EXPECT_EQ(got(replies().linkBefore("Dr Lena Fox", subject, "r", came))->id, first);
  EXPECT_EQ(got(replies().linkBefore("Dr Lena Fox", subject, "r", later))->id, second);
  EXPECT_FALSE(got(replies().linkBefore("Dr Lena Fox", subject, "s", later)));
  EXPECT_FALSE(got(replies().linkBefore("Dr Lena Fox", subject, "r", came - std::chrono::hours(1))));
}

TEST_F(ReplyStoreTest, TheWordsOfWhatWasDealtWithAreForgottenAndOfWhatWaitsNever) {
  const auto id = got(replies().add(aReply()));
  const auto waits = got(replies().add(aReply("g")));
  ASSERT_TRUE(got(replies().settle(id, ReplyState::Confirmed, "said", {"Priya Nair", later}, later)));
  KeptSince since;
  since.messages = came;
  got(store->keeping().forget(since, 100));
  EXPECT_EQ(got(replies().reply(id))->words, "New date: 31 December");
  since.messages = later;
  got(store->keeping().forget(since, 100));
  const auto forgotten = *got(replies().reply(id));
  EXPECT_EQ(forgotten.words + forgotten.heading + forgotten.sender + forgotten.mailId + forgotten.unclear,
            "");
  EXPECT_EQ(forgotten.answer->evidence + forgotten.answer->handTo + forgotten.answer->note, "");
  EXPECT_EQ(forgotten.settledWhy, "said");
  EXPECT_EQ(got(replies().reply(waits))->words, "New date: 31 December");
}

}  // namespace
}  // namespace chaser::store
