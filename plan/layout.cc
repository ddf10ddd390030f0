// SPDX-License-Identifier: Apache-2.0
#include "plan/layout.h"

#include <algorithm>
#include <set>

#include "common/text.h"

namespace chaser::plan {

namespace {

constexpr std::size_t kRowsToSearch = 20;
constexpr std::size_t kHeadingLimit = 300;  // a longer cell is text, whatever its first word

bool saysWhatToDo(Field field) {
  return field == Field::Recommendation || field == Field::Issue || field == Field::Action;
}

/// What there is to chase by: without any of these a table of words is no plan.
bool saysWhichWhoOrWhen(Field field) {
  return field == Field::Ref || field == Field::Timeline || field == Field::Rag || field == Field::Owner ||
         field == Field::ByWhom || field == Field::Status;
}

std::string uniqueHeading(std::string heading, const std::vector<Column>& columns) {
  const std::string base = heading;
  for (int n = 2;; ++n) {
    const bool taken = std::any_of(columns.begin(), columns.end(),
                                   [&](const Column& column) { return column.heading == heading; });
    if (!taken) return heading;
    heading = base + " (" + std::to_string(n) + ")";
  }
}

/// Whether any row below the headings has text in a column that has none.
bool isUsed(const GridTable& table, std::size_t below, std::size_t column) {
  for (std::size_t i = below + 1; i < table.rows.size(); ++i) {
    std::size_t at = 0;
    for (const GridCell& cell : table.rows[i]) {
      if (at == column && !trim(cell.text).empty()) return true;
      at += cell.colspan;
    }
  }
  return false;
}

Column* columnOf(std::vector<Column>& columns, Field field) {
  const auto found =
      std::find_if(columns.begin(), columns.end(), [&](const Column& column) { return column.is(field); });
  return found == columns.end() ? nullptr : &*found;
}

/// A revised date without another to revise is the date; a day of completion is one too, and says that it is
/// over.
void nameTheDates(std::vector<Column>& columns) {
  if (columnOf(columns, Field::Timeline) != nullptr) return;
  if (Column* revised = columnOf(columns, Field::Revised)) {
    std::replace(revised->fields.begin(), revised->fields.end(), Field::Revised, Field::Timeline);
  } else if (Column* completed = columnOf(columns, Field::Completed)) {
    completed->fields.insert(completed->fields.begin(), Field::Timeline);
  }
}

std::vector<Column> columnsOf(const GridTable& table, std::size_t rowIndex,
                              const HeadingVocabulary& vocabulary) {
  std::vector<Column> columns;
  std::set<Field> taken;
  std::set<Field> claimed;  // by hand
  for (const GridCell& cell : table.rows[rowIndex]) {
    const std::string heading = normaliseCell(cell.text);
    const auto field = vocabulary.isMapped(heading) ? vocabulary.fieldOf(heading) : std::nullopt;
    if (field) claimed.insert(*field);
  }
  std::size_t at = 0;
  for (const GridCell& cell : table.rows[rowIndex]) {
    Column column;
    column.from = at;
    column.to = at + cell.colspan;
    at = column.to;
    std::string heading = normaliseCell(cell.text);
    column.mapped = vocabulary.isMapped(heading);
    std::vector<Field> fields;
    if (column.mapped || heading.size() <= kHeadingLimit) fields = vocabulary.fieldsOf(heading);
    if (heading.empty() && !isUsed(table, rowIndex, column.from)) continue;
    if (heading.empty()) heading = "Column " + std::to_string(column.from + 1);
    for (const Field field : fields) {
      const bool outdone = !column.mapped && claimed.count(field) != 0;
      if (outdone || !taken.insert(field).second) {
        column.alsoLike = field;
      } else {
        column.fields.push_back(field);
      }
    }
    column.heading = uniqueHeading(std::move(heading), columns);
    columns.push_back(std::move(column));
  }
  nameTheDates(columns);
  return columns;
}

}  // namespace

bool Column::is(Field field) const {
  return std::find(fields.begin(), fields.end(), field) != fields.end();
}

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

std::string normaliseCell(std::string_view text) {
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
    std::vector<Column> columns = columnsOf(table, i, vocabulary);
    std::size_t known = 0;
    bool substance = false;
    bool chaseable = false;
    for (const Column& column : columns) {
      for (const Field field : column.fields) {
        ++known;
        substance = substance || saysWhatToDo(field);
        chaseable = chaseable || column.mapped || saysWhichWhoOrWhen(field);
      }
    }
    if (known >= 2 && substance && chaseable) return TableLayout{i, std::move(columns)};
  }
  return std::nullopt;
}

LaidRow layRow(const GridRow& row, const std::vector<Column>& columns, bool& overflow) {
  LaidRow laid(columns.size());
  std::size_t at = 0;
  for (const GridCell& cell : row) {
    const std::size_t begin = at;
    at += cell.colspan;
    const auto column = std::find_if(columns.begin(), columns.end(),
                                     [&](const Column& c) { return begin >= c.from && begin < c.to; });
    std::string text = normaliseCell(cell.text);
    if (column == columns.end()) {
      overflow = overflow || !text.empty();
      continue;
    }
    LaidCell& into = laid[static_cast<std::size_t>(column - columns.begin())];
    if (!text.empty()) {
      if (!into.text.empty()) into.text += ' ';
      into.text += text;
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
