// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/result.h"
#include "daemon/configuration.h"
#include "daemon/engine.h"
#include "daemon/sim/script.h"
#include "daemon/sim/scripted_clock.h"

/// Months in seconds: the real engine, store and delivery under a scripted clock that jumps from one thing to
/// do to the next. Nothing is left out and nothing is decided here, so that what it shows is what the daemon
/// would have done.
namespace chaser::daemon {

class Simulation {
 public:
  /// Opens the database under the engine's lock, at that instant.
  static Result<std::unique_ptr<Simulation>> open(std::shared_ptr<const Configuration> configuration,
                                                  Instant from);
  ~Simulation();

  /// What will happen, in the order of time. Events in the past happen at once.
  void add(std::vector<ScriptEvent> events);

  /// Up to and including that instant.
  Outcome runUntil(Instant to);
  /// One tick now, and everything that is ready is delivered.
  Outcome tick();

  [[nodiscard]] Instant now() const;
  [[nodiscard]] const TickReport& lastTick() const;
  [[nodiscard]] store::Store& store();
  /// Events that could not be done: a statement that SQLite refused, with its words.
  [[nodiscard]] const std::vector<std::string>& mishaps() const;

 private:
  class Impl;
  explicit Simulation(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace chaser::daemon
