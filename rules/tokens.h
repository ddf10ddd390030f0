// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/date.h"
#include "common/span.h"

/// The words of the condition language. A condition is cut into tokens here, given its shape by parser.h,
/// checked against the table of fields by checker.h, and evaluated by program.h.
namespace chaser::rules {

/// A stretch of a condition's text, in bytes from its beginning.
struct Place {
  std::size_t offset = 0;
  std::size_t width = 1;
};

/// Something wrong in a condition. condition.h turns it into a Diagnostic once it knows in which file it
/// stands.
struct Mistake {
  Place place;
  std::string message;
  std::string hint;
};

struct Token {
  enum class Kind { Word, Text, Number, Date, Duration, Symbol, End };
  Kind kind = Kind::End;
  /// The word in lower case, the text without its quotes, or the symbol (`==` is read as `=`).
  std::string text;
  int number = 0;
  Date date;
  Span span;
  Place place;

  [[nodiscard]] bool isWord(std::string_view word) const { return kind == Kind::Word && text == word; }
  [[nodiscard]] bool isSymbol(std::string_view symbol) const {
    return kind == Kind::Symbol && text == symbol;
  }
};

/// Longer conditions are refused before they are read: a rule is a sentence, and the limit bounds everything
/// else.
constexpr std::size_t kLongestCondition = 8192;

/// The tokens, closed by End. Words are letters, digits and `_`, and hyphens that a letter follows
/// (`off-track`, but `due-2w` is `due - 2w`). Texts stand in double or single quotes; `\` there hides a quote
/// or another `\`, and is an ordinary character before anything else, so that `"\d+"` is what it looks like.
/// Every mistake is reported.
std::vector<Token> tokenize(std::string_view condition, std::vector<Mistake>& mistakes);

}  // namespace chaser::rules
