// SPDX-License-Identifier: Apache-2.0
#include "store/scratch.h"

#include <gmock/gmock.h>

#include <set>

#include "tests/store/temporary.h"

/// A database in memory: what forecasts and rule tests play on.
namespace chaser::store {
namespace {

using ::testing::HasSubstr;

std::string theOne(Console& console, const std::string& query) {
  return got(console.run(query)).at(0).at(0);
}

class AScratchDatabase : public StoreTest {};

TEST_F(AScratchDatabase, HasWhatTheFileHasAndKeepsWhatIsDoneToItFromTheFile) {
  somePlan();
  const auto scratch = got(Scratch::copyOf(folder.database()));
  auto played = got(scratch.open());
  auto console = got(scratch.console());
  EXPECT_EQ(theOne(console, "SELECT ref FROM action"), "16.1");
  got(console.run("UPDATE milestone SET basis = 'agreed'"));
  ok(played->setSetting("played", "yes"));
  EXPECT_EQ(theOne(console, "SELECT basis FROM milestone"), "agreed");
  EXPECT_EQ(shell->one("SELECT basis FROM milestone"), "indicative");
  EXPECT_EQ(shell->one("SELECT count(*) FROM setting WHERE name = 'played'"), "0");
}

TEST_F(AScratchDatabase, IsAsTheFileWasWhenItWasCopied) {
  somePlan();
  const auto scratch = got(Scratch::copyOf(folder.database()));
  shell->ask("UPDATE milestone SET basis = 'agreed'");
  auto console = got(scratch.console());
  EXPECT_EQ(theOne(console, "SELECT basis FROM milestone"), "indicative");
  // The triggers are there, too.
  const auto changes = theOne(console, "SELECT count(*) FROM change_log");
  got(console.run("UPDATE milestone SET basis = 'agreed'"));
  EXPECT_NE(theOne(console, "SELECT count(*) FROM change_log"), changes);
}

TEST_F(AScratchDatabase, HoldsWhatIsInTheWriteAheadLogOfAProgramThatIsAtWork) {
  ok(store->setSetting("as_of", "2017-10-02T00:00:00.000Z"));
  const auto scratch = got(Scratch::copyOf(folder.database()));
  EXPECT_EQ(got(got(scratch.open())->setting("as_of")), "2017-10-02T00:00:00.000Z");
}

TEST_F(AScratchDatabase, LeavesNothingBesideTheFile) {
  const auto scratch = got(Scratch::copyOf(folder.database()));
  ok(got(scratch.open())->setSetting("played", "yes"));
  std::set<std::string> names;
  for (const auto& file : std::filesystem::directory_iterator(folder.file("")))
    names.insert(file.path().filename());
  // What SQLite keeps beside a file that is open, and nothing else.
  EXPECT_THAT(names, ::testing::IsSubsetOf({"plan.db", "plan.db-wal", "plan.db-shm"}));
}

TEST_F(AScratchDatabase, IsApartFromEveryOther) {
  const auto one = got(Scratch::empty());
  const auto other = got(Scratch::empty());
  ok(got(one.open())->setSetting("whose", "one"));
  EXPECT_EQ(got(got(other.open())->setting("whose")), std::nullopt);
  EXPECT_EQ(got(got(one.open())->setting("whose")), "one");
}

TEST_F(AScratchDatabase, TakesBackWhatIsNotCommitted) {
  const auto scratch = got(Scratch::empty());
  const auto played = got(scratch.open());
  {
    const auto transaction = got(played->begin());
    ok(played->setSetting("whose", "nobody"));
  }
  EXPECT_EQ(got(played->setting("whose")), std::nullopt);
}

TEST_F(AScratchDatabase, IsNotMadeOfAFileThatIsNoPlan) {
  const auto missing = Scratch::copyOf(folder.file("other.db"));
  ASSERT_FALSE(missing);
  EXPECT_THAT(missing.error().text(), HasSubstr("there is no database"));
  std::ofstream(folder.file("text.db"))
      << "this is a text, long enough to be taken for a header of something";
  const auto text = Scratch::copyOf(folder.file("text.db"));
  ASSERT_FALSE(text);
  EXPECT_THAT(text.error().text(), HasSubstr("is not a database"));
}

TEST_F(AScratchDatabase, IsMadeOfAFileWhateverItIsCalled) {
  for (const auto* name : {"file:odd?mode=memory.db", "it's.db", "100%.db"}) {
    const auto path = folder.file(name);
    { ok(got(open(path, Mode::Create))->setSetting("whose", name)); }
    const auto scratch = got(Scratch::copyOf(path));
    EXPECT_EQ(got(got(scratch.open())->setting("whose")), name);
  }
}

}  // namespace
}  // namespace chaser::store
