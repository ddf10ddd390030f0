// SPDX-License-Identifier: Apache-2.0
#include "plan/timeline/named.h"

namespace chaser::plan::timeline {

namespace {

/// `count` whole months from the first of a month.
std::optional<Bounds> wholeMonths(int year, unsigned month, int count) {
  const auto first = Date::fromYmd(year, month, 1);
  if (!first) return std::nullopt;
  return Bounds{*first, first->plusMonths(count) - Days{1}};
}

std::optional<Bounds> single(std::optional<Date> day) {
  if (!day) return std::nullopt;
  return Bounds{*day, *day};
}

/// The Gregorian computus in the form of Meeus, Jones and Butcher.
std::optional<Date> easterSunday(int year) {
  const int a = year % 19;
  const int b = year / 100;
  const int c = year % 100;
  const int h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
  const int l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
  const int m = (a + 11 * h + 22 * l) / 451;
  const int n = h + l - 7 * m + 114;
  return Date::fromYmd(year, static_cast<unsigned>(n / 31), static_cast<unsigned>(n % 31 + 1));
}

std::optional<Bounds> partOfFinancialYear(int year, unsigned starts, unsigned monthsIn, int months) {
  const auto first = Date::fromYmd(year, starts, 1);
  if (!first) return std::nullopt;
  const Date from = first->plusMonths(static_cast<int>(monthsIn));
  return Bounds{from, from.plusMonths(months) - Days{1}};
}

std::optional<Bounds> season(const Named& named, int year) {
  if (named.part == 4) return wholeMonths(year, 12, 3);
  return wholeMonths(named.yearSpan && named.part < 3 ? year + 1 : year, named.part * 3, 3);
}

std::optional<Bounds> term(const Named& named, int year) {
  if (named.part == 3) return wholeMonths(year, 9, 4);
  if (named.yearSpan) ++year;
  return named.part == 1 ? wholeMonths(year, 1, 3) : wholeMonths(year, 4, 4);
}

std::optional<Bounds> monthWeek(const Named& named, int year) {
  const auto month = wholeMonths(year, named.part, 1);
  if (!month) return std::nullopt;
  if (named.day > 4) return Bounds{month->last - Days{6}, month->last};
  const Date first = month->first + Days{static_cast<int>(named.day - 1) * 7};
  return Bounds{first, first + Days{6}};
}

}  // namespace

std::optional<Bounds> boundsOf(const Named& named, int year, const TimelineOptions& options) {
  const unsigned starts = options.yearStarts >= 1 && options.yearStarts <= 12 ? options.yearStarts : 4;
  switch (named.kind) {
    case Named::Kind::Day:
      return single(Date::fromYmd(year, named.part, named.day));
    case Named::Kind::Month:
      return wholeMonths(year, named.part, 1);
    case Named::Kind::Quarter:
      if (named.part < 1 || named.part > 4) return std::nullopt;
      return partOfFinancialYear(year, starts, (named.part - 1) * 3, 3);
    case Named::Kind::Half:
      return partOfFinancialYear(year, starts, (named.part - 1) * 6, 6);
    case Named::Kind::CalendarHalf:
      return wholeMonths(year, (named.part - 1) * 6 + 1, 6);
    case Named::Kind::Season:
      return season(named, year);
    case Named::Kind::Term:
      return term(named, year);
    case Named::Kind::Year:
      return wholeMonths(year, 1, 12);
    case Named::Kind::Financial:
      return wholeMonths(year, starts, 12);
    case Named::Kind::School:
      return wholeMonths(year, 9, 12);
    case Named::Kind::MonthWeek:
      return monthWeek(named, year);
    case Named::Kind::Easter:
      return single(easterSunday(year));
  }
  return std::nullopt;
}

std::optional<int> nearestYear(const Named& named, Date asOf, const TimelineOptions& options) {
  const Date oldest = asOf.plusMonths(-3);
  // A financial year's quarter may lie in the year after, hence two years back.
  for (int year = asOf.year() - 2; year <= asOf.year() + 1; ++year) {
    const auto bounds = boundsOf(named, year, options);
    if (bounds && bounds->last >= oldest) return year;
  }
  return std::nullopt;
}

Precision precisionOf(Named::Kind kind) {
  switch (kind) {
    case Named::Kind::Day:
    case Named::Kind::Easter:
      return Precision::Day;
    case Named::Kind::Month:
      return Precision::Month;
    case Named::Kind::Quarter:
      return Precision::Quarter;
    case Named::Kind::Season:
    case Named::Kind::Term:
      return Precision::Season;
    case Named::Kind::MonthWeek:
      return Precision::Week;
    case Named::Kind::Half:
    case Named::Kind::CalendarHalf:
    case Named::Kind::Year:
    case Named::Kind::Financial:
    case Named::Kind::School:
      return Precision::Year;
  }
  return Precision::None;
}

}  // namespace chaser::plan::timeline
