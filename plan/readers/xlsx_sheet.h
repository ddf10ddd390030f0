// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "plan/readers/grid.h"
#include "plan/readers/xlsx_range.h"
#include "plan/readers/xlsx_strings.h"
#include "plan/readers/xlsx_styles.h"

/// One worksheet (ECMA-376 part 1, 18.3): its cells as they stream by, then what is said about them behind.
namespace chaser::plan {

/// A conditional format that compares a cell with one text.
struct ColourRule {
  enum class Test { Is, IsNot, Contains, BeginsWith, EndsWith };
  Test test = Test::Is;
  std::string text;  ///< in lower case; a number as it is written
  std::vector<CellRange> ranges;
  CellTint tint;
  std::uint32_t priority = 0;  ///< the lowest wins
};

struct Worksheet {
  GridTable table;
  std::vector<std::uint32_t> numbers;  ///< of each of the table's rows in the sheet, rising
  std::vector<CellRange> merges;
  std::vector<ColourRule> rules;
};

/// What all sheets of a workbook share; refers to its arguments.
struct Workbook {
  const Styles& styles;
  const SharedStrings& strings;
  bool from1904 = false;
  const ReadLimits& limits;
  const XmlWay& way;
  std::size_t cells = 0;  ///< read so far, of all sheets
  std::size_t textBytes = 0;
};

/// Reads `part` and applies its rules and merges.
Result<GridTable> readSheet(const Archive& archive, const std::string& part, const std::string& name,
                            Workbook& workbook);

/// Colours the cells that a rule holds for.
void applyRules(Worksheet& sheet, const ReadLimits& limits);

/// A merged range becomes one cell a row, as wide as the range: its first cell, and copies of it below that
/// are merged from above. What lies under it goes. Fails when the ranges cover more than the limits allow.
Outcome applyMerges(Worksheet& sheet, Workbook& workbook);

}  // namespace chaser::plan
