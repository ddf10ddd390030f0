// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/connection.h"
#include "store/links.h"

namespace chaser::store {

/// The links in SQLite. Refers to the connection, which outlives it.
class SqliteLinkStore final : public LinkStore {
 public:
  explicit SqliteLinkStore(Connection& connection) : connection_(connection) {}

 private:
  [[nodiscard]] Db& db() { return *connection_.db; }
  Connection& connection_;
};

}  // namespace chaser::store
