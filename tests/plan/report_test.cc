// SPDX-License-Identifier: Apache-2.0
#include "plan/report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/plan/support/imports.h"

namespace chaser::plan {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

const std::vector<std::string> kReportHeadings = {"Ref", "Action", "Lead", "By when", "Progress"};
const std::vector<std::string> kWardRow = {"1", "Write the ward protocol", "Head of Nursing", "31 March 2027",
                                           "Begun"};
const std::vector<std::string> kStaffRow = {"2", "Train all of the staff", "Matron", "30 June 2027",
                                            "Planned"};

/// What the second of two imports says.
class Reporting : public testing::Test {
 protected:
  Reporting() {
    stored_ =
        test::imported(merge(test::draftOf(kReportHeadings, {kWardRow, kStaffRow}), {}, MergeOptions{}));
  }

  std::string importing(const DraftPlan& document, const ReportStyle& style = {}) {
    return renderText(reportOf("p", document, merge(document, stored_, MergeOptions{})), style);
  }
  std::string importing(const test::Rows& rows) { return importing(test::draftOf(kReportHeadings, rows)); }

  std::vector<StoredAction> stored_;
};

TEST_F(Reporting, ADocumentThatSaysTheSameIsToldSo) {
  EXPECT_THAT(importing({kWardRow, kStaffRow}), HasSubstr("The document says what it said last time"));
}

TEST_F(Reporting, ADocumentThatContradictsTheDatabaseDoesNotSayWhatItSaidLastTime) {
  stored_[0].record.action.progress = "Agreed by the board";
  auto changed = kWardRow;
  changed[4] = "Given up";
  EXPECT_THAT(importing({changed, kStaffRow}),
              AllOf(HasSubstr("Nothing was changed in the database."),
                    Not(HasSubstr("what it said last time")), HasSubstr("Decide 1 conflict")));
}

TEST_F(Reporting, AColumnOfAnotherNameIsNoChangeButNotTheSameDocument) {
  auto headings = kReportHeadings;
  headings[2] = "Responsible officer";
  EXPECT_THAT(
      importing(test::draftOf(headings, {kWardRow, kStaffRow})),
      AllOf(HasSubstr("Nothing was changed in the database."), Not(HasSubstr("what it said last time"))));
}

TEST_F(Reporting, WhatIsDoneOrClosedAndGoneIsNotSaidToBeChased) {
  stored_[1].record.milestones[0].state = State::Complete;
  EXPECT_THAT(importing({kWardRow}), AllOf(HasSubstr("(complete)"), Not(HasSubstr("chased"))));
  stored_[1].record.milestones[0].state = State::Open;
  EXPECT_THAT(importing({kWardRow}),
              AllOf(HasSubstr("(still open and chased)"), HasSubstr("--withdraw-missing")));
  // Closed by a person, and told because its number went to another.
  stored_[1].record.action.closedAt = Instant{};
  EXPECT_THAT(importing({kWardRow, {"2", "Buy a new boiler", "Estates", "1 May 2027", "Ordered"}}),
              AllOf(HasSubstr("(closed before; was 2"), Not(HasSubstr("chased"))));
}

TEST_F(Reporting, ADateThatOnlyBecameLessExactIsToldByItsPeriod) {
  auto changed = kWardRow;
  changed[3] = "March 2027";
  for (const bool dryRun : {false, true}) {
    EXPECT_THAT(importing(test::draftOf(kReportHeadings, {changed, kStaffRow}), {dryRun, false}),
                AllOf(HasSubstr("31 Mar 2027 as before, from a day to a month"), Not(HasSubstr("->"))));
  }
}

TEST(Report, OfAFirstImportTellsWhatEachColumnWasTakenFor) {
  const DraftPlan document = test::draftOf({"Ref", "Action", "Lead", "By when", "Budget"},
                                           {{"1", "Write it", "Matron", "May 2027", "10"}});
  const ImportReport report = reportOf("p", document, merge(document, {}, MergeOptions{}));
  EXPECT_THAT(renderText(report), AllOf(HasSubstr("'Lead' = owner, 'By when' = due date"),
                                        HasSubstr("Columns kept as they are: 'Budget'")));
  EXPECT_THAT(renderJson(report), HasSubstr("\"heading\": \"By when\""));
}

TEST(Report, WithDoubtsNamesTheCommandThatListsHowToSettleThem) {
  const DraftPlan sure =
      test::draftOf({"Ref", "Action", "Lead", "By when"}, {{"1", "Write it", "Matron", "May 2027"}});
  EXPECT_THAT(renderText(reportOf("p", sure, merge(sure, {}, MergeOptions{}))),
              Not(HasSubstr("chaser doubts")));
  const DraftPlan unsure =
      test::draftOf({"Ref", "Action", "Lead", "By when"}, {{"1", "Write it", "Matron", "31 September 2027"}});
  const ImportReport report = reportOf("p", unsure, merge(unsure, {}, MergeOptions{}));
  EXPECT_THAT(renderText(report), HasSubstr("'chaser doubts --plan p'"));
  EXPECT_THAT(renderText(report, {true, false}), Not(HasSubstr("chaser doubts")))
      << "nothing was written yet";
}

}  // namespace
}  // namespace chaser::plan
