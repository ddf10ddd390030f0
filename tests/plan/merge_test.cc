// SPDX-License-Identifier: Apache-2.0
#include "plan/merge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "plan/report.h"
#include "tests/plan/support/imports.h"

namespace chaser::plan {
namespace {

using namespace test;
using testing::IsEmpty;
using testing::SizeIs;

const std::vector<std::string> kMergedHeadings{"No",  "Recommendation", "Action", "Owner", "By when",
                                               "RAG", "Progress"};

DraftPlan draft(const Rows& rows) {
  return draftOf(kMergedHeadings, rows);
}
std::vector<StoredAction> applied(const ChangeSet& set) {
  return imported(set);
}

const std::vector<std::string> kTrain{"1",
                                      "Train all the staff of the trust",
                                      "Invite them",
                                      "Head of Nursing",
                                      "LCFT March 2017 (A)\n\nBTH April 2017 (I)",
                                      "Green",
                                      "Begun"};
const std::vector<std::string> kAudit{
    "2", "Audit the records of every ward", "Draw a sample", "Auditor", "May 2017", "Amber", ""};

std::vector<std::string> with(std::vector<std::string> row, std::size_t column, std::string text) {
  row.at(column) = std::move(text);
  return row;
}

class Merge : public testing::Test {
 protected:
  Merge() : stored_(applied(merge(draft({kTrain, kAudit}), {}, Prefer::Neither))) {}

  Milestone& milestone(std::size_t action, std::size_t index) {
    return stored_.at(action).record.milestones.at(index);
  }

  ChangeSet again(Rows rows, Prefer prefer = Prefer::Neither) const {
    return merge(draft(std::move(rows)), stored_, prefer);
  }

