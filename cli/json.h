// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <ostream>
#include <string>

#include "common/date.h"
#include "common/instant.h"

/// JSON for programs: keys in snake_case, dates ISO, instants UTC, null where there is nothing. Key order is
/// kept as written, so that a person can read it too.
namespace chaser::cli {

using Json = nlohmann::ordered_json;

inline Json orNull(const std::string& text) {
  return text.empty() ? Json(nullptr) : Json(text);
}
inline Json orNull(const std::optional<Date>& date) {
  return date ? Json(date->iso()) : Json(nullptr);
}
inline Json orNull(const std::optional<Instant>& at) {
  return at ? Json(at->iso()) : Json(nullptr);
}

/// Bytes that are no UTF-8 are replaced, never thrown about.
inline void print(std::ostream& out, const Json& json) {
  out << json.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
}

}  // namespace chaser::cli
