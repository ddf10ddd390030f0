// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace chaser {

/// FNV-1a of 64 bits: the same on every machine and in every version, which std::hash does not promise. For
/// spreading and for noticing change; never where somebody could gain from a collision.
constexpr std::uint64_t stableHash(std::string_view text) {
  std::uint64_t hash = 14695981039346656037ULL;
  for (const char c : text) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 1099511628211ULL;
  }
  return hash;
}

}  // namespace chaser
