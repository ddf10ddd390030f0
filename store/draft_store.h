// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/connection.h"
#include "store/drafts.h"

namespace chaser::store {

/// The drafts in SQLite. Refers to the connection, which outlives it.
class SqliteDraftStore final : public DraftStore {
 public:
  explicit SqliteDraftStore(Connection& connection) : connection_(connection) {}

  Result<std::vector<alerts::PaperMark>> marks(const std::string& board) override;
  Outcome mark(const std::string& board, const alerts::PaperMark& mark) override;
  Result<bool> release(const std::string& board, Date meeting, AlertId alert, const std::string& by) override;
  Result<int> packsWith(const std::string& board, AlertId alert, Date before) override;

 private:
  [[nodiscard]] Db& db() { return *connection_.db; }
  Connection& connection_;
};

}  // namespace chaser::store