  std::vector<StoredAction> stored_;
};

TEST_F(Merge, TheFirstImportIsAllNew) {
  const ChangeSet set = merge(draft({kTrain, kAudit}), {}, Prefer::Neither);
  EXPECT_EQ(set.count(ActionChange::Kind::New), 2U);
  EXPECT_FALSE(set.empty());
  EXPECT_THAT(set.ragKey, SizeIs(5));
  EXPECT_THAT(set.columns, SizeIs(7));
}

TEST_F(Merge, TheSameDocumentAgainChangesNothingAtAll) {
  const ChangeSet set = again({kTrain, kAudit});
  EXPECT_TRUE(set.empty());
  EXPECT_EQ(set.count(ActionChange::Kind::Unchanged), 2U);
  EXPECT_THAT(set.conflicts, IsEmpty());
  EXPECT_EQ(set.actions[0].after.milestones.size(), 2U);
}

TEST_F(Merge, TheSameDocumentLaterChangesNoYearThatWasInferred) {
  DraftOptions options;
  options.asOf = Date::fromYmd(2017, 1, 10);
  const Document document = gridOf({{"No", "Action", "By when"}, {"1", "One", "March"}});
  const auto first = draftPlan(document, shippedHeadings(), options);
  ASSERT_TRUE(first);
  const auto stored = applied(merge(*first, {}, Prefer::Neither));
  options.asOf = Date::fromYmd(2018, 1, 10);
  const auto second = draftPlan(document, shippedHeadings(), options);
  ASSERT_TRUE(second);
  ASSERT_NE(first->actions[0].milestones.at(0).due, second->actions[0].milestones.at(0).due);
  EXPECT_TRUE(merge(*second, stored, Prefer::Neither).empty());
}

TEST_F(Merge, AnAnswerStaysWhenTheDocumentDidNotChangeTheCell) {
  milestone(0, 0).state = State::Complete;
  milestone(0, 0).evidence = "minute 7";
  stored_[0].record.action.rag = Rag::Red;
  const ChangeSet set = again({kTrain, kAudit});
  EXPECT_TRUE(set.empty());
  EXPECT_EQ(set.actions[0].after.milestones[0].state, State::Complete);
  EXPECT_EQ(set.actions[0].after.action.rag, Rag::Red);
}

TEST_F(Merge, WhatOnlyTheDocumentChangedIsTaken) {
  const ChangeSet set =
      again({with(kTrain, 4, "LCFT June 2017 (A)\n\nBTH April 2017 (I)"), with(kAudit, 5, "Red")});
  EXPECT_EQ(set.count(ActionChange::Kind::Changed), 2U);
  EXPECT_THAT(set.conflicts, IsEmpty());
  const auto& milestones = set.actions[0].after.milestones;
  EXPECT_EQ(milestones.at(0).due, Date::fromYmd(2017, 6, 30));
  EXPECT_EQ(milestones.at(0).id, MilestoneId{1});
  EXPECT_EQ(milestones.at(1).due, Date::fromYmd(2017, 4, 30));
  EXPECT_EQ(set.actions[1].after.action.rag, Rag::Red);
  EXPECT_EQ(set.actions[1].after.action.ragText, "Red");
  EXPECT_TRUE(
      merge(draft({with(kTrain, 4, "LCFT June 2017 (A)\n\nBTH April 2017 (I)"), with(kAudit, 5, "Red")}),
            applied(set), Prefer::Neither)
          .empty());
}

TEST_F(Merge, AnAnswerToOneMilestoneStaysWhenTheDocumentChangedAnother) {
  milestone(0, 0).state = State::Complete;
  milestone(0, 0).evidence = "minute 7";
  const ChangeSet set = again({with(kTrain, 4, "LCFT March 2017 (A)\n\nBTH July 2017 (I)"), kAudit});
  EXPECT_THAT(set.conflicts, IsEmpty());
  EXPECT_EQ(set.actions[0].after.milestones.at(0).state, State::Complete);
  EXPECT_EQ(set.actions[0].after.milestones.at(0).evidence, "minute 7");
  EXPECT_EQ(set.actions[0].after.milestones.at(1).due, Date::fromYmd(2017, 7, 31));
}

TEST_F(Merge, BothChangingAlikeMovesOnlyTheBase) {
  milestone(0, 0).due = milestone(0, 0).earliest = Date::fromYmd(2017, 6, 30);
  milestone(0, 0).earliest = Date::fromYmd(2017, 6, 1);
  const ChangeSet set = again({with(kTrain, 6, "Begun"), kAudit});
  EXPECT_TRUE(set.empty());
  stored_[1].record.action.progress = "Sample drawn";
  const ChangeSet alike = again({kTrain, with(kAudit, 6, "Sample drawn")});
  EXPECT_EQ(alike.count(ActionChange::Kind::Changed), 0U);
  EXPECT_TRUE(alike.actions[1].cellsChanged);
  EXPECT_THAT(alike.conflicts, IsEmpty());
}

TEST_F(Merge, AConflictIsReportedAndPreferDecides) {
  stored_[1].record.action.progress = "Sample drawn";
  const Rows document{kTrain, with(kAudit, 6, "Waiting for lists")};
  const ChangeSet neither = again(document);
  ASSERT_THAT(neither.conflicts, SizeIs(1));
  EXPECT_EQ(neither.conflicts[0].ref, "2");
  EXPECT_EQ(neither.conflicts[0].field, "progress");
  EXPECT_EQ(neither.conflicts[0].document, "Waiting for lists");
  EXPECT_EQ(neither.conflicts[0].database, "Sample drawn");
  EXPECT_EQ(neither.actions[1].after.action.progress, "Sample drawn");
  // Undecided, it is asked again; the database stays as it is.
  EXPECT_TRUE(neither.empty());
  EXPECT_THAT(merge(draft(document), applied(neither), Prefer::Neither).conflicts, SizeIs(1));

  const ChangeSet theirs = again(document, Prefer::Document);
  EXPECT_EQ(theirs.actions[1].after.action.progress, "Waiting for lists");
  EXPECT_TRUE(merge(draft(document), applied(theirs), Prefer::Neither).empty());
  const ChangeSet ours = again(document, Prefer::Database);
  EXPECT_EQ(ours.actions[1].after.action.progress, "Sample drawn");
  const ChangeSet settled = merge(draft(document), applied(ours), Prefer::Neither);
  EXPECT_TRUE(settled.empty());
  EXPECT_THAT(settled.conflicts, IsEmpty());
}

TEST_F(Merge, AMilestoneThatLeftTheCellGoesOnlyWhenNobodyTouchedIt) {
  const Rows document{with(kTrain, 4, "LCFT March 2017 (A)"), kAudit};
  const ChangeSet untouched = again(document);
  EXPECT_EQ(untouched.actions[0].withdrawn, std::vector{MilestoneId{2}});
  EXPECT_THAT(untouched.actions[0].after.milestones, SizeIs(1));
  milestone(0, 1).evidence = "letter";
  const ChangeSet touched = again(document);
  EXPECT_THAT(touched.actions[0].withdrawn, IsEmpty());
  EXPECT_THAT(touched.actions[0].after.milestones, SizeIs(2));
  EXPECT_THAT(touched.conflicts, SizeIs(1));
}

TEST_F(Merge, MilestonesAreFoundByTheirPartyWhateverTheirOrder) {
  const ChangeSet set =
      again({with(kTrain, 4, "GMW May 2017 (I)\n\nBTH April 2017 (I)\n\nLCFT March 2017 (A)"), kAudit});
  const auto& milestones = set.actions[0].after.milestones;
  ASSERT_THAT(milestones, SizeIs(3));
  EXPECT_EQ(milestones[0].id, MilestoneId{});
  EXPECT_EQ(milestones[1].id, MilestoneId{2});
  EXPECT_EQ(milestones[2].id, MilestoneId{1});
}

TEST_F(Merge, TheOrderInWhichADatabaseKeepsColoursAndColumnsDoesNotMatter) {
  DraftPlan document = draft({kTrain, kAudit});
  document.ragKey = {{Rag::Red, Status::OffTrack, "Late"}, {Rag::Green, Status::Complete, "Done"}};
  auto stored = applied(merge(document, {}, Prefer::Neither));
  auto plan = std::make_shared<Plan>(*stored[0].record.plan);
  std::reverse(plan->ragKey.begin(), plan->ragKey.end());
  for (StoredAction& one : stored) {
    one.record.plan = plan;
    std::reverse(one.cells.begin(), one.cells.end());
  }
  EXPECT_TRUE(merge(document, stored, Prefer::Neither).empty());
}

TEST_F(Merge, ARowThatIsGoneIsReportedAndKept) {
  const ChangeSet set = again({kAudit});
  EXPECT_EQ(set.count(ActionChange::Kind::Gone), 1U);
  EXPECT_EQ(set.actions.back().after.action.ref, "1");
  EXPECT_EQ(set.actions.back().after.milestones.size(), 2U);
}

TEST_F(Merge, ARenumberedRowIsFoundByItsText) {
  const ChangeSet set = again({{"1", "Appoint a lead nurse", "Advertise", "HR", "May 2017", "Red", ""},
                               with(kTrain, 0, "2"),
                               with(kAudit, 0, "3")});
  EXPECT_EQ(set.count(ActionChange::Kind::New), 1U);
  EXPECT_EQ(set.count(ActionChange::Kind::Changed), 2U);
  EXPECT_EQ(set.actions[1].after.action.id, ActionId{1});
  EXPECT_EQ(set.actions[1].after.action.ref, "2");
  EXPECT_EQ(set.actions[2].after.action.id, ActionId{2});
}

TEST_F(Merge, ARewrittenRowKeepsItsPlace) {
  const ChangeSet set = again({with(with(kTrain, 1, "Something else entirely"), 2, "Other words"), kAudit});
  EXPECT_EQ(set.count(ActionChange::Kind::New), 0U);
  EXPECT_EQ(set.actions[0].after.action.recommendation, "Something else entirely");
}

TEST_F(Merge, ARenamedHeadingIsNoChangeToWhatStandsBelowIt) {
  milestone(0, 0).state = State::Complete;
  const auto document = draftPlan(
      gridOf({{"No", "Recommendation", "Action", "Owner", "Timescale", "RAG", "Progress"}, kTrain, kAudit}),
      shippedHeadings(), {});
  ASSERT_TRUE(document);
  const ChangeSet set = merge(*document, stored_, Prefer::Neither);
  EXPECT_EQ(set.count(ActionChange::Kind::Unchanged), 2U);
  EXPECT_THAT(set.conflicts, IsEmpty());
  EXPECT_EQ(set.actions[0].after.milestones[0].state, State::Complete);
  EXPECT_THAT(set.columns, testing::Contains(testing::Field(&PlanColumn::heading, "Timescale")));
}

TEST_F(Merge, ANewLegendIsWrittenAndTheSameOneIsNot) {
  DraftPlan document = draft({kTrain, kAudit});
  document.ragKey = {{Rag::Green, Status::Complete, "Done"}};
  const ChangeSet set = merge(document, stored_, Prefer::Neither);
  ASSERT_THAT(set.ragKey, SizeIs(1));
  EXPECT_FALSE(set.empty());
  auto stored = applied(set);
  EXPECT_TRUE(merge(document, stored, Prefer::Neither).empty());
  // Somebody put the meaning right in the database: the same words do not undo that.
  auto plan = std::make_shared<Plan>(*stored[0].record.plan);
  plan->ragKey[0].status = Status::OnTrack;
  for (StoredAction& one : stored) one.record.plan = plan;
  EXPECT_TRUE(merge(document, stored, Prefer::Neither).empty());
}

TEST_F(Merge, TheReportCountsAndNamesWhatHappened) {
  stored_[1].record.action.progress = "Sample drawn";
  const DraftPlan document = draft({with(kTrain, 5, "Red"), with(kAudit, 6, "Waiting")});
  const ImportReport report = reportOf("trust", document, merge(document, stored_, Prefer::Neither));
  EXPECT_EQ(report.actions.changed, 1U);
  EXPECT_EQ(report.actions.unchanged, 1U);
  const std::string text = renderText(report);
  EXPECT_THAT(text, testing::HasSubstr("2 rows read: 0 actions new, 1 changed, 1 unchanged, 0 gone"));
  EXPECT_THAT(text, testing::HasSubstr("3 milestones: 1 indicative, 1 agreed, 1 not marked; 3 open"));
  EXPECT_THAT(text, testing::HasSubstr("green -> red"));
  EXPECT_THAT(text, testing::HasSubstr("document:    'Waiting'\n      database:    'Sample drawn'"));
  const std::string json = renderJson(report);
  EXPECT_THAT(json, testing::HasSubstr("\"changed\": 1"));
  EXPECT_THAT(json, testing::HasSubstr("\"unmarked\": 1"));
  EXPECT_THAT(json, testing::HasSubstr("\"conflicts\": [\n    {"));
}

class Withdrawal : public Merge {
 protected:
  static MergeOptions withdraw() { return {Prefer::Neither, Instant::parse("2017-06-01T00:00:00.000Z")}; }
};

TEST_F(Withdrawal, ClosesWhatIsGoneOnceAndDeletesNothing) {
  const ChangeSet set = merge(draft({kAudit}), stored_, withdraw());
  const ActionChange& gone = set.actions.back();
  EXPECT_EQ(gone.kind, ActionChange::Kind::Gone);
  EXPECT_TRUE(gone.closed);
  EXPECT_EQ(gone.after.action.closedAt, withdraw().withdrawAt);
  EXPECT_EQ(gone.after.milestones.size(), 2U);
  EXPECT_FALSE(set.empty());
  const ChangeSet later = merge(draft({kAudit}), applied(set), withdraw());
  EXPECT_TRUE(later.empty());
  EXPECT_THAT(renderText(reportOf("t", draft({kAudit}), later)),
              testing::Not(testing::HasSubstr("No longer")));
}

TEST_F(Withdrawal, ARowThatComesBackIsOpenAgainAndSaid) {
  const auto withdrawn = applied(merge(draft({kAudit}), stored_, withdraw()));
  const DraftPlan back = draft({kTrain, kAudit});
  const ChangeSet set = merge(back, withdrawn, withdraw());
  EXPECT_TRUE(set.actions[0].reopened);
  EXPECT_FALSE(set.actions[0].after.action.closedAt);
  EXPECT_EQ(set.actions[0].after.action.id, ActionId{1});
  const std::string text = renderText(reportOf("t", back, set));
  EXPECT_THAT(text, testing::HasSubstr("open again, the document has it again"));
}

TEST_F(Withdrawal, WhatPeopleClosedStaysClosedWhileTheDocumentStillHasIt) {
  stored_[0].record.action.closedAt = Instant::parse("2017-05-01T00:00:00.000Z");
  const ChangeSet set = again({kTrain, kAudit});
  EXPECT_TRUE(set.actions[0].after.action.closedAt);
  EXPECT_TRUE(set.empty());
}

TEST_F(Merge, WordsOfADateInConflictWaitForTheDate) {
  milestone(1, 0).due = Date::fromYmd(2017, 8, 31);
  milestone(1, 0).earliest = Date::fromYmd(2017, 8, 1);
  const Rows document{kTrain, with(kAudit, 4, "December 2017")};
  const ChangeSet set = again(document);
  ASSERT_THAT(set.conflicts, SizeIs(1));
  EXPECT_EQ(set.conflicts[0].field, "milestone 1 due");
  EXPECT_EQ(set.actions[1].after.milestones[0].text, "May 2017");
  EXPECT_TRUE(set.empty());
  const ChangeSet decided = again(document, Prefer::Document);
  EXPECT_EQ(decided.actions[1].after.milestones[0].text, "December 2017");
  EXPECT_EQ(decided.actions[1].after.milestones[0].due, Date::fromYmd(2017, 12, 31));
}

TEST_F(Merge, ADryRunShowsEachChangeAsPeopleSayIt) {
  const DraftPlan document = draft({with(with(kTrain, 4, "LCFT June 2017 (A)\n\nBTH April 2017 (I)"), 6,
                                         "Begun on all the wards of the trust"),
                                    with(with(kAudit, 5, "Red"), 0, "3")});
  const ImportReport report = reportOf("trust", document, merge(document, stored_, Prefer::Neither));
  const std::string text = renderText(report, {true, false});
  EXPECT_THAT(text, testing::HasSubstr("nothing was written"));
  EXPECT_THAT(text, testing::HasSubstr("due (LCFT)        31 Mar 2017 -> 30 Jun 2017 (3 months later)\n"));
  EXPECT_THAT(text, testing::Not(testing::HasSubstr("words (LCFT)"))) << "the date has said it";
  EXPECT_THAT(text, testing::HasSubstr("rating            amber -> red\n"));
  EXPECT_THAT(text, testing::HasSubstr("number            2 -> 3\n"));
  EXPECT_THAT(text, testing::Not(testing::HasSubstr("\x1b[")));
  EXPECT_THAT(renderText(report, {true, true}), testing::HasSubstr("\x1b["));
  const std::string summary = renderText(report);
  EXPECT_THAT(summary, testing::HasSubstr("due (LCFT): 3 months later, now 30 Jun 2017; progress\n"));
  EXPECT_THAT(summary, testing::HasSubstr("was 2; amber -> red"));
  EXPECT_THAT(renderJson(report), testing::HasSubstr("\"due_after\": \"2017-06-30\""));
}

}  // namespace
}  // namespace chaser::plan
