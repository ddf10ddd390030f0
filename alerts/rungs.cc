// SPDX-License-Identifier: Apache-2.0
#include "alerts/rungs.h"

#include <algorithm>
#include <set>

#include "alerts/ladder.h"
#include "alerts/recipients.h"

namespace chaser::alerts {
namespace {

bool isBoardRole(const Role& role) {
  return role.kind == rules::Tell::Kind::Board || role.kind == rules::Tell::Kind::NamedBoard;
}

/// A board that is not known stands for the coordinator, who is told as a person is.
bool reachesBoard(const Role& role, const Case& what) {
  if (!isBoardRole(role)) return false;
  const auto found = resolve(role, what.observed.record, what.milestone, what.world.people, what.today());
  return std::any_of(found.who.begin(), found.who.end(),
                     [](const Recipient& who) { return who.kind == Recipient::Kind::Board; });
}

void addRung(LaidStep& laid, const Role& role, const Alert& alert, const Case& what) {
  const auto same = [&](const Rung& rung) { return rung.role == role; };
  if (std::any_of(laid.rungs.begin(), laid.rungs.end(), same)) return;
  Rung rung{role, role.kind == rules::Tell::Kind::Webhook, reachesBoard(role, what), {}};
  const Days stood{rung.board ? alert.boardStoodStill : alert.stoodStill};
  rung.due = plan::add(alert.firedOn.value_or(what.today()) + stood, laid.step->after, what.world.calendar);
  laid.peopleHere = laid.peopleHere || (!rung.webhook && !rung.board);
  laid.rungs.push_back(std::move(rung));
}

}  // namespace

std::vector<LaidStep> layOut(const Alert& alert, const Case& what) {
  std::vector<LaidStep> steps;
  for (const auto& step : what.rule.ladder) {
    LaidStep laid;
    laid.step = &step;
    for (const auto& tell : step.tell) {
      const auto roles = rolesOf(tell, what.observed.record, what.milestone, what.world.people);
      for (const auto& role : roles) addRung(laid, role, alert, what);
    }
    steps.push_back(std::move(laid));
  }
  const Date firedOn = alert.firedOn.value_or(what.today());
  const auto day = [&](const LaidStep& laid) {
    return plan::add(firedOn, laid.step->after, what.world.calendar);
  };
  std::stable_sort(steps.begin(), steps.end(),
                   [&](const LaidStep& a, const LaidStep& b) { return day(a) < day(b); });
  bool people = false;
  for (auto& laid : steps) {
    laid.peopleBefore = people;
    people = people || laid.peopleHere;
  }
  return steps;
}

const StepMade* lastMade(const Alert& alert, const std::string& step, const Role& role) {
  const StepMade* last = nullptr;
  for (const auto& made : alert.made) {
    if (made.kind == ItemKind::Warning || made.step != step || !(made.role == role)) continue;
    if (!last || made.occurrence > last->occurrence) last = &made;
  }
  return last;
}

std::optional<Date> settledOn(const StepMade& made) {
  return made.toldOn ? made.toldOn : made.undeliverableOn;
}

Date nextReminder(const rules::Step& step, const StepMade& made, const plan::WorkingCalendar& calendar) {
  const Date first = std::max(plan::add(made.on, *step.every, calendar), made.on + Days{1});
  if (step.steady) return first;
  const Date cap = std::max(first, made.on + kBackOffUpTo);
  Span interval = *step.every;
  Date day = first;
  for (int n = 1; n < made.occurrence && day < cap && interval.count > 0; ++n) {
    interval.count *= 2;
    day = plan::add(made.on, interval, calendar);
  }
  return std::clamp(day, first, cap);
}

std::vector<std::string> namesTold(const Alert& alert) {
  std::vector<std::string> names;
  for (const auto& made : alert.made) names.insert(names.end(), made.told.begin(), made.told.end());
  return names;
}

const Role* heldByNobody(const Alert& alert, const LaidStep& laid) {
  const Role* vacant = nullptr;
  for (const auto& made : alert.made) {
    if (made.step != laid.step->id || made.kind == ItemKind::Warning) continue;
    const auto current = std::find_if(laid.rungs.begin(), laid.rungs.end(),
                                      [&](const Rung& rung) { return rung.role == made.role; });
    if (current == laid.rungs.end() || current->webhook) continue;
    if (made.toldOn && !made.heldByNobody) return nullptr;
    if (made.heldByNobody) vacant = &current->role;
  }
  return vacant;
}

std::optional<Date> heldAgainOn(const Role& role, const Case& what) {
  std::set<Date> returns;
  for (const auto& contact : what.world.people.directory().contacts) {
    for (const auto& absence : contact.away) {
      if (absence.to >= what.today()) returns.insert(absence.to + Days{1});
    }
  }
  const auto held = std::find_if(returns.begin(), returns.end(), [&](Date on) {
    return !resolve(role, what.observed.record, what.milestone, what.world.people, on).heldByNobody;
  });
  return held == returns.end() ? std::nullopt : std::optional(*held);
}

}  // namespace chaser::alerts
