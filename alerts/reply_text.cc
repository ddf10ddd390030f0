// SPDX-License-Identifier: Apache-2.0
#include "alerts/reply_text.h"

#include <algorithm>
#include <array>

#include "common/text.h"

namespace chaser::alerts {
namespace {

/// Longer texts are kept, but nobody says `done` on the third page.
constexpr std::size_t kReadText = 8000;
constexpr std::size_t kMostParts = 200;
constexpr std::size_t kLongestLabel = 40;
constexpr std::size_t kCodeTail = 8;

constexpr std::array<std::string_view, 6> kGreetings = {"hi",  "hello",        "dear",
                                                        "hey", "good morning", "good afternoon"};
constexpr std::array<std::string_view, 17> kClosings = {"kind regards",
                                                        "best regards",
                                                        "warm regards",
                                                        "many thanks",
                                                        "regards",
                                                        "best wishes",
                                                        "thanks",
                                                        "thank you",
                                                        "thx",
                                                        "best",
                                                        "cheers",
                                                        "yours sincerely",
                                                        "yours faithfully",
                                                        "yours",
                                                        "all the best",
                                                        "sent from my iphone",
                                                        "get outlook for ios"};
constexpr std::array<std::string_view, 12> kAnswerMarks = {"re",   "fw", "fwd", "aw", "sv",   "wg",
                                                           "antw", "vs", "rif", "tr", "resp", "ynt"};

char small(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool isPartOfWord(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x80 || (c >= '0' && c <= '9') || (small(c) >= 'a' && small(c) <= 'z') || c == '\'';
}

bool isMark(char c) {
  return c == ' ' || c == '\t' || std::string_view(",;:.!-*>").find(c) != std::string_view::npos;
}

bool startsAt(std::string_view text, std::size_t at, std::string_view words) {
  if (text.size() - at < words.size()) return false;
  for (std::size_t i = 0; i < words.size(); ++i)
    if (small(text[at + i]) != small(words[i])) return false;
  return at + words.size() == text.size() || !isPartOfWord(text[at + words.size()]);
}

/// What typing programs make of plain characters.
std::string_view plainFor(std::string_view character) {
  if (character == "\u2018" || character == "\u2019" || character == "\u02BC") return "'";
  if (character == "\u201C" || character == "\u201D") return "\"";
  if (character == "\u2013" || character == "\u2014" || character == "\u2012" || character == "\u2212")
    return " - ";
  if (character == "\u2010" || character == "\u2011") return "-";
  if (character == "\u00A0" || character == "\u202F" || character == "\u2009") return " ";
  if (character == "\u2028" || character == "\u2029") return "\n";
  if (character == "\u200B" || character == "\uFEFF" || character == "\u00AD") return "";
  return character;
}

/// How long the code is that begins here, with the brackets around it; 0: there is none.
std::size_t codeLengthAt(std::string_view text, std::size_t at) {
  auto end = at;
  const bool bracket = text[end] == '[' || text[end] == '(';
  if (bracket) ++end;
  if (!bracket && at > 0 && isPartOfWord(text[at - 1])) return 0;
  if (text.size() - end < 3 || small(text[end]) != 'c' || small(text[end + 1]) != 'h' || text[end + 2] != '-')
    return 0;
  const auto isDigit = [&](std::size_t i) {
    return i < text.size() &&
           ((text[i] >= '0' && text[i] <= '9') || (small(text[i]) >= 'a' && small(text[i]) <= 'z'));
  };
  end += 3;
  const auto number = end;
  while (isDigit(end)) ++end;
  if (end == number || end >= text.size() || text[end] != '-') return 0;
  const auto tail = ++end;
  while (isDigit(end)) ++end;
  if (end - tail != kCodeTail) return 0;
  if (bracket && end < text.size() && (text[end] == ']' || text[end] == ')')) ++end;
  return end - at;
}

std::size_t wordsIn(std::string_view line) {
  std::size_t count = 0;
  for (const auto piece : split(line, ' ')) count += piece.empty() ? 0U : 1U;
  return count;
}

bool isGreeting(std::string_view line) {
  if (wordsIn(line) > 5) return false;
  return std::any_of(kGreetings.begin(), kGreetings.end(),
                     [&](std::string_view greeting) { return beginsWithWords(line, greeting); });
}

bool isClosing(std::string_view line) {
  while (!line.empty() && isMark(line.back())) line.remove_suffix(1);
  return line == "--" || line.empty() ||
         std::any_of(kClosings.begin(), kClosings.end(),
                     [&](std::string_view closing) { return sameWords(line, closing); });
}

/// `Label: text`, where the label is a few words.
bool splitLabel(std::string_view line, ReplyPart& part) {
  const auto colon = line.find(':');
  if (colon == std::string_view::npos || colon == 0 || colon > kLongestLabel) return false;
  // `9:30`, `http://…`
  if (colon + 1 < line.size() && line[colon + 1] != ' ') return false;
  part.label = std::string(trim(line.substr(0, colon)));
  part.text = std::string(trim(line.substr(colon + 1)));
  return true;
}

void addSentences(std::string_view paragraph, std::vector<ReplyPart>& parts) {
  std::size_t begin = 0;
  for (std::size_t i = 0; i < paragraph.size() && parts.size() < kMostParts; ++i) {
    const bool ends = paragraph[i] == '.' || paragraph[i] == '!' || paragraph[i] == '?';
    if (!ends || (i + 1 < paragraph.size() && paragraph[i + 1] != ' ')) continue;
    const auto keep = paragraph[i] == '?' ? 1U : 0U;
    const auto sentence = trim(paragraph.substr(begin, i - begin + keep));
    if (!sentence.empty()) parts.push_back({{}, std::string(sentence)});
    begin = i + 1;
  }
  const auto last = trim(paragraph.substr(begin));
  if (!last.empty() && parts.size() < kMostParts) parts.push_back({{}, std::string(last)});
}

}  // namespace

std::string plainReplyText(std::string_view text) {
  const std::string valid = repairUtf8(text.substr(0, kReadText));
  std::string plain;
  plain.reserve(valid.size());
  for (std::size_t i = 0; i < valid.size();) {
    const auto lead = static_cast<unsigned char>(valid[i]);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    const auto character = std::string_view(valid).substr(i, length);
    i += length;
    if (lead == '\t') {
      plain += ' ';
    } else if (lead >= 0x20 || lead == '\n') {
      plain += plainFor(character);
    }
  }
  std::string out;
  out.reserve(plain.size());
  for (std::size_t at = 0; at < plain.size();) {
    if (const auto code = codeLengthAt(plain, at); code > 0) {
      at += code;
      continue;
    }
    const char c = plain[at++];
    if (c != ' ' || out.empty() || out.back() != ' ') out += c;
  }
  return out;
}

bool isAnswerToSubject(std::string_view subject) {
  subject = trim(subject);
  const auto colon = subject.find(':');
  if (colon == std::string_view::npos) return false;
  auto mark = trim(subject.substr(0, colon));
  // `Re[2]:`
  if (const auto bracket = mark.find('['); bracket != std::string_view::npos) mark = mark.substr(0, bracket);
  return std::any_of(kAnswerMarks.begin(), kAnswerMarks.end(),
                     [&](std::string_view known) { return sameWords(mark, known); });
}

std::vector<ReplyPart> replyParts(std::string_view text) {
  std::vector<ReplyPart> parts;
  std::string paragraph;
  bool begun = false;
  const auto flush = [&] {
    addSentences(paragraph, parts);
    paragraph.clear();
  };
  for (const auto raw : split(text, '\n')) {
    const auto line = trim(raw);
    if (line.empty()) {
      flush();
      continue;
    }
    if (parts.size() >= kMostParts) break;
    if (!begun && isGreeting(line)) continue;
    if (begun && isClosing(line)) break;
    begun = true;
    ReplyPart field;
    if (splitLabel(line, field)) {
      flush();
      parts.push_back(std::move(field));
      continue;
    }
    if (!paragraph.empty()) paragraph += ' ';
    paragraph += line;
  }
  flush();
  return parts;
}

bool beginsWithWords(std::string_view text, std::string_view words) {
  return startsAt(text, 0, words);
}

std::size_t findWords(std::string_view text, std::string_view words) {
  for (std::size_t at = 0; at + words.size() <= text.size(); ++at) {
    if ((at == 0 || !isPartOfWord(text[at - 1])) && startsAt(text, at, words)) return at;
  }
  return std::string_view::npos;
}

bool sameWords(std::string_view a, std::string_view b) {
  return a.size() == b.size() && startsAt(a, 0, b);
}

std::string_view afterMarks(std::string_view text) {
  while (!text.empty() && isMark(text.front())) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\n')) text.remove_suffix(1);
  return text;
}

}  // namespace chaser::alerts
