// SPDX-License-Identifier: Apache-2.0
#include "daemon/gates.h"

#include <map>

#include "daemon/home.h"

namespace chaser::daemon {

namespace {

/// A database that is not at home is let go by a person, and that is noticed at once.
constexpr std::chrono::hours kLookAgainAtHome{24};

/// Lets one of them through.
Outcome letOneTry(store::OutboxStore& store, const std::vector<Destination>& messages,
                  const std::string& endpoint, std::vector<std::optional<Hold>>& holds) {
  const auto open = store.openFor(endpoint);
  if (!open) return fail(open.error());
  if (*open > 0) return {};
  std::optional<std::size_t> chosen;
  MessageId longestAgo;
  for (std::size_t i = 0; i < messages.size(); ++i) {
    if (messages[i].endpoint != endpoint) continue;
    const auto last = store.lastFor(endpoint, messages[i].recipient);
    if (!last) return fail(last.error());
    if (chosen && !(*last < longestAgo)) continue;
    chosen = i;
    longestAgo = *last;
  }
  if (chosen) holds[*chosen].reset();
  return {};
}

}  // namespace

Result<std::vector<std::optional<Hold>>> holdsFor(store::Store& store,
                                                  const std::vector<Destination>& messages, Instant now) {
  const auto away = homeHold(store);
  if (!away) return fail(away.error());
  if (*away) {
    const Hold hold{now + kLookAgainAtHome, (*away)->since, withAdoption((*away)->why)};
    return std::vector<std::optional<Hold>>(messages.size(), hold);
  }
  std::map<std::string, std::optional<Hold>> known;
  std::vector<std::optional<Hold>> holds;
  for (const auto& message : messages) {
    auto found = known.find(message.endpoint);
    if (found == known.end()) {
      const auto hold = lastHoldOf(store, message.endpoint);
      if (!hold) return fail(hold.error());
      found = known.emplace(message.endpoint, *hold).first;
    }
    holds.push_back(found->second);
  }
  for (const auto& [endpoint, hold] : known) {
    if (!hold || hold->until > now) continue;
    if (auto done = letOneTry(store, messages, endpoint, holds); !done) return fail(done.error());
  }
  return holds;
}

}  // namespace chaser::daemon
