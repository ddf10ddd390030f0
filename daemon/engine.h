// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/clock.h"
#include "common/result.h"
#include "daemon/clock_guard.h"
#include "daemon/configuration.h"
#include "daemon/dispatcher.h"
#include "daemon/memory.h"
#include "store/ports.h"

/// The tick: what changed and what is due is looked at, alerts move on, and what may leave is frozen into
/// messages. Plain synchronous code for one thread, the one that owns the writing connection. It decides
/// nothing itself: advance and dispatch (alerts/) do, the store keeps, this class brings the two together in
/// short transactions.
namespace chaser::daemon {

/// Rows of the audit in one transaction: other writers wait for no longer than that takes. A tick seals so
/// many.
inline constexpr std::size_t kSealAtOnce = 1000;

struct TickReport {
  Date today;
  std::size_t looked = 0;        ///< actions that were looked at, each counted once
  std::size_t fired = 0;         ///< alerts that fired in this tick
  std::size_t resolved = 0;      ///< alerts that were resolved in this tick
  std::size_t wanted = 0;        ///< items wanted
  std::size_t newlyWanted = 0;   ///< of these, what the storm guard judges: not those whose day had come
  std::size_t messages = 0;      ///< messages frozen
  std::size_t dropped = 0;       ///< items that will never be said
  std::size_t nobodyToTell = 0;  ///< items that wait for an address: nobody who could be told has one
  std::size_t setAside = 0;      ///< rows that failed and are left alone for an hour
  std::size_t held = 0;          ///< alerts that wait for `chaser approve`
  std::size_t sealed = 0;        ///< audit rows sealed
  std::size_t forgotten = 0;     ///< messages, attempts and texts of the audit that were kept long enough
  std::string auditFault;        ///< why none is sealed any more: somebody tampered with the audit
  bool interrupted = false;      ///< the pulse asked to stop; the next tick goes on where this one was
  std::string clockHold;         ///< why the wall clock is not believed; nothing was done then
  std::string homeHold;          ///< why nothing is sent (home.h); plans are looked at all the same
  /// When to tick next if nobody edits anything; at the latest when the next day begins.
  std::optional<Instant> nextWake;
  std::vector<std::string>
      faults;  ///< for the log: rows and templates that failed, and why; refs and ids only
  /// One line for systemd and the log: `3 messages frozen; next look 2017-10-03T07:30:00.000Z`.
  std::string status;
};

class Engine {
 public:
  /// Called between batches: sign of life, and the chance to stop a long tick (false).
  using Pulse = std::function<bool()>;

  /// `store` and `clock` outlive the engine. `write` gives messages their words.
  Engine(store::Store& store, const Clock& clock, std::shared_ptr<const Configuration> configuration,
         LetterWriter write = &writeLetter);

  /// Looks at everything that changed or is due, once. Calling it again at once changes nothing and writes
  /// nothing. A failure (ErrorKind::Busy: somebody holds the lock) leaves every batch before it durable and
  /// the rest undone; the next call goes on there.
  Result<TickReport> tick(const Pulse& pulse = {});

  /// Swaps the configuration. When what verdicts hang on has changed, the next tick begins a cold pass.
  void use(std::shared_ptr<const Configuration> configuration);
  [[nodiscard]] const Configuration& configuration() const { return *configuration_; }

  /// Something else than the change log made items move: a message did not arrive or was taken apart, another
  /// program wrote, what was held was let go. Whoever writes such things by the engine's own connection has
  /// to say so. That messages arrived brings their alerts up by itself.
  void lookAtOutbox() { outboxMoved_ = true; }

 private:
  /// A tick that found nothing to do, and by what one knows that the next will not either.
  struct Rest {
    store::WriteMark mark;
    memory::Remembered remembered;
    TickReport report;
  };
  struct Run;      // one tick in progress
  struct Look;     // one action to be advanced
  struct Batch;    // what one transaction is about
  struct Attempt;  // what may come of it
  [[nodiscard]] bool standsStill(const Rest& rest, const store::WriteMark& mark) const;
  Result<TickReport> tick(const Pulse& pulse, Date today, const memory::Remembered& remembered,
                          const store::WriteMark& mark);
  Outcome rememberRest(const Run& run, const memory::Remembered& remembered, const store::WriteMark& mark);
  Result<bool> announceColdPass(const memory::Remembered& remembered);
  Run open(const Pulse& pulse, Date today, const memory::Remembered& remembered) const;
  Outcome drain(Run& run);
  Outcome lookAtChanges(Run& run);
  Outcome lookAtDue(Run& run);
  Outcome lookAtRested(Run& run);
  Outcome coldPass(Run& run);
  Outcome rememberColdPass();
  Result<bool> inTransaction(Run& run, const std::function<Result<Batch>()>& gather);
  Result<bool> attempt(Run& run, const Batch& batch, Attempt& made);
  Result<bool> advanceAll(Run& run, const Batch& batch, Attempt& made);
  Outcome advanceOne(Run& run, const Look& look, store::Seen& seen, Attempt& made);
  Outcome sendOff(Run& run);
  Outcome close(Run& run);

  store::Store& store_;
  const Clock& clock_;
  std::shared_ptr<const Configuration> configuration_;
  std::string fingerprint_;  // of the configuration: making it takes longer than an idle tick
  ClockGuard clockGuard_;
  Dispatcher dispatcher_;
  std::optional<Rest> rest_;
  /// As the last tick that was whole found it when it began: what others wrote until then it has seen.
  std::optional<std::int64_t> writtenByOthers_;
  bool outboxMoved_ = true;
  std::size_t nobodyToTell_ = 0;          // as the last dispatch found it
  std::optional<Instant> dispatchAgain_;  // when an item that waits may leave
};

}  // namespace chaser::daemon
