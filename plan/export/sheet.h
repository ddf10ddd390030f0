// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/date.h"
#include "plan/headings.h"
#include "plan/model.h"

/// A plan as a table again, before anybody asks in which format. compose.h makes one from the database, the
/// functions below write it out; a further format is one more function over a PlanSheet.
namespace chaser::plan {

struct PlanSheetCell {
  std::string text;         ///< valid UTF-8 without control characters but line breaks and tabs
  std::optional<Rag> rag;   ///< of a cell that rates: the colour it has to show
  std::optional<Date> day;  ///< when the text is nothing but that day as DD/MM/YYYY
};

struct PlanSheetRow {
  const ActionRecord* record = nullptr;  ///< what it was made of
  std::vector<PlanSheetCell> cells;      ///< one for each column
};

struct PlanSheet {
  std::string key;  ///< the plan's
  std::string title;
  std::vector<PlanColumn> columns;
  std::vector<PlanSheetRow> rows;
  std::vector<RagMeaning> ragKey;
};

/// `On track`, from the legend's own words or from the status.
std::string meaningWords(const RagMeaning& meaning);

/// Comma-separated values (RFC 4180): UTF-8 with byte order mark, lines that end in CR LF, one heading row.
/// Ratings are words. A cell that a spreadsheet would take for a formula gets an apostrophe, which readCsv
/// takes away again (readers/formula.h).
std::string csvOf(const PlanSheet& sheet);

/// One page that needs nothing else: a captioned table whose headings and row numbers are marked as such,
/// ratings as colour and word, a style for print. `today` is the day that it says it was made on.
std::string htmlOf(const PlanSheet& sheet, Date today);

/// The cells by heading and, beside them, the values behind them; docs/export.md describes it. Indented, one
/// line break at the end.
std::string jsonOf(const PlanSheet& sheet);

}  // namespace chaser::plan
