// SPDX-License-Identifier: Apache-2.0
#include "plan/timeline/token.h"

namespace chaser::plan::timeline {

namespace {

struct Sign {
  std::string_view bytes;
  char mark;  ///< ' ' is a blank, '\n' a line break
};

// The signs outside ASCII that word processors put into cells.
constexpr Sign kSigns[] = {
    {"\xC2\xA0", ' '},     {"\xE2\x80\x89", ' '}, {"\xE2\x80\xAF", ' '},  {"\xE2\x80\x8B", ' '},
    {"\xEF\xBB\xBF", ' '}, {"\xE3\x80\x80", ' '}, {"\xC2\xAD", ' '},      {"\xE2\x80\x90", '-'},
    {"\xE2\x80\x91", '-'}, {"\xE2\x80\x92", '-'}, {"\xE2\x80\x93", '-'},  {"\xE2\x80\x94", '-'},
    {"\xE2\x80\x95", '-'}, {"\xE2\x88\x92", '-'}, {"\xE2\x80\x98", '\''}, {"\xE2\x80\x99", '\''},
    {"\xC2\xB4", '\''},    {"\xE2\x80\x9C", '"'}, {"\xE2\x80\x9D", '"'},  {"\xE2\x80\xA2", '*'},
    {"\xC2\xB7", '*'},     {"\xE2\x80\xA6", '.'}, {"\xE2\x80\xA8", '\n'}, {"\xE2\x80\xA9", '\n'},
    {"\xE2\x86\x92", '-'},
};

/// The sign at a place: its mark and how many bytes it has; mark 0 for a letter or digit.
struct Step {
  char mark = 0;
  std::size_t bytes = 1;
};

Step stepAt(std::string_view text, std::size_t i) {
  const char c = text[i];
  if (static_cast<unsigned char>(c) >= 0x80) {
    for (const Sign& sign : kSigns) {
      if (text.substr(i, sign.bytes.size()) == sign.bytes) return {sign.mark, sign.bytes.size()};
    }
    return {};
  }
  if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) return {};
  if (c == '\n' || c == '\r' || c == '\v' || c == '\f') return {'\n', 1};
  if (static_cast<unsigned char>(c) <= ' ' || c == 0x7F) return {' ', 1};
  return {c == '`' ? '\'' : c, 1};
}

bool isDigit(char c) {
  return c >= '0' && c <= '9';
}
char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// Where the number that begins at `i` ends.
std::size_t readNumber(std::string_view text, std::size_t i, Token& token) {
  const std::size_t begin = i;
  while (i < text.size() && isDigit(text[i])) ++i;
  token.kind = Token::Kind::Number;
  if (i - begin <= 9) {
    token.number = 0;
    for (std::size_t d = begin; d < i; ++d) token.number = token.number * 10 + (text[d] - '0');
  }
  return i;
}

/// Whether a word that stands right behind a figure is its ordinal ending and the next word in one:
/// `1stApril`.
bool hidesOrdinal(std::string_view word) {
  constexpr std::size_t kShortestNext = 3;
  if (word.size() < 2 + kShortestNext) return false;
  const std::string_view ending = word.substr(0, 2);
  return ending == "st" || ending == "nd" || ending == "rd" || ending == "th";
}

/// Where the word that begins at `i` ends; an apostrophe between two letters belongs to it.
std::size_t readWord(std::string_view text, std::size_t i, Token& token) {
  const std::size_t begin = i;
  const auto isLetter = [&](std::size_t at) {
    return at < text.size() && !isDigit(text[at]) && stepAt(text, at).mark == 0;
  };
  token.kind = Token::Kind::Word;
  while (i < text.size()) {
    const Step step = stepAt(text, i);
    if (step.mark == '\'' && isLetter(i + step.bytes)) {
      i += step.bytes;
    } else if (isLetter(i)) {
      token.word += lower(text[i++]);
    } else {
      break;
    }
  }
  const bool behindFigure = begin > 0 && isDigit(text[begin - 1]);
  if (behindFigure && hidesOrdinal(token.word)) {
    token.word.resize(2);
    return begin + 2;
  }
  return i;
}

}  // namespace

Tokens::Tokens(std::string_view text) {
  bool glued = false;
  constexpr std::size_t kUsualToken = 4;
  tokens_.reserve(text.size() / kUsualToken + 1);
  for (std::size_t i = 0; i < text.size();) {
    const Step step = stepAt(text, i);
    if (step.mark == ' ') {
      glued = false;
      i += step.bytes;
      continue;
    }
    Token token;
    token.glued = glued;
    std::size_t end = i + step.bytes;
    if (step.mark == 0) {
      end = isDigit(text[i]) ? readNumber(text, i, token) : readWord(text, i, token);
    } else if (step.mark != '\n') {
      token.kind = Token::Kind::Mark;
      token.mark = step.mark;
    }
    token.text = text.substr(i, end - i);
    glued = token.kind != Token::Kind::Break;
    tokens_.push_back(std::move(token));
    i = end;
  }
}

std::string_view Tokens::text(std::size_t begin, std::size_t end) const {
  end = end < tokens_.size() ? end : tokens_.size();
  if (begin >= end) return {};
  const char* from = tokens_[begin].text.data();
  const std::string_view last = tokens_[end - 1].text;
  return {from, static_cast<std::size_t>(last.data() + last.size() - from)};
}

}  // namespace chaser::plan::timeline
