// SPDX-License-Identifier: Apache-2.0
#include "daemon/delivery.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <limits>
#include <utility>

#include "daemon/home.h"
#include "daemon/memory.h"

namespace chaser::daemon {

namespace {

using namespace std::chrono_literals;
using Kind = notifiers::DeliveryOutcome::Kind;

store::Attempt attemptOf(const Reply& reply) {
  const auto& outcome = reply.outcome;
  return {reply.message.id, reply.at,     reply.message.endpoint,
          outcome.code,     outcome.text, outcome.took.count()};
}

}  // namespace

Delivery::Delivery(store::Store& store, const Clock& clock, DeliveryOptions options)
    : store_(store), clock_(clock), options_(std::move(options)) {}

Result<std::size_t> Delivery::reclaim() {
  if (auto done = restoreHolds(); !done) return fail(done.error());
  const auto held = holds();
  if (auto done = note(held); !done) return fail(done.error());
  noted(held);
  dissolved_ = false;  // an engine begins by looking at everything
  return store_.reclaim();
}

/// What an earlier process held is tried at once; but how long nothing got through is not forgotten.
Outcome Delivery::restoreHolds() {
  if (restored_) return {};
  for (const auto& name : endpoints()) {
    const auto hold = lastHoldOf(store_, name);
    if (!hold) return fail(hold.error());
    if (!*hold) continue;
    auto& endpoint = endpoints_[name];
    endpoint.restore(**hold, clock_.now());
    endpoint.noted = "as an earlier process noted it";
  }
  restored_ = true;
  return {};
}

/// A person who wants a message to be tried may know that its endpoint was put right: each that is held lets
/// one message go ahead.
Outcome Delivery::tryNow() {
  const auto wished = store_.setting(memory::kTryNow);
  if (!wished) return fail(wished.error());
  auto wish = wished->value_or(std::string());
  if (wish == triedNow_) return {};
  triedNow_ = std::move(wish);
  for (auto& [name, endpoint] : endpoints_) endpoint.tryAgain(clock_.now());
  return {};
}

void Delivery::use(DeliveryOptions options) {
  options_ = std::move(options);
  for (auto& [name, endpoint] : endpoints_) {
    endpoint.tryAgain(clock_.now());
    goAhead_.merge(endpoint.recipientsWithFaults());
  }
}

std::vector<std::string> Delivery::endpoints() const {
  auto all = options_.webhooks;
  all.push_back(options_.mailEndpoint);
  return all;
}

std::vector<std::string> Delivery::endpointsBut(const std::string& one) const {
  auto all = endpoints();
  all.erase(std::remove(all.begin(), all.end(), one), all.end());
  return all;
}

std::size_t Delivery::mostUnderWay(const std::string& endpoint) const {
  const auto carries = options_.connections.find(endpoint);
  return kBatch + (carries == options_.connections.end() ? 1 : carries->second);
}

/// How many messages may leave for it now. After a fault one goes ahead of the others, to see.
std::size_t Delivery::limitOf(const std::string& endpoint, Instant now) const {
  std::size_t limit = mostUnderWay(endpoint);
  if (const auto found = endpoints_.find(endpoint); found != endpoints_.end()) {
    const auto& known = found->second;
    if (known.isHeld(now)) return 0;
    const std::size_t most = known.isDoubtful() ? 1 : limit;
    limit = most - std::min(most, known.inFlight);
  }
  return endpoint == options_.mailEndpoint ? std::min(limit, rateLeft()) : limit;
}

std::size_t Delivery::rateLeft() const {
  if (options_.mailPerMinute <= 0) return std::numeric_limits<std::size_t>::max();
  const auto from = clock_.sinceBoot() - kMinute;
  const auto recent = static_cast<std::size_t>(
      std::count_if(sentAt_.begin(), sentAt_.end(), [&](auto at) { return at > from; }));
  const auto most = static_cast<std::size_t>(options_.mailPerMinute);
  return most - std::min(most, recent);
}

/// It is under way no more, and came back no later than its claim's boot clock has it.
void Delivery::takeIn(Reply& reply) {
  auto& endpoint = endpoints_[reply.message.endpoint];
  endpoint.inFlight -= std::min<std::size_t>(endpoint.inFlight, 1);
  if (const auto claimed = claimedAt_.find(reply.message.id); claimed != claimedAt_.end())
    reply.at = std::min(reply.at, claimed->second.at + (clock_.sinceBoot() - claimed->second.boot));
  if (reply.outcome.kind != Kind::Delivered)
    lastTroubles_.insert_or_assign(reply.message.endpoint, reply.outcome.text);
}

Outcome Delivery::settle(std::vector<Reply> replies, Date today) {
  for (auto& reply : replies) {
    takeIn(reply);
    pending_.push_back(std::move(reply));
  }
  return storePending(today);
}

Outcome Delivery::note(std::vector<Reply> replies, Date today) {
  if (replies.empty()) return storePending(today);
  for (auto& reply : replies) takeIn(reply);
  const bool last = inFlight() == 0 && replies.size() < kFew;
  const bool plain = pending_.empty() && !last &&
                     std::all_of(replies.begin(), replies.end(), [&](const auto& r) { return isPlain(r); });
  if (plain) {
    std::vector<store::Attempt> attempts;
    attempts.reserve(replies.size());
    for (const auto& reply : replies) attempts.push_back(attemptOf(reply));
    if (auto done = store_.noteArrived(attempts, today)) {
      for (const auto& reply : replies) {
        endpoints_[reply.message.endpoint].gotThrough(reply.message.to);
        claimedAt_.erase(reply.message.id);
      }
      counts_.sent += replies.size();
      hasNoted_ = true;
      return {};
    }
  }
  std::move(replies.begin(), replies.end(), std::back_inserter(pending_));
  return storePending(today);
}

Outcome Delivery::settleNoted() {
  const auto settled = store_.settleArrived(store::kSettleAtOnce);
  if (!settled) return fail(settled.error());
  hasNoted_ = *settled == store::kSettleAtOnce;
  return {};
}

/// It arrived, and that changes nothing about who can be reached.
bool Delivery::isPlain(const Reply& reply) const {
  const auto endpoint = endpoints_.find(reply.message.endpoint);
  return reply.outcome.kind == Kind::Delivered && endpoint != endpoints_.end() &&
         !endpoint->second.isDoubtful() && troubled_.count(troubleName(reply.message)) == 0;
}

Outcome Delivery::storePending(Date today) {
  if (pending_.empty()) return {};
  auto transaction = store_.begin();
  if (!transaction) return fail(transaction.error());
  std::vector<store::Settlement> settlements;
  Counts counts;
  for (const auto& reply : pending_) {
    auto settlement = judge(reply);
    if (!settlement) return fail(settlement.error());
    switch (settlement->fate) {
      case store::Settlement::Fate::Sent:
        ++counts.sent;
        break;
      case store::Settlement::Fate::Retry:
        ++counts.retry;
        break;
      case store::Settlement::Fate::Dead:
        ++counts.dead;
        break;
    }
    settlements.push_back(std::move(*settlement));
  }
  if (auto done = store_.settle(settlements, today); !done) return done;
  const auto held = holds();
  if (auto done = note(held); !done) return done;
  if (auto done = (*transaction)->commit(); !done) return done;
  noted(held);
  for (const auto& reply : pending_) claimedAt_.erase(reply.message.id);
  pending_.clear();
  counts_.sent += counts.sent;
  counts_.retry += counts.retry;
  counts_.dead += counts.dead;
  return {};
}

/// What a reply means for the message, for the recipient's record and for the endpoint.
Result<store::Settlement> Delivery::judge(const Reply& reply) {
  const auto& outcome = reply.outcome;
  auto& endpoint = endpoints_[reply.message.endpoint];
  store::Settlement settlement;
  settlement.attempt = attemptOf(reply);
  settlement.outcomeUnknown = outcome.outcomeUnknown;
  if (outcome.kind == Kind::EndpointFault && !endpoint.isOwnTrouble(reply.message.to)) {
    settlement.fate = store::Settlement::Fate::Retry;
    settlement.nextAttempt = endpoint.fault(reply.message, outcome, reply.at);
    return settlement;
  }
  if (outcome.kind == Kind::EndpointFault || outcome.kind == Kind::Retry) {
    if (outcome.kind == Kind::Retry) endpoint.reopen();
    if (auto done = countFailure(reply, settlement); !done) return fail(done.error());
    return settlement;
  }
  endpoint.reopen();
  const bool delivered = outcome.kind == Kind::Delivered;
  if (delivered) endpoint.gotThrough(reply.message.to);
  settlement.fate = delivered ? store::Settlement::Fate::Sent : store::Settlement::Fate::Dead;
  if (auto done = endTrouble(reply); !done) return fail(done.error());
  return settlement;
}

/// One more failure of the recipient, unless it was under way already when the last one showed: a queue that
/// meets one refused connection has failed once.
Outcome Delivery::countFailure(const Reply& reply, store::Settlement& settlement) {
  const auto known = troubleOf(store_, reply.message);
  if (!known) return fail(known.error());
  Trouble trouble = known->value_or(Trouble{reply.at, 0, reply.at});
  const auto claimed = claimedAt_.find(reply.message.id);
  const Instant began = claimed == claimedAt_.end() ? reply.at : claimed->second.at;
  if (trouble.failures == 0 || trouble.counted < began) trouble.failed(reply.at);
  const auto failingFor = std::chrono::duration_cast<std::chrono::seconds>(reply.at - trouble.since);
  const auto wait = backOff(trouble.failures, failingFor, reply.message.messageId);
  if (!wait) {
    settlement.fate = store::Settlement::Fate::Dead;
    return endTrouble(reply);
  }
  settlement.fate = store::Settlement::Fate::Retry;
  settlement.nextAttempt = reply.at + std::max(*wait, reply.outcome.retryAfter.value_or(0s));
  troubled_.insert(troubleName(reply.message));
  return keepTrouble(store_, reply.message, trouble);
}

/// Once one message has arrived, the recipient's others need not sit out their waits.
Outcome Delivery::endTrouble(const Reply& reply) {
  const auto known = troubleOf(store_, reply.message);
  if (!known) return fail(known.error());
  if (!*known) return {};
  if (reply.outcome.kind == Kind::Delivered) {
    if (auto done = store_.bringForward(reply.message.to, reply.at); !done) return done;
  }
  return keepTrouble(store_, reply.message, std::nullopt);
}

/// What the database is to say of each endpoint that was ever used.
Delivery::Holds Delivery::holds() const {
  Holds all;
  for (const auto& [name, endpoint] : endpoints_) all[name] = endpoint.note();
  return all;
}

Outcome Delivery::note(const Holds& holds) {
  for (const auto& [name, text] : holds) {
    if (endpoints_.at(name).noted == text) continue;
    if (auto done = noteHold(store_, name, text); !done) return done;
  }
  return {};
}

/// Once it is committed. What a hold keeps from leaving is the engine's to know.
void Delivery::noted(const Holds& holds) {
  for (const auto& [name, text] : holds) {
    auto& endpoint = endpoints_.at(name);
    dissolved_ = dissolved_ || endpoint.noted != text;
    endpoint.noted = text;
  }
}

std::size_t Delivery::inFlight() const {
  std::size_t all = 0;
  for (const auto& [name, endpoint] : endpoints_) all += endpoint.inFlight;
  return all;
}

Result<std::optional<Instant>> Delivery::nextAttempt() {
  const auto away = homeHold(store_);
  if (!away) return fail(away.error());
  if (*away) return std::optional<Instant>();
  auto any = store_.nextAttempt({});
  if (!any || !*any) return any;
  const Instant now = clock_.now();
  std::optional<Instant> soonest;
  const auto consider = [&](Instant when) { soonest = soonest ? std::min(*soonest, when) : when; };
  // What can't leave now waits for the end of a hold or for the next minute's rate; a place is freed by a
  // reply.
  std::vector<std::string> closed;
  for (const auto& name : endpoints()) {
    if (limitOf(name, now) > 0) continue;
    closed.push_back(name);
    const auto found = endpoints_.find(name);
    if (found != endpoints_.end() && found->second.isHeld(now)) {
      consider(*found->second.heldUntil());
    } else if (!sentAt_.empty() && name == options_.mailEndpoint) {
      consider(now +
               std::max<std::chrono::milliseconds>(1ms, sentAt_.front() + kMinute - clock_.sinceBoot()));
    }
  }
  auto open = closed.empty() ? std::move(any) : store_.nextAttempt(closed);
  if (!open) return open;
  if (*open) consider(**open);
  return soonest;
}

Result<std::optional<std::chrono::milliseconds>> Delivery::waitForRate() {
  const auto& mail = options_.mailEndpoint;
  if (rateLeft() > 0 || sentAt_.empty()) return std::optional<std::chrono::milliseconds>();
  const auto ready = store_.nextAttempt(endpointsBut(mail));
  if (!ready) return fail(ready.error());
  const auto known = endpoints_.find(mail);
  const bool held = known != endpoints_.end() && known->second.isHeld(clock_.now());
  if (held || !*ready || **ready > clock_.now()) return std::optional<std::chrono::milliseconds>();
  return std::optional(
      std::max<std::chrono::milliseconds>(1ms, sentAt_.front() + kMinute - clock_.sinceBoot()));
}

Result<std::size_t> Delivery::readyNow() {
  const auto away = homeHold(store_);
  if (!away) return fail(away.error());
  if (*away) return std::size_t{0};
  std::vector<std::string> held;
  for (const auto& [name, endpoint] : endpoints_) {
    if (endpoint.isDoubtful()) held.push_back(name);
  }
  return store_.readyBy(clock_.now(), held);
}

std::vector<std::string> Delivery::heldEndpoints() const {
  std::vector<std::string> held;
  for (const auto& [name, endpoint] : endpoints_) {
    if (endpoint.isHeld(clock_.now())) held.push_back(fmt::format("{}: {}", name, endpoint.why()));
  }
  return held;
}

}  // namespace chaser::daemon
