// SPDX-License-Identifier: Apache-2.0
#include "plan/export/sheet.h"
#include "plan/rag.h"
#include "plan/readers/formula.h"

namespace chaser::plan {

namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

/// Quoted also for the separators that other programs use, so that no reader is led to take one of those.
void appendField(std::string& out, std::string_view text) {
  const std::string field = guardFormula(text);
  if (field.find_first_of("\",;\t\r\n") == std::string::npos && !field.starts_with("sep=")) {
    out += field;
    return;
  }
  out += '"';
  for (const char c : field) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

}  // namespace

std::string csvOf(const PlanSheet& sheet) {
  std::string out(kByteOrderMark);
  const auto endField = [&](std::size_t i) { out += i + 1 < sheet.columns.size() ? "," : "\r\n"; };
  for (std::size_t i = 0; i < sheet.columns.size(); ++i) {
    appendField(out, sheet.columns[i].heading);
    endField(i);
  }
  for (const PlanSheetRow& row : sheet.rows) {
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      appendField(out, ratingWords(row.cells[i].rag, row.cells[i].text, sheet.ragKey));
      endField(i);
    }
  }
  return out;
}

}  // namespace chaser::plan
