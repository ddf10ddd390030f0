// SPDX-License-Identifier: Apache-2.0
#include "alerts/lifecycle.h"

#include <algorithm>

namespace chaser::alerts {
namespace {

bool isQuiet(const Alert& alert) {
  return alert.state == AlertState::Acknowledged || alert.state == AlertState::Snoozed;
}

/// Closes the acknowledgement's account on the first day that it no longer covers.
void closeQuiet(Alert& alert, Date from) {
  const int days = (from - alert.quietSince.value_or(from)).count;
  alert.quietDays = std::min(kQuietAtMost.count, alert.quietDays + std::max(0, days));
  alert.quietSince.reset();
  alert.quietUntil.reset();
  alert.quietBy.clear();
}

/// An item that was late before Chaser ever saw it is asked about, not reproached. Where there is no date to
/// judge by, what already held when the row came in counts as old.
bool wasLateOnArrival(const Case& what, Date since) {
  const auto& importedAt = what.observed.record.action.importedAt;
  if (!importedAt) return false;
  const Date imported = what.world.zone.dayOf(*importedAt);
  if (what.milestone && what.milestone->due) return *what.milestone->due < imported;
  return since <= imported;
}

/// Over an action the date is the earliest open one. When that one is done the next takes its place, and no
/// date was moved.
bool movedLater(const Alert& resolved, const Case& what) {
  const auto due = dueOf(what);
  if (!due || !resolved.dueWhenFired || *due <= *resolved.dueWhenFired) return false;
  const auto& milestones = what.observed.record.milestones;
  return what.milestone || std::none_of(milestones.begin(), milestones.end(), [&](const auto& milestone) {
           return milestone.due == resolved.dueWhenFired;
         });
}

}  // namespace

Subject Case::subject() const {
  return Subject{observed.record.action.id, milestone ? milestone->id : MilestoneId{}};
}

std::optional<Date> dueOf(const Case& what) {
  if (what.milestone) return what.milestone->due;
  std::optional<Date> earliest;
  for (const auto& milestone : what.observed.record.milestones) {
    const bool open = milestone.state == plan::State::Open || milestone.state == plan::State::Ongoing;
    if (open && milestone.due && (!earliest || *milestone.due < *earliest)) earliest = milestone.due;
  }
  return earliest;
}

Date holdsSince(const Case& what) {
  const Date today = what.today();
  Date day = std::min(today, what.observed.lookOn.value_or(what.observed.editedOn.value_or(today)));
  std::optional<Date> start;
  for (;;) {
    const auto verdict = rules::evaluate(what.rule, what.observed.record, what.milestone, day,
                                         what.world.calendar, what.world.zone);
    if (!verdict.holds) {
      start.reset();
    } else if (!start) {
      start = day;
    }
    if (!verdict.until || *verdict.until > today || *verdict.until <= day) break;
    day = *verdict.until;
  }
  return start.value_or(today);
}

Alert opened(const Case& what) {
  Alert alert;
  alert.rule = what.rule.id;
  alert.subject = what.subject();
  alert.since = holdsSince(what);
  alert.lateOnArrival = wasLateOnArrival(what, alert.since);
  return alert;
}

bool reopens(const Alert& resolved, const Case& what) {
  // An alert that never fired was never heard of: its `for:` begins anew, with a new alert.
  if (!resolved.firedOn || !resolved.resolvedOn) return false;
  if (what.today() > *resolved.resolvedOn + kReopensWithin) return false;
  return !movedLater(resolved, what);
}

void reopen(Alert& alert, const Case& what) {
  // What was seen to end on a day cannot have begun again before it.
  alert.since = std::max(holdsSince(what), alert.resolvedOn.value_or(what.today()));
  alert.state = AlertState::Firing;
  alert.resolvedOn.reset();
  alert.ruleGoneOn.reset();
  // What it wants said now belongs to this tick's storm; what was said before does not count.
  alert.firedTick = what.world.tick;
  ++alert.reopened;
}

void fire(Alert& alert, const Case& what) {
  if (alert.state != AlertState::Pending) return;
  const Date day = plan::add(alert.since, what.rule.holdFor, what.world.calendar);
  if (day > what.today()) return;
  alert.state = AlertState::Firing;
  alert.firedOn = std::max(day, what.observed.knownFrom.value_or(day));
  alert.firedTick = what.world.tick;
  alert.dueWhenFired = dueOf(what);
}

Date lastQuietDay(const Alert& alert, Date today) {
  const Date since = alert.quietSince.value_or(today);
  const Date last = since + Days{kQuietAtMost.count - alert.quietDays - 1};
  return alert.quietUntil ? std::min(*alert.quietUntil, last) : last;
}

std::optional<Date> endQuiet(Alert& alert, Date today) {
  if (!isQuiet(alert)) return std::nullopt;
  if (!alert.quietSince) alert.quietSince = today;
  const Date last = lastQuietDay(alert, today);
  if (today <= last) return std::nullopt;
  const Date runsFrom = std::max(*alert.quietSince, last + Days{1});
  closeQuiet(alert, runsFrom);
  alert.state = AlertState::Firing;
  return runsFrom;
}

void resolve(Alert& alert, Date today) {
  if (isQuiet(alert)) closeQuiet(alert, today);
  alert.state = AlertState::Resolved;
  alert.resolvedOn = today;
  alert.nextOn.reset();
}

}  // namespace chaser::alerts
