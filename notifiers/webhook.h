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

/// JSON by HTTP POST, signed by the Standard Webhooks convention. docs/webhooks.md is the receiver's manual.
namespace chaser::notifiers {

struct WebhookSettings {
  std::string name;
  std::string url;     ///< http or https; redirects are not followed
  Secret key;          ///< the raw signing key (decodeWebhookSecret); empty: not signed
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
