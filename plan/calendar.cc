// SPDX-License-Identifier: Apache-2.0
#include "plan/calendar.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "common/stable_hash.h"
#include "common/text.h"
#include "plan/holidays/bank_holidays.h"

namespace chaser::plan {

namespace {

constexpr std::int64_t kDaysAWeek = 7;
constexpr std::int64_t kWorkingDaysAWeek = 5;
// 1970-01-01 was a Thursday, so the Monday of its week is three days before it.
constexpr std::int64_t kMondayOfEpochWeek = -3;

std::int64_t floorDivide(std::int64_t a, std::int64_t b) {
  return a / b - ((a % b != 0 && (a < 0) != (b < 0)) ? 1 : 0);
}

/// Working days, holidays left out of account, from the epoch week's Monday up to and including `day`.
std::int64_t weekdaysThrough(std::int64_t day) {
  const std::int64_t fromMonday = day - kMondayOfEpochWeek;
  const std::int64_t week = floorDivide(fromMonday, kDaysAWeek);
  return week * kWorkingDaysAWeek + std::min(fromMonday - week * kDaysAWeek + 1, kWorkingDaysAWeek);
}

/// The weekday (Monday to Friday) whose weekdaysThrough is `count`.
std::int64_t weekdayNumber(std::int64_t count) {
  const std::int64_t week = floorDivide(count - 1, kWorkingDaysAWeek);
  return kMondayOfEpochWeek + week * kDaysAWeek + (count - 1 - week * kWorkingDaysAWeek);
}

bool isWeekend(Date day) {
  return day.weekday() == Weekday::Saturday || day.weekday() == Weekday::Sunday;
}

}  // namespace

WorkingCalendar::WorkingCalendar(std::string division, std::vector<Holiday> holidays)
    : division_(std::move(division)), holidays_(std::move(holidays)) {
  std::stable_sort(holidays_.begin(), holidays_.end(),
                   [](const Holiday& a, const Holiday& b) { return a.day < b.day; });
  const auto sameDay = [](const Holiday& a, const Holiday& b) { return a.day == b.day; };
  holidays_.erase(std::unique(holidays_.begin(), holidays_.end(), sameDay), holidays_.end());
  if (!holidays_.empty()) lastYear_ = holidays_.back().day.year();
  for (const auto& holiday : holidays_) {
    if (!isWeekend(holiday.day)) days_.push_back(holiday.day.epochDays());
  }
}

WorkingCalendar WorkingCalendar::withClosures(const std::vector<Holiday>& closures) const {
  // The division's own days stand first, so that their names are kept where both fall on one day.
  auto all = holidays_;
  all.insert(all.end(), closures.begin(), closures.end());
  WorkingCalendar calendar(division_, std::move(all));
  calendar.lastYear_ = lastYear_;
  return calendar;
}

std::optional<WorkingCalendar> WorkingCalendar::ofDivision(std::string_view division) {
  for (const auto& known : shippedDivisions()) {
    if (known.name != division) continue;
    std::vector<Holiday> holidays;
    for (const auto& row : known.holidays) {
      if (const auto day = Date::fromYmd(row.year, row.month, row.day))
        holidays.push_back({*day, std::string(row.name)});
    }
    return WorkingCalendar(std::string(division), std::move(holidays));
  }
  return std::nullopt;
}

std::vector<std::string> WorkingCalendar::divisions() {
  std::vector<std::string> names;
  for (const auto& known : shippedDivisions()) names.emplace_back(known.name);
  return names;
}

bool WorkingCalendar::isWorking(Date day) const {
  return !isWeekend(day) && !std::binary_search(days_.begin(), days_.end(), day.epochDays());
}

std::string WorkingCalendar::holidayName(Date day) const {
  const auto found =
      std::lower_bound(holidays_.begin(), holidays_.end(), day,
                       [](const Holiday& holiday, Date wanted) { return holiday.day < wanted; });
  return found != holidays_.end() && found->day == day ? found->name : std::string();
}

std::optional<Date> WorkingCalendar::knownUntil() const {
  if (!lastYear_) return std::nullopt;
  return Date::fromYmd(*lastYear_, 12, 31);
}

std::string WorkingCalendar::fingerprint() const {
  std::string all = division_;
  for (const auto& holiday : holidays_) {
    all += '\x1e' + holiday.day.iso();
    all += '\x1f' + holiday.name;
  }
  return fmt::format("{:016x}", stableHash(all));
}

std::int64_t WorkingCalendar::workingThrough(std::int64_t day) const {
  const auto holidaysThrough = std::upper_bound(days_.begin(), days_.end(), day) - days_.begin();
  return weekdaysThrough(day) - holidaysThrough;
}

Date WorkingCalendar::workingNumber(std::int64_t count) const {
  // Without holidays the answer would be weekdayNumber(count). Each holiday on or before the answer pushes it
  // one weekday further; how many there are is the smallest k such that the k-th holiday lies beyond weekday
  // count + k, and that is monotone in k.
  std::size_t low = 0;
  std::size_t high = days_.size();
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    if (days_[middle] <= weekdayNumber(count + static_cast<std::int64_t>(middle))) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return Date::fromEpochDays(
      static_cast<std::int32_t>(weekdayNumber(count + static_cast<std::int64_t>(low))));
}

Date WorkingCalendar::plusWorking(Date from, int n) const {
  if (n == 0) return from;
  if (n < 0) return minusWorking(from, -n);
  return workingNumber(workingThrough(from.epochDays()) + n);
}

Date WorkingCalendar::minusWorking(Date from, int n) const {
  if (n == 0) return from;
  if (n < 0) return plusWorking(from, -n);
  return workingNumber(workingThrough(from.epochDays() - std::int64_t{1}) + 1 - n);
}

Date WorkingCalendar::nextWorking(Date day) const {
  return isWorking(day) ? day : plusWorking(day, 1);
}

Date WorkingCalendar::previousWorking(Date day) const {
  return isWorking(day) ? day : minusWorking(day, 1);
}

std::string runOutWarning(const WorkingCalendar& calendar, Date today, const std::optional<Date>& lastDue) {
  const auto end = calendar.knownUntil();
  if (!end) return {};
  const std::string whose =
      fmt::format("the bank holidays of {} are known until {}", calendar.division(), end->spoken());
  constexpr const char* kThen =
      "beyond it only weekends are days off; a newer chaser knows more years, and "
      "'closures' in contacts.yaml takes days of your own";
  if (today > *end) return fmt::format("{}, which has passed: {}", whose, kThen);
  if (today + kRunsOutSoon >= *end)
    return fmt::format("{}, in {} days: {}", whose, (*end - today).count, kThen);
  if (lastDue && *lastDue > *end)
    return fmt::format("{}, and a date is due after it, on {}: {}", whose, lastDue->spoken(), kThen);
  return {};
}

Date add(Date anchor, Span span, const WorkingCalendar& calendar) {
  switch (span.unit) {
    case Span::Unit::Day:
      return anchor + Days{span.count};
    case Span::Unit::WorkingDay:
      return calendar.plusWorking(anchor, span.count);
    case Span::Unit::Week:
      return anchor + Days{span.count * static_cast<int>(kDaysAWeek)};
    case Span::Unit::Month:
      return anchor.plusMonths(span.count);
    case Span::Unit::Year:
      return anchor.plusMonths(span.count * 12);
  }
  return anchor;
}

Date subtract(Date anchor, Span span, const WorkingCalendar& calendar) {
  span.count = -span.count;
  return add(anchor, span, calendar);
}

}  // namespace chaser::plan
