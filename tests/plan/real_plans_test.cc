// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "plan/draft.h"
#include "plan/merge.h"
#include "plan/report.h"
#include "tests/plan/support/documents.h"

/// Real plans that lie beside the repository; what they say is not ours to copy, so only counts are compared.
namespace chaser::plan {
namespace {

using testing::ElementsAre;

DraftPlan draftOfFile(const std::string& name, const std::string& bytes) {
  const auto document = readDocument(name, bytes);
  EXPECT_TRUE(document) << (document ? "" : document.error().text());
  const auto plan = draftPlan(document.value_or(Document{}), test::shippedHeadings(), {});
  EXPECT_TRUE(plan) << (plan ? "" : plan.error().text());
  return plan.value_or(DraftPlan{});
}

#define REAL_PLAN(variable, name)                    \
  const std::string variable = test::realPlan(name); \
  if (variable.empty()) GTEST_SKIP() << "the sample plan " << name << " is not beside the repository"

TEST(RealPlans, ABasisMarkedPlanReadsTheSameFromWordAndCsv) {
  REAL_PLAN(word, "lancashire-appendix-a.docx");
  REAL_PLAN(csv, "lancashire-appendix-a.csv");
  const DraftPlan fromWord = draftOfFile("docx", word);
  const DraftPlan fromCsv = draftOfFile("csv", csv);
  const ImportReport report = reportOf("p", fromWord, merge(fromWord, {}, Prefer::Neither));
  EXPECT_EQ(report.actions.fresh, 18U);
  EXPECT_EQ(report.milestones.total, 28U);
  EXPECT_EQ(report.milestones.indicative, 7U);
  EXPECT_EQ(report.milestones.agreed, 21U);
  EXPECT_EQ(report.milestones.complete, 3U);
  ASSERT_EQ(fromWord.actions.size(), fromCsv.actions.size());
  EXPECT_EQ(fromWord.columns, fromCsv.columns);
  for (std::size_t i = 0; i < fromWord.actions.size(); ++i) {
    EXPECT_EQ(fromWord.actions[i].action.ref, fromCsv.actions[i].action.ref);
    EXPECT_THAT(fromWord.actions[i].cells, testing::ElementsAreArray(fromCsv.actions[i].cells));
  }
}

TEST(RealPlans, AShadedPlanGivesItsRatingsAndParts) {
  REAL_PLAN(word, "thurrock-cqc-january-2016-shaded.docx");
  const DraftPlan plan = draftOfFile("docx", word);
  std::vector<std::string> refs, colours;
  for (const DraftAction& draft : plan.actions) {
    refs.push_back(spokenRef(draft.action));
    colours.emplace_back(draft.action.rag ? toString(*draft.action.rag) : "none");
  }
  EXPECT_THAT(refs, ElementsAre("2.8", "2.9", "2.10", "2.11", "2.12", "2.13", "2.14", "5.1", "5.1 (part 2)"));
  EXPECT_THAT(colours,
              ElementsAre("green", "amber", "green", "green", "blue", "amber", "green", "red", "green"));
  ASSERT_EQ(plan.ragKey.size(), 4U);
  for (const RagMeaning& meaning : plan.ragKey) {
    for (const RagMeaning& usual : defaultRagKey()) {
      if (usual.colour != meaning.colour) continue;
      EXPECT_EQ(usual.status, meaning.status) << meaning.words;
    }
  }
  const Milestone& review = plan.actions.back().milestones.at(0);
  EXPECT_TRUE(review.review);
  EXPECT_EQ(review.state, State::Ongoing);
}

TEST(RealPlans, AnUnshadedPlanHasOneNoteAboutItsEmptyColumn) {
  REAL_PLAN(word, "thurrock-cqc-january-2016.docx");
  const DraftPlan plan = draftOfFile("docx", word);
  EXPECT_EQ(plan.actions.size(), 9U);
  EXPECT_EQ(
      std::count_if(plan.doubts.begin(), plan.doubts.end(), [](const Doubt& d) { return d.kind == "rag"; }),
      1);
}

TEST(RealPlans, ABoardsActionTrackerHasSectionsAndStatuses) {
  REAL_PLAN(tracker, "open-eeast-board-action-tracker.csv");
  const DraftPlan plan = draftOfFile("csv", tracker);
  using Fields = std::vector<Field>;
  EXPECT_THAT(plan.fields,
              ElementsAre(Fields{Field::Ref}, Fields{}, Fields{Field::Action}, Fields{Field::Owner},
                          Fields{Field::Timeline}, Fields{Field::Progress}, Fields{Field::Status}));
  EXPECT_EQ(plan.unmapped.size(), 1U);
  ASSERT_EQ(plan.actions.size(), 11U);
  std::size_t sectionDates = 0, sections = 0;
  for (const Doubt& doubt : plan.doubts) {
    const bool section = doubt.hint.find("heading between the rows") != std::string::npos;
    sections += section ? 1 : 0;
    sectionDates += section && doubt.kind == "date" ? 1 : 0;
  }
  EXPECT_EQ(sections, 3U);
  EXPECT_EQ(sectionDates, 2U);
  for (const DraftAction& draft : plan.actions) {
    ASSERT_FALSE(draft.milestones.empty())
        << draft.action.ref << ": without a date of its own it has its section's";
    for (const Milestone& milestone : draft.milestones) {
      EXPECT_NE(milestone.state, State::Complete) << "none is closed yet, some are proposed to be";
    }
  }
}

TEST(RealPlans, NumberedListsOfAPlanPairUp) {
  REAL_PLAN(recommendations, "open-kmpt-mr-s-action-plan.csv");
  const DraftPlan plan = draftOfFile("csv", recommendations);
  EXPECT_EQ(plan.unmapped.size(), 1U);
  ASSERT_EQ(plan.actions.size(), 8U);
  EXPECT_EQ(plan.actions.at(0).action.ref, "1");
  ASSERT_EQ(plan.actions.at(0).milestones.size(), 4U);
  for (const Milestone& milestone : plan.actions.at(0).milestones) {
    EXPECT_NE(milestone.label, "");
    EXPECT_TRUE(milestone.due.has_value());
  }
}

}  // namespace
}  // namespace chaser::plan
