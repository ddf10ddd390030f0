// SPDX-License-Identifier: Apache-2.0
#include "plan/readers/xlsx_strings.h"

#include <fmt/format.h>

#include <charconv>

#include "common/text.h"
#include "plan/readers/xlsx_rows.h"

namespace chaser::plan {

namespace {

/// `_x000D_` at this place: its code.
std::optional<unsigned> escapeAt(std::string_view text, std::size_t at) {
  if (text.size() < at + 7 || text[at] != '_' || text[at + 1] != 'x' || text[at + 6] != '_')
    return std::nullopt;
  unsigned code = 0;
  const char* const begin = text.data() + at + 2;
  const auto [end, error] = std::from_chars(begin, begin + 4, code, 16);
  return error == std::errc() && end == begin + 4 ? std::optional(code) : std::nullopt;
}

/// Control characters are told by escapes; those that are no white space say nothing.
void appendCode(std::string& out, unsigned code) {
  if (code == '\t' || code == '\n' || code == '\r' || (code >= 0x20 && code < 0x80)) {
    out += static_cast<char>(code);
  } else if (code >= 0x80 && code < 0x800) {
    out += static_cast<char>(0xC0U | (code >> 6U));
    out += static_cast<char>(0x80U | (code & 0x3FU));
  } else if (code >= 0x800 && (code < 0xD800 || code > 0xDFFF)) {
    out += static_cast<char>(0xE0U | (code >> 12U));
    out += static_cast<char>(0x80U | ((code >> 6U) & 0x3FU));
    out += static_cast<char>(0x80U | (code & 0x3FU));
  }
}

class StringsListener : public PlainListener {
 public:
  StringsListener(const Styles& styles, const ReadLimits& limits)
      : PlainListener("</si>", kStringLevels), rich_(styles), limits_(limits) {}

  void open(std::string_view name, const XmlAttributes& attributes) override {
    if (name == "si") return rich_.clear();
    rich_.open(name, attributes);
  }
  void close(std::string_view name) override {
    rich_.close(name);
    if (name != "si") return;
    strings.add(rich_.finish(), rich_.ink());
    checkLimits();
  }
  void text(std::string_view piece) override {
    rich_.text(piece);
    checkLimits();
  }
  PlainFound takePlain(PlainCursor& cursor) override {
    PlainText text;
    const PlainFound found = scanString(cursor, text);
    if (found != PlainFound::Whole) return found;
    rich_.take(text);
    checkLimits();
    strings.add(rich_.finish(), std::nullopt);
    checkLimits();
    return found;
  }

  SharedStrings strings;

 private:
  void checkLimits() {
    if (strings.bytes() + rich_.bytes() <= limits_.textBytes && strings.size() <= limits_.cells) return;
    refuse(fmt::format("has more than {} MiB of text or {} strings in it", limits_.textBytes >> 20U,
                       limits_.cells),
           "this is no ordinary plan; save it again in Excel");
  }

  RichText rich_;
  const ReadLimits& limits_;
};

}  // namespace

void resolveEscapes(std::string& text) {
  const bool escaped = text.find("_x") != std::string::npos;
  if (!escaped && text.find('\r') == std::string::npos) return;
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto code = escaped ? escapeAt(text, i) : std::nullopt;
    if (!code) {
      plain += text[i];
      continue;
    }
    appendCode(plain, *code);
    i += 6;
  }
  text.clear();
  for (std::size_t i = 0; i < plain.size(); ++i) {
    if (plain[i] != '\r') {
      text += plain[i];
    } else if (i + 1 == plain.size() || plain[i + 1] != '\n') {
      text += '\n';
    }
  }
}

void RichText::clear() {
  text_.clear();
  ink_.reset();
  runInk_.reset();
  phonetic_ = 0;
  inText_ = inProperties_ = false;
}

void RichText::open(std::string_view name, const XmlAttributes& attributes) {
  if (name == "t") {
    inText_ = true;
  } else if (name == "rPh") {
    ++phonetic_;
  } else if (name == "r") {
    runInk_.reset();
    runBegan_ = text_.size();
  } else if (name == "rPr") {
    inProperties_ = true;
  } else if (name == "color" && inProperties_ && attributes["theme"] != "1") {
    runInk_ = styles_.colourOf(attributes);
  }
}

void RichText::close(std::string_view name) {
  if (name == "t") {
    inText_ = false;
  } else if (name == "rPh") {
    --phonetic_;
  } else if (name == "rPr") {
    inProperties_ = false;
  } else if (name == "r" && !ink_ && !trim(std::string_view(text_).substr(runBegan_)).empty()) {
    ink_ = runInk_;
  }
}

const std::string& RichText::finish() {
  resolveEscapes(text_);
  return text_;
}

void SharedStrings::add(std::string_view text, std::optional<Colour> ink) {
  if (ink) inks_.emplace(ends_.size(), *ink);
  all_ += text;
  ends_.push_back(static_cast<std::uint32_t>(all_.size()));
}

Result<SharedStrings> readSharedStrings(const Archive& archive, const std::string& part, const Styles& styles,
                                        const ReadLimits& limits, const XmlWay& way) {
  StringsListener listener(styles, limits);
  if (!archive.has(part)) return std::move(listener.strings);
  if (const auto read = readPart(archive, part, limits, listener, way); !read) return fail(read.error());
  return std::move(listener.strings);
}

}  // namespace chaser::plan
