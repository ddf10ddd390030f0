// SPDX-License-Identifier: Apache-2.0
#include "alerts/story.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chaser::alerts {
namespace {

using testing::ElementsAre;

class Told : public testing::Test {
 protected:
  void milestones(std::size_t count) {
    for (std::size_t i = 1; i <= count; ++i) {
      plan::Milestone m;
      m.id = MilestoneId{static_cast<std::int64_t>(i)};
      m.party = i == 1 ? "LCFT" : "";
      record_.milestones.push_back(std::move(m));
    }
  }
  void fact(const std::string& day, const std::string& what, std::string before, std::string after,
            std::int64_t milestone = 0, const std::string& actor = "import") {
    facts_.push_back({Instant::parse(day + "T09:00:00.000Z").value(), actor, what, MilestoneId{milestone},
                      std::move(before), std::move(after), false});
  }
  [[nodiscard]] std::vector<std::string> texts() const {
    std::vector<std::string> all;
    for (const StoryLine& line : storyOf(record_, facts_, told_, Zone::utc())) all.push_back(line.text);
    return all;
  }

  plan::ActionRecord record_;
  std::vector<StoryFact> facts_;
  std::vector<StoryTold> told_;
};

TEST_F(Told, ARowEntersInOneLine) {
  milestones(2);
  fact("2017-01-01", "action.added", "", "Do it");
  fact("2017-01-01", "milestone.added", "", "March", 1);
  fact("2017-01-01", "milestone.added", "", "April", 2);
  fact("2017-01-01", "owner.added", "", "Chair");
  EXPECT_THAT(texts(), ElementsAre("entered the plan with 2 dates and 1 owner"));
}

TEST_F(Told, SlipsAreCountedForEachMilestone) {
  milestones(2);
  fact("2017-01-01", "milestone.due", "2017-03-31", "2017-06-30", 1);
  fact("2017-02-01", "milestone.due", "2017-03-31", "2017-04-30", 2);
  fact("2017-03-01", "milestone.due", "2017-06-30", "2017-05-31", 1);
  fact("2017-04-01", "milestone.due", "2017-05-31", "2017-09-30", 1);
  EXPECT_THAT(
      texts(),
      ElementsAre("LCFT: due moved from 31 March 2017 to 30 June 2017 (3 months later, slip 1)",
                  "milestone 2: due moved from 31 March 2017 to 30 April 2017 (1 month later, slip 1)",
                  "LCFT: due brought forward from 30 June 2017 to 31 May 2017 (1 month earlier)",
                  "LCFT: due moved from 31 May 2017 to 30 September 2017 (4 months later, slip 2)"));
}

TEST_F(Told, TheWordsBehindADateOrARatingAreNotToldTwice) {
  milestones(1);
  fact("2017-01-01", "milestone.text", "31/03/2017", "30/06/2017", 1);
  fact("2017-01-01", "milestone.earliest", "2017-03-31", "2017-06-30", 1);
  fact("2017-01-01", "milestone.due", "2017-03-31", "2017-06-30", 1);
  fact("2017-01-01", "action.rag_text", "Amber", "Red");
  fact("2017-01-01", "action.rag", "amber", "red");
  EXPECT_THAT(texts(), ElementsAre("due moved from 31 March 2017 to 30 June 2017 (3 months later, slip 1)",
                                   "rating amber -> red"));
}

TEST_F(Told, ProgressTellsItsNewsAndSaysWhenThereIsNone) {
  fact("2017-01-01", "action.progress", "Begun.", "Begun. Second ward done.");
  fact("2017-02-01", "action.progress", "Begun. Second ward done.",
       "Begun. Second ward done. 1 Feb: no change");
  EXPECT_THAT(texts(),
              ElementsAre("progress: 'Second ward done.'",
                          "progress text without news: 'Begun. Second ward done. 1 Feb: no change'"));
}

TEST_F(Told, AlertsAndWhoWasToldStandAmongTheEditsByTheirTime) {
  fact("2017-01-01", "action.rag", "", "red");
  fact("2017-01-02", "alert.pending", "", "off-track", 0, "engine");
  fact("2017-01-03", "alert.fired", "pending", "off-track", 0, "engine");
  fact("2017-01-03", "step.made", "", "off-track: ask first 1 to owner:Chair", 0, "engine");
  fact("2017-01-09", "alert.resolved", "firing", "off-track", 0, "engine");
  told_.push_back({Instant::parse("2017-01-04T09:00:00.000Z").value(), "A. Chair", "off-track", "ask", {}});
  EXPECT_THAT(texts(), ElementsAre("rating none -> red", "alert 'off-track' fired",
                                   "A. Chair was told of 'off-track' (ask)", "alert 'off-track' resolved"));
  const auto story = storyOf(record_, facts_, told_, Zone::utc());
  EXPECT_EQ(story[0].who, "the document");
  EXPECT_EQ(story[2].who, "Chaser");
}

TEST_F(Told, ErasedWordsLeaveTheFactThatSomethingHappened) {
  fact("2017-01-01", "action.progress", "", "", 0, "A. Chair");
  facts_.back().erased = true;
  EXPECT_THAT(texts(), ElementsAre("action progress (the words were erased)"));
}

TEST_F(Told, EditsFromTheShellHaveAnAuthorToo) {
  fact("2017-01-01", "action.closed_at", "", "2017-01-01T09:00:00.000Z", 0, "sql");
  fact("2017-01-02", "action.closed_at", "2017-01-01T09:00:00.000Z", "", 0, "B. Clerk");
  const auto story = storyOf(record_, facts_, told_, Zone::utc());
  EXPECT_EQ(story[0].who, "somebody with SQL");
  EXPECT_EQ(story[0].text, "closed");
  EXPECT_EQ(story[1].who, "B. Clerk");
  EXPECT_EQ(story[1].text, "opened again");
}

}  // namespace
}  // namespace chaser::alerts
