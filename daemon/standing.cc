// SPDX-License-Identifier: Apache-2.0
#include "daemon/standing.h"

#include <algorithm>

namespace chaser::daemon {

void Standing::add(ItemId item, ActionId action, std::vector<RecipientKey> recipients) {
  newest_ = std::max(newest_, item);
  ofActions_[action].insert(item);
  for (const auto& recipient : recipients) posts_[recipient].items.insert(item);
  items_.emplace(item, Waiting{action, std::move(recipients)});
}

void Standing::remove(ItemId item) {
  nobodyToTell_.erase(item);
  const auto found = items_.find(item);
  if (found == items_.end()) return;
  const auto of = ofActions_.find(found->second.action);
  of->second.erase(item);
  if (of->second.empty()) ofActions_.erase(of);
  for (const auto& recipient : found->second.recipients) {
    const auto post = posts_.find(recipient);
    if (post == posts_.end()) continue;
    post->second.items.erase(item);
    if (post->second.items.empty()) posts_.erase(post);
  }
  items_.erase(found);
}

void Standing::decided(const RecipientKey& recipient, const Decision& decision) {
  if (const auto post = posts_.find(recipient); post != posts_.end()) post->second.decision = decision;
}

std::set<ItemId> Standing::touched(const std::set<ActionId>& actions, Instant now) const {
  std::set<ItemId> items;
  for (const auto action : actions) {
    if (const auto of = ofActions_.find(action); of != ofActions_.end())
      items.insert(of->second.begin(), of->second.end());
  }
  for (const auto& [recipient, post] : posts_) {
    const auto& [at, until, lookAgain] = post.decision;
    // A clock that went back asks anew, too.
    const bool stands = at <= now && now < until && (!lookAgain || now < *lookAgain);
    if (!stands) items.insert(post.items.begin(), post.items.end());
  }
  return items;
}

std::vector<RecipientKey> Standing::recipientsOf(ItemId item) const {
  const auto found = items_.find(item);
  return found == items_.end() ? std::vector<RecipientKey>() : found->second.recipients;
}

std::set<ItemId> Standing::itemsOf(const RecipientKey& recipient) const {
  const auto found = posts_.find(recipient);
  return found == posts_.end() ? std::set<ItemId>() : found->second.items;
}

std::optional<Instant> Standing::lookAgain() const {
  std::optional<Instant> first;
  for (const auto& [recipient, post] : posts_) {
    const auto& again = post.decision.lookAgain;
    if (again && (!first || *again < *first)) first = again;
  }
  return first;
}

}  // namespace chaser::daemon
