// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "plan/draft.h"
#include "tests/plan/support/documents.h"

/// Which of two columns is the field that both could be.
namespace chaser::plan {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

DraftPlan chosen(const std::vector<std::vector<std::string>>& rows) {
  const auto plan = draftPlan(test::gridOf(rows), test::shippedHeadings(), {});
  EXPECT_TRUE(plan) << (plan ? "" : plan.error().text());
  return plan.value_or(DraftPlan{});
}

/// The heading of the first column that is the field.
std::string headingFor(const DraftPlan& plan, Field field) {
  for (std::size_t i = 0; i < plan.fields.size(); ++i) {
    for (const Field own : plan.fields[i]) {
      if (own == field) return plan.columns[i];
    }
  }
  return "none";
}

TEST(ColumnChoice, TheDayOfAMeetingIsNoDeadline) {
  const DraftPlan plan = chosen({{"Date", "Minute Ref", "Action", "Lead", "Deadline", "Status"},
                                 {"10/01/2024", "4.1", "Send", "Ann", "14/02/2024", "Open"},
                                 {"10/01/2024", "4.2", "Ask", "Bob", "13/03/2024", "Closed"}});
  EXPECT_EQ(headingFor(plan, Field::Timeline), "Deadline");
  EXPECT_EQ(plan.actions.at(0).milestones.at(0).due, Date::fromYmd(2024, 2, 14));
}

TEST(ColumnChoice, AColumnWithoutDatesGivesWayToOneWithDates) {
  EXPECT_EQ(headingFor(chosen({{"Ref", "Action", "Target", "Lead", "By when"},
                               {"1", "Train", "95%", "Ann", "31/03/2024"}}),
                       Field::Timeline),
            "By when");
  EXPECT_EQ(headingFor(chosen({{"Ref", "Action", "Timescale", "Lead", "Due date"},
                               {"1", "Train", "as agreed with the board", "Ann", "31/03/2024"}}),
                       Field::Timeline),
            "Due date");
}

TEST(ColumnChoice, WhoLeadsIsAskedBeforeWhoOversees) {
  EXPECT_EQ(headingFor(chosen({{"Ref", "Action", "Executive Lead", "Lead", "Due"},
                               {"1", "Train", "Chief Nurse", "Ann", "31/03/2024"}}),
                       Field::Owner),
            "Lead");
}

TEST(ColumnChoice, TheLatestNewsCount) {
  const DraftPlan plan = chosen({{"Ref", "Action", "Lead", "Progress - October 2023",
                                  "Progress - November 2023", "Progress - December 2023"},
                                 {"1", "Train", "Ann", "first", "second", "third"}});
  EXPECT_EQ(plan.actions.at(0).action.progress, "third");
  const DraftPlan rated = chosen({{"Ref", "Action", "Lead", "RAG Oct 2023", "RAG Nov 2023", "RAG Dec 2023"},
                                  {"1", "Train", "Ann", "R", "A", "G"}});
  EXPECT_EQ(rated.actions.at(0).action.rag, Rag::Green);
}

TEST(ColumnChoice, AShareOfCompletionIsNoDayOfIt) {
  const DraftPlan plan = chosen({{"Ref", "Action", "Lead", "Due date", "% Complete"},
                                 {"1", "Train", "Ann", "31/03/2027", "100%"},
                                 {"2", "Audit", "Ann", "31/03/2027", "50%"}});
  EXPECT_EQ(headingFor(plan, Field::Completed), "none");
}

TEST(ColumnChoice, StatesBesideUnusualOnesAreStillStates) {
  const DraftPlan plan = chosen({{"Ref", "Action", "Due date", "Status"},
                                 {"1", "A", "31/03/2027", "On Track"},
                                 {"2", "B", "31/03/2027", "At Risk"},
                                 {"3", "C", "31/03/2027", "Complete"},
                                 {"4", "D", "31/03/2027", "Delayed"}});
  EXPECT_EQ(headingFor(plan, Field::Status), "Status");
  EXPECT_EQ(plan.actions.at(2).milestones.at(0).state, State::Complete);
  EXPECT_EQ(plan.actions.at(3).milestones.at(0).state, State::Open);
}

TEST(ColumnChoice, AmongNewsAClearEndCounts) {
  const DraftPlan plan =
      chosen({{"Ref", "Action", "Due date", "Status"},
              {"1", "A", "31/03/2027", "Letters were sent to all schools in the area"},
              {"2", "B", "31/03/2027", "Complete"},
              {"3", "C", "31/03/2027", "Completed the first part, now looking at the second"},
              {"4", "D", "31/03/2027", "The group met and agreed the terms of reference"}});
  EXPECT_THAT(plan.fields.at(3), ElementsAre(Field::Status, Field::Progress));
  EXPECT_EQ(plan.actions.at(1).milestones.at(0).state, State::Complete);
  EXPECT_EQ(plan.actions.at(1).action.progress, "Complete");
  EXPECT_EQ(plan.actions.at(2).milestones.at(0).state, State::Open);
  EXPECT_THAT(plan.doubts, testing::Each(testing::Field(&Doubt::kind, testing::Ne("state"))));
}

TEST(ColumnChoice, NewsGoToTheColumnThatIsLeftWhenAnotherIsAStatus) {
  const DraftPlan plan = chosen({{"Ref", "Action", "Due date", "RAG", "Status", "Update"},
                                 {"1", "A", "31/03/2027", "Red", "Open", "begun"},
                                 {"2", "B", "31/03/2027", "Green", "Closed", "ended"}});
  EXPECT_EQ(plan.actions.at(0).action.progress, "begun");
  EXPECT_EQ(plan.actions.at(1).milestones.at(0).state, State::Complete);
}

TEST(ColumnChoice, AColumnOfNothingIsNoRating) {
  const DraftPlan plan = chosen({{"Ref", "Action", "Due date", "Status"},
                                 {"1", "A", "31/03/2027", "N/A"},
                                 {"2", "B", "31/03/2027", "N/A"},
                                 {"3", "C", "31/03/2027", "Open"}});
  EXPECT_EQ(headingFor(plan, Field::Rag), "none");
}

TEST(ColumnChoice, ManyEqualHeadingsAreToldApart) {
  std::vector<std::string> headings{"Ref", "Action", "Owner"}, row{"1", "Train", "Ann"};
  for (int i = 0; i < 900; ++i) {
    headings.emplace_back("Cost");
    row.emplace_back("5");
  }
  const DraftPlan plan = chosen({headings, row});
  EXPECT_EQ(plan.columns.size(), 903U);
  EXPECT_EQ(plan.columns.at(3), "Cost");
  EXPECT_EQ(plan.columns.back(), "Cost (900)");
}

}  // namespace
}  // namespace chaser::plan
