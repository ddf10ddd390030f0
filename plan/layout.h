// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "plan/columns.h"
#include "plan/headings.h"
#include "plan/readers/grid.h"

/// Where a plan's columns stand in a table, and its rows seen through them.
namespace chaser::plan {

struct TableLayout {
  std::size_t headingRow = 0;
  std::size_t firstRow = 1;  ///< below the one or two heading rows; 0 when it continues a table above
  std::vector<Column> columns;
  std::size_t pastRow = kNoEnd;     ///< where its rows end before the table does: a key stands below
  std::size_t pastColumn = kNoEnd;  ///< where its columns end: a key stands beside it

  static constexpr std::size_t kNoEnd = static_cast<std::size_t>(-1);
  [[nodiscard]] std::size_t endOf(const GridTable& table) const {
    return std::min(pastRow, table.rows.size());
  }
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
/// somebody mapped one by hand. A second heading row is taken with the first.
std::optional<TableLayout> findLayout(const GridTable& table, const HeadingVocabulary& vocabulary);

/// The layout above for a table without headings, as a page break leaves them: when its rows are as wide, and
/// some row has a number, a date or a colour where the table above has them.
std::optional<TableLayout> continuedLayout(const GridTable& table, const TableLayout& above);

/// `overflow` is set when a cell with text stands beyond the last heading and before `pastColumn`.
LaidRow layRow(const GridRow& row, const std::vector<Column>& columns, bool& overflow,
               std::size_t pastColumn = TableLayout::kNoEnd);

/// Adds what the row `more` says of its own to the cells of the one above, as further lines. False, and
/// nothing is added, when one would be longer than a cell may be.
bool addLines(LaidRow& above, const LaidRow& more);

/// What a row says below one heading, normalised.
std::string textBelow(const GridRow& row, const Column& column);

/// Line ends of every kind become `\n`; white space at line ends and at both ends of the text goes.
std::string normaliseCell(std::string_view text);
/// A text of the database as a document can hold it: normalised, valid UTF-8, and without control characters.
std::string documentText(std::string_view text);

/// What a table's first row with text says, for the error that it was no plan.
std::vector<std::string> firstRowOf(const GridTable& table);

}  // namespace chaser::plan
