// SPDX-License-Identifier: Apache-2.0
#include "alerts/answer.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "alerts/lifecycle.h"
#include "alerts/not_mine.h"
#include "alerts/recipients.h"
#include "common/text.h"
#include "plan/answers.h"

namespace chaser::alerts {
namespace {

using AnswerField = AnswerEffect::Field;

/// Who answers that something goes well is not asked for so long.
constexpr Days kConfirmedFor{7};
/// A date beyond this is a slip of the finger: 2107 for 2017.
constexpr int kMostYearsAhead = 10;

constexpr std::array<std::pair<AnswerKind, std::string_view>, 7> kAnswerWords{
    {{AnswerKind::OnTrack, "on-track"},
     {AnswerKind::Done, "done"},
     {AnswerKind::NewDate, "new-date"},
     {AnswerKind::AgreeDate, "agree-date"},
     {AnswerKind::Snooze, "snooze"},
     {AnswerKind::NotMine, "not-mine"},
     {AnswerKind::Acknowledge, "ack"}}};

std::optional<std::string> isoOf(std::optional<Date> day) {
  return day ? std::optional(day->iso()) : std::nullopt;
}

/// The last day on which an alert may still be kept quiet, from today on; absent when the six weeks are over.
std::optional<Date> lastChance(const Alert& alert, Date today) {
  Alert asLongAsMayBe = alert;
  asLongAsMayBe.quietUntil.reset();
  if (alert.state != AlertState::Acknowledged && alert.state != AlertState::Snoozed)
    asLongAsMayBe.quietSince = today;
  const Date last = lastQuietDay(asLongAsMayBe, today);
  return last < today ? std::nullopt : std::optional(last);
}

bool canBeAgreed(const plan::Milestone& milestone, MayAgree mayAgree, Date today) {
  if (milestone.proposedDue) return mayAgree == MayAgree::Yes && *milestone.proposedDue >= today;
  return milestone.due && *milestone.due >= today && milestone.basis != plan::Basis::Agreed &&
         !milestone.review && mayAgree != MayAgree::No;
}

void clearProposal(const plan::Milestone& milestone, std::vector<AnswerField>& fields) {
  if (milestone.proposedDue) fields.emplace_back("proposed_due", std::nullopt);
  if (!milestone.proposedBy.empty()) fields.emplace_back("proposed_by", std::nullopt);
  if (milestone.proposedAt) fields.emplace_back("proposed_at", std::nullopt);
}

void clearDoubt(std::string_view kind, const plan::Milestone& before, const plan::Milestone& after,
                std::vector<AnswerField>& fields) {
  if (!before.doubt.empty() && plan::settlesDoubt(kind, before, after))
    fields.emplace_back("doubt", std::nullopt);
}

/// Leaves whoever answered in peace for a week, as far as the six weeks go.
void quietForAWeek(const Alert& alert, Date today, AnswerEffect& effect) {
  effect.quietWanted = Quieting{AlertState::Acknowledged, today + kConfirmedFor - Days{1}};
  effect.quiet = quietWithin(alert, *effect.quietWanted, today);
}

class Answering {
 public:
  Answering(const Answer& answer, const Giver& giver, MayAgree mayAgree, const Alert& alert,
            const plan::ActionRecord& record, const plan::Milestone* milestone, const plan::People& people,
            Date today, Instant now)
      : answer_(answer),
        giver_(giver),
        mayAgree_(mayAgree),
        alert_(alert),
        record_(record),
        milestone_(milestone),
        people_(people),
        today_(today),
        now_(now) {
    effect_.milestone = milestone != nullptr ? milestone->id : MilestoneId{};
  }

  Result<AnswerEffect> onTrack() {
    effect_.ofAction.emplace_back("confirmed_at", now_.iso());
    quietForAWeek(alert_, today_, effect_);
    return say("{} says that it is on track.");
  }

  Result<AnswerEffect> done() {
    const Date on = answer_.date.value_or(today_);
    if (on > today_)
      return refuse(fmt::format("{} has not come yet", on.spoken()), "give the day on which it was done");
    if (milestone_ == nullptr) return askToClose();
    if (plan::isDone(*milestone_)) return isComplete();
    auto& fields = effect_.ofMilestone;
    auto after = *milestone_;
    after.state = plan::State::Complete;
    fields.emplace_back("state", std::string(plan::toString(after.state)));
    fields.emplace_back("completed_on", on.iso());
    fields.emplace_back("completed_by", giver_.signature());
    if (const auto evidence = trim(answer_.evidence); !evidence.empty())
      fields.emplace_back("evidence", std::string(evidence));
    clearProposal(*milestone_, fields);
    clearDoubt("state", *milestone_, after, fields);
    return say("{} says that it is done.");
  }

