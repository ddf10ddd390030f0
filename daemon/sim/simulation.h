// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/result.h"
#include "daemon/configuration.h"
#include "daemon/engine.h"
#include "daemon/letters.h"
#include "daemon/senders.h"
#include "daemon/sim/script.h"
#include "daemon/sim/scripted_clock.h"
#include "store/console.h"
#include "store/engine_lock.h"
#include "store/scratch.h"

/// Months in seconds: the real engine, store and delivery under a scripted clock that jumps from one thing to
/// do to the next. Nothing is left out and nothing is decided here, so that what it shows is what the daemon
/// would have done.
namespace chaser::daemon {

/// What a simulation plays on.
struct Stage {
  std::unique_ptr<store::Store> store;
  std::optional<store::EngineLock> lock;  ///< of a real database
  /// Another program that writes; without one no event of kind Sql can be done.
  std::optional<store::Console> console;
  std::function<std::unique_ptr<Senders>(boost::asio::io_context&, const Configuration&)> senders =
      &makeSenders;
  LetterWriter write = &writeLetter;
  /// Somebody says yes at once to whatever the storm guard holds.
  bool approves = false;

  /// The configured database itself, under the engine's lock, with real letters that are really sent.
  static Result<Stage> real(const Configuration& configuration);
  /// One that is thrown away: nothing is written down, nothing leaves, and letters have no words.
  static Result<Stage> rehearsal(const store::Scratch& scratch);
};

class Simulation {
 public:
  /// Begins at that instant.
  Simulation(Stage stage, std::shared_ptr<const Configuration> configuration, Instant from);
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
  std::unique_ptr<Impl> impl_;
};

}  // namespace chaser::daemon
