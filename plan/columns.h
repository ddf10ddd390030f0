// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "plan/headings.h"
#include "plan/readers/grid.h"

/// What the columns of a table are, told from its heading rows and, where a heading leaves it open, from the
/// cells below.
namespace chaser::plan {

struct Column {
  std::size_t from = 0, to = 0;   ///< the grid columns that its heading covers: [from, to)
  std::string heading;            ///< as written, `Group – Sub` under a group; made unique within the table
  std::vector<Field> fields;      ///< none, one, or two that share its cells; no field twice in a table
  std::optional<Field> alsoLike;  ///< for a later column of a field: what its heading says
  bool mapped = false;            ///< somebody says by hand, with this import, what it is or is not
  bool remembered = false;        ///< it means what it meant at the last import, not what it seems to mean
  bool left = false;              ///< nothing was read from it at the last import, nor is now
  bool kept = false;              ///< known to be of no use to Chaser
  bool graded = false;            ///< kept because its cells are grades and no colours

  [[nodiscard]] bool is(Field field) const;
};

/// The columns when the rows `first` to `last` (one or two of them) are the headings. A column that was
/// mapped by hand has its field before any that was guessed, and what the vocabulary remembers of a column
/// comes before what is guessed now (column_memory.h); of others the first, unless another is better
/// (column_choice.h).
std::vector<Column> columnsOf(const GridTable& table, std::size_t first, std::size_t last,
                              const HeadingVocabulary& vocabulary);

/// Whether the row only completes the headings above it: names under a group, the second half of headings
/// that are cut in two, or units and formats in brackets.
bool completesHeadings(const GridTable& table, std::size_t row, const HeadingVocabulary& vocabulary);

}  // namespace chaser::plan