  Result<AnswerEffect> newDate() {
    if (!answer_.date) return refuse("the new date is missing", "give the day");
    const Date day = *answer_.date;
    if (day < today_)
      return refuse(fmt::format("{} has passed", day.spoken()), "give a day that is yet to come");
    if (day.year() > today_.year() + kMostYearsAhead)
      return refuse(fmt::format("{} is more than ten years ahead", day.spoken()), "is the year right?");
    if (milestone_ != nullptr && plan::isDone(*milestone_)) return lookAgainOn(day);
    if (milestone_ == nullptr && !record_.milestones.empty())
      return refuse(fmt::format("all dates of {} are complete", plan::spokenRef(record_.action)),
                    "if one of them is not, let the coordinator open it again");
    if (milestone_ != nullptr && milestone_->due == day && !milestone_->proposedDue &&
        (mayAgree_ != MayAgree::No || milestone_->review || milestone_->basis == plan::Basis::Agreed))
      return dateAsItStands();
    return mayAgree_ == MayAgree::Yes ? dateAgreed(day) : dateProposed(day);
  }

  Result<AnswerEffect> agreeDate() {
    if (milestone_ == nullptr) return refuse("there is no date to agree", "give one as a new date");
    if (plan::isDone(*milestone_)) return isComplete();
    if (!milestone_->proposedDue) return dateAsItStands();
    const Date day = *milestone_->proposedDue;
    if (mayAgree_ != MayAgree::Yes)
      return refuse(
          fmt::format("{}, which {} proposed, waits for the coordinator or the lead to agree", day.spoken(),
                      milestone_->proposedBy.empty() ? "somebody" : milestone_->proposedBy),
          "if another day is better, give it as a new date");
    if (day < today_) return passed(day);
    return dateAgreed(day);
  }

  Result<AnswerEffect> quieten(AlertState state) {
    if (!alert_.firing())
      return refuse(fmt::format("nobody is asked about {} now", plan::spokenRef(record_.action)),
                    "nothing needs to be put off");
    const auto last = lastChance(alert_, today_);
    if (!last)
      return refuse("it was kept quiet for six weeks, and longer it can't be",
                    "say that it is done, or give a new date");
    const Date until = answer_.date.value_or(*last);
    if (until < today_)
      return refuse(fmt::format("{} has passed", until.spoken()), "give the last day on which to be quiet");
    if (until > *last)
      return refuse(fmt::format("{} is too far away: it may be kept quiet for six weeks in all, until {}",
                                until.spoken(), last->spoken()),
                    "give an earlier day, or a new date");
    effect_.quiet = effect_.quietWanted = Quieting{state, until};
    effect_.said = fmt::format(
        "{} {} until {}.", giver_.name,
        state == AlertState::Snoozed ? "asked not to be reminded" : "has seen it; nothing is said",
        until.spoken());
    return std::move(effect_);
  }

 private:
  static tl::unexpected<Error> refuse(std::string what, std::string hint) {
    return fail(ErrorKind::Input, std::move(what), std::move(hint));
  }
  static tl::unexpected<Error> passed(Date day) {
    return refuse(fmt::format("{} has passed, so nobody can agree to it", day.spoken()),
                  "give a new date that can be kept");
  }

  [[nodiscard]] tl::unexpected<Error> isComplete() const {
    return refuse(milestone_->completedOn
                      ? fmt::format("it is complete already, since {}", milestone_->completedOn->spoken())
                      : std::string("it is complete already"),
                  "if it is not, let the coordinator open it again");
  }

  /// What is done has no other date than the day on which somebody checks that it still holds.
  Result<AnswerEffect> lookAgainOn(Date day) {
    if (!milestone_->recheckOn) return isComplete();
    effect_.ofMilestone.emplace_back("recheck_on", day.iso());
    effect_.said = fmt::format("{} asked to check it again on {}.", giver_.name, day.spoken());
    return std::move(effect_);
  }

  Result<AnswerEffect> say(fmt::string_view sentence) {
    effect_.said = fmt::vformat(sentence, fmt::make_format_args(giver_.name));
    return std::move(effect_);
  }

