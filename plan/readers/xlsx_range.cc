// SPDX-License-Identifier: Apache-2.0
#include "plan/readers/xlsx_range.h"

#include <fmt/format.h>

#include <algorithm>

#include "common/text.h"

namespace chaser::plan {

namespace {

constexpr std::size_t kMostRanges = 1000;  // of one conditional format

}  // namespace

std::optional<CellPlace> parsePlace(std::string_view text) {
  CellPlace place;
  std::size_t i = 0;
  const auto skipDollar = [&] {
    if (i < text.size() && text[i] == '$') ++i;
  };
  skipDollar();
  for (; i < text.size() && ((text[i] | 0x20) >= 'a' && (text[i] | 0x20) <= 'z'); ++i) {
    place.column = place.column * 26 + static_cast<std::uint32_t>((text[i] | 0x20) - 'a') + 1;
    if (place.column > kLastSheetColumn) return std::nullopt;
  }
  skipDollar();
  for (; i < text.size() && text[i] >= '0' && text[i] <= '9'; ++i) {
    place.row = place.row * 10 + static_cast<std::uint32_t>(text[i] - '0');
    if (place.row > kLastSheetRow) return std::nullopt;
  }
  if (i != text.size() || place.column == 0 || place.row == 0) return std::nullopt;
  return place;
}

std::optional<CellRange> parseRange(std::string_view text) {
  const auto colon = text.find(':');
  const auto one = parsePlace(text.substr(0, colon));
  const auto other = colon == std::string_view::npos ? one : parsePlace(text.substr(colon + 1));
  if (!one || !other) return std::nullopt;
  return CellRange{{std::min(one->row, other->row), std::min(one->column, other->column)},
                   {std::max(one->row, other->row), std::max(one->column, other->column)}};
}

std::vector<CellRange> parseRanges(std::string_view text) {
  std::vector<CellRange> ranges;
  for (const std::string_view piece : split(text, ' ')) {
    if (ranges.size() == kMostRanges) break;
    if (const auto range = parseRange(piece)) ranges.push_back(*range);
  }
  return ranges;
}

std::string toString(CellPlace place) {
  std::string letters;
  for (std::uint32_t rest = place.column; rest > 0; rest = (rest - 1) / 26) {
    letters.insert(letters.begin(), static_cast<char>('A' + (rest - 1) % 26));
  }
  return fmt::format("{}{}", letters, place.row);
}

}  // namespace chaser::plan
