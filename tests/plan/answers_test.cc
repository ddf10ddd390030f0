// SPDX-License-Identifier: Apache-2.0
#include "plan/answers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "plan/settling.h"

namespace chaser::plan {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Settled settled(const char* kind, const char* phrase, const char* answer) {
  const auto entry = answerOf(kind, phrase, answer);
  EXPECT_TRUE(entry) << (entry ? "" : entry.error().text());
  return entry.value_or(Settled{});
}

std::vector<std::string> rolesIn(const RowReading& row) {
  std::vector<std::string> roles;
  for (const Owner& owner : row.owners) roles.push_back(owner.role);
  return roles;
}

RowReading rowOf(std::vector<std::string> roles, const char* milestone = "June") {
  RowReading row;
  for (std::string& role : roles)
    row.owners.push_back(Owner{{}, std::move(role), static_cast<int>(row.owners.size())});
  Milestone m;
  m.text = milestone;
  m.doubt = "what year?";
  row.milestones.push_back(m);
  return row;
}

TEST(Answers, AnOwnerIsAnsweredForTheCellOrForOneOfItsNames) {
  const Answers answers({settled("owner", "The whole team", "Head of Nursing; Matron"),
                         settled("owner", "Finance", "Director of Finance"),
                         settled("owner", "Any", "none")});
  RowReading whole = rowOf({"The whole team"});
  answers.apply({"The WHOLE team.", "", "", ""}, whole);
  EXPECT_THAT(rolesIn(whole), ElementsAre("Head of Nursing", "Matron"));
  RowReading some = rowOf({"Matron", "Finance", "Any"});
  answers.apply({"Matron; Finance; Any", "", "", ""}, some);
  EXPECT_THAT(rolesIn(some), ElementsAre("Matron", "Director of Finance"));
}

TEST(Answers, WhoActsNamesOwnersOnlyWhereNoOwnerCellDoes) {
  const Answers answers({settled("owner", "Council to act", "Clerk")});
  RowReading row = rowOf({});
  answers.apply({"", "Council to act", "", ""}, row);
  EXPECT_THAT(rolesIn(row), ElementsAre("Clerk"));
  EXPECT_EQ(row.byWhom, "Clerk");
  RowReading owned = rowOf({"Matron"});
  answers.apply({"Matron", "Council to act", "", ""}, owned);
  EXPECT_THAT(rolesIn(owned), ElementsAre("Matron"));
}

TEST(Answers, AnOrganisationIsAnsweredByTheRowsWordsOrTheMilestonesOwn) {
  const Answers answers({settled("party", "Provider plan", "NCH"), settled("party", "Trust", "NSP")});
  RowReading row = rowOf({"Provider plan"});
  answers.apply({"Provider plan", "", "", ""}, row);
  EXPECT_EQ(row.milestones[0].party, "NCH");
  RowReading told = rowOf({"Provider plan"}, "the Trust's audit, June");
  told.milestones[0].party = "ABC";
  answers.apply({"Provider plan", "", "", ""}, told);
  EXPECT_EQ(told.milestones[0].party, "ABC");
  told.milestones[0].party.clear();
  told.milestones[0].text = "audit by the trust, June";
  answers.apply({"Provider plan", "", "", ""}, told);
  EXPECT_EQ(told.milestones[0].party, "NSP");
}

TEST(Answers, ADateABasisOrAStateSettlesTheMilestonesDoubt) {
  for (const auto& [kind, answer] : std::vector<std::pair<const char*, const char*>>{{"date", "2027-06-30"},
                                                                                     {"basis", "agreed"},
                                                                                     {"state", "complete"},
                                                                                     {"state", "open"},
                                                                                     {"date", "none"}}) {
    RowReading row = rowOf({});
    if (std::string_view(kind) != "date") row.milestones[0].due = Date::fromYmd(2027, 6, 30);
    Answers({settled(kind, "june", answer)}).apply({"", "", "", ""}, row);
    EXPECT_EQ(row.milestones[0].doubt, "") << kind;
  }
  RowReading row = rowOf({});
  Answers({settled("date", "June", "2027-06-30")}).apply({"", "", "", ""}, row);
  EXPECT_EQ(row.milestones[0].due, Date::fromYmd(2027, 6, 30));
  EXPECT_EQ(row.milestones[0].precision, Precision::Day);
}

TEST(Answers, OnlyADateOrAnEndSettlesADayThatCouldNotBeRead) {
  for (const auto& [kind, answer] :
       std::vector<std::pair<const char*, const char*>>{{"basis", "agreed"}, {"state", "open"}}) {
    RowReading row = rowOf({});
    Answers({settled(kind, "june", answer)}).apply({"", "", "", ""}, row);
    EXPECT_EQ(row.milestones[0].doubt, "what year?") << kind;
  }
  RowReading reopened = rowOf({});
  reopened.milestones[0].state = State::Complete;
  Answers({settled("state", "june", "open")}).apply({"", "", "", ""}, reopened);
  EXPECT_EQ(reopened.milestones[0].doubt, "");
}

TEST(Answers, AnsweringTwiceIsAnsweringOnceWhateverTheOrder) {
  const std::vector<Settled> chain = {settled("owner", "A", "B"), settled("owner", "B", "C")};
  const Answers answers({chain[1], chain[0]});
  RowReading row = rowOf({"A"});
  answers.apply({"A", "", "", ""}, row);
  EXPECT_THAT(rolesIn(row), ElementsAre("C"));
  const auto once = rolesIn(row);
  answers.apply({"A", "", "", ""}, row);
  EXPECT_EQ(rolesIn(row), once);
  // A circle ends, too.
  RowReading circle = rowOf({"A"});
  Answers({settled("owner", "A", "B"), settled("owner", "B", "A")}).apply({"A", "", "", ""}, circle);
  EXPECT_EQ(rolesIn(circle).size(), 1U);
}

TEST(Answers, OnlyWhatCanBeAnAnswerIsOne) {
  EXPECT_FALSE(answerOf("colour", "x", "pink"));
  EXPECT_FALSE(answerOf("date", "x", "31/03/2027"));
  EXPECT_FALSE(answerOf("state", "x", "none"));
  EXPECT_FALSE(answerOf("owner", "x", " "));
  EXPECT_FALSE(answerOf("owner", " - ", "y"));
  EXPECT_EQ(settled("date", " ? ", "2027-03-31").phrase, "?");
  EXPECT_FALSE(answerOf("mood", "x", "y"));
  EXPECT_EQ(settled("colour", "x", "Amber").kind, "rag");
  EXPECT_EQ(settled("Color", "x", "Amber").kind, "rag");
  EXPECT_EQ(settled("seen", "x", "").answer, "");
  EXPECT_FALSE(answerOf("seen", "x", "y"));
  EXPECT_EQ(settled("colour", "x", "Amber").answer, "amber");
  EXPECT_EQ(settled("board", "x", "None").answer, "");
}

TEST(Answers, WhatWasReadBeforeSurvivesTheDatabase) {
  const std::vector<EarlierReading> earlier = {{ActionId{7}, "Lead", "A \"b\"\n", "A\nB"}};
  const auto again = earlierFromJson(toJson(earlier));
  ASSERT_EQ(again.size(), 1U);
  EXPECT_EQ(again[0].action, ActionId{7});
  EXPECT_EQ(again[0].heading, "Lead");
  EXPECT_EQ(again[0].text, "A \"b\"\n");
  EXPECT_EQ(again[0].reading, "A\nB");
  EXPECT_THAT(earlierFromJson("[1, {\"action\": \"x\"}, null]"), IsEmpty());
  EXPECT_THAT(earlierFromJson("nonsense"), IsEmpty());
}

}  // namespace
}  // namespace chaser::plan
