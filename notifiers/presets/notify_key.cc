// SPDX-License-Identifier: Apache-2.0
#include "notifiers/presets/notify_key.h"

#include <nlohmann/json.hpp>

#include "common/base64.h"
#include "common/sha256.h"
#include "common/text.h"
#include "plan/webhook_file.h"

namespace chaser::notifiers {

namespace {

constexpr std::size_t kUuidLength = 36;

}  // namespace

Result<NotifyKey> decodeNotifyKey(std::string_view written) {
  written = trim(written);
  const auto refused =
      fail(ErrorKind::Input, "the API key of GOV.UK Notify can't be used",
           "copy it whole, as it was shown when it was made: its name, the service's id and the secret");
  if (written.size() < 2 * kUuidLength + 1) return refused;
  const auto secret = written.substr(written.size() - kUuidLength);
  const auto service = written.substr(written.size() - 2 * kUuidLength - 1, kUuidLength);
  if (!plan::isUuid(secret) || !plan::isUuid(service)) return refused;
  return NotifyKey{std::string(service), Secret(std::string(secret))};
}

std::string notifyToken(const NotifyKey& key, Instant now) {
  const nlohmann::ordered_json head = {{"typ", "JWT"}, {"alg", "HS256"}};
  const nlohmann::ordered_json claims = {{"iss", key.service}, {"iat", now.millis() / 1000}};
  std::string token = base64Url(head.dump()) + "." + base64Url(claims.dump());
  const auto mac = hmacSha256(key.secret, token);
  token += "." + base64Url(bytesView(mac.data(), mac.size()));
  return token;
}

}  // namespace chaser::notifiers
