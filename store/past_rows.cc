// SPDX-License-Identifier: Apache-2.0
#include "store/past_rows.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

namespace chaser::store {

namespace {

constexpr std::array<PastColumn, 6> kPastPlanColumns{
    {{"key"}, {"title", true}, {"authority", true}, {"year_starts"}, {"coordinator", true}, {"board", true}}};

constexpr std::size_t kRef = 0, kPart = 1;
constexpr std::array<PastColumn, 15> kPastActionColumns{{{"ref"},
                                                         {"part"},
                                                         {"position"},
                                                         {"rag"},
                                                         {"closed_at"},
                                                         {"confirmed_at"},
                                                         {"imported_at"},
                                                         {"rag_text", true},
                                                         {"by_whom", true},
                                                         {"assurance", true},
                                                         {"recommendation", true},
                                                         {"issue", true},
                                                         {"action", true},
                                                         {"progress", true},
                                                         {"comments", true}}};

constexpr std::array<PastColumn, 20> kPastMilestoneColumns{{{"position"},
                                                            {"basis"},
                                                            {"earliest"},
                                                            {"due"},
                                                            {"precision"},
                                                            {"review"},
                                                            {"state"},
                                                            {"completed_on"},
                                                            {"verified_on"},
                                                            {"recheck_on"},
                                                            {"proposed_due"},
                                                            {"proposed_at"},
                                                            {"party", true},
                                                            {"proposed_by", true},
                                                            {"completed_by", true},
                                                            {"verified_by", true},
                                                            {"label", true},
                                                            {"evidence", true},
                                                            {"doubt", true},
                                                            {"text", true}}};

constexpr std::array<PastColumn, 3> kPastOwnerColumns{{{"milestone_id"}, {"role", true}, {"position"}}};

std::string literalOfJson(const nlohmann::json& value) {
  if (value.is_null()) return "NULL";
  return value.is_string() ? literalOf(value.get<std::string>()) : value.dump();
}

std::string parentColumn(const PastTable& table) {
  if (&table == &kPastPlan) return {};
  return &table == &kPastAction ? "plan_id" : "action_id";
}

/// Appends what the condition's `?` stand for.
std::string conditionOf(const PastRow& row, Literals& values) {
  const bool clustered = row.table == &kPastMilestone;
  if (clustered) values.push_back(std::to_string(row.parent));
  values.push_back(std::to_string(row.id));
  return clustered ? " WHERE action_id = ? AND id = ?" : " WHERE id = ?";
}

/// An action may be on its way to another place itself. What it keeps of its own is NULL here.
PastStatement freePlace(const PastRow& row, const std::string& ref, const std::string& part) {
  const auto id = std::to_string(row.id);
  return {
      "UPDATE action SET part = -part WHERE plan_id = ?"
      " AND ref = COALESCE(?, (SELECT ref FROM action WHERE id = ?))"
      " AND part = COALESCE(?, (SELECT abs(part) FROM action WHERE id = ?)) AND id <> ?",
      {std::to_string(row.parent), ref, id, part, id, id}};
}

}  // namespace

const PastTable kPastPlan{"plan", kPastPlanColumns}, kPastAction{"action", kPastActionColumns},
    kPastMilestone{"milestone", kPastMilestoneColumns}, kPastOwner{"owner", kPastOwnerColumns};

std::optional<std::size_t> PastTable::find(std::string_view column) const {
  const auto at =
      std::find_if(columns.begin(), columns.end(), [&](const auto& c) { return c.name == column; });
  if (at == columns.end()) return std::nullopt;
  return static_cast<std::size_t>(at - columns.begin());
}

std::string literalOf(std::string_view text) {
  std::string literal = "'";
  for (const char c : text) {
    if (c == '\'') literal += '\'';
    literal += c;
  }
  return literal + "'";
}

std::string textOf(const std::string& literal) {
  std::string text;
  for (std::size_t i = 1; i + 1 < literal.size() && literal.front() == '\''; ++i) {
    text += literal[i];
    if (literal[i] == '\'') ++i;
  }
  return text;
}

std::optional<Literals> rowFromJson(const PastTable& table, const std::string& literal) {
  const auto row = nlohmann::json::parse(textOf(literal), nullptr, false);
  if (!row.is_object()) return std::nullopt;
  Literals values;
  values.reserve(table.columns.size());
  for (const auto& column : table.columns) {
    const auto value = row.find(std::string(column.name));
    if (value == row.end()) return std::nullopt;
    values.push_back(literalOfJson(*value));
  }
  return values;
}

PastStatements insertion(const PastRow& row, const Literals& values) {
  PastStatements statements;
  if (row.table == &kPastAction) statements.push_back(freePlace(row, values.at(kRef), values.at(kPart)));
  const auto parent = parentColumn(*row.table);
  PastStatement insert{"INSERT INTO " + std::string(row.table->name) + " (id", {std::to_string(row.id)}};
  std::string marks = "?";
  if (!parent.empty()) {
    insert.sql += ", " + parent;
    marks += ", ?";
    insert.values.push_back(std::to_string(row.parent));
  }
  for (std::size_t i = 0; i < values.size(); ++i) {
    insert.sql += ", ";
    insert.sql += row.table->columns[i].name;
    marks += ", ?";
    insert.values.push_back(values[i]);
  }
  insert.sql += ") VALUES (" + marks + ")";
  statements.push_back(std::move(insert));
  return statements;
}

PastStatements removal(const PastRow& row) {
  PastStatement statement;
  statement.sql = "DELETE FROM " + std::string(row.table->name) + conditionOf(row, statement.values);
  return {std::move(statement)};
}

PastStatements change(const PastRow& row, const Changes& changes) {
  std::optional<std::string> ref, part;
  PastStatement update{"UPDATE " + std::string(row.table->name) + " SET ", {}};
  for (const auto& [column, value] : changes) {
    if (row.table == &kPastAction && column == kRef) ref = value;
    if (row.table == &kPastAction && column == kPart) part = value;
    if (!update.values.empty()) update.sql += ", ";
    update.sql += row.table->columns[column].name;
    update.sql += " = ?";
    update.values.push_back(value);
  }
  // Another row may have set this one aside.
  if (ref && !part) update.sql += ", part = abs(part)";
  update.sql += conditionOf(row, update.values);
  PastStatements statements;
  if (ref || part) statements.push_back(freePlace(row, ref.value_or("NULL"), part.value_or("NULL")));
  statements.push_back(std::move(update));
  return statements;
}

}  // namespace chaser::store
