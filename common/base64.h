// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace chaser {

/// Base 64 (RFC 4648, 4) with padding, in one line.
std::string base64(std::string_view bytes);
/// The same for addresses and file names (RFC 4648, 5), without padding: what JSON Web Tokens are made of.
std::string base64Url(std::string_view bytes);

/// Bytes of other programs' types as text; refers to them.
inline std::string_view bytesView(const unsigned char* bytes, std::size_t size) {
  return {reinterpret_cast<const char*>(bytes), size};
}

}  // namespace chaser
