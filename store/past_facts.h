// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "store/history.h"
#include "store/past_rows.h"
#include "store/sqlite.h"

/// What history.h is made of, as the database has it: the rows of now, and what the audit says of them.
namespace chaser::store {

struct PastFact {
  Instant at, when;  ///< as dated, and its place in time (PastStep)
  std::string actor;
  std::string table, field;  ///< `milestone` and `due`, of `milestone.due`
  PlanId plan;
  ActionId action;
  MilestoneId milestone;
  bool erased = false;
  std::string before, after;  ///< literals
};

struct LivingRow {
  std::int64_t parent = 0;
  Literals values;
};
using Living = std::map<std::int64_t, LivingRow>;

struct LivingOwner {
  std::int64_t id = 0;
  Literals values;
};
using LivingOwners = std::unordered_map<std::int64_t, std::vector<LivingOwner>>;  ///< by action

/// Status and words, as literals, by plan and colour.
using RagKeys = std::map<std::pair<std::int64_t, std::string>, std::pair<std::string, std::string>>;

struct PastRead {
  History history;              ///< its silences, and when things began and ended
  std::vector<PastFact> facts;  ///< those about what people own, in the audit's order
  Living plans, actions, milestones;
  LivingOwners owners;
  std::int64_t nextOwner = 1;  ///< an id that none of them has
  RagKeys ragKeys;
};

Result<PastRead> readPast(Db& db);

}  // namespace chaser::store
