// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "store/engine_store.h"
#include "store/plan_rows.h"

namespace chaser::store {

namespace {

/// The columns of one table that a sweep reads, and the SQL that names them.
template <typename T>
struct Chosen {
  std::vector<const Column<T>*> columns;
  std::string names;

  Chosen(std::span<const Column<T>> known, const std::vector<std::string_view>& wanted,
         std::string_view table) {
    for (const auto& column : known) {
      const auto isIt = [&](std::string_view name) {
        return name.substr(0, table.size()) == table && name.substr(table.size()) == column.name;
      };
      if (std::none_of(wanted.begin(), wanted.end(), isIt)) continue;
      columns.push_back(&column);
      names += ", " + std::string(column.name);
    }
  }
  void read(Row& row, T& into) const {
    for (const auto* column : columns) column->read(row, into);
  }
};

/// A table beside the one that is walked along: its rows come in the order of the actions, and those of no
/// action are passed over.
class Beside {
 public:
  Beside(Db& db, const std::string& sql, ActionId after) : cursor_(Cursor::open(db, sql, after.value)) {
    step();
  }

  template <typename OnRow>
  void to(ActionId action, OnRow onRow) {
    while (more_ && at_ < action) step();
    for (; more_ && at_ == action; step()) {
      Row row = cursor_->row();
      row.integer();  // the action
      onRow(row);
    }
  }
  [[nodiscard]] Outcome outcome() const { return cursor_ ? cursor_->outcome() : fail(cursor_.error()); }

 private:
  void step() {
    more_ = cursor_ && cursor_->next();
    if (more_) at_ = cursor_->row().id<ActionId>();
  }
  Result<Cursor> cursor_;
  bool more_ = false;
  ActionId at_;
};

/// What is read while it lives is of one moment, be it by several statements.
class OneMoment {
 public:
  explicit OneMoment(Db& db) : db_(db), begun_(!db.inTransaction() && db.execute("BEGIN").has_value()) {}
  ~OneMoment() {
    if (begun_) static_cast<void>(db_.execute("COMMIT"));
  }
  OneMoment(const OneMoment&) = delete;
  OneMoment& operator=(const OneMoment&) = delete;

 private:
  Db& db_;
  bool begun_;
};

class Sweep {
 public:
  Sweep(Connection& connection, ActionId after, const std::vector<std::string_view>& wanted)
      : db_(*connection.db),
        actionColumns_(actionColumns(), wanted, "action."),
        milestoneColumns_(milestoneColumns(), wanted, "milestone."),
        actions_(Cursor::open(
            db_,
            "SELECT id, plan_id, closed_at" + actionColumns_.names + " FROM action WHERE id > ?1 ORDER BY id",
            after.value)),
        milestones_(db_,
                    "SELECT action_id, id" + milestoneColumns_.names +
                        " FROM milestone WHERE action_id > ?1 ORDER BY action_id, id",
                    after),
        agenda_(db_,
                "SELECT action_id, look_on FROM agenda INDEXED BY agenda_action WHERE action_id > ?1 "
                "ORDER BY action_id",
                after),
        alerts_(db_,
                "SELECT action_id, rule, milestone_id FROM alert INDEXED BY alert_unresolved "
                "WHERE state <> 'resolved' AND action_id > ?1 ORDER BY action_id, rule, milestone_id",
                after) {
    if (std::find(wanted.begin(), wanted.end(), "owner") != wanted.end()) {
      owners_.emplace(db_,
                      "SELECT action_id, id, milestone_id, role, position FROM owner WHERE action_id > ?1 "
                      "ORDER BY action_id, id",
                      after);
    }
  }

  Outcome run(const Plans& plans, const std::function<bool(const Swept&)>& visit) {
    if (!actions_) return fail(actions_.error());
    while (actions_->next()) {
      readAction(plans);
      // What a plan's REPLACE left behind has no plan and is nobody's.
      if (!record_.plan) continue;
      readChildren();
      if (!visit({record_, lookOn_, open_})) break;
    }
    for (const auto& outcome :
         {actions_->outcome(), milestones_.outcome(), agenda_.outcome(), alerts_.outcome()}) {
      if (!outcome) return outcome;
    }
    return owners_ ? owners_->outcome() : Outcome();
  }

 private:
  void readAction(const Plans& plans) {
    Row row = actions_->row();
    auto& action = record_.action;
    action.id = row.id<ActionId>();
    const auto plan = row.id<PlanId>();
    action.closedAt = row.maybeInstant();
    actionColumns_.read(row, action);
    if (record_.plan && action.plan == plan) return;
    action.plan = plan;
    const auto found = plans.find(plan);
    record_.plan = found == plans.end() ? nullptr : found->second;
  }

  void readChildren() {
    const auto id = record_.action.id;
    // Milestones are written over, so that a row costs no allocation.
    std::size_t milestones = 0;
    milestones_.to(id, [&](Row& row) {
      if (milestones == record_.milestones.size()) record_.milestones.emplace_back();
      auto& milestone = record_.milestones[milestones++];
      milestone.id = row.id<MilestoneId>();
      milestoneColumns_.read(row, milestone);
    });
    record_.milestones.resize(milestones);
    lookOn_.reset();
    agenda_.to(id, [&](Row& row) { lookOn_ = row.maybeDate(); });
    open_.clear();
    alerts_.to(id, [&](Row& row) {
      auto& alert = open_.emplace_back();
      alert.rule = row.text();
      alert.milestone = row.id<MilestoneId>();
    });
    if (!owners_) return;
    auto& owners = record_.owners;
    owners.clear();
    owners_->to(id, [&](Row& row) { owners.push_back(readOwner(row)); });
    const auto byPosition = [](const plan::Owner& a, const plan::Owner& b) {
      return a.position < b.position;
    };
    std::stable_sort(owners.begin(), owners.end(), byPosition);
  }

  Db& db_;
  Chosen<plan::Action> actionColumns_;
  Chosen<plan::Milestone> milestoneColumns_;
  Result<Cursor> actions_;
  Beside milestones_;
  Beside agenda_;
  Beside alerts_;
  std::optional<Beside> owners_;
  plan::ActionRecord record_;
  std::optional<Date> lookOn_;
  std::vector<OpenAlert> open_;
};

}  // namespace

Outcome SqliteEngineStore::sweep(ActionId after, const std::vector<const plan::RowField*>& fields,
                                 const std::function<bool(const Swept&)>& visit) {
  const OneMoment moment(db());
  const auto plans = connection_.plans();
  if (!plans) return fail(plans.error());
  std::vector<std::string_view> wanted;
  for (const auto* field : fields) {
    for (const auto column : plan::columnsOf(*field)) wanted.push_back(column);
  }
  return Sweep(connection_, after, wanted).run(**plans, visit);
}

}  // namespace chaser::store
