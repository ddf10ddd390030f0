// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>

#include "store/connection.h"

namespace chaser::store {

/// The engine's memory in SQLite. Refers to the connection, which outlives it.
class SqliteEngineStore : public virtual EngineStore {
 public:
  explicit SqliteEngineStore(Connection& connection) : connection_(connection) {}

  Result<std::int64_t> dataVersion() override;
  Result<WriteMark> writeMark() override;
  Result<std::int64_t> lastChange() override;
  Result<std::pair<std::vector<Change>, std::int64_t>> changes(std::int64_t after,
                                                               std::size_t limit) override;
  Result<std::vector<Visit>> due(Date today, const Visit& after, std::size_t limit) override;
  Result<std::optional<Date>> nextDue() override;
  Result<std::vector<alerts::Alert>> alertsOf(ActionId action, Date since) override;
  Result<std::vector<alerts::Alert>> unresolved() override;
  Result<std::optional<alerts::Alert>> alert(AlertId id) override;
  Result<std::vector<Seen>> look(const std::vector<ActionId>& actions, Date since) override;
  Outcome save(const Seen& before, const alerts::Advanced& advanced, Instant now) override;
  Outcome forget(ActionId action, Date today, Instant now) override;
  Outcome hold(const std::vector<AlertId>& alerts, bool held, Date today) override;
  Result<std::vector<AlertId>> heldIds(PlanId plan) override;
  Result<std::vector<std::pair<PlanId, std::size_t>>> heldByPlan() override;
  Result<std::vector<alerts::Silence>> silences(Date today) override;
  Outcome sweep(ActionId after, const std::vector<const plan::RowField*>& fields,
                const std::function<bool(const Swept&)>& visit) override;
  Result<std::map<std::string, std::string>> settings(const std::string& first,
                                                      const std::string& last) override;
  Result<std::optional<std::string>> setting(const std::string& name) override;
  Outcome setSetting(const std::string& name, const std::optional<std::string>& value) override;
  Result<std::size_t> judgeProgress(
      const std::function<bool(const std::string&, const std::string&)>& isSubstance,
      std::size_t limit) override;
  Result<std::size_t> seal(std::size_t limit) override;

 private:
  Db& db() { return *connection_.db; }
  Connection& connection_;
};

/// Which of the actions have alerts that still bear the id of a row that was replaced. Defined in look.cc.
Result<std::set<ActionId>> orphaned(Db& db, const std::vector<ActionId>& actions);
/// Gives it its alerts. Defined in look.cc.
Outcome adoptAlerts(Db& db, ActionId action);

}  // namespace chaser::store
