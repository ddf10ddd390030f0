// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <spdlog/logger.h>

#include <memory>

#include "common/clock.h"
#include "common/result.h"
#include "daemon/configuration.h"

namespace chaser::daemon {

/// The daemon: the loop on the calling thread (signals, timers, what is sent), the engine on its own.
/// Constructed, run until a signal, and torn down in reverse order.
class App {
 public:
  /// `clock` outlives it.
  App(ConfigurationSources sources, std::shared_ptr<const Configuration> configuration, const Clock& clock,
      std::shared_ptr<spdlog::logger> log);
  ~App();
  App(const App&) = delete;
  App& operator=(const App&) = delete;

  /// Takes the engine's lock and opens the database. Fails with a sentence for the person who starts it.
  Outcome open();
  /// Until SIGTERM or SIGINT. SIGHUP reloads. REQUIRES: open() succeeded.
  void run();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace chaser::daemon
