// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

/// The text of a mail as sentences: what reply_words reads. Pure.
namespace chaser::alerts {

/// Typing made alike: apostrophes, dashes and blanks of every kind, no control characters; codes of ours and
/// brackets around them taken out.
std::string plainReplyText(std::string_view text);

/// Whether a subject is that of what is answered: behind `Re:`, `Fwd:`, and their like in other languages.
bool isAnswerToSubject(std::string_view subject);

/// A sentence, or a line `Label: text`.
struct ReplyPart {
  std::string label;
  std::string text;
};
/// Of a text that plainReplyText() made: without a greeting in front and without what follows a closing line
/// (`Kind regards`). Lines that a mail program broke are joined.
std::vector<ReplyPart> replyParts(std::string_view text);

/// Whether the text begins with these words, whatever the case, and a word ends there.
bool beginsWithWords(std::string_view text, std::string_view words);
/// Where these words stand in it; npos when they do not.
std::size_t findWords(std::string_view text, std::string_view words);
inline bool containsWord(std::string_view text, std::string_view word) {
  return findWords(text, word) != std::string_view::npos;
}
/// The same words, whatever the case.
bool sameWords(std::string_view a, std::string_view b);
/// Behind blanks and marks at the beginning: `, - see` is `see`.
std::string_view afterMarks(std::string_view text);

}  // namespace chaser::alerts
