// SPDX-License-Identifier: Apache-2.0
#include "rules/tokens.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "common/text.h"

namespace chaser::rules {

namespace {

bool isLetter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool isDigit(char c) {
  return c >= '0' && c <= '9';
}
bool isWordPart(char c) {
  return isLetter(c) || isDigit(c) || c == '_';
}
bool isBlank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}
char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

// The longer ones stand first, so that `<=` is not read as `<` and `=`.
constexpr std::array<std::pair<std::string_view, std::string_view>, 14> kSymbols = {{{"==", "="},
                                                                                     {"!=", "!="},
                                                                                     {"<=", "<="},
                                                                                     {">=", ">="},
                                                                                     {"=", "="},
                                                                                     {"<", "<"},
                                                                                     {">", ">"},
                                                                                     {"(", "("},
                                                                                     {")", ")"},
                                                                                     {"[", "["},
                                                                                     {"]", "]"},
                                                                                     {",", ","},
                                                                                     {"+", "+"},
                                                                                     {"-", "-"}}};

/// What people write who know another language, and what to write here.
constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kForeign = {
    {{"&&", "write `and`"},
     {"||", "write `or`"},
     {"<>", "write `!=`"},
     {":=", "write `=`"},
     {"!", "write `not`, or `!=`"},
     {"~", "write `contains` or `matches`"},
     {"\xE2\x89\xA4", "write `<=`"},
     {"\xE2\x89\xA5", "write `>=`"}}};

class Scanner {
 public:
  Scanner(std::string_view text, std::vector<Mistake>& mistakes) : text_(text), mistakes_(mistakes) {}

  std::vector<Token> run() {
    while (skipBlanks(), at_ < text_.size()) {
      start_ = at_;
      const char c = text_[at_];
      if (isLetter(c) || c == '_' || accented(at_)) {
        word();
      } else if (isDigit(c)) {
        number();
      } else if (c == '"' || c == '\'') {
        quoted(c);
      } else {
        symbol();
      }
    }
    start_ = at_;
    push(Token::Kind::End, {});
    return std::move(tokens_);
  }

 private:
  void skipBlanks() {
    while (at_ < text_.size() && isBlank(text_[at_])) ++at_;
  }

  [[nodiscard]] Place place() const { return {start_, std::max<std::size_t>(1, at_ - start_)}; }

  Token& push(Token::Kind kind, std::string text) {
    Token token;
    token.kind = kind;
    token.text = std::move(text);
    token.place = place();
    tokens_.push_back(std::move(token));
    return tokens_.back();
  }

  void mistake(std::string message, std::string hint = {}) {
    mistakes_.push_back({place(), std::move(message), std::move(hint)});
  }

  [[nodiscard]] bool hyphenContinues() const {
    return at_ + 1 < text_.size() && text_[at_] == '-' && isLetter(text_[at_ + 1]);
  }

  void word() {
    std::string found;
    while (at_ < text_.size() && (isWordPart(text_[at_]) || hyphenContinues())) found += lower(text_[at_++]);
    if (!accented(at_)) {
      push(Token::Kind::Word, std::move(found));
      return;
    }
    while (at_ < text_.size() && (isWordPart(text_[at_]) || accented(at_))) ++at_;
    mistake(fmt::format("'{}' is not a word of the condition language",
                        repairUtf8(text_.substr(start_, at_ - start_))),
            "text stands in quotes");
    push(Token::Kind::Word, std::move(found));
  }

  /// A byte of a letter beyond ASCII, of those that take two bytes in UTF-8, as in most names of Europe.
  /// Signs such as the one for "at most" take three.
  [[nodiscard]] bool accented(std::size_t at) const {
    const auto byte = [&](std::size_t i) {
      return i < text_.size() ? static_cast<unsigned char>(text_[i]) : 0U;
    };
    const auto isLead = [&](std::size_t i) { return byte(i) >= 0xC3U && byte(i) <= 0xDFU; };
    return isLead(at) || (at > 0 && isLead(at - 1) && (byte(at) & 0xC0U) == 0x80U);
  }

