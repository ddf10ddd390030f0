// SPDX-License-Identifier: Apache-2.0
#include "plan/reading.h"

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

std::string readingOf(const std::vector<Owner>& owners) {
  std::string text;
  for (const Owner& owner : owners) {
    if (!text.empty()) text += '\n';
    text += owner.role;
  }
  return text;
}

std::vector<Owner> ownersOf(std::string_view reading) {
  std::vector<Owner> owners;
  for (const std::string_view role : split(reading, '\n')) {
    if (role.empty()) continue;
    owners.push_back(Owner{{}, std::string(role), static_cast<int>(owners.size())});
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
