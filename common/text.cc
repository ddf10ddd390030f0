// SPDX-License-Identifier: Apache-2.0
#include "common/text.h"

#include <fmt/format.h>
#include <utf8proc.h>

#include <array>
#include <cctype>

namespace chaser {

namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
constexpr std::string_view kNoBreakSpace = "\xC2\xA0";
constexpr std::string_view kEllipsis = "\xE2\x80\xA6";

/// The length of the character at the front, or 0 when the bytes are not one.
std::size_t characterLength(std::string_view text) {
  utf8proc_int32_t c = 0;
  const auto used = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                     static_cast<utf8proc_ssize_t>(text.size()), &c);
  return used > 0 ? static_cast<std::size_t>(used) : 0;
}

bool isSpace(char c) {
  return std::isspace(static_cast<unsigned char>(c)) != 0;
}

}  // namespace

std::string_view trim(std::string_view text) {
  for (;;) {
    if (!text.empty() && isSpace(text.front())) {
      text.remove_prefix(1);
    } else if (text.starts_with(kNoBreakSpace)) {
      text.remove_prefix(kNoBreakSpace.size());
    } else {
      break;
    }
  }
  for (;;) {
    if (!text.empty() && isSpace(text.back())) {
      text.remove_suffix(1);
    } else if (text.ends_with(kNoBreakSpace)) {
      text.remove_suffix(kNoBreakSpace.size());
    } else {
      break;
    }
  }
  return text;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const auto at = text.find(separator);
    parts.push_back(text.substr(0, at));
    if (at == std::string_view::npos) return parts;
    text.remove_prefix(at + 1);
  }
}

std::string repairUtf8(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const std::size_t length = characterLength(text);
    if (length == 0 || text.front() == '\0') {
      out += kReplacement;
      text.remove_prefix(1);
    } else {
      out.append(text.substr(0, length));
      text.remove_prefix(length);
    }
  }
  return out;
}

bool isUtf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = characterLength(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

void appendUtf8(std::string& out, char32_t character) {
  std::array<utf8proc_uint8_t, 4> bytes{};
  const auto size = utf8proc_encode_char(static_cast<utf8proc_int32_t>(character), bytes.data());
  out.append(reinterpret_cast<const char*>(bytes.data()), static_cast<std::size_t>(size));
}

std::string escapeHtml(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string shorten(std::string_view text, std::size_t limit) {
  std::size_t characters = 0;
  std::size_t at = 0;
  std::size_t lastBlank = 0;
  while (at < text.size()) {
    if (characters == limit) {
      const std::size_t end = lastBlank > at / 2 ? lastBlank : at;
      return std::string(trim(text.substr(0, end))).append(kEllipsis);
    }
    if (isSpace(text[at])) lastBlank = at;
    const std::size_t length = characterLength(text.substr(at));
    at += length == 0 ? 1 : length;
    ++characters;
  }
  return std::string(text);
}

std::string firstSentence(std::string_view text) {
  text = trim(text);
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\n') return std::string(trim(text.substr(0, i)));
    if (c != '.' && c != '?' && c != '!') continue;
    const bool atEnd = i + 1 == text.size() || isSpace(text[i + 1]);
    const bool oneLetter = c == '.' && i >= 1 && std::isalpha(static_cast<unsigned char>(text[i - 1])) != 0 &&
                           (i == 1 || !std::isalnum(static_cast<unsigned char>(text[i - 2])));
    const bool number =
        c == '.' && i >= 1 && std::isdigit(static_cast<unsigned char>(text[i - 1])) != 0 && i < 6;
    if (atEnd && !oneLetter && !number) return std::string(trim(text.substr(0, i)));
  }
  return std::string(text);
}

std::string counted(std::size_t count, std::string_view singular, std::string_view plural) {
  if (count == 1) return fmt::format("1 {}", singular);
  if (plural.empty()) return fmt::format("{} {}s", count, singular);
  return fmt::format("{} {}", count, plural);
}

std::string joinWords(const std::vector<std::string>& words, std::string_view last) {
  std::string out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) out += i + 1 == words.size() ? fmt::format(" {} ", last) : std::string(", ");
    out += words[i];
  }
  return out;
}

}  // namespace chaser
