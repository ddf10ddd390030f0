// SPDX-License-Identifier: Apache-2.0
#include "plan/tables.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "plan/draft.h"
#include "tests/plan/support/workbooks.h"

/// What of a document's tables is the plan, and what explains it.
namespace chaser::plan {
namespace {

using namespace test;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

using Rows = std::vector<std::vector<std::string>>;

DraftPlan draftOf(const Document& document) {
  const auto plan = draftPlan(document, shippedHeadings(), {});
  EXPECT_TRUE(plan) << (plan ? "" : plan.error().text());
  return plan.value_or(DraftPlan{});
}

std::vector<std::string> spokenRefs(const DraftPlan& plan) {
  std::vector<std::string> refs;
  refs.reserve(plan.actions.size());
  for (const DraftAction& draft : plan.actions) refs.push_back(spokenRef(draft.action));
  return refs;
}

/// A workbook whose sheets have these names and rows.
Document workbook(const std::vector<std::pair<std::string, Rows>>& sheets) {
  Document document;
  for (const auto& [name, rows] : sheets) {
    document.tables.push_back(gridOf(rows).tables[0]);
    document.tables.back().name = name;
  }
  return document;
}

const Rows kPlan{{"Ref", "Action", "Lead", "Due date", "RAG"},
                 {"1", "Train all of the staff", "Ann", "31/03/2024", "Red"},
                 {"2", "Buy hoists", "Bob", "30/06/2024", "Green"}};

std::string noteOn(const DraftPlan& plan, const std::string& sheet) {
  for (const Doubt& doubt : plan.doubts) {
    if (doubt.kind == "row" && doubt.text == sheet) return doubt.hint;
  }
  return {};
}

TEST(Tables, OfAWorkbooksMonthsTheFirstSheetIsThePlan) {
  Rows february = kPlan;
  february[1][1] = "Train all of the staff by summer";
  const DraftPlan plan = draftOf(workbook({{"March", kPlan}, {"February", february}, {"January", kPlan}}));
  EXPECT_THAT(spokenRefs(plan), ElementsAre("1", "2"));
  EXPECT_THAT(noteOn(plan, "March"), HasSubstr("read as the plan"));
  EXPECT_THAT(noteOn(plan, "February"), HasSubstr("left out"));
  EXPECT_THAT(noteOn(plan, "January"), HasSubstr("left out"));
}

TEST(Tables, SheetsWithActionsOfTheirOwnGoOnWithThePlanAndListsDoNot) {
  const Rows closed{{"Ref", "Action", "Lead", "Due date", "RAG"},
                    {"9", "An old one", "Cy", "31/03/2023", "Blue"}};
  const Rows lists{{"Lead", "RAG", "Action"}, {"Ann", "Red", "x"}, {"Bob", "Green", "y"}};
  const DraftPlan plan = draftOf(workbook({{"Plan", kPlan}, {"Closed", closed}, {"Lists", lists}}));
  EXPECT_THAT(spokenRefs(plan), ElementsAre("1", "2", "9"));
  EXPECT_THAT(noteOn(plan, "Closed"), HasSubstr("read too"));
  EXPECT_THAT(noteOn(plan, "Lists"), HasSubstr("left out"));
  EXPECT_EQ(noteOn(draftOf(workbook({{"Plan", kPlan}})), "Plan"), "") << "one sheet needs no word";
}

TEST(Tables, ASummaryBeforeThePlanIsNotThePlan) {
  const Rows summary{{"Ref", "Action", "RAG"},
                     {"1", "Train staff", "Red"},
                     {"2", "Buy hoists", "Green"},
                     {"7", "Paint", "Red"}};
  const DraftPlan plan = draftOf(workbook({{"Summary", summary}, {"Plan", kPlan}}));
  EXPECT_THAT(spokenRefs(plan), ElementsAre("1", "2"));
  EXPECT_EQ(plan.actions.at(0).milestones.at(0).due, Date::fromYmd(2024, 3, 31));
  EXPECT_THAT(noteOn(plan, "Plan"), HasSubstr("read as the plan"));
  EXPECT_THAT(noteOn(plan, "Summary"), HasSubstr("without the columns of 'Plan'"));
  EXPECT_THAT(noteOn(plan, "Summary"), testing::EndsWith("what stands on no other sheet: 7"));
  const Rows choices{{"Action", "Lead", "Due date"}, {"x", "Ann", "31/03/2024"}};
  const Rows ownerless{{"Ref", "Action", "Due date"},
                       {"1", "Train", "31/03/2024"},
                       {"2", "Buy", "31/03/2024"},
                       {"3", "Paint", "31/03/2024"}};
  EXPECT_THAT(spokenRefs(draftOf(workbook({{"Plan", ownerless}, {"Lists", choices}}))),
              ElementsAre("1", "2", "3"));
}

TEST(Tables, OfWhatIsLeftOutWithASheetTenAreNamedAndTheRestCounted) {
  Rows old = kPlan;
  for (int i = 0; i < 2; ++i) old.insert(old.end(), kPlan.begin() + 1, kPlan.end());
  for (int i = 10; i < 15; ++i)
    old.push_back({std::to_string(i), "An old one " + std::to_string(i), "", "", ""});
  const DraftPlan few = draftOf(workbook({{"March", kPlan}, {"February", old}}));
  EXPECT_THAT(noteOn(few, "February"), testing::EndsWith("10, 11, 12, 13 and 14"));
  EXPECT_THAT(noteOn(draftOf(workbook({{"March", kPlan}, {"February", kPlan}})), "February"),
              testing::EndsWith("left out"));
  for (int i = 0; i < 10; ++i) old.insert(old.end(), kPlan.begin() + 1, kPlan.end());
  for (int i = 15; i < 30; ++i)
    old.push_back({std::to_string(i), "An old one " + std::to_string(i), "", "", ""});
  EXPECT_THAT(noteOn(draftOf(workbook({{"March", kPlan}, {"February", old}})), "February"),
              testing::EndsWith("19 and 10 more"));
}

TEST(Tables, ManyRowsUnderOneNumberAreComparedQuickly) {
  Rows rows{kPlan[0]};
  for (int i = 0; i < 20000; ++i)
    rows.push_back({"1", std::to_string(i) + " is one of very many actions", "Ann", "", ""});
  Rows others = rows;
  for (std::size_t i = 1; i < others.size(); ++i) others[i][1] = "Other " + others[i][1];
  const Document document = workbook({{"March", rows}, {"February", others}});
  LaidTables tables;
  for (const GridTable& table : document.tables)
    tables.emplace_back(&table, *findLayout(table, shippedHeadings()));
  keepSheetsOfPlan(tables);
  EXPECT_THAT(tables, SizeIs(2));
}

std::vector<std::string> keyOf(const DraftPlan& plan) {
  std::vector<std::string> key;
  key.reserve(plan.ragKey.size());
  for (const RagMeaning& meaning : plan.ragKey)
    key.push_back(std::string(toString(meaning.colour)) + " " + std::string(toString(meaning.status)));
  return key;
}

TEST(Tables, AKeyBelowTheLastActionIsNoAction) {
  Rows beneath = kPlan;
  for (const auto& row : Rows{{"", "", "", "", ""},
                              {"", "", "", "", "Key:"},
                              {"", "", "", "Red", "Not started"},
                              {"", "", "", "Green", "Complete"}})
    beneath.push_back(row);
  const DraftPlan plan = draftOf(gridOf(beneath));
  EXPECT_THAT(spokenRefs(plan), ElementsAre("1", "2"));
  EXPECT_THAT(keyOf(plan), ElementsAre("red not-started", "green complete"));
  Rows close = kPlan;
  close.push_back({"Red", "Not started", "", "", ""});
  close.push_back({"Green", "Complete", "", "", ""});
  EXPECT_THAT(spokenRefs(draftOf(gridOf(close))), ElementsAre("1", "2"));
  EXPECT_THAT(keyOf(draftOf(gridOf(close))), ElementsAre("red not-started", "green complete"));
}

TEST(Tables, AKeyWithoutWordsIsNeitherActionNorPart) {
  Rows under = kPlan;
  for (const auto& row : Rows{{"", "", "", "", "Key:"}, {"", "", "", "", "Red"}, {"", "", "", "", "Amber"}})
    under.push_back(row);
  EXPECT_THAT(spokenRefs(draftOf(gridOf(under))), ElementsAre("1", "2"));
  EXPECT_THAT(keyOf(draftOf(gridOf(under))), SizeIs(0));
  Rows alone = kPlan;
  for (const auto& row : Rows{{"", "", "", "", ""}, {"", "", "", "", "Key:"}, {"", "", "", "", "Red"}})
    alone.push_back(row);
  EXPECT_THAT(spokenRefs(draftOf(gridOf(alone))), ElementsAre("1", "2"));
  Rows across = kPlan;
  across.push_back({"", "", "Key:", "Red", "Green"});
  EXPECT_THAT(spokenRefs(draftOf(gridOf(across))), ElementsAre("1", "2"));
  Rows parts = kPlan;
  parts.push_back({"", "", "", "", "Red"});
  EXPECT_THAT(spokenRefs(draftOf(gridOf(parts))), ElementsAre("1", "2", "2 (part 2)")) << "there is no title";
}

std::vector<std::string> ratings(const DraftPlan& plan) {
  std::vector<std::string> words;
  for (const DraftAction& draft : plan.actions)
    words.emplace_back(draft.action.rag ? toString(*draft.action.rag) : "none");
  return words;
}

TEST(Tables, LettersThatAreNoColoursStandForWhatTheyMean) {
  Document document = gridOf({{"Ref", "Action", "RAG"},
                              {"1", "Train", "N"},
                              {"2", "Buy", "C"},
                              {"3", "Paint", "A - awaiting"},
                              {"4", "Audit", "N - not started"},
                              {"5", "Sell", "R"}});
  const GridTable plain = document.tables[0];
  const auto with = [&](const Rows& legend) {
    document.tables = {gridOf(legend).tables[0], plain};
    return draftOf(document);
  };
  const DraftPlan beside =
      with({{"N", "Not started"}, {"A", "Awaiting"}, {"R", "Overdue"}, {"C", "Complete"}});
  EXPECT_THAT(ratings(beside), ElementsAre("grey", "blue", "amber", "grey", "red"));
  EXPECT_THAT(keyOf(beside),
              ElementsAre("amber at-risk", "red off-track", "grey not-started", "blue complete"));
  const DraftPlan inside = with({{"N - Not started"}, {"A - awaiting"}, {"R - overdue"}, {"C - complete"}});
  EXPECT_THAT(ratings(inside), ElementsAre("grey", "blue", "amber", "grey", "red"));
  const DraftPlan shown =
      with({{"Green", "Complete"}, {"Grey", "Superseded"}, {"C", "Complete"}, {"N", "Not started"}});
  EXPECT_THAT(ratings(shown), ElementsAre("blue", "green", "none", "blue", "red"))
      << "green means complete here, grey is another's, and this key does not say what awaiting means";
  EXPECT_THAT(keyOf(shown), ElementsAre("green complete", "grey superseded", "blue not-started"));
  EXPECT_THAT(keyOf(with({{"A - Introduction"}, {"B - Background"}, {"R - Results"}})), SizeIs(0));
}

TEST(Tables, AKeyBesideTheTableIsNoColumnOfIt) {
  const DraftPlan plan = draftOf(gridOf({{"Ref", "Action", "Lead", "RAG", "", "Key", ""},
                                         {"1", "Train", "Ann", "Red", "", "Red", "Not started"},
                                         {"2", "Buy", "Bob", "Green", "", "Green", "Complete"}}));
  EXPECT_THAT(plan.columns, ElementsAre("Ref", "Action", "Lead", "RAG"));
  EXPECT_THAT(keyOf(plan), ElementsAre("red not-started", "green complete"));
}

TEST(Tables, ThePlansOwnLastRowsAreNoKey) {
  const DraftPlan plan = draftOf(gridOf({{"Ref", "Action", "RAG", "Progress"},
                                         {"1", "Train", "Red", "late"},
                                         {"", "", "Amber", "soon"},
                                         {"", "", "Green", "done"}}));
  EXPECT_THAT(plan.actions, SizeIs(3));
  EXPECT_THAT(plan.ragKey, SizeIs(0));
  const DraftPlan spaced = draftOf(gridOf({{"Ref", "Action", "Lead", "", "RAG"},
                                           {"1", "Train", "Ann", "", "Red"},
                                           {"2", "Buy", "Bob", "", "Green"}}));
  EXPECT_EQ(spaced.actions.at(0).action.rag, Rag::Red);
}

TEST(Tables, NamesUnderAGroupWithoutMergedCellsAreJoinedWithIt) {
  const DraftPlan plan = draftOf(gridOf({{"Ref", "Action", "Date", "", "Lead", "RAG"},
                                         {"", "", "Target", "Revised"},
                                         {"1", "Train", "31/03/2024", "30/06/2024", "Ann", "Red"}}));
  EXPECT_THAT(plan.columns, ElementsAre("Ref", "Action", "Date \xE2\x80\x93 Target",
                                        "Date \xE2\x80\x93 Revised", "Lead", "RAG"));
  EXPECT_THAT(spokenRefs(plan), ElementsAre("1"));
  EXPECT_EQ(plan.actions.at(0).milestones.at(0).due, Date::fromYmd(2024, 6, 30));
  EXPECT_EQ(plan.actions[0].owners.at(0).role, "Ann");
}

TEST(Tables, JoinedHeadingsOfAnExportAreKnownAgain) {
  const DraftPlan plan =
      draftOf(gridOf({{"Ref", "Action", "Timescale \xE2\x80\x93 Original", "Timescale \xE2\x80\x93 Revised"},
                      {"1", "Train", "31/03/2024", "30/06/2024"}}));
  EXPECT_THAT(plan.fields, ElementsAre(ElementsAre(Field::Ref), ElementsAre(Field::Action),
                                       ElementsAre(Field::Timeline), ElementsAre(Field::Revised)));
  EXPECT_THAT(plan.columns.at(2), "Timescale \xE2\x80\x93 Original");
}

TEST(Tables, ARowWithNothingThatChaserKnowsIsNoAction) {
  const DraftPlan plan = draftOf(
      gridOf({{"Ref", "Action", "Lead", "Cost"}, {"", "", "", "in thousands"}, {"1", "Train", "Ann", "5"}}));
  EXPECT_THAT(spokenRefs(plan), ElementsAre("1"));
}

TEST(Tables, ASignatureIsNoDateOfASection) {
  const DraftPlan plan = draftOf(gridOf({{"Ref", "Action", "Lead"},
                                         {"Signed: A Smith, Chair  Date: 12/01/2024", "", ""},
                                         {"1", "Train", "Ann"}}));
  EXPECT_TRUE(plan.actions.at(0).milestones.empty());
}

}  // namespace
}  // namespace chaser::plan
