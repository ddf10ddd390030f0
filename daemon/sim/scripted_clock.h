// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/clock.h"

namespace chaser::daemon {

/// A clock that stands until it is moved. Wall and boot clock move together, as on a machine that runs or
/// sleeps.
class ScriptedClock final : public Clock {
 public:
  explicit ScriptedClock(Instant start) : now_(start) {}
  [[nodiscard]] Instant now() const override { return now_; }
  [[nodiscard]] std::chrono::milliseconds sinceBoot() const override { return boot_; }

  /// To that instant; never back.
  void moveTo(Instant when) {
    if (when <= now_) return;
    boot_ += when - now_;
    now_ = when;
  }
  /// The wall clock alone, as when somebody sets it; back too.
  void setWall(Instant when) { now_ = when; }

 private:
  Instant now_;
  std::chrono::milliseconds boot_{std::chrono::hours(1)};
};

}  // namespace chaser::daemon
