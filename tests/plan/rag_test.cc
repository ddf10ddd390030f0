// SPDX-License-Identifier: Apache-2.0
#include "plan/legend.h"

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

TEST(Rating, IsNotReadFromLettersOfOtherWordsNorFromWhatIsDenied) {
  for (const char* none : {"N/A", "n.a.", "B/F", "R&D", "not green", "No longer red", "never red"})
    EXPECT_EQ(ragOfWords(none), std::nullopt) << none;
  EXPECT_EQ(ragOfWords("No longer red, now amber"), Rag::Amber);
  EXPECT_EQ(ragOfWords("Red - not started"), Rag::Red);
  for (const char* unrated : {"N/A", "n.a.", "N/a (closed)", "Not applicable"}) {
    const Rating rating = readRating(unrated, Colour::of(0xFF0000), {}, {}, defaultRagKey());
    EXPECT_EQ(rating.rag, std::nullopt) << unrated;
    EXPECT_EQ(rating.doubt, "") << unrated;
  }
  EXPECT_NE(readRating("not green", {}, {}, {}, defaultRagKey()).doubt, "");
}

TEST(Rating, OfALetterIsTakenOnlyWhereItsWordsAgree) {
  const auto key = defaultRagKey();
  const auto green = Colour::of(0x92D050);
  EXPECT_EQ(readRating("R - overdue", {}, {}, {}, key).rag, Rag::Red);
  EXPECT_EQ(readRating("A - Achieved", green, {}, {}, key).rag, Rag::Green);
  EXPECT_EQ(readRating("B - Blocked", {}, {}, {}, key).rag, ragOfText("Blocked", key));
  EXPECT_NE(readRating("B - Blocked", {}, {}, {}, key).rag, Rag::Blue);
  EXPECT_EQ(readRating("R - Received", {}, {}, {}, key).rag, std::nullopt);
  EXPECT_NE(readRating("R - Received", {}, {}, {}, key).doubt, "");
  EXPECT_EQ(readRating("R - Received", {}, {}, {}, {{Rag::Red, Status::Complete, "received"}}).rag, Rag::Red);
}

TEST(Rating, IsTheLaterOfTwoThatFollowOnEachOther) {
  EXPECT_EQ(ragOfWords("G \xE2\x86\x92 A"), Rag::Amber);
  EXPECT_EQ(ragOfWords("A->G"), Rag::Green);
  EXPECT_EQ(ragOfWords("was amber, now green"), Rag::Green);
  EXPECT_EQ(ragOfWords("Amber to Green"), Rag::Green);
  EXPECT_EQ(ragOfWords("Red (was amber)"), Rag::Red);
  EXPECT_EQ(ragOfWords("Green (previously Red)"), Rag::Green);
  EXPECT_EQ(ragOfWords("Changed from Red to Amber"), Rag::Amber);
  EXPECT_EQ(ragOfWords("Amber/Green"), std::nullopt);
  EXPECT_EQ(ragOfWords("A/G"), std::nullopt);
}

TEST(Rating, TakesTheWordWhereTheColourContradictsItAndDoubts) {
  const auto red = Colour::of(0xFF0000);
  const Rating contrary = readRating("Green", red, {}, {}, defaultRagKey());
  EXPECT_EQ(contrary.rag, Rag::Green);
  EXPECT_NE(contrary.doubt, "");
  EXPECT_EQ(readRating("Red", red, {}, {}, defaultRagKey()).doubt, "");
  EXPECT_EQ(readRating("75%", red, {}, {}, defaultRagKey()).rag, Rag::Red);
  EXPECT_EQ(readRating("75%", {}, {}, {}, defaultRagKey()).rag, std::nullopt);
}

