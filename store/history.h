// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/ids.h"
#include "common/instant.h"
#include "common/result.h"
#include "store/console.h"

/// The audit read back as what people did, in the order of time, so that it can be done again in an empty
/// database. What a row was when it came in is what it is now with all its later changes undone; its triggers
/// then derive again what they derived (slips, baselines, since when a colour stands), for each edit bears
/// its own instant and its own writer. Ids stay.
///
/// The engine's own facts are no edits. What leaves no mark in the audit is not in here: acknowledgements,
/// approvals, silences that were deleted.
namespace chaser::store {

/// With its values for `?`, each as SQL writes it, so that statements that are alike are prepared once.
struct PastStatement {
  std::string sql;
  std::vector<std::string> values;
  friend bool operator==(const PastStatement&, const PastStatement&) = default;
};

/// What one writer did at one instant.
struct PastStep {
  /// Its place in time: its writer's instant, or a later one where the same plan was edited with a later one
  /// before it, as by an import that is dated back.
  Instant when;
  Instant at;         ///< as its writer dated it
  std::string actor;  ///< `import`, `sql`, a contact's name
  std::vector<PastStatement> statements;
};

/// What is known of a plan that is there now.
struct PlanRecord {
  PlanId plan;
  std::optional<Instant> begins;  ///< its first fact
  bool hadActions = false;
};

struct History {
  std::vector<PastStep> steps;  ///< in the order of time
  std::vector<PlanRecord> plans;
  /// Silences as they stand: when they were written is not known, from when to when they last is.
  std::vector<std::string> silences;
  std::optional<Instant> begins, ends;  ///< the first and the last fact, the engine's own included
  /// The first that an engine made of the plans, since it last began anew.
  std::optional<Instant> engineBegan;
  /// What the audit does not hold, in words for a person.
  std::vector<std::string> gaps;
};

class Db;
/// The whole history is held in memory.
Result<History> readHistory(Db& db);

/// Does it again, as its writer and at its writer's instant, in one transaction. What cannot be done again is
/// left out and the rest is done; the error then says what.
Outcome doAgain(Console& console, const PastStep& step);

}  // namespace chaser::store
