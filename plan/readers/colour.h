// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// A colour as the screen shows it. Small, because a big plan has two of them in each of a million cells.
namespace chaser::plan {

struct Colour {
  std::uint8_t red = 0, green = 0, blue = 0;

  /// `rgb` as in 0xRRGGBB.
  static constexpr Colour of(std::uint32_t rgb) {
    return {static_cast<std::uint8_t>((rgb >> 16U) & 0xFFU), static_cast<std::uint8_t>((rgb >> 8U) & 0xFFU),
            static_cast<std::uint8_t>(rgb & 0xFFU)};
  }
  friend bool operator==(const Colour&, const Colour&) = default;
};

/// Six hexadecimal digits in either case: `RRGGBB`.
std::optional<Colour> parseColour(std::string_view text);
/// `RRGGBB` in capitals.
std::string toString(Colour colour);

}  // namespace chaser::plan
