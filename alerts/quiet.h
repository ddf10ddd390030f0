// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "alerts/lifecycle.h"

/// What keeps an alert from speaking, and the clock of its ladder, which stands still meanwhile.
namespace chaser::alerts {

/// Why an alert says nothing.
struct Quiet {
  Reason reason = Reason::NotDue;
  std::string detail;         ///< the inhibiting rule, the silence's number, the last day, the proposed day
  Date from;                  ///< the first day of it, as far as is known
  std::optional<Date> until;  ///< its last day; absent when only an event ends it
  bool boardsToo = true;      ///< false: an acknowledgement, which does not stop what is due to a board
};

/// An alert as inhibition sees it.
struct Neighbour {
  const Alert* alert = nullptr;
  const rules::Rule* rule = nullptr;  ///< nullptr: it vanished
};

/// The first cause that keeps it quiet, in this order: held by the storm guard, inhibited, silenced, a date
/// proposed and unanswered, acknowledged or snoozed. Absent: it may speak. `neighbours` are all alerts of the
/// action, after today's transitions.
std::optional<Quiet> quietOf(const Alert& alert, const Case& what, const std::vector<Neighbour>& neighbours);

/// Whether the silence is about this and lasts today. Names are matched folded, empty fields match
/// everything.
bool matches(const Silence& silence, const Case& what);
/// The first day on which a silence that is yet to begin falls on this; absent when there is none.
std::optional<Date> nextSilence(const Case& what);

/// The clock is stopped by what keeps the alert quiet, and by a doubt.
struct Standstill {
  std::optional<Date> people;  ///< since when steps to people stand still; absent: they run
  std::optional<Date> boards;
};
/// Keeps both clocks. `runsFrom`: an acknowledgement ended, and the clock runs again from this day, maybe
/// before today. True when the people's clock has just been started again.
bool keepClocks(Alert& alert, const Standstill& standstill, std::optional<Date> runsFrom, Date today);

}  // namespace chaser::alerts
