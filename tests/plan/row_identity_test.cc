// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "plan/likeness.h"
#include "plan/merge.h"
#include "plan/pairing.h"
#include "tests/plan/support/imports.h"

namespace chaser::plan {
namespace {

using namespace test;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using Kind = ActionChange::Kind;

/// Number, action, owner, by when, progress.
const std::vector<std::string> kColumns{"No", "Action", "Owner", "By when", "Progress"};

const std::vector<std::string> kNurses{"1", "Recruit twelve more nurses for the night shift",
                                       "Head of Nursing", "31 March 2017", "Advert placed in two journals"};
const std::vector<std::string> kRecords{"2", "Audit the records kept on every ward", "Records manager",
                                        "May 2017", "A sample of forty was drawn"};
const std::vector<std::string> kTheatre{"3", "Repair the ventilation of theatre four", "Estates",
                                        "Qtr 2 2017", "Contractor chosen after tender"};

std::vector<std::string> changed(std::vector<std::string> row, std::size_t column, std::string text) {
  row.at(column) = std::move(text);
  return row;
}

class RowIdentity : public testing::Test {
 protected:
  void first(const Rows& rows) { stored_ = imported(merge(draftOf(kColumns, rows), {}, Prefer::Neither)); }
  ChangeSet again(const Rows& rows) { return merge(draftOf(kColumns, rows), stored_, Prefer::Neither); }
  /// For each row of the document the id of the action that it became, 0 for a new one.
  static std::vector<std::int64_t> ids(const ChangeSet& set) {
    std::vector<std::int64_t> all;
    for (const ActionChange& change : set.actions) {
      if (change.kind != Kind::Gone) all.push_back(change.after.action.id.value);
    }
    return all;
  }
  static std::vector<std::string> gone(const ChangeSet& set) {
    std::vector<std::string> refs;
    for (const ActionChange& change : set.actions) {
      if (change.kind == Kind::Gone) refs.push_back(spokenRef(change.after.action));
    }
    return refs;
  }
  void expectSettled(const Rows& rows, const ChangeSet& set) {
    const ChangeSet next = merge(draftOf(kColumns, rows), imported(set), Prefer::Neither);
    EXPECT_TRUE(next.empty()) << "the same document once more changes something";
  }

