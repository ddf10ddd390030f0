// SPDX-License-Identifier: Apache-2.0
#include "plan/columns.h"

#include <algorithm>
#include <optional>
#include <set>

#include "common/fold.h"
#include "common/text.h"
#include "plan/column_memory.h"
#include "plan/layout.h"
#include "plan/rag.h"
#include "plan/row_dates.h"

namespace chaser::plan {

namespace {

constexpr std::size_t kHeadingLimit = 300;    // a longer cell is text, whatever its first word
constexpr std::size_t kSubheadingLimit = 60;  // what stands under a group is a word or two
constexpr std::size_t kRowsToJudge = 200;     // more of a column say nothing new about what it holds

struct Heading {
  std::size_t from = 0, to = 0;
  std::string group;  ///< of the row above; empty when there is one row
  std::string text;
  bool isHalf = false;  ///< the group is no wider, so that both are one heading

  [[nodiscard]] std::string whole() const {
    if (group.empty() || text.empty()) return group + text;
    return group + (isHalf ? " " : " \xE2\x80\x93 ") + text;
  }
};

std::vector<Heading> headingsOf(const GridRow& row) {
  std::vector<Heading> headings;
  std::size_t at = 0;
  for (const GridCell& cell : row) {
    headings.push_back(Heading{at, at + cell.colspan, {}, normaliseCell(cell.text), false});
    at += cell.colspan;
  }
  return headings;
}

const Heading* coverOf(const std::vector<Heading>& headings, std::size_t column) {
  for (const Heading& heading : headings) {
    if (column >= heading.from && column < heading.to) return &heading;
  }
  return nullptr;
}

/// A cell merged with the one above is that one heading, not a name under it.
std::vector<Heading> headingsOf(const GridRow& above, const GridRow& below) {
  const std::vector<Heading> groups = headingsOf(above);
  std::vector<Heading> headings = headingsOf(below);
  for (std::size_t i = 0; i < headings.size(); ++i) {
    Heading& heading = headings[i];
    const Heading* group = coverOf(groups, heading.from);
    if (below[i].mergedFromAbove) heading.text.clear();
    if (group == nullptr) continue;
    heading.group = group->text;
    heading.isHalf = group->to - group->from == heading.to - heading.from;
  }
  return headings;
}

/// `(dd/mm/yyyy)`, `[R/A/G]`, `dd/mm/yy`: how to fill the column, not what it is.
bool isUnit(std::string_view text) {
  text = trim(text);
  if ((text.starts_with('(') && text.ends_with(')')) || (text.starts_with('[') && text.ends_with(']')))
    return true;
  const std::string words = foldWords(text);
  return words.starts_with("dd mm") || words == "h m l" || words == "r a g" || words == "b r a g";
}

std::vector<Field> fieldsOf(const Heading& heading, const HeadingVocabulary& vocabulary) {
  const std::string whole = heading.whole();
  if (whole.size() > kHeadingLimit) return {};
  if (heading.group.empty() || heading.text.empty() || isUnit(heading.text))
    return vocabulary.fieldsOf(heading.group.empty() ? heading.text : heading.group);
  if (vocabulary.isMapped(whole)) return vocabulary.fieldsOf(whole);
  // `Date – Revised` is the revised date, and `Delivery – RAG` the delivery RAG; then the name has the word.
  const std::string forwards = heading.group + " " + heading.text;
  const std::string backwards = heading.text + " " + heading.group;
  for (const std::string& words : {backwards, forwards}) {
    if (vocabulary.knowsExactly(words)) return vocabulary.fieldsOf(words);
  }
  for (const std::string& words : {heading.text, backwards, forwards}) {
    if (auto fields = vocabulary.fieldsOf(words); !fields.empty()) return fields;
    if (vocabulary.isKept(words)) return {};
  }
  return {};
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

/// The cell that begins in this column of the grid; null when there is none.
const GridCell* cellAt(const GridRow& row, std::size_t column) {
  std::size_t at = 0;
  for (const GridCell& cell : row) {
    if (at == column) return &cell;
    if (at > column) break;
    at += cell.colspan;
  }
  return nullptr;
}

/// The columns of the grid in which any row below the headings begins a text. One pass, however many columns
/// have no heading.
std::set<std::size_t> usedColumns(const GridTable& table, std::size_t below) {
  std::set<std::size_t> used;
  for (std::size_t i = below + 1; i < table.rows.size(); ++i) {
    std::size_t at = 0;
    for (const GridCell& cell : table.rows[i]) {
      if (!trim(cell.text).empty()) used.insert(at);
      at += cell.colspan;
    }
  }
  return used;
}

Column* columnOf(std::vector<Column>& columns, Field field) {
  const auto found =
      std::find_if(columns.begin(), columns.end(), [&](const Column& column) { return column.is(field); });
  return found == columns.end() ? nullptr : &*found;
}

/// A revised date without another to revise is the date; a day of completion is one too, and says that it is
/// over. Where the plan had its dates in a column that is missing now, these stand beside it still.
void nameTheDates(std::vector<Column>& columns, const HeadingVocabulary& vocabulary) {
  if (columnOf(columns, Field::Timeline) != nullptr) return;
  if (Column* revised = columnOf(columns, Field::Revised)) {
    if (wasBesideDates(*revised, vocabulary)) return;
    std::replace(revised->fields.begin(), revised->fields.end(), Field::Revised, Field::Timeline);
  } else if (Column* completed = columnOf(columns, Field::Completed)) {
    if (wasBesideDates(*completed, vocabulary)) return;
    completed->fields.insert(completed->fields.begin(), Field::Timeline);
  }
}

bool hasWord(const std::string& heading, std::initializer_list<std::string_view> words) {
  const std::string text = " " + foldWords(heading) + " ";
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
    return text.find(" " + std::string(word) + " ") != std::string::npos;
  });
}

/// Of several colours, the one about how far the work is.
void preferDelivery(std::vector<Column>& columns) {
  const auto isAboutWork = [](const Column& column) {
    return hasWord(column.heading, {"progress", "delivery", "action", "actions", "process", "current"});
  };
  Column* first = columnOf(columns, Field::Rag);
  if (first == nullptr || first->mapped || isAboutWork(*first) || first->fields.size() > 1) return;
  for (Column& other : columns) {
    if (other.alsoLike != Field::Rag || !isAboutWork(other)) continue;
    first->fields.clear();
    first->alsoLike = Field::Rag;
    other.alsoLike.reset();
    other.fields = {Field::Rag};
    return;
  }
}

/// How the words of a column's cells are spread.
struct Tally {
  std::size_t filled = 0, colours = 0, states = 0, grades = 0;
};

bool isGrade(const std::string& words) {
  static constexpr std::string_view kGrades[] = {"high",      "medium",   "low",   "h",     "m",       "l",
                                                 "very high", "1",        "2",     "3",     "4",       "5",
                                                 "med",       "critical", "minor", "major", "moderate"};
  return std::find(std::begin(kGrades), std::end(kGrades), words) != std::end(kGrades);
}

Tally tallyOf(const GridTable& table, std::size_t below, const Column& column) {
  Tally tally;
  for (std::size_t i = below + 1; i < table.rows.size() && i < below + kRowsToJudge; ++i) {
    const GridCell* cell = cellAt(table.rows[i], column.from);
    if (cell == nullptr || cell->mergedFromAbove) continue;
    const std::string words = foldWords(cell->text);
    if (words.empty()) continue;
    ++tally.filled;
    const bool brief = std::count(words.begin(), words.end(), ' ') < 4;
    if (brief && ragOfWords(cell->text)) ++tally.colours;
    if (brief && stateOfStatus(cell->text)) ++tally.states;
    if (isGrade(words)) ++tally.grades;
  }
  return tally;
}

/// Some headings say less than the cells below them.
void judgeByCells(const GridTable& table, std::size_t below, std::vector<Column>& columns) {
  for (Column& column : columns) {
    if (column.mapped || column.fields.size() != 1) continue;
    Field& field = column.fields.front();
    const bool status =
        field == Field::Status || (field == Field::Progress && hasWord(column.heading, {"status"}));
    if (!status && field != Field::Rag) continue;
    const Tally tally = tallyOf(table, below, column);
    if (field == Field::Rag) {
      // Numbers rate when a legend explains them; most plans mean a priority.
      if (tally.grades * 2 > tally.filled && tally.colours == 0) {
        column.fields.clear();
        column.kept = true;
      }
      continue;
    }
    const bool rated = columnOf(columns, Field::Rag) != nullptr;
    if (tally.filled == 0) continue;
    if (!rated && tally.colours * 2 > tally.filled) {
      field = Field::Rag;
    } else if ((tally.states + tally.colours) * 5 >= tally.filled * 4) {
      if (columnOf(columns, Field::Status) == nullptr) field = Field::Status;
      if (!rated && tally.colours > 0) column.fields.insert(column.fields.begin(), Field::Rag);
    }
  }
}

}  // namespace

