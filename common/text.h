// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

/// Small things done to text, all of them on UTF-8.
namespace chaser {

/// Without white space at both ends (ASCII blanks, line breaks, no-break space).
std::string_view trim(std::string_view text);

/// Pieces between separators, untrimmed; a text without one is one piece.
std::vector<std::string_view> split(std::string_view text, char separator);

/// Valid UTF-8: each byte that is not part of a character becomes U+FFFD, NUL bytes too.
std::string repairUtf8(std::string_view text);
bool isUtf8(std::string_view text);
/// Adds one character by its number, which Unicode must have.
void appendUtf8(std::string& out, char32_t character);

/// As text, or between double quotes, in HTML and SVG.
std::string escapeHtml(std::string_view text);

/// At most `limit` characters; a longer text is cut at a word's end and closed by an ellipsis.
std::string shorten(std::string_view text, std::size_t limit);

/// The first sentence: up to a full stop, question or exclamation mark that a blank follows, or a line break.
/// A number such as `16.1` or an abbreviation of one letter does not end it.
std::string firstSentence(std::string_view text);

/// `1 action`, `2 actions`: the count and its noun in agreement.
std::string counted(std::size_t count, std::string_view singular, std::string_view plural = {});

/// `a`, `a and b`, `a, b and c`.
std::string joinWords(const std::vector<std::string>& words, std::string_view last = "and");

}  // namespace chaser
