// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/connection.h"
#include "store/drafts.h"

namespace chaser::store {

/// The drafts in SQLite. Refers to the connection, which outlives it.
class SqliteDraftStore final : public DraftStore {
 public:
  explicit SqliteDraftStore(Connection& connection) : connection_(connection) {}

 private:
  [[nodiscard]] Db& db() { return *connection_.db; }
  Connection& connection_;
};

}  // namespace chaser::store
