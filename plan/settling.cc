// SPDX-License-Identifier: Apache-2.0
#include "plan/settling.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "common/fold.h"
#include "common/text.h"
#include "plan/pairing.h"
#include "plan/reading.h"

namespace chaser::plan {

namespace {

using SettlingJson = nlohmann::ordered_json;

std::string colourText(const std::optional<Rag>& rag) {
  return rag ? std::string(toString(*rag)) : std::string();
}

std::string stateText(const Milestone& m) {
  return m.completedOn ? m.completedOn->iso() + " " + std::string(toString(m.state))
                       : std::string(toString(m.state));
}

std::string dueText(const Milestone& m) {
  return m.due ? m.due->iso() : std::string();
}

/// The cells of one stored row, by what they are.
class RowCells {
 public:
  RowCells(const std::vector<Cell>& cells, const std::vector<PlanColumn>& columns) : cells_(cells) {
    for (const Cell& cell : cells_) {
      const auto column = std::find_if(columns.begin(), columns.end(),
                                       [&](const PlanColumn& c) { return c.heading == cell.heading; });
      fields_.push_back(column == columns.end() ? std::vector<Field>{} : column->fields);
    }
  }

  [[nodiscard]] const std::vector<Cell>& cells() const { return cells_; }

  [[nodiscard]] std::string words(Field field) const {
    const auto at = find(field);
    if (!at) return {};
    return fields_[*at].size() == 1 ? cells_[*at].text : partOf(cells_[*at].reading, field);
  }

  [[nodiscard]] std::string reading(Field field) const {
    const auto at = find(field);
    return at ? partOf(cells_[*at].reading, field) : std::string();
  }

  void read(Field field, const std::string& reading) {
    const auto at = find(field);
    if (!at) return;
    Cell& cell = cells_[*at];
    if (fields_[*at].size() == 1) {
      cell.reading = reading;
      return;
    }
    std::vector<std::pair<Field, std::string>> parts;
    for (const Field other : fields_[*at])
      parts.emplace_back(other, other == field ? reading : partOf(cell.reading, other));
    cell.reading = readingOf(parts);
  }

  [[nodiscard]] RowWords rowWords() const {
    return {words(Field::Owner), words(Field::ByWhom), words(Field::Assurance), words(Field::Rag)};
  }

  /// As the cells were read; `byWhom` is what an answer made of it.
  [[nodiscard]] RowReading rowReading() const {
    RowReading row;
    row.milestones = milestonesOf(reading(Field::Timeline));
    row.owners = ownersOf(reading(Field::Owner));
    const std::string byWhom = reading(Field::ByWhom);
    if (byWhom != words(Field::ByWhom)) row.byWhom = byWhom;
    if (words(Field::Owner).empty()) row.owners = ownersOf(row.byWhom);
    row.assurance = reading(Field::Assurance);
    row.rag = parseRag(reading(Field::Rag));
    return row;
  }

  void readAs(const RowReading& row) {
    if (!row.milestones.empty()) read(Field::Timeline, readingOf(row.milestones));
    if (!words(Field::Owner).empty()) read(Field::Owner, readingOf(row.owners));
    read(Field::ByWhom, row.byWhom.empty() ? words(Field::ByWhom) : row.byWhom);
    read(Field::Assurance, row.assurance);
    read(Field::Rag, colourText(row.rag));
  }

 private:
  [[nodiscard]] std::optional<std::size_t> find(Field field) const {
    for (std::size_t i = 0; i < cells_.size(); ++i) {
      if (std::find(fields_[i].begin(), fields_[i].end(), field) != fields_[i].end()) return i;
    }
    return std::nullopt;
  }

  std::vector<Cell> cells_;
  std::vector<std::vector<Field>> fields_;
};

/// Brings one row from how it was read to how it is read now. A value that is not as it was read then was
/// changed by somebody, and stays.
class RowChange {
 public:
  RowChange(const StoredAction& stored, const RowReading& before, const RowReading& after)
      : before_(before), after_(after) {
    change_.after = stored.record;
    change_.kind = ActionChange::Kind::Unchanged;
  }

  ActionChange make(std::vector<Cell> cells) {
    milestones();
    owners();
    Action& action = change_.after.action;
    move("assurance", before_.assurance, after_.assurance, action.assurance,
         [&] { action.assurance = after_.assurance; });
    move("rag", colourText(before_.rag), colourText(after_.rag), colourText(action.rag),
         [&] { action.rag = after_.rag; });
    change_.cells = std::move(cells);
    change_.cellsChanged = true;
    if (!change_.changes.empty()) change_.kind = ActionChange::Kind::Changed;
    return std::move(change_);
  }

  [[nodiscard]] bool kept() const { return kept_; }

