// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "alerts/advance.h"

/// The states of an alert: opened when its rule first holds, firing once it held for long enough, resolved
/// when it stops, opened again when it soon holds anew. Who is told is the ladder's business.
namespace chaser::alerts {

/// A rule that holds again within this opens the same alert again, clock and all: flip-flopping makes no
/// second round.
inline constexpr Days kReopensWithin{14};
/// An alert whose rule vanished waits this long for it to come back, and says nothing.
inline constexpr Days kWaitsForRule{14};
/// Acknowledging and snoozing keep an alert quiet for this long in all.
inline constexpr Days kQuietAtMost{42};

/// One rule over one subject of one action: what an alert is about, today. Refers to its parts.
struct Case {
  const World& world;
  const Observed& observed;
  const rules::Rule& rule;
  const plan::Milestone* milestone = nullptr;  ///< nullptr over an action

  [[nodiscard]] Subject subject() const;
  [[nodiscard]] Date today() const { return world.today; }
};

/// The first day of the run of days on which the rule holds up to today, as far as anybody knows: no day
/// before the agenda's, else the edit's, that brought the action here, else today. Walks from horizon to
/// horizon, so that what came true on its own while the machine was off is dated to its own day. REQUIRES:
/// the rule holds today.
Date holdsSince(const Case& what);

/// A new alert, pending.
Alert opened(const Case& what);

/// Whether this resolved alert is the one to open again: it fired, was resolved within the last days, and
/// `due` did not move later since it fired.
bool reopens(const Alert& resolved, const Case& what);
void reopen(Alert& alert, const Case& what);

/// Fires a pending alert whose rule has held for long enough.
void fire(Alert& alert, const Case& what);

/// The last day of an acknowledgement or snooze: the day asked for, or the last that is left of kQuietAtMost.
Date lastQuietDay(const Alert& alert, Date today);
/// Ends an acknowledgement or snooze whose last day has passed; the day from which the clock runs again.
std::optional<Date> endQuiet(Alert& alert, Date today);

void resolve(Alert& alert, Date today);

/// The date that the alert is about, to see later whether it moved: the milestone's, or the action's earliest
/// open one.
std::optional<Date> dueOf(const Case& what);

}  // namespace chaser::alerts
