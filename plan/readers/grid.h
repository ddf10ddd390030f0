// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/result.h"
#include "plan/readers/colour.h"

/// What every document format is turned into before anybody asks what it means: tables of rows of cells. A
/// new format is one more reader that fills a Document (docx.cc and csv.cc are the examples); nothing behind
/// it changes. Readers get bytes that the caller has read; all of them fail with ErrorKind::Input and never
/// throw.
namespace chaser::plan {

/// There may be a million of them, so each member is as small as it can be.
struct GridCell {
  std::string text;            ///< UTF-8; paragraphs and line breaks are `\n`
  std::optional<Colour> fill;  ///< the cell's background; absent for none or automatic
  std::optional<Colour> ink;   ///< highlight, else colour, of its first coloured text; absent when automatic
  bool mergedFromAbove = false;  ///< vertically merged: text and colours are those of the cell above
  std::uint32_t colspan = 1;     ///< how many columns of the grid it covers

  friend bool operator==(const GridCell&, const GridCell&) = default;
};

using GridRow = std::vector<GridCell>;

/// A cell that holds an error of a spreadsheet, and so no text.
struct CellFault {
  std::size_t row = 0, column = 0;  ///< in the table, counted from 0
  std::string place;                ///< as people call it: `D5`
  std::string text;                 ///< `#REF!`

  friend bool operator==(const CellFault&, const CellFault&) = default;
};

struct GridTable {
  std::string name;  ///< of the sheet; empty where tables have none
  std::vector<GridRow> rows;
  /// Of a feed whose records may lack values: which cells each row has. Else empty, and it has all.
  std::vector<std::vector<bool>> given{};
  std::vector<CellFault> faults{};  ///< in the order of their rows

  friend bool operator==(const GridTable&, const GridTable&) = default;
};

struct Document {
  std::vector<std::string>
      paragraphs;  ///< those outside tables that are not empty: the title, an explanation
  std::vector<GridTable> tables;

  friend bool operator==(const Document&, const Document&) = default;
};

/// What a file may cost at most. Hostile files get a clear error, not a full memory.
struct ReadLimits {
  std::size_t fileBytes = 64U << 20U;
  std::size_t expandedBytes = 256U << 20U;  ///< of all parts of a zipped document that are read
  /// Expanded size over packed size, asked of parts beyond 1 MiB: real plans stay under 60, bombs are near
  /// 1000.
  std::size_t expansionRatio = 300;
  /// 100,000 rows of 12 columns pass, with room to spare.
  std::size_t cells = 1'500'000;
  /// Rows with something in them, of all tables together. Each may be an action with milestones and a
  /// history, which costs many times what its cells do, however few they are.
  std::size_t rows = 110'000;
  /// Of all cells together, and of the strings that they share: one string may stand in every cell. Of a Word
  /// document, all that reading it takes: its parts are held as trees, many times as large as their texts.
  std::size_t textBytes = 160U << 20U;
  /// Of one cell: a hundred pages. Excel allows 32 KiB, and what reads dates and names out of a cell takes
  /// its time over each word.
  std::size_t cellBytes = 256U << 10U;
  std::size_t rowCells = 1'000;  ///< of one row: what comes wider is no plan
  std::size_t nesting = 128;     ///< of elements around a table's text
};

/// A Word document (.docx, ECMA-376 part 1, WordprocessingML). Tracked insertions are kept and deletions
/// dropped; field codes, bookmarks, comments, footnote marks and hidden text are no part of the text; a
/// nested table's text is part of its cell. Numbers that Word writes by itself before paragraphs are text,
/// bullets are not; ticks and boxes of symbol fonts are characters; a content control that waits to be filled
/// in is blank. Document types (and with them entities) are refused.
Result<Document> readDocx(std::string_view bytes, const ReadLimits& limits = {});

/// An Excel workbook (.xlsx, .xlsm; ECMA-376 part 1, SpreadsheetML, strict or transitional). Each worksheet
/// that is not hidden is a table; hidden rows and columns are read like others, because a filter that
/// somebody left on must not withdraw actions. Texts are what a reader in the UK sees: a day is
/// `31/03/2016`, a day shown as a month alone is that month (`Mar 2017`), an error is nothing but a fault of
/// its table; formulas are
/// their last results. Colours are those of the cell's style, then of conditional formats that compare the
/// cell with one word or number. Lines of one text above a sheet's first row of several are the document's
/// paragraphs, too. A gap between rows is at most 100 blank rows, and a wide one between cells is one blank
/// cell, so that a stray cell in the last row costs nothing.
Result<Document> readXlsx(std::string_view bytes, const ReadLimits& limits = {});

/// Separated values (RFC 4180) with `,`, `;`, tab or `|`, whichever fits the first records best; UTF-16 with
/// a byte order mark, UTF-8 with or without, else Windows-1252. The apostrophe that keeps a
/// cell from being a formula goes (formula.h). One table, no paragraphs.
Result<Document> readCsv(std::string_view bytes, const ReadLimits& limits = {});

/// What every reader ends with: the document as it is, or an error when a row or a cell is beyond the limits,
/// which no format forbids and no plan needs.
Result<Document> shaped(Document document, const ReadLimits& limits);

/// Chooses the reader by what the bytes are: a zip archive is a Word document or an Excel workbook, any other
/// text is CSV. `name` is for the error alone.
Result<Document> readDocument(std::string_view name, std::string_view bytes, const ReadLimits& limits = {});

}  // namespace chaser::plan
