// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <utility>
#include <vector>

#include "plan/headings.h"
#include "plan/layout.h"
#include "plan/legend.h"
#include "plan/readers/grid.h"
#include "plan/sheets.h"

namespace chaser::plan {

/// What a document's tables are. Refers to the document.
struct Tables {
  std::deque<GridTable> upright;  ///< forms of one action, turned; what points at them stays valid
  LaidTables laid;
  std::vector<LegendEntry> legend;  ///< the first one that the document has
  std::vector<SheetNote> sheets;    ///< of a workbook with several sheets of a plan: what became of each
};

/// The legend is a table, lines of text outside tables, or what stands above the headings, below the last
/// action or beside the table, a blank column between them; the last two are no rows and columns of the plan.
/// Of a workbook's sheets the plan is read, and those that go on with it (sheets.h).
Tables findTables(const Document& document, const HeadingVocabulary& vocabulary);

}  // namespace chaser::plan