bool Column::is(Field field) const {
  return std::find(fields.begin(), fields.end(), field) != fields.end();
}

std::vector<Column> columnsOf(const GridTable& table, std::size_t first, std::size_t last,
                              const HeadingVocabulary& vocabulary) {
  const std::vector<Heading> headings =
      first == last ? headingsOf(table.rows[first]) : headingsOf(table.rows[first], table.rows[last]);
  std::set<Field> claimed;  // by hand
  for (const Heading& heading : headings) {
    const bool mapped = vocabulary.isMapped(heading.whole());
    const auto field = mapped ? vocabulary.fieldOf(heading.whole()) : std::nullopt;
    if (field) claimed.insert(*field);
  }
  std::vector<Column> columns;
  std::set<Field> taken;
  std::optional<std::set<std::size_t>> used;
  for (const Heading& heading : headings) {
    Column column;
    column.from = heading.from;
    column.to = heading.to;
    std::string whole = heading.whole();
    if (whole.empty()) {
      if (!used) used = usedColumns(table, last);
      if (used->count(column.from) == 0) continue;
    }
    column.mapped = vocabulary.isMapped(whole);
    column.kept = vocabulary.isKept(whole);
    for (const Field field : fieldsOf(heading, vocabulary)) {
      const bool outdone = !column.mapped && claimed.count(field) != 0;
      if (outdone || !taken.insert(field).second) {
        column.alsoLike = field;
      } else {
        column.fields.push_back(field);
      }
    }
    if (whole.empty()) whole = "Column " + std::to_string(column.from + 1);
    column.heading = uniqueHeading(std::move(whole), columns);
    columns.push_back(std::move(column));
  }
  preferDelivery(columns);
  judgeByCells(table, last, columns);
  keepMeanings(columns, vocabulary);
  nameTheDates(columns, vocabulary);
  return columns;
}

bool completesHeadings(const GridTable& table, std::size_t row, const HeadingVocabulary& vocabulary) {
  if (row == 0 || row >= table.rows.size()) return false;
  const std::vector<Heading> above = headingsOf(table.rows[row - 1]);
  const std::vector<Heading> below = headingsOf(table.rows[row]);
  bool units = true, names = true, halves = true, grouped = false;
  std::size_t count = 0;
  for (std::size_t i = 0; i < below.size(); ++i) {
    const Heading& name = below[i];
    if (name.text.empty() || table.rows[row][i].mergedFromAbove) continue;
    ++count;
    if (name.text.size() > kSubheadingLimit) return false;
    const Heading* group = coverOf(above, name.from);
    const bool single = group != nullptr && group->to - group->from == 1 && !group->text.empty();
    units = units && isUnit(name.text);
    names = names && !single;
    grouped = grouped || (group != nullptr && !single && !group->text.empty());
    halves = halves && single && vocabulary.knowsExactly(group->text + " " + name.text);
  }
  return count > 0 && (units || halves || (names && (grouped || count > 1)));
}

}  // namespace chaser::plan
