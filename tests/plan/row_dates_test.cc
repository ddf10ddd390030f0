// SPDX-License-Identifier: Apache-2.0
#include "plan/row_dates.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "plan/draft.h"
#include "plan/status_words.h"
#include "tests/plan/support/documents.h"

namespace chaser::plan {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// The milestones of a row, and its doubts.
struct ReadRow {
  std::vector<Milestone> milestones;
  std::vector<Doubt> doubts;

  [[nodiscard]] std::vector<std::string> states() const {
    std::vector<std::string> words;
    words.reserve(milestones.size());
    for (const Milestone& m : milestones) words.emplace_back(toString(m.state));
    return words;
  }
  [[nodiscard]] std::vector<std::string> days() const {
    std::vector<std::string> words;
    words.reserve(milestones.size());
    for (const Milestone& m : milestones) words.push_back(m.due ? m.due->iso() : "none");
    return words;
  }
};

ReadRow readRow(const RowDates& dates) {
  ReadRow row;
  Action action;
  action.ref = "1";
  TimelineOptions options;
  options.asOf = Date::fromYmd(2024, 6, 30);
  row.milestones = milestonesOfRow(dates, action, options, row.doubts).milestones;
  return row;
}

/// Where the document's day is not known.
ReadRow readRowOn(Date today, RowDates dates) {
  ReadRow row;
  dates.today = today;
  row.milestones = milestonesOfRow(dates, {}, {}, row.doubts).milestones;
  return row;
}

ReadRow withStatus(const std::string& status) {
  return readRow({"31 March 2027", {}, {}, status});
}

ReadRow completedOn(const std::string& timeline, const std::string& completed) {
  return readRow({timeline, {}, completed, {}});
}

TEST(RowDates, WhatBeginsWithAWordForItIsOver) {
  for (const char* over :
       {"Complete", "C", "Closed", "Done - no further action", "Complete (not yet audited)",
        "Action completed 12/03/16", "All actions now complete", "Green: complete", "4 - Completed",
        "12/03/24 Complete", "Completed and closed", "Completed in March 2024", "No longer required",
        "Closed - no longer needed", "100% complete", "Complete: 4 of 4", "1. Complete\n2. Closed"})
    EXPECT_EQ(stateOfStatus(over), State::Complete) << over;
}

TEST(RowDates, WorkThatIsNotFinishedIsNotOver) {
  for (const char* open : {"75% complete",
                           "Mostly complete",
                           "Largely complete",
                           "Half done",
                           "Due to complete March",
                           "Will be complete soon",
                           "Expected to be closed in May",
                           "To complete by June",
                           "Partly complete",
                           "Not complete",
                           "Complete by March 2027",
                           "50 per cent complete",
                           "Complete: 3 of 4",
                           "Completed 3 out of 12",
                           "9 of 10 actions complete",
                           "Complete 80%",
                           "Open",
                           "Proposed for closure",
                           "On track",
                           "Off track",
                           "At risk",
                           "Delayed",
                           "Behind",
                           "Rejected"})
    EXPECT_EQ(stateOfStatus(open), State::Open) << open;
  EXPECT_EQ(stateOfStatus("Complete and ongoing"), State::Ongoing);
  EXPECT_EQ(stateOfStatus("Ongoing"), State::Ongoing);
}

TEST(RowDates, WordsThatMaySayEitherAreADoubtAndLeaveTheRowOpen) {
  for (const char* unclear :
       {"No longer on track", "Training completed", "Complete the audit of records",
        "Completed but not signed off", "Implemented for two of five wards", "1. Complete\n2. Ongoing",
        "Complete? No", "Completed: no", "Complete (in part)", "Completed, partially",
        "Closed - reopened in March", "Done / not done", "Done - awaiting sign off"}) {
    EXPECT_EQ(stateOfStatus(unclear), std::nullopt) << unclear;
    const ReadRow row = withStatus(unclear);
    EXPECT_THAT(row.states(), ElementsAre("open")) << unclear;
    ASSERT_EQ(row.doubts.size(), 1U) << unclear;
    EXPECT_EQ(row.doubts[0].kind, "state");
    EXPECT_EQ(row.doubts[0].text, unclear);
  }
  for (const char* none : {"", "N/A", "-", "See the minutes"})
    EXPECT_TRUE(withStatus(none).doubts.empty()) << none;
}

TEST(RowDates, AStatusThatSaysThatItIsOverEndsReviewsToo) {
  const ReadRow row = readRow({"31 March 2024. Review May 2024", {}, {}, "Closed"});
  for (const Milestone& m : row.milestones) EXPECT_EQ(m.state, State::Complete) << m.text;
  const ReadRow reviewed = readRow({"Review May 2024", {}, {}, "Closed"});
  EXPECT_THAT(reviewed.states(), ElementsAre("complete"));
}

TEST(RowDates, DaysOfCompletionAreThoseOfTheDatesThatTheyName) {
  const std::string three = "1. Dec 23\n2. Jan 24\n3. Mar 24";
  EXPECT_THAT(completedOn(three, "1. 12/12/23\n2. 10/01/24").states(),
              ElementsAre("complete", "complete", "open"));
  EXPECT_THAT(completedOn(three, "3. 12/03/24").states(), ElementsAre("open", "open", "complete"));
  EXPECT_THAT(completedOn("(a) Dec 23\n(b) Jan 24", "(b) 10/01/24").states(),
              ElementsAre("open", "complete"));
  EXPECT_THAT(completedOn("Staff: Dec 23\nVisitors: Jan 24", "Staff: 12.12.23").states(),
              ElementsAre("complete", "open"));
  EXPECT_THAT(completedOn("Dec 23\nJan 24", "12/12/23\n10/01/24").states(),
              ElementsAre("complete", "complete"));
  EXPECT_TRUE(completedOn(three, "1. 12/12/23\n2. 10/01/24").doubts.empty());
}

TEST(RowDates, OneDayCompletesAllThatWasDueByThenElseItIsADoubt) {
  const std::string two = "Dec 23\nMar 24";
  EXPECT_THAT(completedOn(two, "20/03/2024").states(), ElementsAre("complete", "complete"));
  const ReadRow early = completedOn(two, "12/12/23");
  EXPECT_THAT(early.states(), ElementsAre("open", "open"));
  ASSERT_EQ(early.doubts.size(), 1U);
  EXPECT_THAT(early.doubts[0].hint, HasSubstr("does not say which dates"));
  EXPECT_THAT(completedOn("Mar 24", "12/12/23").states(), ElementsAre("complete"))
      << "there is one date alone";
}

TEST(RowDates, WhatIsNotDoneYetOrToComeCompletesNothing) {
  for (const char* open :
       {"Awaiting sign off 10/01/2024", "Draft completed 03/01/2024, final outstanding",
        "Draft completed 03/01/2024", "Will be done at Jan 24 meeting", "01/08/2024", "Audit due 10/01/2024"})
    EXPECT_THAT(completedOn("31 March 2024", open).states(), ElementsAre("open")) << open;
}

TEST(RowDates, AStatusThatSaysThatWorkGoesOnKeepsTheCompletedColumnFromEndingTheRow) {
  for (const char* completed : {"12/01/2024", "Yes", "Completed 12/01/2024"}) {
    for (const char* status : {"In progress", "Open", "Ongoing"}) {
      const ReadRow row = readRow({"31/01/2024", {}, completed, status});
      EXPECT_THAT(row.states(), ElementsAre("open")) << completed << ", " << status;
      ASSERT_EQ(row.doubts.size(), 1U) << completed << ", " << status;
      EXPECT_EQ(row.doubts[0].kind, "state");
      EXPECT_EQ(row.doubts[0].text, completed);
      EXPECT_THAT(row.doubts[0].hint, HasSubstr("'" + std::string(status) + "'"));
    }
  }
  EXPECT_TRUE(readRow({{}, {}, "12/01/2024", "In progress"}).milestones.empty());
  const ReadRow half = readRow({"1. Dec 23\n2. Jan 24", {}, "1. 12/12/23", "In progress"});
  EXPECT_THAT(half.states(), ElementsAre("complete", "open"));
  EXPECT_TRUE(half.doubts.empty()) << "that is what is in progress";
}

TEST(RowDates, ADayOfCompletionAfterTheImportIsADoubt) {
  const ReadRow later = readRow({"31/07/2024", {}, "01/08/2024", {}});
  EXPECT_THAT(later.states(), ElementsAre("open"));
  ASSERT_EQ(later.doubts.size(), 1U);
  EXPECT_THAT(later.doubts[0].hint, HasSubstr("to come"));
  const Date today = *Date::fromYmd(2024, 6, 30);
  const ReadRow undated = readRowOn(today, {"31/07/2024", {}, "01/08/2024", {}});
  EXPECT_THAT(undated.states(), ElementsAre("open"));
  EXPECT_EQ(undated.doubts.size(), 1U);
  EXPECT_THAT(readRowOn(today, {"31/07/2024", {}, "30/06/2024", {}}).states(), ElementsAre("complete"));
  const ReadRow month = readRowOn(*Date::fromYmd(2024, 6, 12), {"31/07/2024", {}, "June 2024", {}});
  EXPECT_THAT(month.states(), ElementsAre("complete"));
  EXPECT_EQ(month.milestones[0].completedOn, Date::fromYmd(2024, 6, 12)) << "its last day is to come";
}

TEST(RowDates, ADayBesideWordsThatItIsNotOverIsADoubt) {
  for (const char* words : {"Awaiting sign off 10/01/2024", "Draft completed 03/01/2024"}) {
    const ReadRow row = completedOn("31 March 2024", words);
    EXPECT_THAT(row.states(), ElementsAre("open")) << words;
    ASSERT_EQ(row.doubts.size(), 1U) << words;
    EXPECT_EQ(row.doubts[0].text, words);
  }
  for (const char* words : {"No", "In progress", "Not yet"})
    EXPECT_TRUE(completedOn("31 March 2024", words).doubts.empty()) << words;
}

TEST(RowDates, RevisedDatesMoveTheDatesThatTheyName) {
  const auto moved = [](const std::string& timeline, const std::string& revised) {
    return readRow({timeline, revised, {}, {}});
  };
  const std::string two = "1. 30/06/2024\n2. 31/07/2024";
  EXPECT_THAT(moved(two, "1. 31/08/2024").days(), ElementsAre("2024-08-31", "2024-07-31"));
  EXPECT_THAT(moved("(a) 30/06/2024\n(b) 31/07/2024", "(a) 31/08/2024").days(),
              ElementsAre("2024-08-31", "2024-07-31"));
  EXPECT_THAT(moved("Staff: June 2024\nVisitors: July 2024", "Staff: 31/08/2024").days(),
              ElementsAre("2024-08-31", "2024-07-31"));
  EXPECT_TRUE(moved(two, "1. 31/08/2024").doubts.empty());
  const ReadRow nobody = moved(two, "5. 31/08/2024");
  EXPECT_THAT(nobody.days(), ElementsAre("2024-06-30", "2024-07-31"));
  EXPECT_EQ(nobody.doubts.size(), 1U);
}

TEST(RowDates, WhatARevisedCellSaysBeyondTheRowsDatesLeavesTheRestMoved) {
  for (const char* revised :
       {"31/08/2024\n30/09/2024\n30/11/2024", "1. 31/08/2024\n2. 30/09/2024\n3. 30/11/2024"}) {
    const ReadRow row = readRow({"30/06/2024\n31/07/2024", revised, {}, {}});
    EXPECT_THAT(row.days(), ElementsAre("2024-08-31", "2024-09-30")) << revised;
    EXPECT_EQ(row.doubts.size(), 1U) << revised;
  }
}

TEST(RowDates, AReviewInARevisedCellIsNoNewDateOfThePromise) {
  const auto moved = [](const std::string& timeline, const std::string& revised) {
    return readRow({timeline, revised, {}, {}});
  };
  const ReadRow beside = moved("31/03/2024", "Review 30/09/2024");
  EXPECT_THAT(beside.days(), ElementsAre("2024-03-31", "2024-09-30"));
  EXPECT_FALSE(beside.milestones[0].review);
  EXPECT_TRUE(beside.milestones[1].review);
  const ReadRow both = moved("31/03/2024", "30/06/2024\nReview 30/09/2024");
  EXPECT_THAT(both.days(), ElementsAre("2024-06-30", "2024-09-30"));
  const ReadRow again = moved("31/03/2024. Review May 2024", "Review 30/09/2024");
  EXPECT_THAT(again.days(), ElementsAre("2024-03-31", "2024-09-30"));
  EXPECT_TRUE(again.milestones[1].review);
  EXPECT_THAT(moved("Ongoing", "Review 30/09/2024").days(), ElementsAre("2024-09-30"));
  EXPECT_TRUE(moved("Review May 2024", "30/09/2024").milestones.at(0).review) << "it was one";
}

TEST(RowDates, OfAllRevisionsOfOneDateTheLastIsInForce) {
  const ReadRow row = readRow({"31/03/2024", "30/06/2024\n30/09/2024", {}, {}});
  EXPECT_THAT(row.days(), ElementsAre("2024-09-30"));
  EXPECT_EQ(row.milestones[0].baselineDue, Date::fromYmd(2024, 3, 31));
  EXPECT_TRUE(row.doubts.empty());
}

TEST(RowDates, ADashIsABlankDate) {
  for (const char* dash : {"-", "\xE2\x80\x93", " - "}) {
    const ReadRow row = readRow({dash, {}, {}, {}});
    EXPECT_TRUE(row.milestones.empty()) << dash;
    EXPECT_TRUE(row.doubts.empty()) << dash;
  }
}

}  // namespace
}  // namespace chaser::plan
