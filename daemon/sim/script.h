// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/diagnostic.h"
#include "common/result.h"
#include "common/zone.h"

/// What happens to the simulated plan besides the passing of time. One event a line, at a local time:
///
///     2017-11-06 10:00 sql UPDATE milestone SET basis = 'agreed' WHERE id = 3
///     2017-11-20 09:00 off 14d          the machine is off for two weeks
///     2017-12-04 10:00 approve          somebody runs `chaser approve`
///     2017-12-05 10:00 clock -1d        somebody sets the wall clock
///
/// Empty lines and those that begin with `#` are skipped.
namespace chaser::daemon {

struct ScriptEvent {
  enum class Kind { Sql, Off, Approve, ApproveClock, Clock, Act };
  Instant at;
  Kind kind = Kind::Sql;
  std::string sql;               ///< of Sql
  Instant::Duration span{0};     ///< of Off and Clock
  std::function<Outcome()> act;  ///< of Act: anything else, done by a program; no script has it
};

/// The events in the order of their times. Mistakes are reported with their line.
std::vector<ScriptEvent> readScript(const SourcePtr& source, const Zone& zone, Diagnostics& diagnostics);

/// `90m`, `36h`, `14d`, `-1d`: hours are hours, days are 24 of them.
std::optional<Instant::Duration> parseStretch(std::string_view text);

/// `2017-11-06`, `2017-11-06 10:00` or `2017-11-06T10:00`, as a local time; a day alone is its first instant.
std::optional<Instant> parseLocal(std::string_view text, const Zone& zone);

}  // namespace chaser::daemon
