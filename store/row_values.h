// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

/// Values of the plan as statements take them.
namespace chaser::store {

/// The word of a closed set, NULL where there is none.
template <typename Enum>
std::optional<std::string_view> wordOf(const std::optional<Enum>& value) {
  if (!value) return std::nullopt;
  return toString(*value);
}

}  // namespace chaser::store
