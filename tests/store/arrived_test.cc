// SPDX-License-Identifier: Apache-2.0
#include "tests/store/outbox_fixture.h"

namespace chaser::store {
namespace {

class ArrivedTest : public OutboxTest {
 protected:
  MessageId claimed(const std::string& name) {
    const auto id = got(store->freeze(digest(name)));
    EXPECT_EQ(got(store->claim(1, now, {})).size(), 1U);
    return id;
  }
  void arrived(MessageId id, const std::string& on = "2017-04-03") {
    ok(store->noteArrived({outcome(id, Settlement::Fate::Sent).attempt}, day(on)));
  }
  std::string state(MessageId id) {
    return shell->one("SELECT state FROM message WHERE id = " + std::to_string(id.value));
  }
  std::string left() { return shell->one("SELECT count(*) FROM arrived"); }
};

TEST_F(ArrivedTest, WhatIsNotedIsUnderWayForEverybodyElseUntilItIsSettled) {
  const auto id = claimed("m1");
  arrived(id);
  EXPECT_EQ(state(id), "sending");
  EXPECT_FALSE(rung().toldOn);
  EXPECT_EQ(shell->one("SELECT count(*) FROM audit WHERE what = 'message.sent'"), "0");
  EXPECT_EQ(got(store->settleArrived(10)), 1U);
  EXPECT_EQ(state(id), "sent");
  EXPECT_EQ(got(store->message(id))->sentAt, now);
  EXPECT_EQ(rung().toldOn, day("2017-04-03"));
  EXPECT_EQ(rung().told, std::vector<std::string>{"Dr A"});
  EXPECT_EQ(shell->one("SELECT code || ' ' || text || ' ' || millis || ' ' || endpoint FROM attempt"),
            "250 the answer 12 smtp");
  EXPECT_EQ(shell->one("SELECT count(*) FROM audit WHERE what = 'message.sent'"), "1");
  EXPECT_EQ(got(store->settleArrived(10)), 0U);
}

TEST_F(ArrivedTest, AfterACrashWhatIsNotedIsSettledAndTheRestLeavesAgain) {
  const auto first = claimed("m1");
  const auto second = claimed("m2");
  arrived(first);
  EXPECT_EQ(got(store->reclaim()), 1U);
  EXPECT_EQ(state(first), "sent");
  EXPECT_EQ(state(second), "ready");
  EXPECT_EQ(left(), "0");
  EXPECT_EQ(got(store->claim(10, now, {})).size(), 1U) << "what arrived never leaves again";
}

TEST_F(ArrivedTest, AllIsSettledHoweverMuchACrashLeft) {
  std::vector<Attempt> attempts;
  for (std::size_t i = 0; i < 2 * kSettleAtOnce; ++i)
    attempts.push_back(
        outcome(got(store->freeze(digest("m" + std::to_string(i)))), Settlement::Fate::Sent).attempt);
  got(store->claim(attempts.size(), now, {}));
  ok(store->noteArrived(attempts, day("2017-04-03")));
  EXPECT_EQ(got(store->reclaim()), 0U);
  EXPECT_EQ(shell->one("SELECT count(*) FROM message WHERE state = 'sent'"), std::to_string(attempts.size()));
}

TEST_F(ArrivedTest, APartIsTheOldestAndTheRestIsLeft) {
  const auto first = claimed("m1");
  const auto second = claimed("m2");
  arrived(second);
  arrived(first);
  EXPECT_EQ(got(store->settleArrived(1)), 1U);
  EXPECT_EQ(state(first), "sent");
  EXPECT_EQ(state(second), "sending");
  EXPECT_EQ(got(store->settleArrived(1)), 1U);
  EXPECT_EQ(state(second), "sent");
}

TEST_F(ArrivedTest, WhatIsSettledTogetherIsToldEachOnItsOwnDay) {
  const auto aboutNothing = [&](const std::string& name) {
    auto message = digest(name);
    message.items.clear();
    return got(store->freeze(message));
  };
  const auto before = aboutNothing("m1");
  const auto told = got(store->freeze(digest("m2")));
  const auto after = aboutNothing("m3");
  got(store->claim(3, now, {}));
  arrived(before, "2017-04-03");
  arrived(told, "2017-04-04");
  arrived(after, "2017-04-05");
  EXPECT_EQ(got(store->settleArrived(10)), 3U);
  EXPECT_EQ(rung().toldOn, day("2017-04-04"));
  EXPECT_EQ(left(), "0");
}

TEST_F(ArrivedTest, ARungThatIsToldOnTwoDaysIsToldSinceTheFirst) {
  const auto first = claimed("m1");
  auto other = digest("m2");
  other.to = "Dr B";
  const auto second = got(store->freeze(other));
  got(store->claim(1, now, {}));
  arrived(first, "2017-04-03");
  arrived(second, "2017-04-04");
  EXPECT_EQ(got(store->settleArrived(10)), 2U);
  EXPECT_EQ(rung().toldOn, day("2017-04-03"));
  EXPECT_EQ(rung().told, (std::vector<std::string>{"Dr A", "Dr B"}));
}

}  // namespace
}  // namespace chaser::store
