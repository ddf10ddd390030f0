// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>

#include "common/text.h"
#include "plan/timeline/basis.h"
#include "plan/timeline/clause.h"
#include "plan/timeline/label.h"
#include "plan/timeline/words.h"

namespace chaser::plan::timeline {

namespace {

/// Everything found in a clause; `taken` marks the tokens that are no part of its label.
struct Findings {
  std::vector<bool> taken;
  std::optional<BasisMark> basis;
  bool complete = false, ongoing = false, inProgress = false, recurring = false, immediate = false,
       open = false, unconfirmed = false, dropped = false;
  bool statusAfterDate =
      false;  ///< the completion stands behind the date, set off by a mark: `March 2017 - complete`
  bool recursAlone = false;  ///< the recurrence is all that is said beside the date: no `Annual report`
  bool recursAfter = false;  ///< `by March, then monthly`: the date comes first and is one
  bool past = false;
  Revision revision = Revision::None;

  [[nodiscard]] bool any() const {
    return complete || ongoing || inProgress || recurring || immediate || open || unconfirmed || dropped;
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
    case StatusWord::Kind::Unconfirmed:
      f.unconfirmed = true;
      break;
    case StatusWord::Kind::Dropped:
      f.dropped = true;
      break;
  }
}

/// Whether a completion stands behind the date for itself: `March 2017 - complete`, `March 2017 (A)
/// Complete`.
bool isSetOff(const Tokens& t, const Clause& clause, std::size_t begin, std::size_t end) {
  if (!clause.period || begin < clause.period->end) return false;
  const bool behindMark = t[begin - 1].kind == Token::Kind::Mark && !t[begin - 1].isMark(')');
  const bool alone = t[begin - 1].isMark(')') || begin == clause.period->end;
  return behindMark || (alone && (end == clause.end || isSeparator(t[end], ".,;)")));
}

void noteStatus(Findings& f, const Tokens& t, const Clause& clause, std::size_t begin,
                const StatusWord& status) {
  if (status.kind == StatusWord::Kind::Complete && isSetOff(t, clause, begin, status.end))
    f.statusAfterDate = true;
  if (status.kind == StatusWord::Kind::Recurring) {
    const Token& next = t[status.end];
    f.recursAlone =
        status.end >= clause.end || next.kind != Token::Kind::Word ||
        (clause.period && status.end >= clause.period->begin && status.end < clause.period->end) ||
        next.isOneOf({"and", "with", "until", "from", "in", "on", "by", "then", "thereafter"});
  }
  if (status.kind == StatusWord::Kind::Recurring && begin > clause.begin)
    f.recursAfter = t[begin - 1].isOneOf({"thereafter", "then", "and", "after"});
  note(f, status.kind);
  take(f, clause, begin, status.end);
}

/// The words beside a period that call its date an earlier or a later one.
void findRevision(Findings& f, const Tokens& t, const Clause& clause) {
  RevisionAt found = revisionBefore(t, clause.begin, *clause.period);
  if (found.revision == Revision::None) found = revisionBehind(t, *clause.period, clause.end);
  f.revision = found.revision;
  if (found.revision != Revision::None) take(f, clause, found.begin, found.end);
}

Findings search(const Tokens& t, const Clause& clause) {
  Findings f;
  f.taken.assign(clause.end - clause.begin, false);
  if (clause.period) {
    take(f, clause, clause.period->begin, clause.period->end);
    findRevision(f, t, clause);
  }
  for (std::size_t i = clause.begin; i < clause.end;) {
    const bool inPeriod = clause.period && i >= clause.period->begin && i < clause.period->end;
    auto basis = readBasis(t, i);
    if (!basis && clause.period) basis = readBasisWord(t, i, *clause.period, clause.end);
    const auto status = readStatus(t, i, clause.begin);
    if (inPeriod) {
      i = clause.period->end;
    } else if (basis) {
      f.basis = basis;
      take(f, clause, i, basis->end);
      i = basis->end;
    } else if (status && !f.taken[i - clause.begin]) {
      noteStatus(f, t, clause, i, *status);
      i = status->end;
    } else {
      ++i;
    }
  }
  if (clause.period) {
    f.past = tellsOfThePast(t, clause.sentenceBegin, clause.begin, clause.period->begin,
                            clause.period->precision == Precision::Day);
  }
  return f;
}

/// `review`, `revisit`, `re-audit`: something is looked at again.
bool saysReview(const Tokens& t, std::size_t i) {
  if (t[i].isOneOf(
          {"review", "reviewed", "reviews", "rereview", "revisit", "revisited", "recheck", "reaudit"}))
    return true;
  const bool again = i >= 2 && t[i - 2].isWord("re") && t[i - 1].isMark('-');
  return again && t[i].isOneOf({"audit", "visit", "check", "inspection", "audited", "visited"});
}

/// The interval of `six month review`, `review 1 year on`.
bool isInterval(const Tokens& t, std::size_t i) {
  const auto isUnit = [](const Token& token) {
    return token.isOneOf({"week", "weeks", "month", "months", "year", "years", "yr", "mth"});
  };
  if (countAt(t, i)) return isUnit(t[i + 1]) || (t[i + 1].isMark('-') && isUnit(t[i + 2]));
  return isUnit(t[i]) && i > 0 && (countAt(t, i - 1) || (i > 1 && t[i - 1].isMark('-') && countAt(t, i - 2)));
}

/// A date marks a review when nothing but the review is said beside it, up to the next dash, comma or
/// bracket.
bool isReview(const Tokens& t, const Clause& clause, const Findings& f) {
  if (!clause.period) return false;
  bool review = false;
  const auto judge = [&](std::size_t i) {
    review = review || saysReview(t, i);
    return f.taken[i - clause.begin] || t[i].kind == Token::Kind::Mark || saysReview(t, i) ||
           isInterval(t, i) ||
           t[i].isOneOf({"re", "next", "date", "due", "to", "be", "will", "for", "again", "further", "on",
                         "in", "at", "and", "then", "with", "a", "the", "is"});
  };
  for (std::size_t i = clause.period->begin; i > clause.begin; --i) {
    if (t[i - 1].isMark('-') || t[i - 1].isMark(',') || t[i - 1].isMark('(')) {
      if (review) break;
    }
    if (!judge(i - 1)) return false;
  }
  for (std::size_t i = clause.period->end; i < clause.end; ++i) {
    if (review && t[i].kind == Token::Kind::Mark) break;
    const auto status = saysReview(t, i) ? readStatus(t, i + 1, i + 1) : std::nullopt;
    if (status && status->kind == StatusWord::Kind::Recurring) return false;  // `(reviewed monthly)`
    if (!judge(i)) return false;
  }
  return review;
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

/// `Annually in April`, `every year by 31 March`: the month comes again and is no date.
bool isEveryYear(const Period& period, const Findings& f) {
  return f.recurring && f.recursAlone && !f.recursAfter && period.yearless &&
         (period.sense == Period::Sense::At || period.sense == Period::Sense::By);
}

bool tellsOfDeed(const TimelineReading& reading, const Period& period, const Findings& f,
                 const TimelineOptions& options) {
  const bool future = options.asOf && reading.earliest && *reading.earliest > *options.asOf;
  return f.past && !f.basis && !f.dropped && !future && period.sense == Period::Sense::At && reading.due &&
         f.revision == Revision::None &&
         (reading.precision == Precision::Day || reading.precision == Precision::Month);
}

void judgeDated(TimelineReading& reading, const Period& period, const Findings& f,
                const TimelineOptions& options) {
  if (isEveryYear(period, f)) {
    reading.state = State::Ongoing;
    return;
  }
  reading.earliest = period.earliest;
  reading.due = period.due;
  reading.precision = period.precision;
  if (f.revision == Revision::Later && period.previously) {
    reading.previously = period.previously;  // `revised from March to June 2018` is no stretch
    reading.earliest = period.beginsAgain;
  }
  doubt(reading, period.doubt, true);
  if (f.revision == Revision::Earlier) doubt(reading, "the words call it an earlier date", true);
  if (f.unconfirmed) doubt(reading, "the words call the date unconfirmed", true);
  if (f.dropped) doubt(reading, "the words say that it is no longer to be done", true);
  if (period.sense == Period::Sense::From) {
    reading.state = f.complete ? State::Complete : State::Ongoing;
  } else if (f.complete) {
    judgeCompletion(reading, period, f, options);
  } else if (f.ongoing || (f.recurring && (period.sense == Period::Sense::Until || f.recursAlone))) {
    reading.state = State::Ongoing;
  } else if (tellsOfDeed(reading, period, f, options)) {
    complete(reading);
  }
}

void judgeUndated(TimelineReading& reading, const Findings& f, const TimelineOptions& options) {
  if (f.complete && !f.ongoing && !f.recurring) {
    reading.state = State::Complete;
  } else if (f.ongoing || f.recurring || f.inProgress) {
    reading.state = State::Ongoing;
  } else if (f.immediate && options.asOf) {
    reading.earliest = reading.due = options.asOf;
    reading.precision = Precision::Day;
  }
  if (f.complete && (f.ongoing || f.recurring)) doubt(reading, "called complete and yet going on", true);
  if (f.dropped && !f.complete) doubt(reading, "the words say that it is no longer to be done", true);
  if (!f.any()) doubt(reading, "no date could be read", true);
}

/// The names of a list of parties before or behind the date; none for one name or none.
std::vector<PartyMention> severalParties(const Tokens& t, const Clause& clause, const PartyNames& parties,
                                         const Findings& f, std::size_t first, std::size_t last) {
  auto list = parties.together(t, first, last);
  if (!list.empty() || !clause.period) return list;
  std::size_t behind = clause.period->end;
  while (behind < last && (f.taken[behind - clause.begin] || t[behind].kind == Token::Kind::Mark)) ++behind;
  return parties.together(t, behind, last);
}

/// The party's name leaves the label. Of several none is preferred: together they are the party.
void findParty(TimelineReading& reading, const Tokens& t, const Clause& clause, const PartyNames& parties,
               Findings& f) {
  std::size_t last = clause.end;
  while (last > clause.begin && (t[last - 1].isMark('.') || t[last - 1].isMark(','))) --last;
  std::size_t first = clause.begin;
  while (first < last && (t[first].isMark(',') || t[first].isMark('-') || t[first].isWord("and"))) ++first;
  if (const auto list = severalParties(t, clause, parties, f, first, last); !list.empty()) {
    std::vector<std::string> names;
    names.reserve(list.size());
    for (const PartyMention& mention : list) names.push_back(mention.name);
    reading.party = joinWords(names);
    doubt(reading, "several parties are named: " + reading.party, false);
    take(f, clause, list.front().begin, list.back().end);
    return;
  }
  for (const PartyMention& mention : parties.find(t, first, last)) {
    // `AY 2017/18`, `June`: what belongs to the date is nobody's name.
    const bool inPeriod =
        clause.period && mention.begin < clause.period->end && mention.end > clause.period->begin;
    if (inPeriod) continue;
    if (reading.party.empty()) reading.party = mention.name;
    take(f, clause, mention.begin, mention.end);
  }
}

/// `Term 3 2017/18`, `Xyzember 2017`: a bare year behind words that nothing could be made of is read, but
/// they may have meant a part of it.
void doubtBareYear(TimelineReading& reading, const Tokens& t, const Clause& clause, const Findings& f) {
  if (!clause.period || reading.precision != Precision::Year) return;
  const Period& period = *clause.period;
  const bool bare = period.begin == period.core && t[period.core].isNumber() && period.begin > clause.begin;
  if (!bare || f.taken[period.begin - 1 - clause.begin]) return;
  const Token& before = t[period.begin - 1];
  const bool counted = digits(before) >= 1 && digits(before) <= 2 && period.begin > clause.begin + 1 &&
                       t[period.begin - 2].kind == Token::Kind::Word;
  if (!counted && before.kind != Token::Kind::Word) return;
  doubt(reading,
        "only the year could be read beside ‘" + std::string(t.text(clause.begin, period.begin)) + "’", true);
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
  if (reading.state == State::Complete) reading.review = false;  // `Reviewed March 2016` is over
  findParty(reading, tokens, clause, parties, f);
  doubtBareYear(reading, tokens, clause, f);
  reading.label = labelOf(tokens, clause, f.taken);
  result.inProgress = f.inProgress || f.open;
  result.revision = f.revision;
  result.closes = clause.period && clause.period->closes;
  result.hasWords = !reading.label.empty();
  return result;
}

}  // namespace chaser::plan::timeline
