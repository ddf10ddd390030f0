// SPDX-License-Identifier: Apache-2.0
#include "plan/model.h"

#include <gtest/gtest.h>

#include "plan/reading.h"

namespace chaser::plan {
namespace {

TEST(Model, EveryWordOfTheDatabaseReadsBack) {
  for (const Rag value : {Rag::Red, Rag::Amber, Rag::Green, Rag::Blue, Rag::Grey})
    EXPECT_EQ(parseRag(toString(value)), value);
  for (int i = 0; i <= static_cast<int>(Status::Superseded); ++i) {
    EXPECT_EQ(parseStatus(toString(static_cast<Status>(i))), static_cast<Status>(i));
  }
  for (int i = 0; i <= static_cast<int>(Precision::None); ++i) {
    EXPECT_EQ(parsePrecision(toString(static_cast<Precision>(i))), static_cast<Precision>(i));
  }
  for (int i = 0; i <= static_cast<int>(State::Verified); ++i) {
    EXPECT_EQ(parseState(toString(static_cast<State>(i))), static_cast<State>(i));
  }
  EXPECT_EQ(parseBasis("agreed"), Basis::Agreed);
  EXPECT_EQ(toString(Status::NotStarted), "not-started");
  EXPECT_EQ(parseRag("purple"), std::nullopt);
}

TEST(Model, AColourMeansWhatItsOwnPlanSays) {
  auto plan = std::make_shared<Plan>();
  plan->ragKey = {{Rag::Green, Status::Complete, "Done"}};
  ActionRecord record;
  record.plan = plan;
  EXPECT_EQ(statusOf(record), std::nullopt);
  record.action.rag = Rag::Green;
  EXPECT_EQ(statusOf(record), Status::Complete);
  record.action.rag = Rag::Red;
  EXPECT_EQ(statusOf(record), std::nullopt);
}

TEST(Model, TheHeadlineIsTheFirstThingThatIsSaid) {
  ActionRecord record;
  record.action.progress = "Attends the forum. And more.";
  EXPECT_EQ(headline(record), "Attends the forum");
  record.action.action = "Raise it";
  record.action.issue = "3.1 Found";
  EXPECT_EQ(headline(record), "Found");
  record.action.recommendation = "16.1\n\nDevelop clear systems. Then use them.";
  EXPECT_EQ(headline(record), "Develop clear systems");
  Milestone milestone;
  EXPECT_EQ(headline(record, &milestone), "Develop clear systems");
  milestone.label = "Awareness training";
  EXPECT_EQ(headline(record, &milestone), "Awareness training");
  record.action.recommendation = std::string(50, 'x') + " " + std::string(100, 'y');
  EXPECT_LE(headline(record).size(), 122U);  // the ellipsis is one character of three bytes
}

TEST(Model, APartIsSpokenOfAsOne) {
  Action action;
  action.ref = "5.1";
  EXPECT_EQ(spokenRef(action), "5.1");
  action.part = 2;
  EXPECT_EQ(spokenRef(action), "5.1 (part 2)");
}

TEST(Reading, OfATimelineCellReadsBack) {
  Milestone milestone;
  milestone.text = "LCFT March 2017 (A)";
  milestone.label = "training \"pack\"";
  milestone.party = "LCFT";
  milestone.basis = Basis::Agreed;
  milestone.earliest = Date::fromYmd(2017, 3, 1);
  milestone.due = Date::fromYmd(2017, 3, 31);
  milestone.precision = Precision::Month;
  milestone.review = true;
  milestone.state = State::Complete;
  milestone.completedOn = Date::fromYmd(2017, 3, 2);
  milestone.doubt = "two readings";
  const std::vector<Milestone> list{milestone, Milestone{}};
  const std::string text = readingOf(list);
  const auto back = milestonesOf(text);
  ASSERT_EQ(back.size(), 2U);
  EXPECT_EQ(readingOf(back), text);
  EXPECT_EQ(back[0].due, milestone.due);
  EXPECT_EQ(back[0].completedOn, milestone.completedOn);
  EXPECT_TRUE(back[0].review);
  EXPECT_TRUE(milestonesOf("no json").empty());
  EXPECT_EQ(readingOf(std::vector<Milestone>{}), "");
}

TEST(Reading, OfAnOwnerCellReadsBack) {
  const std::vector<Owner> owners = ownersOf("Head of Nursing\nDoctor");
  ASSERT_EQ(owners.size(), 2U);
  EXPECT_EQ(owners[1].role, "Doctor");
  EXPECT_EQ(owners[1].position, 1);
  EXPECT_EQ(readingOf(owners), "Head of Nursing\nDoctor");
}

}  // namespace
}  // namespace chaser::plan
