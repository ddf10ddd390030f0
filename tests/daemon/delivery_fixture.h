// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "daemon/delivery.h"
#include "daemon/senders.h"
#include "tests/daemon/house.h"

/// The outbox worker over a house with one message, and a far end that answers as the test wants.
namespace chaser::daemon {

class TheDelivery : public House {
 protected:
  using Kind = notifiers::DeliveryOutcome::Kind;
  TheDelivery() : delivery(*store, clock, {(folder / "mail").string(), 0, {}}) {
    addAction("16.1", "2017-09-30");
    tick();
    tick();
  }
  Reply reply(store::Message message, Kind kind, bool unknown = false) {
    notifiers::DeliveryOutcome outcome;
    outcome.kind = kind;
    outcome.text = "as the test wants";
    outcome.outcomeUnknown = unknown;
    return {std::move(message), outcome, clock.now()};
  }
  /// Claims one message and answers for the far end.
  store::Message attempt(Kind kind, bool unknown = false) {
    auto batch = claimed_.empty() ? got(delivery.claim()) : std::exchange(claimed_, {});
    if (batch.size() != 1) throw std::runtime_error("claimed " + std::to_string(batch.size()));
    ok(delivery.settle({reply(batch.front(), kind, unknown)}, day("2017-10-02")));
    return batch.front();
  }
  void freezeFor(const std::string& to, const std::string& endpoint = {}) {
    store::Message message;
    message.messageId = "m" + std::to_string(++made_);
    message.channel = endpoint.empty() ? "maildir" : "webhook";
    message.endpoint = endpoint.empty() ? (folder / "mail").string() : endpoint;
    message.to = to;
    message.createdAt = clock.now();
    message.day = day("2017-10-02");
    got(store->freeze(message));
  }
  [[nodiscard]] DeliveryOptions withHours() const { return deliveryOptions(configuration); }
  /// As the engine's thread does when something was settled or taken apart.
  void work() {
    for (int i = 0; i < 4; ++i) {
      engine->lookAtOutbox();
      tick();
      claimed_ = got(delivery.claim());
      if (!claimed_.empty() || !delivery.dissolved()) return;
    }
  }
  void workAndRefuse() {
    work();
    EXPECT_LE(claimed_.size(), 1U);
    EXPECT_LE(std::stoi(one("SELECT count(*) FROM message WHERE state IN ('ready', 'sending')")), 1);
    for (auto& message : std::exchange(claimed_, {}))
      ok(delivery.settle({reply(std::move(message), Kind::EndpointFault)}, day("2017-10-02")));
  }
  /// Claims and answers: the refused recipient meets a fault, the others are delivered.
  std::vector<std::string> deliverAllBut(const std::string& refused) {
    std::vector<std::string> delivered;
    auto batch = got(delivery.claim());
    for (auto& message : batch) {
      const auto to = message.to;
      const bool well = to != refused;
      ok(delivery.settle({reply(std::move(message), well ? Kind::Delivered : Kind::EndpointFault)},
                         day("2017-10-02")));
      if (well) delivered.push_back(to);
    }
    return delivered;
  }
  Delivery delivery;

 private:
  std::vector<store::Message> claimed_;
  int made_ = 0;
};

}  // namespace chaser::daemon
