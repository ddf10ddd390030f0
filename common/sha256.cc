// SPDX-License-Identifier: Apache-2.0
#include "common/sha256.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <memory>

namespace chaser {

namespace {

[[noreturn]] void giveUp() {
  std::fputs("SHA-256 is not to be had from libcrypto\n", stderr);
  std::abort();
}

/// Libcrypto looks for it by its name, which takes as long as hashing a thousand bytes: once is enough.
const EVP_MD* sha256() {
  static const EVP_MD* const found = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  return found;
}

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

}  // namespace

std::string sha256Hex(std::string_view bytes) {
  thread_local const std::unique_ptr<EVP_MD_CTX, FreeContext> context(EVP_MD_CTX_new());
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int length = 0;
  if (!context || EVP_DigestInit_ex2(context.get(), sha256(), nullptr) != 1 ||
      EVP_DigestUpdate(context.get(), bytes.data(), bytes.size()) != 1 ||
      EVP_DigestFinal_ex(context.get(), digest.data(), &length) != 1)
    giveUp();
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
