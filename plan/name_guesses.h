// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plan/people.h"

/// Whom words may mean that nobody bears: for the report of an import, and for whoever misspelt a name.
namespace chaser::plan {

/// Guesses among the names of a directory, which it refers to. They are folded with the first question, each
/// kind by itself, and kept for the next: one belongs to whoever asks, and to one thread.
class NameGuesses {
 public:
  explicit NameGuesses(const People& people) : people_(people) {}

  /// Known names and roles nearest to one that nobody holds, best first, at most three.
  std::vector<std::string> nearestNames(std::string_view role);
  /// The same among organisations, and among boards.
  std::vector<std::string> nearestParties(std::string_view name);
  std::vector<std::string> nearestBoards(std::string_view name);
  /// Roles, names and organisations that stand inside a longer text, as the directory spells them, in its
  /// order, the longest where several begin together. Of a text beyond two pages, its beginning.
  std::vector<std::string> namesInside(std::string_view text);

 private:
  /// Names that others are compared with.
  struct Names {
    std::vector<std::string> names;
    std::vector<std::vector<std::string>> words;  ///< of each: sorted, in the singular
    std::vector<std::string> keys;                ///< of each, as they are looked for inside a text
    void add(const std::string& name, const std::vector<std::string>& others);
    [[nodiscard]] std::vector<std::string> nearestTo(std::string_view name) const;
  };
  const Names& names();
  const Names& parties();
  const Names& boards();

  const People& people_;
  std::optional<Names> names_, parties_, boards_;
};

}  // namespace chaser::plan
