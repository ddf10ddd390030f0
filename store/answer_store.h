// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/answers.h"
#include "store/connection.h"

namespace chaser::store {

/// The answers in SQLite. Refers to the connection, which outlives it.
class SqliteAnswerStore final : public AnswerStore {
 public:
  explicit SqliteAnswerStore(Connection& connection) : connection_(connection) {}

  Result<bool> quieten(AlertId alert, alerts::AlertState state, Date since, Date until, const std::string& by,
                       const Actor& actor) override;
  Result<bool> endQuiet(AlertId alert, Date today, const Actor& actor) override;
  Result<bool> escalateAnyway(AlertId alert, const Actor& actor) override;
  Result<std::int64_t> addSilence(const alerts::Silence& silence, const Actor& actor) override;
  Result<std::vector<alerts::Silence>> everySilence() override;
  Result<bool> endSilence(std::int64_t id, Date today, const Actor& actor) override;
  Outcome decide(const Decision& decision, const Actor& actor) override;
  Result<std::vector<Decision>> decisions(ActionId action) override;
  Outcome changeOwners(ActionId action, MilestoneId milestone,
                       const std::vector<alerts::OwnerChange>& changes, const Actor& actor) override;
  Result<MilestoneId> addMilestone(ActionId action, const Actor& actor) override;
  Outcome note(const AnswerFact& fact, const Actor& actor) override;

 private:
  /// Runs a statement about an alert, and notes in the audit what it did if it did anything.
  template <typename... Args>
  Result<bool> changeAlert(const Actor& actor, AlertId alert, const std::string& what, const std::string& how,
                           std::string_view statement, const Args&... args);

  [[nodiscard]] Db& db() { return *connection_.db; }
  Connection& connection_;
};

}  // namespace chaser::store
