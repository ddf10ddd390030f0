// SPDX-License-Identifier: Apache-2.0
#include "common/date.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <chrono>

namespace chaser {

using std::chrono::sys_days;
using std::chrono::year_month_day;

namespace {

constexpr std::array<std::string_view, 12> kMonthNames = {"January",   "February", "March",    "April",
                                                          "May",       "June",     "July",     "August",
                                                          "September", "October",  "November", "December"};

constexpr std::array<std::string_view, 7> kWeekdayNames = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                                           "Friday", "Saturday", "Sunday"};

year_month_day civil(std::int32_t epochDays) {
  return year_month_day(sys_days(std::chrono::days(epochDays)));
}

std::int32_t epochDaysOf(year_month_day ymd) {
  return static_cast<std::int32_t>(sys_days(ymd).time_since_epoch().count());
}

/// Over so many characters from there on.
void writeDigits(std::string& text, std::size_t from, std::size_t count, unsigned value) {
  for (std::size_t at = from + count; at > from; value /= 10)
    text[--at] = static_cast<char>('0' + value % 10);
}

}  // namespace

std::optional<Date> Date::fromYmd(int year, unsigned month, unsigned day) {
  if (year < 1 || year > 9999) return std::nullopt;
  const year_month_day ymd{std::chrono::year(year), std::chrono::month(month), std::chrono::day(day)};
  if (!ymd.ok()) return std::nullopt;
  return Date(epochDaysOf(ymd));
}

std::optional<Date> Date::parse(std::string_view iso) {
  // Read by the million: without a branch for each digit.
  if (iso.size() != 10 || iso[4] != '-' || iso[7] != '-') return std::nullopt;
  const auto digit = [iso](std::size_t at) { return static_cast<unsigned>(iso[at] - '0'); };
  bool allDigits = true;
  for (const std::size_t at : {0U, 1U, 2U, 3U, 5U, 6U, 8U, 9U}) allDigits &= digit(at) <= 9;
  if (!allDigits) return std::nullopt;
  const unsigned year = digit(0) * 1000 + digit(1) * 100 + digit(2) * 10 + digit(3);
  return fromYmd(static_cast<int>(year), digit(5) * 10 + digit(6), digit(8) * 10 + digit(9));
}

int Date::year() const {
  return static_cast<int>(civil(days_).year());
}
unsigned Date::month() const {
  return static_cast<unsigned>(civil(days_).month());
}
unsigned Date::day() const {
  return static_cast<unsigned>(civil(days_).day());
}

Weekday Date::weekday() const {
  // 1970-01-01 was a Thursday.
  const int fromMonday = ((days_ + 3) % 7 + 7) % 7;
  return static_cast<Weekday>(fromMonday);
}

std::string Date::iso() const {
  const auto ymd = civil(days_);
  const int year = static_cast<int>(ymd.year());
  const auto month = static_cast<unsigned>(ymd.month());
  const auto day = static_cast<unsigned>(ymd.day());
  if (year < 0 || year > 9999) return fmt::format("{:04}-{:02}-{:02}", year, month, day);
  // By hand: whatever is stored is written with several of them.
  std::string text = "0000-00-00";
  writeDigits(text, 0, 4, static_cast<unsigned>(year));
  writeDigits(text, 5, 2, month);
  writeDigits(text, 8, 2, day);
  return text;
}

std::string Date::spoken() const {
  const auto ymd = civil(days_);
  return fmt::format("{} {} {}", static_cast<unsigned>(ymd.day()),
                     kMonthNames[static_cast<unsigned>(ymd.month()) - 1], static_cast<int>(ymd.year()));
}

std::string Date::spokenWithWeekday() const {
  return fmt::format("{} {}", toString(weekday()), spoken());
}

Date Date::plusMonths(int months) const {
  const auto ymd = civil(days_);
  const std::chrono::year_month month =
      std::chrono::year_month(ymd.year(), ymd.month()) + std::chrono::months(months);
  const unsigned last = daysInMonth(static_cast<int>(month.year()), static_cast<unsigned>(month.month()));
  const std::chrono::day day(std::min(static_cast<unsigned>(ymd.day()), last));
  return Date(epochDaysOf(month / day));
}

Date Date::firstOfMonth() const {
  const auto ymd = civil(days_);
  return Date(epochDaysOf(ymd.year() / ymd.month() / std::chrono::day(1)));
}

Date Date::lastOfMonth() const {
  const auto ymd = civil(days_);
  return Date(epochDaysOf(year_month_day(ymd.year() / ymd.month() / std::chrono::last)));
}

unsigned daysInMonth(int year, unsigned month) {
  const auto last = std::chrono::year(year) / std::chrono::month(month) / std::chrono::last;
  return static_cast<unsigned>(last.day());
}

std::string_view toString(Weekday weekday) {
  return kWeekdayNames[static_cast<std::size_t>(weekday)];
}

std::optional<Weekday> parseWeekday(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  for (std::size_t i = 0; i < kWeekdayNames.size(); ++i) {
    std::string name(kWeekdayNames[i]);
    name[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(name[0])));
    if (lower == name || lower == name.substr(0, 3)) return static_cast<Weekday>(i);
  }
  return std::nullopt;
}

}  // namespace chaser
