// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "common/fold.h"
#include "plan/readers/xlsx_sheet.h"

/// What a worksheet says about its cells behind them: colours by rule, and merged ranges.
namespace chaser::plan {

namespace {

bool holds(const ColourRule& rule, const std::string& text) {
  switch (rule.test) {
    case ColourRule::Test::Is:
      return text == rule.text;
    case ColourRule::Test::IsNot:
      return text != rule.text;
    case ColourRule::Test::Contains:
      return text.find(rule.text) != std::string::npos;
    case ColourRule::Test::BeginsWith:
      return text.starts_with(rule.text);
    case ColourRule::Test::EndsWith:
      return text.ends_with(rule.text);
  }
  return false;
}

void colourRow(GridRow& row, const CellRange& range, const ColourRule& rule) {
  std::uint32_t column = 1;
  for (GridCell& cell : row) {
    if (column > range.last.column) return;
    const bool inside = column >= range.first.column;
    column += cell.colspan;
    if (!inside || cell.text.empty() || !holds(rule, foldCase(cell.text))) continue;
    if (rule.tint.fill) cell.fill = rule.tint.fill;
    if (rule.tint.ink) cell.ink = rule.tint.ink;
  }
}

/// A merged range that the rows have come to.
struct OpenMerge {
  CellRange range;
  GridCell cell;
};

/// Lays the open ranges over a row, from left to right.
GridRow overlay(GridRow row, std::uint32_t number, std::vector<OpenMerge>& open) {
  GridRow out;
  out.reserve(row.size());
  std::uint32_t at = 1;    // the column of row[next]
  std::uint32_t done = 0;  // the last column of `out`
  std::size_t next = 0;
  const auto pad = [&](std::uint32_t column) {
    if (done + 1 >= column) return;
    out.push_back(GridCell{{}, {}, {}, false, column - done - 1});
    done = column - 1;
  };
  const auto copyBefore = [&](std::uint32_t column) {
    for (; next < row.size() && at < column; ++next) {
      const std::uint32_t begin = std::max(at, done + 1);
      const std::uint32_t end = std::min(at + row[next].colspan, column);
      at += row[next].colspan;
      if (begin >= end) continue;  // under the range on the left
      pad(begin);
      GridCell cell = std::move(row[next]);
      cell.colspan = end - begin;
      done = end - 1;
      out.push_back(std::move(cell));
    }
  };
  for (OpenMerge& merge : open) {
    const CellRange& range = merge.range;
    copyBefore(range.first.column);
    pad(range.first.column);
    const bool isFirst = number == range.first.row;
    if (isFirst && next < row.size() && at == range.first.column) merge.cell = row[next];
    merge.cell.mergedFromAbove = !isFirst;
    merge.cell.colspan = range.width();
    out.push_back(merge.cell);
    done = range.last.column;
  }
  copyBefore(kLastSheetColumn + 1);
  return out;
}

/// Ranges that overlap are not Excel's: the one that is open already stands.
void openMerge(const CellRange& range, std::vector<OpenMerge>& open) {
  const auto right = std::upper_bound(
      open.begin(), open.end(), range.first.column,
      [](std::uint32_t column, const OpenMerge& merge) { return column < merge.range.first.column; });
  const bool overLeft = right != open.begin() && std::prev(right)->range.last.column >= range.first.column;
  const bool overRight = right != open.end() && right->range.first.column <= range.last.column;
  if (!overLeft && !overRight) open.insert(right, OpenMerge{range, {}});
}

}  // namespace

void applyRules(Worksheet& sheet, const ReadLimits& limits) {
  std::stable_sort(sheet.rules.begin(), sheet.rules.end(),
                   [](const ColourRule& a, const ColourRule& b) { return a.priority > b.priority; });
  // Ranges may lie over each other as often as somebody likes; colours are not worth more than this.
  std::size_t budget = 2 * limits.cells;
  for (const ColourRule& rule : sheet.rules) {
    for (const CellRange& range : rule.ranges) {
      auto number = std::lower_bound(sheet.numbers.begin(), sheet.numbers.end(), range.first.row);
      for (; number != sheet.numbers.end() && *number <= range.last.row; ++number) {
        GridRow& row = sheet.table.rows[static_cast<std::size_t>(number - sheet.numbers.begin())];
        if (row.size() >= budget) return;
        budget -= row.size() + 1;
        colourRow(row, range, rule);
      }
    }
  }
}

Outcome applyMerges(Worksheet& sheet, Workbook& workbook) {
  auto& merges = sheet.merges;
  std::sort(merges.begin(), merges.end(), [](const CellRange& a, const CellRange& b) {
    return std::pair(a.first.row, a.first.column) < std::pair(b.first.row, b.first.column);
  });
  const auto refused = [&](std::uint32_t row, const std::string& what) {
    return fail(ErrorKind::Input, fmt::format("sheet '{}', row {}: {}", sheet.table.name, row, what),
                "this is no ordinary plan; save it again in Excel");
  };
  std::vector<OpenMerge> open;  // by column
  auto next = merges.begin();
  for (std::size_t i = 0; i < sheet.numbers.size(); ++i) {
    const std::uint32_t number = sheet.numbers[i];
    std::erase_if(open, [&](const OpenMerge& merge) { return merge.range.last.row < number; });
    for (; next != merges.end() && next->first.row <= number; ++next) {
      if (next->last.row >= number) openMerge(*next, open);
      if (open.size() > workbook.limits.rowCells)
        return refused(number, fmt::format("it has more than {} merged ranges", workbook.limits.rowCells));
    }
    if (open.empty()) continue;
    GridRow& row = sheet.table.rows[i];
    row = overlay(std::move(row), number, open);
    workbook.cells += open.size();
    for (const OpenMerge& merge : open) workbook.textBytes += merge.cell.text.size();
    if (workbook.cells > workbook.limits.cells || workbook.textBytes > workbook.limits.textBytes) {
      return refused(number, fmt::format("its merged ranges cover more than {} cells or {} MiB of text",
                                         workbook.limits.cells, workbook.limits.textBytes >> 20U));
    }
  }
  return {};
}

}  // namespace chaser::plan
