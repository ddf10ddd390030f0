// SPDX-License-Identifier: Apache-2.0
#include "plan/rag.h"

#include <gtest/gtest.h>

#include "tests/plan/support/documents.h"

namespace chaser::plan {
namespace {

TEST(Rating, IsReadFromWordsAndLetters) {
  EXPECT_EQ(ragOfWords("RED"), Rag::Red);
  EXPECT_EQ(ragOfWords("a"), Rag::Amber);
  EXPECT_EQ(ragOfWords("Yellow"), Rag::Amber);
  EXPECT_EQ(ragOfWords("Green - a little slow"), Rag::Green);
  EXPECT_EQ(ragOfWords("gray"), Rag::Grey);
  EXPECT_EQ(ragOfWords("Red/Amber"), std::nullopt);
  EXPECT_EQ(ragOfWords("a b"), std::nullopt);
  EXPECT_EQ(ragOfWords(""), std::nullopt);
}

TEST(Rating, IsReadFromTheOfficePalettesFills) {
  for (const char* red : {"FF0000", "C00000", "F4B6B6"}) EXPECT_EQ(ragOfFill(red), Rag::Red) << red;
  for (const char* amber : {"FFC000", "FFFF00", "ED7D31"}) EXPECT_EQ(ragOfFill(amber), Rag::Amber) << amber;
  for (const char* green : {"00B050", "92D050", "70AD47"}) EXPECT_EQ(ragOfFill(green), Rag::Green) << green;
  for (const char* blue : {"0070C0", "00B0F0", "4472C4"}) EXPECT_EQ(ragOfFill(blue), Rag::Blue) << blue;
  EXPECT_EQ(ragOfFill("BFBFBF"), Rag::Grey);
  for (const char* none : {"FFFFFF", "000000", "7030A0", "F2F2F2", "nonsense"}) {
    EXPECT_EQ(ragOfFill(none), std::nullopt) << none;
  }
}

TEST(Rating, FollowsTheLegendsOwnHues) {
  // In this plan yellow is what others call green.
  const std::vector<LegendEntry> legend{{{Rag::Green, Status::OnTrack, "on track"}, "FFFF00", true},
                                        {{Rag::Amber, Status::AtRisk, "at risk"}, "FF9000", true}};
  EXPECT_EQ(ragOfFill("F0F000", legend), Rag::Green);
  EXPECT_EQ(ragOfFill("FFA010", legend), Rag::Amber);
}

TEST(Rating, MeansWhatTheLegendsWordsSay) {
  EXPECT_EQ(statusOfWords("Progress on track, no additional action"), Status::OnTrack);
  EXPECT_EQ(statusOfWords("Not on track - remedial action required"), Status::OffTrack);
  EXPECT_EQ(statusOfWords("Will need monitoring to ensure it remains on track"), Status::AtRisk);
  EXPECT_EQ(statusOfWords("Action completed - evidence available"), Status::Complete);
  EXPECT_EQ(statusOfWords("On track to be completed"), Status::OnTrack);
  EXPECT_EQ(statusOfWords("Not yet started"), Status::NotStarted);
  EXPECT_EQ(statusOfWords("No longer required"), Status::Superseded);
  EXPECT_EQ(statusOfWords("Implemented"), Status::Delivered);
  EXPECT_EQ(statusOfWords("see overleaf"), std::nullopt);
}

TEST(Legend, IsATableThatExplainsColours) {
  const auto document = readDocx(
      test::docxOf(test::table({test::row({test::filled("00B050"), test::cell("Complete")}),
                                test::row({test::cell("Amber"), test::cell("In progress")}),
                                test::row({test::filled("FF0000", "Red"), test::cell("see overleaf")})})));
  ASSERT_TRUE(document);
  const auto legend = readLegend(document->tables.at(0));
  ASSERT_EQ(legend.size(), 3U);
  EXPECT_EQ(legend[0].meaning.colour, Rag::Green);
  EXPECT_EQ(legend[0].meaning.status, Status::Complete);
  EXPECT_EQ(legend[1].meaning.status, Status::OnTrack);
  EXPECT_EQ(legend[2].meaning.status, Status::OffTrack);
  EXPECT_FALSE(legend[2].understood);
  EXPECT_EQ(legend[2].meaning.words, "see overleaf");
}

TEST(Legend, IsNoOtherTable) {
  EXPECT_TRUE(readLegend(test::gridOf({{"Red", "late"}, {"Name", "Role"}}).tables[0]).empty());
  EXPECT_TRUE(readLegend(test::gridOf({{"Red", "late"}, {"Red", "later"}}).tables[0]).empty());
  EXPECT_TRUE(readLegend(test::gridOf({{"A plan for us", "x"}, {"B plan", "y"}}).tables[0]).empty());
}

}  // namespace
}  // namespace chaser::plan
