// SPDX-License-Identifier: Apache-2.0
#include "plan/readers/xml_plain.h"

namespace chaser::plan {

namespace {

enum PlainClass : std::uint8_t {
  kLetterOrDigit = 1,  ///< inside a name
  kValueByte = 2,      ///< inside an attribute's value
  kTextByte = 4,       ///< inside text
};

constexpr bool isLetter(unsigned c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// `>` in a text would be good XML but for `]]>`, and nobody writes it.
constexpr std::array<std::uint8_t, 256> classesOfBytes() {
  std::array<std::uint8_t, 256> classes{};
  for (unsigned c = 0x20; c < 0x7F; ++c) {
    unsigned is = 0;
    if (isLetter(c) || (c >= '0' && c <= '9')) is |= kLetterOrDigit;
    if (c != '<' && c != '&' && c != '"') is |= kValueByte;
    if (c != '<' && c != '&' && c != '>') is |= kTextByte;
    classes[c] = static_cast<std::uint8_t>(is);
  }
  return classes;
}

constexpr std::array<std::uint8_t, 256> kClasses = classesOfBytes();

const char* skipClass(const char* at, PlainClass wanted) {
  while ((kClasses[static_cast<unsigned char>(*at)] & wanted) != 0) ++at;
  return at;
}

std::string_view textBetween(const char* begin, const char* end) {
  return {begin, static_cast<std::size_t>(end - begin)};
}

struct ByteRange {
  unsigned char first, last;
};

/// What may follow a character's first byte. Halves of surrogates and too long spellings have no range.
ByteRange secondByte(unsigned char first) {
  switch (first) {
    case 0xE0:
      return {0xA0, 0xBF};
    case 0xED:
      return {0x80, 0x9F};
    case 0xF0:
      return {0x90, 0xBF};
    case 0xF4:
      return {0x80, 0x8F};
    default:
      return {0x80, 0xBF};
  }
}

/// Of a character that takes more than one byte; 0 for what begins none.
std::size_t bytesOfCharacter(unsigned char first) {
  if (first < 0xC2 || first > 0xF4) return 0;
  return first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
}

}  // namespace

std::string_view PlainText::characterOf(std::string_view entity) {
  if (entity == "amp") return "&";
  if (entity == "lt") return "<";
  if (entity == "gt") return ">";
  return entity == "quot" ? "\"" : "'";
}

void PlainCursor::lineEnd() {
  ++at_;
  ++lines_;
  line_ = at_;
  trailing_ = 0;
}

void PlainCursor::blanks() {
  for (;;) {
    if (*at_ == ' ' || *at_ == '\t') {
      ++at_;
    } else if (*at_ == '\n') {
      lineEnd();
    } else {
      return;
    }
  }
}

bool PlainCursor::attributes(PlainTag& tag) {
  tag.count_ = 0;
  tag.isEmptyElement_ = false;
  for (;;) {
    if (*at_ == '>') {
      ++at_;
      return true;
    }
    if (*at_ == ' ') ++at_;
    if (*at_ == '/') {
      tag.isEmptyElement_ = true;
      return literal("/>");
    }
    if (at_[-1] != ' ' || !attribute(tag)) return false;
  }
}

bool PlainCursor::attribute(PlainTag& tag) {
  if (!isLetter(static_cast<unsigned char>(*at_)) || tag.count_ == tag.all_.size()) return false;
  const char* const name = at_;
  at_ = skipClass(at_, kLetterOrDigit);
  const char* local = name;
  if (*at_ == ':') {
    local = ++at_;
    at_ = skipClass(at_, kLetterOrDigit);
  }
  const std::string_view whole = textBetween(name, at_);
  if (!literal("=\"")) return false;
  const char* const value = at_;
  at_ = skipClass(at_, kValueByte);
  const std::string_view said = textBetween(value, at_);
  if (!literal("\"")) return false;
  for (std::size_t i = 0; i < tag.count_; ++i) {
    if (PlainTag::isSame(tag.all_[i].name, whole)) return false;
  }
  tag.all_[tag.count_++] = {whole, whole.substr(static_cast<std::size_t>(local - name)), said};
  return true;
}

bool PlainCursor::text(PlainText& text) {
  const char* const begin = at_;
  text.hasEntities = false;
  for (;;) {
    at_ = skipClass(at_, kTextByte);
    if (*at_ == '<') break;
    if (*at_ == '\n') {
      lineEnd();
    } else if (*at_ == '\t') {
      ++at_;
    } else if (*at_ == '&') {
      if (!entity()) return false;
      text.hasEntities = true;
    } else if (!character()) {
      return false;
    }
  }
  text.spelt = textBetween(begin, at_);
  return true;
}

bool PlainCursor::entity() {
  return literal("&amp;") || literal("&lt;") || literal("&gt;") || literal("&quot;") || literal("&apos;");
}

bool PlainCursor::character() {
  const auto byteAt = [&](std::size_t i) { return static_cast<unsigned char>(at_[i]); };
  const std::size_t bytes = bytesOfCharacter(byteAt(0));
  if (bytes == 0) return false;
  const ByteRange second = secondByte(byteAt(0));
  for (std::size_t i = 1; i < bytes; ++i) {
    const ByteRange wanted = i == 1 ? second : ByteRange{0x80, 0xBF};
    if (byteAt(i) >= wanted.first && byteAt(i) <= wanted.last) continue;
    if (at_ + i == end_) at_ = end_;
    return false;
  }
  // U+FFFE and U+FFFF are no characters, and expat refuses them.
  if (byteAt(0) == 0xEF && byteAt(1) == 0xBF && byteAt(2) >= 0xBE) return false;
  at_ += bytes;
  trailing_ += bytes - 1;
  return true;
}

}  // namespace chaser::plan
