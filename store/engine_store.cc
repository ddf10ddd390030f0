// SPDX-License-Identifier: Apache-2.0
#include "store/engine_store.h"

#include "store/alert_rows.h"
#include "store/audit_store.h"
#include "store/row_values.h"

namespace chaser::store {

namespace {

constexpr std::string_view kProgressCursor = "progress_cursor";

}  // namespace

Result<std::int64_t> SqliteEngineStore::dataVersion() {
  return connection_.dataVersion();
}

Result<WriteMark> SqliteEngineStore::writeMark() {
  const auto others = connection_.dataVersion();
  if (!others) return fail(others.error());
  return WriteMark{*others, sqlite3_total_changes64(db().handle())};
}

Result<std::int64_t> SqliteEngineStore::lastChange() {
  auto last = db().first("change.last", [](Row& row) { return row.integer(); });
  if (!last) return fail(last.error());
  return last->value_or(0);
}

Result<std::pair<std::vector<Change>, std::int64_t>> SqliteEngineStore::changes(std::int64_t after,
                                                                                std::size_t limit) {
  std::pair<std::vector<Change>, std::int64_t> found{{}, after};
  auto done = db().each(
      "change.after",
      [&](Row& row) {
        Change change;
        change.action = row.id<ActionId>();
        change.at = row.instant();
        found.first.push_back(std::move(change));
        found.second = std::max(found.second, row.integer());
      },
      after, limit);
  if (!done) return fail(done.error());
  if (found.first.empty()) return found;
  std::map<ActionId, Change*> changes;
  for (auto& change : found.first) changes.emplace(change.action, &change);
  done = db().each(
      "change.by",
      [&](Row& row) {
        const auto known = changes.find(row.id<ActionId>());
        if (known != changes.end()) known->second->by.push_back(row.text());
      },
      after, found.second);
  if (!done) return fail(done.error());
  return found;
}

Result<std::vector<Visit>> SqliteEngineStore::due(Date today, const Visit& after, std::size_t limit) {
  std::vector<Visit> visits;
  auto done = db().each(
      "visit.due",
      [&](Row& row) {
        Visit visit;
        visit.action = row.id<ActionId>();
        visit.day = row.date();
        visit.lookOn = row.maybeDate();
        visits.push_back(visit);
      },
      today, after.day, after.action, limit);
  if (!done) return fail(done.error());
  return visits;
}

Result<std::optional<Date>> SqliteEngineStore::nextDue() {
  auto day = db().first("visit.next", [](Row& row) { return row.maybeDate(); });
  if (!day) return fail(day.error());
  return day->value_or(std::nullopt);
}

Result<std::vector<alerts::Alert>> SqliteEngineStore::alertsOf(ActionId action, Date since) {
  const auto toAdopt = orphaned(db(), {action});
  if (!toAdopt) return fail(toAdopt.error());
  if (!toAdopt->empty())
    if (auto done = adoptAlerts(db(), action); !done) return fail(done.error());
  return readAlerts(db(), "of", action, since);
}

Result<std::vector<alerts::Alert>> SqliteEngineStore::unresolved() {
  return readAlerts(db(), "unresolved");
}

Result<std::optional<alerts::Alert>> SqliteEngineStore::alert(AlertId id) {
  auto found = readAlerts(db(), "one", id);
  if (!found) return fail(found.error());
  if (found->empty()) return std::optional<alerts::Alert>();
  return std::optional(std::move(found->front()));
}

Outcome SqliteEngineStore::forget(ActionId action, Date today, Instant now) {
  auto step = Step::begin(db());
  if (!step) return fail(step.error());
  const auto open = readAlerts(db(), "of", action, today);
  if (!open) return fail(open.error());
  std::vector<ItemId> unsaid;
  auto read = db().each(
      "item.wanted_of_action", [&](Row& row) { unsaid.push_back(row.id<ItemId>()); }, action);
  if (!read) return read;
  if (auto done = db().run("step.take_back_of_action", action); !done) return fail(done.error());
  if (auto done = db().run("item.resolve_quietly", action, now); !done) return fail(done.error());
  for (const auto item : unsaid)
    if (auto noted = recordItem(db(), now, "item.dropped", item); !noted) return noted;
  for (const auto& alert : *open) {
    if (!alert.unresolved()) continue;
    Fact fact;
    fact.at = now;
    fact.what = "alert.resolved";
    fact.action = action;
    fact.milestone = alert.subject.milestone;
    fact.before = std::string(toString(alert.state));
    fact.after = alert.rule + ": the action is gone";
    if (auto noted = store::record(db(), fact); !noted) return noted;
  }
  if (auto done = db().run("alert.resolve_quietly", action, today); !done) return fail(done.error());
  if (auto done = db().run("agenda.remove", action); !done) return fail(done.error());
  return step->commit();
}

Outcome SqliteEngineStore::hold(const std::vector<AlertId>& alerts, bool held, Date today) {
  auto step = Step::begin(db());
  if (!step) return fail(step.error());
  // Whether it begins or ends: the ladder is looked at again, for its clock stops or goes on.
  const auto ids = idsToJson(alerts);
  if (!held)
    if (auto done = db().run("step.begin_now", ids, today); !done) return fail(done.error());
  if (auto done = db().run("alert.hold", ids, held, today); !done) return fail(done.error());
  if (held)
    if (auto done = db().run("item.hold", ids); !done) return fail(done.error());
  return step->commit();
}

Result<std::vector<AlertId>> SqliteEngineStore::heldIds(PlanId plan) {
  std::vector<AlertId> ids;
  auto done = db().each(
      "alert.held_ids", [&](Row& row) { ids.push_back(row.id<AlertId>()); }, plan);
  if (!done) return fail(done.error());
  return ids;
}

Result<std::vector<std::pair<PlanId, std::size_t>>> SqliteEngineStore::heldByPlan() {
  std::vector<std::pair<PlanId, std::size_t>> counts;
  auto done = db().each("alert.held_by_plan", [&](Row& row) {
    const auto plan = row.id<PlanId>();
    counts.emplace_back(plan, static_cast<std::size_t>(row.integer()));
  });
  if (!done) return fail(done.error());
  return counts;
}

Result<std::vector<alerts::Silence>> SqliteEngineStore::silences(Date today) {
  std::vector<alerts::Silence> all;
  auto done = db().each(
      "silence.from",
      [&](Row& row) {
        alerts::Silence s;
        s.id = row.integer();
        for (auto* field : {&s.plan, &s.ref, &s.owner, &s.party, &s.board, &s.rule}) *field = row.text();
        s.from = row.date();
        s.until = row.date();
        s.author = row.text();
        s.reason = row.text();
        all.push_back(std::move(s));
      },
      today);
  if (!done) return fail(done.error());
  return all;
}

Result<std::map<std::string, std::string>> SqliteEngineStore::settings(const std::string& first,
                                                                       const std::string& last) {
  std::map<std::string, std::string> found;
  auto done = db().each(
      "setting.between",
      [&](Row& row) {
        auto name = row.text();
        found.emplace(std::move(name), row.text());
      },
      first, last);
  if (!done) return fail(done.error());
  return found;
}

Result<std::optional<std::string>> SqliteEngineStore::setting(const std::string& name) {
  return getSetting(db(), name);
}

Outcome SqliteEngineStore::setSetting(const std::string& name, const std::optional<std::string>& value) {
  return putSetting(db(), name, value);
}

Result<std::size_t> SqliteEngineStore::judgeProgress(
    const std::function<bool(const std::string&, const std::string&)>& isSubstance, std::size_t limit) {
  const auto cursor = getSetting(db(), kProgressCursor);
  if (!cursor) return fail(cursor.error());
  struct Edit {
    std::int64_t seq = 0;
    ActionId action;
    Instant at;
    bool substance = false;
  };
  std::vector<Edit> edits;
  const auto after = std::strtoll(cursor->value_or("0").c_str(), nullptr, 10);
  auto read = db().each(
      "progress.after",
      [&](Row& row) {
        Edit edit;
        edit.seq = row.integer();
        edit.action = row.id<ActionId>();
        edit.at = row.instant();
        const auto before = row.text();
        const auto now = row.text();
        edit.substance = isSubstance(before, now);
        edits.push_back(edit);
      },
      std::int64_t{after}, limit);
  if (!read) return fail(read.error());
  if (edits.empty()) return std::size_t{0};
  // As the engine: the edits are logged already, and a verdict on them is no change of its own.
  const auto written = writeAs(db(), Actor{}, [&]() -> Outcome {
    for (const auto& edit : edits)
      if (auto set = db().run(edit.substance ? "progress.made" : "progress.confirmed", edit.action, edit.at);
          !set)
        return fail(set.error());
    return putSetting(db(), kProgressCursor, std::to_string(edits.back().seq));
  });
  if (!written) return fail(written.error());
  return edits.size();
}

Result<std::size_t> SqliteEngineStore::seal(std::size_t limit) {
  return sealRows(db(), limit);
}

}  // namespace chaser::store
