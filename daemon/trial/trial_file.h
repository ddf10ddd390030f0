// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "common/instant.h"
#include "common/source.h"
#include "daemon/trial/expectation.h"
#include "daemon/trial/trial_row.h"
#include "plan/people.h"
#include "rules/rule.h"

/// A file of rule tests, read and checked: docs/rule-tests.md describes every key. Nothing in it is run yet.
namespace chaser::daemon {

/// The days from one to another, both included; absent: from ever, for ever.
struct Period {
  std::optional<Date> from, to;
  friend bool operator==(const Period&, const Period&) = default;
};

/// A condition by itself over one row: on which days it holds.
struct ConditionTrial {
  Position at;
  std::string name;
  std::string rule;  ///< a rule's; empty: `when`
  Position ruleAt;
  std::string when;
  Position whenAt;
  rules::Over over = rules::Over::Milestone;
  TrialRow row;
  std::size_t milestone = 1;
  /// The periods in which it holds, exactly; or single days on which it does and does not.
  std::optional<std::vector<Period>> holds;
  std::vector<Date> on, notOn;
};

/// What somebody does to the plan at a time.
struct TrialDeed {
  enum class Kind { Edit, Add, Sql, Off, Approve };
  Position at;
  Kind kind = Kind::Edit;
  std::string ref, as;
  int part = 1;
  std::size_t milestone = 1;
  EditValues set;
  std::optional<std::vector<std::string>> owners;
  TrialRow row;
  std::string sql;
  Instant::Duration span{0};
};

struct TrialDay {
  Position at;
  Date from, to;   ///< the same but for an entry over several days
  TimeOfDay time;  ///< on the first of them, when what happens does
  std::vector<TrialDeed> deeds;
  std::optional<Expectation> expect;
};

/// A plan, what becomes of it day by day, and what is to be said about it.
struct Trial {
  Position at;
  std::string name;
  Date from;
  plan::Plan plan;
  std::vector<TrialRow> rows;
  std::vector<TrialDay> days;
};

struct TrialFile {
  std::vector<std::string> rules;  ///< paths, relative to the file; none: the rules in force
  std::string contacts;            ///< a path; empty: `people`, else those in force
  bool people = false;             ///< the file has its own contacts, under `people`
  std::vector<ConditionTrial> conditions;
  std::vector<Trial> tests;
};

TrialFile readTrialFile(const SourcePtr& source, Diagnostics& diagnostics);

/// What the file says under `people`.
plan::Directory readTrialPeople(const SourcePtr& source, Date today, Diagnostics& diagnostics);

/// What only shows beside the rules: rules and steps that there are not.
void checkTrials(const TrialFile& file, const rules::RuleSet& rules, Diagnostics& diagnostics);

}  // namespace chaser::daemon
