// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/date.h"
#include "common/span.h"

namespace chaser::plan {

/// Which days people work. Weekends and the bank holidays of one division (`england-and-wales`; as published
/// at gov.uk/bank-holidays) are off, and any extra closure days. Beyond `knownUntil` only weekends are
/// non-working. An immutable value; every operation is O(log holidays) or better and total for dates within
/// some 100,000 years. The days are numbered 1, 2, 3, … among the working days, so n working days on is an
/// addition, not a walk.
class WorkingCalendar {
 public:
  struct Holiday {
    Date day;
    std::string name;
  };

  /// Weekends only.
  WorkingCalendar() = default;
  WorkingCalendar(std::string division, std::vector<Holiday> holidays);

  /// The same with further days off. What the division is known until does not move: a closure in a far year
  /// says nothing about that year's bank holidays.
  [[nodiscard]] WorkingCalendar withClosures(const std::vector<Holiday>& closures) const;

  /// The calendar of a division that Chaser ships (2015 to 2028); empty for an unknown name.
  static std::optional<WorkingCalendar> ofDivision(std::string_view division);
  static std::vector<std::string> divisions();

  [[nodiscard]] bool isWorking(Date day) const;
  /// The holiday's name, empty on other days.
  [[nodiscard]] std::string holidayName(Date day) const;
  [[nodiscard]] const std::string& division() const { return division_; }
  /// The last day of the last year whose bank holidays are known; absent when none are.
  [[nodiscard]] std::optional<Date> knownUntil() const;
  /// Changes whenever any holiday does: part of what a stored horizon depends on.
  [[nodiscard]] std::string fingerprint() const;

  /// The n-th working day strictly after `from`; n = 0 is `from` itself, working or not.
  [[nodiscard]] Date plusWorking(Date from, int n) const;
  /// The n-th working day strictly before `from`; n = 0 is `from` itself.
  [[nodiscard]] Date minusWorking(Date from, int n) const;
  /// `day` itself when working, else the next working day.
  [[nodiscard]] Date nextWorking(Date day) const;
  [[nodiscard]] Date previousWorking(Date day) const;

 private:
  /// The number of the last working day on or before `day`.
  [[nodiscard]] std::int64_t workingThrough(std::int64_t day) const;
  /// The working day of that number.
  [[nodiscard]] Date workingNumber(std::int64_t count) const;

  std::string division_;
  std::vector<Holiday> holidays_;   // sorted by day, each day once
  std::vector<std::int32_t> days_;  // of those, the epoch days that are no weekend
  std::optional<int> lastYear_;
};

/// Whether the bank holidays are soon not known any more, in a sentence for whoever keeps the configuration;
/// empty while all is well. From kRunsOutSoon before their end on, and when the last date of a plan lies
/// beyond it.
inline constexpr Days kRunsOutSoon{90};
std::string runOutWarning(const WorkingCalendar& calendar, Date today, const std::optional<Date>& lastDue);

/// anchor + span; a span of negative count goes back. Working days through the calendar; months and years
/// clamp to the month's last day.
Date add(Date anchor, Span span, const WorkingCalendar& calendar);
/// anchor - span.
Date subtract(Date anchor, Span span, const WorkingCalendar& calendar);

}  // namespace chaser::plan
