// SPDX-License-Identifier: Apache-2.0
// What may leave now: claimed, or taken apart to be said anew.
#include <utility>

#include "daemon/delivery.h"
#include "daemon/home.h"
#include "daemon/return_path.h"

namespace chaser::daemon {

namespace {

/// From this failure on the wait is an hour or more: what is said then may no longer be true.
constexpr int kComposedAnewFrom = 4;

}  // namespace

Result<std::vector<store::Message>> Delivery::claim() {
  if (!pending_.empty()) return fail(ErrorKind::Store, "an earlier batch is not settled yet");
  const auto away = homeHold(store_);
  if (!away) return fail(away.error());
  if (*away) return std::vector<store::Message>();
  auto transaction = store_.begin();
  if (!transaction) return fail(transaction.error());
  if (auto done = restoreHolds(); !done) return fail(done.error());
  if (auto done = tryNow(); !done) return fail(done.error());
  for (const auto& to : goAhead_) {
    if (auto done = store_.bringForward(to, clock_.now()); !done) return fail(done.error());
  }
  Claim claim;
  if (auto done = forgetTroubles(claim); !done) return fail(done.error());
  for (const auto& endpoint : endpoints()) {
    if (auto done = claimFrom(endpoint, claim); !done) return fail(done.error());
  }
  if (auto done = addReturnPaths(store_, options_.returnPath, claim.messages, clock_.now()); !done)
    return fail(done.error());
  const auto held = holds();
  if (auto done = note(held); !done) return fail(done.error());
  if (auto done = (*transaction)->commit(); !done) return fail(done.error());
  noted(held);
  keep(claim);
  return std::move(claim.messages);
}

/// What was frozen while an endpoint was held for long, and surely did not arrive.
Outcome Delivery::takeApartStale(const std::string& endpoint, Claim& into) {
  const auto known = endpoints_.find(endpoint);
  if (known == endpoints_.end()) return {};
  const auto before = known->second.staleBefore(clock_.now());
  if (!before) return {};
  auto stale = store_.undelivered(*before, endpointsBut(endpoint));
  if (!stale) return fail(stale.error());
  for (auto& message : *stale) {
    if (message.items.empty()) continue;  // nothing would say it anew
    if (auto done = takeApart(std::move(message), into); !done) return done;
  }
  return {};
}

Outcome Delivery::takeApart(store::Message message, Claim& into) {
  if (auto done = store_.dissolve(message.id); !done) return done;
  message.bytes.clear();
  into.watched.push_back(std::move(message));
  into.dissolved = true;
  return {};
}

Outcome Delivery::claimFrom(const std::string& endpoint, Claim& into) {
  if (auto done = takeApartStale(endpoint, into); !done) return done;
  const Instant now = clock_.now();
  const auto limit = limitOf(endpoint, now);
  if (limit == 0) return {};
  auto claimed = store_.claim(limit, now, endpointsBut(endpoint));
  if (!claimed) return fail(claimed.error());
  for (auto& message : *claimed) {
    const auto keeps = keepsHours(message, into);
    if (!keeps) return fail(keeps.error());
    if (!*keeps) continue;
    const auto trouble = troubleOf(store_, message);
    if (!trouble) return fail(trouble.error());
    if (*trouble) into.troubled.insert(troubleName(message));
    const bool stale = *trouble && (*trouble)->failures >= kComposedAnewFrom;
    if (stale && message.attempts > 0 && !message.outcomeUnknown && !message.items.empty()) {
      if (auto done = takeApart(std::move(message), into); !done) return done;
      continue;
    }
    into.messages.push_back(std::move(message));
  }
  return {};
}

/// What was frozen for one day's window does not leave in another's, nor outside of any: it is taken apart.
/// What may have arrived has to go out as it is, but not before it is open.
Result<bool> Delivery::keepsHours(const store::Message& message, Claim& into) {
  const Instant now = clock_.now();
  const auto hours = options_.hours ? options_.hours(message, now) : std::nullopt;
  if (!hours) return true;
  const bool open = hours->opens <= now;
  if (open && (message.outcomeUnknown || hours->today == message.day)) return true;
  const auto done =
      message.outcomeUnknown ? store_.postpone(message.id, hours->opens) : takeApart(message, into);
  if (!done) return fail(done.error());
  return false;
}

/// Where nothing that was taken apart is wanted any more, the next message meets its own troubles.
Outcome Delivery::forgetTroubles(Claim& into) {
  for (const auto& message : takenApart_) {
    const auto wanted = store_.stillToSay(message.to);
    if (!wanted) return fail(wanted.error());
    if (*wanted) {
      into.watched.push_back(message);
    } else if (auto done = keepTrouble(store_, message, std::nullopt); !done) {
      return done;
    }
  }
  return {};
}

void Delivery::keep(const Claim& claim) {
  goAhead_.clear();
  takenApart_ = claim.watched;
  dissolved_ = dissolved_ || claim.dissolved;
  // Of earlier ones none is left that could have to do with it.
  if (claimedAt_.empty()) troubled_.clear();
  troubled_.insert(claim.troubled.begin(), claim.troubled.end());
  for (const auto& message : claim.messages) {
    ++endpoints_[message.endpoint].inFlight;
    claimedAt_.insert_or_assign(message.id, Claimed{clock_.now(), clock_.sinceBoot()});
    if (message.channel != "webhook" && options_.mailPerMinute > 0) sentAt_.push_back(clock_.sinceBoot());
  }
  const auto from = clock_.sinceBoot() - kMinute;
  while (!sentAt_.empty() && sentAt_.front() <= from) sentAt_.pop_front();
}

}  // namespace chaser::daemon
