// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// Civil dates: a day in the proleptic Gregorian calendar (ISO 8601), with no time and no zone.
/// Rules, ladders and horizons count in these; instants become civil days only through a Zone.
namespace chaser {

/// A difference between two civil dates, in calendar days. Working days are counted by plan/calendar.h,
/// because they need a calendar.
struct Days {
  std::int32_t count = 0;
  friend auto operator<=>(const Days&, const Days&) = default;
};

enum class Weekday { Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday };

class Date {
 public:
  /// 1970-01-01; a Date always holds a real day.
  constexpr Date() = default;

  /// Days since 1970-01-01. This is the number that indexes and horizons are made of.
  static constexpr Date fromEpochDays(std::int32_t days) { return Date(days); }

  /// Empty for a day that does not exist (31 September, 29 February 2017): nothing is ever rolled over.
  static std::optional<Date> fromYmd(int year, unsigned month, unsigned day);

  /// Reads exactly `YYYY-MM-DD`.
  static std::optional<Date> parse(std::string_view iso);

  [[nodiscard]] constexpr std::int32_t epochDays() const { return days_; }
  [[nodiscard]] int year() const;
  [[nodiscard]] unsigned month() const;
  [[nodiscard]] unsigned day() const;
  [[nodiscard]] Weekday weekday() const;

  /// `2017-03-31`, which sorts as text.
  [[nodiscard]] std::string iso() const;
  /// `31 March 2017`, as people in the UK write it.
  [[nodiscard]] std::string spoken() const;
  /// `Friday 31 March 2017`.
  [[nodiscard]] std::string spokenWithWeekday() const;

  friend constexpr auto operator<=>(const Date&, const Date&) = default;
  friend constexpr Date operator+(Date date, Days days) { return Date(date.days_ + days.count); }
  friend constexpr Date operator-(Date date, Days days) { return Date(date.days_ - days.count); }
  friend constexpr Days operator-(Date a, Date b) { return Days{a.days_ - b.days_}; }

  /// The same day `months` later, clamped to the month's last day: 31 January + 1 is 28 or 29 February.
  [[nodiscard]] Date plusMonths(int months) const;

  [[nodiscard]] Date firstOfMonth() const;
  [[nodiscard]] Date lastOfMonth() const;

 private:
  constexpr explicit Date(std::int32_t days) : days_(days) {}
  std::int32_t days_ = 0;
};

/// The number of days in a month, 28 to 31.
unsigned daysInMonth(int year, unsigned month);

std::string_view toString(Weekday weekday);
/// `mon`, `Monday` in any case; empty otherwise.
std::optional<Weekday> parseWeekday(std::string_view text);

}  // namespace chaser
