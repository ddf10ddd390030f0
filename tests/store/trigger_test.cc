// SPDX-License-Identifier: Apache-2.0
#include "tests/store/temporary.h"

/// History is kept by the database itself, so each sentence is tried with nothing but SQL.
namespace chaser::store {
namespace {

TEST_F(StoreTest, ANewRowBearsItsDerivedDays) {
  shell->ask("INSERT INTO setting VALUES ('as_of', '2017-01-05T09:00:00.000Z')");
  somePlan();
  shell->ask("INSERT INTO action (plan_id, ref, rag, progress) VALUES (1, '2', 'red', 'begun')");
  EXPECT_EQ(shell->ask("SELECT imported_at, updated_at, progressed_at, rag_since FROM action ORDER BY id"),
            (std::vector<std::string>{"2017-01-05T09:00:00.000Z|2017-01-05T09:00:00.000Z|NULL|NULL",
                                      "2017-01-05T09:00:00.000Z|2017-01-05T09:00:00.000Z|2017-01-05T09:00:00."
                                      "000Z|2017-01-05T09:00:00.000Z"}));
  EXPECT_EQ(shell->one("SELECT baseline_due, slips, agreed_at FROM milestone"), "2017-03-31|0|NULL");
}

TEST_F(StoreTest, AnUpdateThatChangesNothingChangesNothing) {
  somePlan();
  shell->ask("INSERT INTO owner (action_id, role) VALUES (1, 'Head')");
  shell->ask("INSERT INTO rag_key (plan_id, colour, status) VALUES (1, 'red', 'off-track')");
  const auto changed = changes();
  const auto told = facts();
  shell->ask(
      "UPDATE milestone SET basis = basis, due = due, text = text; UPDATE action SET rag = rag, action = "
      "action;"
      "UPDATE owner SET role = role; UPDATE plan SET title = title; UPDATE rag_key SET status = status");
  EXPECT_EQ(changes(), changed);
  EXPECT_EQ(facts(), told);
}

TEST_F(StoreTest, AgreeingADateInTheShellIsNoticedAndKeptInTheAudit) {
  somePlan();
  const auto before = got(store->dataVersion());
  const auto cursor = got(store->lastChange());
  shell->ask("UPDATE milestone SET basis = 'agreed' WHERE action_id = 1 AND id = 1");
  EXPECT_NE(got(store->dataVersion()), before);
  const auto [found, reached] = got(store->changes(cursor, 10));
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].action, ActionId{1});
  EXPECT_GT(reached, cursor);
  EXPECT_EQ(shell->one("SELECT agreed_at IS NOT NULL FROM milestone"), "1");
  const auto rows = got(store->rows(0, 100));
  EXPECT_EQ(rows.back().what, "milestone.basis");
  EXPECT_EQ(rows.back().actor, "sql");
  EXPECT_EQ(rows.back().ref, "16.1");
  EXPECT_EQ(rows.back().before, "indicative");
  EXPECT_EQ(rows.back().after, "agreed");
  shell->ask("UPDATE milestone SET basis = 'indicative'");
  EXPECT_EQ(shell->one("SELECT agreed_at FROM milestone"), "NULL");
}

TEST_F(StoreTest, ASlipIsADateMovedLaterAndTheFirstDateIsRemembered) {
  somePlan();
  shell->ask("UPDATE milestone SET due = '2017-04-30'");
  EXPECT_EQ(shell->one("SELECT baseline_due, slips FROM milestone"), "2017-03-31|1");
  shell->ask("UPDATE milestone SET due = '2017-04-01'; UPDATE milestone SET due = NULL");
  EXPECT_EQ(shell->one("SELECT baseline_due, slips FROM milestone"), "2017-03-31|1");
  shell->ask(
      "INSERT INTO milestone (action_id) VALUES (1); UPDATE milestone SET due = '2018-01-31' WHERE id = 2");
  EXPECT_EQ(shell->one("SELECT baseline_due, slips FROM milestone WHERE id = 2"), "2018-01-31|0");
}

