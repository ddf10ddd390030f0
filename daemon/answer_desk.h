// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "alerts/answer.h"
#include "daemon/configuration.h"
#include "store/ports.h"

/// Where answers are taken: from the command line, from an answer page, and from a reply by mail. Who answers
/// is believed as to their name; what they may decide follows from contacts.yaml.
namespace chaser::daemon {

/// What is asked of somebody, and what they may say.
struct AskedAlert {
  alerts::Alert alert;
  plan::ActionRecord record;
  const rules::Rule* rule = nullptr;  ///< nullptr: it is no longer there. Belongs to the configuration
  alerts::MayAgree mayAgree = alerts::MayAgree::No;
  std::vector<alerts::AnswerKind> offered;  ///< in the page's order; empty: it is over

  /// What the alert is about, or the only open date of its action; nullptr where there is none or several.
  [[nodiscard]] const plan::Milestone* milestone() const { return alerts::meantMilestone(alert, record); }
};

/// An answer as it was given.
struct AnswerSlip {
  AlertId alert;          ///< 0: about the row itself, whether anybody is asked about it or not
  ActionId action;        ///< with alert 0: the row
  MilestoneId milestone;  ///< of an action: the date that is meant. 0: the alert's own, or the only open one
  alerts::Answer answer;
  std::string giver;  ///< who says so, by name
  /// The contact to whom the link was given, or whose code it was; empty: the giver spoke directly. What may
  /// be decided is theirs to decide, whoever the giver says to be.
  std::string link;
  /// Who confirmed that it was said so, of an answer by mail; empty: it did not come by mail.
  std::string confirmedBy;
  /// A board agreed to the date: whoever enters it need not be one who may.
  bool byBoard = false;
  /// Further alerts about the same thing, which fall quiet with it, each as far as its own six weeks go.
  std::vector<AlertId> others;

  /// In whose right it is said, and who stands in the audit: the name that is stated on a page is words.
  [[nodiscard]] const std::string& holder() const { return link.empty() ? giver : link; }
};

/// What became of it.
struct Recorded {
  std::string said;           ///< one sentence for the giver: "Ann Lee proposed 31 March 2018; …"
  plan::ActionRecord record;  ///< as it is now
  MilestoneId milestone;      ///< the one that was meant; 0: the action
  std::vector<alerts::AnswerEffect::Field> changed;  ///< of the plan's row, as they were written
  std::optional<alerts::Quieting> quiet;             ///< the shortest that was written; absent: none was
};

/// Refers to both, which outlive it. Belongs to the thread that owns the store.
class AnswerDesk {
 public:
  AnswerDesk(store::Store& store, const Configuration& configuration)
      : store_(store), configuration_(configuration) {}

  /// What this alert asks of the contact of that name, today. An Input error when there is no such alert, or
  /// its row is gone.
  Result<AskedAlert> question(AlertId alert, const std::string& contact, Instant now);

  /// Takes an answer in one transaction of its own, or in the one that is open: the row, the alert's quiet,
  /// the owners, a notice to the coordinator, and the audit, with the giver as the actor, or
  /// whose link it was. An Input error is
  /// for the giver to read, and leaves nothing written. The same answer to an alert that is over, or to a
  /// date that is complete, is such an error.
  Result<Recorded> take(const AnswerSlip& slip, Instant now);

  /// Whether a date that this contact gives is agreed by it: the plan's coordinator's, the lead's of those
  /// who owe the answer, and theirs, where the plan says `party_may_agree`; else they agree it as it stands.
  [[nodiscard]] alerts::MayAgree mayAgree(const plan::ActionRecord& record, const plan::Milestone* milestone,
                                          const std::string& contact, Date today) const;

 private:
  Result<plan::ActionRecord> recordOf(ActionId action);
  Outcome write(const AnswerSlip& slip, const alerts::Alert& alert, alerts::AnswerEffect& effect,
                const plan::ActionRecord& record, Instant now);
  Result<std::optional<alerts::Quieting>> writeQuiet(const AnswerSlip& slip, const alerts::Alert& alert,
                                                     const alerts::AnswerEffect& effect, Instant now);

  store::Store& store_;
  const Configuration& configuration_;
};

}  // namespace chaser::daemon
