// SPDX-License-Identifier: Apache-2.0
#include "store/past_rows.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

namespace chaser::store {

namespace {

constexpr std::array<PastColumn, 6> kPlanColumns{
    {{"key"}, {"title", true}, {"authority", true}, {"year_starts"}, {"coordinator", true}, {"board", true}}};

constexpr std::size_t kRef = 0, kPart = 1;
constexpr std::array<PastColumn, 15> kActionColumns{{{"ref"},
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

constexpr std::array<PastColumn, 20> kMilestoneColumns{{{"position"},
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

constexpr std::array<PastColumn, 3> kOwnerColumns{{{"milestone_id"}, {"role", true}, {"position"}}};

std::string literalOfJson(const nlohmann::json& value) {
  if (value.is_null()) return "NULL";
  return value.is_string() ? literalOf(value.get<std::string>()) : value.dump();
}

std::string parentColumn(const PastTable& table) {
  if (&table == &kPastPlan) return {};
  return &table == &kPastAction ? "plan_id" : "action_id";
}

std::string conditionOf(const PastRow& row) {
  const auto id = "id = " + std::to_string(row.id);
  return row.table == &kPastMilestone ? "action_id = " + std::to_string(row.parent) + " AND " + id : id;
}

/// An action may be on its way to another place itself.
std::string freePlace(const PastRow& row, const std::string& ref, const std::string& part) {
  return "UPDATE action SET part = -part WHERE plan_id = " + std::to_string(row.parent) +
         " AND ref = " + ref + " AND part = " + part + " AND id <> " + std::to_string(row.id) + "; ";
}

}  // namespace

const PastTable kPastPlan{"plan", kPlanColumns}, kPastAction{"action", kActionColumns},
    kPastMilestone{"milestone", kMilestoneColumns}, kPastOwner{"owner", kOwnerColumns};

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

std::string insertion(const PastRow& row, const Literals& values) {
  const auto parent = parentColumn(*row.table);
  std::string names = "id", literals = std::to_string(row.id);
  if (!parent.empty()) {
    names += ", " + parent;
    literals += ", " + std::to_string(row.parent);
  }
  for (std::size_t i = 0; i < values.size(); ++i) {
    names += ", ";
    names += row.table->columns[i].name;
    literals += ", " + values[i];
  }
  const auto place =
      row.table == &kPastAction ? freePlace(row, values.at(kRef), values.at(kPart)) : std::string();
  return place + "INSERT INTO " + std::string(row.table->name) + " (" + names + ") VALUES (" + literals + ")";
}

std::string removal(const PastRow& row) {
  return "DELETE FROM " + std::string(row.table->name) + " WHERE " + conditionOf(row);
}

std::string change(const PastRow& row, const Changes& changes) {
  std::string sets;
  std::optional<std::string> ref, part;
  for (const auto& [column, value] : changes) {
    if (row.table == &kPastAction && column == kRef) ref = value;
    if (row.table == &kPastAction && column == kPart) part = value;
    sets += sets.empty() ? "" : ", ";
    sets += row.table->columns[column].name;
    sets += " = " + value;
  }
  std::string place;
  if (ref || part) {
    const auto own = " FROM action WHERE " + conditionOf(row) + ")";
    place = freePlace(row, ref.value_or("(SELECT ref" + own), part.value_or("(SELECT abs(part)" + own));
    // Another row may have set this one aside.
    if (!part) sets += ", part = abs(part)";
  }
  return place + "UPDATE " + std::string(row.table->name) + " SET " + sets + " WHERE " + conditionOf(row);
}

}  // namespace chaser::store
