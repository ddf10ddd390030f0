// SPDX-License-Identifier: Apache-2.0
#include "plan/layout.h"

#include <algorithm>

#include "common/text.h"
#include "plan/rag.h"
#include "plan/refs.h"
#include "plan/timeline.h"

namespace chaser::plan {

namespace {

constexpr std::size_t kRowsToSearch = 20;

bool saysWhatToDo(Field field) {
  return field == Field::Recommendation || field == Field::Issue || field == Field::Action;
}

/// What there is to chase by: without any of these a table of words is no plan.
bool saysWhichWhoOrWhen(Field field) {
  return field == Field::Ref || field == Field::Timeline || field == Field::Rag || field == Field::Owner ||
         field == Field::ByWhom || field == Field::Status;
}

/// How many columns mean something; 0 when the headings are none of a plan.
std::size_t knownFields(const std::vector<Column>& columns) {
  std::size_t known = 0;
  bool substance = false;
  bool chaseable = false;
  for (const Column& column : columns) {
    for (const Field field : column.fields) {
      ++known;
      substance = substance || saysWhatToDo(field);
      chaseable = chaseable || column.mapped || column.remembered || saysWhichWhoOrWhen(field);
    }
  }
  return known >= 2 && substance && chaseable ? known : 0;
}

/// A number, a date or a colour where these columns have one.
bool looksLikeAction(const GridRow& row, const std::vector<Column>& columns) {
  bool overflow = false;
  const LaidRow laid = layRow(row, columns, overflow);
  const RowView view(laid, columns);
  const LaidCell* rag = view.cell(Field::Rag);
  if (rag != nullptr && (ragOfWords(rag->text) || rag->fill)) return true;
  if (!leadingNumber(view.text(Field::Ref)).empty()) return true;
  const auto readings = readTimeline(view.text(Field::Timeline), {});
  return std::any_of(readings.begin(), readings.end(),
                     [](const TimelineReading& reading) { return reading.due.has_value(); });
}

std::size_t widthOf(const GridRow& row) {
  std::size_t width = 0;
  for (const GridCell& cell : row) width += cell.colspan;
  return width;
}

}  // namespace

const LaidCell* RowView::cell(Field field) const {
  for (std::size_t i = 0; i < columns_->size(); ++i) {
    if ((*columns_)[i].is(field)) return &(*row_)[i];
  }
  return nullptr;
}

std::string RowView::text(Field field) const {
  const LaidCell* found = cell(field);
  return found != nullptr ? found->text : std::string();
}

bool RowView::hasOwn(Field field) const {
  const LaidCell* found = cell(field);
  return found != nullptr && !found->inherited && !found->text.empty();
}

bool addLines(LaidRow& above, const LaidRow& more) {
  for (std::size_t i = 0; i < more.size(); ++i) {
    if (above[i].text.size() + more[i].text.size() >= ReadLimits{}.cellBytes) return false;
  }
  for (std::size_t i = 0; i < more.size(); ++i) {
    if (more[i].text.empty() || more[i].inherited) continue;
    if (!above[i].text.empty()) above[i].text += '\n';
    above[i].text += more[i].text;
  }
  return true;
}

std::string normaliseCell(std::string_view text) {
  if (text.find_first_of("\n\r\v\f") == std::string_view::npos) return std::string(trim(text));
  std::string out;
  out.reserve(text.size());
  const auto closeLine = [&out] {
    const std::size_t keep = trim(out).empty() ? 0 : out.find_last_not_of(" \t") + 1;
    out.resize(keep);
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
    if (c == '\r' || c == '\v' || c == '\f') c = '\n';
    if (c == '\n') closeLine();
    out += c;
  }
  return std::string(trim(out));
}

std::string documentText(std::string_view text) {
  std::string clean = repairUtf8(text);
  for (char& c : clean) {
    const auto code = static_cast<unsigned char>(c);
    if (code < 0x20 && c != '\n' && c != '\t' && c != '\r') c = ' ';
  }
  return normaliseCell(clean);
}

std::optional<TableLayout> findLayout(const GridTable& table, const HeadingVocabulary& vocabulary) {
  const std::size_t last = std::min(kRowsToSearch, table.rows.size());
  for (std::size_t i = 0; i < last; ++i) {
    const bool twoRows = completesHeadings(table, i + 1, vocabulary);
    if (twoRows) {
      std::vector<Column> joined = columnsOf(table, i, i + 1, vocabulary);
      if (knownFields(joined) > 0) return TableLayout{i, i + 2, std::move(joined)};
    }
    std::vector<Column> columns = columnsOf(table, i, i, vocabulary);
    if (knownFields(columns) > 0) return TableLayout{i, i + 1, std::move(columns)};
  }
  return std::nullopt;
}

std::optional<TableLayout> continuedLayout(const GridTable& table, const TableLayout& above) {
  constexpr std::size_t kFewestColumns = 3;
  const std::size_t width = above.columns.back().to;
  if (width < kFewestColumns || table.rows.empty()) return std::nullopt;
  std::size_t widest = 0;
  bool alike = false;
  for (const GridRow& row : table.rows) {
    widest = std::max(widest, widthOf(row));
    if (widest > width) return std::nullopt;
    if (!alike && &row < table.rows.data() + kRowsToSearch) alike = looksLikeAction(row, above.columns);
  }
  if (!alike || widest != width) return std::nullopt;
  return TableLayout{0, 0, above.columns};
}

LaidRow layRow(const GridRow& row, const std::vector<Column>& columns, bool& overflow,
               std::size_t pastColumn) {
  LaidRow laid(columns.size());
  std::size_t at = 0;
  auto column = columns.begin();  // both go from left to right
  for (const GridCell& cell : row) {
    const std::size_t begin = at;
    at += cell.colspan;
    while (column != columns.end() && column->to <= begin) ++column;
    std::string text = normaliseCell(cell.text);
    if (column == columns.end() || begin < column->from) {
      overflow = overflow || (!text.empty() && begin < pastColumn);
      continue;
    }
    LaidCell& into = laid[static_cast<std::size_t>(column - columns.begin())];
    if (!text.empty()) {
      if (into.text.empty()) {
        into.text = std::move(text);
      } else {
        into.text.append(" ").append(text);
      }
      into.inherited = cell.mergedFromAbove;
    }
    if (!into.fill) into.fill = cell.fill;
    if (!into.ink) into.ink = cell.ink;
    if (cell.mergedFromAbove) into.inherited = true;
  }
  return laid;
}

std::string textBelow(const GridRow& row, const Column& column) {
  std::string text;
  std::size_t at = 0;
  for (const GridCell& cell : row) {
    if (at >= column.to) break;
    if (at >= column.from && !cell.text.empty()) {
      if (!text.empty()) text += ' ';
      text += normaliseCell(cell.text);
    }
    at += cell.colspan;
  }
  return text;
}

std::vector<std::string> firstRowOf(const GridTable& table) {
  constexpr std::size_t kShown = 8;
  constexpr std::size_t kCharacters = 40;
  std::vector<std::string> words;
  for (const GridRow& row : table.rows) {
    for (const GridCell& cell : row) {
      const std::string text = normaliseCell(cell.text);
      if (text.empty() || words.size() == kShown) continue;
      words.push_back("'" + shorten(firstSentence(text), kCharacters) + "'");
    }
    if (!words.empty()) break;
  }
  return words;
}

}  // namespace chaser::plan
