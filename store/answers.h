// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "alerts/answer.h"
#include "alerts/model.h"
#include "store/ports.h"

/// What people say of alerts: that they are quiet for a while, that nothing is to be said, what a board
/// decided, whose an action is. Everything bears its author into the audit, and makes the alerts that it
/// bears on due at the next tick.
namespace chaser::store {

struct Decision {
  std::string board;  ///< its title
  Date meeting;
  ActionId action;
  std::string decision;  ///< `agree-date`, `close`, `return`, `note`
  std::string note;
  friend bool operator==(const Decision&, const Decision&) = default;
};

/// What somebody answered, for the audit: `answer.done`, and the words.
struct AnswerFact {
  std::string kind;  ///< as alerts::toString says it
  ActionId action;
  MilestoneId milestone;  ///< 0: of the whole action
  std::string words;
};

class AnswerStore {
 public:
  virtual ~AnswerStore() = default;
  /// Keeps a firing alert quiet up to and including `until`: acknowledged or snoozed. One that is quiet
  /// already stays so since when it was. False when there is no firing alert of that number.
  virtual Result<bool> quieten(AlertId alert, alerts::AlertState state, Date since, Date until,
                               const std::string& by, const Actor& actor) = 0;
  /// Ends it with the day before `today`; false when it was not quiet.
  virtual Result<bool> endQuiet(AlertId alert, Date today, const Actor& actor) = 0;
  /// Later steps are made although nobody holds the role that was to be told; false when that was said
  /// before, or the alert is resolved.
  virtual Result<bool> escalateAnyway(AlertId alert, const Actor& actor) = 0;

  /// Its number.
  virtual Result<std::int64_t> addSilence(const alerts::Silence& silence, const Actor& actor) = 0;
  /// All there ever were, oldest first.
  virtual Result<std::vector<alerts::Silence>> everySilence() = 0;
  /// Ends a silence with the day before `today`; one that is yet to begin is taken back. False when
  /// there is none of that number that lasts longer.
  virtual Result<bool> endSilence(std::int64_t id, Date today, const Actor& actor) = 0;

  virtual Outcome decide(const Decision& decision, const Actor& actor) = 0;
  /// What was decided about an action, oldest first.
  virtual Result<std::vector<Decision>> decisions(ActionId action) = 0;

  /// Writes the owners of a milestone, or of the whole action when it is 0. An owner whose words are not
  /// there any more is an Input error.
  virtual Outcome changeOwners(ActionId action, MilestoneId milestone,
                               const std::vector<alerts::OwnerChange>& changes, const Actor& actor) = 0;
  /// A date for an action that has none: an open milestone behind the others, with no words of its own.
  virtual Result<MilestoneId> addMilestone(ActionId action, const Actor& actor) = 0;

  /// Notes an answer in the audit; what it changed is noted by the rows that it changed.
  virtual Outcome note(const AnswerFact& fact, const Actor& actor) = 0;
};

}  // namespace chaser::store
