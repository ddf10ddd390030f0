// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "common/date.h"
#include "plan/timeline/token.h"

/// The small words and figures that dates are made of.
namespace chaser::plan::timeline {

/// 1 to 12 for a month's name or an abbreviation of three letters or more. A misspelt name (`Febuary`,
/// `Setpember`) counts only beside a number, where it can hardly be another word.
std::optional<unsigned> monthAt(const Tokens& tokens, std::size_t at);

/// Whether a word is a longer one with a slip of the pen: a letter lost, doubled, exchanged or swapped. Where
/// hardly another word can stand, as beside a year.
bool isMisspelt(std::string_view word, std::string_view right);

/// Of a weekday's name or usual abbreviation.
std::optional<Weekday> weekdayAt(const Tokens& tokens, std::size_t at);

/// A count written as figure or word, `one` to `twelve`; at most three figures.
std::optional<int> countAt(const Tokens& tokens, std::size_t at);

/// A day of a month: the number, and the token after it and its ordinal ending.
struct DayAt {
  unsigned day = 0;
  std::size_t end = 0;
};
std::optional<DayAt> dayAt(const Tokens& tokens, std::size_t at);

/// Whether the token is one of these marks.
bool isSeparator(const Token& token, std::string_view marks);

/// How many figures a number has; 0 for any other token.
std::size_t digits(const Token& token);

/// A year in four figures that a plan may speak of: 1990 to 2099.
bool isFullYear(const Token& token);

/// How the item after the comma or `and` of a list is reached; absent when no list goes on here.
std::optional<std::size_t> afterListWord(const Tokens& tokens, std::size_t at);

}  // namespace chaser::plan::timeline
