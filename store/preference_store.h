// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/connection.h"
#include "store/preferences.h"

namespace chaser::store {

/// People's choices in SQLite. Refers to the connection, which outlives it.
class SqlitePreferences final : public Preferences {
 public:
  explicit SqlitePreferences(Connection& connection) : connection_(connection) {}

  Result<std::set<std::string>> weeklyDigests() override;
  Result<bool> setWeeklyDigest(const std::string& contact, bool weekly, Instant now) override;

 private:
  [[nodiscard]] Db& db() { return *connection_.db; }
  Connection& connection_;
};

}  // namespace chaser::store
