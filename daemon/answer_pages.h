// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <spdlog/logger.h>

#include <functional>
#include <memory>

#include "common/clock.h"
#include "common/result.h"
#include "daemon/configuration.h"

namespace boost::asio {
class io_context;
}

/// The pages of answers as a part of the daemon: served where chaser.yaml says, while it says under which
/// address people reach them.
namespace chaser::daemon {

class AnswerPages {
 public:
  /// `io` and `clock` outlive it. `answered` is called on the loop's thread after an answer was recorded.
  AnswerPages(boost::asio::io_context& io, const Clock& clock, std::shared_ptr<spdlog::logger> log,
              std::function<void()> answered);
  ~AnswerPages();
  AnswerPages(const AnswerPages&) = delete;
  AnswerPages& operator=(const AnswerPages&) = delete;

  /// Takes a configuration: listens, goes on listening, listens elsewhere, or stops. When it can't, it says
  /// why and everything stays as it was.
  Outcome use(const std::shared_ptr<const Configuration>& configuration);
  /// Takes nothing new.
  void stop();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace chaser::daemon
