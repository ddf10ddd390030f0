// SPDX-License-Identifier: Apache-2.0
#include "notifiers/tone.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "alerts/ladder.h"
#include "common/fold.h"
#include "common/text.h"
#include "notifiers/mail_fields.h"

namespace chaser::notifiers {
namespace {

using alerts::ItemKind;

const plan::Milestone* milestoneOf(const Fact& fact) {
  if (!fact.record || !fact.item.subject.milestone) return nullptr;
  return fact.record->milestone(fact.item.subject.milestone);
}

bool isEstimate(const plan::Milestone* milestone) {
  return milestone != nullptr && milestone->basis == plan::Basis::Indicative;
}

// What is asked when a rule brings no words of its own, or words that would reproach.
std::string defaultAsk(const plan::Milestone* milestone) {
  if (milestone == nullptr) return "Where does this stand?";
  if (milestone->state == plan::State::Complete) return "Can you check that this is done?";
  if (milestone->review) return "Can you review this, and say what you found?";
  if (isEstimate(milestone)) return "Can you confirm or change this date?";
  if (milestone->basis == plan::Basis::Agreed) return "Is this done, or is there a new date?";
  return "Where does this stand?";
}

// Whom this item may not reproach: see reproaches().
bool mustBeGentle(const Fact& fact, const plan::Milestone* milestone) {
  const bool lateOnArrival = fact.alert && fact.alert->lateOnArrival;
  return fact.item.asksWhereItStands || lateOnArrival || isEstimate(milestone) ||
         (milestone && milestone->review) || fact.item.kind == ItemKind::Escalation;
}

std::string askOf(const Fact& fact, const plan::Milestone* milestone, bool gentle) {
  if (!fact.item.becauseDoubt.empty()) return "Can you settle what the plan means here?";
  if (fact.item.asksWhereItStands) return "Where does this stand?";
  std::string ask = fact.rule ? fact.rule->ask : std::string();
  if (ask.empty() || (gentle && reproaches(ask))) return defaultAsk(milestone);
  return ask;
}

// Boards are told of by their papers, people by their names as of the day on which they would be told.
std::string spokenRecipient(const ComposeContext& context, const alerts::Role& role, const Fact& fact,
                            Date on) {
  const plan::Milestone* milestone = milestoneOf(fact);
  const alerts::Resolution found = alerts::resolve(role, *fact.record, milestone, context.people, on);
  std::vector<std::string> names;
  for (const alerts::Recipient& who : found.who) {
    const bool board = who.kind == alerts::Recipient::Kind::Board;
    names.push_back(board ? "the papers of the " + who.name : who.name);
  }
  return names.empty() ? "the plan's coordinator" : joinWords(names);
}

void addWarning(const ComposeContext& context, const Fact& fact, Entry& entry) {
  std::vector<std::string> whoms;
  const Date on = fact.item.goesOn.value_or(context.today);
  for (const alerts::Role& role : fact.item.goesTo) {
    std::string whom = fact.record ? spokenRecipient(context, role, fact, on) : role.name;
    if (std::find(whoms.begin(), whoms.end(), whom) == whoms.end()) whoms.push_back(std::move(whom));
  }
  entry.goesTo = joinWords(whoms);
  entry.goesOn = fact.item.goesOn;
  // A message that had to wait, such as a weekly digest, has moved the day: nobody is told sooner after it.
  const bool toPeople = std::any_of(fact.item.goesTo.begin(), fact.item.goesTo.end(), [](const auto& role) {
    return role.kind != rules::Tell::Kind::Board && role.kind != rules::Tell::Kind::NamedBoard;
  });
  if (entry.goesOn && toPeople)
    entry.goesOn = std::max(*entry.goesOn, plan::add(context.today, alerts::kGrace, context.calendar));
}

// An escalation blames nobody for silence who hears of it only today, and no step anybody whom it tells
// itself: they are told beside the reader, whichever of them a message reached first.
bool hadTimeToAnswer(const alerts::StepMade& made, const Fact& fact, Date today) {
  if (made.step == fact.item.step) return false;
  return fact.item.kind != ItemKind::Escalation || made.toldOn < today;
}

// Who was told of this alert so far, in the order of the telling, each once with the first day. Readers are
// not told of themselves; a draft is the board's papers, whoever checks it.
std::vector<std::string> toldSoFar(const alerts::MessagePlan& plan, const Fact& fact, Date today) {
  const std::string& reader = fact.item.kind == ItemKind::PackItem ? plan.board : plan.to.name;
  std::vector<std::pair<std::string, Date>> told;
  std::vector<std::string> lines;
  if (!fact.alert) return lines;
  for (const alerts::StepMade& made : fact.alert->made) {
    if (!made.toldOn || made.kind == ItemKind::Warning || made.kind == ItemKind::Resolved) continue;
    if (!hadTimeToAnswer(made, fact, today)) continue;
    for (const std::string& name : made.told) {
      if (name == reader || made.role.kind == rules::Tell::Kind::Webhook) continue;
      const auto same = [&](const auto& earlier) { return earlier.first == name; };
      const auto found = std::find_if(told.begin(), told.end(), same);
      if (found == told.end()) {
        told.emplace_back(name, *made.toldOn);
      } else {
        found->second = std::min(found->second, *made.toldOn);
      }
    }
  }
  std::stable_sort(told.begin(), told.end(),
                   [](const auto& a, const auto& b) { return a.second < b.second; });
  for (const auto& [name, on] : told) lines.push_back(name + ", told on " + on.spoken());
  return lines;
}

// A step that tells the coordinator means them; any other comes to them for want of an owner.
bool meansCoordinator(const Fact& fact) {
  if (fact.rule == nullptr) return true;
  for (const rules::Step& step : fact.rule->ladder) {
    if (step.id != fact.item.step) continue;
    return std::any_of(step.tell.begin(), step.tell.end(),
                       [](const rules::Tell& tell) { return tell.kind == rules::Tell::Kind::Coordinator; });
  }
  return true;
}

ToldBecause becauseOf(const ComposeContext& context, const Fact& fact) {
  using Kind = rules::Tell::Kind;
  const alerts::Role& role = fact.item.role;
  if (role.kind == Kind::Coordinator)
    return meansCoordinator(fact) ? ToldBecause::Named : ToldBecause::NobodyElseIs;
  const bool fellBack =
      fact.heldByNobody ||
      (fact.record &&
       alerts::resolve(role, *fact.record, milestoneOf(fact), context.people, context.today).fellBack);
  if (fellBack) return ToldBecause::NobodyElseIs;
  return role.kind == Kind::Lead ? ToldBecause::Leads : ToldBecause::Named;
}

std::vector<std::string> slipsOf(const plan::Milestone* milestone) {
  if (milestone == nullptr || milestone->slips == 0) return {};
  return {"The date has moved " + counted(static_cast<std::size_t>(milestone->slips), "time") + "."};
}

void addSentence(std::string& note, std::string sentence) {
  if (sentence.empty()) return;
  if (sentence.back() != '.' && sentence.back() != '?' && sentence.back() != '!') sentence += '.';
  if (!note.empty()) note += ' ';
  note += sentence;
}

std::string noteOf(const Fact& fact, bool publicPaper) {
  std::string note;
  if (publicPaper) return note;
  if (!fact.paperNote.empty()) {
    addSentence(note, fact.paperNote);
    note += " – " + fact.paperNoteBy + ".";
  }
  if (fact.item.kind != ItemKind::Resolved) addSentence(note, fact.sentBack);
  std::string given = fact.note;
  if (!given.empty()) given[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(given[0])));
  addSentence(note, given);
  if (fact.note.empty() && fact.heldByNobody)
    addSentence(note, fact.item.role.name.empty() ? "Nobody holds this role"
                                                  : "Nobody holds the role '" + fact.item.role.name + "'");
  if (!fact.item.becauseDoubt.empty()) addSentence(note, "In doubt: " + fact.item.becauseDoubt);
  if (!fact.coverFor.empty() && fact.note.find(fact.coverFor) == std::string::npos)
    addSentence(note, "You stand in for " + fact.coverFor);
  if (fact.alert && fact.alert->quietUntil && !fact.alert->quietBy.empty() &&
      (fact.alert->state == alerts::AlertState::Acknowledged ||
       fact.alert->state == alerts::AlertState::Snoozed)) {
    const bool snoozed = fact.alert->state == alerts::AlertState::Snoozed;
    addSentence(note, (snoozed ? "Snoozed by " : "Acknowledged by ") + fact.alert->quietBy + " until " +
                          fact.alert->quietUntil->spoken());
  }
  if (fact.item.late) addSentence(note, "This should have reached you earlier; Chaser was not running");
  return note;
}

void addMilestone(const plan::Milestone& milestone, Entry& entry) {
  entry.milestone = milestone.text;
  entry.party = milestone.party;
  entry.due = milestone.due;
  entry.precision = milestone.precision;
  entry.review = milestone.review;
  if (milestone.basis) entry.basis = std::string(plan::toString(*milestone.basis));
  if (milestone.baselineDue && milestone.baselineDue != milestone.due)
    entry.originalDue = milestone.baselineDue;
  if (milestone.state == plan::State::Complete) entry.completedOn = milestone.completedOn;
}

void addRule(const Fact& fact, bool gentle, Entry& entry) {
  if (fact.rule == nullptr) return;
  entry.stopsWhen = fact.rule->stopsWhen;
  entry.severity = fact.rule->severity;
  if (!gentle || !reproaches(fact.rule->summary)) entry.summary = fact.rule->summary;
  if (!gentle || !reproaches(fact.rule->why)) entry.why = fact.rule->why;
}

}  // namespace

