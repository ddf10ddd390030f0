// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "plan/timeline/date_reader.h"
#include "plan/timeline/name_reader.h"
#include "plan/timeline/period.h"
#include "plan/timeline/revision.h"
#include "plan/timeline/words.h"

namespace chaser::plan::timeline {

namespace {

using Kind = Named::Kind;

constexpr int kMaxListed = 12;

/// What joins the two ends of a stretch.
enum class Joint {
  Word,  ///< `to`, `until`
  Mark,  ///< `-`, `/`
  And,   ///< `and`, `&`: a stretch only after `between`, or of two neighbours (`Q3 & Q4`)
};

struct JointAt {
  Joint joint = Joint::Mark;
  std::size_t end = 0;
};

std::optional<JointAt> jointAt(const Tokens& t, std::size_t i) {
  if (t[i].isMark('-') || t[i].isMark('/'))
    return JointAt{Joint::Mark, i + 1 + (t[i + 1].isMark('>') ? 1 : 0)};
  if (t[i].isOneOf({"to", "until", "till", "through", "or"})) {
    return JointAt{Joint::Word, i + 1 + (t[i + 1].isOneOf({"to", "until"}) ? 1 : 0)};
  }
  if (t[i].isWord("and") || t[i].isMark('&')) return JointAt{Joint::And, i + 1};
  return std::nullopt;
}

/// The first end takes the year of the second: the year before when it would come after it (`Dec - Feb
/// 2017`).
void borrowYear(Named& first, const Named& second, const TimelineOptions& options) {
  if (first.year || !second.year) return;
  first.year = second.year;
  first.yearSpan = second.yearSpan;
  const auto from = boundsOf(first, *first.year, options);
  const auto to = boundsOf(second, *second.year, options);
  if (from && to && from->first > to->first) --*first.year;
}

/// The second end takes the year of the first, or the one after when it would come before it (`December 2017
/// to February`). Whether it had to.
bool borrowYearBack(const Named& first, Named& second, const TimelineOptions& options) {
  if (second.year || second.falseYear || !first.year) return false;
  second.year = first.year;
  second.yearSpan = first.yearSpan;
  const auto from = boundsOf(first, *first.year, options);
  const auto to = boundsOf(second, *second.year, options);
  const bool again = from && to && first.kind == second.kind && from->first == to->first;
  if (from && to && (again || to->first < from->first)) ++*second.year;
  return true;
}

/// The 24 of `2021-24`: two figures above those of the first year that can be no month, and no day either.
std::optional<NameAt> readShortYear(const Tokens& t, const NameAt& first, std::size_t at) {
  constexpr int kLastMonth = 12;
  const bool year = first.named.kind == Kind::Year && first.named.year && !first.named.yearSpan;
  if (!year || !t[at - 1].isMark('-') || digits(t[at]) != 2 || t[at].number <= kLastMonth ||
      t[at].number <= *first.named.year % 100)
    return std::nullopt;
  const Token& next = t[at + 1];
  const bool goesOn = next.glued && (next.kind == Token::Kind::Word || isSeparator(next, "-/.%:")) &&
                      (!isSeparator(next, "-/.:") || t[at + 2].glued);
  const auto isPlan = [](const Token& token) {
    return token.isOneOf({"strategy", "plan", "programme", "period", "cycle", "framework"});
  };
  const bool names = isPlan(next) || (next.kind == Token::Kind::Word && isPlan(t[at + 2]));
  if (goesOn || monthAt(t, at + 1) || !(names || mayEndBefore(t, at + 1))) return std::nullopt;
  Named second = first.named;
  second.year = *first.named.year / 100 * 100 + t[at].number;
  return NameAt{second, at + 1};
}

/// The second end: a name, or the quarter that has lost its Q (`Q1-2 2017/18`, `Quarters 3 and 4`).
std::optional<NameAt> readSecond(const Tokens& t, const std::optional<NameAt>& first, const JointAt& joint) {
  std::size_t at = joint.end;
  if (joint.joint != Joint::And) {
    at += t[at].isOneOf({"end", "the", "early", "mid", "late"}) ? 1 : 0;
    at += t[at].isOneOf({"of", "end"}) ? 1 : 0;
  }
  const bool bareQuarter = first && first->named.kind == Kind::Quarter && !first->named.year;
  if (bareQuarter && digits(t[at]) == 1 && t[at].number >= 1 && t[at].number <= 4) {
    NameAt second{first->named, at + 1};
    second.named.part = static_cast<unsigned>(t[at].number);
    const auto year = readName(t, at + 1);
    if (year && (year->named.kind == Kind::Financial || year->named.kind == Kind::Year)) {
      second.named.year = year->named.year;
      second.end = year->end;
    }
    return second;
  }
  const auto year = first ? readShortYear(t, *first, at) : std::nullopt;
  return year ? year : readName(t, at);
}

/// Marks join only what is of a kind: in `Q3 - Oct 2017` the month explains the quarter.
bool mayJoin(Kind first, Kind second, Joint joint) {
  if (first == second || joint == Joint::Word) return true;
  const auto days = [](Kind kind) { return kind == Kind::Day || kind == Kind::Month; };
  const auto years = [](Kind kind) { return kind == Kind::Year || kind == Kind::Financial; };
  return (days(first) && days(second)) || (years(first) && years(second));
}

/// `Q3 & Q4 2017/18`, `Jan and Feb 2017`: two that follow each other, and no more of them.
bool areNeighbours(const Tokens& t, std::size_t i, const NameAt& first, const NameAt& second) {
  const Kind kind = first.named.kind;
  const bool counted =
      kind == Kind::Quarter || kind == Kind::Month || kind == Kind::Season || kind == Kind::Term;
  const unsigned next = kind == Kind::Term || kind == Kind::Season
                            ? first.named.part % (kind == Kind::Term ? 3 : 4) + 1
                            : first.named.part + 1;
  const bool listed = (i > 0 && (t[i - 1].isMark(',') || t[i - 1].isMark('&') || t[i - 1].isWord("and"))) ||
                      (afterListWord(t, second.end) && readName(t, *afterListWord(t, second.end)));
  return counted && kind == second.named.kind && !first.named.year && !listed && second.named.part == next;
}

/// `12-15 June 2018`: a bare day takes its month from the second end.
std::optional<NameAt> firstFromDay(const DayAt& bare, const NameAt& second) {
  if (second.named.kind != Kind::Day) return std::nullopt;
  NameAt first{second.named, bare.end};
  first.named.day = bare.day;
  first.named.weekday.reset();
  return first;
}

/// Gives a name that ends at `end` the year of the list that it stands in: its last item states it for all.
void borrowFromList(const Tokens& t, Named& named, std::size_t end, const TimelineOptions& options,
                    int depth = 0) {
  auto next = named.year || depth == kMaxListed ? std::nullopt : afterListWord(t, end);
  if (!next) return;
  while (t[*next].isOneOf({"end", "of", "by", "in"}) && *next < end + 5) ++*next;
  auto name = readName(t, *next);
  if (!name || name->named.kind != named.kind) return;
  borrowFromList(t, name->named, name->end, options, depth + 1);
  borrowYear(named, name->named, options);
}

/// Whether a bare number may be the day of a month that comes later: as `12th`, or at the beginning of a line
/// and of what is listed there. In `Actions 1, 2 and 3 March 2017` actions are counted.
bool mayBeBareDay(const Tokens& t, std::size_t i) {
  if (const auto day = dayAt(t, i); day && day->end > i + 1) return true;
  for (int n = 0; n < kMaxListed && i >= 2 && t[i - 2].isNumber() && afterListWord(t, i - 1) == i; ++n)
    i -= 2;
  return i == 0 || t[i - 1].isBreak() || t[i - 1].isOneOf({"by", "on", "before"});
}

}  // namespace

std::optional<NameAt> readDayOfList(const Tokens& t, std::size_t i) {
  const auto bare = dayAt(t, i);
  if (!bare) return std::nullopt;
  std::size_t end = bare->end;
  for (int n = 0; n < kMaxListed; ++n) {
    const auto next = afterListWord(t, end);
    if (!next) return std::nullopt;
    if (const auto name = readName(t, *next)) {
      if (name->named.kind != Named::Kind::Day) return std::nullopt;
      Named named = name->named;
      named.day = bare->day;
      return NameAt{named, bare->end};
    }
    const auto day = dayAt(t, *next);
    if (!day) return std::nullopt;
    end = day->end;
  }
  return std::nullopt;
}

std::optional<Period> readRange(const Tokens& t, std::size_t i, const TimelineOptions& options) {
  std::optional<NameAt> first = readName(t, i);
  const auto bare = dayAt(t, i);
  if (!first && !bare) return std::nullopt;
  const auto joint = jointAt(t, first ? first->end : bare->end);
  if (!joint) return std::nullopt;
  auto second = readSecond(t, first, *joint);
  if (!second) return std::nullopt;
  if (first && first->named.kind == Kind::Season && second->named.kind == Kind::Term && first->named.part < 4)
    first->named.kind = Kind::Term;  // `Spring and Summer terms`
  const bool between = i > 0 && t[i - 1].isWord("between");
  if (joint->joint == Joint::And && !between && (!first || !areNeighbours(t, i, *first, *second)))
    return std::nullopt;
  if (!first) first = firstFromDay(*bare, *second);
  if (!first || !mayJoin(first->named.kind, second->named.kind, joint->joint)) return std::nullopt;
  borrowFromList(t, second->named, second->end, options);
  borrowYear(first->named, second->named, options);
  const bool borrowed = borrowYearBack(first->named, second->named, options);
  Period from;
  Period period;
  resolve(from, first->named, options);
  resolve(period, second->named, options);
  const bool replaces = joint->joint == Joint::Word && i > 0 && t[i - 1].isWord("from");
  const bool backwards = from.earliest && period.due && *from.earliest > *period.due;
  // Only a date that is moved may go backwards: `brought forward from June to March 2017`.
  if (backwards && !(replaces && moveEndingAt(t, 0, i - 1))) return std::nullopt;
  if (replaces) {
    period.previously = from.due;
    period.beginsAgain = period.earliest;
  }
  period.earliest = backwards ? period.earliest : from.earliest;
  period.yearless.reset();
  if (period.doubt.empty()) period.doubt = from.doubt;
  if (borrowed && period.doubt.empty())
    period.doubt = "the year is not stated; read as " + std::to_string(*second->named.year);
  period.begin = period.core = i;
  period.end = second->end;
  return period;
}

std::optional<Period> readListed(const Tokens& t, std::size_t i, const TimelineOptions& options) {
  auto name = readName(t, i);
  if (!name && mayBeBareDay(t, i)) name = readDayOfList(t, i);  // `12th` in `12th, 15th and 20th June 2017`
  if (!name) return std::nullopt;
  // The years of `2018-22 cohorts` name the cohorts: half of them is no date.
  const bool torn = name->named.kind == Kind::Year && t[name->end].isMark('-') && t[name->end].glued &&
                    (digits(t[name->end + 1]) == 2 || isFullYear(t[name->end + 1])) &&
                    t[name->end + 1].glued && !monthAt(t, name->end + 2);
  if (torn) return std::nullopt;
  borrowFromList(t, name->named, name->end, options);
  Period period;
  resolve(period, name->named, options);
  period.begin = period.core = i;
  period.end = name->end;
  return period;
}

}  // namespace chaser::plan::timeline
