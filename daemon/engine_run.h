// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "daemon/engine.h"
#include "daemon/set_aside.h"

/// What the two files of the engine share (engine.cc: the tick as a whole; drain.cc: looking at actions).
namespace chaser::daemon {

struct Engine::Look {
  ActionId action;
  std::optional<Date> editedOn = std::nullopt;
  std::optional<Date> lookOn = std::nullopt;
  std::optional<Date> knownFrom = std::nullopt;
  std::vector<std::string> editedBy = {};
  /// Nothing but the day brought it: what its ladders want is no news, and no storm.
  bool dayCame = false;
};

struct Engine::Batch {
  std::vector<Look> looks;
  /// Moves the cursor that brought the looks here, in the same transaction.
  std::function<Outcome()> moveCursor;
  bool last = false;  ///< nothing is left after it
};

/// What an attempt at a batch comes to, should it be stored.
struct Engine::Attempt {
  TickReport counts = {};
  std::set<PlanId> farDates = {};  ///< as in Run
};

struct Engine::Run {
  const Pulse& pulse;
  Instant now;
  TickReport report = {};
  std::int64_t tick = 0;
  bool tickIsOpen = false;  ///< its number is stored: the storm guard has to judge it
  std::int64_t cursor = 0;
  bool coldPassIsDue = false;
  std::optional<Date> lastDay = std::nullopt;  ///< as stored
  std::vector<alerts::Silence> silences = {};
  SetAside setAside = {};
  std::set<ActionId> looked = {};    ///< as the report counts them: each once, whatever made it be looked at
  std::set<PlanId> farDates = {};    ///< plans whose coordinators know of their far dates: asked once a tick
  std::set<ActionId> advanced = {};  ///< by the agenda in this tick: a row is not looked at twice for one day

  [[nodiscard]] bool goesOn() {
    if (!report.interrupted && pulse && !pulse()) report.interrupted = true;
    return !report.interrupted;
  }
};

}  // namespace chaser::daemon
