// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/connection.h"
#include "store/feed.h"

namespace chaser::store {

/// The feed in SQLite. Refers to the connection, which outlives it.
class SqliteFeedStore final : public FeedStore {
 public:
  explicit SqliteFeedStore(Connection& connection) : connection_(connection) {}

  Result<std::int64_t> lastFact() override;
  Result<std::pair<std::vector<Happening>, std::int64_t>> facts(std::int64_t after,
                                                                std::size_t limit) override;
  Result<std::vector<AlertId>> toldOf(const std::string& webhook, Date since) override;
  Result<std::vector<AlertId>> movedAmongTold(const std::string& webhook, std::int64_t after,
                                              std::int64_t last) override;

 private:
  template <typename... Args>
  Result<std::vector<AlertId>> alertIds(std::string_view statement, const Args&... args);
  [[nodiscard]] Db& db() { return *connection_.db; }
  Connection& connection_;
};

}  // namespace chaser::store
