// SPDX-License-Identifier: Apache-2.0
#include "plan/column_choice.h"

#include <algorithm>
#include <optional>

#include "common/fold.h"
#include "common/text.h"
#include "plan/column_memory.h"
#include "plan/rag.h"
#include "plan/status_words.h"
#include "plan/timeline.h"

namespace chaser::plan {

namespace {

constexpr std::size_t kRowsToJudge = 200;  // more of a column say nothing new about what it holds

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

bool mayGive(const Column& column) {
  return !column.mapped && column.fields.size() == 1;
}

/// The field goes from one column to another that says so too.
void handOver(Column& from, Column& to, Field field) {
  from.fields.clear();
  from.alsoLike = field;
  to.alsoLike.reset();
  to.fields = {field};
}

template <typename Better>
void handOverTo(std::vector<Column>& columns, Field field, Better better) {
  Column* first = columnOf(columns, field);
  if (first == nullptr || !mayGive(*first)) return;
  for (Column& other : columns) {
    if (other.alsoLike != field || !other.fields.empty() || !better(*first, other)) continue;
    handOver(*first, other, field);
    first = &other;
  }
}

/// Of several colours, the one about how far the work is.
void preferDelivery(std::vector<Column>& columns) {
  const auto isAboutWork = [](const Column& column) {
    return hasWord(column.heading, {"progress", "delivery", "action", "actions", "process", "current"});
  };
  handOverTo(columns, Field::Rag, [&](const Column& first, const Column& other) {
    return !isAboutWork(first) && isAboutWork(other);
  });
}

/// Whoever oversees an action is asked after whoever leads it.
void preferLead(std::vector<Column>& columns) {
  const auto oversees = [](const Column& column) {
    return hasWord(column.heading, {"executive", "exec", "sro", "director", "chief", "board"});
  };
  handOverTo(columns, Field::Owner,
             [&](const Column& first, const Column& other) { return oversees(first) && !oversees(other); });
}

/// Whether the cells below a heading are filled in, and whether any of them gives a day or a period.
struct DatesBelow {
  bool filled = false, dated = false;
};

DatesBelow datesBelow(const GridTable& table, std::size_t below, const Column& column) {
  DatesBelow found;
  for (std::size_t i = below + 1; i < table.rows.size() && i < below + kRowsToJudge && !found.dated; ++i) {
    const GridCell* cell = cellAt(table.rows[i], column.from);
    if (cell == nullptr || saysNothing(cell->text)) continue;
    found.filled = true;
    const auto readings = readTimeline(cell->text, {});
    found.dated = std::any_of(readings.begin(), readings.end(),
                              [](const TimelineReading& reading) { return reading.due.has_value(); });
  }
  return found;
}

/// `Date` may be that of the meeting, and `Target` a number.
void preferDeadline(const GridTable& table, std::size_t below, std::vector<Column>& columns) {
  const auto isBare = [](const Column& column) {
    const std::string words = foldWords(column.heading);
    return words == "date" || words == "target" || words == "dates" || words == "targets";
  };
  handOverTo(columns, Field::Timeline, [&](const Column& first, const Column& other) {
    if (isBare(first) && !isBare(other)) return true;
    const DatesBelow own = datesBelow(table, below, first);
    return own.filled && !own.dated && datesBelow(table, below, other).dated;
  });
}

std::optional<Date> dayOfHeading(const Column& column) {
  std::optional<Date> day;
  for (const TimelineReading& reading : readTimeline(column.heading, {})) day = reading.due;
  return day;
}

/// `Progress October 2023`, `Progress November 2023`: the latest news counts.
void preferLatest(std::vector<Column>& columns) {
  for (const Field field : {Field::Progress, Field::Comments, Field::Rag, Field::Status}) {
    handOverTo(columns, field, [](const Column& first, const Column& other) {
      const auto earlier = dayOfHeading(first), later = dayOfHeading(other);
      return earlier && later && *earlier < *later;
    });
  }
}

/// How the words of a column's cells are spread.
struct Tally {
  std::size_t filled = 0, colours = 0, states = 0, ends = 0, grades = 0;
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
    if (saysNothing(cell->text)) continue;
    ++tally.filled;
    const bool brief = std::count(words.begin(), words.end(), ' ') < 4;
    if (brief && ragOfWords(cell->text)) ++tally.colours;
    if (brief && (stateOfStatus(cell->text) || isDoubtfulStatus(cell->text))) ++tally.states;
    if (isClearlyOver(cell->text)) ++tally.ends;
    if (isGrade(words)) ++tally.grades;
  }
  return tally;
}

/// Numbers rate when a legend explains them; most plans mean a priority.
void judgeRating(const Tally& tally, Column& column) {
  if (tally.grades * 2 <= tally.filled || tally.colours > 0) return;
  column.fields.clear();
  column.kept = true;
  column.graded = true;
}

/// Some headings say less than the cells below them.
void judgeByCells(const GridTable& table, std::size_t below, std::vector<Column>& columns) {
  for (Column& column : columns) {
    if (!mayGive(column)) continue;
    const Field field = column.fields.front();
    const bool status =
        field == Field::Status || (field == Field::Progress && hasWord(column.heading, {"status"}));
    if (!status && field != Field::Rag) continue;
    const Tally tally = tallyOf(table, below, column);
    if (field == Field::Rag) {
      judgeRating(tally, column);
      continue;
    }
    const bool rated = columnOf(columns, Field::Rag) != nullptr;
    const bool hasStatus = columnOf(columns, Field::Status) != nullptr;
    if (tally.filled == 0) continue;
    if (!rated && tally.colours * 2 > tally.filled) {
      column.fields = {Field::Rag};
    } else if ((tally.states + tally.colours) * 5 >= tally.filled * 4) {
      if (!hasStatus) column.fields = {Field::Status};
      if (!rated && tally.colours > 0) column.fields.insert(column.fields.begin(), Field::Rag);
    } else if (!hasStatus && tally.ends > 0) {
      // News, of which some is no more than that it is over.
      column.fields = {Field::Status, field};
    }
  }
}

/// `Date completed` and beside it `Closed?`, answered yes or no: the second is the plan's status, when it has
/// no other.
void takeAnswersAsStatus(const GridTable& table, std::size_t below, std::vector<Column>& columns) {
  for (Column& column : columns) {
    if (column.alsoLike != Field::Completed || !column.fields.empty() || column.mapped) continue;
    if (columnOf(columns, Field::Status) != nullptr) return;
    std::size_t filled = 0, answers = 0;
    for (std::size_t i = below + 1; i < table.rows.size() && i < below + kRowsToJudge; ++i) {
      const GridCell* cell = cellAt(table.rows[i], column.from);
      if (cell == nullptr || cell->mergedFromAbove || saysNothing(cell->text)) continue;
      ++filled;
      answers += isYesOrNo(cell->text) ? 1 : 0;
    }
    if (answers == 0 || answers < filled) continue;
    column.fields = {Field::Status};
    column.alsoLike.reset();
  }
}

/// A field that no column has any more goes to the first one that says so; true when there was such.
bool fillFreed(std::vector<Column>& columns) {
  bool filled = false;
  for (Column& column : columns) {
    if (!column.alsoLike || !column.fields.empty() || columnOf(columns, *column.alsoLike) != nullptr)
      continue;
    column.fields = {*column.alsoLike};
    column.alsoLike.reset();
    filled = true;
  }
  return filled;
}

}  // namespace

void chooseColumns(const GridTable& table, std::size_t below, std::vector<Column>& columns,
                   const HeadingVocabulary& vocabulary) {
  preferDelivery(columns);
  preferLead(columns);
  preferDeadline(table, below, columns);
  preferLatest(columns);
  judgeByCells(table, below, columns);
  if (fillFreed(columns)) judgeByCells(table, below, columns);
  takeAnswersAsStatus(table, below, columns);
  keepMeanings(columns, vocabulary);
  nameTheDates(columns, vocabulary);
}

}  // namespace chaser::plan
