// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "common/date.h"
#include "common/instant.h"
#include "common/result.h"

namespace date {
class time_zone;
}

namespace chaser {

/// Minutes after local midnight, 0 to 1440 (24:00).
struct TimeOfDay {
  int minutes = 0;
  friend auto operator<=>(const TimeOfDay&, const TimeOfDay&) = default;
  /// `08:30`; `24:00` is the end of the day.
  static std::optional<TimeOfDay> parse(std::string_view text);
  [[nodiscard]] std::string text() const;
};

/// A time zone of the IANA database, such as Europe/London. A small value; the database itself is shared and
/// immutable, so a Zone may be used from any thread.
class Zone {
 public:
  static Result<Zone> named(std::string_view name);
  static Zone utc();

  [[nodiscard]] std::string name() const;
  /// The civil day on which the instant falls here.
  [[nodiscard]] Date dayOf(Instant instant) const;
  [[nodiscard]] TimeOfDay timeOf(Instant instant) const;
  /// The instant of a local time. A time that daylight saving skips is the first instant after the gap; one
  /// that comes twice is the first of the two, so that a daily job runs once on both days.
  [[nodiscard]] Instant at(Date day, TimeOfDay time) const;

 private:
  explicit Zone(const date::time_zone* zone) : zone_(zone) {}
  const date::time_zone* zone_;  // owned by the process-wide time zone database
};

}  // namespace chaser
