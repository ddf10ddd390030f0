// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Values of the plan as statements take them.
namespace chaser::store {

/// The word of a closed set, NULL where there is none.
template <typename Enum>
std::optional<std::string_view> wordOf(const std::optional<Enum>& value) {
  if (!value) return std::nullopt;
  return toString(*value);
}

/// `[1,2]`, for json_each.
template <typename IdType>
std::string idsToJson(const std::vector<IdType>& ids) {
  std::string json = "[";
  for (const auto id : ids) {
    if (json.size() > 1) json += ',';
    json += std::to_string(id.value);
  }
  return json + "]";
}

}  // namespace chaser::store