 private:
  template <typename Assign>
  void move(const std::string& field, const std::string& before, const std::string& after,
            const std::string& ours, Assign assign) {
    if (before == after || ours == after) return;
    if (ours != before) {
      kept_ = true;
      return;
    }
    change_.changes.push_back(FieldChange{field, ours, after, {}, {}});
    assign();
  }

  void owners() {
    std::vector<Owner> ours;
    for (const Owner& owner : change_.after.owners) {
      ours.push_back(owner);
      const auto of =
          std::find_if(change_.after.milestones.begin(), change_.after.milestones.end(),
                       [&](const Milestone& m) { return owner.milestone && m.id == owner.milestone; });
      if (of != change_.after.milestones.end()) ours.back().place = of->position;
    }
    move("owners", readingOf(before_.owners), readingOf(after_.owners), readingOf(ours), [&] {
      change_.after.owners = after_.owners;
      for (Owner& owner : change_.after.owners) {
        for (const Milestone& m : change_.after.milestones) {
          if (owner.place == m.position) owner.milestone = m.id;
        }
      }
    });
  }

  void milestones() {
    std::vector<Milestone>& ours = change_.after.milestones;
    const Pairing partners = pairMilestones(ours, before_.milestones);
    for (std::size_t i = 0; i < ours.size(); ++i) {
      if (!partners[i] || *partners[i] >= after_.milestones.size()) continue;
      milestone(ours[i], before_.milestones[*partners[i]], after_.milestones[*partners[i]]);
    }
  }

  void milestone(Milestone& m, const Milestone& before, const Milestone& after) {
    const std::string name = "milestone " + std::to_string(m.position + 1) + " ";
    const auto both = [](const Milestone& x) { return dueText(x) + std::string(toString(x.precision)); };
    bool settled = false;
    move(name + "party", before.party, after.party, m.party, [&] { m.party = after.party; });
    move(name + "due", both(before), both(after), both(m), [&] {
      FieldChange& change = change_.changes.back();
      change.before = dueText(m);
      change.after = dueText(after);
      m.due = after.due;
      m.earliest = after.earliest;
      m.precision = after.precision;
      settled = true;
    });
    const auto basis = [](const Milestone& x) {
      return x.basis ? std::string(toString(*x.basis)) : std::string();
    };
    move(name + "basis", basis(before), basis(after), basis(m), [&] {
      m.basis = after.basis;
      settled = true;
    });
    move(name + "state", stateText(before), stateText(after), stateText(m), [&] {
      m.state = after.state;
      m.completedOn = after.completedOn;
      settled = true;
    });
    // An answer may confirm what was assumed: then the doubt alone goes.
    if (!settled && before.doubt == after.doubt) return;
    move(name + "doubt", before.doubt, after.doubt, m.doubt, [&] { m.doubt = after.doubt; });
  }

