// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "common/date.h"
#include "plan/calendar.h"
#include "rules/rule.h"
#include "rules/tree.h"

/// The one idea that everything rests on: a comparison with today also says on which day it will flip, so
/// that nothing has to be looked at before.
namespace chaser::rules {

/// A span in a condition may count at most this many years, so that a day plus its spans is always a day that
/// can be written down, and the search for a flip has an end.
constexpr int kLongestSpanYears = 100;

/// Whether the span keeps within kLongestSpanYears.
bool withinReach(Span span);

/// The day, with the spans added from left to right.
Date shifted(Date anchor, const std::vector<Shift>& shifts, const plan::WorkingCalendar& calendar);

bool compare(Comparator comparator, std::int64_t left, std::int64_t right);

/// The earlier of two horizons, of which an absent one is never.
std::optional<Date> earlier(const std::optional<Date>& a, const std::optional<Date>& b);

/// An ordered comparison of a fixed day with today and its spans.
struct TodayComparison {
  Date fixed;
  Comparator comparator = Comparator::Less;  ///< Less, LessEqual, Greater or GreaterEqual
  bool todayLeft = false;                    ///< `today + … < fixed`, else `fixed < today + …`
  const std::vector<Shift>& shifts;          ///< today's
};

/// Every span is monotone in its anchor, and so the comparison flips at most once. `until` is exactly that
/// day: by arithmetic for days and weeks, by bisection through the calendar for the others.
Verdict compareWithToday(const TodayComparison& comparison, Date today,
                         const plan::WorkingCalendar& calendar);

}  // namespace chaser::rules
