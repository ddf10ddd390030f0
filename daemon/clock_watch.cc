// SPDX-License-Identifier: Apache-2.0
#include "daemon/clock_watch.h"

#include <sys/timerfd.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <cerrno>
#include <cstdint>
#include <ctime>
#include <utility>

namespace chaser::daemon {

namespace {

constexpr std::time_t kFarAway = 10L * 366 * 24 * 3600;

}  // namespace

class ClockWatch::Timer : public std::enable_shared_from_this<Timer> {
 public:
  Timer(boost::asio::io_context& io, std::function<void()> onSet)
      : descriptor_(io), onSet_(std::move(onSet)) {}

  bool open() {
    const int fd = timerfd_create(CLOCK_REALTIME, TFD_NONBLOCK | TFD_CLOEXEC);
    if (fd < 0) return false;
    descriptor_.assign(fd);
    return arm();
  }

  void wait() {
    descriptor_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                           [self = shared_from_this()](const boost::system::error_code& error) {
                             if (error || !self->descriptor_.is_open()) return;
                             std::uint64_t expirations = 0;
                             const auto read =
                                 ::read(self->descriptor_.native_handle(), &expirations, sizeof(expirations));
                             const bool wasSet = read < 0 && errno == ECANCELED;
                             if (self->arm()) self->wait();
                             if (wasSet) self->onSet_();
                           });
  }

  void close() {
    boost::system::error_code ignored;
    descriptor_.close(ignored);
  }

 private:
  /// Far in the future: only its cancellation is of interest.
  bool arm() {
    itimerspec when{};
    when.it_value.tv_sec = std::time(nullptr) + kFarAway;
    return timerfd_settime(descriptor_.native_handle(), TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &when,
                           nullptr) == 0;
  }

  boost::asio::posix::stream_descriptor descriptor_;
  std::function<void()> onSet_;
};

ClockWatch::ClockWatch(boost::asio::io_context& io, std::function<void()> onSet)
    : timer_(std::make_shared<Timer>(io, std::move(onSet))) {
  if (timer_->open()) timer_->wait();
}

ClockWatch::~ClockWatch() {
  timer_->close();
}

}  // namespace chaser::daemon
