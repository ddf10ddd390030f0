// SPDX-License-Identifier: Apache-2.0
#include "plan/export/row_composer.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "common/text.h"
#include "plan/action_text.h"
#include "plan/draft_action.h"
#include "plan/export/promise_words.h"
#include "plan/layout.h"
#include "plan/rag.h"
#include "plan/reading.h"
#include "plan/refs.h"
#include "plan/row_dates.h"
#include "plan/same_promise.h"
#include "plan/shared_cell.h"
#include "plan/status_words.h"

namespace chaser::plan {

namespace {

bool hasFieldIn(const std::vector<Field>& fields, Field field) {
  return std::find(fields.begin(), fields.end(), field) != fields.end();
}

/// DD/MM/YYYY and nothing else.
std::optional<Date> dayOf(std::string_view text) {
  if (text.size() != 10 || text[2] != '/' || text[5] != '/') return std::nullopt;
  return Date::parse(fmt::format("{}-{}-{}", text.substr(6), text.substr(3, 2), text.substr(0, 2)));
}

bool samePromises(const std::vector<Milestone>& document, const std::vector<Milestone>& database) {
  return std::equal(document.begin(), document.end(), database.begin(), database.end(), samePromise);
}

std::vector<Milestone> withoutWords(std::vector<Milestone> milestones) {
  for (Milestone& m : milestones) m.text.clear();
  return milestones;
}

std::string dayWords(Date day) {
  return fmt::format("{:02}/{:02}/{}", day.day(), day.month(), day.year());
}

/// The dates in force of what is open and moved, for a column of revised dates.
std::string movedWords(const std::vector<Milestone>& milestones, unsigned yearStarts) {
  std::string words;
  for (const Milestone& m : milestones) {
    if (isDone(m) || !m.due || !m.baselineDue || m.due == m.baselineDue) continue;
    if (!words.empty()) words += '\n';
    words += periodWords(m, yearStarts).front();
    if (m.basis) words += *m.basis == Basis::Agreed ? " (A)" : " (I)";
  }
  return words;
}

}  // namespace

struct RowComposer::Work {
  const StoredAction& action;
  PlanSheetRow row;

  /// What the document said in this column at the last import; nullptr when it had no such cell.
  [[nodiscard]] const Cell* before(const ComposedColumn& column) const {
    for (const std::string& heading : column.sources) {
      for (const Cell& cell : action.cells) {
        if (cell.heading == heading) return &cell;
      }
    }
    return nullptr;
  }
};

RowComposer::RowComposer(const std::vector<ComposedColumn>& columns, const Plan& plan,
                         const DraftOptions& reading)
    : columns_(columns), plan_(plan), timeline_(timelineOptions(reading)) {
  timeline_.yearStarts = plan.yearStarts;
  // Whoever reads the sheet one day may not know on which day it was written.
  timeline_.asOf.reset();
}

PlanSheetRow RowComposer::compose(const StoredAction& action) const {
  Work work{action, {&action.record, std::vector<PlanSheetCell>(columns_.size())}};
  for (std::size_t i = 0; i < columns_.size(); ++i) work.row.cells[i].text = cellText(work, i);
  writePromises(work);
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    PlanSheetCell& cell = work.row.cells[i];
    if (hasFieldIn(columns_[i].fields, Field::Rag)) cell.rag = action.record.action.rag;
    const bool dates = hasFieldIn(columns_[i].fields, Field::Timeline) ||
                       hasFieldIn(columns_[i].fields, Field::Revised) ||
                       hasFieldIn(columns_[i].fields, Field::Completed);
    if (dates) cell.day = dayOf(cell.text);
  }
  return std::move(work.row);
}

/// The cell but for its dates, which are the row's business.
std::string RowComposer::cellText(const Work& work, std::size_t column) const {
  const std::vector<Field>& fields = columns_[column].fields;
  const Cell* before = work.before(columns_[column]);
  std::string said = before != nullptr ? documentText(before->text) : std::string();
  if (fields.empty()) return said;
  if (fields.size() == 1) return partText(work, column, fields.front());
  // Two fields share the cell: its words stand while both do.
  for (const Field field : fields) {
    const std::string* text = textOf(work.action.record.action, field);
    if (text != nullptr && before != nullptr && documentText(*text) != partOf(before->reading, field))
      return partText(work, column, field);
  }
  return said;
}

