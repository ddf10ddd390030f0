// SPDX-License-Identifier: Apache-2.0
#include "common/zone.h"

#include <date/tz.h>
#include <fmt/format.h>

namespace chaser {

namespace {

constexpr int kMinutesPerDay = 24 * 60;

using Moment = std::chrono::sys_time<std::chrono::milliseconds>;

/// A stretch of time in which the clocks of a zone are not changed.
struct Stretch {
  const date::time_zone* zone = nullptr;
  std::chrono::sys_seconds begin, end;
  std::chrono::seconds offset{0};
};

/// Local time. The instants of a plan lie close together: most fall into the stretch that was asked for last.
date::local_time<std::chrono::milliseconds> localTime(const date::time_zone* zone, Instant instant) {
  thread_local Stretch last;
  const Moment moment{std::chrono::milliseconds(instant.millis())};
  if (last.zone != zone || moment < last.begin || moment >= last.end) {
    const auto info = zone->get_info(moment);
    last = {zone, info.begin, info.end, info.offset};
  }
  return date::local_time<std::chrono::milliseconds>{moment.time_since_epoch() + last.offset};
}

}  // namespace

std::optional<TimeOfDay> TimeOfDay::parse(std::string_view text) {
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  for (const std::size_t i : {0U, 1U, 3U, 4U}) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
  }
  const int hours = (text[0] - '0') * 10 + (text[1] - '0');
  const int minutes = (text[3] - '0') * 10 + (text[4] - '0');
  if (minutes > 59 || hours * 60 + minutes > kMinutesPerDay) return std::nullopt;
  return TimeOfDay{hours * 60 + minutes};
}

std::string TimeOfDay::text() const {
  return fmt::format("{:02}:{:02}", minutes / 60, minutes % 60);
}

Result<Zone> Zone::named(std::string_view name) {
  try {
    return Zone(date::locate_zone(std::string(name)));
  } catch (const std::exception&) {
    return fail(ErrorKind::Input, fmt::format("'{}' is not a known time zone", name),
                "use a name of the IANA database, such as Europe/London");
  }
}

Zone Zone::utc() {
  return Zone(date::locate_zone("Etc/UTC"));
}

std::string Zone::name() const {
  return zone_->name();
}

Date Zone::dayOf(Instant instant) const {
  const auto local = localTime(zone_, instant);
  const auto day = std::chrono::floor<std::chrono::days>(local);
  return Date::fromEpochDays(static_cast<std::int32_t>(day.time_since_epoch().count()));
}

TimeOfDay Zone::timeOf(Instant instant) const {
  const auto local = localTime(zone_, instant);
  const auto day = std::chrono::floor<std::chrono::days>(local);
  return TimeOfDay{static_cast<int>(std::chrono::floor<std::chrono::minutes>(local - day).count())};
}

Instant Zone::at(Date day, TimeOfDay time) const {
  const date::local_time<std::chrono::minutes> local{std::chrono::days(day.epochDays()) +
                                                     std::chrono::minutes(time.minutes)};
  const auto info = zone_->get_info(local);
  if (info.result == date::local_info::nonexistent) {
    return Instant::fromMillis(
        std::chrono::duration_cast<std::chrono::milliseconds>(info.first.end.time_since_epoch()).count());
  }
  const auto sys = local.time_since_epoch() - info.first.offset;
  return Instant::fromMillis(std::chrono::duration_cast<std::chrono::milliseconds>(sys).count());
}

}  // namespace chaser
