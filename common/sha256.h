// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "common/secret.h"

namespace chaser {

/// Lower-case hexadecimal SHA-256 (FIPS 180-4) of the bytes: for names, seals and fingerprints that nobody
/// may forge or meet twice.
std::string sha256Hex(std::string_view bytes);

/// HMAC-SHA256 (RFC 2104): 32 bytes that nobody can make for these bytes without the key.
std::array<unsigned char, 32> hmacSha256(const Secret& key, std::string_view bytes);

}  // namespace chaser