std::string RowComposer::partText(const Work& work, std::size_t column, Field field) const {
  const ActionRecord& record = work.action.record;
  const Cell* before = work.before(columns_[column]);
  std::string said = before != nullptr ? documentText(before->text) : std::string();
  if (const std::string* text = textOf(record.action, field)) return documentText(*text);
  if (field == Field::Ref) {
    const bool stands = before != nullptr && (said.empty() || refOfCell(said) == record.action.ref);
    return stands ? said : record.action.ref;
  }
  if (field == Field::Owner) {
    const std::string roles = readingOf(record.owners);
    return before != nullptr && before->reading == roles ? said : documentText(roles);
  }
  if (field == Field::Rag) {
    if (before != nullptr && before->reading == readingOf(record.action.rag)) return said;
    // Words that name another colour than the one that somebody has set since go.
    std::string text = documentText(record.action.ragText);
    return ragOfText(text, plan_.ragKey) == record.action.rag || !record.action.rag ? text : std::string();
  }
  return said;
}

/// The text that import will take for a field of dates.
std::string RowComposer::when(const Work& work, Field field) const {
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    const std::vector<Field>& fields = columns_[i].fields;
    if (!hasFieldIn(fields, field)) continue;
    const std::string& text = work.row.cells[i].text;
    if (field == Field::Status && hasFieldIn(fields, Field::Progress) && !isClearlyOver(text) &&
        !isClearlyUnderWay(text))
      return {};
    const bool who = hasFieldIn(fields, Field::Owner) || hasFieldIn(fields, Field::ByWhom);
    return who && field == Field::Timeline ? whoAndWhen(text, timeline_).when : text;
  }
  return {};
}

/// Does nothing when the plan has no such column.
void RowComposer::setWhen(Work& work, Field field, const std::string& text) const {
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    const std::vector<Field>& fields = columns_[i].fields;
    if (!hasFieldIn(fields, field)) continue;
    // News is somebody's own words; whether the row is over is told by the other columns.
    if (field == Field::Status && hasFieldIn(fields, Field::Progress)) return;
    std::string& cell = work.row.cells[i].text;
    const bool who = hasFieldIn(fields, Field::Owner) || hasFieldIn(fields, Field::ByWhom);
    const std::string kept = who ? whoAndWhen(cell, timeline_).who : std::string();
    cell = kept;
    if (!kept.empty() && !text.empty()) cell += '\n';
    cell += text;
    return;
  }
}

std::vector<Milestone> RowComposer::promisesOf(const Work& work) const {
  const RowDates dates{when(work, Field::Timeline), when(work, Field::Revised), when(work, Field::Completed),
                       when(work, Field::Status)};
  std::vector<Doubt> doubts;
  Action action = work.action.record.action;
  action.action = documentText(action.action);
  return milestonesOfRow(dates, action, timeline_, doubts).milestones;
}

/// Writes the row's dates where they are no longer those of the import.
void RowComposer::writePromises(Work& work) const {
  const std::vector<Milestone>& ours = work.action.record.milestones;
  std::optional<std::vector<Milestone>> before;
  for (const ComposedColumn& column : columns_) {
    const Cell* cell = hasFieldIn(column.fields, Field::Timeline) ? work.before(column) : nullptr;
    // A blank cell may have been read with its section's date, which only the cell itself can carry now.
    if (cell != nullptr && !cell->text.empty()) before = milestonesOf(partOf(cell->reading, Field::Timeline));
  }
  if (samePromises(before ? *before : promisesOf(work), ours)) return;
  const PlanSheetRow original = work.row;
  for (const bool keepDates : {true, false}) {
    for (const bool ownWords : {true, false}) {
      work.row = original;
      if (tryPromises(work, keepDates, ownWords)) return;
    }
  }
}

/// One way to write the dates; whether they are then read as they shall be.
bool RowComposer::tryPromises(Work& work, bool keepDates, bool ownWords) const {
  std::vector<Milestone> ours = work.action.record.milestones;
  if (!ownWords) ours = withoutWords(std::move(ours));
  const bool over = !ours.empty() && std::all_of(ours.begin(), ours.end(), isDone);
  const bool saidOver = stateOfStatus(when(work, Field::Status)) == State::Complete;
  if (over != saidOver) setWhen(work, Field::Status, over ? "Complete" : "Open");
  const std::optional<Date> done = over && keepDates ? ours.back().completedOn : std::nullopt;
  setWhen(work, Field::Completed, done ? dayWords(*done) : std::string());
  if (keepDates) {
    const std::string moved = movedWords(ours, timeline_.yearStarts);
    if (!moved.empty()) setWhen(work, Field::Revised, moved);
  } else {
    setWhen(work, Field::Revised, {});
    const Action& action = work.action.record.action;
    const auto read = [&](const std::string& cell) {
      std::vector<Doubt> doubts;
      return milestonesOfRow(RowDates{cell, {}, {}, {}}, action, timeline_, doubts).milestones;
    };
    setWhen(work, Field::Timeline,
            promiseCell(ours, timeline_.yearStarts, numberedItems(action.action), read));
  }
  return samePromises(promisesOf(work), work.action.record.milestones);
}

}  // namespace chaser::plan
