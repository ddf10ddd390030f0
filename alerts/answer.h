// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "alerts/model.h"
#include "common/instant.h"
#include "common/result.h"
#include "plan/model.h"
#include "plan/people.h"

/// What somebody who was chased says, and what becomes of the plan by it. The same for an answer page, a
/// reply by mail, and the command line. Pure: it is given the row, the alert and the day, and says what to
/// write.
namespace chaser::alerts {

enum class AnswerKind {
  OnTrack,      ///< it still holds: a confirmation, and quiet for a week
  Done,         ///< complete, with where the evidence is
  NewDate,      ///< another day
  AgreeDate,    ///< the date that stands, or the one that is proposed, is agreed
  Snooze,       ///< ask again after a day
  NotMine,      ///< somebody else's
  Acknowledge,  ///< seen; quiet until a day
};
std::string_view toString(
    AnswerKind);  ///< `on-track`, `done`, `new-date`, `agree-date`, `snooze`, `not-mine`, `ack`
std::optional<AnswerKind> parseAnswerKind(std::string_view);

struct Answer {
  AnswerKind kind = AnswerKind::Acknowledge;
  /// NewDate: the day. Done: the day on which it was, today when absent. Snooze, Acknowledge: the last quiet
  /// day; absent: as long as may be.
  std::optional<Date> date;
  std::string evidence;  ///< Done: a reference, never a file
  std::string handTo;    ///< NotMine: a role, a name or an organisation; empty: nobody is known
  std::string note;
};

/// Who answers. `contact` is empty for a name that no contact bears: such a one is believed as to the words,
/// never as to a right.
struct Giver {
  std::string name;
  const plan::Contact* contact = nullptr;

  /// The name that the plan keeps: by a link it is the contact's, whoever it says to be in words.
  [[nodiscard]] const std::string& signature() const { return contact != nullptr ? contact->name : name; }
};

/// What may be asked of a giver, and what they may decide alone: the plan's coordinator, and the lead of
/// those who owe the answer, agree dates; who must deliver proposes them, unless the plan says
/// `party_may_agree`. Who owes the answer may in any case keep to the date that stands: it is agreed then.
enum class MayAgree { No, AsItStands, Yes };

struct Quieting {
  AlertState state = AlertState::Acknowledged;  ///< or Snoozed
  Date until;                                   ///< the last day, within the six weeks that there are in all
};

/// An owner as written becomes another.
struct OwnerChange {
  std::string from;  ///< the owner's words as they stand; empty: an owner is added
  std::string to;
  friend bool operator==(const OwnerChange&, const OwnerChange&) = default;
};

/// What an answer does; written in one transaction with the giver as the actor.
struct AnswerEffect {
  using Field = std::pair<std::string, std::optional<std::string>>;  ///< as PlanStore::update takes them
  /// Whose `ofMilestone` and `owners` are; 0: the owners are the whole action's, and a milestone that fields
  /// are given for is a new one.
  MilestoneId milestone;
  std::vector<Field> ofAction, ofMilestone;
  std::optional<Quieting>
      quiet;  ///< of the alert; absent also where it is quiet for longer, or may be no more
  std::optional<Quieting> quietWanted;  ///< for all that is asked about the same; see quietWithin
  std::vector<OwnerChange> owners;
  std::string notice;  ///< for the coordinator's digest; empty: none
  std::string said;    ///< one sentence of what was recorded, for the giver and the audit: "Ann Lee proposed
                       ///< 31 March 2018."
};

/// What of a wanted quiet one alert still gets: never beyond its own six weeks, never less than it has;
/// absent where nothing is to be written.
std::optional<Quieting> quietWithin(const Alert& alert, const Quieting& wanted, Date today);

/// What the page offers for this alert, in its order. Of a whole action that has several open milestones, one
/// has to be chosen for some of them (asksWhich).
std::vector<AnswerKind> offeredAnswers(const Alert& alert, const plan::ActionRecord& record,
                                       MayAgree mayAgree, Date today);

/// The milestone that an answer to this alert means: its own, else the only open one of the action; nullptr
/// where there is none or one has to be chosen.
const plan::Milestone* meantMilestone(const Alert& alert, const plan::ActionRecord& record);
/// Whether this answer needs one of several open milestones to be chosen.
bool asksWhich(AnswerKind kind, const Alert& alert, const plan::ActionRecord& record);
/// Neither complete nor verified.
std::vector<const plan::Milestone*> openMilestones(const plan::ActionRecord& record);

/// An Input error says what is wrong with the answer and what to do: a new date in the past, a snooze beyond
/// six weeks, a name that nobody bears, several open milestones to choose among. `milestone` is the one that
/// was chosen where the alert is about a whole action; nullptr: the one that is meant.
Result<AnswerEffect> effectOf(const Answer& answer, const Giver& giver, MayAgree mayAgree, const Alert& alert,
                              const plan::ActionRecord& record, const plan::Milestone* milestone,
                              const plan::People& people, Date today, Instant now);

}  // namespace chaser::alerts
