// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/connection.h"
#include "store/outbox_desk.h"

namespace chaser::store {

/// The person's side of the outbox in SQLite. Refers to the connection, which outlives it.
class SqliteOutboxDesk final : public OutboxDesk {
 public:
  explicit SqliteOutboxDesk(Connection& connection) : connection_(connection) {}

  Result<std::vector<Attempt>> attemptsOf(MessageId message) override;
  Result<Retried> retry(MessageId message, Date today, Instant now, const Actor& actor) override;
  Outcome drop(MessageId message, const std::string& why, Date today, Instant now,
               const Actor& actor) override;
  Result<std::int64_t> newestMessage() override;
  Outcome numberBeyond(std::int64_t number) override;
  Outcome noteAdoption(const std::string& words, Instant now, const Actor& actor) override;

 private:
  [[nodiscard]] Db& db() { return *connection_.db; }
  Connection& connection_;
};

}  // namespace chaser::store
