// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <set>

#include "store/alert_rows.h"
#include "store/engine_store.h"
#include "store/plan_rows.h"
#include "store/row_values.h"

namespace chaser::store {

namespace {

/// Reads one batch, table by table: rows come as SQLite comes upon them, and each finds its action.
class BatchReader {
 public:
  BatchReader(Connection& connection, const std::vector<ActionId>& actions, Date since)
      : connection_(connection),
        db_(*connection.db),
        ids_(idsToJson(actions)),
        since_(since),
        seen_(actions.size()) {
    for (std::size_t i = 0; i < actions.size(); ++i) {
      seen_[i].action = actions[i];
      seen_[i].gone = true;
      places_.emplace(actions[i], &seen_[i]);
    }
  }

  Result<std::vector<Seen>> read() {
    for (const auto part : {&BatchReader::readActions, &BatchReader::readMilestones, &BatchReader::readOwners,
                            &BatchReader::readBatchAlerts, &BatchReader::readAgenda}) {
      if (auto done = (this->*part)(); !done) return fail(done.error());
    }
    return std::move(seen_);
  }

 private:
  /// Null for what is gone.
  [[nodiscard]] Seen* find(ActionId action) const {
    const auto place = places_.find(action);
    return place == places_.end() || place->second->gone ? nullptr : place->second;
  }

  Outcome readActions() {
    std::vector<PlanId> plans;
    plans.reserve(seen_.size());
    auto done = db_.each(
        "action.among",
        [&](Row& row) {
          plan::Action action;
          for (const auto& column : actionColumns()) column.read(row, action);
          plans.push_back(action.plan);
          auto* seen = places_.at(action.id);
          seen->gone = false;
          seen->observed.record.action = std::move(action);
        },
        ids_);
    if (!done) return done;
    return readPlansOf(std::move(plans));
  }

  Outcome readPlansOf(std::vector<PlanId> plans) {
    if (auto done = connection_.refreshPlans(); !done) return done;
    if (auto done = connection_.learnPlans(std::move(plans)); !done) return done;
    for (auto& seen : seen_) {
      if (seen.gone) continue;
      auto plan = connection_.plan(seen.observed.record.action.plan);
      if (!plan) return fail(plan.error());
      // What a REPLACE left behind has no plan, and is as good as gone.
      if (!*plan) seen = Seen{seen.action, true, {}, std::nullopt, false};
      seen.observed.record.plan = std::move(*plan);
    }
    return {};
  }

  Outcome readMilestones() {
    auto done = db_.each(
        "milestone.among",
        [&](Row& row) {
          auto* seen = find(row.id<ActionId>());
          if (seen == nullptr) return;
          auto& milestone = seen->observed.record.milestones.emplace_back();
          for (const auto& column : milestoneColumns()) column.read(row, milestone);
        },
        ids_);
    for (auto& seen : seen_) inOrder(seen.observed.record.milestones);
    return done;
  }

  Outcome readOwners() {
    auto done = db_.each(
        "owner.among",
        [&](Row& row) {
          auto* seen = find(row.id<ActionId>());
          if (seen == nullptr) return;
          auto owner = readOwner(row);
          seen->observed.record.owners.push_back(std::move(owner));
        },
        ids_);
    for (auto& seen : seen_) inOrder(seen.observed.record.owners);
    return done;
  }

  /// By their positions; of one position the one that came first in the order of the ids.
  template <typename T>
  static void inOrder(std::vector<T>& rows) {
    std::stable_sort(rows.begin(), rows.end(),
                     [](const T& a, const T& b) { return a.position < b.position; });
  }

  Outcome readBatchAlerts() {
    std::vector<AlertId> ids;
    auto done = db_.each(
        "alert.among",
        [&](Row& row) {
          auto alert = readAlert(row);
          auto* seen = find(alert.subject.action);
          if (seen == nullptr) return;
          const auto& record = seen->observed.record;
          const auto* milestone = record.milestone(alert.subject.milestone);
          const bool stays = row.id<PlanId>() == record.action.plan && row.view() == record.action.ref &&
                             row.number() == record.action.part &&
                             row.number() == (milestone != nullptr ? milestone->position : 0);
          seen->displaced = seen->displaced || !stays;
          ids.push_back(alert.id);
          seen->observed.alerts.push_back(std::move(alert));
        },
        ids_, since_);
    if (!done || ids.empty()) return done;
    std::map<AlertId, alerts::Alert*> byId;
    for (auto& seen : seen_) {
      auto& alerts = seen.observed.alerts;
      std::sort(alerts.begin(), alerts.end(),
                [](const alerts::Alert& a, const alerts::Alert& b) { return a.id < b.id; });
      for (auto& alert : alerts) byId.emplace(alert.id, &alert);
    }
    return db_.each(
        "step.among", [&](Row& row) { byId.at(row.id<AlertId>())->made.push_back(readStepMade(row)); },
        idsToJson(ids));
  }

  Outcome readAgenda() {
    return db_.each(
        "agenda.among",
        [&](Row& row) {
          if (auto* seen = find(row.id<ActionId>())) seen->lookOn = row.maybeDate();
        },
        ids_);
  }

  Connection& connection_;
  Db& db_;
  const std::string ids_;
  const Date since_;
  std::vector<Seen> seen_;
  std::map<ActionId, Seen*> places_;
};

}  // namespace

Result<std::set<ActionId>> orphaned(Db& db, const std::vector<ActionId>& actions) {
  std::set<ActionId> found;
  auto done = db.each(
      "alert.orphaned", [&](Row& row) { found.insert(row.id<ActionId>()); }, idsToJson(actions));
  if (!done) return fail(done.error());
  return found;
}

Outcome adoptAlerts(Db& db, ActionId action) {
  auto step = Step::begin(db);
  if (!step) return fail(step.error());
  for (const auto* statement : {"alert.adopt", "item.adopt"})
    if (auto done = db.run(statement, action); !done) return fail(done.error());
  return step->commit();
}

Result<std::vector<Seen>> SqliteEngineStore::look(const std::vector<ActionId>& actions, Date since) {
  if (actions.empty()) return std::vector<Seen>();
  const auto toAdopt = orphaned(db(), actions);
  if (!toAdopt) return fail(toAdopt.error());
  if (toAdopt->empty()) return BatchReader(connection_, actions, since).read();
  auto end = std::find_if(actions.begin(), actions.end(),
                          [&](ActionId action) { return toAdopt->count(action) > 0; });
  if (end == actions.begin()) {
    if (auto done = adoptAlerts(db(), actions.front()); !done) return fail(done.error());
    ++end;
  }
  return BatchReader(connection_, {actions.begin(), end}, since).read();
}

}  // namespace chaser::store
