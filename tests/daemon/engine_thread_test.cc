// SPDX-License-Identifier: Apache-2.0
#include "daemon/engine_thread.h"

#include <atomic>
#include <condition_variable>
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
  SharedClock wall;
  Heard heard;
};

TEST_F(TheThread, SendsNothingByAClockThatItDoesNotBelieve) {
  EngineThread thread(got(store::open((folder / "plan.db").string(), store::Mode::ReadWrite)), wall,
                      configuration, events());
  thread.start();
  ASSERT_TRUE(heard.wait([&] { return heard.sent.size() == 1; }));
  notifiers::DeliveryOutcome later;
  later.kind = notifiers::DeliveryOutcome::Kind::Retry;
  // Nobody says that it was set: the thread sees it.
  wall.setWall(at("2018-10-02T08:00:00Z"));
  thread.settle({heard.sent.front(), later, wall.now()});
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

/// Frozen, and about nothing: what is looked at is how they leave.
void freezeMany(store::Store& store, int count, const std::string& endpoint, Instant now) {
  for (int i = 0; i < count; ++i) {
    store::Message message;
    message.messageId = "many-" + std::to_string(i);
    message.channel = "maildir";
    message.endpoint = endpoint;
    message.to = "Somebody";
    message.createdAt = now;
    message.day = day("2017-10-02");
    got(store.freeze(message));
  }
}

TEST_F(TheThread, ClaimsTheNextBatchWhileTheConnectionsCarryWhatIsLeft) {
  // More than two batches, the one of the action's owner among them.
  freezeMany(*store, 249, (folder / "mail").string(), clock.now());
  constexpr std::size_t carried = 1;  // a folder takes one at a time
  EngineThread thread(got(store::open((folder / "plan.db").string(), store::Mode::ReadWrite)), wall,
                      configuration, events());
  thread.start();
  const auto sent = [&] { return heard.sent.size(); };
  ASSERT_TRUE(heard.wait([&] { return sent() == Delivery::kBatch + carried; })) << sent();
  const auto answer = [&](std::size_t from, std::size_t to) {
    for (std::size_t i = from; i < to; ++i) thread.settle({heard.sent[i], {}, wall.now()});
  };
  answer(0, Delivery::kBatch);
  ASSERT_TRUE(heard.wait([&] { return sent() == 2 * Delivery::kBatch + carried; })) << sent();
  EXPECT_EQ(one("SELECT count(*) FROM arrived"), std::to_string(Delivery::kBatch))
      << "noted, and no more yet";
  answer(Delivery::kBatch, 2 * Delivery::kBatch + carried);
  ASSERT_TRUE(heard.wait([&] { return sent() == 250; })) << sent();
  answer(2 * Delivery::kBatch + carried, 250);
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
  freezeMany(*store, 9, (folder / "mail").string(), clock.now());
  EngineThread thread(got(store::open((folder / "plan.db").string(), store::Mode::ReadWrite)), wall,
                      configuration, events());
  thread.start();
  ASSERT_TRUE(heard.wait([&] { return heard.sent.size() == 10; }));
  const auto count = [&](const std::string& what) {
    return [this, what] { return one("SELECT count(*) FROM " + what); };
  };
  const auto becomes = [](const auto& ask, const std::string& number) {
    for (int i = 0; i < 1000 && ask() != number; ++i) std::this_thread::sleep_for(10ms);
    return ask();
  };
  for (std::size_t i = 0; i < 9; ++i) thread.settle({heard.sent[i], {}, wall.now()});
  EXPECT_EQ(becomes(count("arrived"), "9"), "9");
  wall.moveBy(5s);
  EXPECT_EQ(becomes(count("message WHERE state = 'sent'"), "9"), "9");
  EXPECT_EQ(count("arrived")(), "0");
}

TEST_F(TheThread, TriesOnceASecondToSettleWhatCannotBeSettled) {
  freezeMany(*store, 60, (folder / "mail").string(), clock.now());
  std::atomic<int> failures{0};
  auto listening = events();
  listening.failed = [&](const Error&) { ++failures; };
  EngineThread thread(got(store::open((folder / "plan.db").string(), store::Mode::ReadWrite)), wall,
                      configuration, std::move(listening));
  thread.start();
  ASSERT_TRUE(heard.wait([&] { return heard.sent.size() == 61; }));
  sql("CREATE TRIGGER full BEFORE INSERT ON attempt BEGIN SELECT RAISE(ABORT, 'full'); END");
  for (std::size_t i = 0; i < 60; ++i) thread.settle({heard.sent[i], {}, wall.now()});
  for (int i = 0; i < 1000 && one("SELECT count(*) FROM arrived") != "60"; ++i)
    std::this_thread::sleep_for(10ms);
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
  for (int i = 0; i < 1000 && one("SELECT count(*) FROM message WHERE state = 'sent'") != "60"; ++i)
    std::this_thread::sleep_for(10ms);
  EXPECT_EQ(one("SELECT count(*) FROM message WHERE state = 'sent'"), "60");
}

TEST_F(TheThread, LeavesNothingNotedWhenItEnds) {
  freezeMany(*store, 9, (folder / "mail").string(), clock.now());
  EngineThread thread(got(store::open((folder / "plan.db").string(), store::Mode::ReadWrite)), wall,
                      configuration, events());
  thread.start();
  ASSERT_TRUE(heard.wait([&] { return heard.sent.size() == 10; }));
  for (std::size_t i = 0; i < 5; ++i) thread.settle({heard.sent[i], {}, wall.now()});
  for (int i = 0; i < 1000 && one("SELECT count(*) FROM arrived") != "5"; ++i)
    std::this_thread::sleep_for(10ms);
  thread.stop();
  EXPECT_EQ(one("SELECT count(*) FROM arrived"), "0");
  EXPECT_EQ(one("SELECT count(*) FROM message WHERE state = 'sent'"), "5");
}

}  // namespace
}  // namespace chaser::daemon
