// SPDX-License-Identifier: Apache-2.0
#include <regex>

#include "store/embedded.h"
#include "tests/store/temporary.h"

namespace chaser::store {
namespace {

/// The schema as SQLite holds it, without comments and layout.
std::vector<std::string> schemaOf(Shell& shell) {
  auto rows = shell.ask(
      "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY type, name");
  for (auto& row : rows) {
    row = std::regex_replace(row, std::regex("--[^\n]*"), " ");
    row = std::regex_replace(row, std::regex("\\s+"), " ");
    row = std::regex_replace(row, std::regex(" ?([(),]) ?"), "$1");
  }
  return rows;
}

TEST(Schema, MigrationsLeadToExactlyTheCommittedSchema) {
  Folder folder;
  ASSERT_TRUE(open(folder.database(), Mode::Create));
  Shell migrated(folder.database());
  Shell committed(folder.file("committed.db"));
  ASSERT_TRUE(committed.ask(std::string(schemaSql())).empty());
  EXPECT_EQ(schemaOf(migrated), schemaOf(committed));
  EXPECT_GT(schemaOf(committed).size(), 40U);
  EXPECT_EQ(migrated.ask("SELECT * FROM counter"), committed.ask("SELECT * FROM counter"));
}

/// A database as the first so many migrations made it.
void makeOlder(const std::string& path, std::size_t version) {
  Shell shell(path);
  for (std::size_t i = 0; i < version; ++i) ASSERT_TRUE(shell.ask(std::string(migrations()[i].sql)).empty());
  shell.ask("PRAGMA application_id = 0x43485352; PRAGMA user_version = " + std::to_string(version));
}

std::size_t versionBefore(std::string_view migration) {
  std::size_t at = 0;
  while (migrations()[at].name.find(migration) == std::string_view::npos) ++at;
  return at;
}

TEST(Schema, MessagesOfAnOlderDatabaseKeepTheirBytesAndLeaveAsTheyWould) {
  Folder folder;
  makeOlder(folder.database(), versionBefore("message_bodies"));
  Shell shell(folder.database());
  const std::string add =
      "INSERT INTO message (message_id, kind, state, channel, endpoint, recipient, address, day, attempts, "
      "outcome_unknown, created_at, next_attempt, subject, bytes) VALUES ";
  for (const auto* row :
       {"('m1', 'digest', 'sent', 'smtp', 'smtp', 'Ann', 'a@example.org', '2017-04-03', 1, 0, "
        "'2017-04-03T08:00:00.000Z', NULL, 'One', x'')",
        "('m2', 'digest', 'ready', 'smtp', 'smtp', 'Ben', 'b@example.org', '2017-04-03', 1, 1, "
        "'2017-04-03T08:00:00.000Z', '2017-04-03T09:00:00.000Z', 'Two', x'0d0a00ff')",
        "('m3', 'urgent', 'ready', 'smtp', 'smtp', 'Cyd', 'c@example.org', '2017-04-03', 0, 0, "
        "'2017-04-03T08:00:00.000Z', NULL, 'Three', x'33')"})
    ASSERT_TRUE(shell.ask(add + row).empty());

  auto store = open(folder.database(), Mode::ReadWrite, Migrate::Do);
  ASSERT_TRUE(store) << store.error().text();
  const auto kept = (*store)->message(MessageId{1});
  ASSERT_TRUE(kept && *kept);
  EXPECT_EQ((*kept)->subject, "One");
  EXPECT_EQ((*kept)->bytes, "") << "what was kept long enough";
  const auto claimed = (*store)->claim(10, *Instant::parse("2017-04-03T10:00:00.000Z"), {});
  ASSERT_TRUE(claimed);
  ASSERT_EQ(claimed->size(), 2U);
  EXPECT_EQ((*claimed)[0].messageId, "m2");
  EXPECT_EQ((*claimed)[0].bytes, std::string("\r\n\0\xff", 4));
  EXPECT_TRUE((*claimed)[0].outcomeUnknown);
  EXPECT_EQ((*claimed)[1].bytes, "3");
  EXPECT_EQ(shell.one("SELECT count(*) FROM message_body"), "2");
  EXPECT_TRUE(shell.ask("PRAGMA foreign_key_check").empty());
}

TEST(Schema, EveryNamedStatementFitsIt) {
  Folder folder;
  ASSERT_TRUE(open(folder.database(), Mode::Create));
  sqlite3* handle = nullptr;
  ASSERT_EQ(sqlite3_open(folder.database().c_str(), &handle), SQLITE_OK);
  for (const auto name : Db::names()) {
    std::size_t seen = 0;
    const std::string text(Db::text(name));
    const char* rest = text.c_str();
    while (rest != nullptr && *rest != '\0') {
      sqlite3_stmt* statement = nullptr;
      ASSERT_EQ(sqlite3_prepare_v2(handle, rest, -1, &statement, &rest), SQLITE_OK)
          << name << ": " << sqlite3_errmsg(handle);
      seen += statement != nullptr ? 1U : 0U;
      sqlite3_finalize(statement);
    }
    EXPECT_EQ(seen, 1U) << name;
  }
  sqlite3_close(handle);
}

TEST_F(StoreTest, OnlyRealDaysAndInstantsAreTaken) {
  somePlan();
  for (const auto* value : {"'2017-02-29'", "'31/03/2017'", "'2017-3-1'", "'now'", "''", "20170331"})
    EXPECT_EQ(shell->one(std::string("UPDATE milestone SET due = ") + value).substr(0, 6), "error:") << value;
  EXPECT_EQ(shell->one("UPDATE action SET closed_at = '2017-10-02T08:30:00Z'").substr(0, 6), "error:");
  EXPECT_TRUE(shell->ask("UPDATE action SET closed_at = '2017-10-02T08:30:00.000Z'").empty());
  EXPECT_TRUE(shell->ask("UPDATE milestone SET due = '2020-02-29'").empty());
}

TEST_F(StoreTest, OnlyKnownWordsAreTaken) {
  somePlan();
  for (const auto* sql : {"UPDATE milestone SET basis = 'Agreed'", "UPDATE action SET rag = 'purple'",
                          "UPDATE milestone SET state = ''", "UPDATE milestone SET precision = 'decade'",
                          "INSERT INTO rag_key (plan_id, colour, status) VALUES (1, 'red', 'bad')"})
    EXPECT_EQ(shell->one(sql).substr(0, 6), "error:") << sql;
}

TEST_F(StoreTest, AMilestoneNumberIsGivenByTheDatabaseAndNeverUsedAgain) {
  somePlan();
  shell->ask("INSERT INTO milestone (action_id, text) VALUES (1, 'second'), (1, 'third')");
  EXPECT_EQ(shell->ask("SELECT id, text FROM milestone ORDER BY id"),
            (std::vector<std::string>{"1|x", "2|second", "3|third"}));
  shell->ask(
      "DELETE FROM milestone WHERE id = 3; INSERT INTO milestone (action_id, text) VALUES (1, 'fourth')");
  EXPECT_EQ(shell->one("SELECT max(id) FROM milestone"), "4");
  shell->ask("INSERT INTO milestone (action_id, id, text) VALUES (1, 9, 'own')");
  shell->ask("INSERT INTO milestone (action_id, text) VALUES (1, 'next')");
  EXPECT_EQ(shell->one("SELECT max(id) FROM milestone"), "10");
  shell->ask("INSERT INTO action (plan_id, ref) VALUES (1, '2')");
  EXPECT_EQ(shell->one("INSERT INTO milestone (action_id, id) VALUES (2, 9)").substr(0, 6), "error:");
}

TEST_F(StoreTest, AlertsRungsAndNoticesAreUnique) {
  somePlan();
  const std::string alert =
      "INSERT INTO alert (plan_id, action_id, milestone_id, ref, part, rule, state, since) VALUES (1, 1, 1, "
      "'16.1', 1, ";
  EXPECT_TRUE(shell->ask(alert + "'r', 'firing', '2017-04-01')").empty());
  EXPECT_EQ(shell->one(alert + "'r', 'pending', '2017-04-01')").substr(0, 6), "error:");
  EXPECT_TRUE(shell->ask(alert + "'r', 'resolved', '2017-04-01')").empty());
  EXPECT_TRUE(shell->ask(alert + "'s', 'firing', '2017-04-01')").empty());
  const std::string rung =
      "INSERT INTO step_made (alert_id, step, occurrence, role, kind, made_on) VALUES (1, 'ask', 1, "
      "'coordinator', ";
  EXPECT_TRUE(shell->ask(rung + "'ask', '2017-04-01')").empty());
  EXPECT_EQ(shell->one(rung + "'escalation', '2017-04-01')").substr(0, 6), "error:");
  EXPECT_TRUE(shell->ask(rung + "'warning', '2017-04-01')").empty());
  const std::string notice =
      "INSERT INTO item (plan_id, action_id, kind, role, wanted_on, severity, notice_key, made_at) "
      "VALUES (1, 0, 'notice', 'coordinator', '2017-04-01', 'info', 'k', '2017-04-01T00:00:00.000Z')";
  EXPECT_TRUE(shell->ask(notice).empty());
  EXPECT_EQ(shell->one(notice).substr(0, 6), "error:");
}

}  // namespace
}  // namespace chaser::store
