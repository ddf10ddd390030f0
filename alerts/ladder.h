// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "alerts/lifecycle.h"

/// The ladder of one alert: which step is made today, for which roles, and what comes before it. The rules in
/// one place:
///
/// - A step is due `after` the day the alert fired, counted on a clock that stands still with the alert.
/// - Steps are made in the order of their days; one that is due and waits keeps later ones waiting.
/// - A step that tells somebody new is made only after those who hold its roles and earlier ones had a fair
///   warning each, and kGrace after the last of these was delivered or proved undeliverable: fair_warning.h
///   says who waits for whom, and how that ends. Webhooks are no persons: they need none.
/// - A board never comes first where a person is to be told as well.
/// - A step whose role nobody holds goes to the coordinator, and no later one is made until a holder was
///   told.
/// - Reminders back off; one that was missed is made once, and none before the one before it was told or
///   given up.
namespace chaser::alerts {

/// The working days between a fair warning's delivery and the step that it announces.
inline constexpr Span kGrace{2, Span::Unit::WorkingDay};
/// Reminders back off up to this.
inline constexpr Days kBackOffUpTo{28};

/// Who may be told today.
enum class Audience {
  Everybody,
  Boards,  ///< acknowledged or snoozed: what is due to boards keeps its day, and those told are warned of it
  Coordinator,  ///< in doubt: the coordinator alone, of the first step
};

/// What the ladder is climbed with, besides the case.
struct Footing {
  Audience audience = Audience::Everybody;
  bool resumed = false;  ///< the clock was started again just now: nothing is late because of it
};

/// What came of it. Rungs are added to the alert; items say them.
struct Climb {
  std::vector<Item> items;
  std::optional<Date>
      nextOn;  ///< first later day with something to do; absent when only an event can bring it
  Reason reason = Reason::NotDue;
  std::string detail;
};

/// REQUIRES: the alert is firing. Adds rungs to alert.made. Climbing again on the same day adds nothing.
Climb climb(Alert& alert, const Case& what, const Footing& footing);

/// For those who were told: it is over. Empty unless the rule says so, and for what nothing was said about.
std::vector<Item> toldResolved(const Alert& alert, const Case& what);

}  // namespace chaser::alerts
