// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace chaser {

/// A duration as rules write it: `10wd`, `2w`, `3mo`. It has a length only from an anchor day and, for
/// working days, only with a calendar: adding one is plan/calendar.h's `add`.
struct Span {
  enum class Unit { Day, WorkingDay, Week, Month, Year };
  int count = 0;
  Unit unit = Unit::Day;

  /// `0d`, `10wd`, `2w`, `1mo`, `1y`: a whole number of at most five digits, then the unit.
  static std::optional<Span> parse(std::string_view text);
  [[nodiscard]] std::string text() const;
  /// `10 working days`, `1 month`.
  [[nodiscard]] std::string spoken() const;

  friend bool operator==(const Span&, const Span&) = default;
};

}  // namespace chaser
