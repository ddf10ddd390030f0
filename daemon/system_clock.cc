// SPDX-License-Identifier: Apache-2.0
#include "daemon/system_clock.h"

#include <ctime>

namespace chaser::daemon {

namespace {

std::chrono::milliseconds read(clockid_t clock) {
  timespec time{};
  clock_gettime(clock, &time);
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::seconds(time.tv_sec) +
                                                               std::chrono::nanoseconds(time.tv_nsec));
}

}  // namespace

Instant SystemClock::now() const {
  return Instant::fromMillis(read(CLOCK_REALTIME).count());
}

std::chrono::milliseconds SystemClock::sinceBoot() const {
  return read(CLOCK_BOOTTIME);
}

}  // namespace chaser::daemon
