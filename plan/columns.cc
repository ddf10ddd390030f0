// SPDX-License-Identifier: Apache-2.0
#include "plan/columns.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "common/fold.h"
#include "common/text.h"
#include "plan/column_choice.h"
#include "plan/layout.h"

namespace chaser::plan {

namespace {

constexpr std::size_t kHeadingLimit = 300;    // a longer cell is text, whatever its first word
constexpr std::size_t kSubheadingLimit = 60;  // what stands under a group is a word or two

/// Stands between a group and a name under it.
constexpr std::string_view kUnder = " \xE2\x80\x93 ";

struct Heading {
  std::size_t from = 0, to = 0;
  std::string group;  ///< of the row above; empty when there is one row
  std::string text;
  bool isHalf = false;  ///< the group is no wider, so that both are one heading

  [[nodiscard]] std::string whole() const {
    if (group.empty() || text.empty()) return group + text;
    return group + (isHalf ? " " : std::string(kUnder)) + text;
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

/// Whether a name says by itself, or with its group, what a column is. `x lead` is somebody's name.
bool saysWhatItIs(const std::string& name, const std::string& group, const HeadingVocabulary& vocabulary) {
  return !vocabulary.fieldsOf(name).empty() || vocabulary.isKept(name) ||
         vocabulary.knowsExactly(name + " " + group) || vocabulary.knowsExactly(group + " " + name);
}

/// The groups of the row above. A format without merged cells has blank ones behind the group: where names
/// stand below all of them, one at least known, they are the group's. A text alone in its row is a title.
std::vector<Heading> groupsOf(const GridRow& above, const GridRow& below,
                              const HeadingVocabulary& vocabulary) {
  const std::vector<Heading> names = headingsOf(below);
  const auto texts = std::count_if(above.begin(), above.end(),
                                   [](const GridCell& cell) { return !trim(cell.text).empty(); });
  if (texts < 2) return headingsOf(above);
  std::vector<Heading> groups;
  for (Heading& heading : headingsOf(above)) {
    const Heading* name = coverOf(names, heading.from);
    const bool named = name != nullptr && !name->text.empty() && name->text.size() <= kSubheadingLimit;
    Heading* group = groups.empty() ? nullptr : &groups.back();
    const bool behind = heading.text.empty() && named && group != nullptr && !group->text.empty() &&
                        group->to == heading.from;
    if (behind) {
      const Heading* first = coverOf(names, group->from);
      const bool known = first != nullptr && !first->text.empty() &&
                         (saysWhatItIs(name->text, group->text, vocabulary) ||
                          saysWhatItIs(first->text, group->text, vocabulary));
      if (known) {
        group->to = heading.to;
        continue;
      }
    }
    groups.push_back(std::move(heading));
  }
  return groups;
}

/// A cell merged with the one above is that one heading, not a name under it. A second row may end before the
/// first.
std::vector<Heading> headingsOf(const GridRow& above, const GridRow& below,
                                const HeadingVocabulary& vocabulary) {
  const std::vector<Heading> groups = groupsOf(above, below, vocabulary);
  std::vector<Heading> headings = headingsOf(below);
  for (std::size_t i = 0; i < headings.size(); ++i) {
    Heading& heading = headings[i];
    const Heading* group = coverOf(groups, heading.from);
    if (below[i].mergedFromAbove) heading.text.clear();
    if (group == nullptr) continue;
    heading.group = group->text;
    heading.isHalf = group->to - group->from == heading.to - heading.from;
  }
  const std::size_t end = headings.empty() ? 0 : headings.back().to;
  for (const Heading& group : groups) {
    if (group.from >= end) headings.push_back(group);
  }
  return headings;
}

/// `Timescale – Original`, as this file joins a group and a name, is taken apart again.
std::vector<Heading> takenApart(std::vector<Heading> headings) {
  for (Heading& heading : headings) {
    const auto at = heading.text.find(kUnder);
    if (at == std::string::npos || heading.text.find(kUnder, at + 1) != std::string::npos) continue;
    heading.group = heading.text.substr(0, at);
    heading.text.erase(0, at + kUnder.size());
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

/// Names the columns of a table apart.
class HeadingNames {
 public:
  std::string unique(const std::string& heading) {
    std::string name = heading;
    int& copies = copies_[heading];
    while (!taken_.insert(name).second) name = heading + " (" + std::to_string(++copies + 1) + ")";
    return name;
  }

 private:
  std::set<std::string> taken_;
  std::map<std::string, int> copies_;
};

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

}  // namespace

bool Column::is(Field field) const {
  return std::find(fields.begin(), fields.end(), field) != fields.end();
}

std::vector<Column> columnsOf(const GridTable& table, std::size_t first, std::size_t last,
                              const HeadingVocabulary& vocabulary) {
  const std::vector<Heading> headings = first == last
                                            ? takenApart(headingsOf(table.rows[first]))
                                            : headingsOf(table.rows[first], table.rows[last], vocabulary);
  std::set<Field> claimed;  // by hand
  for (const Heading& heading : headings) {
    const bool mapped = vocabulary.isMapped(heading.whole());
    const auto field = mapped ? vocabulary.fieldOf(heading.whole()) : std::nullopt;
    if (field) claimed.insert(*field);
  }
  std::vector<Column> columns;
  HeadingNames names;
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
    column.heading = names.unique(whole);
    columns.push_back(std::move(column));
  }
  chooseColumns(table, last, columns, vocabulary);
  return columns;
}

bool completesHeadings(const GridTable& table, std::size_t row, const HeadingVocabulary& vocabulary) {
  if (row == 0 || row >= table.rows.size()) return false;
  const std::vector<Heading> above = groupsOf(table.rows[row - 1], table.rows[row], vocabulary);
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
