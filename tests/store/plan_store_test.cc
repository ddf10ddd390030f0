// SPDX-License-Identifier: Apache-2.0
#include "store/connection.h"
#include "tests/store/temporary.h"

namespace chaser::store {
namespace {

using Kind = plan::ActionChange::Kind;

plan::ActionChange newAction(const std::string& ref) {
  plan::ActionChange change;
  change.kind = Kind::New;
  auto& a = change.after.action;
  a.ref = ref;
  a.recommendation = "Recommendation " + ref;
  a.action = "Do " + ref;
  a.rag = plan::Rag::Amber;
  a.progress = "begun";
  plan::Milestone m;
  m.text = "31/03/2017 (I)";
  m.party = "LCFT";
  m.basis = plan::Basis::Indicative;
  m.due = day("2017-03-31");
  m.precision = plan::Precision::Day;
  m.doubt = "which year?";
  change.after.milestones = {m, m};
  change.after.milestones[1].position = 1;
  change.after.owners = {{{}, "Head of Service", 0}, {{}, "Lead nurse", 1}};
  change.cells = {{"Timescale", "31/03/2017 (I)", "x"}};
  return change;
}

class ImportTest : public StoreTest {
 protected:
  ImportTest() {
    plan::Plan plan;
    plan.key = "p";
    plan.title = "A plan";
    plan.ragKey = plan::defaultRagKey();
    id = got(store->putPlan(plan, actor));
    changes_.actions = {newAction("1"), newAction("2")};
    changes_.columns = {
        {"Action", {plan::Field::Action}}, {"Timescale", {plan::Field::Timeline}}, {"Budget", {}}};
    ok(store->apply(id, changes_, doubts, actor));
  }
  const Actor actor{"import", at("2017-01-05T09:00:00.000Z")};
  const std::vector<plan::Doubt> doubts = {{"date", "1", 1, "soon", "give a date"}};
  plan::ChangeSet changes_;
  PlanId id;
};

TEST_F(ImportTest, WhatWasImportedIsReadBackWhole) {
  const auto stored = got(store->storedActions(id));
  ASSERT_EQ(stored.size(), 2U);
  const auto& record = stored[0].record;
  EXPECT_EQ(record.plan->title, "A plan");
  EXPECT_EQ(record.plan->ragKey.size(), plan::defaultRagKey().size());
  EXPECT_TRUE(record.plan->hasOwners && record.plan->hasDates && record.plan->hasRag);
  EXPECT_EQ(record.action.recommendation, "Recommendation 1");
  EXPECT_EQ(record.action.rag, plan::Rag::Amber);
  EXPECT_EQ(record.action.importedAt, actor.at);
  EXPECT_EQ(record.action.progressedAt, actor.at);
  ASSERT_EQ(record.milestones.size(), 2U);
  EXPECT_EQ(record.milestones[0].due, day("2017-03-31"));
  EXPECT_EQ(record.milestones[0].baselineDue, day("2017-03-31"));
  EXPECT_EQ(record.milestones[0].party, "LCFT");
  EXPECT_EQ(record.milestones[0].doubt, "which year?");
  ASSERT_EQ(record.owners.size(), 2U);
  EXPECT_EQ(record.owners[1].role, "Lead nurse");
  EXPECT_EQ(stored[0].cells, changes_.actions[0].cells);
  EXPECT_EQ(got(store->columns(id)), changes_.columns);
  EXPECT_EQ(got(store->doubts(id)).at(0).text, "soon");
  EXPECT_EQ(got(store->rows(0, 100)).back().actor, "import");
  EXPECT_EQ(got(store->setting("actor")), std::nullopt) << "the writer's name does not stay behind";
}

TEST_F(ImportTest, ANewMilestoneWithABaselineComesInWithTheSlipThatTheDocumentShows) {
  plan::ChangeSet change;
  change.actions = {newAction("3")};
  plan::Milestone& m = change.actions[0].after.milestones[1];
  m.baselineDue = day("2017-03-31");
  m.earliest = day("2017-04-01");
  m.due = day("2017-06-30");
  m.precision = plan::Precision::Quarter;
  ok(store->apply(id, change, {}, actor));
  const auto stored = got(store->storedActions(id));
  const auto& milestones = stored.back().record.milestones;
  ASSERT_EQ(milestones.size(), 2U);
  EXPECT_EQ(milestones[0].slips, 0);
  EXPECT_EQ(milestones[1].slips, 1);
  EXPECT_EQ(milestones[1].baselineDue, day("2017-03-31"));
  EXPECT_EQ(milestones[1].due, day("2017-06-30"));
  EXPECT_EQ(milestones[1].earliest, day("2017-04-01"));
  EXPECT_EQ(milestones[1].precision, plan::Precision::Quarter);
}

TEST_F(ImportTest, ImportingTheSameAgainWritesNoHistory) {
  const auto stored = got(store->storedActions(id));
  const auto changed = changes();
  const auto told = facts();
  plan::ChangeSet again;
  for (const auto& known : stored) {
    plan::ActionChange change;
    change.kind = Kind::Changed;  // even a merge that calls every row changed
    change.after = known.record;
    change.cells = known.cells;
    again.actions.push_back(change);
  }
  again.ragKey = plan::defaultRagKey();
  again.columns = changes_.columns;
  ok(store->apply(id, again, doubts, Actor{"import", at("2018-01-05T09:00:00.000Z")}));
  EXPECT_EQ(changes(), changed);
  EXPECT_EQ(facts(), told);
  EXPECT_EQ(got(store->storedActions(id))[0].record.action.updatedAt, actor.at);
}

TEST_F(ImportTest, AChangedRowKeepsItsMilestonesIdsAndDropsWhatWasWithdrawn) {
  auto stored = got(store->storedActions(id));
  plan::ActionChange change;
  change.kind = Kind::Changed;
  change.after = stored[0].record;
  const auto kept = change.after.milestones[0].id;
  change.withdrawn = {change.after.milestones[1].id};
  change.after.milestones.pop_back();
  change.after.milestones[0].due = day("2017-06-30");
  change.after.owners = {{{}, "Lead nurse", 0}};
  plan::ChangeSet set;
  set.actions = {change};
  ok(store->apply(id, set, {}, actor));
  const auto record = *got(store->action(stored[0].record.action.id));
  ASSERT_EQ(record.milestones.size(), 1U);
  EXPECT_EQ(record.milestones[0].id, kept);
  EXPECT_EQ(record.milestones[0].slips, 1);
  ASSERT_EQ(record.owners.size(), 1U);
  EXPECT_EQ(record.owners[0].role, "Lead nurse");
  EXPECT_TRUE(got(store->doubts(id)).empty());
}

TEST_F(ImportTest, AFailedImportLeavesNothingHalfWritten) {
  plan::ChangeSet set;
  set.actions = {newAction("3"), newAction("1")};  // ref 1 is there already
  const auto done = store->apply(id, set, {}, actor);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().kind, ErrorKind::Input);
  EXPECT_EQ(got(store->storedActions(id)).size(), 2U);
  EXPECT_EQ(got(store->setting("actor")), std::nullopt);
}

/// What an import does to a row that has another number now.
plan::ActionChange renumbered(const plan::StoredAction& row, const std::string& ref, int part = 1) {
  plan::ActionChange change;
  change.kind = Kind::Changed;
  change.after = row.record;
  change.after.action.ref = ref;
  change.after.action.part = part;
  return change;
}

/// The audit beyond `after`: `action what: before -> after`.
std::vector<std::string> history(Store& store, std::int64_t after) {
  std::vector<std::string> lines;
  for (const auto& row : got(store.rows(after, 100)))
    lines.push_back(std::to_string(row.action.value) + " " + row.what + ": " + row.before + " -> " +
                    row.after);
  return lines;
}

using Lines = std::vector<std::string>;

TEST_F(ImportTest, ARecommendationPutInAtTheFrontMovesTheOthersOn) {
  const auto stored = got(store->storedActions(id));
  const auto told = facts();
  plan::ChangeSet set;
  set.actions = {newAction("1"), renumbered(stored[0], "2"), renumbered(stored[1], "3")};
  ok(store->apply(id, set, doubts, actor));
  EXPECT_EQ(shell->ask("SELECT ref, part, id, recommendation FROM action ORDER BY ref"),
            (Lines{"1|1|3|Recommendation 1", "2|1|1|Recommendation 1", "3|1|2|Recommendation 2"}));
  auto lines = history(*store, told);
  std::erase_if(lines, [](const std::string& line) { return line.starts_with("3 "); });
  EXPECT_EQ(lines, (Lines{"1 action.ref: 1 -> 2", "2 action.ref: 2 -> 3"}));
}

TEST_F(ImportTest, RowsThatTakeEachOthersPlaceShowOldAndNewInTheAuditAndNothingBetween) {
  const auto stored = got(store->storedActions(id));
  const auto told = facts();
  const auto logged = changes();
  plan::ChangeSet set;
  set.actions = {renumbered(stored[1], "1"), renumbered(stored[0], "2")};
  ok(store->apply(id, set, doubts, actor));
  EXPECT_EQ(shell->ask("SELECT ref, part, id FROM action ORDER BY ref"), (Lines{"1|1|2", "2|1|1"}));
  EXPECT_EQ(history(*store, told), (Lines{"2 action.ref: 2 -> 1", "1 action.ref: 1 -> 2"}));
  EXPECT_EQ(changes(), logged + 2);
}

TEST_F(ImportTest, PartsTakeEachOthersPlaceAsRefsDo) {
  shell->ask("INSERT INTO action (plan_id, ref, part) VALUES (1, '1', 2)");
  const auto stored = got(store->storedActions(id));
  const auto told = facts();
  plan::ChangeSet set;
  set.actions = {renumbered(stored[2], "1", 1), renumbered(stored[0], "1", 2), renumbered(stored[1], "1", 3)};
  ok(store->apply(id, set, doubts, actor));
  EXPECT_EQ(shell->ask("SELECT ref, part, id FROM action ORDER BY part"), (Lines{"1|1|3", "1|2|1", "1|3|2"}));
  EXPECT_EQ(history(*store, told), (Lines{"3 action.part: 2 -> 1", "1 action.part: 1 -> 2",
                                          "2 action.ref: 2 -> 1", "2 action.part: 1 -> 3"}));
}

TEST_F(ImportTest, APlaceThatAnotherRowKeepsIsRefusedAndNothingIsLeftAside) {
  const auto stored = got(store->storedActions(id));
  plan::ChangeSet set;
  set.actions = {renumbered(stored[0], "2")};
  ASSERT_FALSE(store->apply(id, set, doubts, actor));
  EXPECT_EQ(shell->ask("SELECT ref, part FROM action ORDER BY id"), (Lines{"1|1", "2|1"}));
  EXPECT_EQ(shell->one("INSERT INTO action (plan_id, ref, part) VALUES (1, '9', -1)"),
            "error: parts count from 1");
}

TEST_F(ImportTest, FieldsAreSetByNameAndOnlyThoseThatPeopleOwn) {
  const auto record = got(store->storedActions(id))[0].record;
  const auto action = record.action.id;
  const auto milestone = record.milestones[0].id;
  const Actor person{"Dr A", {}};
  ok(store->update(action, {}, {{"rag", "green"}, {"comments", std::nullopt}}, person));
  ok(store->update(action, milestone, {{"basis", "agreed"}, {"due", "2017-05-31"}, {"review", "1"}}, person));
  const auto after = *got(store->action(action));
  EXPECT_EQ(after.action.rag, plan::Rag::Green);
  EXPECT_EQ(after.milestones[0].basis, plan::Basis::Agreed);
  EXPECT_TRUE(after.milestones[0].review);
  EXPECT_EQ(got(store->rows(0, 1000)).back().actor, "Dr A");
  EXPECT_FALSE(store->update(action, milestone, {{"slips", "9"}}, person));
  EXPECT_FALSE(store->update(action, {}, {{"updated_at", "x"}}, person));
  EXPECT_FALSE(store->update(ActionId{99}, {}, {{"rag", "red"}}, person));
  EXPECT_EQ(store->update(action, {}, {{"rag", "purple"}}, person).error().kind, ErrorKind::Input);
}

TEST_F(ImportTest, ActionsAreFoundByPlanRefAndPart) {
  shell->ask("INSERT INTO action (plan_id, ref, part) VALUES (1, '1', 2)");
  EXPECT_EQ(got(store->find({"p", "1", 2}, false)).size(), 1U);
  EXPECT_EQ(got(store->find({"p", "1", 1}, true)).size(), 2U);
  EXPECT_EQ(got(store->find({"", "1", 1}, false)).size(), 1U);
  EXPECT_TRUE(got(store->find({"q", "1", 1}, true)).empty());
}

TEST_F(ImportTest, PlanFieldsThatAreNotGivenStay) {
  plan::Plan plan;
  plan.key = "p";
  plan.yearStarts = 0;
  plan.coordinator = "Somebody";
  EXPECT_EQ(got(store->putPlan(plan, actor)), id);
  const auto now = *got(store->plan("p"));
  EXPECT_EQ(now.title, "A plan");
  EXPECT_EQ(now.yearStarts, 4U);
  EXPECT_EQ(now.coordinator, "Somebody");
}

TEST_F(StoreTest, ARowWhosePlanIsGoneTakesNoPlaceInABatch) {
  shell->ask(
      "INSERT INTO plan (key) VALUES ('p'); PRAGMA foreign_keys = OFF;"
      "INSERT INTO action (plan_id, ref) VALUES (1, '1'), (99, 'lost'), (1, '2'), (1, '3')");
  std::vector<std::string> refs;
  ActionId after;
  for (;;) {
    const auto batch = got(store->scan(after, 2, PlanId{}));
    for (const auto& record : batch) refs.push_back(record.action.ref);
    if (batch.size() < 2) break;
    after = batch.back().action.id;
  }
  EXPECT_EQ(refs, (std::vector<std::string>{"1", "2", "3"}));
  EXPECT_EQ(got(store->action(ActionId{2})), std::nullopt);
}

TEST_F(StoreTest, AThousandActionsAreReadInAFixedNumberOfStatements) {
  shell->ask(
      "INSERT INTO plan (key) VALUES ('p'), ('q');"
      "WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)"
      "INSERT INTO action (plan_id, ref) SELECT 1 + i % 2, i FROM n;"
      "INSERT INTO milestone (action_id, due) SELECT id, '2017-01-01' FROM action;"
      "INSERT INTO milestone (action_id, due) SELECT id, '2018-01-01' FROM action;"
      "INSERT INTO owner (action_id, role) SELECT id, 'o' || id FROM action");
  auto db = got(Db::open(folder.database(), Db::Access::ReadOnly));
  Connection connection(std::move(db));
  const auto records = got(readRecords(connection, ActionId{}, 5000, PlanId{}));
  ASSERT_EQ(records.size(), 1000U);
  EXPECT_LE(connection.db->started(), 8) << "two of them a plan";
  const auto half = got(readRecords(connection, ActionId{}, 5000, PlanId{2}));
  ASSERT_EQ(half.size(), 500U);
  for (const auto* list : {&records, &half})
    for (const auto& record : *list) {
      ASSERT_EQ(record.milestones.size(), 2U);
      ASSERT_EQ(record.owners.size(), 1U);
      EXPECT_EQ(record.owners[0].role, "o" + std::to_string(record.action.id.value));
      EXPECT_EQ(record.plan->id, record.action.plan);
    }
  EXPECT_EQ(got(readRecords(connection, ActionId{990}, 5, PlanId{})).front().action.id, ActionId{991});
}

}  // namespace
}  // namespace chaser::store
