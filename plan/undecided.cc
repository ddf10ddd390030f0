// SPDX-License-Identifier: Apache-2.0
#include "plan/undecided.h"

#include <algorithm>
#include <string>
#include <utility>

#include "plan/cells.h"
#include "plan/pairing.h"
#include "plan/reading.h"

namespace chaser::plan {

namespace {

bool isUndecided(const DraftAction& draft) {
  return !draft.undecided.empty() || !draft.faulty.empty();
}

/// Gives one row's undecided promises the days of the last import.
class KeptDates {
 public:
  KeptDates(DraftPlan& document, DraftAction& draft) : document_(document), draft_(draft) {}

  void keep(const StoredAction& stored) {
    const auto [cell, fields] = cellOf(Field::Timeline);
    const Cell* before = cell != nullptr ? cellNamed(stored.cells, cell->heading) : nullptr;
    if (before == nullptr) return;
    if (!draft_.faulty.empty()) return keepAll(*cell, *before, stored.cells);
    if (before->text != cell->text) return;
    if (!takeDays(milestonesOf(partOf(before->reading, Field::Timeline)))) return;
    cell->reading = readingWith(*cell, *fields);
    if (const Cell* revised = cellOf(Field::Revised).first; revised != nullptr) doubt(revised->text);
  }

 private:
  /// What a cell said before it held an error still holds, and with it the row's dates.
  void keepAll(Cell& dates, const Cell& before, const std::vector<Cell>& stored) {
    for (Cell& cell : draft_.cells) {
      const bool faulty =
          std::find(draft_.faulty.begin(), draft_.faulty.end(), cell.heading) != draft_.faulty.end();
      const Cell* last = faulty ? cellNamed(stored, cell.heading) : nullptr;
      if (last != nullptr) cell = *last;
    }
    if (dates.text != before.text) return;
    dates.reading = before.reading;
    draft_.milestones = milestonesOf(partOf(before.reading, Field::Timeline));
  }

  /// The row's cell of that field, and the fields of its column.
  std::pair<Cell*, const std::vector<Field>*> cellOf(Field field) {
    for (std::size_t i = 0; i < document_.columns.size(); ++i) {
      const std::vector<Field>& fields = document_.fields[i];
      if (std::find(fields.begin(), fields.end(), field) == fields.end()) continue;
      const auto cell = std::find_if(draft_.cells.begin(), draft_.cells.end(),
                                     [&](const Cell& one) { return one.heading == document_.columns[i]; });
      if (cell != draft_.cells.end()) return {&*cell, &fields};
    }
    return {};
  }

  /// Whether some day is another one now.
  bool takeDays(const std::vector<Milestone>& before) {
    const Pairing pairs = pairMilestones(draft_.milestones, before);
    bool taken = false;
    for (const std::size_t place : draft_.undecided) {
      if (place >= pairs.size() || !pairs[place]) continue;
      Milestone& m = draft_.milestones[place];
      const Milestone& last = before[*pairs[place]];
      if (!last.due || last.due == m.due || isDone(m)) continue;
      if (!m.baselineDue) m.baselineDue = m.due;
      m.text = last.text;
      m.earliest = last.earliest;
      m.due = last.due;
      m.precision = last.precision;
      m.review = last.review;
      m.basis = last.basis;
      taken = true;
    }
    return taken;
  }

  [[nodiscard]] std::string readingWith(const Cell& cell, const std::vector<Field>& fields) const {
    if (fields.size() == 1) return readingOf(draft_.milestones);
    std::vector<std::pair<Field, std::string>> parts;
    parts.reserve(fields.size());
    for (const Field field : fields)
      parts.emplace_back(
          field, field == Field::Timeline ? readingOf(draft_.milestones) : partOf(cell.reading, field));
    return readingOf(parts);
  }

  void doubt(const std::string& words) {
    const Action& action = draft_.action;
    Doubt told{
        "date", action.ref, action.part, words,
        "it does not say clearly which dates of the row it replaces, or when; those of the last import "
        "stay"};
    const auto same = std::find_if(document_.doubts.begin(), document_.doubts.end(), [&](const Doubt& one) {
      return one.kind == told.kind && one.ref == told.ref && one.part == told.part && one.text == told.text;
    });
    if (same == document_.doubts.end()) {
      document_.doubts.push_back(std::move(told));
    } else {
      *same = std::move(told);
    }
  }

  DraftPlan& document_;
  DraftAction& draft_;
};

}  // namespace

void keepUndecided(DraftPlan& document, const std::vector<StoredAction>& database,
                   const MergeOptions& options) {
  std::vector<DraftAction>& actions = document.actions;
  if (database.empty() || std::none_of(actions.begin(), actions.end(), isUndecided)) return;
  const Pairing pairs =
      options.keyed ? pairByKey(document, database) : pairActions(document, database, options.columns);
  for (std::size_t i = 0; i < actions.size(); ++i) {
    if (isUndecided(actions[i]) && pairs[i]) KeptDates(document, actions[i]).keep(database[*pairs[i]]);
  }
}

}  // namespace chaser::plan
