// SPDX-License-Identifier: Apache-2.0
#include "daemon/sim/script.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "common/text.h"

namespace chaser::daemon {

namespace {

constexpr std::size_t kDateLength = 10;
constexpr std::size_t kDateTimeLength = 16;

std::string_view firstWord(std::string_view text) {
  return text.substr(0, std::min(text.find(' '), text.size()));
}

/// Reads what follows the time; an empty text when it is good, else what is wrong.
std::string readAction(std::string_view text, ScriptEvent& event) {
  const auto word = firstWord(text);
  const auto rest = trim(text.substr(word.size()));
  if (word == "sql") {
    event.kind = ScriptEvent::Kind::Sql;
    event.sql = rest;
    return rest.empty() ? "sql needs a statement" : "";
  }
  if (word == "approve") {
    event.kind = rest == "--clock" ? ScriptEvent::Kind::ApproveClock : ScriptEvent::Kind::Approve;
    return "";
  }
  if (word == "off" || word == "clock") {
    event.kind = word == "off" ? ScriptEvent::Kind::Off : ScriptEvent::Kind::Clock;
    const auto span = parseStretch(rest);
    if (!span || (word == "off" && span->count() < 0))
      return fmt::format("{} needs a time such as 14d or 36h", word);
    event.span = *span;
    return "";
  }
  return fmt::format("'{}' is nothing that can happen", word);
}

}  // namespace

std::optional<Instant::Duration> parseStretch(std::string_view text) {
  if (text.size() < 2) return std::nullopt;
  int count = 0;
  const char* end = text.data() + text.size() - 1;
  const auto [stopped, status] = std::from_chars(text.data(), end, count);
  if (status != std::errc() || stopped != end) return std::nullopt;
  switch (text.back()) {
    case 's':
      return std::chrono::seconds(count);
    case 'm':
      return std::chrono::minutes(count);
    case 'h':
      return std::chrono::hours(count);
    case 'd':
      return std::chrono::hours(24) * count;
    default:
      return std::nullopt;
  }
}

std::optional<Instant> parseLocal(std::string_view text, const Zone& zone) {
  const auto day = Date::parse(text.substr(0, std::min(kDateLength, text.size())));
  if (!day) return std::nullopt;
  if (text.size() == kDateLength) return zone.at(*day, TimeOfDay{0});
  const bool separated =
      text.size() == kDateTimeLength && (text[kDateLength] == ' ' || text[kDateLength] == 'T');
  const auto time = separated ? TimeOfDay::parse(text.substr(kDateLength + 1)) : std::nullopt;
  if (!time) return std::nullopt;
  return zone.at(*day, *time);
}

std::vector<ScriptEvent> readScript(const SourcePtr& source, const Zone& zone, Diagnostics& diagnostics) {
  std::vector<ScriptEvent> events;
  std::size_t number = 0;
  for (const auto raw : split(source->text, '\n')) {
    ++number;
    const auto line = trim(raw);
    if (line.empty() || line.front() == '#') continue;
    ScriptEvent event;
    const auto at = parseLocal(line.substr(0, std::min(kDateTimeLength, line.size())), zone);
    std::string mistake = "a line begins with its local time, such as 2017-11-06 10:00";
    if (at) mistake = readAction(trim(line.substr(std::min(kDateTimeLength, line.size()))), event);
    if (!mistake.empty()) {
      diagnostics.push_back(
          {Level::Error,
           {source, number, 1},
           line.size(),
           mistake,
           "for example: 2017-11-06 10:00 sql UPDATE …, off 14d, approve, approve --clock, clock -1d"});
      continue;
    }
    event.at = *at;
    events.push_back(std::move(event));
  }
  std::stable_sort(events.begin(), events.end(), [](const auto& a, const auto& b) { return a.at < b.at; });
  return events;
}

}  // namespace chaser::daemon
