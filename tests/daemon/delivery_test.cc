// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <algorithm>
#include <set>
#include <utility>

#include "tests/daemon/delivery_fixture.h"

namespace chaser::daemon {
namespace {

using namespace std::chrono_literals;

TEST(BackOff, GrowsFromAMinuteToFourHoursAndGivesUpAfterThreeDays) {
  const std::vector<std::chrono::seconds> waits = {1min, 5min, 15min, 60min, 240min, 240min};
  for (std::size_t i = 0; i < waits.size(); ++i) {
    const auto wait = backOff(static_cast<int>(i) + 1, 0s, "seed");
    ASSERT_TRUE(wait);
    EXPECT_GE(*wait, waits[i] * 8 / 10);
    EXPECT_LE(*wait, waits[i] * 12 / 10);
  }
  EXPECT_FALSE(backOff(20, 72h, "seed"));
  std::set<std::int64_t> spread;
  for (const char* seed : {"a", "b", "c", "d", "e"}) spread.insert(backOff(5, 0s, seed)->count());
  EXPECT_GT(spread.size(), 1U);
}

TEST_F(TheDelivery, MarksTheRungToldWhenItIsDelivered) {
  attempt(Kind::Delivered);
  EXPECT_EQ(one("SELECT state FROM message"), "sent");
  EXPECT_EQ(one("SELECT told FROM step_made"), "[\"Ann\"]");
  EXPECT_TRUE(got(delivery.claim()).empty());
}

TEST_F(TheDelivery, KeepsAMessageReadyForLaterWhenNobodyIsThere) {
  attempt(Kind::Retry);
  EXPECT_EQ(one("SELECT state FROM message"), "ready");
  EXPECT_EQ(one("SELECT count(*) FROM attempt"), "1");
  const auto next = got(delivery.nextAttempt());
  ASSERT_TRUE(next);
  EXPECT_GE(*next, clock.now() + 48s);
  EXPECT_LE(*next, clock.now() + 72s);
  EXPECT_TRUE(got(delivery.claim()).empty());
  clock.moveTo(*next);
  EXPECT_EQ(got(delivery.claim()).size(), 1U);
}

TEST_F(TheDelivery, RepeatsTheSameBytesUnderTheSameIdWhenTheReplyWasLost) {
  const auto first = attempt(Kind::Retry, true);
  for (int i = 0; i < 6; ++i) {
    clock.moveTo(got(delivery.nextAttempt()).value());
    const auto again = attempt(Kind::Retry, true);
    EXPECT_EQ(again.messageId, first.messageId);
    EXPECT_EQ(again.bytes, first.bytes);
  }
}

TEST_F(TheDelivery, ComposesAnewWhatSurelyDidNotArriveForAnHour) {
  const auto first = attempt(Kind::Retry);
  for (int i = 0; i < 3; ++i) {
    clock.moveTo(got(delivery.nextAttempt()).value());
    attempt(Kind::Retry);
  }
  clock.moveTo(got(delivery.nextAttempt()).value());
  EXPECT_TRUE(got(delivery.claim()).empty());
  EXPECT_TRUE(delivery.dissolved());
  // Dealt with during the outage: it ends in silence.
  sql("UPDATE milestone SET basis = 'agreed'");
  engine->lookAtOutbox();
  tick();
  EXPECT_TRUE(got(delivery.claim()).empty());
  EXPECT_EQ(one("SELECT reason FROM item"), "resolved-before-sending");
}

TEST_F(TheDelivery, EndsAnOutageWithANewMessageOfWhatIsStillTrue) {
  const auto first = attempt(Kind::Retry);
  for (int i = 0; i < 3; ++i) {
    clock.moveTo(got(delivery.nextAttempt()).value());
    attempt(Kind::Retry);
  }
  clock.moveTo(got(delivery.nextAttempt()).value());
  got(delivery.claim());
  engine->lookAtOutbox();
  tick();
  const auto anew = attempt(Kind::Delivered);
  EXPECT_NE(anew.messageId, first.messageId);
  EXPECT_EQ(one("SELECT count(*) FROM message WHERE state = 'sent'"), "1");
}

TEST_F(TheDelivery, TellsTheCoordinatorOfWhatWasRefusedForGood) {
  attempt(Kind::Rejected);
  EXPECT_EQ(one("SELECT state FROM message"), "dead");
  engine->lookAtOutbox();
  tick();
  EXPECT_EQ(one("SELECT recipient FROM message WHERE state = 'ready'"), "Ben");
}

TEST_F(TheDelivery, LetsNothingLeaveOutsideTheWindowOfItsDay) {
  attempt(Kind::Retry);
  delivery.use(withHours());
  clock.moveTo(at("2017-10-02T16:29:00Z"));
  EXPECT_EQ(got(delivery.claim()).size(), 1U) << "until half past five it may";
  got(delivery.reclaim());
  sql("UPDATE message SET outcome_unknown = 0");
  clock.moveTo(at("2017-10-02T16:30:00Z"));
  EXPECT_TRUE(got(delivery.claim()).empty());
  EXPECT_TRUE(delivery.dissolved());
  work();
  EXPECT_EQ(one("SELECT reason FROM item"), "outside-window");
  clock.moveTo(at("2017-10-03T07:30:00Z"));
  work();
  EXPECT_EQ(attempt(Kind::Delivered).day, day("2017-10-03"));
}

TEST_F(TheDelivery, LetsWhatMayHaveArrivedWaitForTheNextOpeningAsItIs) {
  const auto first = attempt(Kind::Retry, true);
  delivery.use(withHours());
  clock.moveTo(at("2017-10-02T19:00:00Z"));
  EXPECT_TRUE(got(delivery.claim()).empty());
  EXPECT_EQ(got(delivery.nextAttempt()), at("2017-10-03T07:30:00Z"));
  clock.moveTo(at("2017-10-03T07:30:00Z"));
  const auto again = attempt(Kind::Delivered);
  EXPECT_EQ(again.messageId, first.messageId);
  EXPECT_EQ(again.bytes, first.bytes);
}

TEST_F(TheDelivery, CountsNoTroubleOfLongAgo) {
  ok(store->setSetting("trouble:mail:Ann", "2017-06-01T06:00:00.000Z 9 2017-06-03T06:00:00.000Z"));
  attempt(Kind::Retry);
  EXPECT_EQ(one("SELECT state FROM message"), "ready");
  EXPECT_EQ(one("SELECT value FROM setting WHERE name = 'trouble:mail:Ann'"),
            clock.now().iso() + " 1 " + clock.now().iso());
}

TEST_F(TheDelivery, ForgetsTheTroubleWithTheLastThingThatWasToBeSaid) {
  attempt(Kind::Retry);
  for (int i = 0; i < 3; ++i) {
    clock.moveTo(got(delivery.nextAttempt()).value());
    attempt(Kind::Retry);
  }
  clock.moveTo(got(delivery.nextAttempt()).value());
  EXPECT_TRUE(got(delivery.claim()).empty());
  sql("UPDATE milestone SET basis = 'agreed'");
  work();
  got(delivery.claim());
  EXPECT_EQ(one("SELECT count(*) FROM setting WHERE name LIKE 'trouble:%'"), "0");
}

TEST_F(TheDelivery, GivesNothingUpByAClockThatWasSetWhileItWasUnderWay) {
  ok(store->setSetting("trouble:mail:Ann", "2017-10-02T07:00:00.000Z 3 2017-10-02T07:30:00.000Z"));
  auto batch = got(delivery.claim());
  clock.setWall(at("2018-10-02T08:00:00Z"));
  ok(delivery.settle({reply(std::move(batch.front()), Kind::Retry)}, day("2017-10-02")));
  EXPECT_EQ(one("SELECT state FROM message"), "ready");
  EXPECT_LT(one("SELECT next_attempt FROM message"), "2017-10-03");
}

TEST_F(TheDelivery, SaysWhatWentWrongWhereTheFarEndRefusedNothing) {
  auto failed = reply(got(delivery.claim()).front(), Kind::EndpointFault);
  failed.outcome.code = 220;
  failed.outcome.text = "SSL peer certificate was not OK";
  ok(delivery.settle({failed}, day("2017-10-02")));
  EXPECT_EQ(delivery.heldEndpoints(),
            std::vector<std::string>{(folder / "mail").string() + ": SSL peer certificate was not OK"});
}

TEST_F(TheDelivery, ClaimsNothingWhenItCannotClaimAll) {
  delivery.use({(folder / "mail").string(), 0, {"office"}});
  freezeFor("office", "office");
  // The second of the two endpoints has a message to take apart, and that fails.
  ok(store->setSetting("trouble:mail:Ann", "2017-10-02T06:00:00.000Z 4"));
  sql("UPDATE message SET attempts = 4 WHERE recipient = 'Ann'");
  sql("CREATE TRIGGER broken BEFORE UPDATE ON message WHEN NEW.state = 'dropped' BEGIN "
      "SELECT RAISE(ABORT, 'broken'); END");
  EXPECT_FALSE(delivery.claim());
  EXPECT_EQ(delivery.inFlight(), 0U);
  EXPECT_EQ(one("SELECT count(*) FROM message WHERE state = 'sending'"), "0");
  sql("DROP TRIGGER broken");
  EXPECT_EQ(got(delivery.claim()).size(), 1U);
  EXPECT_TRUE(delivery.dissolved());
}

TEST_F(TheDelivery, CountsOneOutageOnceHoweverManyMessagesMeetIt) {
  for (int i = 0; i < 9; ++i) freezeFor("Ann");
  std::vector<Reply> replies;
  auto batch = got(delivery.claim());
  ASSERT_EQ(batch.size(), 10U);
  for (auto& message : batch) {
    clock.moveTo(clock.now() + 1s);
    replies.push_back(reply(std::move(message), Kind::Retry));
  }
  ok(delivery.settle(std::move(replies), day("2017-10-02")));
  EXPECT_EQ(one("SELECT count(*) FROM message WHERE next_attempt > strftime('%Y-%m-%dT%H:%M:%fZ', "
                "'2017-10-02T08:00:00Z', '+90 seconds')"),
            "0");
  // The first that arrives takes the others along.
  clock.moveTo(got(delivery.nextAttempt()).value());
  batch = got(delivery.claim());
  ASSERT_FALSE(batch.empty());
  const auto waiting = 10U - batch.size();
  replies.clear();
  for (auto& message : batch) replies.push_back(reply(std::move(message), Kind::Delivered));
  ok(delivery.settle(std::move(replies), day("2017-10-02")));
  EXPECT_GT(waiting, 0U);
  EXPECT_EQ(got(delivery.claim()).size(), waiting);
}

TEST_F(TheDelivery, LeavesNoMoreThanTheRateInAMinute) {
  attempt(Kind::Delivered);
  for (int i = 0; i < 5; ++i) {
    store::Message message;
    message.messageId = "m" + std::to_string(i);
    message.channel = "smtp";
    message.endpoint = "smtp";
    message.to = "Ann";
    message.createdAt = clock.now();
    message.day = day("2017-10-02");
    got(store->freeze(message));
  }
  Delivery slow(*store, clock, {"smtp", 2, {}});
  EXPECT_EQ(got(slow.waitForRate()), std::nullopt);
  EXPECT_EQ(got(slow.claim()).size(), 2U);
  EXPECT_EQ(got(slow.waitForRate()), 60s);
  EXPECT_EQ(got(slow.readyNow()), 3U);
  EXPECT_TRUE(got(slow.claim()).empty());
  const auto next = got(slow.nextAttempt());
  ASSERT_TRUE(next);
  EXPECT_EQ(*next, clock.now() + 60s);
  clock.moveTo(*next);
  EXPECT_EQ(got(slow.claim()).size(), 2U);
}

TEST_F(TheDelivery, HasNoMoreUnderWayThanABatchAndWhatItsConnectionsCarry) {
  attempt(Kind::Delivered);
  DeliveryOptions options{(folder / "mail").string(), 0, {"office"}};
  options.connections = {{(folder / "mail").string(), 8}, {"office", 2}};
  Delivery many(*store, clock, options);
  ok(store->setSetting("as_of", std::nullopt));
  for (int i = 0; i < 250; ++i) freezeFor("Person " + std::to_string(i));
  for (int i = 0; i < 110; ++i) freezeFor("office", "office");
  const auto claimed = got(many.claim());
  const auto ofMail = [&](const store::Message& message) { return message.endpoint != "office"; };
  EXPECT_EQ(std::count_if(claimed.begin(), claimed.end(), ofMail), Delivery::kBatch + 8);
  EXPECT_EQ(claimed.size(), 2 * Delivery::kBatch + 8 + 2);
  EXPECT_TRUE(got(many.claim()).empty());
  // A batch is back: another goes out while the connections are busy with what is left.
  std::vector<Reply> back;
  for (const auto& message : claimed)
    if (ofMail(message) && back.size() < Delivery::kBatch) back.push_back(reply(message, Kind::Delivered));
  ok(many.settle(std::move(back), day("2017-10-02")));
  EXPECT_EQ(got(many.claim()).size(), Delivery::kBatch);
  EXPECT_EQ(many.inFlight(), 2 * Delivery::kBatch + 8 + 2);
  // That many a crash repeats, and no more.
  EXPECT_EQ(got(store->reclaim()), 2 * Delivery::kBatch + 8 + 2);
}

TEST_F(TheDelivery, GivesBackWhatAnEarlierProcessHadClaimed) {
  const auto claimed = got(delivery.claim());
  ASSERT_EQ(claimed.size(), 1U);
  Delivery next(*store, clock, {(folder / "mail").string(), 0, {}});
  EXPECT_TRUE(got(next.claim()).empty());
  EXPECT_EQ(got(next.reclaim()), 1U);
  const auto again = got(next.claim());
  ASSERT_EQ(again.size(), 1U);
  EXPECT_EQ(again.front().messageId, claimed.front().messageId);
}

}  // namespace
}  // namespace chaser::daemon