  /// Nothing in the plan can be marked as complete: the coordinator closes it, or rates it.
  Result<AnswerEffect> askToClose() {
    const auto ref = plan::spokenRef(record_.action);
    effect_.notice = fmt::format("{} says that {} ('{}') is done", giver_.name, ref, plan::headline(record_));
    if (const auto evidence = trim(answer_.evidence); !evidence.empty())
      effect_.notice += fmt::format("; evidence: {}", evidence);
    effect_.notice += ". It has no open date to complete: please close it, or change its rating.";
    effect_.ofAction.emplace_back("confirmed_at", now_.iso());
    quietForAWeek(alert_, today_, effect_);
    return say("{} says that it is done; the coordinator is asked to close it.");
  }

  Result<AnswerEffect> dateAsItStands() {
    if (!milestone_->due) return refuse("there is no date to agree", "give one as a new date");
    if (milestone_->review)
      return refuse("its date is when it is looked at again, and nobody has to agree to that",
                    "give the day on which to look at it next");
    if (milestone_->basis == plan::Basis::Agreed)
      return refuse(fmt::format("{} is agreed already", milestone_->due->spoken()),
                    "if it can't be kept, give a new date");
    if (*milestone_->due < today_) return passed(*milestone_->due);
    if (mayAgree_ == MayAgree::No) return notTheirs();
    effect_.ofMilestone.emplace_back("basis", std::string(plan::toString(plan::Basis::Agreed)));
    clearDoubt("basis", *milestone_, *milestone_, effect_.ofMilestone);
    effect_.said = fmt::format("{} agreed {}.", giver_.name, milestone_->due->spoken());
    return std::move(effect_);
  }

  [[nodiscard]] tl::unexpected<Error> notTheirs() const {
    std::vector<std::string> who;
    for (const auto& role : rolesOf({rules::Tell::Kind::Owner, {}}, record_, milestone_, people_)) {
      if (!role.name.empty()) who.push_back(role.name);
    }
    who.insert(who.end(), {"the coordinator", "the lead"});
    return refuse(fmt::format("{} must be agreed by {}", milestone_->due->spoken(), joinWords(who, "or")),
                  "if another day is better, give it as a new date");
  }

  Result<AnswerEffect> dateAgreed(Date day) {
    auto& fields = effect_.ofMilestone;
    const auto before = milestone_ != nullptr ? *milestone_ : plan::Milestone{};
    auto after = before;
    plan::giveDay(after, day);
    if (after.due != before.due) {
      fields.emplace_back("due", isoOf(after.due));
      fields.emplace_back("earliest", isoOf(after.earliest));
      fields.emplace_back("precision", std::string(plan::toString(after.precision)));
    }
    if (!before.review && before.basis != plan::Basis::Agreed)
      fields.emplace_back("basis", std::string(plan::toString(plan::Basis::Agreed)));
    clearProposal(before, fields);
    clearDoubt("date", before, after, fields);
    effect_.said = fmt::format("{} {} {}.", giver_.name, before.review ? "set the next review for" : "agreed",
                               day.spoken());
    return std::move(effect_);
  }

  Result<AnswerEffect> dateProposed(Date day) {
    if (milestone_ != nullptr && milestone_->proposedDue == day)
      return refuse(fmt::format("{} is proposed already, and waits for an answer", day.spoken()),
                    "nothing is left to do here");
    auto& fields = effect_.ofMilestone;
    fields.emplace_back("proposed_due", day.iso());
    fields.emplace_back("proposed_by", giver_.signature());
    fields.emplace_back("proposed_at", now_.iso());
    effect_.said = fmt::format("{} proposed {}; the coordinator or the lead is asked to agree.", giver_.name,
                               day.spoken());
    return std::move(effect_);
  }

