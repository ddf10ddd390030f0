// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "alerts/model.h"
#include "common/result.h"
#include "plan/calendar.h"
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
  std::optional<Date>
      date;  ///< NewDate: the day. Snooze, Acknowledge: the last quiet day; absent: as long as may be
  std::string evidence;  ///< Done: a reference, never a file
  std::string handTo;    ///< NotMine: a role or name; empty: nobody is known
  std::string note;
};

/// Who answers. `contact` is empty for a name that no contact bears: such a one is believed as to the words,
/// never as to a right.
struct Giver {
  std::string name;
  const plan::Contact* contact = nullptr;
};

/// What may be asked of a giver, and what they may decide alone: the plan's coordinator, and the lead of
/// those who owe the answer, agree dates; who must deliver proposes them, unless the plan says
/// `party_may_agree`.
enum class MayAgree { No, Yes };

struct Quieting {
  AlertState state = AlertState::Acknowledged;  ///< or Snoozed
  std::optional<Date> until;                    ///< the last day; absent: six weeks in all
};

/// What an answer does; written in one transaction with the giver as the actor.
struct AnswerEffect {
  using Field = std::pair<std::string, std::optional<std::string>>;  ///< as PlanStore::update takes them
  MilestoneId milestone;  ///< whose the fields are; 0: the action's
  std::vector<Field> ofAction, ofMilestone;
  std::optional<Quieting> quiet;
  std::optional<std::pair<Role, std::string>> handOver;  ///< from this owner's role to that one
  std::string notice;                                    ///< for the coordinator's digest; empty: none
  std::string said;  ///< one sentence of what was recorded, for the giver and the audit: "LCFT proposed 31
                     ///< March 2018."
};

/// What the page offers for this alert, in its order.
std::vector<AnswerKind> offeredAnswers(const Alert& alert, const plan::ActionRecord& record,
                                       MayAgree mayAgree, Date today);

/// An Input error says what is wrong with the answer and what to do: a new date in the past, a snooze beyond
/// six weeks, a name that nobody bears, several open milestones to choose among. `milestone` is the one that
/// was chosen where the alert is about a whole action.
Result<AnswerEffect> effectOf(const Answer& answer, const Giver& giver, MayAgree mayAgree, const Alert& alert,
                              const plan::ActionRecord& record, const plan::Milestone* milestone,
                              const plan::People& people, Date today);

}  // namespace chaser::alerts