  void number() {
    while (at_ < text_.size() && isWordPart(text_[at_])) ++at_;
    if (at_ - start_ == 4 && at_ + 6 <= text_.size() && text_[at_] == '-' && isDigit(text_[at_ + 1])) {
      at_ += 6;
      while (at_ < text_.size() && isWordPart(text_[at_])) ++at_;
      return date();
    }
    if (at_ < text_.size() && (text_[at_] == '/' || text_[at_] == '.') && at_ + 1 < text_.size() &&
        isDigit(text_[at_ + 1])) {
      return foreignDate();
    }
    const std::string_view found = text_.substr(start_, at_ - start_);
    if (const auto span = Span::parse(found)) {
      push(Token::Kind::Duration, std::string(found)).span = *span;
      return;
    }
    int value = 0;
    const auto [end, status] = std::from_chars(found.data(), found.data() + found.size(), value);
    if (end != found.data() + found.size() || status != std::errc() || found.size() > 9) {
      mistake(fmt::format("'{}' is neither a number nor a duration", shorten(found, 40)),
              "a whole number (12), a duration (3d, 10wd, 2w, 1mo, 1y) or a date (2017-03-31)");
    }
    push(Token::Kind::Number, std::string(found)).number = value;
  }

  void date() {
    const std::string_view found = text_.substr(start_, at_ - start_);
    const auto date = Date::parse(found);
    if (!date)
      mistake(fmt::format("'{}' is not a date that exists", shorten(found, 40)), "write it as 2017-03-31");
    push(Token::Kind::Date, std::string(found)).date = date.value_or(Date());
  }

  /// `31/12/2017` or `31.12.2017`: read only to say how it is written here.
  void foreignDate() {
    std::vector<int> numbers;
    at_ = start_;
    while (at_ < text_.size() && (isDigit(text_[at_]) || text_[at_] == '/' || text_[at_] == '.')) {
      if (isDigit(text_[at_]) && (at_ == start_ || !isDigit(text_[at_ - 1]))) numbers.push_back(0);
      if (isDigit(text_[at_])) numbers.back() = std::min(99999, numbers.back() * 10 + (text_[at_] - '0'));
      ++at_;
    }
    const auto found = std::string(text_.substr(start_, at_ - start_));
    std::optional<Date> meant;
    if (numbers.size() == 3) {
      if (numbers[2] < 100) numbers[2] += 2000;
      meant = Date::fromYmd(numbers[2], static_cast<unsigned>(numbers[1]), static_cast<unsigned>(numbers[0]));
    }
    mistake(fmt::format("'{}' is not how a day or a number is written here", shorten(found, 40)),
            meant ? fmt::format("write {}", meant->iso())
                  : "a day is written 2017-03-31, a number without a point");
    push(Token::Kind::Date, found).date = meant.value_or(Date());
  }

  void quoted(char quote) {
    std::string found;
    for (++at_; at_ < text_.size() && text_[at_] != quote; ++at_) {
      const bool hides = text_[at_] == '\\' && at_ + 1 < text_.size() &&
                         (text_[at_ + 1] == '\\' || text_[at_ + 1] == '"' || text_[at_ + 1] == '\'');
      if (hides) ++at_;
      found += text_[at_];
    }
    if (at_ >= text_.size()) {
      mistake("this text has no closing quote", fmt::format("close it with {}", quote));
    } else {
      ++at_;
    }
    push(Token::Kind::Text, std::move(found));
  }

  void symbol() {
    const std::string_view rest = text_.substr(at_);
    for (const auto& [written, hint] : kForeign) {
      if (!rest.starts_with(written) || rest.starts_with("!=")) continue;
      at_ += written.size();
      mistake(fmt::format("'{}' is not a sign of the condition language", written), std::string(hint));
      return;
    }
    for (const auto& [written, meant] : kSymbols) {
      if (!rest.starts_with(written)) continue;
      at_ += written.size();
      push(Token::Kind::Symbol, std::string(meant));
      return;
    }
    unknownCharacter();
  }

  void unknownCharacter() {
    ++at_;
    // The bytes that continue a character of UTF-8 belong to it.
    while (at_ < text_.size() && (static_cast<unsigned char>(text_[at_]) & 0xC0U) == 0x80U) ++at_;
    mistake(fmt::format("'{}' is not a sign of the condition language",
                        repairUtf8(text_.substr(start_, at_ - start_))),
            "text stands in quotes");
  }

  std::string_view text_;
  std::vector<Mistake>& mistakes_;
  std::vector<Token> tokens_;
  std::size_t at_ = 0;
  std::size_t start_ = 0;
};

}  // namespace

std::vector<Token> tokenize(std::string_view condition, std::vector<Mistake>& mistakes) {
  if (condition.size() > kLongestCondition) {
    mistakes.push_back({{0, 1},
                        fmt::format("the condition is longer than {} characters", kLongestCondition),
                        "make several rules of it"});
    condition = {};
  } else if (!isUtf8(condition)) {
    mistakes.push_back({{0, 1}, "the condition is not UTF-8 text", "save the file as UTF-8"});
    condition = {};
  }
  return Scanner(condition, mistakes).run();
}

}  // namespace chaser::rules
