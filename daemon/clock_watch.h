// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>

namespace boost::asio {
class io_context;
}

namespace chaser::daemon {

/// Says when the wall clock is set, by a timer that the kernel cancels then (timerfd,
/// TFD_TIMER_CANCEL_ON_SET). Without such a timer (a kernel that refuses it) it says nothing, and the poll of
/// the engine's thread is all there is.
class ClockWatch {
 public:
  /// `onSet` is called on the thread that runs `io`, which outlives this.
  ClockWatch(boost::asio::io_context& io, std::function<void()> onSet);
  ~ClockWatch();
  ClockWatch(const ClockWatch&) = delete;
  ClockWatch& operator=(const ClockWatch&) = delete;

 private:
  class Timer;
  std::shared_ptr<Timer> timer_;  // shared with the handler that waits in the loop
};

}  // namespace chaser::daemon
