// SPDX-License-Identifier: Apache-2.0
#include "notifiers/words.h"

#include <algorithm>
#include <set>
#include <sstream>

#include "common/fold.h"
#include "common/text.h"
#include "notifiers/render.h"
#include "notifiers/tone.h"

namespace chaser::notifiers {
namespace {

using alerts::ItemKind;
using alerts::MessageKind;

// What the words of a mere date are made of: `by end of Qtr 3 2026 (I)`.
const std::set<std::string> kDateWords = {
    "by",    "end",    "of",        "the",     "in",       "early",    "mid",    "late",
    "start", "to",     "i",         "a",       "qtr",      "quarter",  "q",      "week",
    "month", "year",   "spring",    "summer",  "autumn",   "winter",   "jan",    "feb",
    "mar",   "apr",    "may",       "jun",     "jul",      "aug",      "sep",    "sept",
    "oct",   "nov",    "dec",       "january", "february", "march",    "april",  "june",
    "july",  "august", "september", "october", "november", "december", "agreed", "indicative"};

bool onlyOf(const Letter& letter, SectionKind kind) {
  return !letter.sections.empty() &&
         std::all_of(letter.sections.begin(), letter.sections.end(),
                     [&](const Section& section) { return section.kind == kind; });
}

// Who wants everything at once gets what is not urgent at once, too.
bool isCritical(const Letter& letter) {
  for (const Section& section : letter.sections) {
    for (const Group& group : section.groups) {
      for (const Entry& entry : group.entries)
        if (entry.severity == rules::Severity::Critical) return true;
    }
  }
  return false;
}

std::size_t groupsOf(const Letter& letter, SectionKind kind) {
  std::size_t count = 0;
  for (const Section& section : letter.sections)
    if (section.kind == kind) count += section.groups.size();
  return count;
}

// `Highfield plan`, or `2 plans`; empty when no action is named.
std::string planWords(const Letter& letter) {
  constexpr std::size_t kLongestTitle = 70;
  std::set<std::string> plans;
  std::string title;
  for (const Section& section : letter.sections) {
    for (const Group& group : section.groups) {
      if (group.plan.empty()) continue;
      plans.insert(group.plan);
      title = group.planTitle;
    }
  }
  if (plans.empty()) return {};
  return plans.size() == 1 ? shorten(title, kLongestTitle) : counted(plans.size(), "plan");
}

// A verb that agrees with its count.
std::string say(std::size_t count, std::string_view noun, std::string_view one, std::string_view many) {
  return counted(count, noun) + " " + std::string(count == 1 ? one : many);
}

// The one who keeps the plan is not asked to tell themselves, nor to reply to themselves.
bool toCoordinator(const Letter& letter) {
  return letter.toAddress == letter.replyToAddress;
}

// Why somebody hears of what others have not answered; nothing where a rule simply names them.
std::string becauseLine(const Letter& letter) {
  bool leads = false;
  bool nobodyElse = true;
  for (const Section& section : letter.sections) {
    for (const Group& group : section.groups) {
      for (const Entry& entry : group.entries) {
        leads = leads || entry.because == ToldBecause::Leads;
        nobodyElse = nobodyElse && entry.because == ToldBecause::NobodyElseIs;
      }
    }
  }
  if (leads) return "You are told because you lead for those who were asked.";
  if (!toCoordinator(letter)) return {};
  return nobodyElse ? "You are told because the plan names nobody else to tell."
                    : "You are told because you keep the plan.";
}

std::string packSubject(const Letter& letter) {
  std::string subject = letter.kind == MessageKind::PackDraft ? "Draft papers for the " : "Papers for the ";
  subject += letter.board;
  if (letter.meeting) subject += ", " + letter.meeting->spoken();
  return subject + ": " + counted(letter.actions, "action");
}

std::string topic(const Letter& letter) {
  if (onlyOf(letter, SectionKind::Resolved))
    return say(groupsOf(letter, SectionKind::Resolved), "action", "is settled", "are settled");
  if (onlyOf(letter, SectionKind::Notices)) return "The chasing needs a look";
  if (onlyOf(letter, SectionKind::Later))
    return say(letter.actions, "action", "has had no answer", "have had no answer");
  return say(letter.actions, "action", "needs you", "need you");
}

std::vector<std::string> packOpening(const Letter& letter) {
  std::vector<std::string> lines;
  const std::string meeting = letter.meeting ? " on " + letter.meeting->spokenWithWeekday() : "";
  if (letter.kind == MessageKind::PackDraft) {
    std::string until =
        letter.papers ? " It goes to the board on " + letter.papers->spokenWithWeekday() + "." : "";
    lines.push_back("Please check this draft for the " + letter.board + meeting + "." + until);
    std::string whom = letter.replyToName.empty() ? "the plan's coordinator" : letter.replyToName;
    lines.push_back(toCoordinator(letter)
                        ? "To change an item, edit the plan before then. To hold one back, drop it or add a "
                          "note: chaser papers."
                        : "To change an item, hold it back, drop it or add a note, tell " + whom +
                              " before then, with the item's number.");
    return lines;
  }
  lines.push_back(say(letter.actions, "action", "comes", "come") + " to the " + letter.board + meeting + ".");
  lines.emplace_back(letter.actions == 1
                         ? "Please agree a date, close it, or send it back with a question."
                         : "For each, please agree a date, close it, or send it back with a question.");
  return lines;
}

}  // namespace

std::string subjectOf(const Letter& letter) {
  constexpr std::size_t kLongestSubject = 200;
  std::string subject;
  if (!letter.marking.empty()) subject += "[" + letter.marking + "] ";
  if (!letter.subject.empty()) {
    subject += letter.subject;
  } else if (letter.kind == MessageKind::Pack || letter.kind == MessageKind::PackDraft) {
    subject += packSubject(letter);
  } else {
    if (letter.kind == MessageKind::Urgent && isCritical(letter)) subject += "Urgent: ";
    subject += topic(letter);
    const std::string plan = planWords(letter);
    if (!plan.empty()) subject += ": " + plan;
  }
  return harmless(subject, kLongestSubject);
}

std::vector<std::string> openingOf(const Letter& letter) {
  if (letter.kind == MessageKind::Pack || letter.kind == MessageKind::PackDraft) return packOpening(letter);
  if (onlyOf(letter, SectionKind::Resolved)) return {topic(letter) + ". There is nothing to do."};
  if (onlyOf(letter, SectionKind::Notices))
    return {letter.counted + letter.inFull == 1 ? "One thing about the chasing itself needs a look."
                                                : "Some things about the chasing itself need a look."};
  if (onlyOf(letter, SectionKind::Later)) {
    std::vector<std::string> lines = {topic(letter) + " so far."};
    if (std::string because = becauseLine(letter); !because.empty()) lines.push_back(std::move(because));
    return lines;
  }
  return {say(letter.actions, "action", "needs", "need") + " an answer from you."};
}

std::string phraseLine(const Entry& entry) {
  if (!entry.due) return entry.milestone;
  const std::string party = " " + foldWords(entry.party) + " ";
  std::istringstream words(foldWords(entry.milestone));
  for (std::string word; words >> word;) {
    const bool number = word.find_first_of("0123456789") != std::string::npos;
    const bool ofParty = party.find(" " + word + " ") != std::string::npos;
    if (!number && !ofParty && kDateWords.find(word) == kDateWords.end()) return entry.milestone;
  }
  return {};
}

std::string dateLine(const Entry& entry) {
  const auto done = entry.completedOn ? "arked complete as of " + entry.completedOn->spoken() : std::string();
  if (!entry.due) return done.empty() ? done : "M" + done;
  std::string line = "Date";
  if (entry.basis == "indicative") line = "Estimated date";
  if (entry.basis == "agreed") line = "Agreed date";
  if (entry.review) line = "Review";
  if (!entry.party.empty()) line += " for " + entry.party;
  line += ": ";
  line += spokenDue(*entry.due, entry.precision);
  if (entry.originalDue) line += " (first given as " + entry.originalDue->spoken() + ")";
  if (!done.empty()) line += "; m" + done;
  return line;
}

std::string warningLine(const Entry& entry) {
  if (entry.kind != ItemKind::Warning || entry.goesTo.empty()) return {};
  std::string line = "This goes to " + entry.goesTo;
  if (entry.goesOn) line += " on " + entry.goesOn->spokenWithWeekday();
  if (!entry.stopsWhen.empty()) line += ", unless " + entry.stopsWhen;
  return line + ".";
}

std::string stopsLine(const Entry& entry) {
  if (entry.stopsWhen.empty() || !warningLine(entry).empty()) return {};
  return "This stops when " + entry.stopsWhen + ".";
}

std::string toldLine(const Entry& entry) {
  if (entry.notAnswered.empty()) return {};
  const bool silent = entry.kind == ItemKind::Escalation && !entry.wasAnswered;
  std::string line = silent ? "No answer yet from " : "Asked so far: ";
  for (std::size_t i = 0; i < entry.notAnswered.size(); ++i)
    line += (i > 0 ? "; " : "") + entry.notAnswered[i];
  return line + ".";
}

std::string countedLine(const Letter& letter) {
  if (letter.counted == 0) return {};
  return say(letter.counted, "more item", "in one line:", "in one line each:");
}

std::string furtherLine(const Further& further, bool namesPlan) {
  std::string line = further.ref.empty() ? further.headline : further.ref + ": " + further.headline;
  if (namesPlan && !further.planTitle.empty()) line += " (" + further.planTitle + ")";
  return line;
}

std::vector<std::string> closingOf(const Letter& letter) {
  std::vector<std::string> lines;
  const bool pack = letter.kind == MessageKind::Pack || letter.kind == MessageKind::PackDraft;
  if (letter.hasLinks)
    lines.emplace_back(
        "The links are your own, for 60 days: whoever has them answers in your place, so do not pass them "
        "on.");
  if (letter.hasCodes)
    lines.emplace_back(
        "The codes are your own, for 60 days: a reply that has one is matched with its item, and the plan's "
        "coordinator "
        "confirms it.");
  if (!letter.replyToAddress.empty() && !toCoordinator(letter)) {
    const std::string whom = letter.replyToName.empty() ? letter.replyToAddress : letter.replyToName;
    lines.push_back((letter.hasLinks || letter.hasCodes ? "To say something else, reply to this message."
                                                        : "To answer, reply to this message.") +
                    (" Your reply goes to " + whom) + ", who keeps the plan.");
  }
  if (pack) {
    if (!letter.attached.empty()) lines.push_back("Attached as a table: " + joinWords(letter.attached) + ".");
    lines.emplace_back("Chaser made these papers from the action plan as it stands.");
    if (!letter.seal.empty()) lines.push_back("Seal of the record: " + letter.seal + ".");
  } else if (toCoordinator(letter)) {
    lines.emplace_back("Chaser sent this because you keep the plan.");
  } else {
    lines.emplace_back(
        "Chaser sent this because the action plan names you. It stops as soon as the plan is up to date.");
  }
  return lines;
}

}  // namespace chaser::notifiers
