// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>

#include "common/date.h"
#include "plan/timeline.h"

/// Periods as people name them, and the days that they stand for.
namespace chaser::plan::timeline {

/// A period by its name. The year is absent when the words do not state one.
struct Named {
  enum class Kind {
    Day,           ///< `part` month, `day`
    Month,         ///< `part` 1 to 12
    Quarter,       ///< `part` 1 to 4, of the financial year that begins in `year`
    Half,          ///< `part` 1 or 2, of the financial year that begins in `year`
    CalendarHalf,  ///< `part` 1 or 2 of `year` itself: `first half of 2018`
    Season,        ///< `part` 1 spring (March to May), 2 summer, 3 autumn, 4 winter (December to February)
    Term,  ///< `part` 1 spring (January to March), 2 summer (April to July), 3 autumn (September to December)
    Year,  ///< a calendar year
    Financial,  ///< the financial year that begins in `year`
    School,     ///< the school year that begins in `year`: September to August
    MonthWeek,  ///< `part` month; `day` 1 to 4 counts weeks of seven days from the first, 5 is the last seven
    Easter,     ///< Easter Sunday
  };
  Kind kind = Kind::Day;
  unsigned part = 0;
  unsigned day = 0;
  std::optional<int> year;
  bool yearSpan = false;  ///< the year was written `2016/17`: spring and summer belong to its second half
  std::optional<Weekday> weekday = std::nullopt;  ///< as written beside a day
  bool fraction = false;                          ///< written as a part of twelve is: `6/12`
  bool falseYear = false;  ///< a number stands in the place of the year that can be none: `March 20117`
};

/// A name as found in a cell.
struct NameAt {
  Named named;
  std::size_t end = 0;  ///< the token after it
};

struct Bounds {
  Date first;
  Date last;
};

/// The days of a period in that year; absent when there is no such day (31 September) or quarter (the fifth).
std::optional<Bounds> boundsOf(const Named& named, int year, const TimelineOptions& options);

/// The year nearest to `asOf`: its period ends not more than three months before it. Absent for a day that is
/// in none of these years.
std::optional<int> nearestYear(const Named& named, Date asOf, const TimelineOptions& options);

Precision precisionOf(Named::Kind kind);

}  // namespace chaser::plan::timeline
