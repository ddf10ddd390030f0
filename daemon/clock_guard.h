// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "common/clock.h"
#include "common/result.h"
#include "common/zone.h"
#include "daemon/memory.h"
#include "store/ports.h"

/// Which day it is, for the engine. Today never goes back: it is the later of the wall clock's civil day and
/// the last day that was evaluated. And a day that can't be true is not believed: people would be chased for
/// dates that have not passed, and no message can be taken back.
namespace chaser::daemon {

struct ClockJudgement {
  Date today;
  std::string hold;  ///< why the clock is not believed; empty: it is
};

class ClockGuard {
 public:
  /// A jump of the wall clock this far beyond the boot clock is not believed.
  static constexpr std::chrono::hours kPlausibleJump{36};
  /// A start this long after the last tick is not believed.
  static constexpr Days kPlausibleAbsence{45};

  /// Judges the clock as it is now. What it holds is kept in the setting `clock.hold` until the clock is
  /// plausible again or `clock.approved` is set; neither is written while nothing changes. An empty database
  /// has no last tick and nothing to be implausible against.
  Result<ClockJudgement> judge(store::EngineStore& store, const memory::Remembered& remembered,
                               const Clock& clock, const Zone& zone);

 private:
  struct Look {
    Instant wall;
    std::chrono::milliseconds boot;
  };
  std::optional<Look> lastBelieved_;
};

}  // namespace chaser::daemon
