// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "plan/readers/grid.h"
#include "plan/readers/xml_plain.h"
#include "plan/readers/xml_stream.h"

/// Rows and shared strings in the spelling of Excel, LibreOffice and openpyxl:
///
///     <row r="2" spans="1:10"><c r="A2" s="1" t="s"><v>12</v></c><c r="B2"/></row>
///     <si><t xml:space="preserve">Words &amp; more</t></si>
///
/// A cell has a formula, a value and an inline text, each at most once, in this order. Rich text, numbered
/// characters, comments and prefixes are among what is not plain.
namespace chaser::plan {

struct PlainCell {
  std::string_view place, type, style;  ///< `r`, `t`, `s`
  PlainText value, inlineText;
  bool hasInline = false;
};

/// Made to be used again and again.
struct PlainRow {
  std::string_view number;  ///< `r`
  std::vector<PlainCell> cells;
  PlainTag tag;
};

/// A row is one element, its cells the next, `is` and `t` two more.
inline constexpr std::size_t kRowLevels = 4;
inline constexpr std::size_t kStringLevels = 2;

/// Valid as long as the cursor's text, when it is Whole.
PlainFound scanRow(PlainCursor& cursor, PlainRow& row);
PlainFound scanString(PlainCursor& cursor, PlainText& text);

/// readXlsx of grid.h, in the way given.
Result<Document> readXlsx(std::string_view bytes, const ReadLimits& limits, const XmlWay& way);

}  // namespace chaser::plan
