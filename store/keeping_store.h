// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/connection.h"
#include "store/keeping.h"

namespace chaser::store {

/// Forgetting in SQLite. Refers to the connection, which outlives it.
class SqliteKeeping final : public Keeping {
 public:
  explicit SqliteKeeping(Connection& connection) : connection_(connection) {}

  Outcome noteAudit(Instant now) override;
  Result<Forgotten> forget(const KeptSince& since, std::size_t limit) override;

 private:
  [[nodiscard]] Db& db() { return *connection_.db; }
  Connection& connection_;
};

}  // namespace chaser::store
