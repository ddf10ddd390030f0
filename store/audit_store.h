// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/connection.h"

namespace chaser::store {

/// The audit in SQLite. Refers to the connection, which outlives it.
class SqliteAuditStore : public virtual AuditStore {
 public:
  explicit SqliteAuditStore(Connection& connection) : connection_(connection) {}

  Result<std::vector<AuditRow>> rows(std::int64_t after, std::size_t limit) override;
  Result<std::vector<alerts::StoryFact>> historyOf(ActionId action) override;
  Result<std::vector<alerts::StoryTold>> toldOf(ActionId action) override;
  Result<std::size_t> verify() override;
  Result<History> history() override { return readHistory(db()); }

 private:
  Db& db() { return *connection_.db; }
  Connection& connection_;
};

/// A fact of the engine's own for the audit, at an instant that it knows.
struct Fact {
  Instant at;
  std::string what;
  PlanId plan;
  ActionId action;
  MilestoneId milestone;
  std::string ref;
  std::optional<std::string> before, after;
  std::optional<int> part = std::nullopt;  ///< as the action has it when absent
};
Outcome record(Db& db, const Fact& fact);

/// Facts that name no plan, action or milestone, in their order and with their seals: a row that is sealed
/// later is written twice. Where something else waits to be sealed, or the seals don't fit, they wait as
/// well.
Outcome recordSealed(Db& db, const std::vector<Fact>& facts);

/// Why an item waits or will never be said, as its row has it by now, as JSON. Without an instant: now, by
/// the clock of the triggers.
Outcome recordItem(Db& db, std::optional<Instant> at, std::string_view what, ItemId item);

/// Seals up to `limit` rows in the order of their numbers; how many. Each seal is SHA-256 over the seal
/// before and the row: its number, instant, actor, fact, subject and the salted hashes of its texts,
/// length-prefixed.
Result<std::size_t> sealRows(Db& db, std::size_t limit);

}  // namespace chaser::store
