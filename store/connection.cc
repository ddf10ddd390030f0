// SPDX-License-Identifier: Apache-2.0
#include "store/connection.h"

#include <algorithm>
#include <limits>

#include "store/plan_rows.h"
#include "store/row_values.h"

namespace chaser::store {

namespace {

template <typename T>
void readColumns(std::span<const Column<T>> columns, Row& row, T& into) {
  for (const auto& column : columns) column.read(row, into);
}

/// So many plans are kept at once where not all are asked for: some megabytes, however many there are.
constexpr std::size_t kMostKnown = 2048;
/// Plans that are read together on the way along them.
constexpr std::int64_t kPlansAhead = 256;

/// Walks records and child rows together, both in action order. Rows of actions that are not among the
/// records (another plan's, or orphans that a REPLACE left) are passed over.
class Walk {
 public:
  explicit Walk(std::vector<plan::ActionRecord>& records) : records_(records) {}
  plan::ActionRecord* to(ActionId action) {
    while (at_ < records_.size() && records_[at_].action.id < action) ++at_;
    return at_ < records_.size() && records_[at_].action.id == action ? &records_[at_] : nullptr;
  }

 private:
  std::vector<plan::ActionRecord>& records_;
  std::size_t at_ = 0;
};

}  // namespace

Result<std::int64_t> Connection::dataVersion() {
  auto version = db->first("data_version", [](Row& row) { return row.integer(); });
  if (!version) return fail(version.error());
  return version->value_or(0);
}

Outcome Connection::refreshPlans() {
  const auto version = dataVersion();
  if (!version) return fail(version.error());
  const std::pair now{*version, db->rollbacks()};
  if (cachedAt_ == now) return {};
  // A new one: whoever holds the last one goes on with it.
  known_ = std::make_shared<Plans>();
  allAreKnown_ = false;
  cachedAt_ = now;
  return {};
}

template <typename... Args>
Outcome Connection::readPlans(const std::string& which, const Args&... args) {
  std::map<PlanId, plan::Plan> read;
  auto done = db->each(
      "plan." + which,
      [&](Row& row) {
        auto p = readPlan(row);
        const auto id = p.id;
        read.emplace(id, std::move(p));
      },
      args...);
  if (!done) return done;
  done = db->each(
      "rag_key." + which,
      [&](Row& row) {
        const auto owner = read.find(row.id<PlanId>());
        if (owner != read.end()) owner->second.ragKey.push_back(readMeaning(row));
      },
      args...);
  if (!done) return done;
  for (auto& [id, p] : read) known_->emplace(id, std::make_shared<const plan::Plan>(std::move(p)));
  return {};
}

Result<std::shared_ptr<const Plans>> Connection::plans() {
  if (auto done = refreshPlans(); !done) return fail(done.error());
  if (!allAreKnown_) {
    known_ = std::make_shared<Plans>();
    const PlanId last{std::numeric_limits<std::int64_t>::max()};
    if (auto done = readPlans("range", PlanId{}, last); !done) return fail(done.error());
    allAreKnown_ = true;
  }
  return known_;
}

void Connection::makeRoom() {
  if (!allAreKnown_ && known_->size() > kMostKnown) known_ = std::make_shared<Plans>();
}

Outcome Connection::learnPlans(std::vector<PlanId> ids) {
  makeRoom();
  ids.erase(std::remove_if(ids.begin(), ids.end(), [this](PlanId id) { return known_->count(id) > 0; }),
            ids.end());
  return ids.empty() || allAreKnown_ ? Outcome() : readPlans("among", idsToJson(ids));
}

Result<std::shared_ptr<const plan::Plan>> Connection::plan(PlanId id) {
  auto found = known_->find(id);
  if (found == known_->end() && !allAreKnown_) {
    if (auto done = readPlans("range", id, id); !done) return fail(done.error());
    found = known_->find(id);
  }
  return found == known_->end() ? nullptr : found->second;
}

Result<std::shared_ptr<const plan::Plan>> Connection::planOnTheWay(PlanId id) {
  if (allAreKnown_ || known_->count(id) > 0) return plan(id);
  makeRoom();
  const PlanId last{std::min(id.value, std::numeric_limits<std::int64_t>::max() - kPlansAhead) + kPlansAhead};
  if (auto done = readPlans("range", id, last); !done) return fail(done.error());
  const auto found = known_->find(id);
  return found == known_->end() ? nullptr : found->second;
}

Outcome putSetting(Db& db, std::string_view name, const std::optional<std::string>& value) {
  auto done = value ? db.run("setting.put", name, *value) : db.run("setting.remove", name);
  if (!done) return fail(done.error());
  return {};
}

Result<std::optional<std::string>> getSetting(Db& db, std::string_view name) {
  return db.first(
      "setting.get", [](Row& row) { return row.text(); }, name);
}

Result<std::vector<plan::ActionRecord>> readRecords(Connection& connection, ActionId after, std::size_t limit,
                                                    PlanId plan) {
  std::vector<plan::ActionRecord> records;
  if (auto done = connection.refreshPlans(); !done) return fail(done.error());
  Db& db = *connection.db;
  Outcome plansRead;
  auto done = db.each(
      "action.range",
      [&](Row& row) {
        plan::ActionRecord record;
        readColumns(actionColumns(), row, record.action);
        auto its = connection.plan(record.action.plan);
        if (!its) plansRead = fail(its.error());
        if (its) record.plan = std::move(*its);
        if (record.plan) records.push_back(std::move(record));
      },
      after, limit, plan);
  if (!done) return fail(done.error());
  if (!plansRead) return fail(plansRead.error());
  if (records.empty()) return records;
  const ActionId first = records.front().action.id;
  const ActionId last = records.back().action.id;
  done = db.each(
      "milestone.range",
      [&, walk = Walk(records)](Row& row) mutable {
        if (auto* record = walk.to(row.id<ActionId>()))
          readColumns(milestoneColumns(), row, record->milestones.emplace_back());
      },
      first, last);
  if (!done) return fail(done.error());
  done = db.each(
      "owner.range",
      [&, walk = Walk(records)](Row& row) mutable {
        if (auto* record = walk.to(row.id<ActionId>())) record->owners.push_back(readOwner(row));
      },
      first, last);
  if (!done) return fail(done.error());
  return records;
}

}  // namespace chaser::store
