// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>

#include "common/instant.h"

namespace chaser {

/// The one door through which time enters. The pure rooms never see it: they are given `today`. The shell is
/// handed a Clock at construction: the system's in chaserd, a scripted one in chaserd-sim and in tests.
class Clock {
 public:
  virtual ~Clock() = default;

  /// The wall clock: what people mean by now. It may be set, forwards or back.
  [[nodiscard]] virtual Instant now() const = 0;

  /// Time since boot, suspended time included; it only ever grows. An implausible jump of the wall clock is
  /// recognised by comparing the two.
  [[nodiscard]] virtual std::chrono::milliseconds sinceBoot() const = 0;
};

}  // namespace chaser
