// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "plan/readers/colour.h"
#include "plan/readers/xlsx_number.h"
#include "plan/readers/xml_stream.h"

/// How a workbook's cells look (ECMA-376 part 1, 18.8): colours given outright, by the theme with a tint, or
/// by an indexed palette, and number formats.
namespace chaser::plan {

struct CellLook {
  std::optional<Colour> fill;
  std::optional<Colour> ink;  ///< absent for the ordinary text colour
  NumberFormat number;
};

/// What a conditional format puts over a cell's own look.
struct CellTint {
  std::optional<Colour> fill, ink;
};

/// The theme's colours in the order in which spreadsheets number them: two backgrounds and texts in turn, six
/// accents, two of links. The office programs' usual ones until a theme says otherwise.
struct ThemeColours {
  std::array<Colour, 12> colours;
  ThemeColours();
};

struct Styles {
  std::vector<CellLook> looks;  ///< by a cell's `s`
  std::vector<CellTint> tints;  ///< by a rule's `dxfId`
  ThemeColours theme;
  std::vector<Colour> palette;  ///< of indexed colours

  Styles();
  /// A colour element's meaning; nothing for the automatic one.
  [[nodiscard]] std::optional<Colour> colourOf(const XmlAttributes& colour) const;
};

/// `stylesPart` and `themePart` are empty when the workbook has none.
Result<Styles> readStyles(const Archive& archive, const std::string& stylesPart, const std::string& themePart,
                          const ReadLimits& limits);

}  // namespace chaser::plan
