// SPDX-License-Identifier: Apache-2.0
#include "plan/likeness.h"

#include <algorithm>
#include <functional>
#include <string>

#include "common/fold.h"
#include "common/text.h"

namespace chaser::plan {

namespace {

constexpr std::size_t kKeysLookedUp = 12;
/// A key that more texts share is not looked up.
constexpr std::size_t kRare = 32;

}  // namespace

WordSet::WordSet(std::string_view text) {
  const std::string folded = foldWords(text);
  std::uint64_t previous = 0;
  for (const std::string_view word : split(folded, ' ')) {
    if (word.empty()) continue;
    const std::uint64_t hash = std::hash<std::string_view>{}(word);
    words_.push_back(hash);
    if (previous != 0) keys_.push_back(previous * 31 + hash);
    previous = hash;
  }
  keys_.insert(keys_.end(), words_.begin(), words_.end());
  for (auto* hashes : {&words_, &keys_}) {
    std::sort(hashes->begin(), hashes->end());
    hashes->erase(std::unique(hashes->begin(), hashes->end()), hashes->end());
  }
}

double WordSet::likeness(const WordSet& other) const {
  if (words_.empty() || other.words_.empty()) return 0;
  std::size_t common = 0;
  for (auto a = words_.begin(), b = other.words_.begin(); a != words_.end() && b != other.words_.end();) {
    if (*a == *b) {
      ++common;
      ++a;
      ++b;
    } else {
      ++(*a < *b ? a : b);
    }
  }
  return 2.0 * static_cast<double>(common) / static_cast<double>(words_.size() + other.words_.size());
}

Lookalikes::Lookalikes(const std::vector<const WordSet*>& texts) {
  for (std::size_t i = 0; i < texts.size(); ++i) {
    for (const std::uint64_t key : texts[i]->keys()) {
      auto& having = having_[key];
      // One beyond what counts as rare says that it is not; more need not be remembered.
      if (having.size() <= kRare) having.push_back(i);
    }
  }
}

std::vector<std::size_t> Lookalikes::of(const WordSet& text) const {
  std::vector<const std::vector<std::size_t>*> rare;
  for (const std::uint64_t key : text.keys()) {
    const auto found = having_.find(key);
    if (found != having_.end() && found->second.size() <= kRare) rare.push_back(&found->second);
  }
  std::stable_sort(rare.begin(), rare.end(),
                   [](const auto* a, const auto* b) { return a->size() < b->size(); });
  if (rare.size() > kKeysLookedUp) rare.resize(kKeysLookedUp);
  std::vector<std::size_t> candidates;
  for (const auto* having : rare) candidates.insert(candidates.end(), having->begin(), having->end());
  std::sort(candidates.begin(), candidates.end());
  candidates.erase(std::unique(candidates.begin(), candidates.end()), candidates.end());
  return candidates;
}

}  // namespace chaser::plan
