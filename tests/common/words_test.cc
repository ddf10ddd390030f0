// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "common/diagnostic.h"
#include "common/fold.h"
#include "common/span.h"
#include "common/text.h"

namespace chaser {
namespace {

SourcePtr source(std::string text) {
  return std::make_shared<Source>(Source{"rules.d/x.yaml", std::move(text)});
}

TEST(Folding, OneBoardIsRecognisedHoweverItIsTyped) {
  EXPECT_EQ(foldName("0 – 25 programme board"), foldName("0 -25 Programme Board."));
  EXPECT_EQ(foldName("Children’s  Services"), foldName("childrens services"));
  EXPECT_EQ(foldName("Health & Wellbeing board"), foldName("Health and wellbeing Board"));
  EXPECT_EQ(foldPlural("Contract review meetings"), foldPlural("contract review meeting"));
  EXPECT_EQ(foldPlural("Lancashire CCG's"), foldPlural("Lancashire CCGs"));
  EXPECT_NE(foldName("Board A"), foldName("Board B"));
}

TEST(Folding, WordsAloneDecideWhetherTwoTextsSayTheSame) {
  EXPECT_EQ(foldWords("No change."), foldWords("no  change"));
  EXPECT_EQ(foldWords("As above – ongoing"), "as above ongoing");
}

TEST(Folding, BrokenBytesNeverBreakIt) {
  EXPECT_EQ(repairUtf8(std::string("a\xff\0b", 4)),
            "a\xEF\xBF\xBD\xEF\xBF\xBD"
            "b");
  EXPECT_NO_THROW(foldName("\xff\xfe"));
}

TEST(Text, AHeadlineIsTheFirstSentence) {
  EXPECT_EQ(firstSentence("16.1 Develop clear systems. Then more."), "16.1 Develop clear systems");
  EXPECT_EQ(firstSentence("Work with primary care\nand more"), "Work with primary care");
  EXPECT_EQ(shorten("one two three four", 9), "one two…");
}

TEST(Span, IsReadAndWrittenAsRulesWriteIt) {
  EXPECT_EQ(Span::parse("10wd")->spoken(), "10 working days");
  EXPECT_EQ(Span::parse("1mo")->text(), "1mo");
  EXPECT_FALSE(Span::parse("10"));
  EXPECT_FALSE(Span::parse("999999d"));
  EXPECT_FALSE(Span::parse("-1d"));
}

TEST(Diagnostic, PointsAtTheWordLikeACompiler) {
  const auto file = source("rules:\n  - when: rag = gren\n");
  const Diagnostic d{
      Level::Error, {file, 2, 17}, 4, "'gren' is not a value of 'rag'", "did you mean 'green'?"};
  EXPECT_EQ(d.render(),
            "rules.d/x.yaml:2:17: error: 'gren' is not a value of 'rag'\n"
            "      - when: rag = gren\n"
            "                    ^~~~\n"
            "hint: did you mean 'green'?\n");
  EXPECT_EQ(nearest("gren", {"red", "green", "amber"}), "green");
  EXPECT_EQ(nearest("zzzz", {"red", "green", "amber"}), "");
}

}  // namespace
}  // namespace chaser
