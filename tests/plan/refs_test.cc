// SPDX-License-Identifier: Apache-2.0
#include "plan/refs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chaser::plan {
namespace {

TEST(Ref, IsTheNumberThatLeadsAText) {
  EXPECT_EQ(leadingNumber("16.1\n\nDevelop clear systems"), "16.1");
  EXPECT_EQ(leadingNumber("1.2 Ensure"), "1.2");
  EXPECT_EQ(leadingNumber(" 5.2.6 \nProviders"), "5.2.6");
  EXPECT_EQ(leadingNumber("27 \nEnsure referrals"), "27");
  EXPECT_EQ(leadingNumber("4a) Train staff"), "4a");
  EXPECT_EQ(leadingNumber("7 Train staff"), "7");
  EXPECT_EQ(leadingNumber("Recommendation 6 (In progress)"), "6");
  EXPECT_EQ(leadingNumber("Rec. 12: train"), "12");
}

TEST(Ref, IsNoDateYearOrAmount) {
  for (const char* text :
       {"24 hour cover must be there", "2017 Review", "12.07.2023 meeting", "12.07.23 meeting",
        "1,000 children", "Recommendations of the board", "3rd sector", ""}) {
    EXPECT_EQ(leadingNumber(text), "") << text;
  }
}

TEST(Ref, OfANumberColumnIsTheCellWithoutItsLastStop) {
  EXPECT_EQ(refOfCell(" 2.8. "), "2.8");
  EXPECT_EQ(refOfCell("Rec\n 4a"), "Rec 4a");
  EXPECT_EQ(refOfCell("4 (b)"), "4 (b)");
  EXPECT_EQ(refOfCell("3)"), "3");
  EXPECT_EQ(refOfCell("\n"), "");
}

TEST(NumberedCell, GivesItsItemsByNumber) {
  using testing::ElementsAre;
  using testing::Pair;
  EXPECT_THAT(numberedItems("1. Audit\n2) Train\nall staff\n"),
              ElementsAre(Pair(1, "Audit"), Pair(2, "Train all staff")));
  EXPECT_TRUE(numberedItems("31.03.2016\n30.06.2016").empty());
  EXPECT_TRUE(numberedItems("Audit").empty());
}

}  // namespace
}  // namespace chaser::plan
