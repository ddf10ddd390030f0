// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

/// What a timeline cell is made of, before anybody asks what it means.
namespace chaser::plan::timeline {

struct Token {
  enum class Kind { Word, Number, Mark, Break };
  Kind kind = Kind::Break;
  std::string_view text;  ///< as written; points into the cell
  std::string word;       ///< of a word: lower case, without apostrophes (`NCH’s` is `nchs`)
  int number = -1;        ///< of a number of at most nine digits
  char mark = 0;       ///< of a mark: dashes of every kind are `-`, quotation marks `'` or `"`, bullets `*`
  bool glued = false;  ///< nothing stands between it and the token before

  [[nodiscard]] bool isWord(std::string_view folded) const { return kind == Kind::Word && word == folded; }
  [[nodiscard]] bool isOneOf(std::initializer_list<std::string_view> folded) const {
    if (kind != Kind::Word) return false;
    // Most comparisons fail at the first letter, and this is where the grammar spends its time.
    return std::any_of(folded.begin(), folded.end(), [this](std::string_view other) {
      return other.size() == word.size() && other[0] == word[0] && other == word;
    });
  }
  [[nodiscard]] bool isMark(char wanted) const { return kind == Kind::Mark && mark == wanted; }
  [[nodiscard]] bool isNumber() const { return kind == Kind::Number; }
  [[nodiscard]] bool isBreak() const { return kind == Kind::Break; }
  [[nodiscard]] bool isCapital() const { return kind == Kind::Word && text[0] >= 'A' && text[0] <= 'Z'; }
};

/// The tokens of one cell. Reading beyond either end gives a Break, so that a grammar may look ahead freely.
class Tokens {
 public:
  /// Any bytes; linear in their number. A letter next to a digit ends a word (`31st`, `Q2`); a letter outside
  /// ASCII is a letter. The text must outlive the tokens.
  explicit Tokens(std::string_view text);

  [[nodiscard]] std::size_t size() const { return tokens_.size(); }
  [[nodiscard]] const Token& operator[](std::size_t i) const {
    return i < tokens_.size() ? tokens_[i] : end_;
  }
  /// The cell's text from token `begin` up to, not including, token `end`; empty for an empty stretch.
  [[nodiscard]] std::string_view text(std::size_t begin, std::size_t end) const;

 private:
  std::vector<Token> tokens_;
  Token end_;
};

}  // namespace chaser::plan::timeline