  std::vector<StoredAction> stored_;
};

TEST_F(RowIdentity, ARowInsertedAtTheTopShiftsEveryNumberAndNoHistory) {
  first({kNurses, kRecords, kTheatre});
  const Rows rows{{"1", "Appoint a board member for quality", "Chair", "June 2017", ""},
                  changed(kNurses, 0, "2"),
                  changed(kRecords, 0, "3"),
                  changed(kTheatre, 0, "4")};
  const ChangeSet set = again(rows);
  EXPECT_THAT(ids(set), ElementsAre(0, 1, 2, 3));
  EXPECT_THAT(gone(set), IsEmpty());
  EXPECT_THAT(set.conflicts, IsEmpty());
  expectSettled(rows, set);
}

TEST_F(RowIdentity, AShiftIsSeenThroughRowsThatAreNearlyTheSameWords) {
  // Under its old number every row finds a neighbour that is alike; the one that is the same wins.
  Rows before, after{{"1", "Review the safeguarding policy of the trust", "Chair", "June 2017", ""}};
  std::vector<std::int64_t> wanted{0};
  for (int i = 1; i <= 20; ++i) {
    const std::string action =
        "Review the policy on subject" + std::to_string(i) + " and train all staff in it";
    before.push_back({std::to_string(i), action, "Policy lead", "June 2017", ""});
    after.push_back({std::to_string(i + 1), action, "Policy lead", "July 2017", "Begun"});
    wanted.push_back(i);
  }
  first(before);
  EXPECT_EQ(ids(again(after)), wanted);
}

TEST_F(RowIdentity, TwoRowsThatSwapTheirNumbersKeepTheirHistories) {
  first({kNurses, kRecords, kTheatre});
  const Rows rows{changed(kRecords, 0, "1"), changed(kNurses, 0, "2"), kTheatre};
  const ChangeSet set = again(rows);
  EXPECT_THAT(ids(set), ElementsAre(2, 1, 3));
  EXPECT_EQ(set.actions[0].after.action.ref, "1");
  expectSettled(rows, set);
}

TEST_F(RowIdentity, ANumberGivenToSomethingElseIsANewActionAndTheOldOneIsGone) {
  first({kNurses, kRecords, kTheatre});
  const Rows rows{
      kNurses,
      {"2", "Publish a leaflet for visitors", "Communications", "September 2018", "Printer asked"},
      kTheatre};
  const ChangeSet set = again(rows);
  EXPECT_THAT(ids(set), ElementsAre(1, 0, 3));
  EXPECT_THAT(gone(set), ElementsAre("2 (former)"));
  EXPECT_EQ(set.actions[1].after.action.ref, "2") << "the document is right about its numbers";
  expectSettled(rows, set);
}

TEST_F(RowIdentity, AFormerRowThatComesBackIsTheSameAction) {
  first({kNurses, kRecords});
  const Rows without{kNurses, {"2", "Publish a leaflet for visitors", "Communications", "May 2018", ""}};
  stored_ = imported(again(without));
  const Rows back{kNurses,
                  {"2", "Publish a leaflet for visitors", "Communications", "May 2018", ""},
                  changed(kRecords, 0, "7")};
  const ChangeSet set = again(back);
  EXPECT_EQ(ids(set).back(), 2);
  EXPECT_EQ(set.actions.back().after.action.ref, "7");
  EXPECT_THAT(gone(set), IsEmpty());
}

TEST_F(RowIdentity, ARewrittenRowIsTheSameWhenOwnersAndDatesSaySo) {
  first({kNurses, kRecords});
  const ChangeSet set = again({changed(kNurses, 1, "Build a bank of temporary staff"), kRecords});
  EXPECT_THAT(ids(set), ElementsAre(1, 2));
  EXPECT_EQ(set.actions[0].after.action.action, "Build a bank of temporary staff");
}

TEST_F(RowIdentity, TextRewrittenLightlyUnderAnotherNumberIsTheSameRow) {
  first({kNurses, kRecords, kTheatre});
  const Rows rows{changed(changed(kNurses, 0, "2.1"), 1, "Recruit fifteen nurses for the night shift"),
                  changed(changed(kRecords, 0, "2.2"), 1, "Audit the records that are kept on every ward"),
                  changed(kTheatre, 0, "2.3")};
  EXPECT_THAT(ids(again(rows)), ElementsAre(1, 2, 3));
}

TEST_F(RowIdentity, ANumberThatLeadsTheTextIsNoPartOfTheWords) {
  const std::vector<std::string> columns{"Recommendation", "By when"};
  const auto stored = imported(
      merge(draftOf(columns, {{"16.1 Begin", "May 2017"}, {"16.2 End", "June 2017"}}), {}, Prefer::Neither));
  const ChangeSet set = merge(
      draftOf(columns, {{"16.1 Plan", "April 2018"}, {"16.2 Begin", "May 2017"}, {"16.3 End", "June 2017"}}),
      stored, Prefer::Neither);
  EXPECT_THAT(ids(set), ElementsAre(0, 1, 2));
}

TEST_F(RowIdentity, ASplitRowKeepsItsHistoryInThePartThatKeepsItsNumber) {
  first({kNurses,
         {"2", "Audit the records of every ward and train the clerks who file them", "Records manager",
          "May 2017", ""}});
  const ChangeSet set = again({kNurses,
                               {"2", "Audit the records of every ward", "Records manager", "May 2017", ""},
                               {"3", "Train the clerks who file them", "Records manager", "June 2017", ""}});
  EXPECT_THAT(ids(set), ElementsAre(1, 2, 0));
}

TEST_F(RowIdentity, RowsWithoutNumbersAreFoundByTheirWordsWhereverTheyMove) {
  const Rows rows{changed(kNurses, 0, ""), changed(kRecords, 0, ""), changed(kTheatre, 0, "")};
  first(rows);
  const Rows moved{
      {"", "Appoint a board member for quality", "Chair", "June 2017", ""}, rows[2], rows[0], rows[1]};
  const ChangeSet set = again(moved);
  EXPECT_THAT(ids(set), ElementsAre(0, 3, 1, 2));
  EXPECT_THAT(gone(set), IsEmpty());
  expectSettled(moved, set);
}

TEST_F(RowIdentity, PartsThatChangePlacesKeepTheirHistories) {
  const std::vector<std::string> second{"", "", "Ward managers", "June 2017", "Two wards of nine are done"};
  const std::vector<std::string> third{"", "", "Chief pharmacist", "December 2018", "Not begun"};
  first({kNurses, second, third, kRecords});
  const ChangeSet swapped = again({kNurses, third, second, kRecords});
  EXPECT_THAT(ids(swapped), ElementsAre(1, 3, 2, 4));
  const ChangeSet shorter = again({kNurses, third, kRecords});
  EXPECT_THAT(ids(shorter), ElementsAre(1, 3, 4));
  EXPECT_THAT(gone(shorter), ElementsAre("1 (former)"));
  const ChangeSet shifted = again({{"1", "Appoint a board member for quality", "Chair", "June 2017", ""},
                                   changed(kNurses, 0, "2"),
                                   second,
                                   changed(third, 3, "January 2019"),
                                   changed(kRecords, 0, "3")});
  EXPECT_THAT(ids(shifted), ElementsAre(0, 1, 2, 3, 4)) << "parts go where their action goes";
}

TEST_F(RowIdentity, RowsOfTheSameWordsAreToldApartByOwnersThenNumbersThenOrder) {
  const auto twin = [](const std::string& ref, const std::string& owner) {
    return std::vector<std::string>{ref, "Complete the annual return", owner, "June 2017", ""};
  };
  first({twin("1", "Surgery"), twin("2", "Medicine"), twin("3", "Medicine")});
  EXPECT_THAT(ids(again({twin("1", "Medicine"), twin("2", "Surgery"), twin("3", "Medicine")})),
              ElementsAre(2, 1, 3));
  EXPECT_THAT(ids(again({kNurses, twin("2", "Surgery"), twin("3", "Medicine"), twin("4", "Medicine")})),
              ElementsAre(0, 1, 2, 3));
  EXPECT_THAT(ids(again({twin("3", "Medicine"), twin("2", "Medicine"), twin("1", "Surgery")})),
              ElementsAre(3, 2, 1));
}

TEST_F(RowIdentity, WordsMendedInTheDatabaseDoNotHideTheRow) {
  first({kNurses, kRecords});
  stored_[0].record.action.action = "Altogether other words that somebody typed into the database";
  const Rows rows{changed(kRecords, 0, "1"), changed(kNurses, 0, "2")};
  EXPECT_THAT(ids(again(rows)), ElementsAre(2, 1));
}

TEST_F(RowIdentity, AClosedActionIsNotRewrittenIntoAnother) {
  first({kNurses, kRecords});
  stored_[1].record.action.closedAt = Instant::parse("2017-06-01T00:00:00.000Z");
  const ChangeSet set = again({kNurses, changed(kRecords, 1, "Buy a new boiler")});
  EXPECT_THAT(ids(set), ElementsAre(1, 0));
}

TEST_F(RowIdentity, APlaceIsNoWitnessWhenTheWordsAreOthers) {
  const auto unnumbered = [](const std::string& action) {
    return std::vector<std::string>{"", action, "Head of Nursing Services", "31 March 2017",
                                    "Nothing new to report this month"};
  };
  first({unnumbered("Recruit twelve more nurses for the night shift"), unnumbered("Audit the records")});
  const ChangeSet set =
      again({unnumbered("Buy a boiler for the east wing"), unnumbered("Audit the records")});
  EXPECT_THAT(ids(set), ElementsAre(0, 2)) << "another action with the same owner, date and progress";
  const ChangeSet mended = again({unnumbered("Recruit ten nurses to the night shift, twelve if we can"),
                                  unnumbered("Audit the records")});
  EXPECT_THAT(ids(mended), ElementsAre(1, 2));
}

TEST_F(RowIdentity, APartThatWasClosedIsFoundAgainAndWhatIsOpenComesFirst) {
  const std::vector<std::string> second{"", "", "Ward managers", "June 2017", "Two wards of nine are done"};
  first({kNurses, second, kRecords});
  stored_[1].record.action.closedAt = Instant::parse("2017-06-01T00:00:00.000Z");
  const ChangeSet set = again({kNurses, changed(second, 4, "Nine wards"), kRecords});
  EXPECT_THAT(ids(set), ElementsAre(1, 2, 3));
  EXPECT_TRUE(set.actions[1].after.action.closedAt) << "who closed it, closed it";
  EXPECT_THAT(gone(set), IsEmpty());
}

TEST_F(RowIdentity, ThousandsOfRewrittenRowsUnderOneNumberAreNotComparedEachWithEach) {
  // It would be 2,500 million comparisons, which the test's time limit does not allow for.
  constexpr int kMany = 50000;
  const auto plan = [](const std::string& word) {
    DraftPlan draft;
    draft.columns = {"No", "Action"};
    draft.fields = {{Field::Ref}, {Field::Action}};
    for (int i = 0; i < kMany; ++i) {
      DraftAction& row = draft.actions.emplace_back();
      row.action.ref = "1";
      row.action.part = i + 1;
      row.action.action = word + std::to_string(i);
      row.cells = {{"No", "1", "1"}, {"Action", row.action.action, row.action.action}};
    }
    return draft;
  };
  const auto stored = imported(merge(plan("old"), {}, Prefer::Neither));
  EXPECT_THAT(gone(merge(plan("new"), stored, Prefer::Neither)), SizeIs(kMany));
}

TEST_F(RowIdentity, RandomPlansShuffledAndNumberedAnewKeepEveryHistory) {
  std::mt19937 random(7);
  for (int round = 0; round < 20; ++round) {
    Rows rows;
    for (int i = 0; i < 40; ++i) {
      std::string action;
      for (int word = 0; word < 9; ++word) action += "word" + std::to_string(random() % 400) + " ";
      rows.push_back(
          {std::to_string(i + 1), action, "Owner " + std::to_string(random() % 5), "June 2017", ""});
    }
    first(rows);
    std::vector<std::int64_t> order;
    for (int i = 0; i < 40; ++i) order.push_back(i + 1);
    std::shuffle(order.begin(), order.end(), random);
    Rows shuffled;
    for (std::size_t i = 0; i < order.size(); ++i)
      shuffled.push_back(changed(rows[static_cast<std::size_t>(order[i] - 1)], 0, std::to_string(i + 1)));
    const ChangeSet set = again(shuffled);
    EXPECT_EQ(ids(set), order);
    expectSettled(shuffled, set);
  }
}

TEST(Lookalikes, TheWorkGrowsWithTheRowsAndNotWithTheirSquare) {
  // 4,000 rows, each rewritten in one word of twelve and numbered anew: compared each with each it would be
  // 16 million comparisons.
  const int rows = 4000;
  std::vector<WordSet> before;
  std::vector<const WordSet*> texts;
  const auto textOf = [](int i, const std::string& last) {
    std::string text = "review the policy of the trust on ";
    for (int word = 0; word < 5; ++word) text += "w" + std::to_string((i * 31 + word * 977) % 1009) + " ";
    return text + last;
  };
  for (int i = 0; i < rows; ++i) before.emplace_back(textOf(i, "before"));
  for (const WordSet& set : before) texts.push_back(&set);
  const Lookalikes lookalikes(texts);
  std::size_t compared = 0, found = 0;
  for (int i = 0; i < rows; ++i) {
    const auto candidates = lookalikes.of(WordSet(textOf(i, "after")));
    compared += candidates.size();
    found += std::count(candidates.begin(), candidates.end(), static_cast<std::size_t>(i));
  }
  EXPECT_EQ(found, static_cast<std::size_t>(rows));
  EXPECT_LT(compared, static_cast<std::size_t>(rows) * 12 * 32);
}

}  // namespace
}  // namespace chaser::plan
