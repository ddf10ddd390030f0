// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "common/result.h"
#include "common/zone.h"
#include "daemon/sim/simulation.h"

/// The door through which scenarios move the simulated clock: a unix socket, one command a line, one reply a
/// line.
///
///     now                        ok 2017-10-02T08:00:00.000Z
///     advance 1d                 runs everything of that day, then as above
///     until 2017-11-01T09:00     the same, to a local time
///     tick                       one tick at this instant
///     quit                       ends the simulation
///
/// A command that fails answers `error …`.
namespace chaser::daemon {

struct ControlReply {
  std::string line;
  bool quit = false;
};

ControlReply obey(Simulation& simulation, const Zone& zone, std::string_view command);

/// Serves one client after another until one says `quit`. A socket file that is left over is replaced.
Outcome serveControl(Simulation& simulation, const Zone& zone, const std::string& socketPath);

}  // namespace chaser::daemon
