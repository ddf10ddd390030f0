// SPDX-License-Identifier: Apache-2.0
#include "plan/timeline/words.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <string>

namespace chaser::plan::timeline {

namespace {

constexpr std::array<std::string_view, 12> kMonths = {"january",   "february", "march",    "april",
                                                      "may",       "june",     "july",     "august",
                                                      "september", "october",  "november", "december"};
constexpr std::size_t kLongestMisspelling = 12;

/// How many letters must be added, dropped, exchanged or swapped with their neighbour.
std::size_t slipsBetween(std::string_view a, std::string_view b) {
  std::array<std::array<std::size_t, kLongestMisspelling + 1>, kLongestMisspelling + 1> cost{};
  for (std::size_t i = 0; i <= a.size(); ++i) {
    for (std::size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        cost[i][j] = i + j;
        continue;
      }
      const std::size_t same = a[i - 1] == b[j - 1] ? 0 : 1;
      cost[i][j] = std::min({cost[i - 1][j] + 1, cost[i][j - 1] + 1, cost[i - 1][j - 1] + same});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
    }
  }
  return cost[a.size()][b.size()];
}

/// `Jully`, `Junne`: a short name with one of its letters written twice.
bool isDoubled(std::string_view word, std::string_view right) {
  if (word.size() != right.size() + 1) return false;
  for (std::size_t i = 1; i < word.size(); ++i) {
    if (word[i] != word[i - 1]) continue;
    std::string once(word);
    once.erase(i, 1);
    if (once == right) return true;
  }
  return false;
}

bool besideNumber(const Tokens& t, std::size_t at) {
  const std::size_t next = at + 1 + (isSeparator(t[at + 1], ",.-/'") ? 1 : 0);
  if (digits(t[next]) == 2 || digits(t[next]) == 4) return true;
  if (at == 0) return false;
  const std::size_t before = at - 1 - (at > 1 && isSeparator(t[at - 1], "-/.") ? 1 : 0);
  return t[before].isNumber() || t[before].isOneOf({"st", "nd", "rd", "th"});
}

}  // namespace

bool isMisspelt(std::string_view word, std::string_view right) {
  if (word.size() < 4 || word.size() > kLongestMisspelling || right.size() < 4 || word[0] != right[0])
    return false;
  if (right.size() == 4) return isDoubled(word, right);
  const std::size_t slips = slipsBetween(word, right);
  // Long names may hold more slips than short ones. In a name of five letters an exchanged letter makes
  // another word (`match`), so only lost, doubled and swapped letters count.
  if (right.size() >= 8) return slips <= 2 && word.size() >= 6;
  if (slips != 1 || right.size() > 5) return slips == 1;
  // With one slip and as many letters, equal sums mean that two have swapped places.
  const auto sum = [](std::string_view text) { return std::accumulate(text.begin(), text.end(), 0); };
  return word.size() != right.size() || sum(word) == sum(right);
}

std::optional<unsigned> monthAt(const Tokens& tokens, std::size_t at) {
  const Token& token = tokens[at];
  const std::string_view word = token.word;
  if (token.kind != Token::Kind::Word || word.size() < 3 || word == "marc") return std::nullopt;
  for (unsigned m = 0; m < kMonths.size(); ++m) {
    if (kMonths[m].starts_with(word)) return m + 1;
  }
  if (!besideNumber(tokens, at)) return std::nullopt;
  for (unsigned m = 0; m < kMonths.size(); ++m) {
    if (isMisspelt(word, kMonths[m])) return m + 1;
  }
  return std::nullopt;
}

std::optional<Weekday> weekdayAt(const Tokens& tokens, std::size_t at) {
  const Token& token = tokens[at];
  constexpr std::size_t kLongestShort = 4;
  if (token.kind != Token::Kind::Word) return std::nullopt;
  if (token.word.size() > kLongestShort + 1 && !token.word.ends_with("day")) return std::nullopt;
  if (token.isWord("tues")) return Weekday::Tuesday;
  if (token.isWord("weds")) return Weekday::Wednesday;
  if (token.isOneOf({"thur", "thurs"})) return Weekday::Thursday;
  return parseWeekday(token.word);
}

std::optional<int> countAt(const Tokens& tokens, std::size_t at) {
  constexpr std::array<std::string_view, 12> kCounts = {
      "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"};
  const Token& token = tokens[at];
  if (token.isNumber())
    return token.number >= 0 && token.number <= 999 ? std::optional(token.number) : std::nullopt;
  const auto* const found = std::find(kCounts.begin(), kCounts.end(), token.word);
  if (token.kind != Token::Kind::Word || found == kCounts.end()) return std::nullopt;
  return static_cast<int>(found - kCounts.begin()) + 1;
}

std::optional<DayAt> dayAt(const Tokens& tokens, std::size_t at) {
  const Token& token = tokens[at];
  if (digits(token) < 1 || digits(token) > 2 || token.number < 1) return std::nullopt;
  const bool ordinal = tokens[at + 1].isOneOf({"st", "nd", "rd", "th"});
  return DayAt{static_cast<unsigned>(token.number), at + (ordinal ? 2 : 1)};
}

bool isSeparator(const Token& token, std::string_view marks) {
  return token.kind == Token::Kind::Mark && marks.find(token.mark) != std::string_view::npos;
}

std::size_t digits(const Token& token) {
  return token.isNumber() ? token.text.size() : 0;
}

bool isFullYear(const Token& token) {
  return digits(token) == 4 && token.number >= 1990 && token.number <= 2099;
}

std::optional<std::size_t> afterListWord(const Tokens& tokens, std::size_t at) {
  std::size_t next = at + (tokens[at].isMark(',') ? 1 : 0);
  if (tokens[next].isWord("and") || tokens[next].isMark('&')) ++next;
  return next > at ? std::optional(next) : std::nullopt;
}

}  // namespace chaser::plan::timeline
