// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/connection.h"

namespace chaser::store {

/// Items and messages in SQLite. Refers to the connection, which outlives it.
class SqliteOutboxStore : public virtual OutboxStore {
 public:
  explicit SqliteOutboxStore(Connection& connection) : connection_(connection) {}

  Result<std::vector<StoredItem>> wanted(std::size_t limit) override;
  Result<std::vector<StoredItem>> wantedAmong(const std::vector<ItemId>& items, ItemId after) override;
  Result<std::vector<StoredItem>> wantedOfTick(std::int64_t tick) override;
  Result<std::vector<StoredItem>> boardItems() override;
  Result<bool> addNotice(const alerts::Item& notice, Instant now) override;
  Outcome drop(ItemId item, alerts::Reason reason, const std::string& detail, Instant now) override;
  Outcome setReason(ItemId item, alerts::Reason reason, const std::string& detail) override;
  Result<alerts::SentBefore> sentBefore(const std::string& to, Date day) override;
  Result<MessageId> freeze(const Message& message) override;
  Result<bool> knows(const std::string& messageId) override;
  Result<std::vector<std::string>> frozenFor(ItemId item) override;
  Result<std::vector<Message>> claim(std::size_t limit, Instant now,
                                     const std::vector<std::string>& held) override;
  Outcome settle(const std::vector<Settlement>& settlements, Date today) override;
  Outcome noteArrived(const std::vector<Attempt>& attempts, Date today) override;
  Result<std::size_t> settleArrived(std::size_t atMost) override;
  Outcome waitForNobodyElse(ItemId item, Instant now, Date today) override;
  Outcome bringForward(const std::string& to, Instant now) override;
  Outcome dissolve(MessageId message) override;
  Result<bool> stillToSay(const std::string& to) override;
  Outcome postpone(MessageId message, Instant until) override;
  Result<std::vector<Message>> undelivered(Instant before, const std::vector<std::string>& others) override;
  Result<std::size_t> readyBy(Instant now, const std::vector<std::string>& held) override;
  Result<std::size_t> openFor(const std::string& endpoint) override;
  Result<MessageId> lastFor(const std::string& endpoint, const std::string& to) override;
  Result<std::size_t> reclaim() override;
  Result<std::optional<Instant>> nextAttempt(const std::vector<std::string>& held) override;
  Outcome beginAnew(const std::vector<std::string>& settings, Instant now) override;
  Result<std::vector<Message>> messages(std::optional<MessageState> state, std::size_t limit) override;
  Result<std::vector<Message>> messagesAfter(MessageId after) override;
  Result<std::optional<Message>> message(MessageId id) override;
  Result<ItemId> lastItem() override;
  Result<std::vector<ItemStanding>> itemsAfter(ItemId after) override;
  Result<std::vector<ItemStanding>> itemsOfAlert(AlertId alert) override;
  Result<std::vector<StoredItem>> itemsOf(MessageId message) override;

 private:
  Db& db() { return *connection_.db; }
  Connection& connection_;
};

}  // namespace chaser::store
