// SPDX-License-Identifier: Apache-2.0
#include <sys/stat.h>
#include <chrono>
#include <thread>

#include "store/engine_lock.h"
#include "tests/store/temporary.h"

namespace chaser::store {
namespace {

std::string errorOf(const std::string& path, Mode mode, ErrorKind kind = ErrorKind::Store) {
  const auto opened = open(path, mode);
  EXPECT_FALSE(opened);
  if (opened) return "";
  EXPECT_EQ(opened.error().kind, kind);
  return opened.error().text();
}

TEST(Database, OneThatIsNotThereIsNamedAndNotMade) {
  Folder folder;
  EXPECT_NE(errorOf(folder.database(), Mode::ReadWrite).find("chaser import"), std::string::npos);
  EXPECT_FALSE(std::filesystem::exists(folder.database()));
}

TEST(Database, ANewOneMayBeWrittenByItsGroupAndSoMayItsJournal) {
  Folder folder;
  const mode_t before = ::umask(0007);
  const auto store = open(folder.database(), Mode::Create);
  const bool written = store && (*store)->setSetting("x", "y");
  ::umask(before);
  ASSERT_TRUE(written);
  const auto group = std::filesystem::perms::group_read | std::filesystem::perms::group_write;
  for (const auto& file : {folder.database(), folder.database() + "-wal"}) {
    const auto rights = std::filesystem::status(file).permissions();
    EXPECT_EQ(rights & std::filesystem::perms::group_all, group) << file;
    EXPECT_EQ(rights & std::filesystem::perms::others_all, std::filesystem::perms::none) << file;
  }
}

TEST(Database, AFileThatIsNoDatabaseIsRefusedAndLeftAsItIs) {
  Folder folder;
  const std::string text =
      "This is a letter, not a database. It is long enough to have a header of some kind, and more.";
  std::ofstream(folder.database()) << text;
  EXPECT_NE(errorOf(folder.database(), Mode::Create).find("not a database"), std::string::npos);
  std::ifstream in(folder.database());
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(in), {}), text);
}

TEST(Database, AnotherProgramsDatabaseIsRefusedAndLeftAsItIs) {
  Folder folder;
  Shell(folder.database()).ask("CREATE TABLE theirs (a)");
  EXPECT_NE(errorOf(folder.database(), Mode::Create).find("not one of Chaser's"), std::string::npos);
  EXPECT_EQ(Shell(folder.database()).one("PRAGMA journal_mode"), "delete");
}

TEST(Database, ANewerVersionIsRefusedAndSaysSo) {
  Folder folder;
  ASSERT_TRUE(open(folder.database(), Mode::Create));
  Shell(folder.database()).ask("PRAGMA user_version = 999");
  const auto text = errorOf(folder.database(), Mode::ReadWrite);
  EXPECT_NE(text.find("version 999"), std::string::npos) << text;
  EXPECT_NE(text.find("upgrade"), std::string::npos) << text;
}

TEST(Database, ADamagedFileIsReportedAsDamaged) {
  Folder folder;
  {
    auto store = got(open(folder.database(), Mode::Create));
    Shell(folder.database()).ask("INSERT INTO plan (key) VALUES ('p'); PRAGMA wal_checkpoint(TRUNCATE)");
  }
  {
    std::fstream file(folder.database(), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(100);
    file << std::string(8000, '\xff');
  }
  EXPECT_NE(errorOf(folder.database(), Mode::ReadWrite).find("damaged"), std::string::npos);
}

TEST(Database, InAHurrySomebodyElsesLockIsWaitedForButAMoment) {
  Folder folder;
  auto store = got(open(folder.database(), Mode::Create));
  Shell shell(folder.database());
  ASSERT_TRUE(shell.ask("BEGIN IMMEDIATE").empty());
  const auto from = std::chrono::steady_clock::now();
  std::thread hurries([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    store->hurry();
  });
  EXPECT_FALSE(store->begin()) << "a wait that has begun is cut short as well";
  hurries.join();
  EXPECT_LT(std::chrono::steady_clock::now() - from, std::chrono::milliseconds(1500));
}

TEST(Database, ALockHeldBySomebodyElseIsBusyAndNothingHangs) {
  Folder folder;
  auto store = got(open(folder.database(), Mode::Create));
  Shell other(folder.database());
  other.ask("BEGIN IMMEDIATE");
  const auto began = store->begin();
  ASSERT_FALSE(began);
  EXPECT_EQ(began.error().kind, ErrorKind::Busy);
  EXPECT_NE(began.error().text().find("locked by another program"), std::string::npos);
  EXPECT_TRUE(store->plans()) << "reading goes on";
  other.ask("ROLLBACK");
  EXPECT_TRUE(store->begin());
}

TEST(Database, AReadOnlyOneIsReadAndSaysThatItCantBeWritten) {
  Folder folder;
  {
    auto store = got(open(folder.database(), Mode::Create));
    Shell(folder.database()).ask("INSERT INTO plan (key) VALUES ('p')");
  }
  auto reader = got(open(folder.database(), Mode::ReadOnly));
  EXPECT_EQ(got(reader->plans()).size(), 1U);
  const auto set = reader->setSetting("x", "y");
  ASSERT_FALSE(set);
  EXPECT_NE(set.error().text().find("read-only"), std::string::npos);
  if (::geteuid() == 0) GTEST_SKIP() << "root may write everywhere: the file's rights are not tried";
  reader.reset();
  std::filesystem::permissions(folder.database(), std::filesystem::perms::owner_read);
  EXPECT_NE(errorOf(folder.database(), Mode::ReadWrite).find("read-only"), std::string::npos);
}

TEST(Database, ADirectoryThatIsMissingIsNamed) {
  Folder folder;
  EXPECT_NE(errorOf(folder.file("nowhere/plan.db"), Mode::Create).find("can't open"), std::string::npos);
}

TEST(Database, ASecondEngineIsRefusedAndToldOfTheFirst) {
  Folder folder;
  {
    const auto first = EngineLock::take(folder.database());
    ASSERT_TRUE(first);
    const auto second = EngineLock::take(folder.database());
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().kind, ErrorKind::Busy);
    EXPECT_NE(second.error().what.find("another engine (process " + std::to_string(::getpid()) + ")"),
              std::string::npos);
  }
  EXPECT_TRUE(EngineLock::take(folder.database())) << "the lock went with its holder";
}

TEST_F(StoreTest, ATransactionThatIsNotCommittedLeavesNothing) {
  {
    auto transaction = got(store->begin());
    ok(store->setSetting("cursor", "5"));
    plan::Plan plan;
    plan.key = "p";
    ASSERT_TRUE(store->putPlan(plan, Actor{}));
    EXPECT_EQ(got(store->plans()).size(), 1U);
  }
  EXPECT_EQ(got(store->setting("cursor")), std::nullopt);
  EXPECT_TRUE(got(store->plans()).empty());
  EXPECT_EQ(shell->one("SELECT name FROM setting"), "database_id");
}

}  // namespace
}  // namespace chaser::store
