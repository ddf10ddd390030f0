// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "store/history.h"

/// The rows that history.h brings back, and the statements that make, change and remove them. A value is what
/// SQL writes for it: `'text'`, `7`, `NULL`.
namespace chaser::store {

struct PastColumn {
  std::string_view name;
  bool words = false;  ///< takes any text, and so stands for one that was erased
};

struct PastTable {
  std::string_view name;  ///< as the audit's facts begin: `action.rag`
  std::span<const PastColumn> columns;
  [[nodiscard]] std::optional<std::size_t> find(std::string_view column) const;
};
/// Those of their columns that people own, in the order in which sql/history.sql reads them.
extern const PastTable kPastPlan, kPastAction, kPastMilestone, kPastOwner;

/// One for each column of the table.
using Literals = std::vector<std::string>;

std::string literalOf(std::string_view text);
/// The text that a literal stands for; empty for NULL.
std::string textOf(const std::string& literal);
/// A removed row as its trigger kept it, a literal with a JSON object. Absent when that is not the whole row.
std::optional<Literals> rowFromJson(const PastTable& table, const std::string& literal);

using PastStatements = std::vector<PastStatement>;

struct PastRow {
  const PastTable* table = nullptr;
  std::int64_t id = 0;
  std::int64_t parent = 0;  ///< the plan of an action, the action of a milestone or an owner
};
/// Rows of a plan that took each other's place in one step are done again one after the other: whoever still
/// has the place is set aside, as docs/database.md shows, until its own turn comes.
PastStatements insertion(const PastRow& row, const Literals& values);
PastStatements removal(const PastRow& row);
/// Several columns at once, each by its number.
using Changes = std::vector<std::pair<std::size_t, std::string>>;
PastStatements change(const PastRow& row, const Changes& changes);

}  // namespace chaser::store
