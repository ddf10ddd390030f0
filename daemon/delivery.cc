// SPDX-License-Identifier: Apache-2.0
#include "daemon/delivery.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <utility>

namespace chaser::daemon {

namespace {

using namespace std::chrono_literals;
using Kind = notifiers::DeliveryOutcome::Kind;

constexpr std::array<std::chrono::seconds, 5> kWaits = {1min, 5min, 15min, 60min, 240min};
constexpr std::chrono::hours kGiveUpAfter{72};
/// From this failure on the wait is an hour or more: what is said then may no longer be true.
constexpr int kComposedAnewFrom = 4;
constexpr std::chrono::milliseconds kMinute{60000};

/// 80 to 120 per cent, the same for the same text (FNV-1a).
int percentOf(std::string_view seed, int failures) {
  std::uint32_t hash = 2166136261U + static_cast<std::uint32_t>(failures);
  for (const char c : seed) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  return 80 + static_cast<int>(hash % 41U);
}

std::string troubleName(const store::Message& message) {
  return fmt::format("trouble:{}:{}", message.channel == "webhook" ? message.endpoint : "mail", message.to);
}

}  // namespace

std::optional<std::chrono::seconds> backOff(int failures, std::chrono::seconds failingFor,
                                            std::string_view seed) {
  const auto step =
      std::clamp<std::size_t>(static_cast<std::size_t>(std::max(failures, 1)) - 1, 0, kWaits.size() - 1);
  const auto wait = kWaits.at(step) * percentOf(seed, failures) / 100;
  if (failingFor + wait > kGiveUpAfter) return std::nullopt;
  return wait;
}

Delivery::Delivery(store::Store& store, const Clock& clock, DeliveryOptions options)
    : store_(store), clock_(clock), options_(std::move(options)) {}

Result<std::size_t> Delivery::reclaim() {
  return store_.reclaim();
}

void Delivery::use(DeliveryOptions options) {
  options_ = std::move(options);
  for (auto& [name, endpoint] : endpoints_) endpoint.heldUntil.reset();
}

std::vector<std::string> Delivery::endpoints() const {
  auto all = options_.webhooks;
  all.push_back(options_.mailEndpoint);
  return all;
}

/// How many messages may leave for it now. After a fault one goes ahead of the others, to see.
std::size_t Delivery::limitOf(const std::string& endpoint, Instant now) const {
  std::size_t limit = kBatch;
  if (const auto found = endpoints_.find(endpoint); found != endpoints_.end()) {
    const auto& known = found->second;
    if (known.heldUntil && *known.heldUntil > now) return 0;
    const std::size_t most = known.faults > 0 ? 1 : kBatch;
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

Result<std::vector<store::Message>> Delivery::claim() {
  if (!pending_.empty()) return fail(ErrorKind::Store, "an earlier batch is not settled yet");
  std::vector<store::Message> claimed;
  for (const auto& endpoint : endpoints()) {
    if (auto done = claimFrom(endpoint, claimed); !done) return fail(done.error());
  }
  return claimed;
}

Outcome Delivery::claimFrom(const std::string& endpoint, std::vector<store::Message>& into) {
  const Instant now = clock_.now();
  const auto limit = limitOf(endpoint, now);
  if (limit == 0) return {};
  auto others = endpoints();
  others.erase(std::remove(others.begin(), others.end(), endpoint), others.end());
  auto claimed = store_.claim(limit, now, others);
  if (!claimed) return fail(claimed.error());
  for (auto& message : *claimed) {
    const auto trouble = troubleOf(message);
    if (!trouble) return fail(trouble.error());
    const bool stale = *trouble && (*trouble)->failures >= kComposedAnewFrom;
    if (stale && message.attempts > 0 && !message.outcomeUnknown) {
      if (auto done = store_.dissolve(message.id); !done) return done;
      dissolved_ = true;
      continue;
    }
    ++endpoints_[message.endpoint].inFlight;
    if (message.channel != "webhook" && options_.mailPerMinute > 0) sentAt_.push_back(clock_.sinceBoot());
    into.push_back(std::move(message));
  }
  const auto from = clock_.sinceBoot() - kMinute;
  while (!sentAt_.empty() && sentAt_.front() <= from) sentAt_.pop_front();
  return {};
}

Result<std::optional<Delivery::Trouble>> Delivery::troubleOf(const store::Message& message) {
  const auto text = store_.setting(troubleName(message));
  if (!text) return fail(text.error());
  if (!*text) return std::optional<Trouble>();
  const auto blank = (*text)->find(' ');
  const auto since = Instant::parse((*text)->substr(0, blank));
  if (!since || blank == std::string::npos) return std::optional<Trouble>();
  Trouble trouble{*since, 0};
  std::from_chars((*text)->data() + blank + 1, (*text)->data() + (*text)->size(), trouble.failures);
  return trouble;
}

Outcome Delivery::settle(std::vector<Reply> replies, Date today) {
  for (auto& reply : replies) {
    auto& endpoint = endpoints_[reply.message.endpoint];
    endpoint.inFlight -= std::min<std::size_t>(endpoint.inFlight, 1);
    pending_.push_back(std::move(reply));
  }
  return storePending(today);
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
  if (auto done = (*transaction)->commit(); !done) return done;
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
  settlement.attempt = {reply.message.id, reply.at,     reply.message.endpoint,
                        outcome.code,     outcome.text, outcome.took.count()};
  settlement.outcomeUnknown = outcome.outcomeUnknown;
  if (outcome.kind == Kind::EndpointFault) {
    hold(endpoint, reply, settlement);
    return settlement;
  }
  endpoint.faults = 0;
  endpoint.heldUntil.reset();
  const auto name = troubleName(reply.message);
  if (outcome.kind == Kind::Retry) {
    const auto known = troubleOf(reply.message);
    if (!known) return fail(known.error());
    Trouble trouble = known->value_or(Trouble{reply.at, 0});
    ++trouble.failures;
    const auto failingFor = std::chrono::duration_cast<std::chrono::seconds>(reply.at - trouble.since);
    if (const auto wait = backOff(trouble.failures, failingFor, reply.message.messageId)) {
      settlement.fate = store::Settlement::Fate::Retry;
      settlement.nextAttempt = reply.at + std::max(*wait, outcome.retryAfter.value_or(0s));
      auto done = store_.setSetting(name, fmt::format("{} {}", trouble.since.iso(), trouble.failures));
      if (!done) return fail(done.error());
      return settlement;
    }
  }
  settlement.fate =
      outcome.kind == Kind::Delivered ? store::Settlement::Fate::Sent : store::Settlement::Fate::Dead;
  if (auto done = store_.setSetting(name, std::nullopt); !done) return fail(done.error());
  return settlement;
}

/// Nothing gets through until somebody acts: everything waits, nothing dies, and one message is tried now and
/// then.
void Delivery::hold(Endpoint& endpoint, const Reply& reply, store::Settlement& settlement) {
  // A batch that was under way when the fault showed is one fault.
  if (!endpoint.heldUntil || *endpoint.heldUntil <= reply.at) ++endpoint.faults;
  const auto step = std::clamp<std::size_t>(static_cast<std::size_t>(endpoint.faults), 1, kWaits.size() - 1);
  endpoint.heldUntil = reply.at + kWaits.at(step - 1);
  endpoint.why = reply.outcome.text;
  // The message waits for its endpoint alone, so that it leaves as soon as that is put right.
  settlement.fate = store::Settlement::Fate::Retry;
}

std::size_t Delivery::inFlight() const {
  std::size_t all = 0;
  for (const auto& [name, endpoint] : endpoints_) all += endpoint.inFlight;
  return all;
}

Result<std::optional<Instant>> Delivery::nextAttempt() {
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
    if (found != endpoints_.end() && found->second.heldUntil && *found->second.heldUntil > now) {
      consider(*found->second.heldUntil);
    } else if (!sentAt_.empty() && name == options_.mailEndpoint) {
      consider(now +
               std::max<std::chrono::milliseconds>(1ms, sentAt_.front() + kMinute - clock_.sinceBoot()));
    }
  }
  auto open = store_.nextAttempt(closed);
  if (!open) return open;
  if (*open) consider(**open);
  return soonest;
}

std::vector<std::string> Delivery::heldEndpoints() const {
  std::vector<std::string> held;
  for (const auto& [name, endpoint] : endpoints_) {
    if (endpoint.heldUntil && *endpoint.heldUntil > clock_.now())
      held.push_back(fmt::format("{}: {}", name, endpoint.why));
  }
  return held;
}

}  // namespace chaser::daemon
