// SPDX-License-Identifier: Apache-2.0
#include "notifiers/presets/notify_key.h"

#include <openssl/evp.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "common/sha256.h"
#include "common/text.h"

namespace chaser::notifiers {

namespace {

constexpr std::size_t kUuidLength = 36;

/// RFC 4648, for names in addresses, without padding.
std::string base64Url(const unsigned char* bytes, std::size_t size) {
  std::string out(4 * ((size + 2) / 3) + 1, '\0');
  const int length =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()), bytes, static_cast<int>(size));
  out.resize(static_cast<std::size_t>(length));
  while (out.ends_with('=')) out.pop_back();
  std::replace(out.begin(), out.end(), '+', '-');
  std::replace(out.begin(), out.end(), '/', '_');
  return out;
}

std::string base64Url(const std::string& text) {
  return base64Url(reinterpret_cast<const unsigned char*>(text.data()), text.size());
}

bool looksLikeUuid(std::string_view text) {
  const auto isDashPlace = [](std::size_t i) { return i == 8 || i == 13 || i == 18 || i == 23; };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool good =
        isDashPlace(i) ? text[i] == '-'
                       : std::string_view("0123456789abcdefABCDEF").find(text[i]) != std::string_view::npos;
    if (!good) return false;
  }
  return text.size() == kUuidLength;
}

}  // namespace

Result<NotifyKey> decodeNotifyKey(std::string_view written) {
  written = trim(written);
  const auto refused =
      fail(ErrorKind::Input, "the API key of GOV.UK Notify can't be used",
           "copy it whole, as it was shown when it was made: its name, the service's id and the secret");
  if (written.size() < 2 * kUuidLength + 1) return refused;
  const auto secret = written.substr(written.size() - kUuidLength);
  const auto service = written.substr(written.size() - 2 * kUuidLength - 1, kUuidLength);
  if (!looksLikeUuid(secret) || !looksLikeUuid(service)) return refused;
  return NotifyKey{std::string(service), Secret(std::string(secret))};
}

std::string notifyToken(const NotifyKey& key, Instant now) {
  const nlohmann::ordered_json head = {{"typ", "JWT"}, {"alg", "HS256"}};
  const nlohmann::ordered_json claims = {{"iss", key.service}, {"iat", now.millis() / 1000}};
  std::string token = base64Url(head.dump()) + "." + base64Url(claims.dump());
  const auto mac = hmacSha256(key.secret, token);
  token += "." + base64Url(mac.data(), mac.size());
  return token;
}

}  // namespace chaser::notifiers
