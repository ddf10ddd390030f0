// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "alerts/standing.h"
#include "common/result.h"
#include "daemon/bounces.h"
#include "daemon/configuration.h"
#include "daemon/sim/story.h"
#include "rules/explain.h"
#include "store/scratch.h"

/// Everything about one rule and one row: the condition with its values, the one reason why something is or
/// is not said, what was said so far, and which steps come when and to whom.
namespace chaser::daemon {

struct Question {
  std::string rule;  ///< its id
  ActionId action;
  MilestoneId milestone;  ///< of a rule over milestones
  Date on;                ///< today, or another day
};

/// A step that is still to come, if nobody does anything.
struct StepToCome {
  std::optional<Instant> at;  ///< when it leaves; absent: it will be wanted, and can't be said
  std::string to;             ///< the recipient
  std::string kind;           ///< of the message: `digest`, `pack`
  std::optional<Date> meeting;
  ToldItem item;
};

/// One of those who are told, to whose address mail comes back.
struct Unreachable {
  std::string name;
  store::FailingAddress failing;
};

struct Explanation {
  const rules::Rule* rule = nullptr;  ///< within the configuration
  plan::ActionRecord record;          ///< as it is on that day
  MilestoneId milestone;
  rules::Explained condition;
  alerts::Standing standing;
  /// With what was said so far: the unresolved one, else the last one that might be opened again.
  std::optional<alerts::Alert> alert;
  bool past = false;               ///< the day lies before today: the row as it is now, and no ladder
  std::vector<StepToCome> toCome;  ///< of the year after that day, oldest first
  std::vector<Unreachable> comesBack;
};

/// `scratch` is a copy of the database; it is played on. The steps to come are the engine's own, under a
/// clock that jumps ahead, for this action alone: what other actions bring the same people may move a digest.
/// What the storm guard holds is played as if it were approved, for else nothing would come. REQUIRES: the
/// rule, the action and, over milestones, the milestone exist.
Result<Explanation> explain(const store::Scratch& scratch,
                            const std::shared_ptr<const Configuration>& configuration,
                            const Question& question, Instant now);

}  // namespace chaser::daemon
