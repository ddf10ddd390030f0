// SPDX-License-Identifier: Apache-2.0
#include "notifiers/ids.h"

#include <openssl/evp.h>

#include <array>
#include <cstdlib>

namespace chaser::notifiers {
namespace {

constexpr std::size_t kIdDigits = 32;

// The parts are kept apart by a line break, which neither a number nor a kind of id contains.
std::string idDigits(std::string_view kind, std::string_view key, int generation) {
  std::string text(kind);
  text += '\n';
  text += std::to_string(generation);
  text += '\n';
  text += key;
  return sha256Hex(text).substr(0, kIdDigits);
}

}  // namespace

std::string sha256Hex(std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int length = 0;
  if (EVP_Digest(text.data(), text.size(), digest.data(), &length, EVP_sha256(), nullptr) != 1) std::abort();
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string out;
  out.reserve(2 * static_cast<std::size_t>(length));
  for (unsigned int i = 0; i < length; ++i) {
    out += kHex[digest[i] >> 4U];
    out += kHex[digest[i] & 15U];
  }
  return out;
}

std::string mailId(std::string_view key, int generation, std::string_view domain) {
  return idDigits("mail", key, generation) + "@" + std::string(domain);
}

std::string webhookId(std::string_view key, int generation) {
  return "msg_" + idDigits("webhook", key, generation);
}

}  // namespace chaser::notifiers
