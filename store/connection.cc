// SPDX-License-Identifier: Apache-2.0
#include "store/connection.h"

namespace chaser::store {

namespace {

plan::Plan readPlan(Row& row) {
  plan::Plan p;
  p.id = row.id<PlanId>();
  p.key = row.text();
  p.title = row.text();
  p.authority = row.text();
  p.yearStarts = static_cast<unsigned>(row.integer());
  p.coordinator = row.text();
  p.board = row.text();
  p.hasOwners = row.flag();
  p.hasDates = row.flag();
  p.hasRag = row.flag();
  return p;
}

plan::Action readAction(Row& row) {
  plan::Action a;
  a.id = row.id<ActionId>();
  a.plan = row.id<PlanId>();
  a.ref = row.text();
  a.part = row.number();
  a.position = row.number();
  a.rag = row.word(plan::parseRag);
  a.closedAt = row.maybeInstant();
  a.confirmedAt = row.maybeInstant();
  a.importedAt = row.maybeInstant();
  a.updatedAt = row.maybeInstant();
  a.progressedAt = row.maybeInstant();
  a.ragSince = row.maybeInstant();
  a.ragPrevious = row.word(plan::parseRag);
  a.ragText = row.text();
  a.byWhom = row.text();
  a.assurance = row.text();
  a.recommendation = row.text();
  a.issue = row.text();
  a.action = row.text();
  a.progress = row.text();
  a.comments = row.text();
  return a;
}

plan::Milestone readMilestone(Row& row) {
  plan::Milestone m;
  m.id = row.id<MilestoneId>();
  m.position = row.number();
  m.basis = row.word(plan::parseBasis);
  m.earliest = row.maybeDate();
  m.due = row.maybeDate();
  m.precision = row.word(plan::parsePrecision).value_or(plan::Precision::None);
  m.review = row.flag();
  m.state = row.word(plan::parseState).value_or(plan::State::Open);
  m.completedOn = row.maybeDate();
  m.verifiedOn = row.maybeDate();
  m.recheckOn = row.maybeDate();
  m.proposedDue = row.maybeDate();
  m.proposedAt = row.maybeInstant();
  m.baselineDue = row.maybeDate();
  m.slips = row.number();
  m.agreedAt = row.maybeInstant();
  m.party = row.text();
  m.proposedBy = row.text();
  m.completedBy = row.text();
  m.verifiedBy = row.text();
  m.label = row.text();
  m.evidence = row.text();
  m.doubt = row.text();
  m.text = row.text();
  return m;
}

plan::Owner readOwner(Row& row) {
  plan::Owner o;
  row.integer();  // its own id
  o.milestone = row.id<MilestoneId>();
  o.role = row.text();
  o.position = row.number();
  return o;
}

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

Result<std::shared_ptr<const Plans>> Connection::plans() {
  const auto version = dataVersion();
  if (!version) return fail(version.error());
  const std::pair now{*version, db->rollbacks()};
  if (cachedAt_ == now) return cached_;
  std::map<PlanId, plan::Plan> read;
  auto done = db->each("plan.all", [&](Row& row) {
    auto p = readPlan(row);
    const auto id = p.id;
    read.emplace(id, std::move(p));
  });
  if (!done) return fail(done.error());
  done = db->each("rag_key.all", [&](Row& row) {
    const auto owner = read.find(row.id<PlanId>());
    plan::RagMeaning meaning;
    meaning.colour = row.word(plan::parseRag).value_or(plan::Rag::Grey);
    meaning.status = row.word(plan::parseStatus).value_or(plan::Status::NotStarted);
    meaning.words = row.text();
    if (owner != read.end()) owner->second.ragKey.push_back(std::move(meaning));
  });
  if (!done) return fail(done.error());
  auto plans = std::make_shared<Plans>();
  for (auto& [id, p] : read) plans->emplace(id, std::make_shared<const plan::Plan>(std::move(p)));
  cached_ = std::move(plans);
  cachedAt_ = now;
  return cached_;
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
  const auto known = connection.plans();
  if (!known) return fail(known.error());
  const Plans& plans = **known;
  Db& db = *connection.db;
  auto done = db.each(
      "action.range",
      [&](Row& row) {
        plan::ActionRecord record;
        record.action = readAction(row);
        if (const auto its = plans.find(record.action.plan); its != plans.end()) record.plan = its->second;
        if (record.plan) records.push_back(std::move(record));
      },
      after, limit, plan);
  if (!done) return fail(done.error());
  if (records.empty()) return records;
  const ActionId first = records.front().action.id;
  const ActionId last = records.back().action.id;
  done = db.each(
      "milestone.range",
      [&, walk = Walk(records)](Row& row) mutable {
        if (auto* record = walk.to(row.id<ActionId>())) record->milestones.push_back(readMilestone(row));
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
