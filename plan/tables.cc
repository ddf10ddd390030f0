// SPDX-License-Identifier: Apache-2.0
#include "plan/tables.h"

#include <algorithm>
#include <optional>
#include <string>

#include "common/fold.h"
#include "common/text.h"
#include "plan/rag.h"
#include "plan/upright.h"

namespace chaser::plan {

namespace {

/// A spreadsheet has its key above the headings, row by row or as lines of text, and titles above that.
std::vector<LegendEntry> legendAbove(const LaidTables& tables) {
  for (const auto& [table, layout] : tables) {
    std::vector<std::string> lines;
    for (std::size_t first = 0; first < layout.headingRow; ++first) {
      GridTable above;
      for (std::size_t i = first; i < layout.headingRow; ++i) above.rows.push_back(table->rows[i]);
      if (auto legend = readLegend(above); !legend.empty()) return legend;
      for (const GridCell& cell : table->rows[first]) lines.push_back(cell.text);
    }
    if (auto legend = readLegend(lines); !legend.empty()) return legend;
  }
  return {};
}

constexpr std::size_t kLongestKey = 15;  // rows

bool isBlankLine(const GridRow& row) {
  return std::all_of(row.begin(), row.end(),
                     [](const GridCell& cell) { return trim(cell.text).empty() && !cell.fill; });
}

/// The only cell of a row that has text; nullptr when there are several, or none.
const GridCell* onlyTextOf(const GridRow& row) {
  const GridCell* only = nullptr;
  for (const GridCell& cell : row) {
    if (trim(cell.text).empty()) continue;
    if (only != nullptr) return nullptr;
    only = &cell;
  }
  return only;
}

/// `Key:`, `RAG key`, `Legend`.
bool isKeyTitle(const GridRow& row) {
  const GridCell* only = onlyTextOf(row);
  if (only == nullptr) return false;
  const std::string words = " " + foldWords(only->text) + " ";
  const bool named = words.find(" key ") != std::string::npos || words.find(" legend ") != std::string::npos;
  return named && std::count(words.begin(), words.end(), ' ') <= 5;
}

/// Whether a row begins with the word for a colour, in a column that does not rate.
bool beginsWithColour(const GridRow& row, const std::vector<Column>& columns) {
  std::size_t at = 0;
  for (const GridCell& cell : row) {
    if (!trim(cell.text).empty()) {
      const bool rating = std::any_of(columns.begin(), columns.end(), [&](const Column& column) {
        return column.is(Field::Rag) && at >= column.from && at < column.to;
      });
      return !rating && ragOfWord(foldWords(cell.text)).has_value();
    }
    at += cell.colspan;
  }
  return false;
}

/// `Red` alone rates something, and explains nothing.
bool explains(const std::vector<LegendEntry>& legend) {
  return std::none_of(legend.begin(), legend.end(), [](const LegendEntry& entry) {
    return ragOfWord(foldWords(entry.meaning.words)).has_value();
  });
}

/// A cell of a key that only shows its colours.
bool isBareColour(const GridCell& cell) {
  return ragOfWord(foldWords(cell.text)).has_value() || (trim(cell.text).empty() && cell.fill);
}

/// `Key:` over `Red`, `Amber`, … or beside them, at the end of the table, without a word of what they mean:
/// where it begins. Nobody's action, and no legend either.
std::optional<std::size_t> bareKeyBelow(const GridTable& table, const TableLayout& layout) {
  std::size_t colours = 0;
  for (std::size_t i = table.rows.size(); i > layout.firstRow && table.rows.size() - i < kLongestKey; --i) {
    const GridRow& row = table.rows[i - 1];
    if (isBlankLine(row)) continue;
    if (colours > 0 && isKeyTitle(row)) return i - 1;
    GridRow said;
    for (const GridCell& cell : row) {
      if (!trim(cell.text).empty() || cell.fill) said.push_back(cell);
    }
    const bool titled = isKeyTitle({said.front()});
    if (!std::all_of(said.begin() + (titled ? 1 : 0), said.end(), isBareColour)) return std::nullopt;
    colours += said.size() - (titled ? 1 : 0);
    if (titled && colours > 0) return i - 1;
  }
  return std::nullopt;
}

/// A key below the last action: as many rows as it has colours, or one row of them; set apart by a blank row
/// or a title, unless its words leave no doubt. One without words ends the layout, and explains nothing. The
/// layout ends where it begins.
std::vector<LegendEntry> takeLegendBelow(const GridTable& table, TableLayout& layout) {
  std::vector<LegendEntry> found;
  GridTable key;
  std::size_t begin = table.rows.size();
  for (std::size_t i = table.rows.size(); i > layout.firstRow && key.rows.size() < kLongestKey; --i) {
    const GridRow& row = table.rows[i - 1];
    if (isBlankLine(row)) continue;
    key.rows.insert(key.rows.begin(), row);
    auto legend = readLegend(key);
    if (legend.empty()) {
      const GridCell* only = onlyTextOf(row);
      if (only != nullptr) legend = readLegend(std::vector<std::string>{only->text});
      if (legend.empty() || key.rows.size() > 1) continue;
    } else if (legend.size() < key.rows.size() && key.rows.size() != 2) {
      continue;  // its first row is no colour
    }
    const bool apart =
        i - 1 > layout.firstRow && (isBlankLine(table.rows[i - 2]) || isKeyTitle(table.rows[i - 2]));
    if (!explains(legend)) continue;
    if (!apart && !beginsWithColour(row, layout.columns) && onlyTextOf(row) == nullptr) continue;
    found = std::move(legend);
    begin = i - 1;
  }
  if (found.empty()) {
    if (const auto bare = bareKeyBelow(table, layout)) layout.pastRow = *bare;
    return found;
  }
  while (begin > layout.firstRow && (isBlankLine(table.rows[begin - 1]) || isKeyTitle(table.rows[begin - 1])))
    --begin;
  layout.pastRow = begin;
  return found;
}

/// The first column of the grid, behind one with a heading, in which nothing stands.
std::optional<std::size_t> blankColumn(const GridTable& table, const TableLayout& layout) {
  std::vector<bool> used;
  for (std::size_t i = layout.headingRow; i < table.rows.size(); ++i) {
    std::size_t at = 0;
    for (const GridCell& cell : table.rows[i]) {
      const std::size_t end = at + cell.colspan;
      if (!trim(cell.text).empty() || cell.fill) {
        if (used.size() < end) used.resize(end);
        std::fill(used.begin() + static_cast<std::ptrdiff_t>(at),
                  used.begin() + static_cast<std::ptrdiff_t>(end), true);
      }
      at = end;
    }
  }
  for (std::size_t at = layout.columns.front().to; at < used.size(); ++at) {
    if (!used[at]) return at;
  }
  return std::nullopt;
}

/// A key beside the table. The layout's columns end before it.
std::vector<LegendEntry> takeLegendBeside(const GridTable& table, TableLayout& layout) {
  const auto blank = blankColumn(table, layout);
  if (!blank) return {};
  GridTable key;
  for (std::size_t i = layout.headingRow; i < table.rows.size(); ++i) {
    GridRow beside;
    std::size_t at = 0;
    for (const GridCell& cell : table.rows[i]) {
      if (at > *blank) beside.push_back(cell);
      at += cell.colspan;
    }
    if (isBlankLine(beside)) continue;
    key.rows.push_back(std::move(beside));
    if (key.rows.size() > kLongestKey) return {};
  }
  auto legend = readLegend(key);
  auto& columns = layout.columns;
  const bool known = std::any_of(columns.begin(), columns.end(), [&](const Column& column) {
    return column.from >= *blank && !column.fields.empty();
  });
  if (legend.empty() || known || !explains(legend)) return {};
  layout.pastColumn = *blank;
  columns.erase(std::remove_if(columns.begin(), columns.end(),
                               [&](const Column& column) { return column.from >= *blank; }),
                columns.end());
  return legend;
}

}  // namespace

Tables findTables(const Document& document, const HeadingVocabulary& vocabulary) {
  Tables found;
  std::vector<LegendEntry> ofTables;
  for (const GridTable& table : document.tables) {
    const GridTable* read = &table;
    if (auto upright = uprightTable(table, vocabulary)) {
      found.upright.push_back(std::move(*upright));
      read = &found.upright.back();
    }
    if (auto layout = findLayout(*read, vocabulary)) {
      auto key = takeLegendBeside(*read, *layout);
      if (key.empty()) key = takeLegendBelow(*read, *layout);
      if (ofTables.empty()) ofTables = std::move(key);
      found.laid.emplace_back(read, std::move(*layout));
      continue;
    }
    auto legend = readLegend(table);
    if (!legend.empty()) {
      if (found.legend.empty()) found.legend = std::move(legend);
    } else if (!found.laid.empty()) {
      if (auto layout = continuedLayout(table, found.laid.back().second))
        found.laid.emplace_back(&table, std::move(*layout));
    }
  }
  if (found.legend.empty()) found.legend = readLegend(document.paragraphs);
  if (found.legend.empty()) found.legend = legendAbove(found.laid);
  if (found.legend.empty()) found.legend = std::move(ofTables);
  found.sheets = keepSheetsOfPlan(found.laid);
  return found;
}

}  // namespace chaser::plan
