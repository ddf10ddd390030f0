// SPDX-License-Identifier: Apache-2.0
#include "store/past_facts.h"

#include <algorithm>
#include <array>

namespace chaser::store {

namespace {

constexpr std::array<std::string_view, 6> kAboutPlans{"plan",      "rag_key", "action",
                                                      "milestone", "owner",   "decision"};

Outcome readLiving(Db& db, std::string_view statement, const PastTable& table, Living& living) {
  const auto columns = table.columns.size();
  return db.each(statement, [&](Row& row) {
    auto& one = living[row.integer()];
    one.parent = row.integer();
    one.values.reserve(columns);
    for (std::size_t i = 0; i < columns; ++i) one.values.push_back(row.text());
  });
}

Outcome readOwners(Db& db, PastRead& read) {
  return db.each("history.owners", [&](Row& row) {
    LivingOwner owner;
    owner.id = row.integer();
    auto& owners = read.owners[row.integer()];
    for (std::size_t i = 0; i < kPastOwner.columns.size(); ++i) owner.values.push_back(row.text());
    read.nextOwner = std::max(read.nextOwner, owner.id + 1);
    owners.push_back(std::move(owner));
  });
}

Outcome readRagKeys(Db& db, PastRead& read) {
  return db.each("history.rag_keys", [&](Row& row) {
    const auto plan = row.integer();
    auto& meaning = read.ragKeys[{plan, row.text()}];
    meaning.first = row.text();
    meaning.second = row.text();
  });
}

/// The order within a plan is the audit's own: a fact that is dated before an earlier one, as by an import
/// that is dated back, comes after it all the same.
Outcome readFacts(Db& db, PastRead& read) {
  std::map<PlanId, Instant> reached;
  auto& history = read.history;
  return db.each("history.facts", [&](Row& row) {
    row.integer();
    PastFact fact;
    fact.at = row.instant();
    fact.actor = row.text();
    const std::string what = row.text();
    const auto dot = std::min(what.find('.'), what.size());
    fact.table = what.substr(0, dot);
    fact.field = what.substr(std::min(dot + 1, what.size()));
    history.begins = std::min(history.begins.value_or(fact.at), fact.at);
    history.ends = std::max(history.ends.value_or(fact.at), fact.at);
    if (what == "engine.begun_anew") history.engineBegan.reset();
    if (fact.table == "alert" && !history.engineBegan) history.engineBegan = fact.at;
    if (std::find(kAboutPlans.begin(), kAboutPlans.end(), fact.table) == kAboutPlans.end()) return;
    fact.plan = row.id<PlanId>();
    fact.action = row.id<ActionId>();
    fact.milestone = row.id<MilestoneId>();
    fact.erased = row.flag();
    fact.before = row.text();
    fact.after = row.text();
    auto& latest = reached.try_emplace(fact.plan, fact.at).first->second;
    latest = std::max(latest, fact.at);
    fact.when = latest;
    read.facts.push_back(std::move(fact));
  });
}

}  // namespace

Result<PastRead> readPast(Db& db) {
  PastRead read;
  if (auto done = readLiving(db, "history.plans", kPastPlan, read.plans); !done) return fail(done.error());
  if (auto done = readLiving(db, "history.actions", kPastAction, read.actions); !done)
    return fail(done.error());
  if (auto done = readLiving(db, "history.milestones", kPastMilestone, read.milestones); !done)
    return fail(done.error());
  if (auto done = readOwners(db, read); !done) return fail(done.error());
  if (auto done = readRagKeys(db, read); !done) return fail(done.error());
  if (auto done = readFacts(db, read); !done) return fail(done.error());
  auto done = db.each("history.silences", [&](Row& row) { read.history.silences.push_back(row.text()); });
  if (!done) return fail(done.error());
  return read;
}

}  // namespace chaser::store