TEST_F(StoreTest, ProgressTextAloneIsNoUpdateAndEverythingElseIs) {
  somePlan();
  const auto when = [&](const std::string& instant, const std::string& sql) {
    shell->ask("INSERT OR REPLACE INTO setting VALUES ('as_of', '" + instant + "')");
    EXPECT_TRUE(shell->ask(sql).empty()) << sql;
    return shell->one("SELECT updated_at FROM action WHERE id = 1");
  };
  const auto before = shell->one("SELECT updated_at FROM action");
  const auto logged = changes();
  EXPECT_EQ(when("2030-01-01T00:00:00.000Z", "UPDATE action SET progress = 'more'"), before);
  EXPECT_EQ(changes(), logged + 1);
  int year = 2031;
  for (const auto* sql :
       {"UPDATE action SET comments = 'c'", "UPDATE action SET rag = 'red'",
        "UPDATE milestone SET label = 'l'", "INSERT INTO milestone (action_id) VALUES (1)",
        "DELETE FROM milestone WHERE id = 2", "INSERT INTO owner (action_id, role) VALUES (1, 'a')",
        "UPDATE owner SET role = 'b'", "DELETE FROM owner",
        "UPDATE action SET confirmed_at = '2030-01-01T00:00:00.000Z'"}) {
    const auto instant = std::to_string(year++) + "-01-01T00:00:00.000Z";
    EXPECT_EQ(when(instant, sql), instant) << sql;
  }
}

TEST_F(StoreTest, BeingRenumberedIsNoUpdateAndTheAlertsFollow) {
  somePlan();
  shell->ask(
      "INSERT INTO alert (plan_id, action_id, ref, part, rule, state, since) "
      "VALUES (1, 1, '16.1', 1, 'r', 'firing', '2017-04-01')");
  const auto before = shell->one("SELECT updated_at FROM action");
  const auto logged = changes();
  EXPECT_TRUE(shell->ask("UPDATE action SET part = -part; UPDATE action SET ref = '17.1', part = 2").empty());
  EXPECT_EQ(shell->one("SELECT updated_at FROM action"), before);
  EXPECT_EQ(shell->one("SELECT ref, part FROM alert"), "17.1|2");
  EXPECT_EQ(changes(), logged + 1) << "the engine hears of it all the same";
  EXPECT_EQ(shell->one("SELECT count(*) FROM audit WHERE what IN ('action.ref', 'action.part')"), "2");
}

TEST_F(StoreTest, AColourRemembersSinceWhenAndWhatItWas) {
  somePlan();
  shell->ask(
      "INSERT INTO setting VALUES ('as_of', '2017-02-01T00:00:00.000Z'); UPDATE action SET rag = 'red'");
  EXPECT_EQ(shell->one("SELECT rag_since, rag_previous FROM action"), "2017-02-01T00:00:00.000Z|NULL");
  shell->ask("UPDATE setting SET value = '2017-03-01T00:00:00.000Z'; UPDATE action SET rag = 'amber'");
  EXPECT_EQ(shell->one("SELECT rag_since, rag_previous FROM action"), "2017-03-01T00:00:00.000Z|red");
}

TEST_F(StoreTest, WhatAPlanSaysOfItselfBearsOnAllItsActions) {
  somePlan();
  shell->ask("INSERT INTO action (plan_id, ref) VALUES (1, '2')");
  for (const auto* sql : {"UPDATE plan SET coordinator = 'Somebody'",
                          "INSERT INTO rag_key (plan_id, colour, status) VALUES (1, 'red', 'off-track')",
                          "UPDATE rag_key SET status = 'at-risk'", "DELETE FROM rag_key"}) {
    const auto before = changes();
    const auto told = facts();
    EXPECT_TRUE(shell->ask(sql).empty()) << sql;
    EXPECT_EQ(changes(), before + 2) << sql;
    EXPECT_EQ(facts(), told + 1) << sql;
  }
}

