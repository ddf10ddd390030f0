// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "common/clock.h"
#include "daemon/configuration.h"
#include "daemon/delivery.h"
#include "daemon/engine.h"
#include "store/ports.h"

/// The one thread that owns the writing connection. It ticks when something changed, when a date comes and
/// when it is told to; claims what is ready and gives it to the loop; settles what comes back. It looks at
/// the database's data_version once a second, so that what other programs write is seen within that time.
namespace chaser::daemon {

class EngineThread {
 public:
  /// Called on the engine's thread; they post to the loop.
  struct Events {
    std::function<void(std::vector<store::Message>)> send;
    std::function<void(const TickReport&, std::vector<std::string> heldEndpoints)> ticked;
    std::function<void(const Error&)> failed;  ///< a tick, claim or settlement; tried again in a second
  };

  /// Takes the store. `clock` outlives it. Nothing runs before start().
  EngineThread(std::unique_ptr<store::Store> store, const Clock& clock,
               const std::shared_ptr<const Configuration>& configuration, Events events);
  ~EngineThread();
  EngineThread(const EngineThread&) = delete;
  EngineThread& operator=(const EngineThread&) = delete;

  void start();

  // From any thread:
  void wake();  ///< tick now: the wall clock was set
  void use(std::shared_ptr<const Configuration> configuration);
  void settle(Reply reply);
  void stopClaiming();  ///< nothing new is sent
  /// Stops a tick between batches, stores the replies that came, releases what is still claimed, and joins.
  void stop();

  /// Grows while the thread lives: with every round and every batch. A lock that somebody else holds is no
  /// standstill.
  [[nodiscard]] std::uint64_t beats() const { return beats_; }

 private:
  struct Inbox {
    std::vector<Reply> replies;
    std::shared_ptr<const Configuration> configuration;
    bool wake = false;
  };
  void run();
  Inbox waitForWork(std::chrono::milliseconds atMost);
  void round(Inbox inbox);
  void work(Inbox inbox);
  void tick();
  void sendReady();
  void release();
  void failed(const Error& error);
  /// Whether nothing but deliveries came of it, so that the next tick may wait.
  Result<bool> storeReplies(std::vector<Reply> replies);
  bool clockWasSet();
  void tickSoon();
  void settleNoted();
  [[nodiscard]] std::chrono::milliseconds untilSettling() const;
  [[nodiscard]] std::chrono::milliseconds untilNext() const;

  const Clock& clock_;
  Events events_;
  // Of the engine's thread alone once it runs.
  std::unique_ptr<store::Store> store_;
  Engine engine_;
  Delivery delivery_;
  Date today_;
  std::optional<std::int64_t> dataVersion_;
  std::optional<Instant> nextTick_;  // absent: at once
  std::optional<Instant> nextSend_;
  std::chrono::milliseconds tickedAt_{0};             // by the boot clock
  std::optional<std::chrono::milliseconds> notedAt_;  // by the boot clock, the first that is not settled
  std::chrono::milliseconds settleFrom_{0};           // after a failure, by the boot clock
  std::optional<std::int64_t> clockOffset_;  // of the wall clock from the boot clock, in milliseconds
  bool clockHeld_ = false;                   // the last tick did not believe the clock: nothing leaves
  bool failed_ = false;                      // in this round
  // Shared.
  std::mutex mutex_;
  std::condition_variable changed_;
  Inbox inbox_;
  std::size_t enough_ = 1;  // replies for which the thread wakes up
  std::atomic<bool> claiming_{true};
  std::atomic<bool> stopping_{false};
  std::atomic<std::uint64_t> beats_{0};
  std::thread thread_;
};

}  // namespace chaser::daemon
