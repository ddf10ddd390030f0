// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace chaser {

/// Lower-case hexadecimal SHA-256 (FIPS 180-4) of the bytes: for names, seals and fingerprints that nobody
/// may forge or meet twice.
std::string sha256Hex(std::string_view bytes);

}  // namespace chaser
