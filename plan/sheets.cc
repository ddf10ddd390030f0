// SPDX-License-Identifier: Apache-2.0
#include "plan/sheets.h"

#include <algorithm>
#include <map>
#include <set>

#include "common/fold.h"
#include "plan/refs.h"

namespace chaser::plan {

namespace {

/// What the rows of the sheets that are read say, by their numbers; those without one, by their words.
struct KnownRows {
  std::map<std::string, std::set<std::string>> byRef;
  std::set<std::string> words;
};

std::set<Field> fieldsOfLayout(const TableLayout& layout) {
  std::set<Field> fields;
  for (const Column& column : layout.columns) fields.insert(column.fields.begin(), column.fields.end());
  return fields;
}

template <typename Visit>
void eachRow(const GridTable& table, const TableLayout& layout, Visit visit) {
  for (std::size_t i = layout.firstRow; i < layout.endOf(table); ++i) {
    bool overflow = false;
    const LaidRow laid = layRow(table.rows[i], layout.columns, overflow, layout.pastColumn);
    const RowView row(laid, layout.columns);
    std::string words = wordsOfRow(row);
    if (!words.empty()) visit(refOfRow(row), std::move(words));
  }
}

void learn(const GridTable& table, const TableLayout& layout, KnownRows& known) {
  eachRow(table, layout, [&](const std::string& ref, std::string words) {
    if (!ref.empty()) known.byRef[ref].insert(words);
    known.words.insert(std::move(words));
  });
}

bool hasColumnsOf(const TableLayout& first, const TableLayout& other) {
  const std::set<Field> wanted = fieldsOfLayout(first), has = fieldsOfLayout(other);
  for (const Field field : {Field::Ref, Field::Timeline}) {
    if (wanted.count(field) != 0 && has.count(field) == 0) return false;
  }
  const auto common =
      std::count_if(wanted.begin(), wanted.end(), [&](Field field) { return has.count(field) != 0; });
  return static_cast<std::size_t>(common) * 2 >= wanted.size();
}

/// Whether half of its rows, or more, stand on an earlier sheet: with the same words, or under the same
/// number with words that begin alike.
bool repeats(const GridTable& table, const TableLayout& layout, const KnownRows& known) {
  constexpr std::size_t kBeginning = 24;
  std::size_t rows = 0, again = 0;
  eachRow(table, layout, [&](const std::string& ref, const std::string& words) {
    ++rows;
    const auto numbered = known.byRef.find(ref);
    const bool alike =
        numbered != known.byRef.end() &&
        std::any_of(numbered->second.begin(), numbered->second.end(), [&](const std::string& earlier) {
          return earlier.compare(0, kBeginning, words, 0, kBeginning) == 0;
        });
    again += alike || known.words.count(words) != 0 ? 1 : 0;
  });
  return again > 0 && again * 2 >= rows;
}

}  // namespace

std::string wordsOfRow(const RowView& row) {
  std::string words;
  for (const Field field : {Field::Recommendation, Field::Issue, Field::Action}) {
    const std::string text = foldWords(row.text(field));
    if (text.empty()) continue;
    if (!words.empty()) words += ' ';
    words += text;
  }
  return words;
}

std::string refOfRow(const RowView& row) {
  std::string ref = refOfCell(row.text(Field::Ref));
  if (ref.empty()) ref = leadingNumber(row.text(Field::Recommendation));
  if (ref.empty()) ref = leadingNumber(row.text(Field::Issue));
  return ref;
}

std::vector<SheetNote> keepSheetsOfPlan(LaidTables& tables) {
  std::vector<SheetNote> notes;
  const bool several = std::any_of(tables.begin(), tables.end(), [&](const auto& laid) {
    return !laid.first->name.empty() && laid.first != tables.front().first;
  });
  if (!several) return notes;
  const TableLayout first = tables.front().second;
  const std::string name = tables.front().first->name;
  notes.push_back({name, "the sheet that was read as the plan"});
  KnownRows known;
  LaidTables kept;
  for (auto& [table, layout] : tables) {
    const bool isFirst = kept.empty();
    if (!isFirst && layout.firstRow > 0 && !hasColumnsOf(first, layout)) {
      notes.push_back({table->name, "a sheet without the columns of '" + name + "'; it was left out"});
    } else if (!isFirst && repeats(*table, layout, known)) {
      notes.push_back({table->name, "a sheet with the actions of one before it; it was left out"});
    } else {
      if (!isFirst) notes.push_back({table->name, "a sheet with actions of its own; it was read too"});
      learn(*table, layout, known);
      kept.emplace_back(table, std::move(layout));
    }
  }
  tables = std::move(kept);
  return notes;
}

}  // namespace chaser::plan
