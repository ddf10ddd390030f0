// SPDX-License-Identifier: Apache-2.0
#include "plan/layout.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "plan/draft.h"
#include "tests/plan/support/documents.h"

namespace chaser::plan {
namespace {

using namespace test;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

DraftPlan planOf(const Document& document) {
  const auto plan = draftPlan(document, shippedHeadings(), {});
  EXPECT_TRUE(plan) << (plan ? "" : plan.error().text());
  return plan.value_or(DraftPlan{});
}

DraftPlan planOfWord(const std::string& body) {
  const auto document = readDocx(docxOf(body));
  EXPECT_TRUE(document);
  return planOf(document.value_or(Document{}));
}

std::vector<std::string> refsIn(const DraftPlan& plan) {
  std::vector<std::string> refs;
  for (const DraftAction& draft : plan.actions) refs.push_back(spokenRef(draft.action));
  return refs;
}

std::vector<std::string> doubtsAbout(const DraftPlan& plan, std::string_view kind) {
  std::vector<std::string> texts;
  for (const Doubt& doubt : plan.doubts) {
    if (doubt.kind == kind) texts.push_back(doubt.text);
  }
  return texts;
}

std::optional<Date> dueOf(const DraftPlan& plan, std::size_t action) {
  const auto& milestones = plan.actions.at(action).milestones;
  return milestones.empty() ? std::nullopt : milestones.front().due;
}

std::string wide(const std::string& text, int columns) {
  return cell(text, "<w:gridSpan w:val='" + std::to_string(columns) + "'/>");
}

TEST(Layout, NamesUnderAGroupAreJoinedWithIt) {
  const DraftPlan plan = planOfWord(table(
      {row({cell("No", "<w:vMerge w:val='restart'/>"), cell("Action", "<w:vMerge w:val='restart'/>"),
            wide("Date", 2), wide("RAG", 2)}),
       row({cell("", "<w:vMerge/>"), cell("", "<w:vMerge/>"), cell("Target"), cell("Revised"),
            cell("Outcome"), cell("Delivery")}),
       row({cell("1"), cell("One"), cell("March 2027"), cell("June 2027"), cell("Green"), cell("Red")})}));
  EXPECT_THAT(plan.columns,
              ElementsAre("No", "Action", "Date \xE2\x80\x93 Target", "Date \xE2\x80\x93 Revised",
                          "RAG \xE2\x80\x93 Outcome", "RAG \xE2\x80\x93 Delivery"));
  ASSERT_THAT(plan.actions, SizeIs(1));
  EXPECT_EQ(dueOf(plan, 0), Date::fromYmd(2027, 6, 30));
  EXPECT_EQ(plan.actions[0].milestones[0].baselineDue, Date::fromYmd(2027, 3, 31));
  EXPECT_EQ(plan.actions[0].action.rag, Rag::Red);
}

TEST(Layout, HeadingsCutInTwoAndRowsOfUnitsBelongToTheHeadings) {
  const DraftPlan cut = planOf(gridOf(
      {{"Ref", "Action", "Lead", "Target"}, {"no", "", "officer", "date"}, {"1", "One", "X", "31/03/2027"}}));
  EXPECT_THAT(refsIn(cut), ElementsAre("1"));
  EXPECT_THAT(cut.columns, ElementsAre("Ref no", "Action", "Lead officer", "Target date"));
  EXPECT_EQ(dueOf(cut, 0), Date::fromYmd(2027, 3, 31));
  const DraftPlan units = planOf(gridOf({{"Ref", "Action", "Lead", "Target date"},
                                         {"", "", "(initials)", "(dd/mm/yyyy)"},
                                         {"1", "One", "X", "31/03/2027"}}));
  EXPECT_THAT(refsIn(units), ElementsAre("1"));
}

TEST(Layout, ARowOfDataIsNoSecondHeading) {
  const DraftPlan plan =
      planOf(gridOf({{"Ref", "Action", "Lead", ""}, {"", "", "Nurse", "x"}, {"1", "One", "X", "y"}}));
  EXPECT_THAT(plan.actions, SizeIs(2));
}

TEST(Layout, ATableWithoutHeadingsContinuesTheOneAboveWhenItLooksLikeIt) {
  Document document = gridOf({{"No", "Action", "Owner", "By when"}, {"1", "One", "X", "May 2027"}});
  document.tables.push_back(gridOf({{"2", "Two", "Y", "June 2027"}, {"3", "Three", "Z", ""}}).tables[0]);
  document.tables.push_back(gridOf({{"Version", "Author", "Reviewer", "Change"}}).tables[0]);
  document.tables.push_back(gridOf({{"4", "Two columns"}}).tables[0]);
  const DraftPlan plan = planOf(document);
  EXPECT_THAT(refsIn(plan), ElementsAre("1", "2", "3"));
  EXPECT_EQ(dueOf(plan, 1), Date::fromYmd(2027, 6, 30));
}

TEST(Layout, ASectionsDateIsThatOfItsRowsWithoutOne) {
  const DraftPlan plan = planOf(gridOf({{"No", "Action", "Owner", "By when"},
                                        {"May 2027", "", "", ""},
                                        {"1", "One", "X", ""},
                                        {"2", "Two", "X", "1 June 2027"},
                                        {"PHASE 2 (by September 2027)", "", "", ""},
                                        {"3", "Three", "X", ""},
                                        {"Theme: Leadership", "", "", ""},
                                        {"4", "Four", "X", ""}}));
  ASSERT_THAT(refsIn(plan), ElementsAre("1", "2", "3", "4"));
  EXPECT_EQ(dueOf(plan, 0), Date::fromYmd(2027, 5, 31));
  EXPECT_EQ(dueOf(plan, 1), Date::fromYmd(2027, 6, 1));
  EXPECT_EQ(dueOf(plan, 2), Date::fromYmd(2027, 9, 30));
  EXPECT_EQ(dueOf(plan, 3), std::nullopt);
  EXPECT_THAT(doubtsAbout(plan, "date"), ElementsAre("May 2027", "PHASE 2 (by September 2027)"));
  EXPECT_THAT(doubtsAbout(plan, "row"), ElementsAre("Theme: Leadership"));
}

TEST(Layout, SectionsStandInTheFirstColumnWhateverItIs) {
  const DraftPlan plan = planOf(gridOf({{"Action", "Owner", "By when"},
                                        {"Phase 1 (by June 2027)", "", ""},
                                        {"Train", "X", ""},
                                        {"Only words, and nobody named", "", ""}}));
  ASSERT_THAT(plan.actions, SizeIs(2));
  EXPECT_EQ(dueOf(plan, 0), Date::fromYmd(2027, 6, 30));
}

TEST(Layout, SumsAreNoActions) {
  const DraftPlan plan = planOf(
      gridOf({{"No", "Action", "Owner"}, {"1", "One", "X"}, {"Total", "", ""}, {"Total open", "3", "4"}}));
  EXPECT_THAT(refsIn(plan), ElementsAre("1"));
}

TEST(Layout, AFormIsOneAction) {
  Document document = gridOf({{"Recommendation 7"},
                              {"Recommendation", "Review the policy"},
                              {"Action", "Rewrite it"},
                              {"Lead", "Head of Policy"},
                              {"Target date", "31 March 2027"},
                              {"Evidence", "The policy"}});
  document.tables.push_back(gridOf({{"Recommendation", "8. Train", "Lead", "Nurse"},
                                    {"Action", "Teach", "Target date", "May 2027"},
                                    {"Recommendation", "9. Audit", "Lead", "Doctor"},
                                    {"Action", "Count", "Target date", "June 2027"}})
                                .tables[0]);
  const DraftPlan plan = planOf(document);
  ASSERT_THAT(refsIn(plan), ElementsAre("7", "8", "9"));
  EXPECT_EQ(plan.actions[0].action.action, "Rewrite it");
  EXPECT_EQ(dueOf(plan, 0), Date::fromYmd(2027, 3, 31));
  EXPECT_EQ(plan.actions[2].owners.at(0).role, "Doctor");
  EXPECT_EQ(dueOf(plan, 2), Date::fromYmd(2027, 6, 30));
}

TEST(Layout, AStatusColumnIsWhatItsCellsSay) {
  const auto statusField = [](const std::vector<std::string>& cells) {
    std::vector<std::vector<std::string>> rows{{"No", "Action", "By when", "Status"}};
    for (const std::string& text : cells)
      rows.push_back({std::to_string(rows.size()), "Do", "May 2027", text});
    return planOf(gridOf(rows)).fields.at(3);
  };
  EXPECT_THAT(statusField({"Open", "Closed", "In progress"}), ElementsAre(Field::Status));
  EXPECT_THAT(statusField({"Red", "Amber", "Green", "Green"}), ElementsAre(Field::Rag));
  EXPECT_THAT(statusField({"Open", "Closed", "Overdue", "Red"}), ElementsAre(Field::Rag, Field::Status));
  EXPECT_THAT(statusField({"Letters were sent to all schools", "Not due yet", "The group met twice"}),
              ElementsAre(Field::Progress));
}

TEST(Layout, AClosedRowsDatesAreOverAndAnOpenOnesAreNot) {
  const DraftPlan plan = planOf(gridOf({{"No", "Action", "By when", "Status"},
                                        {"1", "Do", "May 2027", "Closed"},
                                        {"2", "Do", "May 2027", "Open"},
                                        {"3", "Do", "May 2027", "Proposed for closure"}}));
  EXPECT_EQ(plan.actions.at(0).milestones.at(0).state, State::Complete);
  EXPECT_EQ(plan.actions.at(1).milestones.at(0).state, State::Open);
  EXPECT_EQ(plan.actions.at(2).milestones.at(0).state, State::Open);
}

TEST(Layout, APriorityIsNoRagWhateverItsHeading) {
  const DraftPlan plan = planOf(gridOf(
      {{"No", "Action", "RAG", "Priority"}, {"1", "One", "High", "Red"}, {"2", "Two", "Low", "Green"}}));
  EXPECT_EQ(plan.actions[0].action.rag, std::nullopt);
  EXPECT_THAT(plan.unmapped, ElementsAre("RAG", "Priority"));
}

TEST(Layout, OfTwoColoursTheOneAboutTheWorkRates) {
  const DraftPlan plan = planOf(
      gridOf({{"No", "Action", "RAG", "Progress RAG", "Outcome RAG"}, {"1", "One", "Red", "Green", "Blue"}}));
  EXPECT_EQ(plan.actions[0].action.rag, Rag::Green);
  EXPECT_THAT(plan.unmapped, ElementsAre("RAG", "Outcome RAG"));
}

TEST(Layout, ADayOfCompletionSaysThatItIsOver) {
  const DraftPlan plan = planOf(gridOf({{"No", "Action", "By when", "Date completed"},
                                        {"1", "One", "May 2027", "12/04/2027"},
                                        {"2", "Two", "May 2027", ""},
                                        {"3", "Three", "May 2027", "No"},
                                        {"4", "Four", "May 2027", "Yes"}}));
  const auto first = [&](std::size_t i) { return plan.actions.at(i).milestones.at(0); };
  EXPECT_EQ(first(0).state, State::Complete);
  EXPECT_EQ(first(0).completedOn, Date::fromYmd(2027, 4, 12));
  EXPECT_EQ(first(0).due, Date::fromYmd(2027, 5, 31));
  EXPECT_EQ(first(1).state, State::Open);
  EXPECT_EQ(first(2).state, State::Open);
  EXPECT_EQ(first(3).state, State::Complete);
}

}  // namespace
}  // namespace chaser::plan