TEST_F(StoreTest, APlanKnowsWhetherAnyRowHasOwnersDatesAndColours) {
  const std::string flags = "SELECT has_owners, has_dates, has_rag FROM plan";
  shell->ask(
      "INSERT INTO plan (key) VALUES ('p'); INSERT INTO action (plan_id, ref) VALUES (1, '1'), (1, '2')");
  EXPECT_EQ(shell->one(flags), "0|0|0");
  auto before = changes();
  shell->ask("UPDATE action SET rag = 'red' WHERE ref = '1'");
  EXPECT_EQ(shell->one(flags), "0|0|1");
  EXPECT_EQ(changes(), before + 3) << "both actions because the flag turned, and the edited one";
  before = changes();
  shell->ask("UPDATE action SET rag = 'green' WHERE ref = '2'");
  EXPECT_EQ(changes(), before + 1) << "the flag stood already";
  shell->ask(
      "INSERT INTO owner (action_id, role) VALUES (1, 'a'); INSERT INTO milestone (action_id, due) VALUES "
      "(2, '2017-01-01')");
  EXPECT_EQ(shell->one(flags), "1|1|1");
  shell->ask("UPDATE milestone SET due = NULL; UPDATE action SET rag = NULL");
  EXPECT_EQ(shell->one(flags), "1|0|0");
  shell->ask("UPDATE action SET by_whom = 'b' WHERE ref = '2'; DELETE FROM action WHERE ref = '1'");
  EXPECT_EQ(shell->one("SELECT owner_count, date_count, rag_count FROM plan"), "1|0|0");
}

TEST_F(StoreTest, ADeletedActionTakesItsRowsAlongAndIsLoggedEvenWithoutForeignKeys) {
  somePlan();
  shell->ask("INSERT INTO owner (action_id, milestone_id, role) VALUES (1, 1, 'a')");
  const auto before = changes();
  EXPECT_TRUE(shell->ask("DELETE FROM action").empty());
  EXPECT_GT(changes(), before);
  EXPECT_EQ(shell->one("SELECT (SELECT count(*) FROM milestone) + (SELECT count(*) FROM owner)"), "0");
  EXPECT_EQ(shell->one("SELECT owner_count, date_count FROM plan"), "0|0");
  EXPECT_EQ(got(store->rows(0, 100)).back().what, "action.removed");
  EXPECT_EQ(got(store->rows(0, 100)).back().ref, "16.1");
}

TEST_F(StoreTest, ADecisionIsLogged) {
  somePlan();
  const auto before = changes();
  shell->ask(
      "INSERT INTO decision (board, meeting_on, action_id, decision) VALUES ('Board', '2017-05-02', 1, "
      "'return')");
  EXPECT_EQ(changes(), before + 1);
  EXPECT_EQ(got(store->rows(0, 100)).back().what, "decision.return");
}

TEST_F(StoreTest, RowsKeepTheirIdsAndTheirPlaces) {
  somePlan();
  shell->ask("INSERT INTO plan (key) VALUES ('q'); INSERT INTO action (plan_id, ref) VALUES (1, '2')");
  for (const auto* sql : {"UPDATE action SET plan_id = 2", "UPDATE action SET id = 7 WHERE id = 1",
                          "UPDATE milestone SET action_id = 2", "UPDATE milestone SET id = 7"})
    EXPECT_EQ(shell->one(sql).substr(0, 6), "error:") << sql;
}

TEST_F(StoreTest, AWriterThatSaysWhoAndWhenIsBelieved) {
  somePlan();
  shell->ask(
      "BEGIN; INSERT INTO setting VALUES ('actor', 'Dr A'), ('as_of', '2017-02-01T12:00:00.000Z');"
      "UPDATE action SET rag = 'red'; DELETE FROM setting; COMMIT");
  const auto row = got(store->rows(0, 100)).back();
  EXPECT_EQ(row.actor, "Dr A");
  EXPECT_EQ(row.at, at("2017-02-01T12:00:00.000Z"));
  EXPECT_EQ(shell->one("SELECT at FROM change_log ORDER BY seq DESC"), "2017-02-01T12:00:00.000Z");
}

TEST_F(StoreTest, MovingARowInTheDocumentIsNoChange) {
  somePlan();
  const auto before = changes();
  shell->ask("UPDATE action SET position = 5; UPDATE milestone SET position = 5");
  EXPECT_EQ(changes(), before);
}

}  // namespace
}  // namespace chaser::store