TEST(Rating, IsReadFromTheOfficePalettesFills) {
  for (const unsigned red : {0xFF0000, 0xC00000, 0xF4B6B6})
    EXPECT_EQ(ragOfFill(Colour::of(red)), Rag::Red) << red;
  for (const unsigned amber : {0xFFC000, 0xFFFF00, 0xED7D31})
    EXPECT_EQ(ragOfFill(Colour::of(amber)), Rag::Amber) << amber;
  for (const unsigned green : {0x00B050, 0x92D050, 0x70AD47})
    EXPECT_EQ(ragOfFill(Colour::of(green)), Rag::Green) << green;
  for (const unsigned blue : {0x0070C0, 0x00B0F0, 0x4472C4})
    EXPECT_EQ(ragOfFill(Colour::of(blue)), Rag::Blue) << blue;
  EXPECT_EQ(ragOfFill(Colour::of(0xBFBFBF)), Rag::Grey);
  for (const unsigned none : {0xFFFFFF, 0x000000, 0x7030A0, 0xF2F2F2}) {
    EXPECT_EQ(ragOfFill(Colour::of(none)), std::nullopt) << none;
  }
}

TEST(Rating, FollowsTheLegendsOwnHues) {
  // In this plan yellow is what others call green.
  const std::vector<LegendEntry> legend{
      {{Rag::Green, Status::OnTrack, "on track"}, Colour::of(0xFFFF00), true},
      {{Rag::Amber, Status::AtRisk, "at risk"}, Colour::of(0xFF9000), true}};
  EXPECT_EQ(ragOfFill(Colour::of(0xF0F000), legend), Rag::Green);
  EXPECT_EQ(ragOfFill(Colour::of(0xFFA010), legend), Rag::Amber);
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

TEST(Legend, MayStandAcross) {
  const auto read = [](const std::string& rows) {
    const auto document = readDocx(test::docxOf("<w:tbl>" + rows + "</w:tbl>"));
    return readLegend(document.value_or(Document{}).tables.at(0));
  };
  const auto cells = read(test::row({test::cell("Key"), test::filled("00B050", "Green - complete"),
                                     test::filled("FF0000", "Red - overdue")}));
  ASSERT_EQ(cells.size(), 2U);
  EXPECT_EQ(cells[0].meaning.status, Status::Complete);
  const auto pairs = read(test::row(
      {test::filled("00B050"), test::cell("Complete"), test::filled("FFC000"), test::cell("On track")}));
  ASSERT_EQ(pairs.size(), 2U);
  EXPECT_EQ(pairs[1].meaning.colour, Rag::Amber);
  EXPECT_EQ(pairs[1].meaning.status, Status::OnTrack);
  const auto rows = read(test::row({test::cell("Red"), test::cell("Green")}) +
                         test::row({test::cell("Not started"), test::cell("Complete")}));
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].meaning.status, Status::NotStarted);
}

TEST(Legend, MayGiveEachColourACode) {
  const auto legend = readLegend(
      test::gridOf({{"1", "Red", "Overdue"}, {"2", "Amber", "At risk"}, {"3", "Green", "Complete"}})
          .tables[0]);
  ASSERT_EQ(legend.size(), 3U);
  EXPECT_EQ(readRating("2", {}, {}, legend, {}).rag, Rag::Amber);
  EXPECT_EQ(readRating("4", {}, {}, legend, {}).rag, std::nullopt);
}

TEST(Legend, MayBeTextOutsideTables) {
  const auto line = readLegend(std::vector<std::string>{
      "An introduction to the plan.", "Key: Red = overdue; Amber = at risk; G = complete."});
  ASSERT_EQ(line.size(), 3U);
  EXPECT_EQ(line[0].meaning.words, "overdue");
  EXPECT_EQ(line[2].meaning.colour, Rag::Green);
  EXPECT_EQ(line[2].meaning.status, Status::Complete);
  const auto lines =
      readLegend(std::vector<std::string>{"Blue \xE2\x80\x93 verified", "Green \xE2\x80\x93 on track"});
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0].meaning.status, Status::Verified);
  EXPECT_TRUE(
      readLegend(std::vector<std::string>{"The red team: four people", "Green spaces - a plan"}).empty());
}

TEST(Legend, IsNoOtherTable) {
  EXPECT_TRUE(readLegend(test::gridOf({{"Red", "late"}, {"Name", "Role"}}).tables[0]).empty());
  EXPECT_TRUE(readLegend(test::gridOf({{"Red", "late"}, {"Red", "later"}}).tables[0]).empty());
  EXPECT_TRUE(readLegend(test::gridOf({{"A plan for us", "x"}, {"B plan", "y"}}).tables[0]).empty());
}

}  // namespace
}  // namespace chaser::plan
