// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/connection.h"
#include "store/links.h"

namespace chaser::store {

/// One row of the columns {link}.
AnswerLink readLink(Row& row);

/// The links in SQLite. Refers to the connection, which outlives it.
class SqliteLinkStore final : public LinkStore {
 public:
  explicit SqliteLinkStore(Connection& connection) : connection_(connection) {}

  Result<std::int64_t> add(const AnswerLink& link) override;
  Result<std::optional<AnswerLink>> link(std::int64_t id) override;
  Result<std::vector<AnswerLink>> partsOf(std::int64_t whole) override;
  Result<std::size_t> revoke(const std::string& contact, Instant now, const Actor& actor) override;
  Outcome forget(Instant before) override;
  Result<std::optional<AlertId>> alertOf(const alerts::Subject& subject, const std::string& rule) override;
  Result<std::optional<UsedForm>> usedForm(const std::string& form) override;
  Outcome useForm(const std::string& form, std::int64_t link, const UsedForm& used) override;
  Result<std::optional<UsedForm>> lastAnswer(std::int64_t link) override;
  Outcome noteKeys(const std::string& what, const Actor& actor, Instant now) override;

 private:
  [[nodiscard]] Db& db() { return *connection_.db; }
  Connection& connection_;
};

}  // namespace chaser::store
