// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "common/instant.h"
#include "common/result.h"
#include "common/secret.h"
#include "notifiers/notifier.h"

namespace boost::asio {
class io_context;
}

/// JSON by HTTP POST. docs/webhooks.md is the receiver's manual. The bytes are frozen; what proves whose they
/// are is made at each attempt.
namespace chaser::notifiers {

/// How a request shows whose it is.
enum class HookProof {
  Signature,  ///< by the Standard Webhooks convention; with no key there is none
  Bearer,     ///< the key is a token for `Authorization: Bearer`; with no key there is none
  Notify,     ///< a JSON Web Token made of GOV.UK Notify's API key
};

struct WebhookSettings {
  std::string name;
  std::string url;  ///< http or https; redirects are not followed
  HookProof proof = HookProof::Signature;
  Secret key;          ///< of Signature the raw key (decodeWebhookSecret), else as written
  std::string caFile;  ///< PEM; empty: the system's
  std::size_t maxConnections = 2;
  std::chrono::seconds connectTimeout{10};
  std::chrono::seconds totalTimeout{30};
};

/// The raw key of `whsec_…` (base64 after the prefix, 24 to 64 bytes). An Input error that does not repeat
/// it.
Result<Secret> decodeWebhookSecret(std::string_view written);

/// `v1,` and the base64 HMAC-SHA256 of `id.timestamp.body` under the raw key.
std::string webhookSignature(const Secret& key, std::string_view id, std::int64_t timestamp,
                             std::string_view body);

/// What an HTTP status or a failed transfer says of the message; pure. `retryAfter` is the header's value,
/// seconds or an HTTP date that is seen from `now`. After a 5xx or 408 whose request had gone out whole
/// (`bodySent`) nobody knows whether it was acted upon.
DeliveryOutcome classifyHttp(int curlCode, int status, std::string_view words, std::string_view retryAfter,
                             Instant now, bool bodySent);

std::unique_ptr<Notifier> makeWebhookNotifier(boost::asio::io_context& io, WebhookSettings settings);

}  // namespace chaser::notifiers
