// SPDX-License-Identifier: Apache-2.0
#include "plan/timeline/period.h"

#include <array>

#include "plan/timeline/name_reader.h"
#include "plan/timeline/words.h"

namespace chaser::plan::timeline {

namespace {

/// A financial, school or calendar year that is not said is the one that the document's day lies in.
std::optional<int> yearAround(const Named& named, Date today, const TimelineOptions& options) {
  for (int year = today.year() - 1; year <= today.year(); ++year) {
    const auto bounds = boundsOf(named, year, options);
    if (bounds && bounds->first <= today && today <= bounds->last) return year;
  }
  return std::nullopt;
}

std::optional<int> missingYear(const Named& named, Date today, const TimelineOptions& options) {
  const bool wholeYear = named.kind == Named::Kind::Financial || named.kind == Named::Kind::School ||
                         named.kind == Named::Kind::Year;
  return wholeYear ? yearAround(named, today, options) : nearestYear(named, today, options);
}

/// Whether a name stands for days in some year: 29 February does, 31 April does not.
bool exists(const Named& named, const TimelineOptions& options) {
  constexpr int kLeapYear = 2000;
  return boundsOf(named, kLeapYear, options).has_value();
}

/// `6/12` is the sixth of December, and six of twelve months.
std::string otherMeaning(const Named& named) {
  if (!named.fraction) return {};
  return "; or is it " + std::to_string(named.day) + " of twelve months?";
}

/// Never rolled over: 31 September is not 1 October.
void refuse(Period& period, const Named& named) {
  period.precision = Precision::None;
  period.yearless.reset();
  period.doubt = named.falseYear                      ? "the year cannot be right"
                 : named.kind == Named::Kind::Quarter ? "there is no such quarter"
                                                      : "there is no such day";
}

void checkWeekday(Period& period, const Named& named) {
  if (!named.weekday || !period.due || period.due->weekday() == *named.weekday) return;
  if (!period.doubt.empty()) period.doubt += "; ";
  period.doubt += period.due->spoken() + " is a " + std::string(toString(period.due->weekday()));
}

/// `w/c`, `wc`, `week commencing`, `week beginning`; `w/e`, `week ending`. Where the date begins, and which
/// it is.
struct WeekAt {
  std::size_t date = 0;
  bool ending = false;
};

std::optional<WeekAt> weekAt(const Tokens& t, std::size_t i) {
  if (t[i].isWord("w") && isSeparator(t[i + 1], "/.") && t[i + 1].glued &&
      t[i + 2].isOneOf({"c", "b", "e", "k", "commencing", "ending"})) {
    if (t[i + 2].isWord("e") && isSeparator(t[i + 3], "/.") && t[i + 4].isWord("f"))
      return std::nullopt;  // w/e/f: with effect from
    if (t[i + 2].isWord("k")) return std::nullopt;
    return WeekAt{i + 3, t[i + 2].isOneOf({"e", "ending"})};
  }
  if (t[i].isOneOf({"week", "wk"}) && t[i + 1].isOneOf({"commencing", "beginning", "starting", "ending", "of",
                                                        "beg", "com", "comm", "end"})) {
    return WeekAt{i + 2, t[i + 1].isOneOf({"ending", "end"})};
  }
  if (t[i].isOneOf({"wc", "wb"})) return WeekAt{i + 1, false};
  return std::nullopt;
}

/// Whether the day at `i` goes on with a list of weeks: `w/c 17 & 24 June 2019`.
std::optional<WeekAt> weekOfList(const Tokens& t, std::size_t i) {
  constexpr std::size_t kMostListed = 12;
  std::size_t first = i;
  while (first >= 2 && i - first < 2 * kMostListed && t[first - 2].isNumber() &&
         afterListWord(t, first - 1) == first)
    first -= 2;
  for (const std::size_t length : {std::size_t{1}, std::size_t{2}, std::size_t{3}}) {
    if (first == i || first < length) return std::nullopt;
    const auto week = weekAt(t, first - length);
    if (week && week->date == first) return week;
  }
  return std::nullopt;
}

void makeWeek(Period& period, const WeekAt& week) {
  if (!period.due) return;
  if (week.ending) {
    period.earliest = *period.due - Days{6};
  } else {
    period.due = *period.due + Days{6};
  }
  period.precision = Precision::Week;
}

std::optional<Period> readWeek(const Tokens& t, std::size_t i, const TimelineOptions& options) {
  auto week = weekAt(t, i);
  if (!week && (week = weekOfList(t, i))) week->date = i;
  if (!week) return std::nullopt;
  while (t[week->date].isMark('.') || t[week->date].isMark(':') || t[week->date].isWord("the")) ++week->date;
  auto name = readName(t, week->date);
  if (!name) name = readDayOfList(t, week->date);
  if (!name || name->named.kind != Named::Kind::Day) return std::nullopt;
  Period period;
  resolve(period, name->named, options);
  makeWeek(period, *week);
  period.begin = period.core = i;
  period.end = name->end;
  return period;
}

}  // namespace

void resolve(Period& period, Named named, const TimelineOptions& options) {
  period.precision = precisionOf(named.kind);
  if (named.falseYear || !exists(named, options)) {
    refuse(period, named);
    return;
  }
  if (!named.year) {
    period.yearless = named;
    period.doubt = "the year is not stated";
    if (options.asOf) named.year = missingYear(named, *options.asOf, options);
    if (named.year) period.doubt += "; read as " + std::to_string(*named.year);
    period.doubt += otherMeaning(named);
    if (!named.year) return;
  }
  const auto bounds = boundsOf(named, *named.year, options);
  if (!bounds) {
    refuse(period, named);
    return;
  }
  period.earliest = bounds->first;
  period.due = bounds->last;
  checkWeekday(period, named);
}

void borrowYearFrom(Period& period, const Period& other, bool otherIsLater, const TimelineOptions& options) {
  if (!period.yearless || !other.due || !other.earliest || period.yearless->weekday) return;
  const int near = other.due->year();
  std::optional<int> found;
  for (const int year :
       otherIsLater ? std::array{near, near - 1, near - 2} : std::array{near - 1, near, near + 1}) {
    const auto bounds = boundsOf(*period.yearless, year, options);
    const bool inOrder =
        bounds && (otherIsLater ? bounds->last <= *other.due : bounds->first >= *other.earliest);
    if (!found && inOrder) found = year;
  }
  if (!found) return;
  const auto bounds = boundsOf(*period.yearless, *found, options);
  period.earliest = bounds->first;
  if (period.sense != Period::Sense::From) period.due = bounds->last;
  period.doubt = "the year is not stated; read as " + std::to_string(*found) +
                 " from another date beside it" + otherMeaning(*period.yearless);
}

std::optional<Period> readPeriod(const Tokens& tokens, std::size_t at, std::size_t floor,
                                 const TimelineOptions& options) {
  std::optional<Period> period = readRange(tokens, at, options);
  const bool range = period.has_value();
  for (const auto reader : {readWeek, readRelative, readListed}) {
    if (!period) period = reader(tokens, at, options);
  }
  if (!period) return std::nullopt;
  takeConnectives(tokens, floor, range, *period);
  if (period->sense == Period::Sense::From) period->due.reset();
  return period;
}

}  // namespace chaser::plan::timeline
