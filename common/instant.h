// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace chaser {

/// A moment in UTC, in whole milliseconds. Stored as `2017-10-02T08:30:00.000Z`, which sorts as text.
class Instant {
 public:
  using Duration = std::chrono::milliseconds;

  constexpr Instant() = default;
  static constexpr Instant fromMillis(std::int64_t millis) { return Instant(millis); }
  /// Reads `YYYY-MM-DDTHH:MM:SS[.mmm]Z`.
  static std::optional<Instant> parse(std::string_view text);

  [[nodiscard]] constexpr std::int64_t millis() const { return millis_; }
  [[nodiscard]] std::string iso() const;

  friend constexpr auto operator<=>(const Instant&, const Instant&) = default;
  friend constexpr Instant operator+(Instant a, Duration d) { return Instant(a.millis_ + d.count()); }
  friend constexpr Instant operator-(Instant a, Duration d) { return Instant(a.millis_ - d.count()); }
  friend constexpr Duration operator-(Instant a, Instant b) { return Duration(a.millis_ - b.millis_); }

 private:
  constexpr explicit Instant(std::int64_t millis) : millis_(millis) {}
  std::int64_t millis_ = 0;
};

}  // namespace chaser
