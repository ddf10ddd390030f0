// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "common/instant.h"
#include "common/result.h"
#include "common/secret.h"

/// How a request to GOV.UK Notify says whose it is. Nothing of the key goes anywhere else.
namespace chaser::notifiers {

struct NotifyKey {
  std::string service;  ///< the service's id
  Secret secret;
};

/// The API key as Notify shows it once: a name, the service's id and the secret, with dashes between. An
/// Input error that does not repeat it.
Result<NotifyKey> decodeNotifyKey(std::string_view written);

/// The JSON Web Token (RFC 7519, HS256) of one request. Notify takes it for half a minute either way, so it
/// is made at each attempt.
std::string notifyToken(const NotifyKey& key, Instant now);

}  // namespace chaser::notifiers
