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
