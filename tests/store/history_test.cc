// SPDX-License-Identifier: Apache-2.0
#include "store/history.h"

#include <gmock/gmock.h>

#include <random>

#include "tests/store/done_again.h"

/// The audit read back and done again in an empty database: what comes of it is what was there, derived
/// columns and the audit included.
namespace chaser::store {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class ThePast : public StoreTest {
 protected:
  History history() { return got(store->history()); }

  void expectTheSame() { expectDoneAgain(*store, *shell); }
  void on(const std::string& iso) {
    shell->ask("INSERT OR REPLACE INTO setting VALUES ('as_of', '" + iso + "T09:00:00.000Z')");
  }
  void did(const std::string& sql) { EXPECT_THAT(shell->ask(sql), IsEmpty()) << sql; }
};

TEST_F(ThePast, IsDoneAgainByTheSameWritersAtTheSameInstants) {
  on("2017-01-05");
  somePlan();
  on("2017-02-01");
  did("INSERT INTO setting VALUES ('actor', 'Dr A'); UPDATE milestone SET due = '2017-06-30', basis = "
      "'agreed';"
      "DELETE FROM setting WHERE name = 'actor'");
  const auto past = history();
  ASSERT_THAT(past.steps, SizeIs(2));
  EXPECT_EQ(past.steps[0].when, at("2017-01-05T09:00:00.000Z"));
  EXPECT_EQ(past.steps[1].actor, "Dr A");
  EXPECT_THAT(
      past.steps[1].statements,
      ElementsAre(PastStatement{"UPDATE milestone SET basis = ?, due = ? WHERE action_id = ? AND id = ?",
                                {"'agreed'", "'2017-06-30'", "1", "1"}}));
  EXPECT_THAT(past.gaps, IsEmpty());
  EXPECT_EQ(past.begins, at("2017-01-05T09:00:00.000Z"));
  EXPECT_EQ(past.ends, at("2017-02-01T09:00:00.000Z"));
  ASSERT_THAT(past.plans, SizeIs(1));
  EXPECT_TRUE(past.plans.front().hadActions);
  expectTheSame();
}

TEST_F(ThePast, HasRowsThatWereDeleted) {
  on("2017-01-05");
  somePlan();
  did("INSERT INTO owner (action_id, milestone_id, role, position) VALUES (1, 1, 'Head of it''s kind', 3);"
      "INSERT INTO rag_key VALUES (1, 'red', 'off-track', 'Late')");
  on("2017-02-01");
  did("UPDATE milestone SET due = '2017-06-30'");
  on("2017-03-01");
  did("DELETE FROM milestone");
  on("2017-04-01");
  did("DELETE FROM plan");
  const auto past = history();
  EXPECT_THAT(past.gaps, IsEmpty());
  auto scratch = got(Scratch::empty());
  auto console = got(scratch.console());
  for (const auto& step : past.steps) {
    ok(doAgain(console, step));
    const auto milestones = askFirst(console, "SELECT due || ' ' || slips FROM milestone");
    const auto owners = askFirst(console, "SELECT role || position FROM owner");
    const bool there = step.when < at("2017-03-01T00:00:00.000Z");
    EXPECT_THAT(owners, SizeIs(there ? 1 : 0));
    if (!there) {
      EXPECT_THAT(milestones, IsEmpty());
    } else {
      EXPECT_THAT(owners, ElementsAre("Head of it's kind3"));
      EXPECT_THAT(milestones,
                  ElementsAre(step.when < at("2017-02-01T00:00:00.000Z") ? "2017-03-31 0" : "2017-06-30 1"));
    }
  }
  expectTheSame();
}

TEST_F(ThePast, SaysWhatTheRecordDoesNotHold) {
  on("2017-01-05");
  somePlan();
  did("INSERT INTO action (plan_id, ref) VALUES (1, '2'), (1, '3');"
      "INSERT INTO milestone (action_id, due) VALUES (1, '2017-05-31')");
  on("2017-03-01");
  did("DELETE FROM action WHERE ref = '3'; DELETE FROM milestone WHERE id = 2");
  // As a trigger of an older database wrote it.
  did("UPDATE audit_text SET after = NULL WHERE seq IN (SELECT seq FROM audit WHERE what LIKE '%.removed')");
  const auto past = history();
  EXPECT_THAT(past.gaps,
              ElementsAre("1 action and 1 date were deleted or replaced up to 1 March 2017; the record of "
                          "that time does not hold them"));
  auto [scratch, console] = doneAgain(past);
  EXPECT_THAT(askFirst(console, "SELECT ref FROM action"), ElementsAre("16.1", "2"));
  EXPECT_THAT(askFirst(console, "SELECT updated_at FROM action WHERE id = 1"),
              ElementsAre("2017-03-01T09:00:00.000Z"))
      << "somebody looked after it then";
}

TEST_F(ThePast, KnowsARowThatWasReplacedFromItsReplacement) {
  on("2017-01-05");
  somePlan();
  on("2017-02-01");
  did("INSERT OR REPLACE INTO action (plan_id, ref, action) VALUES (1, '16.1', 'Do it better')");
  did("DELETE FROM milestone");  // it lost its action
  const auto past = history();
  EXPECT_THAT(past.gaps, SizeIs(1));
  auto [scratch, console] = doneAgain(past);
  EXPECT_THAT(askFirst(console, "SELECT id || action FROM action"), ElementsAre("2Do it better"));
  // Under its own id, its promises stay.
  did("INSERT INTO milestone (action_id, due) VALUES (2, '2017-05-31')");
  on("2017-03-01");
  did("INSERT OR REPLACE INTO action (id, plan_id, ref, action) VALUES (2, 1, '16.1', 'Do it best')");
  auto [other, then] = doneAgain(history());
  EXPECT_THAT(askFirst(then, "SELECT id || action FROM action"), ElementsAre("2Do it best"));
  EXPECT_THAT(askFirst(then, "SELECT due FROM milestone"), ElementsAre("2017-05-31"));
}

TEST_F(ThePast, PlaysErasedWordsAsErased) {
  on("2017-01-05");
  somePlan();
  did("UPDATE action SET progress = 'Mrs B said no'; UPDATE milestone SET due = '2017-05-31'");
  on("2017-02-01");
  did("UPDATE action SET progress = 'asked again'");
  did("DELETE FROM audit_text WHERE seq IN (SELECT seq FROM audit WHERE what IN ('action.progress', "
      "'milestone.due'))");
  const auto past = history();
  ASSERT_THAT(past.gaps, SizeIs(1));
  EXPECT_THAT(past.gaps.front(), HasSubstr("the words of 3 edits were erased"));
  auto scratch = got(Scratch::empty());
  auto console = got(scratch.console());
  ok(doAgain(console, past.steps.front()));
  EXPECT_THAT(askFirst(console, "SELECT progress FROM action"), ElementsAre("(erased)"));
  EXPECT_THAT(askFirst(console, "SELECT due FROM milestone"), ElementsAre("2017-05-31"));
  ok(doAgain(console, past.steps.back()));
  EXPECT_THAT(askFirst(console, "SELECT progress FROM action"), ElementsAre("asked again"));
}

TEST_F(ThePast, OfOnePlanIsInTheRecordsOrderHoweverItIsDated) {
  on("2017-05-01");
  somePlan();
  on("2017-01-01");
  did("UPDATE milestone SET due = '2017-08-31'");
  did("INSERT INTO plan (key) VALUES ('q'); INSERT INTO action (plan_id, ref) VALUES (2, '1')");
  const auto past = history();
  ASSERT_THAT(past.steps, SizeIs(3));
  EXPECT_EQ(past.steps[0].when, at("2017-01-01T09:00:00.000Z")) << "the second plan came in with that day";
  EXPECT_EQ(past.steps[2].when, at("2017-05-01T09:00:00.000Z")) << "no row is edited before it came in";
  EXPECT_EQ(past.steps[2].at, at("2017-01-01T09:00:00.000Z")) << "the edit is dated as it was";
  expectTheSame();
}

TEST_F(ThePast, HasWhatWasThereBeforeTheRecordBegins) {
  somePlan();
  did("DELETE FROM audit_text; DELETE FROM audit");
  on("2017-02-01");
  did("UPDATE milestone SET due = '2017-05-31'");
  const auto past = history();
  EXPECT_THAT(past.gaps,
              ElementsAre(HasSubstr("1 action was there before the record begins, on 1 February 2017")));
  auto [scratch, console] = doneAgain(past);
  EXPECT_THAT(askFirst(console, "SELECT due || baseline_due FROM milestone"),
              ElementsAre("2017-05-312017-03-31"));
}

TEST_F(ThePast, KnowsSinceWhenAnEngineWorked) {
  on("2017-01-05");
  somePlan();
  EXPECT_EQ(history().engineBegan, std::nullopt);
  const auto fact = [&](const std::string& at, const std::string& what) {
    did("INSERT INTO audit_entry (at, actor, what) VALUES ('" + at + "T08:00:00.000Z', 'engine', '" + what +
        "')");
  };
  fact("2017-02-01", "alert.fired");
  fact("2017-02-02", "alert.fired");
  EXPECT_EQ(history().engineBegan, at("2017-02-01T08:00:00.000Z"));
  fact("2017-03-01", "engine.begun_anew");
  EXPECT_EQ(history().engineBegan, std::nullopt);
  fact("2017-03-02", "alert.pending");
  EXPECT_EQ(history().engineBegan, at("2017-03-02T08:00:00.000Z"));
}

TEST_F(ThePast, KeepsSilences) {
  did("INSERT INTO silence (plan, rule, from_on, until_on, author, reason) "
      "VALUES ('p', 'due-soon', '2017-01-01', '2017-02-01', 'Ann', 'it''s quiet')");
  const auto past = history();
  ASSERT_THAT(past.silences, SizeIs(1));
  auto scratch = got(Scratch::empty());
  auto console = got(scratch.console());
  got(console.run(past.silences.front()));
  EXPECT_THAT(askFirst(console, "SELECT reason || rule || until_on FROM silence"),
              ElementsAre("it's quietdue-soon2017-02-01"));
}

TEST_F(ThePast, GoesOnAfterAnEditThatCannotBeDoneAgain) {
  auto scratch = got(Scratch::empty());
  auto console = got(scratch.console());
  const PastStep step{at("2017-01-05T09:00:00.000Z"),
                      at("2017-01-05T09:00:00.000Z"),
                      "sql",
                      {{"INSERT INTO plan (key) VALUES ('p')", {}},
                       {"INSERT INTO plan (key) VALUES (?)", {"'p'"}},
                       {"INSERT INTO plan (key) VALUES (?)", {"'q'"}}}};
  const auto done = doAgain(console, step);
  ASSERT_FALSE(done);
  EXPECT_THAT(done.error().text(), HasSubstr("UNIQUE"));
  EXPECT_THAT(askFirst(console, "SELECT key FROM plan ORDER BY id"), ElementsAre("p", "q"));
  EXPECT_THAT(askFirst(console, "SELECT name FROM setting WHERE name = 'actor'"), IsEmpty());
}

/// Somebody who edits at random, with the sqlite3 shell.
class Scribbler {
 public:
  Scribbler(Shell& shell, unsigned seed) : shell_(shell), random_(seed) {}

