// SPDX-License-Identifier: Apache-2.0
#include "common/sha256.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <cstdio>
#include <cstdlib>

namespace chaser {

namespace {

[[noreturn]] void giveUp() {
  std::fputs("SHA-256 is not to be had from libcrypto\n", stderr);
  std::abort();
}

}  // namespace

std::string sha256Hex(std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int length = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &length, EVP_sha256(), nullptr) != 1) giveUp();
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string out;
  out.reserve(2 * static_cast<std::size_t>(length));
  for (std::size_t i = 0; i < length; ++i) {
    out += kHex[digest.at(i) >> 4U];
    out += kHex[digest.at(i) & 15U];
  }
  return out;
}

std::array<unsigned char, 32> hmacSha256(const Secret& key, std::string_view bytes) {
  std::array<unsigned char, 32> digest{};
  unsigned int length = 0;
  const auto* made =
      HMAC(EVP_sha256(), key.reveal().data(), static_cast<int>(key.reveal().size()),
           reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), digest.data(), &length);
  if (made == nullptr || length != digest.size()) giveUp();
  return digest;
}

}  // namespace chaser
