// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/date.h"
#include "common/diagnostic.h"
#include "common/span.h"
#include "common/zone.h"
#include "plan/calendar.h"
#include "plan/model.h"

/// Rules as values: what they ask, and the ladder of who is told. docs/rules.md is the user's manual.
namespace chaser::rules {

/// The answer to both questions of an evaluation: does it hold on that day, and the first later day on which
/// that may change if nobody edits the row. Absent: never. `until` may come early, never late.
struct Verdict {
  bool holds = false;
  std::optional<Date> until;
  friend bool operator==(const Verdict&, const Verdict&) = default;
};

class Condition;  // condition.h: a checked, compiled condition

enum class Over { Milestone, Action };
enum class Severity { Info, Warning, Critical };

/// Whom a step tells.
struct Tell {
  enum class Kind { Owner, Party, Lead, Board, Verifier, Coordinator, Contact, NamedBoard, Webhook };
  Kind kind = Kind::Owner;
  std::string name;  ///< for Contact, NamedBoard and Webhook
  /// `owner`, `board:NAME`: as written in a rule file.
  [[nodiscard]] std::string text() const;
  static std::optional<Tell> parse(std::string_view text);
  friend bool operator==(const Tell&, const Tell&) = default;
};

/// One rung of the ladder. What was made hangs on `id`, so steps may be inserted and reordered.
struct Step {
  std::string id;
  std::vector<Tell> tell;
  Span after;                 ///< from the day the alert fired; 0d when not given
  std::optional<Span> every;  ///< reminds until answered or resolved
  Span warn{5, Span::Unit::WorkingDay};
  bool steady = false;  ///< reminders do not back off
};

struct Rule {
  std::string id;
  std::string summary;
  std::string why;        ///< shown to the owner
  std::string ask;        ///< the one sentence that says what to do, first in the message
  std::string stopsWhen;  ///< the edit that ends it: "the date is agreed, or a new one is given"
  Over over = Over::Milestone;
  std::shared_ptr<const Condition> when;
  std::string whenText;
  Span holdFor;  ///< `for:`, how long it must hold before it fires
  Severity severity = Severity::Warning;
  std::vector<std::string> inhibits;
  std::vector<Step> ladder;
  bool tellResolved = false;
  /// Its condition asks for `proposed_due`; the loader sets this. Other alerts of a milestone fall quiet
  /// while a date is proposed for it and unanswered; those that chase the answer must not.
  bool readsProposal = false;
  /// Its condition asks for a deadline; the loader sets this. Only such a rule says that something is late.
  bool readsDeadline = false;
  /// Fingerprint of all that its alerts hang on beside the condition's answer and the words: over, `for`,
  /// severity, inhibits, ladder, tellResolved and the two above; the loader sets this. Where it is the same,
  /// an alert goes on as it was.
  std::string handling;
  Position at;
};

std::string_view toString(Severity);
std::string_view toString(Over);

/// A set of rules that passed the checker: evaluating them can't fail by type.
struct RuleSet {
  std::vector<Rule> rules;  ///< in file order, files in name order
  std::string fingerprint;  ///< of the compiled set: comments and layout do not change it

  [[nodiscard]] const Rule* find(std::string_view id) const;
};

/// Does the rule hold for this action (or this milestone of it) on `today`, and until when? Does not look at
/// `holdFor`. Nothing holds for an action that was closed: whatever a rule asks, nobody owes it any more.
/// REQUIRES: milestone != nullptr exactly when rule.over is Milestone.
Verdict evaluate(const Rule& rule, const plan::ActionRecord& record, const plan::Milestone* milestone,
                 Date today, const plan::WorkingCalendar& calendar, const Zone& zone);

/// Compiles rule files. A later folder's file of the same base name replaces an earlier one, an empty one
/// switches it off; the caller has already chosen which sources count (see ruleSources). All mistakes of all
/// files are reported; the set is usable only when there is no error among them.
RuleSet loadRules(const std::vector<SourcePtr>& sources, Diagnostics& diagnostics);

/// Applies the drop-in habit: of files with the same base name, the last given wins; result in base-name
/// order, without the empty ones.
std::vector<SourcePtr> chooseSources(const std::vector<SourcePtr>& inOrderOfFolders);

}  // namespace chaser::rules
