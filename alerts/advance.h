// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "alerts/model.h"
#include "common/zone.h"
#include "plan/calendar.h"
#include "plan/people.h"
#include "rules/rule.h"

/// The first of the two pure functions that are the engine: what becomes of one action's alerts today. It is
/// given everything and looks at nothing else; the daemon, `evaluate`, the simulator and the tests all call
/// this one.
namespace chaser::alerts {

/// What is the same for every action of a tick. Refers to its parts; they outlive it.
struct World {
  const rules::RuleSet& rules;
  const plan::WorkingCalendar& calendar;
  const plan::People& people;
  const std::vector<Silence>& silences;
  const Zone& zone;
  Date today;
  std::int64_t tick = 0;
};

/// One action and what is known of its past.
struct Observed {
  plan::ActionRecord record;
  std::vector<Alert> alerts;          ///< unresolved ones, and those resolved within the last 14 days
  std::optional<Date> editedOn;       ///< the civil day of the edit that brought it here
  std::vector<std::string> editedBy;  ///< who made the edits that brought it here, as they gave their names
  std::optional<Date> lookOn;         ///< the agenda's day that brought it here
  /// No ladder counts from before this day: an edit may be dated long before anybody could be told of it (a
  /// plan of last year, imported today as of last year). Absent: no limit.
  std::optional<Date> knownFrom;
};

/// One rule over one subject on `today`.
struct Finding {
  const rules::Rule* rule = nullptr;
  MilestoneId milestone;  ///< 0 over an action
  rules::Verdict verdict;
};

/// A change to an alert, and what it newly wants. The store applies `alert` whole: id 0 is a new one.
/// `alert.made` holds the rungs made before and now; the store adds those it has not.
struct AlertStep {
  Alert alert;
  std::vector<Item> items;  ///< their `alert` is that alert, known or not yet numbered
  bool changed = true;      ///< false: listed only because of its reason; nothing to write
};

struct Advanced {
  std::vector<Finding> findings;  ///< every (rule, subject), holding or not
  std::vector<AlertStep> alerts;  ///< every unresolved alert, and those that were resolved or reopened now
  std::optional<Date>
      horizon;  ///< first day on which a finding or a `for:` clock may change: the agenda's entry
};

/// REQUIRES: `observed.alerts` all belong to this action, at most one unresolved a (rule, subject).
/// Calling it again with its own output and the same day changes nothing (idempotent).
Advanced advance(const World& world, const Observed& observed);

}  // namespace chaser::alerts
