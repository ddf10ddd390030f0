// SPDX-License-Identifier: Apache-2.0
#include "plan/readers/colour.h"

#include <fmt/format.h>

#include <charconv>

namespace chaser::plan {

std::optional<Colour> parseColour(std::string_view text) {
  std::uint32_t rgb = 0;
  const char* const stop = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data(), stop, rgb, 16);
  if (text.size() != 6 || error != std::errc() || end != stop) return std::nullopt;
  return Colour::of(rgb);
}

std::string toString(Colour colour) {
  return fmt::format("{:02X}{:02X}{:02X}", colour.red, colour.green, colour.blue);
}

}  // namespace chaser::plan