  /// One edit or a few, each of one writer at one instant.
  void edit() {
    now_ += below(3) == 0 ? 0 : below(200'000);
    const bool datedBack = below(8) == 0;
    const auto seconds = 1'484'000'000 + now_ - (datedBack ? below(3'000'000) : 0);
    run("INSERT OR REPLACE INTO setting VALUES ('as_of', strftime('%Y-%m-%dT%H:%M:%fZ', " +
        std::to_string(seconds) + ", 'unixepoch')), ('actor', " + word({"sql", "import", "Dr A"}) + ")");
    run(one(datedBack));
  }
  [[nodiscard]] int refused() const { return refused_; }

 private:
  int below(int n) { return static_cast<int>(random_() % static_cast<unsigned>(n)); }
  std::string name(const std::vector<std::string>& names) {
    return names.at(static_cast<std::size_t>(below(static_cast<int>(names.size()))));
  }
  std::string word(const std::vector<std::string>& words) {
    auto chosen = name(words);
    return chosen == "NULL" ? chosen : "'" + chosen + "'";
  }
  std::string day() {
    return below(5) == 0 ? "NULL" : "date('2017-01-01', '+" + std::to_string(below(400)) + " days')";
  }
  std::string text() { return word({"", "it''s so", "some words", "a; b -- c", "more words than before"}); }
  std::string any(const std::string& table) {
    return "(SELECT id FROM " + table + " ORDER BY (id * " + std::to_string(below(997) + 1) +
           ") % 31, id LIMIT 1)";
  }
  std::string colour() { return word({"red", "amber", "green", "blue", "NULL"}); }

  std::string oneOfAction() {
    switch (below(6)) {
      case 0:
        return "rag = " + colour();
      case 1:
        return "progress = " + text();
      case 2:
        return "by_whom = " + text();
      case 3:
        return "closed_at = " + word({"2017-06-01T00:00:00.000Z", "NULL"});
      case 4:
        return "ref = " + word({"90", "91", "92"}) + " || id";
      default:
        return name({"rag_text", "assurance", "recommendation", "issue", "action", "comments"}) + " = " +
               text();
    }
  }
  std::string oneOfMilestone() {
    switch (below(6)) {
      case 0:
      case 1:
        return "due = " + day();
      case 2:
        return "basis = " + word({"indicative", "agreed", "NULL"});
      case 3:
        return "state = " + word({"open", "complete", "verified"});
      case 4:
        return name({"earliest", "completed_on", "verified_on", "recheck_on", "proposed_due"}) + " = " +
               day();
      default:
        return name({"party", "label", "evidence", "doubt", "text", "proposed_by"}) + " = " + text();
    }
  }
  std::string one(bool datedBack) {
    switch (below(22)) {
      case 0:
        return "INSERT INTO plan (key, title, board) VALUES ('p" + std::to_string(++count_) + "', " + text() +
               ", " + text() + ")";
      case 1:
      case 2:
      case 3:
        return "INSERT INTO action (plan_id, ref, position, rag, progress, by_whom, action) SELECT " +
               any("plan") + ", '" + std::to_string(++count_) + "', " + std::to_string(below(9)) + ", " +
               colour() + ", " + text() + ", " + text() + ", " + text() +
               " WHERE EXISTS (SELECT 1 FROM plan)";
      case 4:
      case 5:
        return "INSERT INTO milestone (action_id, position, due, basis, review, text) SELECT " +
               any("action") + ", " + std::to_string(below(9)) + ", " + day() + ", " +
               word({"indicative", "agreed", "NULL"}) + ", " + std::to_string(below(2)) + ", " + text() +
               " WHERE EXISTS (SELECT 1 FROM action)";
      case 6:
        return "INSERT INTO owner (action_id, role, position) SELECT " + any("action") + ", " +
               word({"Head", "Deputy"}) + ", " + std::to_string(below(9)) +
               " WHERE EXISTS (SELECT 1 FROM action)";
      case 7:
        return "INSERT INTO owner (action_id, milestone_id, role) SELECT action_id, id, " +
               word({"Head", "Party"}) + " FROM milestone WHERE id = " + any("milestone");
      case 8:
      case 9:
        return "UPDATE action SET " + oneOfAction() + " WHERE id = " + any("action");
      case 10:
      case 11:
        return "UPDATE milestone SET " + oneOfMilestone() + " WHERE id = " + any("milestone");
      case 12:
        return "UPDATE milestone SET due = " + day() + ", basis = 'agreed', text = " + text() +
               " WHERE action_id = " + any("action");
      case 13:
        return "UPDATE owner SET role = " + word({"Head", "Deputy", "Party"}) + " WHERE id = " + any("owner");
      case 14:
        return "DELETE FROM owner WHERE id = " + any("owner");
      case 15:
        return "DELETE FROM milestone WHERE id = " + any("milestone");
      case 16:
        return below(3) == 0 ? "DELETE FROM action WHERE id = " + any("action")
                             : "UPDATE plan SET coordinator = " + text() + ", title = " + text() +
                                   " WHERE id = " + any("plan");
      case 17:
        return "INSERT INTO rag_key SELECT " + any("plan") + ", " + word({"red", "green"}) + ", " +
               word({"on-track", "at-risk"}) +
               ", '' WHERE EXISTS (SELECT 1 FROM plan) ON CONFLICT DO UPDATE SET status = excluded.status";
      case 18:
        return below(3) == 0 ? "DELETE FROM rag_key WHERE plan_id = " + any("plan") : swapOfPlaces();
      case 19:
        return "INSERT INTO decision (board, meeting_on, action_id, decision, note) SELECT " +
               word({"A board", "Health, and care"}) + ", '2017-05-02', " + any("action") + ", " +
               word({"note", "close"}) + ", " + text() + " WHERE EXISTS (SELECT 1 FROM action)";
      case 20:
        // A confirmation is dated when it is made.
        return datedBack
                   ? swapOfPlaces()
                   : "UPDATE action SET confirmed_at = (SELECT at FROM writer) WHERE id = " + any("action");
      default:
        return below(20) == 0 ? "DELETE FROM plan WHERE id = " + any("plan") : swapOfPlaces();
    }
  }
  /// All rows of a plan are given the place of the next one.
  std::string swapOfPlaces() {
    const auto plan = any("plan");
    return "BEGIN; CREATE TEMP TABLE place AS SELECT id, COALESCE(lead(ref) OVER w, first_value(ref) OVER w) "
           "AS ref, "
           "COALESCE(lead(part) OVER w, first_value(part) OVER w) AS part FROM action WHERE plan_id = " +
           plan +
           " WINDOW w AS (ORDER BY id);"
           "UPDATE action SET part = -part WHERE id IN (SELECT id FROM place);"
           "UPDATE action SET (ref, part) = (SELECT ref, part FROM place WHERE place.id = action.id) "
           "WHERE id IN (SELECT id FROM place); DROP TABLE place; COMMIT";
  }
  void run(const std::string& sql) {
    const auto said = shell_.ask(sql);
    if (said.empty()) return;
    ++refused_;
    shell_.ask("ROLLBACK");
  }

  Shell& shell_;
  std::mt19937 random_;
  int now_ = 0, count_ = 0, refused_ = 0;
};

class RandomPasts : public ThePast, public ::testing::WithParamInterface<unsigned> {};

TEST_P(RandomPasts, AreDoneAgainToTheLastColumn) {
  Scribbler scribbler(*shell, GetParam());
  constexpr int kEdits = 400;
  on("2017-01-05");
  somePlan();
  shell->ask("PRAGMA synchronous = OFF");
  for (int i = 0; i < kEdits; ++i) scribbler.edit();
  EXPECT_LT(scribbler.refused(), 10);
  EXPECT_GT(facts(), kEdits / 2);
  EXPECT_NE(shell->one("SELECT count(*) FROM milestone"), "0");
  EXPECT_THAT(history().gaps, IsEmpty());
  expectTheSame();
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomPasts, ::testing::Range(1U, 11U));

}  // namespace
}  // namespace chaser::store
