// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "common/result.h"
#include "daemon/configuration.h"
#include "daemon/letters.h"
#include "daemon/standing.h"
#include "daemon/weekly_readers.h"
#include "store/ports.h"

/// From wanted items to frozen messages: looks up who holds each role now, asks dispatch() what leaves,
/// composes and renders it, and freezes it with its items in one transaction. Every item that stays or goes
/// gets its reason.
namespace chaser::daemon {

struct DispatchReport {
  std::size_t messages = 0;
  std::size_t dropped = 0;
  std::size_t nobodyToTell =
      0;  ///< items that wait because no address is known for anybody who could be told
  std::optional<Instant> lookAgain;  ///< when an item that waits may leave
  bool interrupted = false;          ///< the pulse asked to stop; what was frozen stays so
  std::vector<std::string> faults;   ///< templates that failed, messages that could not be written
  /// Somebody edited the plan meanwhile, or notices were added: look at the change log and call again.
  bool again = false;
};

class Dispatcher {
 public:
  Dispatcher(store::Store& store, LetterWriter write) : store_(store), write_(std::move(write)) {}

  /// Looks at all that waits, or where it knows what the last run left, at what can have changed since: what
  /// is new, what is about `actions`, and those recipients whose time has come. What comes of it is the same.
  /// `drainedTo` is the change_log.seq up to which alerts are as true as the rows. Nothing is frozen once the
  /// log has grown beyond it: an edit that comes just before sending still stops a message. `pulse` is called
  /// between batches; false stops it.
  Result<DispatchReport> run(const Configuration& configuration, Date today, Instant now,
                             std::int64_t drainedTo, const std::set<ActionId>& actions,
                             const std::function<bool()>& pulse);

  /// Another configuration, another day, or something that neither an action nor the clock brings about: what
  /// the last run left is no longer believed.
  void lookAtAll() {
    standing_ = {};
    weekly_.reset();
  }

 private:
  store::Store& store_;
  LetterWriter write_;
  Standing standing_;
  std::optional<WeeklyReaders> weekly_;  // as the last run found them
};

}  // namespace chaser::daemon
