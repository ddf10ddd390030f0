// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <pugixml.hpp>
#include <string>
#include <string_view>

/// Numbers that Word writes by itself before paragraphs (ECMA-376 part 1, 17.9): no part of the document's
/// text, and yet what the reader sees.
namespace chaser::plan::docx {

class Numbering {
 public:
  /// The roots of word/numbering.xml and word/styles.xml; null nodes for parts that the document lacks.
  Numbering(const pugi::xml_node& numbering, const pugi::xml_node& styles);

  /// What stands before this paragraph: `1.`, `b)`, `2.3`; empty for one that bears no number and for
  /// bullets. Counts, so it must hear of every paragraph, in the document's order.
  std::string labelOf(const pugi::xml_node& paragraph);

 private:
  static constexpr std::size_t kLevels = 9;
  struct Level {
    std::uint32_t start = 1;
    std::string format = "decimal";
    std::string text;                            ///< `%1.%2`
    std::optional<std::uint32_t> restartsAfter;  ///< a level counted from 1; 0 is never; absent is any above
    bool legal = false;                          ///< numbers of all levels are shown as decimals
  };
  using Levels = std::array<Level, kLevels>;
  struct List {
    std::string outline;  ///< the abstract list whose counters it moves
    std::map<std::size_t, Level> own;
    std::map<std::size_t, std::uint32_t> starts;
    bool begun = false;
  };
  struct Place {
    std::string list;
    std::size_t level = 0;
  };
  struct Style {
    std::string basedOn;
    std::optional<Place> place;
  };
  using Counters = std::array<std::optional<std::uint32_t>, kLevels>;

  static Level levelOf(const pugi::xml_node& node);
  static std::optional<Place> placeOf(const pugi::xml_node& paragraphProperties);
  [[nodiscard]] std::optional<Place> placeOfStyle(std::string_view style) const;
  [[nodiscard]] const Level& levelFor(const List& list, std::size_t level) const;
  std::string count(List& list, std::size_t level);

  std::map<std::string, Levels, std::less<>> outlines_;
  std::map<std::string, List, std::less<>> lists_;
  std::map<std::string, Style, std::less<>> styles_;
  std::map<std::string, std::size_t, std::less<>> levelOfStyle_;
  std::map<std::string, Counters, std::less<>> counters_;
};

}  // namespace chaser::plan::docx
