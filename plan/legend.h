// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "plan/rag.h"
#include "plan/readers/grid.h"

/// What a document says of its own colours.
namespace chaser::plan {

/// A table that explains colours: every row a colour (by word, letter or fill, perhaps with a code such as
/// `1`) and its words; or one row of such cells or pairs of cells; or a row of colours over a row of words.
/// At least two of them and no colour twice. Letters that are no colours (`N`, not started) stand for the one
/// that means the same, else for a free one. A heading above, and `Key` before them, are no colours. Empty
/// for any other table.
std::vector<LegendEntry> readLegend(const GridTable& table);

/// Lines such as `Key: Red = overdue; Amber = at risk` or `Green – on track`, two colours at least and none
/// twice. Empty when there is no such explanation.
std::vector<LegendEntry> readLegend(const std::vector<std::string>& paragraphs);

/// What its colours mean, each once; those that it shows come before those of letters.
std::vector<RagMeaning> keyOfLegend(const std::vector<LegendEntry>& legend);

}  // namespace chaser::plan
