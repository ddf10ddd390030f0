// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <random>

#include "plan/reading.h"
#include "tests/plan/support/imports.h"
#include "tests/store/done_again.h"

/// Random documents, edited at random and imported again and again into a real database.
namespace chaser::store {
namespace {

using plan::test::Rows;

const std::vector<std::string> kColumns{"No",  "Recommendation", "Action",   "Owner",      "By when",
                                        "RAG", "Progress",       "Comments", "Cost centre"};
constexpr std::size_t kAction = 2;

class Random {
 public:
  explicit Random(unsigned seed) : engine_(seed) {}
  std::size_t below(std::size_t limit) { return engine_() % limit; }
  bool chance(unsigned percent) { return engine_() % 100 < percent; }

  std::string words(std::size_t most) {
    std::string text;
    for (std::size_t i = below(most) + 1; i > 0; --i) text += "word" + std::to_string(below(300)) + " ";
    text.pop_back();
    return text;
  }
  std::string cell(std::size_t column) {
    static const std::vector<std::string> kOwners{"Head of Nursing", "Estates", "Records manager\nEstates",
                                                  "", "1. Head of Nursing\n2. Head of Estates"};
    static const std::vector<std::string> kDates{"31/03/2017 (I)",
                                                 "LCFT March 2017 (A)\n\nBTH April 2017 (I)",
                                                 "Qtr 2 2017",
                                                 "Ongoing",
                                                 "TBC",
                                                 "",
                                                 "Complete",
                                                 "BTH May 2017 (I)\n\nLCFT June 2017 (A)",
                                                 "soon enough",
                                                 "1. March 2017\n2. June 2017",
                                                 "1. March 2017"};
    static const std::vector<std::string> kRatings{"Red", "Amber", "Green", "Blue", "", "nearly"};
    switch (column) {
      case 3:
        return kOwners[below(kOwners.size())];
      case 4:
        return kDates[below(kDates.size())];
      case 5:
        return kRatings[below(kRatings.size())];
      case 1:
      case kAction:
        return words(9);
      default:
        return chance(50) ? words(12) : std::string();
    }
  }
  std::vector<std::string> row() {
    std::vector<std::string> cells{""};
    for (std::size_t column = 1; column < kColumns.size(); ++column) cells.push_back(cell(column));
    return cells;
  }

 private:
  std::mt19937 engine_;
};

void number(Rows& rows) {
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i][0] = std::to_string(i + 1);
}

void edit(Rows& rows, Random& random) {
  for (std::size_t edits = random.below(6) + 1; edits > 0; --edits) {
    const std::size_t at = random.below(rows.size());
    switch (random.below(6)) {
      case 0:
        rows.insert(rows.begin() + static_cast<std::ptrdiff_t>(at), random.row());
        break;
      case 1:
        if (rows.size() > 2) rows.erase(rows.begin() + static_cast<std::ptrdiff_t>(at));
        break;
      case 2:
        std::swap(rows[at], rows[random.below(rows.size())]);
        break;
      default:
        const std::size_t column = 1 + random.below(kColumns.size() - 1);
        rows[at][column] = random.cell(column);
    }
  }
  // Sometimes the numbers stay with their rows, sometimes the plan is numbered anew.
  if (random.chance(50)) return number(rows);
  std::vector<std::string> used;
  int next = 1000;
  for (auto& row : rows) {
    if (row[0].empty() || std::find(used.begin(), used.end(), row[0]) != used.end())
      row[0] = std::to_string(next += 1 + static_cast<int>(random.below(50)));
    used.push_back(row[0]);
  }
}

class RandomImports : public StoreTest {
 protected:
  /// Every row of every table.
  [[nodiscard]] std::vector<std::string> everything() const {
    std::vector<std::string> all;
    for (const std::string& table :
         shell->ask("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")) {
      for (std::string& row : shell->ask("SELECT * FROM \"" + table + "\""))
        all.push_back(table + ": " + row);
    }
    return all;
  }

