// SPDX-License-Identifier: Apache-2.0
#include "plan/likeness.h"

#include <algorithm>
#include <functional>
#include <string>

#include "common/fold.h"
#include "common/text.h"

namespace chaser::plan {

WordSet::WordSet(std::string_view text) {
  const std::string folded = foldWords(text);
  for (const std::string_view word : split(folded, ' ')) {
    if (!word.empty()) words_.push_back(std::hash<std::string_view>{}(word));
  }
  std::sort(words_.begin(), words_.end());
  words_.erase(std::unique(words_.begin(), words_.end()), words_.end());
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

}  // namespace chaser::plan
