// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/connection.h"
#include "store/replies.h"

namespace chaser::store {

/// The replies in SQLite. Refers to the connection, which outlives it.
class SqliteReplyStore final : public ReplyStore {
 public:
  explicit SqliteReplyStore(Connection& connection) : connection_(connection) {}

  Result<std::int64_t> add(const Reply& reply) override;
  Result<std::optional<Reply>> reply(std::int64_t id) override;
  Result<std::optional<Reply>> same(const Reply& reply) override;
  Result<std::vector<Reply>> replies(std::optional<ReplyState> state, std::size_t limit) override;
  Result<std::size_t> waiting(const std::string& contact, bool isTheirs) override;
  Result<std::int64_t> another(const Reply& reply) override;
  Result<bool> hasQuietened(AlertId alert) override;
  Outcome keepQuiet(std::int64_t id, AlertId alert) override;
  Result<bool> settle(std::int64_t id, ReplyState state, const std::string& why, const Actor& actor,
                      Instant now) override;
  Result<MessageId> messageNamed(const std::string& messageId) override;
  Result<std::optional<AnswerLink>> linkBefore(const std::string& contact, const alerts::Subject& subject,
                                               const std::string& rule, Instant at) override;
  Result<ItemId> waitingNotice(const std::string& key) override;

 private:
  [[nodiscard]] Db& db() { return *connection_.db; }
  Outcome note(std::string_view what, const Reply& reply, const std::string& words, const Actor& actor,
               Instant now);
  Connection& connection_;
};

}  // namespace chaser::store
