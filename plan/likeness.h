// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

/// How alike two texts are, and which of many may be alike to one without comparing it with each.
namespace chaser::plan {

/// The different words of a text, for comparing it with others.
class WordSet {
 public:
  WordSet() = default;
  explicit WordSet(std::string_view text);

  [[nodiscard]] bool empty() const { return words_.empty(); }
  [[nodiscard]] std::size_t size() const { return words_.size(); }
  /// From 0, no word in common, to 1, the same words (Dice's coefficient). Two empty sets are unlike: nothing
  /// says that they mean the same.
  [[nodiscard]] double likeness(const WordSet& other) const;
  /// What the text may be looked up by: its words and its pairs of neighbouring words, as hashes. Plans share
  /// their words, but few pairs.
  [[nodiscard]] const std::vector<std::uint64_t>& keys() const { return keys_; }

 private:
  std::vector<std::uint64_t> words_;  // hashes, sorted
  std::vector<std::uint64_t> keys_;   // sorted
};

/// Finds candidates among many texts by the rare words and pairs of words that they share: two texts that are
/// alike share some, and what thousands share tells nothing. The work grows with the number of texts, not
/// with its square: a text is looked up by twelve keys at most, and each gives 32 candidates at most. In a
/// plan of which hundreds of rows are nearly the same words, some of those may therefore not find each other.
class Lookalikes {
 public:
  /// The sets outlive this.
  explicit Lookalikes(const std::vector<const WordSet*>& texts);

  /// Indices of texts that share a rare key with this one, ascending, each once.
  [[nodiscard]] std::vector<std::size_t> of(const WordSet& text) const;

 private:
  std::unordered_map<std::uint64_t, std::vector<std::size_t>> having_;  // key -> texts
};

}  // namespace chaser::plan
