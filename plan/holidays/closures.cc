// SPDX-License-Identifier: Apache-2.0
#include "plan/holidays/closures.h"

#include <fmt/format.h>
#include <libical/ical.h>

#include <algorithm>
#include <map>
#include <memory>
#include <utility>

#include "common/text.h"

namespace chaser::plan {

namespace {

constexpr Days kLongestClosure{366};
constexpr std::size_t kMostClosures = 5000;
constexpr std::size_t kLargestIcs = std::size_t{1} << 20U;
constexpr int kMostEvents = 500;
constexpr const char* kUnnamed = "Closed";

void addDays(Closures& closures, Date from, Date to, const std::string& name) {
  for (Date day = from; day <= to; day = day + Days{1}) closures.push_back({day, name});
}

void readSpan(YamlNode& entry, Closures& closures) {
  if (!entry.checkKeys({"on", "from", "to", "name"}, "a closure")) return;
  auto name = entry.get("name").present() ? entry.get("name").text("name").value_or(kUnnamed) : kUnnamed;
  if (entry.get("on").present()) {
    if (entry.get("from").present() || entry.get("to").present())
      entry.error("a closure is 'on' one day, or 'from' one 'to' another", "leave 'on' out, or the others");
    if (const auto day = entry.get("on").date("on")) closures.push_back({*day, std::move(name)});
    return;
  }
  if (!entry.get("from").present() && !entry.get("to").present())
    return entry.error("a closure needs 'on', or 'from' and 'to'",
                       "for example {on: 2026-12-29, name: House move}");
  const auto from = entry.require("from", "a closure").date("from");
  const auto to = entry.require("to", "a closure").date("to");
  if (!from || !to) return;
  if (*to < *from)
    return entry.error("this closure ends before it begins", "put the earlier day into 'from'");
  if (*to - *from > kLongestClosure)
    return entry.error("a closure takes at most a year", "make several of it");
  addDays(closures, *from, *to, name);
}

struct Frees {
  void operator()(icalcomponent* component) const { icalcomponent_free(component); }
};
using Component = std::unique_ptr<icalcomponent, Frees>;

constexpr std::int32_t kSecondsADay = 86400;

std::optional<Date> dayOf(const icaltimetype& time) {
  return Date::fromYmd(time.year, static_cast<unsigned>(time.month), static_cast<unsigned>(time.day));
}

icaltimetype icalDay(Date day) {
  icaltimetype time = icaltime_null_date();
  time.year = day.year();
  time.month = static_cast<int>(day.month());
  time.day = static_cast<int>(day.day());
  return time;
}

/// What one occurrence adds.
struct Occurrences {
  Closures& closures;
  Date from, to;
  int days;
  std::string name;
  const std::vector<Date>& elsewhere;  // occurrences that were moved, or called off: RFC 5545, 3.8.4.4
};

void takeOccurrence(icalcomponent* /*event*/, icaltime_span* span, void* into) {
  auto& o = *static_cast<Occurrences*>(into);
  const auto first = Date::fromEpochDays(static_cast<std::int32_t>(span->start / kSecondsADay));
  if (std::find(o.elsewhere.begin(), o.elsewhere.end(), first) != o.elsewhere.end()) return;
  for (int i = 0; i < o.days && o.closures.size() < kMostClosures; ++i) {
    const Date day = first + Days{i};
    if (day >= o.from && day <= o.to) o.closures.push_back({day, o.name});
  }
}

class IcsReader {
 public:
  IcsReader(const SourcePtr& source, Date from, Date to, Diagnostics& diagnostics)
      : source_(source), from_(from), to_(to), diagnostics_(diagnostics) {}

  Closures read() {
    const std::string& text = source_->text;
    if (text.size() > kLargestIcs) {
      say(Level::Error, "this calendar is larger than 1 MiB", "export the closures alone");
      return {};
    }
    // libical takes nearly anything for a calendar; what is none is told apart before.
    if (text.find("BEGIN:VCALENDAR") == std::string::npos || text.find('\0') != std::string::npos) {
      say(Level::Error, "this is no iCalendar file",
          "it begins with BEGIN:VCALENDAR; else give a list in YAML");
      return {};
    }
    icalerror_set_errors_are_fatal(0);
    const Component root(icalparser_parse_string(text.c_str()));
    if (!root) {
      say(Level::Error, "this iCalendar file can't be read", "export it again, or give a list in YAML");
      return {};
    }
    icalcomponent* calendar = root.get();
    if (icalcomponent_isa(calendar) != ICAL_VCALENDAR_COMPONENT) {
      calendar = icalcomponent_get_first_component(calendar, ICAL_VCALENDAR_COMPONENT);
    }
    if (calendar != nullptr) learnMoved(calendar);
    int events = 0;
    for (auto* event = calendar == nullptr
                           ? nullptr
                           : icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT);
         event != nullptr; event = icalcomponent_get_next_component(calendar, ICAL_VEVENT_COMPONENT)) {
      if (++events > kMostEvents) {
        say(Level::Error, fmt::format("there are more than {} events", kMostEvents),
            "export the closures alone");
        return {};
      }
      readEvent(event);
    }
    if (events == 0)
      say(Level::Warning, "there is no event in this calendar", "nothing is closed because of it");
    if (closures_.size() >= kMostClosures) {
      say(Level::Error, fmt::format("these are more than {} days", kMostClosures),
          "export the closures alone");
      return {};
    }
    return std::move(closures_);
  }

