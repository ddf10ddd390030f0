// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/connection.h"

namespace chaser::store {

/// The plan itself in SQLite. Refers to the connection, which outlives it.
class SqlitePlanStore : public virtual PlanStore {
 public:
  explicit SqlitePlanStore(Connection& connection) : connection_(connection) {}

  Result<std::vector<plan::Plan>> plans() override;
  Result<std::optional<plan::Plan>> plan(const std::string& key) override;
  Result<PlanId> putPlan(const plan::Plan& plan, const Actor& actor) override;
  Result<std::vector<plan::StoredAction>> storedActions(PlanId plan) override;
  Result<std::optional<Instant>> lastImport(PlanId plan) override;
  Result<std::vector<plan::PlanColumn>> columns(PlanId plan) override;
  Outcome apply(PlanId plan, const plan::ChangeSet& changes, const std::vector<plan::Doubt>& doubts,
                const Actor& actor) override;
  Result<std::vector<plan::Doubt>> doubts(PlanId plan) override;
  Result<std::vector<SettledAnswer>> settled(PlanId plan) override;
  Outcome putSettled(PlanId plan, const SettledAnswer& answer, const Actor& actor) override;
  Outcome removeSettled(PlanId plan, const plan::Settled& entry, const Actor& actor) override;
  Result<std::optional<plan::ActionRecord>> action(ActionId id) override;
  Result<std::vector<ActionId>> find(const ActionKey& key, bool anyPart) override;
  Result<std::vector<plan::ActionRecord>> scan(ActionId after, std::size_t limit, PlanId plan) override;
  Outcome update(ActionId action, MilestoneId milestone,
                 const std::vector<std::pair<std::string, std::optional<std::string>>>& fields,
                 const Actor& actor) override;

 private:
  Db& db() { return *connection_.db; }
  Connection& connection_;
};

/// Sets aside the rows that get another ref or part, so that each may be written whoever holds its new place
/// now. To be called before the first writeAction of an import. Defined in import_writer.cc.
Outcome freePlaces(Db& db, const std::vector<plan::ActionChange>& changes);
/// One action of an import, written in the step that is open. Defined in import_writer.cc.
Outcome writeAction(Db& db, PlanId plan, const plan::ActionChange& change);
/// Makes the plan's key exactly this.
Outcome writeRagKey(Db& db, PlanId plan, const std::vector<plan::RagMeaning>& key);

}  // namespace chaser::store
