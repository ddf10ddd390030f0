// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "tests/daemon/delivery_fixture.h"

/// What came back while others are under way.
namespace chaser::daemon {
namespace {

class Noted : public TheDelivery {
 protected:
  Noted() {
    for (const char* to : {"One", "Two", "Three"}) freezeFor(to);
    batch = got(delivery.claim());
    EXPECT_EQ(batch.size(), 4U);
  }
  std::string state(const store::Message& message) {
    return one("SELECT state FROM message WHERE id = " + std::to_string(message.id.value));
  }
  std::string noted() { return one("SELECT count(*) FROM arrived"); }
  const Date today = day("2017-10-02");
  std::vector<store::Message> batch;
};

TEST_F(Noted, WhatArrivedIsNotedAndTheRestOfItIsDoneLater) {
  ok(delivery.note({reply(batch[0], Kind::Delivered), reply(batch[1], Kind::Delivered)}, today));
  EXPECT_EQ(noted(), "2");
  EXPECT_EQ(state(batch[0]), "sending");
  EXPECT_EQ(delivery.inFlight(), 2U) << "its connection is free";
  EXPECT_EQ(delivery.counts().sent, 2U);
  EXPECT_TRUE(delivery.hasNoted());
  ok(delivery.settleNoted());
  EXPECT_FALSE(delivery.hasNoted());
  EXPECT_EQ(state(batch[0]), "sent");
  EXPECT_EQ(state(batch[1]), "sent");
  EXPECT_EQ(delivery.counts().sent, 2U) << "each is counted once";
}

TEST_F(Noted, WhatComesBackLastIsSettledAtOnce) {
  for (const auto& message : batch) ok(delivery.note({reply(message, Kind::Delivered)}, today));
  EXPECT_EQ(state(batch[3]), "sent") << "one sync of the disk, not two";
  EXPECT_EQ(noted(), "3");
}

TEST_F(Noted, ManyThatComeBackTogetherAreNotedForOthersMayBeReady) {
  for (std::size_t i = 0; i < Delivery::kFew; ++i) freezeFor("Person " + std::to_string(i));
  ok(delivery.settle({reply(batch[0], Kind::Delivered), reply(batch[1], Kind::Delivered),
                      reply(batch[2], Kind::Delivered), reply(batch[3], Kind::Delivered)},
                     today));
  std::vector<Reply> replies;
  for (auto& message : got(delivery.claim())) replies.push_back(reply(std::move(message), Kind::Delivered));
  ASSERT_EQ(replies.size(), Delivery::kFew);
  ok(delivery.note(std::move(replies), today));
  EXPECT_EQ(delivery.inFlight(), 0U);
  EXPECT_EQ(noted(), std::to_string(Delivery::kFew));
}

TEST_F(Noted, WhatDidNotArriveIsSettledAtOnceWithAllThatCameWithIt) {
  ok(delivery.note({reply(batch[0], Kind::Delivered), reply(batch[1], Kind::Retry)}, today));
  EXPECT_EQ(noted(), "0");
  EXPECT_EQ(state(batch[0]), "sent");
  EXPECT_EQ(state(batch[1]), "ready");
}

TEST_F(Noted, SomebodysFirstMessageAfterTroubleEndsItAtOnce) {
  const auto trouble = [&] { return one("SELECT count(*) FROM setting WHERE name GLOB 'trouble:*'"); };
  ok(delivery.note({reply(batch[1], Kind::Retry)}, today));
  ASSERT_EQ(trouble(), "1");
  for (const auto at : {0U, 2U, 3U}) ok(delivery.note({reply(batch[at], Kind::Delivered)}, today));
  // Nothing is under way any more: what is known of the trouble is what the database says.
  clock.moveTo(clock.now() + std::chrono::minutes(5));
  freezeFor("Somebody else");
  const auto again = got(delivery.claim());
  ASSERT_EQ(again.size(), 2U);
  ok(delivery.note({reply(again[0], Kind::Delivered)}, today));
  EXPECT_EQ(state(again[0]), "sent");
  EXPECT_EQ(trouble(), "0");
}

TEST_F(Noted, TroubleThatBeganWhileAMessageWasUnderWayEndsWithIt) {
  freezeFor("One");
  auto more = got(delivery.claim());
  ASSERT_EQ(more.size(), 1U);
  ASSERT_EQ(batch[1].to, "One");
  ok(delivery.note({reply(batch[1], Kind::Retry)}, today));
  ASSERT_EQ(one("SELECT count(*) FROM setting WHERE name GLOB 'trouble:*'"), "1");
  ok(delivery.note({reply(more[0], Kind::Delivered)}, today));
  EXPECT_EQ(one("SELECT count(*) FROM setting WHERE name GLOB 'trouble:*'"), "0");
}

TEST_F(Noted, TheFirstToGetThroughToADoubtfulEndpointOpensItAtOnce) {
  ok(delivery.note({reply(batch[0], Kind::EndpointFault)}, today));
  ASSERT_EQ(delivery.heldEndpoints().size(), 1U);
  ok(delivery.note({reply(batch[1], Kind::Delivered)}, today));
  EXPECT_EQ(state(batch[1]), "sent");
  EXPECT_TRUE(delivery.heldEndpoints().empty());
}

TEST_F(Noted, WhatCannotBeNotedIsKeptAndStoredWithTheNext) {
  for (const char* table : {"arrived", "attempt"})
    sql(fmt::format("CREATE TRIGGER full_{0} BEFORE INSERT ON {0} BEGIN SELECT RAISE(ABORT, 'full'); END",
                    table));
  EXPECT_FALSE(delivery.note({reply(batch[0], Kind::Delivered)}, today));
  EXPECT_FALSE(delivery.claim()) << "nothing more leaves";
  sql("DROP TRIGGER full_arrived; DROP TRIGGER full_attempt");
  ok(delivery.note({}, today));
  EXPECT_EQ(state(batch[0]), "sent");
}

}  // namespace
}  // namespace chaser::daemon
