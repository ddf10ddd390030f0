// SPDX-License-Identifier: Apache-2.0
#include "store/bounces.h"

#include "store/keeping.h"
#include "store/outbox_desk.h"
#include "tests/store/engine_fixture.h"

namespace chaser::store {
namespace {

class BounceTest : public EngineTest {
 protected:
  BounceTest() {
    save(firing(), {ask(firing())}, day("2017-04-08"));
    item = got(store->wanted(10)).at(0).item.id;
  }
  MessageId sent(const std::string& name, const std::string& to, bool othersWait = false,
                 alerts::MessageKind kind = alerts::MessageKind::Digest) {
    Message m;
    m.messageId = name;
    m.kind = kind;
    m.channel = "smtp";
    m.endpoint = "smtp";
    m.to = to;
    m.address = "a@example.org";
    m.bytes = "bytes";
    m.day = day("2017-04-03");
    m.createdAt = now;
    m.items = {{item, false, othersWait}};
    const auto id = got(store->freeze(m));
    Settlement s;
    s.attempt = {id, now, "smtp", 250, "taken", 12};
    ok(store->settle({s}, day("2017-04-03")));
    return id;
  }
  std::int64_t back(MessageId message, BounceKind kind = BounceKind::Failed, Instant at = {}) {
    Bounce bounce;
    bounce.receivedAt = at == Instant{} ? now : at;
    bounce.message = message;
    bounce.kind = kind;
    bounce.contact = "Dr A";
    bounce.address = "a@example.org";
    bounce.status = "5.1.1";
    bounce.words = "550 5.1.1 no such mailbox";
    return got(store->bounces().add(bounce, 550, day("2017-04-05")));
  }
  std::string itemState() { return shell->one("SELECT state, reason FROM item WHERE kind = 'ask'"); }
  alerts::StepMade rung() { return got(store->unresolved()).at(0).made.at(0); }
  ItemId item;
};

TEST_F(BounceTest, IsReadBackAndFoundByItsMessageAndKind) {
  const auto message = sent("m1", "Dr A");
  const auto id = back(message);
  const auto same = got(store->bounces().same(message, BounceKind::Failed));
  ASSERT_TRUE(same);
  EXPECT_EQ(same->id, id);
  EXPECT_EQ(same->receivedAt, now);
  EXPECT_EQ(same->words, "550 5.1.1 no such mailbox");
  EXPECT_FALSE(got(store->bounces().same(message, BounceKind::Delayed)));
  EXPECT_EQ(got(store->bounces().bounces(10)).size(), 1U);
}

TEST_F(BounceTest, TakesBackThatItsReaderWasToldAndWakesTheLadder) {
  const auto message = sent("m1", "Dr A");
  ASSERT_EQ(rung().told, std::vector<std::string>{"Dr A"});
  shell->ask("UPDATE alert SET next_on = NULL");
  back(message);
  EXPECT_EQ(got(store->message(message))->state, MessageState::Dead);
  EXPECT_TRUE(got(store->message(message))->sentAt) << "it did go out then";
  EXPECT_EQ(itemState(), "dead|undeliverable");
  EXPECT_TRUE(rung().told.empty());
  EXPECT_EQ(rung().toldOn, std::nullopt);
  EXPECT_EQ(rung().undeliverableOn, day("2017-04-05"));
  EXPECT_EQ(got(store->due(day("2017-04-05"), Visit{}, 10)).size(), 1U);
}

TEST_F(BounceTest, OfOneOfTwoHoldersLeavesTheOtherTold) {
  const auto first = sent("m1", "Dr A", true);
  const auto second = sent("m2", "Dr B");
  back(first);
  EXPECT_EQ(itemState(), "delivered|sent");
  EXPECT_EQ(rung().told, std::vector<std::string>{"Dr B"});
  EXPECT_EQ(rung().undeliverableOn, std::nullopt);
  back(second);
  EXPECT_EQ(itemState(), "dead|undeliverable");
  EXPECT_EQ(rung().undeliverableOn, day("2017-04-05"));
}

TEST_F(BounceTest, OfADraftTakesNothingFromTheBoard) {
  const auto draft = sent("m1", "Dr A", true, alerts::MessageKind::PackDraft);
  const auto before = itemState();
  back(draft);
  EXPECT_EQ(itemState(), before);
  EXPECT_EQ(shell->one("SELECT count(*) FROM item WHERE kind = 'notice'"), "1");
}

TEST_F(BounceTest, OfWhatWasDroppedSinceMarksTheAddressAlone) {
  const auto message = sent("m1", "Dr A");
  shell->ask("UPDATE message SET state = 'dropped'");
  back(message);
  EXPECT_EQ(got(store->message(message))->state, MessageState::Dropped);
  EXPECT_EQ(rung().told, std::vector<std::string>{"Dr A"});
  EXPECT_EQ(got(store->bounces().failing()).size(), 1U);
}

TEST_F(BounceTest, TriedAgainIsComposedAnew) {
  const auto message = sent("m1", "Dr A");
  back(message);
  EXPECT_EQ(got(store->outboxDesk().retry(message, day("2017-04-06"), now, {})), Retried::Anew);
  EXPECT_EQ(shell->one("SELECT state FROM item WHERE kind = 'ask'"), "wanted");
  EXPECT_EQ(rung().undeliverableOn, std::nullopt);
}

TEST_F(BounceTest, OneAddressFailsFromTheFirstToTheLastUntilItIsCleared) {
  back(sent("m1", "Dr A"));
  const auto later = at("2017-04-09T09:00:00.000Z");
  back(sent("m2", "Dr A"), BounceKind::Failed, later);
  back(sent("m3", "Dr A"), BounceKind::GivenUp, later);
  const auto failing = got(store->bounces().failing());
  ASSERT_EQ(failing.size(), 1U);
  EXPECT_EQ(failing[0].since, now);
  EXPECT_EQ(failing[0].last, later);
  EXPECT_EQ(failing[0].bounces, 2U);
  EXPECT_EQ(got(store->bounces().clear("b@example.org", "why", {}, later)), 0U);
  EXPECT_EQ(got(store->bounces().clear("a@example.org", "why", {"Priya", {}}, later)), 2U);
  EXPECT_TRUE(got(store->bounces().failing()).empty());
  EXPECT_EQ(got(store->rows(0, 100)).back().what, "address.works");
  EXPECT_EQ(got(store->bounces().clear("a@example.org", "why", {}, later)), 0U);
}

TEST_F(BounceTest, IsForgottenAfterAYearUnlessTheAddressFailsYet) {
  const auto message = sent("m1", "Dr A");
  back(message);
  back(message, BounceKind::Delayed);
  const auto forget = [&] { got(store->keeping().forget({{}, at("2018-04-09T09:00:00.000Z"), {}}, 100)); };
  forget();
  EXPECT_EQ(shell->one("SELECT group_concat(kind) FROM bounce"), "failed");
  got(store->bounces().clear("a@example.org", "why", {}, now));
  forget();
  EXPECT_EQ(shell->one("SELECT count(*) FROM bounce"), "0");
}

}  // namespace
}  // namespace chaser::store