  const RowReading& before_;
  const RowReading& after_;
  ActionChange change_;
  bool kept_ = false;
};

void addRow(Settling& out, const StoredAction& stored, const RowReading& before, RowCells cells,
            const RowReading& after) {
  cells.readAs(after);
  bool moved = false;
  for (std::size_t i = 0; i < stored.cells.size(); ++i) {
    if (stored.cells[i].reading == cells.cells()[i].reading) continue;
    moved = true;
    out.earlier.push_back(
        {stored.record.action.id, stored.cells[i].heading, stored.cells[i].text, stored.cells[i].reading});
  }
  if (!moved) return;
  RowChange change(stored, before, after);
  out.changes.actions.push_back(change.make(cells.cells()));
  const std::string row = spokenRef(stored.record.action);
  if (!out.changes.actions.back().changes.empty()) out.rows.push_back(row);
  if (change.kept()) out.kept.push_back(row);
}

}  // namespace

Settling settle(const std::vector<StoredAction>& database, const std::vector<PlanColumn>& columns,
                const Answers& answers) {
  Settling out;
  for (const StoredAction& stored : database) {
    const RowCells cells(stored.cells, columns);
    const RowReading before = cells.rowReading();
    RowReading after = before;
    answers.apply(cells.rowWords(), after);
    addRow(out, stored, before, cells, after);
  }
  return out;
}

Settling unsettle(const std::vector<StoredAction>& database, const std::vector<PlanColumn>& columns,
                  const std::vector<EarlierReading>& earlier) {
  Settling out;
  std::map<ActionId, std::map<std::string, const EarlierReading*>> byAction;
  for (const EarlierReading& entry : earlier) byAction[entry.action][entry.heading] = &entry;
  for (const StoredAction& stored : database) {
    const auto readings = byAction.find(stored.record.action.id);
    if (readings == byAction.end()) continue;
    std::vector<Cell> restored = stored.cells;
    for (Cell& cell : restored) {
      const auto was = readings->second.find(cell.heading);
      if (was != readings->second.end() && was->second->text == cell.text)
        cell.reading = was->second->reading;
    }
    const RowCells before(stored.cells, columns);
    const RowCells after(restored, columns);
    addRow(out, stored, before.rowReading(), before, after.rowReading());
  }
  return out;
}

namespace {

/// The rows as they are when the changes are made.
void absorb(std::vector<StoredAction>& rows, const Settling& settling) {
  std::map<ActionId, const ActionChange*> changes;
  for (const ActionChange& change : settling.changes.actions) changes[change.after.action.id] = &change;
  for (StoredAction& row : rows) {
    const auto change = changes.find(row.record.action.id);
    if (change == changes.end()) continue;
    row.record = change->second->after;
    row.cells = change->second->cells;
  }
}

bool sameValues(const ActionRecord& a, const ActionRecord& b) {
  const auto roles = [](const ActionRecord& record) {
    std::vector<std::pair<MilestoneId, std::string>> out;
    for (const Owner& owner : record.owners) out.emplace_back(owner.milestone, owner.role);
    return out;
  };
  return readingOf(a.milestones) == readingOf(b.milestones) && roles(a) == roles(b) &&
         a.action.assurance == b.action.assurance && a.action.rag == b.action.rag;
}

}  // namespace

Settling replaceAnswers(const std::vector<StoredAction>& database, const std::vector<PlanColumn>& columns,
                        const std::vector<GivenAnswer>& before, std::vector<GivenAnswer>& after) {
  Settling out;
  std::vector<StoredAction> rows = database;
  for (auto given = before.rbegin(); given != before.rend(); ++given)
    absorb(rows, unsettle(rows, columns, given->earlier));
  std::vector<Settled> entries;
  for (GivenAnswer& given : after) {
    entries.push_back(given.entry);
    Settling step = settle(rows, columns, Answers(entries));
    absorb(rows, step);
    given.earlier = std::move(step.earlier);
    out.kept = std::move(step.kept);
  }
  if (after.size() < before.size()) out.kept.clear();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const bool same = sameValues(rows[i].record, database[i].record);
    if (same && rows[i].cells == database[i].cells) continue;
    ActionChange change;
    change.kind = same ? ActionChange::Kind::Unchanged : ActionChange::Kind::Changed;
    change.after = rows[i].record;
    change.cells = rows[i].cells;
    change.cellsChanged = true;
    if (!same) out.rows.push_back(spokenRef(change.after.action));
    out.changes.actions.push_back(std::move(change));
  }
  return out;
}

bool carries(const std::vector<StoredAction>& database, const std::vector<PlanColumn>& columns,
             const Settled& entry) {
  const auto is = [&](std::string_view words) { return phraseOf(words) == entry.phrase; };
  const bool who = entry.kind == "owner" || entry.kind == "party";
  return std::any_of(database.begin(), database.end(), [&](const StoredAction& stored) {
    const RowCells cells(stored.cells, columns);
    if (entry.kind == "board") return is(cells.words(Field::Assurance));
    if (entry.kind == "rag") return is(cells.words(Field::Rag));
    const RowReading row = cells.rowReading();
    if (who && (is(cells.words(Field::Owner)) || is(cells.words(Field::ByWhom)))) return true;
    if (who && std::any_of(row.owners.begin(), row.owners.end(), [&](const Owner& o) { return is(o.role); }))
      return true;
    if (entry.kind == "owner") return false;
    return std::any_of(row.milestones.begin(), row.milestones.end(), [&](const Milestone& m) {
      if (is(m.text)) return true;
      const std::string words = " " + phraseOf(m.text) + " ";
      return entry.kind == "party" &&
             (is(m.party) || words.find(" " + entry.phrase + " ") != std::string::npos);
    });
  });
}

std::string toJson(const std::vector<EarlierReading>& earlier) {
  SettlingJson list = SettlingJson::array();
  for (const EarlierReading& entry : earlier) {
    list.push_back({{"action", entry.action.value},
                    {"heading", entry.heading},
                    {"text", entry.text},
                    {"reading", entry.reading}});
  }
  return list.dump(-1, ' ', false, SettlingJson::error_handler_t::replace);
}

std::vector<EarlierReading> earlierFromJson(std::string_view json) {
  std::vector<EarlierReading> earlier;
  for (const SettlingJson& entry : SettlingJson::parse(json, nullptr, false)) {
    const auto isText = [&](const char* key) { return entry.contains(key) && entry[key].is_string(); };
    const bool whole = entry.is_object() && entry.contains("action") && entry["action"].is_number_integer() &&
                       isText("heading") && isText("text") && isText("reading");
    if (!whole) continue;
    earlier.push_back({ActionId{entry["action"].get<std::int64_t>()}, entry["heading"].get<std::string>(),
                       entry["text"].get<std::string>(), entry["reading"].get<std::string>()});
  }
  return earlier;
}

}  // namespace chaser::plan
