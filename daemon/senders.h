// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "daemon/configuration.h"
#include "daemon/delivery.h"
#include "notifiers/notifier.h"
#include "notifiers/webhook.h"
#include "store/ports.h"

namespace boost::asio {
class io_context;
}

namespace chaser::daemon {

/// The world's side of sending: one notifier for mail, one for each webhook. Unless mail goes to a server
/// (`deliver: smtp`) nothing leaves the house: what is for a webhook is written to the maildir too, as a file
/// with a few headers and the JSON document. Belongs to the thread that runs the loop.
class Senders {
 public:
  using Done = std::function<void(Reply)>;

  /// Without `webhooks` what is for them goes to `mail`, which is a maildir then.
  Senders(std::unique_ptr<notifiers::Notifier> mail,
          std::optional<std::map<std::string, std::unique_ptr<notifiers::Notifier>>> webhooks);

  /// Starts sending; `done` is called once, as Notifier::deliver says. A message for a webhook that is
  /// configured no more is rejected. What was frozen for another way of delivering goes the present one.
  void send(store::Message message, const Clock& clock, Done done);

  [[nodiscard]] std::size_t inFlight() const;
  /// Relays that are left alone for a while, and why: Notifier::troubles().
  [[nodiscard]] std::vector<std::string> troubles() const;

 private:
  std::unique_ptr<notifiers::Notifier> mail_;
  std::optional<std::map<std::string, std::unique_ptr<notifiers::Notifier>>> webhooks_;
};

/// How a webhook is posted to: its address, what proves whose the post is, its certificate. Absent where its
/// address is in a file that was not read.
std::optional<notifiers::WebhookSettings> hookSettings(const Configuration& configuration,
                                                       const plan::Webhook& webhook);

/// As configured. `io` outlives it.
std::unique_ptr<Senders> makeSenders(boost::asio::io_context& io, const Configuration& configuration);
/// Nothing leaves the process, and everything is delivered at once: for what only asks what would be sent.
std::unique_ptr<Senders> makeDeafSenders(boost::asio::io_context& io, const Configuration& configuration);
DeliveryOptions deliveryOptions(const std::shared_ptr<const Configuration>& configuration);

}  // namespace chaser::daemon
