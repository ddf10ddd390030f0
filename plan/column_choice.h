// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "plan/columns.h"
#include "plan/headings.h"

namespace chaser::plan {

/// Decides between the columns of a table where their headings leave it open; `below` is the last row of
/// headings. Of several colours the one about delivery or progress rates; a day called `Date` or `Target`
/// alone, or whose cells give none, is not the deadline where another column is; who oversees gives way to
/// who leads; of columns of news by months the latest counts. `Status` is a colour, a status or progress, as
/// its cells have it; a colour whose cells are grades is a priority. Columns mapped by hand stay as they are,
/// and what the vocabulary remembers of a column comes before all that is guessed (column_memory.h).
///
/// The order is part of the rule. The columns of one field are compared by their headings first, for only
/// the one that is left is judged by its cells; a field that this sets free goes to the next column that says
/// so, which is judged in its turn. Memory comes behind all guesses, because a column that meant something
/// else last time is told by what it seems to mean now. Which day is the plan's own comes last: that hangs on
/// which other days are left.
void chooseColumns(const GridTable& table, std::size_t below, std::vector<Column>& columns,
                   const HeadingVocabulary& vocabulary);

}  // namespace chaser::plan
