// SPDX-License-Identifier: Apache-2.0
#include "rules/horizon.h"

#include <algorithm>

#include "rules/parser.h"

namespace chaser::rules {

namespace {

constexpr std::int32_t kDaysAWeek = 7;
// No comparison flips later than this many days after both the fixed day and today: kMostShifts spans of
// kLongestSpanYears each, and room for working days that holidays stretch.
constexpr std::int32_t kFarthestFlip = static_cast<std::int32_t>(kMostShifts) * kLongestSpanYears * 500;

Span signedSpan(const Shift& shift) {
  return {shift.back ? -shift.span.count : shift.span.count, shift.span.unit};
}

/// All spans together as a number of days, when that does not depend on where one counts from.
std::optional<std::int32_t> plainDays(const std::vector<Shift>& shifts) {
  std::int32_t days = 0;
  for (const auto& shift : shifts) {
    const Span span = signedSpan(shift);
    if (span.unit != Span::Unit::Day && span.unit != Span::Unit::Week) return std::nullopt;
    days += span.unit == Span::Unit::Week ? span.count * kDaysAWeek : span.count;
  }
  return days;
}

bool holdsOn(const TodayComparison& c, Date day, const plan::WorkingCalendar& calendar) {
  const std::int64_t moved = shifted(day, c.shifts, calendar).epochDays();
  const std::int64_t fixed = c.fixed.epochDays();
  return c.todayLeft ? compare(c.comparator, moved, fixed) : compare(c.comparator, fixed, moved);
}

/// The first day after `today` that is not as today is, looking ever farther and then halving.
std::optional<Date> firstFlip(const TodayComparison& c, Date today, bool holdsNow,
                              const plan::WorkingCalendar& calendar) {
  const Date last = std::max(c.fixed, today) + Days{kFarthestFlip};
  Date same = today;
  Date flipped = today + Days{1};
  for (std::int32_t step = 1; holdsOn(c, flipped, calendar) == holdsNow; step *= 2) {
    if (flipped >= last) return std::nullopt;
    same = flipped;
    flipped = std::min(last, flipped + Days{step});
  }
  while ((flipped - same).count > 1) {
    const Date middle = same + Days{(flipped - same).count / 2};
    (holdsOn(c, middle, calendar) == holdsNow ? same : flipped) = middle;
  }
  return flipped;
}

}  // namespace

bool withinReach(Span span) {
  switch (span.unit) {
    case Span::Unit::Day:
      return span.count <= kLongestSpanYears * 366;
    case Span::Unit::WorkingDay:
      return span.count <= kLongestSpanYears * 262;
    case Span::Unit::Week:
      return span.count <= kLongestSpanYears * 53;
    case Span::Unit::Month:
      return span.count <= kLongestSpanYears * 12;
    case Span::Unit::Year:
      return span.count <= kLongestSpanYears;
  }
  return false;
}

Date shifted(Date anchor, const std::vector<Shift>& shifts, const plan::WorkingCalendar& calendar) {
  for (const auto& shift : shifts) anchor = plan::add(anchor, signedSpan(shift), calendar);
  return anchor;
}

bool compare(Comparator comparator, std::int64_t left, std::int64_t right) {
  switch (comparator) {
    case Comparator::Equal:
      return left == right;
    case Comparator::NotEqual:
      return left != right;
    case Comparator::Less:
      return left < right;
    case Comparator::LessEqual:
      return left <= right;
    case Comparator::Greater:
      return left > right;
    case Comparator::GreaterEqual:
      return left >= right;
  }
  return false;
}

std::optional<Date> earlier(const std::optional<Date>& a, const std::optional<Date>& b) {
  if (!a) return b;
  if (!b) return a;
  return std::min(*a, *b);
}

Verdict compareWithToday(const TodayComparison& c, Date today, const plan::WorkingCalendar& calendar) {
  const bool less = c.comparator == Comparator::Less || c.comparator == Comparator::LessEqual;
  const bool risesWithTime = less != c.todayLeft;
  const bool holds = holdsOn(c, today, calendar);
  if (holds == risesWithTime) return {holds, std::nullopt};
  if (const auto days = plainDays(c.shifts)) {
    // The day on which today and its spans reach the fixed day. The comparison flips on it or on the next
    // one, by whether being equal is still like before.
    const Date meets = c.fixed - Days{*days};
    return {holds, holdsOn(c, meets, calendar) == holds ? meets + Days{1} : meets};
  }
  return {holds, firstFlip(c, today, holds, calendar)};
}

}  // namespace chaser::rules
