// SPDX-License-Identifier: Apache-2.0
#include "plan/timeline_json.h"

#include <nlohmann/json.hpp>

#include "common/text.h"

namespace chaser::plan {

namespace {

using OrderedJson = nlohmann::ordered_json;

OrderedJson textOrNull(const std::string& text) {
  return text.empty() ? OrderedJson(nullptr) : OrderedJson(repairUtf8(text));
}

OrderedJson dayOrNull(const std::optional<Date>& day) {
  return day ? OrderedJson(day->iso()) : OrderedJson(nullptr);
}

OrderedJson readingJson(const TimelineReading& reading) {
  OrderedJson object;
  const bool byNumber = reading.label.empty() && reading.number;
  object["label"] = textOrNull(byNumber ? std::to_string(*reading.number) : reading.label);
  object["party"] = textOrNull(reading.party);
  object["basis"] = reading.basis ? OrderedJson(toString(*reading.basis)) : OrderedJson(nullptr);
  object["state"] = toString(reading.state);
  object["earliest"] = dayOrNull(reading.earliest);
  object["due"] = dayOrNull(reading.due);
  object["precision"] = toString(reading.precision);
  object["review"] = reading.review;
  return object;
}

}  // namespace

std::string timelineJson(const std::vector<TimelineReading>& readings) {
  OrderedJson array = OrderedJson::array();
  for (const TimelineReading& reading : readings) array.push_back(readingJson(reading));
  return array.dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
}

}  // namespace chaser::plan
