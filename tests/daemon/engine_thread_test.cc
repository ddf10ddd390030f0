// SPDX-License-Identifier: Apache-2.0
#include "daemon/engine_thread.h"

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

#include "tests/daemon/house.h"

namespace chaser::daemon {
namespace {

using namespace std::chrono_literals;

/// Moved by the test while the engine's thread looks at it.
class SharedClock final : public Clock {
 public:
  explicit SharedClock(Instant start) : wall_(start.millis()) {}
  [[nodiscard]] Instant now() const override { return Instant::fromMillis(wall_); }
  [[nodiscard]] std::chrono::milliseconds sinceBoot() const override {
    return std::chrono::milliseconds(boot_);
  }
  void moveBy(std::chrono::milliseconds span) {
    boot_ += span.count();
    wall_ += span.count();
  }
  void setWall(Instant when) { wall_ = when.millis(); }

 private:
  std::atomic<std::int64_t> wall_;
  std::atomic<std::int64_t> boot_{3600000};
};

/// What the thread said last.
struct Heard {
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<store::Message> sent;
  std::string clockHold;
  std::size_t ticks = 0;

  template <typename Predicate>
  bool wait(Predicate holds) {
    std::unique_lock lock(mutex);
    return changed.wait_for(lock, 10s, holds);
  }
};

class TheThread : public House {
 protected:
  TheThread() : wall(clock.now()) { addAction("16.1", "2017-09-30"); }
  EngineThread::Events events() {
    EngineThread::Events events;
    events.send = [this](std::vector<store::Message> batch) {
      const std::lock_guard lock(heard.mutex);
      for (auto& message : batch) heard.sent.push_back(std::move(message));
      heard.changed.notify_all();
    };
    events.ticked = [this](const TickReport& report, const std::vector<std::string>&) {
      const std::lock_guard lock(heard.mutex);
      heard.clockHold = report.clockHold;
      ++heard.ticks;
      heard.changed.notify_all();
    };
    events.failed = [](const Error&) {};
    return events;
  }
  /// Works on the house's database, besides it.
  std::unique_ptr<EngineThread> started(EngineThread::Events events) {
    auto thread = std::make_unique<EngineThread>(
        got(store::open((folder / "plan.db").string(), store::Mode::ReadWrite)), wall, configuration,
        std::move(events));
    thread->start();
    return thread;
  }
  /// Besides the one of the action's owner. Frozen, and about nothing: what is looked at is how they leave.
  void freezeMany(int count) {
    for (int i = 0; i < count; ++i) {
      store::Message message;
      message.messageId = "many-" + std::to_string(i);
      message.channel = "maildir";
      message.endpoint = (folder / "mail").string();
      message.to = "Somebody";
      message.createdAt = clock.now();
      message.day = day("2017-10-02");
      got(store->freeze(message));
    }
  }
  bool areSent(std::size_t count) {
    return heard.wait([&] { return heard.sent.size() == count; });
  }
  void arrive(EngineThread& thread, std::size_t from, std::size_t to) {
    // The thread sends more as soon as it has heard of the first.
    std::vector<store::Message> messages;
    {
      const std::lock_guard lock(heard.mutex);
      for (std::size_t i = from; i < to; ++i) messages.push_back(heard.sent.at(i));
    }
    for (auto& message : messages) thread.settle({std::move(message), {}, wall.now()});
  }
  /// What `SELECT count(*) FROM` gives, once it is that many or ten seconds have passed.
  std::string becomes(const std::string& many, const std::string& what) {
    const auto query = "SELECT count(*) FROM " + what;
    for (int i = 0; i < 1000 && one(query) != many; ++i) std::this_thread::sleep_for(10ms);
    return one(query);
  }
  SharedClock wall;
  Heard heard;
};

TEST_F(TheThread, SendsNothingByAClockThatItDoesNotBelieve) {
  const auto thread = started(events());
  ASSERT_TRUE(heard.wait([&] { return heard.sent.size() == 1; }));
  notifiers::DeliveryOutcome later;
  later.kind = notifiers::DeliveryOutcome::Kind::Retry;
  // Nobody says that it was set: the thread sees it.
  wall.setWall(at("2018-10-02T08:00:00Z"));
  thread->settle({heard.sent.front(), later, wall.now()});
  ASSERT_TRUE(heard.wait([&] { return !heard.clockHold.empty(); }));
  std::size_t ticks = 0;
  heard.wait([&] { return (ticks = heard.ticks) > 0; });
  wall.moveBy(2s);
  ASSERT_TRUE(heard.wait([&] { return heard.ticks > ticks; })) << "it looks at the clock again and again";
  EXPECT_TRUE(heard.wait([&] { return heard.sent.size() == 1; }));
  // Put right, it goes on where it was: the first retry comes after a minute.
  wall.setWall(at("2017-10-02T08:00:00Z"));
  wall.moveBy(5min);
  ASSERT_TRUE(heard.wait([&] { return heard.sent.size() == 2; }));
  EXPECT_EQ(one("SELECT attempts FROM message"), "1");
}

TEST_F(TheThread, ClaimsTheNextBatchWhileTheConnectionsCarryWhatIsLeft) {
  // More than two batches, the one of the action's owner among them.
  freezeMany(249);
  constexpr std::size_t carried = 1;  // a folder takes one at a time
  const auto thread = started(events());
  ASSERT_TRUE(areSent(Delivery::kBatch + carried));
  arrive(*thread, 0, Delivery::kBatch);
  ASSERT_TRUE(areSent(2 * Delivery::kBatch + carried));
  EXPECT_EQ(one("SELECT count(*) FROM arrived"), std::to_string(Delivery::kBatch))
      << "noted, and no more yet";
  arrive(*thread, Delivery::kBatch, 2 * Delivery::kBatch + carried);
  ASSERT_TRUE(areSent(250));
  arrive(*thread, 2 * Delivery::kBatch + carried, 250);
  // Once nothing is under way, what it means is looked at at once, though the clock stands still.
  const auto settled = [&] {
    return one("SELECT count(*) FROM message WHERE state = 'sent'") == "250" &&
           one("SELECT count(*) FROM audit WHERE seal IS NULL") == "0" &&
           one("SELECT count(*) FROM alert WHERE next_on <= '2017-10-02'") == "0";
  };
  for (int i = 0; i < 1000 && !settled(); ++i) std::this_thread::sleep_for(10ms);
  EXPECT_TRUE(settled());
}

TEST_F(TheThread, SettlesWhatArrivedWithinSecondsThoughOthersAreStillUnderWay) {
  freezeMany(9);
  const auto thread = started(events());
  ASSERT_TRUE(areSent(10));
  arrive(*thread, 0, 9);
  ASSERT_EQ(becomes("9", "arrived"), "9");
  wall.moveBy(5s);
  EXPECT_EQ(becomes("9", "message WHERE state = 'sent'"), "9");
  EXPECT_EQ(one("SELECT count(*) FROM arrived"), "0");
}

TEST_F(TheThread, TriesOnceASecondToSettleWhatCannotBeSettled) {
  freezeMany(60);
  std::atomic<int> failures{0};
  auto listening = events();
  listening.failed = [&](const Error&) { ++failures; };
  const auto thread = started(std::move(listening));
  ASSERT_TRUE(areSent(61));
  sql("CREATE TRIGGER full BEFORE INSERT ON attempt BEGIN SELECT RAISE(ABORT, 'full'); END");
  arrive(*thread, 0, 60);
  ASSERT_EQ(becomes("60", "arrived"), "60");
  wall.moveBy(5s);
  const auto failedTimes = [&](int times) {
    for (int i = 0; i < 1000 && failures < times; ++i) std::this_thread::sleep_for(10ms);
    std::this_thread::sleep_for(200ms);
    return failures.load();
  };
  EXPECT_EQ(failedTimes(1), 1) << "the disk is still full in a moment";
  wall.moveBy(1s);
  EXPECT_EQ(failedTimes(2), 2);
  sql("DROP TRIGGER full");
  wall.moveBy(1s);
  EXPECT_EQ(becomes("60", "message WHERE state = 'sent'"), "60");
}

TEST_F(TheThread, LeavesNothingNotedWhenItEnds) {
  freezeMany(9);
  const auto thread = started(events());
  ASSERT_TRUE(areSent(10));
  arrive(*thread, 0, 5);
  ASSERT_EQ(becomes("5", "arrived"), "5");
  thread->stop();
  EXPECT_EQ(one("SELECT count(*) FROM arrived"), "0");
  EXPECT_EQ(one("SELECT count(*) FROM message WHERE state = 'sent'"), "5");
}

}  // namespace
}  // namespace chaser::daemon
