// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/bounces.h"
#include "store/connection.h"

namespace chaser::store {

/// The bounces in SQLite. Refers to the connection, which outlives it.
class SqliteBounceStore final : public BounceStore {
 public:
  explicit SqliteBounceStore(Connection& connection) : connection_(connection) {}

  Result<std::optional<Bounce>> same(MessageId message, BounceKind kind) override;
  Result<std::int64_t> add(const Bounce& bounce, int code, Date today) override;
  Result<std::vector<Bounce>> bounces(std::size_t limit) override;
  Result<std::vector<FailingAddress>> failing() override;
  Result<std::size_t> clear(const std::string& address, const std::string& why, const Actor& actor,
                            Instant now) override;

 private:
  [[nodiscard]] Db& db() { return *connection_.db; }
  Connection& connection_;
};

}  // namespace chaser::store
