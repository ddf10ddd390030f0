// SPDX-License-Identifier: Apache-2.0
#include "plan/readers/docx_run.h"

#include <array>
#include <charconv>
#include <cstdint>
#include <string_view>
#include <utility>

#include "common/text.h"
#include "plan/readers/docx_xml.h"

namespace chaser::plan::docx {

namespace {

/// ECMA-376 part 1, 17.18.40 (ST_HighlightColor).
std::optional<Colour> highlightOf(std::string_view name) {
  static constexpr std::pair<std::string_view, std::uint32_t> kColours[] = {
      {"red", 0xFF0000},    {"darkRed", 0x8B0000},   {"yellow", 0xFFFF00},    {"darkYellow", 0x808000},
      {"green", 0x00FF00},  {"darkGreen", 0x006400}, {"blue", 0x0000FF},      {"darkBlue", 0x00008B},
      {"cyan", 0x00FFFF},   {"darkCyan", 0x008B8B},  {"lightGray", 0xD3D3D3}, {"darkGray", 0xA9A9A9},
      {"magenta", 0xFF00FF}};
  for (const auto& [word, value] : kColours) {
    if (word == name) return Colour::of(value);
  }
  return std::nullopt;
}

constexpr std::string_view kTick = "\xE2\x9C\x93", kCross = "\xE2\x9C\x97", kBox = "\xE2\x98\x90",
                           kTickedBox = "\xE2\x98\x91", kCrossedBox = "\xE2\x98\x92",
                           kBullet = "\xE2\x80\xA2";

/// The marks that people tick plans with; Word's symbol fonts hold them at places of their own.
std::string_view markOf(std::string_view font, unsigned code) {
  struct Mark {
    std::string_view font;
    unsigned code;
    std::string_view text;
  };
  static constexpr Mark kMarks[] = {{"Wingdings", 0xFC, kTick},        {"Wingdings", 0xFB, kCross},
                                    {"Wingdings", 0xA8, kBox},         {"Wingdings", 0x6F, kBox},
                                    {"Wingdings", 0xFE, kTickedBox},   {"Wingdings", 0xFD, kCrossedBox},
                                    {"Wingdings", 0x78, kCrossedBox},  {"Wingdings", 0xA7, kBullet},
                                    {"Wingdings", 0xD8, kBullet},      {"Wingdings", 0xE0, "\xE2\x86\x92"},
                                    {"Wingdings 2", 0x50, kTick},      {"Wingdings 2", 0x4F, kCross},
                                    {"Wingdings 2", 0x52, kTickedBox}, {"Wingdings 2", 0x51, kCrossedBox},
                                    {"Wingdings 2", 0xA3, kBox},       {"Symbol", 0xB7, kBullet},
                                    {"Symbol", 0xD6, "\xE2\x88\x9A"},  {"Symbol", 0xAE, "\xE2\x86\x92"}};
  for (const Mark& mark : kMarks) {
    if (mark.font == font && mark.code == code) return mark.text;
  }
  return {};
}

bool isSymbolFont(std::string_view font) {
  return font.starts_with("Wingdings") || font.starts_with("Webdings") || font == "Symbol";
}

/// Symbol fonts are addressed with or without F000 added. What is in no list of marks is an ornament.
void addSymbol(const pugi::xml_node& symbol, std::string& out) {
  const std::string_view written = attributeNamed(symbol, "char");
  unsigned code = 0;
  const auto [end, error] = std::from_chars(written.data(), written.data() + written.size(), code, 16);
  if (error != std::errc() || end != written.data() + written.size() || code > 0xFFFF) return;
  const bool surrogate = code >= 0xD800 && code < 0xE000;
  const std::string_view font = attributeNamed(symbol, "font");
  const unsigned place = code >= 0xF000 && code <= 0xF0FF ? code - 0xF000 : code;
  if (const auto mark = markOf(font, place); !mark.empty()) {
    out += mark;
  } else if (!isSymbolFont(font) && code >= 0x20 && !surrogate && code == place) {
    appendUtf8(out, code);
  }
}

/// Text set in a symbol font: `ü` in Wingdings is a tick.
void addTextIn(std::string_view font, std::string_view text, std::string& out) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto lead = static_cast<unsigned char>(text[i]);
    unsigned code = lead;
    if ((lead == 0xC2 || lead == 0xC3) && i + 1 < text.size())
      code = ((lead & 0x1FU) << 6U) | (static_cast<unsigned char>(text[++i]) & 0x3FU);
    if (const auto mark = markOf(font, code); !mark.empty()) {
      out += mark;
    } else if (code < 0x80) {
      out += static_cast<char>(code);
    }
  }
}

}  // namespace

std::optional<Colour> fillOf(const pugi::xml_node& properties) {
  const pugi::xml_node shade = childNamed(properties, "shd");
  if (!shade) return std::nullopt;
  // A solid pattern shows its own colour and hides the fill.
  if (attributeNamed(shade, "val") == "solid") return parseColour(attributeNamed(shade, "color"));
  return parseColour(attributeNamed(shade, "fill"));
}

void RunReader::follow(const pugi::xml_node& fieldMark) {
  const std::string_view type = attributeNamed(fieldMark, "fldCharType");
  if (type == "begin") {
    inInstruction_.push_back(true);
    ++instructions_;
  }
  if (inInstruction_.empty()) return;
  if (type == "separate") endInstruction();
  if (type == "end") {
    endInstruction();
    inInstruction_.pop_back();
  }
}

void RunReader::endInstruction() {
  if (!inInstruction_.back()) return;
  inInstruction_.back() = false;
  --instructions_;
}

void RunReader::add(const pugi::xml_node& run, Content& content) {
  const pugi::xml_node properties = childNamed(run, "rPr");
  if (isOn(childNamed(properties, "vanish"))) return;
  const std::string_view font = attributeNamed(childNamed(properties, "rFonts"), "ascii");
  const std::size_t before = content.text.size();
  for (const pugi::xml_node& node : run.children()) {
    const std::string_view name = localName(node);
    if (name == "fldChar") follow(node);
    if (instructions_ > 0) continue;
    if (name == "t") {
      if (isSymbolFont(font)) {
        addTextIn(font, node.text().get(), content.text);
      } else {
        content.text += node.text().get();
      }
    }
    if (name == "tab" || name == "ptab") content.text += '\t';
    if (name == "br" || name == "cr") content.text += '\n';
    if (name == "noBreakHyphen") content.text += '-';
    if (name == "sym") addSymbol(node, content.text);
  }
  if (content.ink || trim(std::string_view(content.text).substr(before)).empty()) return;
  content.ink = highlightOf(valueOfChild(properties, "highlight"));
  if (!content.ink) content.ink = fillOf(properties);
  if (!content.ink) content.ink = parseColour(valueOfChild(properties, "color"));
}

}  // namespace chaser::plan::docx