 private:
  void say(Level level, std::string message, std::string hint) {
    diagnostics_.push_back({level, {source_, 1, 1}, 1, std::move(message), std::move(hint)});
  }

  /// The days of an event's rule on which it is not, because an event of its own says when it is.
  [[nodiscard]] std::vector<Date> movedOf(const std::string& uid) const {
    const auto found = moved_.find(uid);
    return found == moved_.end() ? std::vector<Date>() : found->second;
  }

  void learnMoved(icalcomponent* calendar) {
    for (auto* event = icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT); event != nullptr;
         event = icalcomponent_get_next_component(calendar, ICAL_VEVENT_COMPONENT)) {
      const icaltimetype instead = icalcomponent_get_recurrenceid(event);
      const char* uid = icalcomponent_get_uid(event);
      if (uid == nullptr || icaltime_is_null_time(instead) != 0) continue;
      if (const auto day = dayOf(instead)) moved_[uid].push_back(*day);
    }
  }

  static std::string nameOf(icalcomponent* event) {
    const char* summary = icalcomponent_get_summary(event);
    return summary == nullptr || *summary == '\0' ? kUnnamed : shorten(repairUtf8(summary), 80);
  }

  /// How many whole days it takes; 0 for a part of a day. RFC 5545, 3.6.1: an event by day without an end
  /// takes one.
  static int daysOf(icalcomponent* event, const icaltimetype& start) {
    const icaltimetype end = icalcomponent_get_dtend(event);
    const bool atMidnight = start.is_date != 0 || (start.hour == 0 && start.minute == 0 && start.second == 0);
    if (!atMidnight) return 0;
    if (icaltime_is_null_time(end) != 0) return start.is_date != 0 ? 1 : 0;
    const bool ends = end.is_date != 0 || (end.hour == 0 && end.minute == 0 && end.second == 0);
    const auto first = dayOf(start), last = dayOf(end);
    if (!ends || !first || !last) return 0;
    return std::max(start.is_date != 0 ? 1 : 0, std::min((*last - *first).count, kLongestClosure.count));
  }

  void readEvent(icalcomponent* event) {
    if (icalcomponent_get_status(event) == ICAL_STATUS_CANCELLED) return;
    const icaltimetype start = icalcomponent_get_dtstart(event);
    const auto first = icaltime_is_null_time(start) != 0 ? std::nullopt : dayOf(start);
    const auto name = nameOf(event);
    if (!first) return say(Level::Warning, fmt::format("'{}' has no day; it is left out", name), "");
    const int days = daysOf(event, start);
    if (days == 0) {
      return say(Level::Warning, fmt::format("'{}' takes a part of a day; it is left out", name),
                 "an event that closes the house takes whole days");
    }
    const bool repeats = icalcomponent_get_first_property(event, ICAL_RRULE_PROPERTY) != nullptr ||
                         icalcomponent_get_first_property(event, ICAL_RDATE_PROPERTY) != nullptr;
    if (!repeats) {
      for (int i = 0; i < days; ++i) {
        const Date day = *first + Days{i};
        if (day >= from_ && day <= to_) closures_.push_back({day, name});
      }
      return;
    }
    for (auto* rule = icalcomponent_get_first_property(event, ICAL_RRULE_PROPERTY); rule != nullptr;
         rule = icalcomponent_get_next_property(event, ICAL_RRULE_PROPERTY)) {
      if (icalproperty_get_rrule(rule).freq < ICAL_DAILY_RECURRENCE) {
        return say(Level::Warning, fmt::format("'{}' repeats within a day; it is left out", name), "");
      }
    }
    // By day alone, so that no zone can move it.
    icaltimetype day = start;
    day.is_date = 1;
    day.hour = day.minute = day.second = 0;
    day.zone = nullptr;
    icalcomponent_set_dtstart(event, day);
    if (auto* end = icalcomponent_get_first_property(event, ICAL_DTEND_PROPERTY)) {
      icalcomponent_remove_property(event, end);
      icalproperty_free(end);
    }
    std::vector<Date> moved;
    const char* uid = icalcomponent_get_uid(event);
    if (uid != nullptr) moved = movedOf(uid);
    Occurrences into{closures_, from_, to_, days, name, moved};
    icalcomponent_foreach_recurrence(event, icalDay(from_ - kLongestClosure), icalDay(to_), takeOccurrence,
                                     &into);
  }

  SourcePtr source_;
  Date from_, to_;
  Diagnostics& diagnostics_;
  Closures closures_;
  std::map<std::string, std::vector<Date>> moved_;  // by the event's UID
};

}  // namespace

Closures readClosures(YamlNode list) {
  Closures closures;
  for (auto& entry : list.items()) {
    if (closures.size() > kMostClosures) {
      entry.error(fmt::format("these are more than {} days", kMostClosures), "give the days of a few years");
      break;
    }
    if (!entry.isScalar()) {
      readSpan(entry, closures);
    } else if (const auto day = entry.date("a closure")) {
      closures.push_back({*day, kUnnamed});
    }
  }
  return closures;
}

Closures readIcsClosures(const SourcePtr& source, Date from, Date to, Diagnostics& diagnostics) {
  return IcsReader(source, from, to, diagnostics).read();
}

}  // namespace chaser::plan
