// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "plan/headings.h"
#include "plan/readers/grid.h"

/// Where a plan's columns stand in a table, and its rows seen through them.
namespace chaser::plan {

struct Column {
  std::size_t from = 0, to = 0;   ///< the grid columns that its heading covers: [from, to)
  std::string heading;            ///< as written; made unique within the table
  std::vector<Field> fields;      ///< none, one, or two that share its cells; no field twice in a table
  std::optional<Field> alsoLike;  ///< for such a later column: what its heading says
  bool mapped = false;            ///< somebody said by hand what it is, or that it is nothing

  [[nodiscard]] bool is(Field field) const;
};

struct TableLayout {
  std::size_t headingRow = 0;
  std::vector<Column> columns;
};

/// One row, cell by column; cells without text of their own are blank.
struct LaidCell {
  std::string text;  ///< normalised: lines trimmed, no white space at both ends
  std::optional<Colour> fill, ink;
  bool inherited = false;  ///< merged with the cell above
};
using LaidRow = std::vector<LaidCell>;

/// A row asked by field. Refers to both; neither may go before it.
class RowView {
 public:
  RowView(const LaidRow& row, const std::vector<Column>& columns) : row_(&row), columns_(&columns) {}

  [[nodiscard]] const LaidRow& row() const { return *row_; }
  [[nodiscard]] const std::vector<Column>& columns() const { return *columns_; }
  /// Null when the table has no such column.
  [[nodiscard]] const LaidCell* cell(Field field) const;
  [[nodiscard]] std::string text(Field field) const;
  /// Whether the cell has text that is not merged with the cell above.
  [[nodiscard]] bool hasOwn(Field field) const;

 private:
  const LaidRow* row_;
  const std::vector<Column>* columns_;
};

/// The first heading row within the table's first 20: at least two known fields, one of them the
/// recommendation, the issue or the action, and one of them a number, date, owner, actor or colour, unless
/// somebody mapped one by hand. A column that was mapped by hand has its field before any that was guessed.
std::optional<TableLayout> findLayout(const GridTable& table, const HeadingVocabulary& vocabulary);

/// `overflow` is set when a cell with text stands beyond the last heading.
LaidRow layRow(const GridRow& row, const std::vector<Column>& columns, bool& overflow);

/// What a row says below one heading, normalised.
std::string textBelow(const GridRow& row, const Column& column);

/// Line ends of every kind become `\n`; white space at line ends and at both ends of the text goes.
std::string normaliseCell(std::string_view text);
/// A text of the database as a document can hold it: normalised, valid UTF-8, and without control characters.
std::string documentText(std::string_view text);

/// What a table's first row with text says, for the error that it was no plan.
std::vector<std::string> firstRowOf(const GridTable& table);

}  // namespace chaser::plan