  plan::ChangeSet import(const plan::DraftPlan& draft, const plan::MergeOptions& options = {}) {
    const Actor actor{"import", at("2017-01-05T09:00:00.000Z")};
    plan::Plan wanted;
    wanted.key = "p";
    wanted.title = "A plan";
    const PlanId id = got(store->putPlan(wanted, actor));
    plan::MergeOptions merging = options;
    merging.columns = got(store->columns(id));
    const auto set = plan::merge(draft, got(store->storedActions(id)), merging);
    ok(store->apply(id, set, draft.doubts, actor));
    return set;
  }

  void expectDatabaseSaysWhatTheDocumentSays(const plan::DraftPlan& draft) {
    for (const plan::DraftAction& wanted : draft.actions) {
      const auto ids = got(store->find({"p", wanted.action.ref, wanted.action.part}, false));
      ASSERT_EQ(ids.size(), 1U) << plan::spokenRef(wanted.action);
      auto record = got(store->action(ids.front())).value();
      for (plan::Owner& owner : record.owners) {
        if (const plan::Milestone* its = record.milestone(owner.milestone)) owner.place = its->position;
      }
      const plan::Action& a = record.action;
      EXPECT_EQ(a.recommendation, wanted.action.recommendation);
      EXPECT_EQ(a.action, wanted.action.action);
      EXPECT_EQ(a.rag, wanted.action.rag);
      EXPECT_EQ(a.ragText, wanted.action.ragText);
      EXPECT_EQ(a.progress, wanted.action.progress);
      EXPECT_EQ(a.comments, wanted.action.comments);
      EXPECT_EQ(a.position, wanted.action.position);
      EXPECT_EQ(plan::readingOf(record.owners), plan::readingOf(wanted.owners));
      EXPECT_EQ(plan::readingOf(record.milestones), plan::readingOf(wanted.milestones));
    }
  }
};

TEST_F(RandomImports, AfterAnyEditsTheDatabaseSaysWhatTheDocumentSaysAndOnceMoreChangesNothing) {
  for (unsigned seed = 1; seed <= 4; ++seed) {
    Random random(seed);
    Rows rows;
    for (int i = 0; i < 12; ++i) rows.push_back(random.row());
    number(rows);
    for (int version = 0; version < 6; ++version) {
      SCOPED_TRACE("seed " + std::to_string(seed) + ", version " + std::to_string(version));
      const plan::MergeOptions options{
          plan::Prefer::Neither,
          random.chance(50) ? std::optional(at("2017-01-05T09:00:00.000Z")) : std::nullopt};
      const plan::DraftPlan draft = plan::test::draftOf(kColumns, rows);
      EXPECT_TRUE(import(draft, options).conflicts.empty());
      expectDatabaseSaysWhatTheDocumentSays(draft);
      const auto before = everything();
      EXPECT_TRUE(import(draft, options).empty());
      EXPECT_EQ(everything(), before);
      edit(rows, random);
    }
    ASSERT_FALSE(HasFailure());
  }
  // And the audit knows how it came to that.
  expectDoneAgain(*store, *shell);
  EXPECT_TRUE(got(store->history()).gaps.empty());
}

TEST_F(RandomImports, WhatPeopleWroteMeanwhileIsNeverOverwrittenUnasked) {
  for (unsigned seed = 11; seed <= 13; ++seed) {
    Random random(seed);
    Rows rows;
    for (int i = 0; i < 12; ++i) rows.push_back(random.row());
    number(rows);
    import(plan::test::draftOf(kColumns, rows));
    shell->ask("UPDATE action SET progress = 'answered by hand', rag = 'grey'");
    const std::string last = shell->one("SELECT max(id) FROM action");
    for (int version = 0; version < 4; ++version) {
      edit(rows, random);
      const plan::DraftPlan draft = plan::test::draftOf(kColumns, rows);
      const auto set = import(draft);
      EXPECT_EQ(shell->one("SELECT count(*) FROM action WHERE id <= " + last +
                           " AND (progress <> 'answered by hand' OR rag <> 'grey')"),
                "0");
      const auto before = everything();
      EXPECT_EQ(import(draft).conflicts.size(), set.conflicts.size())
          << "a conflict stays until it is decided";
      EXPECT_EQ(everything(), before);
    }
    ASSERT_FALSE(HasFailure());
    shell->ask("DELETE FROM plan");
  }
}

}  // namespace
}  // namespace chaser::store
