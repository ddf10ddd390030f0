// SPDX-License-Identifier: Apache-2.0
#include "store/plan_store.h"

#include <limits>
#include <nlohmann/json.hpp>

#include "store/bulk_writer.h"

namespace chaser::store {

namespace {

constexpr std::size_t kNoLimit = std::numeric_limits<std::int64_t>::max();

plan::Doubt readDoubt(Row& row) {
  plan::Doubt doubt;
  doubt.kind = row.text();
  doubt.ref = row.text();
  doubt.part = row.number();
  doubt.text = row.text();
  doubt.hint = row.text();
  doubt.offer = row.text();
  return doubt;
}

bool sameDoubt(const plan::Doubt& a, const plan::Doubt& b) {
  return a.kind == b.kind && a.ref == b.ref && a.part == b.part && a.text == b.text && a.hint == b.hint &&
         a.offer == b.offer;
}

/// `[{"heading":"Lead","fields":["owner"]}]`, as schema.sql describes it.
std::string columnsJson(const std::vector<plan::PlanColumn>& columns) {
  auto list = nlohmann::ordered_json::array();
  for (const auto& column : columns) {
    auto fields = nlohmann::ordered_json::array();
    for (const plan::Field field : column.fields) fields.push_back(toString(field));
    list.push_back({{"heading", column.heading}, {"fields", std::move(fields)}});
  }
  return list.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

/// What another writer put there and is no column is left out.
std::vector<plan::PlanColumn> readColumns(const std::string& json) {
  std::vector<plan::PlanColumn> columns;
  for (const auto& entry : nlohmann::json::parse(json, nullptr, false)) {
    if (!entry.is_object() || !entry.contains("heading") || !entry["heading"].is_string()) continue;
    columns.push_back(plan::PlanColumn{entry["heading"].get<std::string>(), {}});
    if (!entry.contains("fields")) continue;
    for (const auto& name : entry["fields"]) {
      const auto field = name.is_string() ? plan::parseField(name.get<std::string>()) : std::nullopt;
      if (field) columns.back().fields.push_back(*field);
    }
  }
  return columns;
}

}  // namespace

Result<std::vector<plan::Plan>> SqlitePlanStore::plans() {
  const auto all = connection_.plans();
  if (!all) return fail(all.error());
  std::vector<plan::Plan> list;
  for (const auto& [id, p] : **all) list.push_back(*p);
  return list;
}

Result<std::optional<plan::Plan>> SqlitePlanStore::plan(const std::string& key) {
  const auto all = connection_.plans();
  if (!all) return fail(all.error());
  for (const auto& [id, p] : **all)
    if (p->key == key) return std::optional(*p);
  return std::optional<plan::Plan>();
}

Result<PlanId> SqlitePlanStore::putPlan(const plan::Plan& plan, const Actor& actor) {
  connection_.plansChanged();
  PlanId id;
  auto done = writeAs(db(), actor, [&]() -> Outcome {
    for (const auto* statement : {"plan.add", "plan.update"}) {
      auto put = db().run(statement, plan.key, plan.title, plan.authority, plan.yearStarts, plan.coordinator,
                          plan.board);
      if (!put) return fail(put.error());
    }
    auto found = db().first(
        "plan.id", [](Row& row) { return row.id<PlanId>(); }, plan.key);
    if (!found) return fail(found.error());
    id = found->value_or(PlanId{});
    return plan.ragKey.empty() ? Outcome() : writeRagKey(db(), id, plan.ragKey);
  });
  if (!done) return fail(done.error());
  return id;
}

Result<std::vector<plan::StoredAction>> SqlitePlanStore::storedActions(PlanId plan) {
  auto records = readRecords(connection_, ActionId{}, kNoLimit, plan);
  if (!records) return fail(records.error());
  std::vector<plan::StoredAction> stored;
  for (auto& record : *records) stored.push_back({std::move(record), {}, false});
  if (stored.empty()) return stored;
  auto done = db().each(
      "cell.range",
      [&, at = std::size_t{0}](Row& row) mutable {
        const auto action = row.id<ActionId>();
        while (at < stored.size() && stored[at].record.action.id < action) ++at;
        if (at == stored.size() || stored[at].record.action.id != action) return;
        plan::Cell cell;
        cell.heading = row.text();
        cell.text = row.text();
        cell.reading = row.text();
        stored[at].cells.push_back(std::move(cell));
      },
      stored.front().record.action.id, stored.back().record.action.id);
  if (!done) return fail(done.error());
  done = db().each(
      "action.withdrawn",
      [&, at = std::size_t{0}](Row& row) mutable {
        const auto action = row.id<ActionId>();
        while (at < stored.size() && stored[at].record.action.id < action) ++at;
        if (at < stored.size() && stored[at].record.action.id == action) stored[at].withdrawn = true;
      },
      plan);
  if (!done) return fail(done.error());
  return stored;
}

Result<std::optional<Instant>> SqlitePlanStore::lastImport(PlanId plan) {
  return db().first(
      "plan.last_import", [](Row& row) { return row.instant(); }, plan);
}

Result<std::vector<plan::PlanColumn>> SqlitePlanStore::columns(PlanId plan) {
  auto text = db().first(
      "plan.columns", [](Row& row) { return row.text(); }, plan);
  if (!text) return fail(text.error());
  return readColumns(text->value_or("[]"));
}

Outcome SqlitePlanStore::apply(PlanId plan, const plan::ChangeSet& changes,
                               const std::vector<plan::Doubt>& doubts, const Actor& actor) {
  connection_.plansChanged();
  const auto before = this->doubts(plan);
  if (!before) return fail(before.error());
  return writeAs(db(), actor, [&]() -> Outcome {
    if (!changes.columns.empty())
      if (auto set = db().run("plan.set_columns", plan, columnsJson(changes.columns)); !set)
        return fail(set.error());
    if (!changes.ragKey.empty())
      if (auto written = writeRagKey(db(), plan, changes.ragKey); !written) return written;
    if (auto freed = freePlaces(db(), changes.actions); !freed) return freed;
    const bool many = changes.count(plan::ActionChange::Kind::New) >= kManyRows;
    for (const auto& change : changes.actions) {
      if (many && change.kind == plan::ActionChange::Kind::New) continue;
      if (auto written = writeAction(db(), plan, change); !written) return written;
    }
    if (many)
      if (auto written = writeManyNew(db(), plan, changes.actions); !written) return written;
    if (std::equal(before->begin(), before->end(), doubts.begin(), doubts.end(), sameDoubt)) return {};
    if (auto cleared = db().run("doubt.clear", plan); !cleared) return fail(cleared.error());
    int position = 0;
    for (const auto& d : doubts)
      if (auto added =
              db().run("doubt.add", plan, ++position, d.kind, d.ref, d.part, d.text, d.hint, d.offer);
          !added)
        return fail(added.error());
    return {};
  });
}

Result<std::vector<plan::Doubt>> SqlitePlanStore::doubts(PlanId plan) {
  std::vector<plan::Doubt> all;
  auto done = db().each(
      "doubt.of", [&](Row& row) { all.push_back(readDoubt(row)); }, plan);
  if (!done) return fail(done.error());
  return all;
}

Result<std::vector<SettledAnswer>> SqlitePlanStore::settled(PlanId plan) {
  std::vector<SettledAnswer> all;
  auto done = db().each(
      "settled.of",
      [&](Row& row) {
        SettledAnswer answer;
        answer.entry.kind = row.text();
        answer.entry.phrase = row.text();
        answer.entry.answer = row.text();
        answer.words = row.text();
        answer.earlier = plan::earlierFromJson(row.text());
        answer.by = row.text();
        answer.at = row.maybeInstant();
        all.push_back(std::move(answer));
      },
      plan);
  if (!done) return fail(done.error());
  return all;
}

Outcome SqlitePlanStore::putSettled(PlanId plan, const SettledAnswer& answer, const Actor& actor) {
  return writeAs(db(), actor, [&] {
    const auto& entry = answer.entry;
    return asOutcome(db().run("settled.put", plan, entry.kind, entry.phrase, entry.answer, answer.words,
                              plan::toJson(answer.earlier)));
  });
}

Outcome SqlitePlanStore::removeSettled(PlanId plan, const plan::Settled& entry, const Actor& actor) {
  return writeAs(db(), actor,
                 [&] { return asOutcome(db().run("settled.remove", plan, entry.kind, entry.phrase)); });
}

Result<std::optional<plan::ActionRecord>> SqlitePlanStore::action(ActionId id) {
  auto records = readRecords(connection_, ActionId{id.value - 1}, 1, PlanId{});
  if (!records) return fail(records.error());
  if (records->empty() || records->front().action.id != id) return std::optional<plan::ActionRecord>();
  return std::optional(std::move(records->front()));
}

Result<std::vector<ActionId>> SqlitePlanStore::find(const ActionKey& key, bool anyPart) {
  std::vector<ActionId> ids;
  auto done = db().each(
      "action.find", [&](Row& row) { ids.push_back(row.id<ActionId>()); }, key.plan, key.ref, key.part,
      anyPart);
  if (!done) return fail(done.error());
  return ids;
}

Result<std::vector<plan::ActionRecord>> SqlitePlanStore::scan(ActionId after, std::size_t limit,
                                                              PlanId plan) {
  return readRecords(connection_, after, limit, plan);
}

Outcome SqlitePlanStore::update(ActionId action, MilestoneId milestone,
                                const std::vector<std::pair<std::string, std::optional<std::string>>>& fields,
                                const Actor& actor) {
  connection_.plansChanged();
  return writeAs(db(), actor, [&]() -> Outcome {
    for (const auto& [name, value] : fields) {
      auto set = milestone ? db().run("milestone.set", name, value, action, milestone)
                           : db().run("action.set", name, value, action);
      if (!set) return fail(set.error());
      if (*set == 0)
        return fail(ErrorKind::Input, std::string("there is no such ") +
                                          (milestone ? "milestone" : "action") + ", or it has no field '" +
                                          name + "' that may be set");
    }
    return {};
  });
}

}  // namespace chaser::store
