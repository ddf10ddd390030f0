// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string_view>

#include "common/text.h"
#include "plan/timeline/clause.h"

namespace chaser::plan::timeline {

namespace {

/// Everything found in a clause; `taken` marks the tokens that are no part of its label.
struct Findings {
  std::vector<bool> taken;
  std::optional<BasisMark> basis;
  bool complete = false, ongoing = false, inProgress = false, recurring = false, immediate = false,
       open = false;
  bool statusAfterDate =
      false;  ///< the completion stands behind the date, set off by a mark: `March 2017 - complete`
  bool past = false;
  bool superseded = false;  ///< `previously March 2017`

  [[nodiscard]] bool any() const {
    return complete || ongoing || inProgress || recurring || immediate || open;
  }
};

void take(Findings& f, const Clause& clause, std::size_t begin, std::size_t end) {
  for (std::size_t i = std::max(begin, clause.begin); i < std::min(end, clause.end); ++i)
    f.taken[i - clause.begin] = true;
}

void note(Findings& f, StatusWord::Kind kind) {
  switch (kind) {
    case StatusWord::Kind::Complete:
      f.complete = true;
      break;
    case StatusWord::Kind::Ongoing:
      f.ongoing = true;
      break;
    case StatusWord::Kind::InProgress:
      f.inProgress = true;
      break;
    case StatusWord::Kind::Recurring:
      f.recurring = true;
      break;
    case StatusWord::Kind::Immediate:
      f.immediate = true;
      break;
    case StatusWord::Kind::Open:
      f.open = true;
      break;
  }
}

Findings search(const Tokens& t, const Clause& clause) {
  Findings f;
  f.taken.assign(clause.end - clause.begin, false);
  if (clause.period) take(f, clause, clause.period->begin, clause.period->end);
  for (std::size_t i = clause.begin; i < clause.end;) {
    if (clause.period && i >= clause.period->begin && i < clause.period->end) {
      i = clause.period->end;
    } else if (const auto basis = readBasis(t, i)) {
      f.basis = basis;
      take(f, clause, i, basis->end);
      i = basis->end;
    } else if (const auto status = readStatus(t, i, clause.begin)) {
      const bool complete = status->kind == StatusWord::Kind::Complete;
      const bool setOff = i > 0 && t[i - 1].kind == Token::Kind::Mark && !t[i - 1].isMark(')');
      const bool alone = (i > 0 && t[i - 1].isMark(')')) || i == (clause.period ? clause.period->end : 0);
      const bool closes = status->end == clause.end || t[status->end].isMark('.');
      if (complete && clause.period && i >= clause.period->end && (setOff || (alone && closes))) {
        f.statusAfterDate = true;
      }
      note(f, status->kind);
      take(f, clause, i, status->end);
      i = status->end;
    } else {
      ++i;
    }
  }
  f.past = clause.period && tellsOfThePast(t, clause.begin, clause.period->begin);
  f.superseded = clause.period && clause.period->begin > clause.begin &&
                 t[clause.period->begin - 1].isOneOf({"was", "previously", "originally", "formerly"});
  return f;
}

/// A date marks a review when nothing but the review is said beside it, up to the next dash, comma or
/// bracket.
bool isReview(const Tokens& t, const Clause& clause, const Findings& f) {
  if (!clause.period) return false;
  bool review = false;
  const auto judge = [&](std::size_t i) {
    review = review || t[i].isOneOf({"review", "reviewed", "reviews", "rereview"});
    return f.taken[i - clause.begin] || t[i].kind == Token::Kind::Mark ||
           t[i].isOneOf({"review", "reviewed", "reviews", "next",  "date",    "due", "to",
                         "be",     "will",     "for",     "again", "further", "on",  "in",
                         "at",     "and",      "then",    "with",  "a",       "the", "is"});
  };
  for (std::size_t i = clause.period->begin; i > clause.begin; --i) {
    if (t[i - 1].isMark('-') || t[i - 1].isMark(',') || t[i - 1].isMark('(')) {
      if (review) break;
    }
    if (!judge(i - 1)) return false;
  }
  for (std::size_t i = clause.period->end; i < clause.end; ++i) {
    if (review && t[i].kind == Token::Kind::Mark) break;
    if (!judge(i)) return false;
  }
  return review;
}

/// The words that are left, without connectives and marks at either end.
std::string labelOf(const Tokens& t, const Clause& clause, const std::vector<bool>& taken) {
  const auto isLoose = [](const Token& token) {
    return (token.kind == Token::Kind::Mark && !token.isMark('(')) ||
           token.isOneOf({"by", "for", "in", "on", "to", "of", "at", "and", "the", "with", "is", "from",
                          "part", "as", "be"});
  };
  std::string label;
  for (std::size_t i = 0; i < taken.size();) {
    if (taken[i]) {
      ++i;
      continue;
    }
    std::size_t end = i;
    while (end < taken.size() && !taken[end]) ++end;
    std::size_t from = i;
    std::size_t to = end;
    while (from < to && isLoose(t[clause.begin + from])) ++from;
    while (to > from && (isLoose(t[clause.begin + to - 1]) && !t[clause.begin + to - 1].isMark(')'))) --to;
    if (to > from) {
      if (!label.empty()) label += ' ';
      label += t.text(clause.begin + from, clause.begin + to);
    }
    i = end;
  }
  while (!label.empty() && label.front() == '(' && label.back() == ')' &&
         label.find('(', 1) == std::string::npos) {
    label = std::string(trim(std::string_view(label).substr(1, label.size() - 2)));
  }
  if (label.find(')') == std::string::npos && !label.empty() && label.front() == '(') label.erase(0, 1);
  const Tokens words(label);
  const bool generic = words.size() <= 2 &&
                       words[0].isOneOf({"action", "actions", "review", "due", "date", "target", "timescale",
                                         "deadline", "all", "next", "revised", "completed", "complete",
                                         "reviewed", "completion", "now", "was", "previously"}) &&
                       (words.size() < 2 || words[1].isOneOf({"plan", "actions", "date", "due"}));
  return generic || words.size() == 0 ? std::string() : label;
}

void doubt(TimelineReading& reading, std::string why, bool material) {
  if (why.empty() || (reading.doubtIsMaterial && !material)) return;
  if (!reading.doubt.empty() && reading.doubtIsMaterial == material) {
    reading.doubt += "; " + why;
  } else {
    reading.doubt = std::move(why);
  }
  reading.doubtIsMaterial = material;
}

void complete(TimelineReading& reading) {
  reading.state = State::Complete;
  if (reading.precision == Precision::Day) reading.completedOn = reading.due;
}

/// Completion word and date together: a fact, or a target?
void judgeCompletion(TimelineReading& reading, const Period& period, const Findings& f,
                     const TimelineOptions& options) {
  if (period.sense == Period::Sense::By) return;
  const bool future = options.asOf && reading.earliest && *reading.earliest > *options.asOf;
  if (f.statusAfterDate) {
    reading.state = State::Complete;  // the date is the plan's, not the deed's
    return;
  }
  const bool promised = f.basis && reading.precision != Precision::Day;
  if (promised || (future && reading.precision != Precision::Day)) {
    doubt(reading,
          promised ? "‘complete’ beside a marked date is read as a target"
                   : "‘complete’ beside a date to come is read as a target",
          true);
    return;
  }
  complete(reading);
  if (future) doubt(reading, "completed on a day that is still to come", true);
}

void judgeDated(TimelineReading& reading, const Period& period, const Findings& f,
                const TimelineOptions& options) {
  reading.earliest = period.earliest;
  reading.due = period.due;
  reading.precision = period.precision;
  doubt(reading, period.doubt, true);
  if (f.superseded) doubt(reading, "the words call it an earlier date", true);
  if (period.sense == Period::Sense::From) {
    reading.state = State::Ongoing;
  } else if (f.complete) {
    judgeCompletion(reading, period, f, options);
  } else if (f.ongoing || (f.recurring && period.sense == Period::Sense::Until)) {
    reading.state = State::Ongoing;
  } else if (f.past && !f.basis && period.sense == Period::Sense::At && reading.due &&
             (reading.precision == Precision::Day || reading.precision == Precision::Month)) {
    const bool future = options.asOf && reading.earliest && *reading.earliest > *options.asOf;
    if (!future) complete(reading);
  }
}

void judgeUndated(TimelineReading& reading, const Findings& f, const TimelineOptions& options) {
  if (f.complete) {
    reading.state = State::Complete;
  } else if (f.ongoing || f.recurring || f.inProgress) {
    reading.state = State::Ongoing;
  } else if (f.immediate && options.asOf) {
    reading.earliest = reading.due = options.asOf;
    reading.precision = Precision::Day;
  }
  if (!f.any()) doubt(reading, "no date could be read", true);
}

/// The names of a list of parties before or behind the date, as they stand there; empty for one or none.
std::string severalParties(const Tokens& t, const Clause& clause, const PartyNames& parties,
                           const Findings& f, std::size_t first, std::size_t last) {
  auto list = parties.together(t, first, last);
  if (list.empty() && clause.period) {
    std::size_t behind = clause.period->end;
    while (behind < last && (f.taken[behind - clause.begin] || t[behind].kind == Token::Kind::Mark)) ++behind;
    list = parties.together(t, behind, last);
  }
  return list.empty() ? std::string() : std::string(t.text(list.front().begin, list.back().end));
}

/// One party's name leaves the label; of several nobody is preferred, and their names stay in it.
void findParty(TimelineReading& reading, const Tokens& t, const Clause& clause, const PartyNames& parties,
               Findings& f) {
  std::size_t last = clause.end;
  while (last > clause.begin && (t[last - 1].isMark('.') || t[last - 1].isMark(','))) --last;
  std::size_t first = clause.begin;
  while (first < last && (t[first].isMark(',') || t[first].isMark('-') || t[first].isWord("and"))) ++first;
  if (const auto names = severalParties(t, clause, parties, f, first, last); !names.empty()) {
    doubt(reading, "several parties are named: " + names, false);
    return;
  }
  for (const PartyMention& mention : parties.find(t, first, last)) {
    if (reading.party.empty()) reading.party = mention.name;
    take(f, clause, mention.begin, mention.end);
  }
}

}  // namespace

Understood understand(const Tokens& tokens, const Clause& clause, const PartyNames& parties,
                      const TimelineOptions& options) {
  Understood result;
  Findings f = search(tokens, clause);
  TimelineReading& reading = result.reading;
  result.dated = clause.period.has_value();
  result.hasStatus = f.any();
  reading.number = clause.number;
  if (f.basis) reading.basis = f.basis->basis;
  reading.review = isReview(tokens, clause, f);
  if (clause.period) {
    judgeDated(reading, *clause.period, f, options);
  } else {
    judgeUndated(reading, f, options);
  }
  findParty(reading, tokens, clause, parties, f);
  reading.label = labelOf(tokens, clause, f.taken);
  result.hasWords = !reading.label.empty();
  return result;
}

}  // namespace chaser::plan::timeline
