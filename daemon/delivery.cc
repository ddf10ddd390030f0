// SPDX-License-Identifier: Apache-2.0
#include "daemon/delivery.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <utility>

#include "common/stable_hash.h"
#include "common/text.h"

namespace chaser::daemon {

namespace {

using namespace std::chrono_literals;
using Kind = notifiers::DeliveryOutcome::Kind;

constexpr std::array<std::chrono::seconds, 5> kWaits = {1min, 5min, 15min, 60min, 240min};
constexpr std::chrono::hours kGiveUpAfter{72};
/// From this failure on the wait is an hour or more: what is said then may no longer be true.
constexpr int kComposedAnewFrom = 4;
constexpr std::chrono::milliseconds kMinute{60000};
/// Of SMTP and HTTP alike: below it are greetings and successes.
constexpr int kFirstRefusal = 300;

/// 80 to 120 per cent, the same for the same text.
int percentOf(std::string_view seed, int failures) {
  return 80 + static_cast<int>(stableHash(fmt::format("{}:{}", failures, seed)) % 41U);
}

/// Without a refusal the other side did not come to speak, or what it offers (TLS) was not good enough: the
/// words are the transfer library's then.
std::string describe(int code, const std::string& words) {
  return code >= kFirstRefusal ? fmt::format("refused with code {}", code) : words;
}

std::string holdName(const std::string& endpoint) {
  return "held:" + endpoint;
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

Result<std::optional<Hold>> holdOf(store::EngineStore& store, const std::string& endpoint, Instant now) {
  const auto text = store.setting(holdName(endpoint));
  if (!text) return fail(text.error());
  if (!*text) return std::optional<Hold>();
  const auto blank = (*text)->find(' ');
  const auto until = Instant::parse((*text)->substr(0, blank));
  if (!until || *until <= now || blank == std::string::npos) return std::optional<Hold>();
  return std::optional(Hold{*until, (*text)->substr(blank + 1)});
}

Result<std::size_t> Delivery::reclaim() {
  // What an earlier process held is tried at once.
  for (const auto& endpoint : endpoints()) {
    if (auto done = store_.setSetting(holdName(endpoint), std::nullopt); !done) return fail(done.error());
  }
  return store_.reclaim();
}

void Delivery::use(DeliveryOptions options) {
  options_ = std::move(options);
  for (auto& [name, endpoint] : endpoints_) {
    endpoint.heldUntil.reset();
    goAhead_.insert(endpoint.suspects.begin(), endpoint.suspects.end());
    goAhead_.insert(endpoint.blamed.begin(), endpoint.blamed.end());
  }
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
  auto transaction = store_.begin();
  if (!transaction) return fail(transaction.error());
  for (const auto& to : goAhead_) {
    if (auto done = store_.bringForward(to, clock_.now()); !done) return fail(done.error());
  }
  Claim claim;
  for (const auto& endpoint : endpoints()) {
    if (auto done = claimFrom(endpoint, claim); !done) return fail(done.error());
  }
  const auto held = holds();
  if (auto done = note(held); !done) return fail(done.error());
  if (auto done = (*transaction)->commit(); !done) return fail(done.error());
  noted(held);
  keep(claim);
  return std::move(claim.messages);
}

Outcome Delivery::claimFrom(const std::string& endpoint, Claim& into) {
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
      into.dissolved = true;
      continue;
    }
    into.messages.push_back(std::move(message));
  }
  return {};
}

void Delivery::keep(const Claim& claim) {
  goAhead_.clear();
  dissolved_ = dissolved_ || claim.dissolved;
  for (const auto& message : claim.messages) {
    ++endpoints_[message.endpoint].inFlight;
    claimedAt_.insert_or_assign(message.id, clock_.now());
    if (message.channel != "webhook" && options_.mailPerMinute > 0) sentAt_.push_back(clock_.sinceBoot());
  }
  const auto from = clock_.sinceBoot() - kMinute;
  while (!sentAt_.empty() && sentAt_.front() <= from) sentAt_.pop_front();
}

Result<std::optional<Delivery::Trouble>> Delivery::troubleOf(const store::Message& message) {
  const auto text = store_.setting(troubleName(message));
  if (!text) return fail(text.error());
  if (!*text) return std::optional<Trouble>();
  const auto words = split(**text, ' ');
  const auto since = Instant::parse(words.front());
  if (!since || words.size() < 2) return std::optional<Trouble>();
  Trouble trouble{*since, 0, *since};
  std::from_chars(words[1].data(), words[1].data() + words[1].size(), trouble.failures);
  if (words.size() > 2) trouble.counted = Instant::parse(words[2]).value_or(*since);
  return trouble;
}

Outcome Delivery::settle(std::vector<Reply> replies, Date today) {
  for (auto& reply : replies) {
    auto& endpoint = endpoints_[reply.message.endpoint];
    endpoint.inFlight -= std::min<std::size_t>(endpoint.inFlight, 1);
    if (reply.outcome.kind != Kind::Delivered)
      lastTroubles_.insert_or_assign(reply.message.endpoint, reply.outcome.text);
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
  settlement.attempt = {reply.message.id, reply.at,     reply.message.endpoint,
                        outcome.code,     outcome.text, outcome.took.count()};
  settlement.outcomeUnknown = outcome.outcomeUnknown;
  const bool ownTrouble = endpoint.faults == 0 && endpoint.blamed.count(reply.message.to) > 0;
  if (outcome.kind == Kind::EndpointFault && !ownTrouble) {
    hold(endpoint, reply, settlement);
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

void Delivery::Endpoint::reopen() {
  faults = 0;
  heldUntil.reset();
}

/// Whoever met a fault while others get through has it to himself.
void Delivery::Endpoint::gotThrough(const std::string& to) {
  blamed.merge(suspects);
  suspects.clear();
  blamed.erase(to);
}

/// One more failure of the recipient, unless it was under way already when the last one showed: a queue that
/// meets one refused connection has failed once.
Outcome Delivery::countFailure(const Reply& reply, store::Settlement& settlement) {
  const auto known = troubleOf(reply.message);
  if (!known) return fail(known.error());
  Trouble trouble = known->value_or(Trouble{reply.at, 0, reply.at});
  const auto claimed = claimedAt_.find(reply.message.id);
  const Instant began = claimed == claimedAt_.end() ? reply.at : claimed->second;
  if (trouble.failures == 0 || trouble.counted < began) {
    ++trouble.failures;
    trouble.counted = reply.at;
  }
  const auto failingFor = std::chrono::duration_cast<std::chrono::seconds>(reply.at - trouble.since);
  const auto wait = backOff(trouble.failures, failingFor, reply.message.messageId);
  if (!wait) {
    settlement.fate = store::Settlement::Fate::Dead;
    return endTrouble(reply);
  }
  settlement.fate = store::Settlement::Fate::Retry;
  settlement.nextAttempt = reply.at + std::max(*wait, reply.outcome.retryAfter.value_or(0s));
  return store_.setSetting(troubleName(reply.message), fmt::format("{} {} {}", trouble.since.iso(),
                                                                   trouble.failures, trouble.counted.iso()));
}

/// Once one message has arrived, the recipient's others need not sit out their waits.
Outcome Delivery::endTrouble(const Reply& reply) {
  const auto known = troubleOf(reply.message);
  if (!known) return fail(known.error());
  if (!*known) return {};
  if (reply.outcome.kind == Kind::Delivered) {
    if (auto done = store_.bringForward(reply.message.to, reply.at); !done) return done;
  }
  return store_.setSetting(troubleName(reply.message), std::nullopt);
}

/// Nothing gets through until somebody acts: everything waits, nothing dies, and one message is tried now and
/// then.
void Delivery::hold(Endpoint& endpoint, const Reply& reply, store::Settlement& settlement) {
  // A batch that was under way when the fault showed is one fault.
  if (!endpoint.heldUntil || *endpoint.heldUntil <= reply.at) {
    ++endpoint.faults;
    endpoint.probe = reply.message.id;
  }
  const auto step = std::clamp<std::size_t>(static_cast<std::size_t>(endpoint.faults), 1, kWaits.size() - 1);
  const auto wait = kWaits.at(step - 1);
  endpoint.heldUntil = reply.at + wait;
  endpoint.code = reply.outcome.code;
  endpoint.words = reply.outcome.text;
  endpoint.suspects.insert(reply.message.to);
  // The others wait for their endpoint alone, so that they leave as soon as that is put right. The one that
  // was tried lets another go first: what stopped it may be its own recipient.
  settlement.fate = store::Settlement::Fate::Retry;
  if (endpoint.probe == reply.message.id) settlement.nextAttempt = *endpoint.heldUntil + wait;
}

/// What the database is to say of each endpoint that was ever used; empty: it is not held.
Delivery::Holds Delivery::holds() const {
  Holds all;
  for (const auto& [name, endpoint] : endpoints_) {
    auto& text = all[name];
    if (endpoint.heldUntil)
      text = fmt::format("{} {}", endpoint.heldUntil->iso(), describe(endpoint.code, endpoint.words));
  }
  return all;
}

Outcome Delivery::note(const Holds& holds) {
  for (const auto& [name, text] : holds) {
    if (endpoints_.at(name).noted == text) continue;
    if (auto done = store_.setSetting(holdName(name), text.empty() ? std::nullopt : std::optional(text));
        !done)
      return done;
  }
  return {};
}

/// Once it is committed.
void Delivery::noted(const Holds& holds) {
  for (const auto& [name, text] : holds) endpoints_.at(name).noted = text;
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
      held.push_back(fmt::format("{}: {}", name, describe(endpoint.code, endpoint.words)));
  }
  return held;
}

}  // namespace chaser::daemon
