// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <utility>

#include "notifiers/email.h"

namespace chaser::notifiers {
namespace {

using RelayKind = DeliveryOutcome::Kind;
using Moment = std::chrono::steady_clock::time_point;

/// How long a relay rests after the first, second, … trouble in a row.
constexpr std::array<std::chrono::minutes, 4> kRests = {std::chrono::minutes(1), std::chrono::minutes(5),
                                                        std::chrono::minutes(15), std::chrono::minutes(60)};

struct Relay {
  std::string name;
  std::unique_ptr<Notifier> by;
  std::size_t troubles = 0;  // in a row
  Moment restsUntil;
  std::string why;
};

/// One message on its way from relay to relay.
struct Round {
  OutgoingMessage message;
  Notifier::Done done;
  std::vector<std::size_t> order;
  std::size_t at = 0;
  DeliveryOutcome worst;
  std::string said;
  std::chrono::milliseconds took{0};
};

/// Whether the message surely is not with that relay, for a reason that is the relay's and not its own.
bool goesOn(const DeliveryOutcome& outcome) {
  return outcome.kind == RelayKind::EndpointFault || (outcome.kind == RelayKind::Retry && outcome.notHeard);
}

class Relays final : public Notifier {
 public:
  Relays(std::vector<std::pair<std::string, std::unique_ptr<Notifier>>>&& relays, std::function<Moment()> now)
      : now_(std::move(now)) {
    relays_.reserve(relays.size());
    for (auto& [name, by] : relays) relays_.push_back({std::move(name), std::move(by), 0, {}, {}});
  }

  void deliver(const OutgoingMessage& message, Done done) override {
    auto round = std::make_shared<Round>();
    round->message = message;
    round->done = std::move(done);
    // Those that rest come last: they are asked when there is nobody else.
    const auto now = now_();
    for (const bool resting : {false, true})
      for (std::size_t i = 0; i < relays_.size(); ++i)
        if ((relays_[i].restsUntil > now) == resting) round->order.push_back(i);
    next(round);
  }

  [[nodiscard]] std::size_t inFlight() const override {
    std::size_t all = 0;
    for (const auto& relay : relays_) all += relay.by->inFlight();
    return all;
  }

  [[nodiscard]] std::vector<std::string> troubles() const override {
    std::vector<std::string> all;
    for (const auto& relay : relays_)
      if (relay.troubles > 0) all.push_back(relay.name + ": " + relay.why);
    return all;
  }

 private:
  void next(const std::shared_ptr<Round>& round) {
    const auto which = round->order[round->at];
    relays_[which].by->deliver(round->message, [this, round, which](DeliveryOutcome outcome) {
      answered(round, which, std::move(outcome));
    });
  }

  void answered(const std::shared_ptr<Round>& round, std::size_t which, DeliveryOutcome outcome) {
    auto& relay = relays_[which];
    round->took += outcome.took;
    outcome.text = relay.name + ": " + outcome.text;
    if (!goesOn(outcome)) {
      relay.troubles = 0;
      relay.restsUntil = {};
      return round->done(whole(*round, std::move(outcome)));
    }
    rest(relay, outcome);
    round->said += (round->said.empty() ? "" : "; ") + outcome.text;
    const bool first = round->at == 0;
    if (first || (outcome.kind == RelayKind::EndpointFault && round->worst.kind == RelayKind::Retry))
      round->worst = std::move(outcome);
    if (++round->at < round->order.size()) return next(round);
    auto last = std::move(round->worst);
    last.text = round->said;
    round->done(whole(*round, std::move(last)));
  }

  static DeliveryOutcome whole(const Round& round, DeliveryOutcome outcome) {
    outcome.took = round.took;
    return outcome;
  }

  /// What was under way when it first failed is one trouble.
  void rest(Relay& relay, const DeliveryOutcome& outcome) {
    const auto now = now_();
    relay.why = outcome.code > 0 ? "refused with code " + std::to_string(outcome.code)
                                 : outcome.text.substr(relay.name.size() + 2);
    if (relay.restsUntil > now) return;
    relay.restsUntil = now + kRests.at(std::min(relay.troubles, kRests.size() - 1));
    ++relay.troubles;
  }

  std::vector<Relay> relays_;
  std::function<Moment()> now_;
};

}  // namespace

std::unique_ptr<Notifier> inOrder(std::vector<std::pair<std::string, std::unique_ptr<Notifier>>> relays,
                                  std::function<std::chrono::steady_clock::time_point()> now) {
  return std::make_unique<Relays>(std::move(relays), std::move(now));
}

std::unique_ptr<Notifier> makeRelays(boost::asio::io_context& io, std::vector<EmailSettings> relays) {
  // Where there is but one, its words need no name before them.
  if (relays.size() == 1) return makeEmailNotifier(io, std::move(relays.front()));
  std::vector<std::pair<std::string, std::unique_ptr<Notifier>>> made;
  made.reserve(relays.size());
  for (auto& relay : relays) {
    auto name = relay.name();
    made.emplace_back(std::move(name), makeEmailNotifier(io, std::move(relay)));
  }
  return inOrder(std::move(made));
}

}  // namespace chaser::notifiers
