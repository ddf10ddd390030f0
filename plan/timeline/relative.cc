// SPDX-License-Identifier: Apache-2.0
#include "plan/timeline/date_reader.h"
#include "plan/timeline/name_reader.h"
#include "plan/timeline/period.h"
#include "plan/timeline/words.h"

namespace chaser::plan::timeline {

namespace {

constexpr const char* kDayOfDocumentUnknown = "counted from the day of the document, which is not known";

enum class Unit { Hour, Day, WorkingDay, Week, Fortnight, Month, Year };

std::optional<Unit> unitOf(const Token& token) {
  if (token.isOneOf({"month", "months", "mth", "mths", "mnth", "mnths"})) return Unit::Month;
  if (token.isOneOf({"week", "weeks", "wk", "wks"})) return Unit::Week;
  if (token.isOneOf({"fortnight", "fortnights"})) return Unit::Fortnight;
  if (token.isOneOf({"year", "years", "yr", "yrs"})) return Unit::Year;
  if (token.isOneOf({"day", "days"})) return Unit::Day;
  if (token.isOneOf({"hour", "hours", "hr", "hrs"})) return Unit::Hour;
  return std::nullopt;
}

/// A number of units: `3 months`, `six (6) weeks`, `3-6 months` (6), `a fortnight`, `5 working days`.
struct SpanAt {
  int count = 0;
  Unit unit = Unit::Day;
  std::size_t end = 0;
};

std::optional<SpanAt> spanAt(const Tokens& t, std::size_t i) {
  if (countAt(t, i) && (t[i + 1].isMark('-') || t[i + 1].isWord("to")) && countAt(t, i + 2)) i += 2;
  const bool article = t[i].isOneOf({"a", "an"});
  const auto count = article ? std::optional(1) : countAt(t, i);
  if (!count) return std::nullopt;
  std::size_t u = i + 1;
  if (t[u].isMark('(') && t[u + 1].isNumber() && t[u + 2].isMark(')')) u += 3;
  if (t[u].isMark('-')) ++u;
  const bool working = t[u].isOneOf({"working", "business"}) && unitOf(t[u + 1]) == Unit::Day;
  if (working) return SpanAt{*count, Unit::WorkingDay, u + 2};
  const auto unit = unitOf(t[u]);
  return unit ? std::optional(SpanAt{*count, *unit, u + 1}) : std::nullopt;
}

Date plusWeekdays(Date day, int count) {
  while (count > 0) {
    day = day + Days{1};
    if (day.weekday() < Weekday::Saturday) --count;
  }
  return day;
}

Date plus(Date day, const SpanAt& span) {
  switch (span.unit) {
    case Unit::Hour:
      return day + Days{(span.count + 23) / 24};
    case Unit::Day:
      return day + Days{span.count};
    case Unit::WorkingDay:
      return plusWeekdays(day, span.count);
    case Unit::Week:
      return day + Days{span.count * 7};
    case Unit::Fortnight:
      return day + Days{span.count * 14};
    case Unit::Month:
      return day.plusMonths(span.count);
    case Unit::Year:
      return day.plusMonths(span.count * 12);
  }
  return day;
}

void countFrom(Period& period, Date base, const SpanAt& span) {
  period.earliest = base;
  period.due = plus(base, span);
  period.precision = Precision::Day;
  if (span.unit == Unit::WorkingDay)
    period.doubt = "counted from Monday to Friday, without regard to holidays";
}

/// `of 1 April 2018`, `from publication`: counted from that day; from an event it is no date at all.
void countFromBase(Period& period, const Tokens& t, const SpanAt& span, const TimelineOptions& options) {
  std::size_t at = span.end + 1;
  while (t[at].isOneOf({"the", "date", "of", "on"}) && at < span.end + 5) ++at;
  const auto name = readName(t, at);
  const bool months = span.unit == Unit::Month || span.unit == Unit::Year;
  const bool month = name && name->named.kind == Named::Kind::Month && months;
  if (!name || (name->named.kind != Named::Kind::Day && !month)) {
    period.doubt = "counted from an event that has no date";
    return;
  }
  Period base;
  resolve(base, name->named, options);
  period.end = name->end;
  period.doubt = base.doubt;
  if (!base.due) return;
  countFrom(period, *base.due, span);
  if (!month) return;
  period.earliest = base.earliest;  // `18 months from April 2018` end with a month as well
  period.due = period.due->lastOfMonth();
  period.precision = Precision::Month;
}

/// Whether a span without `within` or `in` before it is all that its line says there.
bool standsFree(const Tokens& t, std::size_t begin) {
  return begin == 0 || t[begin - 1].isBreak() ||
         (t[begin - 1].kind == Token::Kind::Mark && !t[begin].glued) || t[begin - 1].isMark('(');
}

/// `within 3 months`, `in six weeks`, `up to 5 working days`, `6 weeks from 1 May 2018`.
std::optional<Period> readSpan(const Tokens& t, std::size_t i, const TimelineOptions& options) {
  const bool upTo = t[i].isWord("up") && t[i + 1].isWord("to");
  const bool within = t[i].isWord("within") || upTo;
  const bool led = within || t[i].isOneOf({"in", "over"});
  if (!led && !standsFree(t, i)) return std::nullopt;
  std::size_t j = i + (upTo ? 2 : led ? 1 : 0);
  while (!spanAt(t, j) && j < i + 6 &&
         t[j].isOneOf({"the", "next", "following", "coming", "a", "further", "period", "of", "maximum"})) {
    ++j;
  }
  auto span = spanAt(t, j);
  if (!span) return std::nullopt;
  if (t[span->end].isMark('\'')) ++span->end;
  if (t[span->end].isWord("time")) ++span->end;
  const Token& after = t[span->end];
  const bool based = after.isOneOf({"from", "after", "following", "post"}) || (led && after.isWord("of"));
  // `3 months of data`, `in two week blocks`
  if (!based && !within && !(led ? mayEndBefore(t, span->end) : after.kind != Token::Kind::Word))
    return std::nullopt;
  Period period;
  period.begin = period.core = i;
  period.end = span->end;
  if (within) period.sense = Period::Sense::By;
  if (based) {
    countFromBase(period, t, *span, options);
  } else if (options.asOf) {
    countFrom(period, *options.asOf, *span);
  } else {
    period.doubt = kDayOfDocumentUnknown;
  }
  return period;
}

/// A stretch of the calendar that is named by its unit alone: `month`, `financial year`.
struct UnitAt {
  std::string word;
  Named::Kind year = Named::Kind::Year;  ///< of a year: which one
  std::size_t end = 0;
};

std::optional<UnitAt> calendarUnitAt(const Tokens& t, std::size_t i) {
  UnitAt unit;
  const bool qualified = t[i].isOneOf({"financial", "fiscal", "academic", "school", "calendar"});
  if (t[i].isOneOf({"financial", "fiscal"})) unit.year = Named::Kind::Financial;
  if (t[i].isOneOf({"academic", "school"})) unit.year = Named::Kind::School;
  if (qualified) ++i;
  if (!t[i].isOneOf({"week", "month", "quarter", "term", "year"})) return std::nullopt;
  unit.word = t[i].word;
  unit.end = i + 1;
  return unit;
}

Precision precisionOf(const UnitAt& unit) {
  if (unit.word == "week") return Precision::Week;
  if (unit.word == "month") return Precision::Month;
  if (unit.word == "quarter") return Precision::Quarter;
  return unit.word == "term" ? Precision::Season : Precision::Year;
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

/// The days of the unit in which a day lies; the school term that ends next.
std::optional<Bounds> around(Date today, const UnitAt& unit, const TimelineOptions& options) {
  if (unit.word == "week") {
    const Date monday = today - Days{static_cast<int>(today.weekday())};
    return Bounds{monday, monday + Days{6}};
  }
  if (unit.word == "month") return Bounds{today.firstOfMonth(), today.lastOfMonth()};
  if (unit.word == "term") {
    const Named term = nextTerm(today, options);
    return boundsOf(term, today.year(), options);
  }
  for (int year = today.year() - 1; year <= today.year(); ++year) {
    for (unsigned part = 1; part <= 4; ++part) {
      const bool quarter = unit.word == "quarter";
      const Named named{quarter ? Named::Kind::Quarter : unit.year, part, 0, year, false};
      const auto bounds = boundsOf(named, year, options);
      if (bounds && bounds->first <= today && today <= bounds->last) return bounds;
    }
  }
  return std::nullopt;
}

/// The stretch of the same length that follows; terms are of unequal length.
Bounds following(const Bounds& bounds, const UnitAt& unit, const TimelineOptions& options) {
  const Date first = bounds.last + Days{1};
  if (unit.word == "week") return {first, first + Days{6}};
  if (unit.word == "term") return around(first, unit, options).value_or(bounds);
  const int months = unit.word == "month" ? 1 : unit.word == "quarter" ? 3 : 12;
  return {first, first.plusMonths(months) - Days{1}};
}

/// `end of this month`, `next quarter`, `the current financial year`: seen from the document's day.
std::optional<Period> readCurrent(const Tokens& t, std::size_t i, const TimelineOptions& options) {
  const bool next = t[i].isOneOf({"next", "following"});
  if (!next && !t[i].isOneOf({"this", "current"})) return std::nullopt;
  const auto unit = calendarUnitAt(t, i + 1);
  if (!unit || !mayEndBefore(t, unit->end)) return std::nullopt;  // `at the next month meeting` is no date
  Period period;
  period.begin = period.core = i;
  period.end = unit->end;
  period.precision = precisionOf(*unit);
  const auto bounds = options.asOf ? around(*options.asOf, *unit, options) : std::nullopt;
  if (!bounds) {
    period.doubt = kDayOfDocumentUnknown;
    return period;
  }
  const Bounds meant = next ? following(*bounds, *unit, options) : *bounds;
  period.earliest = meant.first;
  period.due = meant.last;
  return period;
}

/// The year in which a part of this or the next year lies, as its name counts it.
std::optional<int> yearOfPart(const Named& part, const UnitAt& unit, bool next,
                              const TimelineOptions& options) {
  UnitAt whole = unit;
  const bool month = part.kind == Named::Kind::Month;
  if (unit.year == Named::Kind::Year && part.kind == Named::Kind::Quarter)
    whole.year = Named::Kind::Financial;
  const auto now = around(*options.asOf, whole, options);
  if (!now) return std::nullopt;
  const Bounds year = next ? following(*now, whole, options) : *now;
  if (!month) return year.first.year();
  for (int candidate = year.first.year(); candidate <= year.last.year(); ++candidate) {
    const auto bounds = boundsOf(part, candidate, options);
    if (bounds && year.first <= bounds->first && bounds->last <= year.last) return candidate;
  }
  return std::nullopt;
}

/// `Q3 of this financial year`, `autumn term, next academic year`, `March next year`.
std::optional<Period> readPartOfCurrent(const Tokens& t, std::size_t i, const TimelineOptions& options) {
  const auto part = readName(t, i);
  if (!part || part->named.year || part->named.falseYear) return std::nullopt;
  const auto kind = part->named.kind;
  if (kind != Named::Kind::Quarter && kind != Named::Kind::Half && kind != Named::Kind::Season &&
      kind != Named::Kind::Term && kind != Named::Kind::Month)
    return std::nullopt;
  std::size_t at = part->end;
  while (at < part->end + 3 && (t[at].isOneOf({"of", "in", "the"}) || t[at].isMark(','))) ++at;
  const bool next = t[at].isOneOf({"next", "following"});
  if (!next && !t[at].isOneOf({"this", "current"})) return std::nullopt;
  const auto unit = calendarUnitAt(t, at + 1);
  if (!unit || unit->word != "year" || !mayEndBefore(t, unit->end)) return std::nullopt;
  Period period;
  Named named = part->named;
  if (options.asOf) named.year = yearOfPart(named, *unit, next, options);
  named.yearSpan = unit->year != Named::Kind::Year;
  if (named.year) {
    resolve(period, named, options);
  } else {
    period.precision = precisionOf(kind);
    period.doubt = kDayOfDocumentUnknown;
  }
  period.begin = period.core = i;
  period.end = unit->end;
  return period;
}

/// `end of term`, `end of the year` without a word about which: the one that the document's day lies in.
std::optional<Period> readUnnamed(const Tokens& t, std::size_t i, const TimelineOptions& options) {
  std::size_t lead = i;
  while (lead > 0 && lead + 2 > i && t[lead - 1].isOneOf({"of", "the"})) --lead;
  const auto unit = calendarUnitAt(t, i);
  const bool ends = lead > 0 && t[lead - 1].isOneOf({"end", "close"});
  if (!ends || !unit || t[unit->end].kind == Token::Kind::Word || t[unit->end].isNumber() ||
      isSeparator(t[unit->end], "(,")) {
    return std::nullopt;  // `end of year report` is a paper, `end of year 6` a class
  }
  Period period;
  period.begin = period.core = i;
  period.end = unit->end;
  period.precision = precisionOf(*unit);
  period.doubt = "which " + unit->word + " is not stated";
  const auto bounds = options.asOf ? around(*options.asOf, *unit, options) : std::nullopt;
  if (!bounds) return period;
  period.earliest = bounds->first;
  period.due = bounds->last;
  period.doubt += "; read as the one that ends on " + period.due->spoken();
  return period;
}

}  // namespace

std::optional<Period> readRelative(const Tokens& t, std::size_t i, const TimelineOptions& options) {
  for (const auto reader : {readSpan, readPartOfCurrent, readCurrent, readUnnamed}) {
    if (auto period = reader(t, i, options)) return period;
  }
  return std::nullopt;
}

}  // namespace chaser::plan::timeline
