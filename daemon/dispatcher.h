// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "common/clock.h"
#include "common/result.h"
#include "daemon/configuration.h"
#include "store/ports.h"

/// From wanted items to frozen messages: looks up who holds each role now, asks dispatch() what leaves,
/// composes and renders it, and freezes it with its items in one transaction. Every item that stays or goes
/// gets its reason.
namespace chaser::daemon {

struct DispatchReport {
  std::size_t messages = 0;
  std::size_t dropped = 0;
  std::optional<Instant> lookAgain;  ///< when an item that waits may leave
  std::vector<std::string> faults;   ///< templates that failed, items that could not be composed
};

class Dispatcher {
 public:
  explicit Dispatcher(store::Store& store) : store_(store) {}

  /// REQUIRES: the change log is drained, so that alerts are as true as the rows; no transaction is open.
  Result<DispatchReport> run(const Configuration& configuration, Date today, Instant now);

 private:
  store::Store& store_;
};

}  // namespace chaser::daemon
