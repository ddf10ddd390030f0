// SPDX-License-Identifier: Apache-2.0
#include "alerts/open_hours.h"

#include <fmt/format.h>

namespace chaser::alerts {

namespace {
constexpr int kMinutesOfDay = 24 * 60;
}  // namespace

OpenHours::OpenHours(const plan::Window& window, const plan::WorkingCalendar& calendar, std::string_view zone)
    : window_(window), calendar_(calendar), zone_(Zone::named(zone).value_or(Zone::utc())) {}

bool OpenHours::isOpenDay(Date day) const {
  return !window_.workingDaysOnly || calendar_.isWorking(day);
}

Date OpenHours::nextOpenDay(Date day) const {
  return window_.workingDaysOnly ? calendar_.nextWorking(day) : day;
}

bool OpenHours::isOpen(Instant now) const {
  const Date day = dayOf(now);
  return isOpenDay(day) && opens(day) <= now && now < closes(day);
}

Instant OpenHours::nextOpen(Instant now) const {
  if (isOpen(now)) return now;
  const Date day = dayOf(now);
  if (isOpenDay(day) && now < opens(day)) return opens(day);
  return opens(nextOpenDay(day + Days{1}));
}

Instant OpenHours::nextTurn(Instant now) const {
  const Date day = dayOf(now);
  for (const Instant turn : {opens(day), closes(day)}) {
    if (turn > now) return turn;
  }
  return zone_.at(day + Days{1}, TimeOfDay{0});
}

bool OpenHours::wholeDay() const {
  return window_.from.minutes == 0 && window_.to.minutes == kMinutesOfDay;
}

OpenHours::Closed OpenHours::whyClosed(Instant now) const {
  const Date day = dayOf(now);
  const Date next = dayOf(nextOpen(now));
  if (isOpenDay(day)) {
    return {Reason::OutsideWindow, fmt::format("until {} {}", next.spokenWithWeekday(), window_.from.text())};
  }
  const auto holiday = calendar_.holidayName(day);
  return {Reason::Holiday, holiday.empty() ? std::string(toString(day.weekday())) : holiday};
}

}  // namespace chaser::alerts
