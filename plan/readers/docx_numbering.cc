// SPDX-License-Identifier: Apache-2.0
#include "plan/readers/docx_numbering.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "plan/readers/docx_xml.h"

namespace chaser::plan::docx {

namespace {

/// Of a label, list or style. Each paragraph asks for them anew, so they may not be as long as they like.
constexpr std::size_t kLongestName = 256;

/// a … z, aa … zz, as Word counts.
std::string lettersOf(std::uint32_t value, char first) {
  if (value == 0) return {};
  const std::uint32_t letter = (value - 1) % 26;
  return std::string(std::min<std::size_t>((value - 1) / 26 + 1, 8),
                     static_cast<char>(first + static_cast<char>(letter)));
}

std::string romanOf(std::uint32_t value) {
  static constexpr std::pair<std::uint32_t, std::string_view> kNumerals[] = {
      {1000, "m"}, {900, "cm"}, {500, "d"}, {400, "cd"}, {100, "c"}, {90, "xc"}, {50, "l"},
      {40, "xl"},  {10, "x"},   {9, "ix"},  {5, "v"},    {4, "iv"},  {1, "i"}};
  std::string text;
  value = std::min<std::uint32_t>(value, 3999);
  for (const auto& [worth, numeral] : kNumerals) {
    for (; value >= worth; value -= worth) text += numeral;
  }
  return text;
}

std::string inCapitals(std::string text) {
  for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return text;
}

std::string ordinalOf(std::uint32_t value) {
  const std::uint32_t last = value % 10;
  const bool teen = value % 100 / 10 == 1;
  const char* ending = teen || last == 0 || last > 3 ? "th" : (last == 1 ? "st" : (last == 2 ? "nd" : "rd"));
  return std::to_string(value) + ending;
}

/// ST_NumberFormat; formats of other scripts are shown as decimals.
std::string formatted(std::uint32_t value, std::string_view format) {
  if (format == "lowerLetter") return lettersOf(value, 'a');
  if (format == "upperLetter") return lettersOf(value, 'A');
  if (format == "lowerRoman") return romanOf(value);
  if (format == "upperRoman") return inCapitals(romanOf(value));
  if (format == "ordinal") return ordinalOf(value);
  if (format == "decimalZero" && value < 10) return "0" + std::to_string(value);
  if (format == "none") return {};
  return std::to_string(value);
}

}  // namespace

Numbering::Level Numbering::levelOf(const pugi::xml_node& node) {
  Level level;
  level.start = numberOf(valueOfChild(node, "start"), 1);
  if (const auto format = valueOfChild(node, "numFmt"); !format.empty()) level.format = format;
  level.text = valueOfChild(node, "lvlText").substr(0, kLongestName);
  if (childNamed(node, "lvlRestart")) level.restartsAfter = numberOf(valueOfChild(node, "lvlRestart"), 0);
  level.legal = isOn(childNamed(node, "isLgl"));
  return level;
}

std::optional<Numbering::Place> Numbering::placeOf(const pugi::xml_node& paragraphProperties) {
  const pugi::xml_node numbered = childNamed(paragraphProperties, "numPr");
  if (!numbered) return std::nullopt;
  return Place{std::string(valueOfChild(numbered, "numId").substr(0, kLongestName)),
               numberOf(valueOfChild(numbered, "ilvl"), 0)};
}

Numbering::Numbering(const pugi::xml_node& numbering, const pugi::xml_node& styles) {
  for (const pugi::xml_node& node : numbering.children()) {
    if (localName(node) == "abstractNum") {
      Levels& levels = outlines_[std::string(attributeNamed(node, "abstractNumId"))];
      for (const pugi::xml_node& child : node.children()) {
        const std::size_t at = numberOf(attributeNamed(child, "ilvl"), kLevels);
        if (localName(child) != "lvl" || at >= kLevels) continue;
        levels[at] = levelOf(child);
        if (const auto style = valueOfChild(child, "pStyle"); !style.empty())
          levelOfStyle_[std::string(style)] = at;
      }
    } else if (localName(node) == "num") {
      List& list = lists_[std::string(attributeNamed(node, "numId"))];
      list.outline = valueOfChild(node, "abstractNumId");
      for (const pugi::xml_node& child : node.children()) {
        const std::size_t at = numberOf(attributeNamed(child, "ilvl"), kLevels);
        if (localName(child) != "lvlOverride" || at >= kLevels) continue;
        if (const pugi::xml_node own = childNamed(child, "lvl")) list.own[at] = levelOf(own);
        if (childNamed(child, "startOverride"))
          list.starts[at] = numberOf(valueOfChild(child, "startOverride"), 1);
      }
    }
  }
  for (const pugi::xml_node& node : styles.children()) {
    if (localName(node) != "style") continue;
    styles_[std::string(attributeNamed(node, "styleId").substr(0, kLongestName))] = Style{
        std::string(valueOfChild(node, "basedOn").substr(0, kLongestName)), placeOf(childNamed(node, "pPr"))};
  }
}

std::optional<Numbering::Place> Numbering::placeOfStyle(std::string_view name) const {
  constexpr int kDeepest = 16;  // a chain that is longer goes in a circle
  const auto named = levelOfStyle_.find(name);
  for (int depth = 0; depth < kDeepest; ++depth) {
    const auto style = styles_.find(name);
    if (style == styles_.end()) return std::nullopt;
    if (style->second.place) {
      Place place = *style->second.place;
      if (named != levelOfStyle_.end()) place.level = named->second;
      return place;
    }
    name = style->second.basedOn;
  }
  return std::nullopt;
}

const Numbering::Level& Numbering::levelFor(const List& list, std::size_t level) const {
  const auto own = list.own.find(level);
  if (own != list.own.end()) return own->second;
  static const Level kPlain;
  const auto outline = outlines_.find(list.outline);
  return outline == outlines_.end() ? kPlain : outline->second[level];
}

std::string Numbering::labelOf(const pugi::xml_node& paragraph) {
  const pugi::xml_node properties = childNamed(paragraph, "pPr");
  auto place = placeOf(properties);
  const auto ofStyle = placeOfStyle(valueOfChild(properties, "pStyle"));
  // A paragraph may name its level alone and leave the list to its style.
  if (!place) {
    place = ofStyle;
  } else if (place->list.empty() && ofStyle) {
    place->list = ofStyle->list;
  }
  if (!place || place->level >= kLevels) return {};
  const auto list = lists_.find(place->list);
  if (list == lists_.end()) return {};  // also list 0, which takes a style's number away
  return count(list->second, place->level);
}

std::string Numbering::count(List& list, std::size_t level) {
  Counters& counters = counters_[list.outline];
  if (!list.begun) {
    list.begun = true;
    for (const auto& [at, start] : list.starts) counters[at].reset();
  }
  const auto startOf = [&](std::size_t at) {
    const auto own = list.starts.find(at);
    return own != list.starts.end() ? own->second : levelFor(list, at).start;
  };
  counters[level] = counters[level] ? *counters[level] + 1 : startOf(level);
  for (std::size_t below = level + 1; below < kLevels; ++below) {
    const auto& after = levelFor(list, below).restartsAfter;
    if (!after || (*after > 0 && level < *after)) counters[below].reset();
  }
  const Level& shown = levelFor(list, level);
  if (shown.format == "bullet") return {};
  std::string label;
  for (std::size_t i = 0; i < shown.text.size(); ++i) {
    const char next = i + 1 < shown.text.size() ? shown.text[i + 1] : ' ';
    if (shown.text[i] != '%' || next < '1' || next > '9') {
      label += shown.text[i];
      continue;
    }
    const auto at = static_cast<std::size_t>(next - '1');
    const std::string_view format = shown.legal ? "decimal" : std::string_view(levelFor(list, at).format);
    label += formatted(counters[at].value_or(startOf(at)), format);
    ++i;
  }
  return label;
}

}  // namespace chaser::plan::docx
