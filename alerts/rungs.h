// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "alerts/lifecycle.h"

/// The ladder laid out for one alert, and questions about what was made of it. Values for ladder.cc.
namespace chaser::alerts {

/// One role that a step tells.
struct Rung {
  Role role;
  bool webhook = false;
  bool board = false;
  Date due;  ///< the first day on which it may be made, waiting apart
};

struct LaidStep {
  const rules::Step* step = nullptr;
  std::vector<Rung> rungs;    ///< each role once
  bool peopleBefore = false;  ///< an earlier step tells people
  bool peopleHere = false;    ///< this one does
};

/// The rule's steps in the order of their days, with their roles of today.
std::vector<LaidStep> layOut(const Alert& alert, const Case& what);

/// The last rung made of this step for this role, warnings apart; nullptr when there is none.
const StepMade* lastMade(const Alert& alert, const std::string& step, const Role& role);
/// Delivered or given up: what comes after it need not wait for it any longer.
inline bool settled(const StepMade& made) {
  return made.toldOn || made.undeliverableOn;
}
/// The day on which it was settled.
std::optional<Date> settledOn(const StepMade& made);

/// The day of the next reminder after this rung: the interval doubles each time up to kBackOffUpTo, and is
/// never below `every`. REQUIRES: step.every.
Date nextReminder(const rules::Step& step, const StepMade& made, const plan::WorkingCalendar& calendar);

/// The names of all that were told of this alert so far.
std::vector<std::string> namesTold(const Alert& alert);

/// The role that keeps later steps waiting: everybody that this step told so far was the coordinator, for
/// want of a holder. nullptr when somebody who holds a role was told, or nothing was made.
const Role* heldByNobody(const Alert& alert, const LaidStep& laid);

/// The first later day on which somebody is back who holds this role, or stands in for who does, as far as
/// absences tell; absent when nobody is.
std::optional<Date> heldAgainOn(const Role& role, const Case& what);

}  // namespace chaser::alerts