bool reproaches(std::string_view words) {
  const std::string folded = " " + foldWords(words) + " ";
  for (const char* word : {" overdue ", " missed ", " late ", " failed ", " failure ", " lateness "})
    if (folded.find(word) != std::string::npos) return true;
  return false;
}

std::string ordinalTime(int times) {
  const int tens = times % 100;
  const char* suffix = "th";
  if (tens < 11 || tens > 13) {
    if (times % 10 == 1) suffix = "st";
    if (times % 10 == 2) suffix = "nd";
    if (times % 10 == 3) suffix = "rd";
  }
  return std::to_string(times) + suffix + " time";
}

std::string spokenDue(Date due, plan::Precision precision) {
  switch (precision) {
    case plan::Precision::Week:
      return "the week to " + due.spoken();
    case plan::Precision::Month:
      return "the end of " + due.spoken().substr(due.spoken().find(' ') + 1);
    case plan::Precision::Quarter:
      return "the quarter to " + due.spoken();
    case plan::Precision::Season:
      return "the season to " + due.spoken();
    case plan::Precision::Year:
      return "the year to " + due.spoken();
    case plan::Precision::Day:
    case plan::Precision::None:
      break;
  }
  return due.spoken();
}

Entry entryOf(const ComposeContext& context, const alerts::MessagePlan& plan, const Fact& fact,
              bool publicPaper) {
  const plan::Milestone* milestone = milestoneOf(fact);
  Entry entry;
  entry.kind = fact.item.kind;
  entry.rule = fact.item.rule;
  entry.step = fact.item.step;
  entry.occurrence = fact.item.occurrence;
  entry.severity = fact.item.severity;
  if (fact.item.kind == ItemKind::Notice) {
    entry.noticeText = fact.item.noticeText;
    return entry;
  }
  if (fact.alert) {
    entry.alert = fact.alert->id.value;
    entry.firedOn = fact.alert->firedOn;
  }
  const bool gentle = mustBeGentle(fact, milestone);
  addRule(fact, gentle, entry);
  if (milestone != nullptr) addMilestone(*milestone, entry);
  entry.asksWhereItStands = fact.item.asksWhereItStands;
  entry.note = noteOf(fact, publicPaper);
  if (fact.item.kind == ItemKind::Resolved) {
    entry.why = fact.ended;
    entry.stopsWhen.clear();
    return entry;
  }
  entry.fields = furtherFields(context.people, fact, fact.item.kind == ItemKind::PackItem, publicPaper);
  entry.ask = askOf(fact, milestone, gentle);
  entry.link = fact.link;
  entry.code = fact.code;
  entry.replies = fact.replies;
  if (fact.item.kind == ItemKind::Warning) addWarning(context, fact, entry);
  if (fact.item.kind == ItemKind::Escalation) entry.because = becauseOf(context, fact);
  entry.wasAnswered = fact.alert && fact.alert->quietDays > 0;
  if (fact.item.kind == ItemKind::Escalation && !publicPaper)
    entry.notAnswered = toldSoFar(plan, fact, context.today);
  if (fact.item.kind == ItemKind::PackItem) {
    entry.times = fact.times;
    entry.history = slipsOf(milestone);
    if (!publicPaper) entry.notAnswered = toldSoFar(plan, fact, context.today);
  }
  return entry;
}

}  // namespace chaser::notifiers
