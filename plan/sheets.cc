// SPDX-License-Identifier: Apache-2.0
#include "plan/sheets.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <unordered_set>

#include "common/fold.h"
#include "common/text.h"
#include "plan/refs.h"

namespace chaser::plan {

namespace {

/// What the rows of the sheets that are read say.
struct KnownRows {
  std::unordered_set<std::string> refs, words;
  std::unordered_set<std::string> beginnings;  ///< a number, and how the words under it begin
};

std::string beginningOf(const std::string& ref, const std::string& words) {
  constexpr std::size_t kBeginning = 24;
  return ref + '\n' + words.substr(0, kBeginning);
}

std::set<Field> fieldsOfLayout(const TableLayout& layout) {
  std::set<Field> fields;
  for (const Column& column : layout.columns) fields.insert(column.fields.begin(), column.fields.end());
  return fields;
}

template <typename Visit>
void eachRowView(const GridTable& table, const TableLayout& layout, Visit visit) {
  for (std::size_t i = layout.firstRow; i < layout.endOf(table); ++i) {
    bool overflow = false;
    const LaidRow laid = layRow(table.rows[i], layout.columns, overflow, layout.pastColumn);
    visit(RowView(laid, layout.columns));
  }
}

template <typename Visit>
void eachRow(const GridTable& table, const TableLayout& layout, Visit visit) {
  eachRowView(table, layout, [&](const RowView& row) {
    std::string words = wordsOfRow(row);
    if (!words.empty()) visit(refOfRow(row), std::move(words));
  });
}

void learn(const GridTable& table, const TableLayout& layout, KnownRows& known) {
  eachRow(table, layout, [&](const std::string& ref, std::string words) {
    if (!ref.empty()) {
      known.refs.insert(ref);
      known.beginnings.insert(beginningOf(ref, words));
    }
    known.words.insert(std::move(words));
  });
}

bool hasColumnsOf(const TableLayout& plan, const TableLayout& other) {
  const std::set<Field> wanted = fieldsOfLayout(plan), has = fieldsOfLayout(other);
  for (const Field field : {Field::Ref, Field::Timeline}) {
    if (wanted.count(field) != 0 && has.count(field) == 0) return false;
  }
  const auto common =
      std::count_if(wanted.begin(), wanted.end(), [&](Field field) { return has.count(field) != 0; });
  return static_cast<std::size_t>(common) * 2 >= wanted.size();
}

/// Whether half of its rows, or more, stand on a sheet that is read: with the same words, or under the same
/// number with words that begin alike.
bool repeats(const GridTable& table, const TableLayout& layout, const KnownRows& known) {
  std::size_t rows = 0, again = 0;
  eachRow(table, layout, [&](const std::string& ref, const std::string& words) {
    ++rows;
    const bool alike = !ref.empty() && known.beginnings.count(beginningOf(ref, words)) != 0;
    again += alike || known.words.count(words) != 0 ? 1 : 0;
  });
  return again > 0 && again * 2 >= rows;
}

/// How many rows of a sheet ask for something, how many of them have a date, and how many somebody to do it.
struct Fullness {
  std::size_t rows = 0, dated = 0, owned = 0;

  /// Of dates and owners, how many it has: a column counts when a third of its cells are filled.
  [[nodiscard]] int columns() const {
    const auto counts = [this](std::size_t filled) { return filled > 0 && filled * 3 >= rows ? 1 : 0; };
    return counts(dated) + counts(owned);
  }
};

Fullness fullnessOf(const GridTable& table, const TableLayout& layout) {
  Fullness full;
  eachRowView(table, layout, [&](const RowView& row) {
    const bool asks =
        row.hasOwn(Field::Recommendation) || row.hasOwn(Field::Issue) || row.hasOwn(Field::Action);
    if (!asks) return;
    ++full.rows;
    full.dated += row.text(Field::Timeline).empty() && row.text(Field::Revised).empty() ? 0 : 1;
    full.owned += row.text(Field::Owner).empty() && row.text(Field::ByWhom).empty() ? 0 : 1;
  });
  return full;
}

/// The sheet that is the plan: the first one, unless a later one that is no mere list beside it has more of
/// dates and owners. A summary may stand before the plan.
std::size_t planAmong(const LaidTables& tables) {
  std::size_t best = 0;
  Fullness fullest;
  for (std::size_t i = 0; i < tables.size(); ++i) {
    const auto& [table, layout] = tables[i];
    if (i > 0 && layout.firstRow == 0) continue;  // goes on with the one above
    const Fullness full = fullnessOf(*table, layout);
    if (i > 0 && (full.columns() <= fullest.columns() || full.rows * 2 < fullest.rows)) continue;
    best = i;
    fullest = full;
  }
  return best;
}

/// The actions that stand on a sheet that is left out, and on none that is read: their numbers, or their
/// words where the plan has no numbers.
std::string lostWith(const GridTable& table, const TableLayout& layout, const KnownRows& known) {
  constexpr std::size_t kNamed = 10, kLongestName = 30;
  std::vector<std::string> names;
  std::unordered_set<std::string> seen;
  std::size_t more = 0;
  eachRow(table, layout, [&](const std::string& ref, const std::string& words) {
    const bool numbered = !known.refs.empty();
    const std::string& name = numbered ? ref : words;
    const bool isKnown = name.empty() || (numbered ? known.refs : known.words).count(name) != 0;
    if (isKnown || known.words.count(words) != 0 || !seen.insert(name).second) return;
    if (names.size() < kNamed) {
      names.push_back(numbered ? shorten(name, kLongestName) : "'" + shorten(name, kLongestName) + "'");
    } else {
      ++more;
    }
  });
  if (names.empty()) return {};
  if (more > 0) names.push_back(fmt::format("{} more", more));
  return ", and with it what stands on no other sheet: " + joinWords(names);
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
  const std::size_t plan = planAmong(tables);
  const std::string name = tables[plan].first->name;
  KnownRows known;
  learn(*tables[plan].first, tables[plan].second, known);
  notes.push_back({name, "the sheet that was read as the plan"});
  std::vector<const char*> whyOut(tables.size(), nullptr);
  for (std::size_t i = 0; i < tables.size(); ++i) {
    if (i == plan) continue;
    const auto& [table, layout] = tables[i];
    const bool goesOn = i > 0 && layout.firstRow == 0 && whyOut[i - 1] == nullptr;
    if (!goesOn && !hasColumnsOf(tables[plan].second, layout)) {
      whyOut[i] = "a sheet without the columns of '{}'; it was left out";
    } else if (repeats(*table, layout, known)) {
      whyOut[i] = i < plan ? "a sheet with actions of '{}'; it was left out"
                           : "a sheet with the actions of one before it; it was left out";
    } else {
      learn(*table, layout, known);
    }
  }
  LaidTables kept;
  for (std::size_t i = 0; i < tables.size(); ++i) {
    auto& [table, layout] = tables[i];
    if (whyOut[i] != nullptr) {
      notes.push_back(
          {table->name, fmt::format(fmt::runtime(whyOut[i]), name) + lostWith(*table, layout, known)});
      continue;
    }
    if (i != plan) notes.push_back({table->name, "a sheet with actions of its own; it was read too"});
    kept.emplace_back(table, std::move(layout));
  }
  tables = std::move(kept);
  return notes;
}

}  // namespace chaser::plan
