// SPDX-License-Identifier: Apache-2.0
#include "plan/reading.h"

#include <charconv>
#include <nlohmann/json.hpp>

#include "common/text.h"

namespace chaser::plan {

namespace {

using Json = nlohmann::ordered_json;

Json dayJson(const std::optional<Date>& day) {
  return day ? Json(day->iso()) : Json(nullptr);
}

std::string textAt(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::optional<Date> dayAt(const Json& object, const char* key) {
  return Date::parse(textAt(object, key));
}

constexpr std::string_view kMilestone = "milestone ";

/// Takes `milestone 2: ` from the front of a role: the milestone's place.
std::optional<int> takePlace(std::string_view& role) {
  if (!role.starts_with(kMilestone)) return std::nullopt;
  int number = 0;
  const char* const begin = role.data() + kMilestone.size();
  const auto [end, error] = std::from_chars(begin, role.data() + role.size(), number);
  const auto used = static_cast<std::size_t>(end - role.data());
  if (error != std::errc() || number < 1 || role.substr(used, 2) != ": ") return std::nullopt;
  role.remove_prefix(used + 2);
  return number - 1;
}

}  // namespace

std::string readingOf(const std::vector<Milestone>& milestones) {
  if (milestones.empty()) return {};
  Json list = Json::array();
  for (const Milestone& m : milestones) {
    Json object;
    object["text"] = m.text;
    object["label"] = m.label;
    object["party"] = m.party;
    object["basis"] = m.basis ? Json(toString(*m.basis)) : Json(nullptr);
    object["state"] = toString(m.state);
    object["earliest"] = dayJson(m.earliest);
    object["due"] = dayJson(m.due);
    object["precision"] = toString(m.precision);
    object["review"] = m.review;
    object["completed_on"] = dayJson(m.completedOn);
    object["doubt"] = m.doubt;
    list.push_back(std::move(object));
  }
  // Words are valid UTF-8 by now; should one not be, a replacement mark is better than an exception.
  return list.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::vector<Milestone> milestonesOf(std::string_view reading) {
  std::vector<Milestone> milestones;
  const Json list = Json::parse(reading, nullptr, false);
  if (!list.is_array()) return milestones;
  for (const Json& object : list) {
    if (!object.is_object()) continue;
    Milestone m;
    m.position = static_cast<int>(milestones.size());
    m.text = textAt(object, "text");
    m.label = textAt(object, "label");
    m.party = textAt(object, "party");
    m.basis = parseBasis(textAt(object, "basis"));
    m.state = parseState(textAt(object, "state")).value_or(State::Open);
    m.earliest = dayAt(object, "earliest");
    m.due = dayAt(object, "due");
    m.precision = parsePrecision(textAt(object, "precision")).value_or(Precision::None);
    const auto review = object.find("review");
    m.review = review != object.end() && review->is_boolean() && review->get<bool>();
    m.completedOn = dayAt(object, "completed_on");
    m.doubt = textAt(object, "doubt");
    milestones.push_back(std::move(m));
  }
  return milestones;
}

std::string readingOf(const std::optional<Rag>& rating) {
  return rating ? std::string(toString(*rating)) : std::string();
}

std::string readingOf(const std::vector<Owner>& owners) {
  std::string text;
  for (const Owner& owner : owners) {
    if (!text.empty()) text += '\n';
    if (owner.place) text.append(kMilestone).append(std::to_string(*owner.place + 1)).append(": ");
    text += owner.role;
  }
  return text;
}

std::vector<Owner> ownersOf(std::string_view reading) {
  std::vector<Owner> owners;
  for (std::string_view role : split(reading, '\n')) {
    if (role.empty()) continue;
    const std::optional<int> place = takePlace(role);
    owners.push_back(Owner{{}, std::string(role), static_cast<int>(owners.size()), place});
  }
  return owners;
}

std::string readingOf(const std::vector<std::pair<Field, std::string>>& parts) {
  Json object = Json::object();
  for (const auto& [field, reading] : parts) object[std::string(toString(field))] = reading;
  return object.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string partOf(std::string_view reading, Field field) {
  if (!reading.starts_with('{')) return std::string(reading);
  const Json object = Json::parse(reading, nullptr, false);
  if (!object.is_object()) return std::string(reading);
  return textAt(object, std::string(toString(field)).c_str());
}

}  // namespace chaser::plan