  const Answer& answer_;
  const Giver& giver_;
  const MayAgree mayAgree_;
  const Alert& alert_;
  const plan::ActionRecord& record_;
  const plan::Milestone* milestone_;
  const plan::People& people_;
  const Date today_;
  const Instant now_;
  AnswerEffect effect_;
};

tl::unexpected<Error> chooseOne(const plan::ActionRecord& record) {
  std::vector<std::string> names;
  const auto open = openMilestones(record);
  names.reserve(open.size());
  for (const auto* milestone : open)
    names.push_back(!milestone->label.empty()  ? milestone->label
                    : milestone->party.empty() ? shorten(milestone->text, 40)
                                               : milestone->party);
  return fail(
      ErrorKind::Input,
      fmt::format("{} has {} open dates: {}", plan::spokenRef(record.action), names.size(), joinWords(names)),
      "say which of them is meant");
}

}  // namespace

std::string_view toString(AnswerKind kind) {
  for (const auto& [known, word] : kAnswerWords) {
    if (known == kind) return word;
  }
  return "";
}

std::optional<AnswerKind> parseAnswerKind(std::string_view text) {
  for (const auto& [kind, word] : kAnswerWords) {
    if (word == text) return kind;
  }
  return std::nullopt;
}

std::optional<Quieting> quietWithin(const Alert& alert, const Quieting& wanted, Date today) {
  if (!alert.firing()) return std::nullopt;
  const auto last = lastChance(alert, today);
  if (!last) return std::nullopt;
  const Date until = std::min(*last, wanted.until);
  if (alert.quietUntil && *alert.quietUntil >= until) return std::nullopt;
  return Quieting{wanted.state, until};
}

std::vector<const plan::Milestone*> openMilestones(const plan::ActionRecord& record) {
  std::vector<const plan::Milestone*> open;
  open.reserve(record.milestones.size());
  for (const auto& milestone : record.milestones) {
    if (!plan::isDone(milestone)) open.push_back(&milestone);
  }
  return open;
}

const plan::Milestone* meantMilestone(const Alert& alert, const plan::ActionRecord& record) {
  if (alert.subject.milestone) return record.milestone(alert.subject.milestone);
  const auto open = openMilestones(record);
  return open.size() == 1 ? open.front() : nullptr;
}

bool asksWhich(AnswerKind kind, const Alert& alert, const plan::ActionRecord& record) {
  const bool ofADate =
      kind == AnswerKind::Done || kind == AnswerKind::NewDate || kind == AnswerKind::AgreeDate;
  return ofADate && !alert.subject.milestone && openMilestones(record).size() > 1;
}

std::vector<AnswerKind> offeredAnswers(const Alert& alert, const plan::ActionRecord& record,
                                       MayAgree mayAgree, Date today) {
  if (record.action.closedAt) return {};
  const auto* milestone = meantMilestone(alert, record);
  const bool owed = milestone == nullptr || !plan::isDone(*milestone);
  std::vector<AnswerKind> kinds;
  if (owed) kinds = {AnswerKind::OnTrack, AnswerKind::Done, AnswerKind::NewDate};
  if (milestone == nullptr && !record.milestones.empty() && openMilestones(record).empty()) kinds.pop_back();
  if (!owed && milestone->recheckOn) kinds = {AnswerKind::NewDate};
  const auto agreeable = [&](const plan::Milestone* one) { return canBeAgreed(*one, mayAgree, today); };
  const auto candidates =
      milestone != nullptr ? std::vector<const plan::Milestone*>{milestone} : openMilestones(record);
  if (owed && std::any_of(candidates.begin(), candidates.end(), agreeable))
    kinds.push_back(AnswerKind::AgreeDate);
  if (alert.firing() && lastChance(alert, today)) kinds.push_back(AnswerKind::Snooze);
  kinds.push_back(AnswerKind::NotMine);
  return kinds;
}

Result<AnswerEffect> effectOf(const Answer& answer, const Giver& giver, MayAgree mayAgree, const Alert& alert,
                              const plan::ActionRecord& record, const plan::Milestone* milestone,
                              const plan::People& people, Date today, Instant now) {
  if (record.action.closedAt)
    return fail(ErrorKind::Input, fmt::format("{} is closed", plan::spokenRef(record.action)),
                "nothing is asked about it any more");
  if (alert.subject.milestone && record.milestone(alert.subject.milestone) == nullptr)
    return fail(ErrorKind::Input,
                fmt::format("this date of {} is no longer in the plan", plan::spokenRef(record.action)),
                "nothing is asked about it any more");
  if (milestone == nullptr || alert.subject.milestone) {
    if (asksWhich(answer.kind, alert, record)) return chooseOne(record);
    milestone = meantMilestone(alert, record);
  }
  Answering answering(answer, giver, mayAgree, alert, record, milestone, people, today, now);
  switch (answer.kind) {
    case AnswerKind::OnTrack:
      return answering.onTrack();
    case AnswerKind::Done:
      return answering.done();
    case AnswerKind::NewDate:
      return answering.newDate();
    case AnswerKind::AgreeDate:
      return answering.agreeDate();
    case AnswerKind::Snooze:
      return answering.quieten(AlertState::Snoozed);
    case AnswerKind::Acknowledge:
      return answering.quieten(AlertState::Acknowledged);
    case AnswerKind::NotMine:
      break;
  }
  // Who is told of a whole action is looked up for the action, whichever of its dates is meant.
  auto effect =
      handedOver(answer, giver, alert, record, alert.subject.milestone ? milestone : nullptr, people, today);
  if (effect && !effect->notice.empty()) quietForAWeek(alert, today, *effect);
  return effect;
}

}  // namespace chaser::alerts
