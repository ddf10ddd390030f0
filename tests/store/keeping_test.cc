// SPDX-License-Identifier: Apache-2.0
#include "store/keeping.h"

#include "tests/store/engine_fixture.h"

namespace chaser::store {
namespace {

class KeepingTest : public EngineTest {
 protected:
  MessageId message(const std::string& name, const char* on, std::optional<Settlement::Fate> fate) {
    Message m;
    m.messageId = name;
    m.channel = "smtp";
    m.endpoint = "smtp";
    m.to = "Dr A";
    m.address = "a@example.org";
    m.subject = "One thing";
    m.bytes = "the words of " + name;
    m.day = day(on);
    m.createdAt = at(std::string(on) + "T09:00:00.000Z");
    const auto id = got(store->freeze(m));
    if (!fate) return id;
    Settlement s;
    s.attempt = {id, m.createdAt, "smtp", 250, "queued for a@example.org", 12};
    s.fate = *fate;
    ok(store->settle({s}, m.day));
    return id;
  }
  Forgotten forget(const KeptSince& since) { return got(store->keeping().forget(since, 100)); }
  std::string words(MessageId id) { return got(store->message(id))->bytes; }
  static KeptSince messagesSince(const char* on) { return {at(std::string(on) + "T00:00:00.000Z"), {}, {}}; }
};

TEST_F(KeepingTest, OldMessagesLoseTheirWordsAndKeepThatTheyWereSent) {
  const auto sent = message("m1", "2017-04-03", Settlement::Fate::Sent);
  const auto dead = message("m2", "2017-04-04", Settlement::Fate::Dead);
  const auto young = message("m3", "2017-06-01", Settlement::Fate::Sent);
  EXPECT_EQ(forget(messagesSince("2017-06-01")).messages, 2U);
  EXPECT_EQ(words(sent), "");
  EXPECT_EQ(words(dead), "");
  EXPECT_EQ(words(young), "the words of m3");
  EXPECT_EQ(got(store->message(sent))->state, MessageState::Sent);
  EXPECT_EQ(got(store->message(sent))->subject, "One thing");
  EXPECT_EQ(got(store->sentBefore("Dr A", day("2017-04-03"))).digestsToday, 3);
  EXPECT_EQ(forget(messagesSince("2017-06-01")).messages, 0U) << "once";
}

TEST_F(KeepingTest, MessagesWithoutWordsDoNotEndTheForgettingOfThoseBehindThem) {
  message("m1", "2017-04-03", Settlement::Fate::Sent);
  message("m2", "2017-04-04", Settlement::Fate::Sent);
  ASSERT_TRUE(shell->ask("DELETE FROM message_body").empty());
  EXPECT_EQ(forget(messagesSince("2017-06-01")).messages, 2U) << "a tick goes on until nothing is left";
}

TEST_F(KeepingTest, WhatIsUnderWayKeepsItsWordsHoweverOldItIs) {
  const auto ready = message("m1", "2017-04-03", std::nullopt);
  const auto after = message("m2", "2017-04-04", Settlement::Fate::Sent);
  EXPECT_EQ(forget(messagesSince("2017-06-01")).messages, 0U);
  EXPECT_EQ(words(ready), "the words of m1");
  Settlement s;
  s.attempt = {ready, at("2017-06-02T09:00:00.000Z"), "smtp", 250, "", 12};
  ok(store->settle({s}, day("2017-06-02")));
  EXPECT_EQ(forget(messagesSince("2017-06-03")).messages, 2U) << "those behind it waited for it";
  EXPECT_EQ(words(after), "");
}

TEST_F(KeepingTest, OldTriesToDeliverAreDeleted) {
  message("m1", "2017-04-03", Settlement::Fate::Sent);
  message("m2", "2017-06-01", Settlement::Fate::Sent);
  EXPECT_EQ(forget({{}, at("2017-06-01T00:00:00.000Z"), {}}).attempts, 1U);
  EXPECT_EQ(shell->one("SELECT group_concat(message_id) FROM attempt"), "2");
}

TEST_F(KeepingTest, OldWordsOfTheAuditAreErasedAndTheChainStaysValid) {
  ok(store->keeping().noteAudit(at("2017-04-01T09:00:00.000Z")));
  const auto before = got(store->rows(0, 100)).size();
  got(store->seal(100));
  ASSERT_TRUE(shell->ask("UPDATE action SET progress = 'Megan is ill'").empty());
  got(store->seal(100));
  const auto texts = [&] { return std::stoul(shell->one("SELECT count(*) FROM audit_text")); };
  const auto all = texts();
  EXPECT_EQ(forget({{}, {}, at("2017-03-01T00:00:00.000Z")}).texts, 0U);
  EXPECT_EQ(forget({{}, {}, at("2017-05-01T00:00:00.000Z")}).texts, before);
  EXPECT_EQ(texts(), all - before);
  EXPECT_EQ(got(store->rows(0, 100)).size(), got(store->verify())) << "no row went";
  EXPECT_EQ(got(store->rows(0, 100)).back().after, "Megan is ill");
}

TEST_F(KeepingTest, WordsAreKeptFromTheDayTheyWereWrittenAndNotFromTheDayTheyAreDated) {
  ASSERT_TRUE(shell
                  ->ask("INSERT INTO setting (name, value) VALUES ('as_of', '2009-01-01T09:00:00.000Z');"
                        "UPDATE action SET progress = 'imported as it was long ago';"
                        "DELETE FROM setting WHERE name = 'as_of'")
                  .empty());
  got(store->seal(100));
  ok(store->keeping().noteAudit(at("2017-04-01T09:00:00.000Z")));
  EXPECT_EQ(forget({{}, {}, at("2016-12-01T00:00:00.000Z")}).texts, 0U);
  EXPECT_EQ(forget({{}, {}, at("2017-04-30T00:00:00.000Z")}).texts, 0U) << "none too early";
  EXPECT_GT(forget({{}, {}, at("2017-05-01T00:00:00.000Z")}).texts, 0U);
}

TEST_F(KeepingTest, WhatIsNotSealedYetKeepsItsWords) {
  ok(store->keeping().noteAudit(at("2017-04-01T09:00:00.000Z")));
  EXPECT_EQ(forget({{}, {}, at("2017-05-01T00:00:00.000Z")}).texts, 0U);
  got(store->seal(100));
  EXPECT_GT(forget({{}, {}, at("2017-05-01T00:00:00.000Z")}).texts, 0U);
  got(store->verify());
}

}  // namespace
}  // namespace chaser::store
