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

/// Reads a stretch of actions, then what belongs to them, one table after the other.
class Sweep {
 public:
  Sweep(Connection& connection, ActionId after, const std::vector<std::string_view>& wanted)
      : Sweep(connection, *connection.db, after, wanted) {}

  Outcome run(const std::function<bool(const Swept&)>& visit) {
    do {
      if (auto done = readActions(); !done) return done;
      if (count_ == 0) return {};
      if (auto done = readTheirs(); !done) return done;
      for (std::size_t i = 0; i < count_; ++i) {
        const auto& read = stretch_[i];
        // What a plan's REPLACE left behind has no plan and is nobody's.
        if (read.record.plan && !visit({read.record, read.lookOn, read.open})) return {};
      }
    } while (count_ == stretch_.size());
    return {};
  }

 private:
  Sweep(Connection& connection, Db& db, ActionId after, const std::vector<std::string_view>& wanted)
      : connection_(connection),
        actionColumns_(actionColumns(), wanted, "action."),
        milestoneColumns_(milestoneColumns(), wanted, "milestone."),
        asksOwners_(std::find(wanted.begin(), wanted.end(), "owner") != wanted.end()),
        actions_(Feed::open(db, "SELECT hand_on(id, plan_id, closed_at" + actionColumns_.names +
                                    ") FROM action NOT INDEXED WHERE id > ?1")),
        milestones_(Feed::open(db, "SELECT hand_on(action_id, id" + milestoneColumns_.names +
                                       ") FROM milestone NOT INDEXED WHERE action_id > ?1")),
        owners_(Feed::open(db,
                           "SELECT hand_on(action_id, id, milestone_id, role, position) "
                           "FROM owner INDEXED BY owner_action WHERE action_id > ?1")),
        agenda_(Feed::open(db,
                           "SELECT hand_on(action_id, look_on) "
                           "FROM agenda INDEXED BY agenda_action WHERE action_id > ?1")),
        alerts_(Feed::open(db,
                           "SELECT hand_on(action_id, rule, milestone_id) FROM alert "
                           "INDEXED BY alert_unresolved WHERE state <> 'resolved' AND action_id > ?1")),
        reached_(after) {}

  /// As many as leave the processor's caches to SQLite.
  static constexpr std::size_t kStretch = 128;

  struct Read {
    plan::ActionRecord record;
    std::size_t milestones = 0;  ///< how many of the record's have been written over
    std::optional<Date> lookOn;
    std::vector<OpenAlert> open;
  };

  /// Everything is written over, so that a row costs no allocation.
  Outcome readActions() {
    count_ = 0;
    if (!actions_) return fail(actions_.error());
    Outcome plansRead;
    auto walked = actions_->run(reached_.value, [&](Row& row) {
      auto& read = stretch_[count_];
      auto& action = read.record.action;
      action.id = row.id<ActionId>();
      action.plan = row.id<PlanId>();
      action.closedAt = row.maybeInstant();
      actionColumns_.read(row, action);
      if (asked_ != action.plan) {
        asked_ = action.plan;
        auto its = connection_.planOnTheWay(action.plan);
        if (!its) plansRead = fail(its.error());
        plan_ = its ? std::move(*its) : nullptr;
      }
      if (read.record.plan != plan_) read.record.plan = plan_;
      read.milestones = 0;
      read.record.owners.clear();
      read.lookOn.reset();
      read.open.clear();
      return ++count_ < stretch_.size();
    });
    return plansRead ? std::move(walked) : std::move(plansRead);
  }

  Outcome readTheirs() {
    const auto after = reached_;
    reached_ = stretch_[count_ - 1].record.action.id;
    const auto each = [&](Result<Feed>& feed, auto take) -> Outcome {
      if (!feed) return fail(feed.error());
      auto at = stretch_.begin();
      // Were the order another one, rows would be passed over in silence.
      ActionId last = after;
      bool inOrder = true;
      auto walked = feed->run(after.value, [&](Row& row) {
        const auto action = row.id<ActionId>();
        inOrder = action >= last;
        if (action > reached_ || !inOrder) return false;
        last = action;
        while (at->record.action.id < action) ++at;
        if (at->record.action.id == action) take(*at, row);
        return true;
      });
      if (!inOrder) return fail(ErrorKind::Store, "a sweep's rows do not come in the order of the actions");
      return walked;
    };
    auto done = each(milestones_, [&](Read& read, Row& row) {
      auto& milestones = read.record.milestones;
      if (read.milestones == milestones.size()) milestones.emplace_back();
      auto& milestone = milestones[read.milestones++];
      milestone.id = row.id<MilestoneId>();
      milestoneColumns_.read(row, milestone);
    });
    if (done) done = each(agenda_, [](Read& read, Row& row) { read.lookOn = row.maybeDate(); });
    if (done) {
      done = each(alerts_, [](Read& read, Row& row) {
        auto& alert = read.open.emplace_back();
        alert.rule = row.text();
        alert.milestone = row.id<MilestoneId>();
      });
    }
    if (done && asksOwners_)
      done = each(owners_, [](Read& read, Row& row) { read.record.owners.push_back(readOwner(row)); });
    std::for_each(stretch_.begin(), stretch_.begin() + static_cast<std::ptrdiff_t>(count_), [](Read& read) {
      read.record.milestones.resize(read.milestones);
      sortOwners(read.record.owners);
    });
    return done;
  }

  static void sortOwners(std::vector<plan::Owner>& owners) {
    const auto byPosition = [](const plan::Owner& a, const plan::Owner& b) {
      return a.position < b.position;
    };
    if (!std::is_sorted(owners.begin(), owners.end(), byPosition))
      std::stable_sort(owners.begin(), owners.end(), byPosition);
  }

  Connection& connection_;
  Chosen<plan::Action> actionColumns_;
  Chosen<plan::Milestone> milestoneColumns_;
  bool asksOwners_;
  Result<Feed> actions_;
  Result<Feed> milestones_;
  Result<Feed> owners_;
  Result<Feed> agenda_;
  Result<Feed> alerts_;
  ActionId reached_;
  std::optional<PlanId> asked_;
  std::shared_ptr<const plan::Plan> plan_;  // that one; null: there is none
  std::vector<Read> stretch_{kStretch};
  std::size_t count_ = 0;
};

}  // namespace

Outcome SqliteEngineStore::sweep(ActionId after, const std::vector<const plan::RowField*>& fields,
                                 const std::function<bool(const Swept&)>& visit) {
  const OneMoment moment(db());
  if (auto done = connection_.refreshPlans(); !done) return done;
  std::vector<std::string_view> wanted;
  for (const auto* field : fields) {
    for (const auto column : plan::columnsOf(*field)) wanted.push_back(column);
  }
  return Sweep(connection_, after, wanted).run(visit);
}

}  // namespace chaser::store
