// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace chaser::plan {

/// The different words of a text, for comparing it with others.
class WordSet {
 public:
  explicit WordSet(std::string_view text);

  [[nodiscard]] bool empty() const { return words_.empty(); }
  /// From 0, no word in common, to 1, the same words (Dice's coefficient). Two empty sets are unlike: nothing
  /// says that they mean the same.
  [[nodiscard]] double likeness(const WordSet& other) const;

 private:
  std::vector<std::uint64_t> words_;  // hashes, sorted
};

}  // namespace chaser::plan
