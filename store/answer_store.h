// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/answers.h"
#include "store/connection.h"

namespace chaser::store {

/// The answers in SQLite. Refers to the connection, which outlives it.
class SqliteAnswerStore final : public AnswerStore {
 public:
  explicit SqliteAnswerStore(Connection& connection) : connection_(connection) {}

 private:
  [[nodiscard]] Db& db() { return *connection_.db; }
  Connection& connection_;
};

}  // namespace chaser::store
