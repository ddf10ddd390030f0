// SPDX-License-Identifier: Apache-2.0
#include "plan/tables.h"

#include <optional>
#include <string>

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

}  // namespace

Tables findTables(const Document& document, const HeadingVocabulary& vocabulary) {
  Tables found;
  for (const GridTable& table : document.tables) {
    const GridTable* read = &table;
    if (auto upright = uprightTable(table, vocabulary)) {
      found.upright.push_back(std::move(*upright));
      read = &found.upright.back();
    }
    if (auto layout = findLayout(*read, vocabulary)) {
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
  return found;
}

}  // namespace chaser::plan
