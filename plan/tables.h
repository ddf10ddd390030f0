// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <utility>
#include <vector>

#include "plan/headings.h"
#include "plan/layout.h"
#include "plan/legend.h"
#include "plan/readers/grid.h"

namespace chaser::plan {

/// Tables of actions, in the document's order.
using LaidTables = std::vector<std::pair<const GridTable*, TableLayout>>;

/// What a document's tables are. Refers to the document.
struct Tables {
  std::deque<GridTable> upright;  ///< forms of one action, turned; what points at them stays valid
  LaidTables laid;
  std::vector<LegendEntry> legend;  ///< the first one that the document has
};

/// The legend is a table, lines of text outside tables, or what stands above the headings.
Tables findTables(const Document& document, const HeadingVocabulary& vocabulary);

}  // namespace chaser::plan
