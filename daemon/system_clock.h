// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/clock.h"

namespace chaser::daemon {

/// The machine's clocks: CLOCK_REALTIME, and CLOCK_BOOTTIME, which counts while the machine sleeps.
/// Stateless.
class SystemClock final : public Clock {
 public:
  [[nodiscard]] Instant now() const override;
  [[nodiscard]] std::chrono::milliseconds sinceBoot() const override;
};

}  // namespace chaser::daemon
