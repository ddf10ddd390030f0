// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Places in a worksheet as people and files write them: `C7`, `A1:C4`. Rows and columns count from 1.
namespace chaser::plan {

struct CellPlace {
  std::uint32_t row = 0;
  std::uint32_t column = 0;
};

/// Both ends are inside.
struct CellRange {
  CellPlace first, last;
  [[nodiscard]] std::uint32_t width() const { return last.column - first.column + 1; }
};

inline constexpr std::uint32_t kLastSheetRow = 1'048'576;
inline constexpr std::uint32_t kLastSheetColumn = 16'384;

/// Nothing for what is no place, or lies beyond a sheet's last row or column.
std::optional<CellPlace> parsePlace(std::string_view text);
/// One place is a range of one cell.
std::optional<CellRange> parseRange(std::string_view text);
/// Ranges with blanks between them, 1,000 at most; what is none is left out.
std::vector<CellRange> parseRanges(std::string_view text);
std::string toString(CellPlace place);

}  // namespace chaser::plan
