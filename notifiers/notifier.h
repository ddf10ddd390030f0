// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/clock.h"
#include "common/instant.h"

/// The edge of the house: one frozen message goes out. A notifier only classifies what became of it; waiting,
/// retrying and giving up are the outbox worker's. One integration is one file with one class of this shape.
namespace chaser::notifiers {

/// Frozen bytes on their way. Copied by the notifier as far as it needs them after deliver() returned.
struct OutgoingMessage {
  std::string id;          ///< Message-ID without angle brackets, or webhook-id
  std::int64_t order = 0;  ///< the message's number in the outbox: later ones are greater
  std::string to;          ///< the recipient's name
  std::string address;     ///< e-mail address; a webhook's own URL when empty
  std::string bytes;       ///< a MIME message with CRLF, or a JSON document
  Instant frozenAt;        ///< when it was composed
  std::string returnPath;  ///< of mail: where its bounces go; empty: to the sender
  /// Of webhooks: by which a request is dated when it is made, which may be long after deliver(). Outlives
  /// the delivery.
  const Clock* clock = nullptr;
};

struct DeliveryOutcome {
  enum class Kind {
    Delivered,      ///< the far end took responsibility
    Retry,          ///< temporary: may work later
    Rejected,       ///< the far end refuses this recipient or this message for good
    EndpointFault,  ///< TLS, authentication, sender or relay: nothing will get through until somebody acts
  };
  Kind kind = Kind::Delivered;
  int code = 0;      ///< the last SMTP or HTTP status; 0 when there was no reply
  std::string text;  ///< the far end's words, or what went wrong here; one line, no secrets
  /// Of Retry: the bytes had gone out when the reply was lost or left it open. They may have arrived, so only
  /// the same bytes under the same id may follow. False: they surely did not arrive.
  bool outcomeUnknown = false;
  /// Of Retry: the far end took no connection, or closed it, before it had heard of the message: another way
  /// to the same recipient may be tried.
  bool notHeard = false;
  std::optional<std::chrono::seconds> retryAfter;  ///< the far end's wish (Retry-After)
  std::chrono::milliseconds took{0};
};
std::string_view toString(
    DeliveryOutcome::Kind kind);  ///< `delivered`, `retry`, `rejected`, `endpoint-fault`

class Notifier {
 public:
  using Done = std::function<void(DeliveryOutcome)>;
  virtual ~Notifier() = default;

  /// Starts a delivery. `done` is called exactly once, on the thread that runs the loop, and perhaps before
  /// deliver() returns. It is not called when the notifier is destroyed first: the message stays claimed, and
  /// nobody knows whether it arrived.
  virtual void deliver(const OutgoingMessage& message, Done done) = 0;

  /// Deliveries that were started and have not called back yet.
  [[nodiscard]] virtual std::size_t inFlight() const = 0;

  /// Of one that has several ways: those that are left alone for a while, and why. For the log.
  [[nodiscard]] virtual std::vector<std::string> troubles() const { return {}; }
};

}  // namespace chaser::notifiers
