// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "common/clock.h"
#include "common/result.h"
#include "daemon/configuration.h"
#include "daemon/engine.h"

namespace chaser::daemon {

struct OnceReport {
  TickReport tick;
  std::size_t sent = 0;
  std::size_t retry = 0;   ///< not delivered now; the next run tries again
  std::size_t dead = 0;    ///< refused for good; the coordinator is told
  std::size_t left = 0;    ///< ready, and not tried within the limit: the rate lets so many leave in a minute
  bool begunAnew = false;  ///< it was only rehearsed before: what the engine had made was forgotten
  /// What went wrong, one line each, for the person who called: rows that were set aside, templates that
  /// failed, and for each endpoint the last words with which it did not take a message. These may hold what a
  /// mail server said of a person: they are for the terminal, not for a log.
  std::vector<std::string> troubles;
};

/// One tick, then everything that is ready is handed over until it is settled or `limit` has passed: for
/// cron, and for trying things out. Takes the engine's lock: beside a running chaserd it refuses and names
/// that process.
Result<OnceReport> runOnce(const std::shared_ptr<const Configuration>& configuration, const Clock& clock,
                           std::chrono::seconds limit);

}  // namespace chaser::daemon
