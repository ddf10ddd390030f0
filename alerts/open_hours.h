// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "alerts/model.h"
#include "common/zone.h"
#include "plan/calendar.h"
#include "plan/people.h"

namespace chaser::alerts {

/// The window of contacts.yaml in one time zone: when a message may leave. Refers to its parts; they outlive
/// it.
class OpenHours {
 public:
  /// A zone that is not known counts as UTC: loading has already refused it.
  OpenHours(const plan::Window& window, const plan::WorkingCalendar& calendar, std::string_view zone);

  [[nodiscard]] Date dayOf(Instant instant) const { return zone_.dayOf(instant); }
  [[nodiscard]] bool isOpenDay(Date day) const;
  [[nodiscard]] Date nextOpenDay(Date day) const;  ///< `day` itself when open
  [[nodiscard]] Instant opens(Date day) const { return zone_.at(day, window_.from); }
  [[nodiscard]] Instant closes(Date day) const {
    return zone_.at(day, window_.to);
  }  ///< the first moment after it
  [[nodiscard]] bool isOpen(Instant now) const;
  /// The first moment at or after `now` at which it is open.
  [[nodiscard]] Instant nextOpen(Instant now) const;
  /// The first moment after `now` at which it may open or close, or at which another day begins.
  [[nodiscard]] Instant nextTurn(Instant now) const;
  /// Whether it never closes within a day, so that there is no opening to wait for.
  [[nodiscard]] bool wholeDay() const;

  /// Why nothing leaves at this moment. REQUIRES: !isOpen(now).
  struct Closed {
    Reason reason = Reason::OutsideWindow;
    std::string detail;
  };
  [[nodiscard]] Closed whyClosed(Instant now) const;

 private:
  const plan::Window& window_;
  const plan::WorkingCalendar& calendar_;
  Zone zone_;
};

}  // namespace chaser::alerts
