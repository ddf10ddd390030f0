// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/result.h"
#include "daemon/configuration.h"
#include "daemon/trial/trial_file.h"
#include "rules/explain.h"

/// Runs rule tests: the engine itself plays each plan on a database in memory, day by day, to nobody
/// (daemon/sim/simulation.h); a condition alone is asked by rules::evaluate. Nothing is decided here but
/// whether what came is what was expected.
namespace chaser::daemon {

/// How it came: a rule's condition with its values, on a day.
struct LookedAt {
  std::string about;  ///< `due-soon 16.1 on Friday 16 June 2017`
  rules::Explained condition;
  std::string standing;  ///< of its alert, if it has one: `firing since 16 June 2017, reason in-digest`
};

struct Failure {
  Position at;             ///< of what was expected
  std::optional<Date> on;  ///< the day on which it was looked at
  std::string rule;        ///< it is about; may be empty
  std::string expected;
  std::vector<std::string> got;
  std::optional<LookedAt> why;
};

struct TrialResult {
  Position at;
  std::string name;
  std::vector<std::string> rules;  ///< those that its expectations name, each once
  std::vector<Failure> failures;   ///< none: it passed
};

/// Conditions first, then tests, each in the file's order; those alone whose name contains `filter`, in any
/// case. REQUIRES: the file was read and checked without an error. Fails only where the machine does.
Result<std::vector<TrialResult>> runTrials(const TrialFile& file,
                                           const std::shared_ptr<const Configuration>& configuration,
                                           const std::string& filter);

}  // namespace chaser::daemon
