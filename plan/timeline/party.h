// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "plan/timeline/token.h"

/// Which organisation must deliver, told by the shape of the words around its name.
namespace chaser::plan::timeline {

struct PartyMention {
  std::string name;       ///< as the directory spells it, else as written, without possessive ending
  std::size_t begin = 0;  ///< the tokens that are about the party alone: `part of X's action plan`
  std::size_t end = 0;
};

/// The names of the directory, ready for look-up by their first word.
class PartyNames {
 public:
  explicit PartyNames(const std::vector<std::string>& known);

  /// All mentions between two tokens, the surest first: a known name, `X actions complete`, an acronym that
  /// leads or closes the stretch, `(X)`, and `part of X's action plan`.
  [[nodiscard]] std::vector<PartyMention> find(const Tokens& tokens, std::size_t begin,
                                               std::size_t end) const;

  /// The parties of a list that begins at exactly this token and leads or closes the stretch: `X and Y March
  /// 2017`, `X, Y & Z to agree`. Empty when there are not at least two.
  [[nodiscard]] std::vector<PartyMention> together(const Tokens& tokens, std::size_t begin,
                                                   std::size_t end) const;

 private:
  /// The longest known name that begins at this token.
  [[nodiscard]] std::optional<PartyMention> knownAt(const Tokens& tokens, std::size_t i,
                                                    std::size_t end) const;

  struct Known {
    std::string name;
    std::vector<std::string> words;
  };
  std::unordered_map<std::string, std::vector<Known>> byFirstWord_;
};

/// Whether an acronym stands here that speaks of its own date or state: `XYZT: complete`, `XYZT June 2017`.
bool leadsPromise(const Tokens& tokens, std::size_t at);

}  // namespace chaser::plan::timeline
