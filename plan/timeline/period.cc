// SPDX-License-Identifier: Apache-2.0
#include "plan/timeline/period.h"

#include "plan/timeline/name_reader.h"

namespace chaser::plan::timeline {

namespace {

constexpr const char* kDayOfDocumentUnknown = "counted from the day of the document, which is not known";

/// Fills in the days of a name. A missing year is the one nearest to the document's day.
void resolve(Period& period, Named named, const TimelineOptions& options) {
  period.precision = precisionOf(named.kind);
  if (!named.year) {
    if (!options.asOf) {
      period.doubt = "the year is not stated";
      return;
    }
    named.year = nearestYear(named, *options.asOf, options);
    if (named.year) period.doubt = "the year is not stated; read as " + std::to_string(*named.year);
  }
  const auto bounds = named.year ? boundsOf(named, *named.year, options) : std::nullopt;
  if (!bounds) {
    // Never rolled over: 31 September is not 1 October.
    period.precision = Precision::None;
    period.doubt = "there is no such day";
    return;
  }
  period.earliest = bounds->first;
  period.due = bounds->last;
}

/// `w/c`, `wc`, `week commencing`, `week beginning`; `w/e`, `week ending`. Where the date begins, and which
/// it is.
struct WeekAt {
  std::size_t date = 0;
  bool ending = false;
};

std::optional<WeekAt> weekAt(const Tokens& t, std::size_t i) {
  if (t[i].isWord("w") && t[i + 1].isMark('/') &&
      t[i + 2].isOneOf({"c", "b", "e", "k", "commencing", "ending"})) {
    if (t[i + 2].isWord("e") && t[i + 3].isMark('/')) return std::nullopt;  // w/e/f: with effect from
    if (t[i + 2].isWord("k")) return std::nullopt;
    return WeekAt{i + 3, t[i + 2].isOneOf({"e", "ending"})};
  }
  if (t[i].isOneOf({"week", "wk"}) &&
      t[i + 1].isOneOf({"commencing", "beginning", "starting", "ending", "of"})) {
    return WeekAt{i + 2, t[i + 1].isWord("ending")};
  }
  if (t[i].isOneOf({"wc", "wb"})) return WeekAt{i + 1, false};
  return std::nullopt;
}

std::optional<Period> readWeek(const Tokens& t, std::size_t i, const TimelineOptions& options) {
  auto week = weekAt(t, i);
  if (!week) return std::nullopt;
  while (t[week->date].isMark('.') || t[week->date].isMark(':') || t[week->date].isWord("the")) ++week->date;
  const auto name = readName(t, week->date);
  if (!name || name->named.kind != Named::Kind::Day) return std::nullopt;
  Period period;
  resolve(period, name->named, options);
  if (period.due && week->ending) period.earliest = *period.due - Days{6};
  if (period.due && !week->ending) period.due = *period.due + Days{6};
  if (period.due) period.precision = Precision::Week;
  period.begin = period.core = i;
  period.end = name->end;
  return period;
}

Date plusWeekdays(Date day, int count) {
  while (count > 0) {
    day = day + Days{1};
    if (day.weekday() < Weekday::Saturday) --count;
  }
  return day;
}

/// `within 3 months`, `in six weeks`, `within 5 working days`: counted from the document's day; from some
/// event it is no date at all.
std::optional<Period> readSpan(const Tokens& t, std::size_t i, const TimelineOptions& options) {
  const bool led = t[i].isOneOf({"within", "in", "over"});
  if (!led && i > 0 && !t[i - 1].isBreak()) return std::nullopt;
  std::size_t j = i + (led ? 1 : 0);
  while (t[j].isOneOf({"the", "next", "a", "period", "of"}) && j < i + 5) ++j;
  if (countAt(t, j) && (t[j + 1].isMark('-') || t[j + 1].isWord("to")) && countAt(t, j + 2))
    j += 2;  // `3-6 months`
  const auto count = countAt(t, j);
  std::size_t u = j + 1 + (t[j + 1].isMark('-') ? 1 : 0);
  const bool working = t[u].isOneOf({"working", "business"}) && t[u + 1].isOneOf({"day", "days"});
  if (working) ++u;
  const Token& unit = t[u];
  const bool months = unit.isOneOf({"month", "months", "mths"});
  const bool weeks = unit.isOneOf({"week", "weeks", "wks"});
  const bool years = unit.isOneOf({"year", "years"});
  if (!count || !(months || weeks || years || unit.isOneOf({"day", "days"}))) return std::nullopt;
  Period period;
  period.begin = period.core = i;
  period.end = u + 1;
  if (!led && !t[period.end].isBreak()) return std::nullopt;  // `3 months of data`
  if (t[period.end].isOneOf({"of", "from", "after", "following"})) {
    period.doubt = "counted from an event that has no date";
    return period;
  }
  if (!options.asOf) {
    period.doubt = kDayOfDocumentUnknown;
    return period;
  }
  period.earliest = options.asOf;
  period.due = months || years ? options.asOf->plusMonths(*count * (years ? 12 : 1))
               : working       ? plusWeekdays(*options.asOf, *count)
                               : *options.asOf + Days{*count * (weeks ? 7 : 1)};
  if (working) period.doubt = "counted from Monday to Friday, without regard to holidays";
  period.precision = Precision::Day;
  return period;
}

/// The month, quarter or year in which a day lies.
Named around(Date today, const Token& unit, bool financial, const TimelineOptions& options) {
  const int yearBegan = today.year() - (today.month() < options.yearStarts ? 1 : 0);
  if (financial) return {Named::Kind::Financial, 0, 0, yearBegan, false};
  if (unit.isWord("month")) return {Named::Kind::Month, today.month(), 0, today.year(), false};
  if (unit.isWord("year")) return {Named::Kind::Year, 0, 0, today.year(), false};
  return {Named::Kind::Quarter, (today.month() + 12 - options.yearStarts) % 12 / 3 + 1, 0, yearBegan, false};
}

/// `end of this month`, `next month`, `this year`: seen from the document's day.
std::optional<Period> readCurrent(const Tokens& t, std::size_t i, const TimelineOptions& options) {
  const bool next = t[i].isWord("next");
  if (!next && !t[i].isOneOf({"this", "current"})) return std::nullopt;
  std::size_t j = i + 1;
  const bool financial = t[j].isWord("financial");
  if (financial) ++j;
  if (!t[j].isOneOf({"month", "quarter", "year"}) || (next && !t[j + 1].isBreak() && !t[j + 1].isMark('.'))) {
    return std::nullopt;  // `at the next month meeting` is no date
  }
  Period period;
  period.begin = period.core = i;
  period.end = j + 1;
  period.doubt = kDayOfDocumentUnknown;
  if (!options.asOf) return period;
  resolve(period, around(*options.asOf, t[j], financial, options), options);
  period.doubt.clear();
  if (next && period.due) {
    const int months = t[j].isWord("month") ? 1 : t[j].isWord("quarter") ? 3 : 12;
    period.earliest = *period.due + Days{1};
    period.due = period.earliest->plusMonths(months) - Days{1};
  }
  return period;
}

/// The school term that ends next.
Named nextTerm(Date today, const TimelineOptions& options) {
  for (unsigned part = 1; part < 3; ++part) {
    const Named term{Named::Kind::Term, part, 0, today.year(), false};
    const auto bounds = boundsOf(term, today.year(), options);
    if (bounds && bounds->last >= today) return term;
  }
  return {Named::Kind::Term, 3, 0, today.year(), false};
}

/// `end of term`, `end of the year` without a word about which: the one that the document's day lies in.
std::optional<Period> readUnnamed(const Tokens& t, std::size_t i, const TimelineOptions& options) {
  const std::size_t unit = i + (t[i].isWord("school") && t[i + 1].isWord("term") ? 1 : 0);
  std::size_t lead = i;
  while (lead > 0 && lead + 2 > i && t[lead - 1].isOneOf({"of", "the"})) --lead;
  const bool ends = lead > 0 && t[lead - 1].isOneOf({"end", "close"});
  const Token& after = t[unit + 1];
  if (!ends || !t[unit].isOneOf({"term", "month", "quarter", "year"}) || after.kind == Token::Kind::Word ||
      after.isNumber()) {
    return std::nullopt;  // `end of year report` is a paper, `end of year 6` a class
  }
  const std::string word(t[unit].word);
  Period period;
  period.begin = period.core = i;
  period.end = unit + 1;
  if (options.asOf) {
    resolve(
        period,
        word == "term" ? nextTerm(*options.asOf, options) : around(*options.asOf, t[unit], false, options),
        options);
  } else {
    period.precision = word == "term"      ? Precision::Season
                       : word == "month"   ? Precision::Month
                       : word == "quarter" ? Precision::Quarter
                                           : Precision::Year;
  }
  period.doubt = "which " + word + " is not stated";
  if (period.due) period.doubt += "; read as the one that ends on " + period.due->spoken();
  return period;
}

/// One name with its days; a range borrows from the second end what the first does not say.
struct Piece {
  Named named;
  std::size_t end = 0;
};

std::optional<std::size_t> afterRangeWord(const Tokens& t, std::size_t i, bool between) {
  if (t[i].isMark('-') || t[i].isMark('/')) return i + 1;
  if (t[i].isOneOf({"to", "until", "till", "through", "or"})) return i + 1;
  if (between && (t[i].isWord("and") || t[i].isMark('&'))) return i + 1;
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

/// Where the next item of `March, June and September 2017` begins.
std::optional<std::size_t> afterListWord(const Tokens& t, std::size_t i) {
  std::size_t next = i + (t[i].isMark(',') ? 1 : 0);
  if (t[next].isWord("and") || t[next].isMark('&')) ++next;
  return next > i ? std::optional(next) : std::nullopt;
}

constexpr int kMaxListed = 12;

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

std::optional<Period> readRange(const Tokens& t, std::size_t i, const TimelineOptions& options) {
  const bool between = i > 0 && t[i - 1].isWord("between");
  std::optional<Piece> first;
  if (const auto name = readName(t, i)) first = Piece{name->named, name->end};
  const auto bare = dayAt(t, i);
  const bool bareQuarter = first && first->named.kind == Named::Kind::Quarter && !first->named.year;
  if (!first && !bare) return std::nullopt;
  const auto next = afterRangeWord(t, first ? first->end : bare->end, between);
  if (!next) return std::nullopt;
  std::optional<Piece> second;
  const std::size_t to =
      *next + (t[*next].isOneOf({"end", "the"}) ? 1 : 0) + (t[*next + 1].isWord("of") ? 1 : 0);
  if (const auto name = readName(t, to)) second = Piece{name->named, name->end};
  if (bareQuarter && t[*next].isNumber() && t[*next].number >= 1 && t[*next].number <= 4 &&
      t[*next].text.size() == 1) {
    // `Q1-2 2017/18`: the second quarter has lost its Q.
    Named named = first->named;
    named.part = static_cast<unsigned>(t[*next].number);
    second = Piece{named, *next + 1};
    if (const auto year = readName(t, *next + 1);
        year && (year->named.kind == Named::Kind::Financial || year->named.kind == Named::Kind::Year)) {
      second->named.year = year->named.year;
      second->end = year->end;
    }
  }
  if (!second) return std::nullopt;
  if (!first) {
    if (second->named.kind != Named::Kind::Day) return std::nullopt;
    Named named = second->named;
    named.day = bare->day;
    first = Piece{named, bare->end};
  }
  borrowFromList(t, second->named, second->end, options);
  borrowYear(first->named, second->named, options);
  Period from;
  Period period;
  resolve(from, first->named, options);
  resolve(period, second->named, options);
  if (from.earliest && period.due && *from.earliest > *period.due) return std::nullopt;
  period.earliest = from.earliest;
  if (period.doubt.empty()) period.doubt = from.doubt;
  period.begin = period.core = i;
  period.end = second->end;
  return period;
}

/// Whether a bare number may be the day of a month that comes later: as `12th`, or at the beginning of a line
/// and of what is listed there. In `Actions 1, 2 and 3 March 2017` actions are counted.
bool mayBeBareDay(const Tokens& t, std::size_t i) {
  if (const auto day = dayAt(t, i); day && day->end > i + 1) return true;
  for (int n = 0; n < kMaxListed && i >= 2 && t[i - 2].isNumber() && afterListWord(t, i - 1) == i; ++n)
    i -= 2;
  return i == 0 || t[i - 1].isBreak() || t[i - 1].isOneOf({"by", "on", "before"});
}

/// `12th` in `12th, 15th and 20th June 2017`.
std::optional<NameAt> readBareDay(const Tokens& t, std::size_t i) {
  const auto bare = dayAt(t, i);
  if (!bare || !mayBeBareDay(t, i)) return std::nullopt;
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

std::optional<Period> readPlain(const Tokens& t, std::size_t i, const TimelineOptions& options) {
  auto name = readName(t, i);
  if (!name) name = readBareDay(t, i);
  if (!name) return std::nullopt;
  borrowFromList(t, name->named, name->end, options);
  Period period;
  resolve(period, name->named, options);
  period.begin = period.core = i;
  period.end = name->end;
  return period;
}

/// Takes in the connectives before the name: `by the end of`, `from`, `mid-`.
void takeLead(const Tokens& t, std::size_t floor, bool range, Period& period) {
  while (period.begin > floor) {
    const Token& before = t[period.begin - 1];
    if (before.isOneOf({"by", "before"}) || (before.isWord("than") && period.begin > floor + 1)) {
      period.sense = Period::Sense::By;
    } else if (before.isOneOf({"until", "till"})) {
      period.sense = Period::Sense::Until;
    } else if (before.isOneOf({"from", "since", "beginning", "commencing", "starting", "effective", "wef"})) {
      const bool part = before.isWord("beginning") && t[period.begin].isWord("of");
      if (!part && !range && period.sense != Period::Sense::Until) period.sense = Period::Sense::From;
    } else if (before.isOneOf({"mid", "middle", "early", "late"})) {
      if (period.doubt.empty() && period.precision != Precision::Day)
        period.doubt = "‘" + std::string(before.text) + "’ is read as the whole period";
    } else if (before.isMark('-')) {
      const bool lead =
          period.begin > floor + 1 && t[period.begin - 2].isOneOf({"mid", "early", "late", "end"});
      if (!lead) return;
    } else if (before.isWord("f") && period.begin > floor + 4 && t[period.begin - 5].isWord("w")) {
      period.sense = Period::Sense::From;  // w/e/f
      period.begin -= 5;
      continue;
    } else if (!before.isOneOf(
                   {"end",    "close",  "start",   "of",    "for",    "the",           "in",    "on", "at",
                    "during", "due",    "around",  "circa", "approx", "approximately", "later", "no", "not",
                    "than",   "latest", "between", "date",  "dated"})) {
      return;
    }
    --period.begin;
  }
}

/// Takes in what follows the name: `onwards`, `- ongoing`, `at the latest`.
void takeTail(const Tokens& t, Period& period) {
  std::size_t i = period.end;
  while (t[i].isMark('-') || t[i].isMark(',') || t[i].isOneOf({"and", "to"})) ++i;
  const bool joined = i > period.end;
  if (t[i].isOneOf({"onwards", "onward", "beyond"}) ||
      (joined && i == period.end + 1 && t[i].isOneOf({"ongoing", "present", "continuing", "date"}) &&
       !t[i - 1].isMark(','))) {
    period.sense = Period::Sense::From;
    period.end = i + 1;
  } else if (joined && t[i].isWord("on") && t[i + 1].isMark('-') && t[i + 2].isWord("going")) {
    period.sense = Period::Sense::From;
    period.end = i + 3;
  } else if (joined && t[i].isWord("on") && t[i + 1].isWord("going")) {
    period.sense = Period::Sense::From;
    period.end = i + 2;
  } else if (t[i].isWord("at") && t[i + 1].isWord("the") && t[i + 2].isWord("latest")) {
    period.end = i + 3;
  }
}

}  // namespace

std::optional<Period> readPeriod(const Tokens& tokens, std::size_t at, std::size_t floor,
                                 const TimelineOptions& options) {
  std::optional<Period> period = readRange(tokens, at, options);
  const bool range = period.has_value();  // `from X to Y` has an end
  for (const auto reader : {readWeek, readSpan, readCurrent, readPlain, readUnnamed}) {
    if (!period) period = reader(tokens, at, options);
  }
  if (!period) return std::nullopt;
  takeLead(tokens, floor, range, *period);
  takeTail(tokens, *period);
  if (period->sense == Period::Sense::From) period->due.reset();
  return period;
}

}  // namespace chaser::plan::timeline
