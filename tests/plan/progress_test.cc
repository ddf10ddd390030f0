// SPDX-License-Identifier: Apache-2.0
#include "plan/progress.h"

#include <gtest/gtest.h>

namespace chaser::plan {
namespace {

TEST(Progress, OfSubstanceIsWhatSaysSomethingNew) {
  EXPECT_TRUE(isProgressOfSubstance("", "Letter drafted"));
  EXPECT_TRUE(isProgressOfSubstance("Letter drafted", "Letter agreed"));
  EXPECT_TRUE(isProgressOfSubstance("Letter drafted", "Letter drafted. 12 staff trained"));
  EXPECT_TRUE(isProgressOfSubstance("On track", "Not on track"));
}

TEST(Progress, IsNotMadeByCaseBlanksPunctuationOrDates) {
  EXPECT_FALSE(isProgressOfSubstance("Letter drafted.", "letter  DRAFTED"));
  EXPECT_FALSE(isProgressOfSubstance("Drafted 12/03/16", "Drafted 14/04/16"));
  EXPECT_FALSE(isProgressOfSubstance("March 2017: drafted", "3rd April 2017: drafted"));
  EXPECT_FALSE(isProgressOfSubstance("Update 2017-01-05, drafted", "Update Monday 5 June, drafted"));
}

TEST(Progress, IsNotMadeByWordsThatReportNothing) {
  for (const char* empty :
       {"No change", "Ongoing.", "As above", "On track", "still on track - no change", "June: no update"}) {
    EXPECT_FALSE(isProgressOfSubstance("", empty)) << empty;
    EXPECT_FALSE(isProgressOfSubstance("Letter drafted", "Letter drafted. " + std::string(empty))) << empty;
  }
}

TEST(Progress, OfWhichSomethingIsDeniedSaysThat) {
  EXPECT_TRUE(isProgressOfSubstance("Letter drafted", "Letter drafted. Not still on track"));
  EXPECT_FALSE(isProgressOfSubstance("Not on track",
                                     "not on track; no change since June"
                                     " - as previously"));
}

TEST(Progress, IsReadInOnePassHoweverLong) {
  std::string long1, long2;
  for (int i = 0; i < 500'000; ++i) long1 += "ongoing ";
  for (int i = 0; i < 500'000; ++i) long2 += "no further update ";
  EXPECT_FALSE(isProgressOfSubstance(long1, long2));
}

TEST(Progress, IsNotMadeByEmptyingTheText) {
  EXPECT_FALSE(isProgressOfSubstance("Letter drafted", ""));
}

}  // namespace
}  // namespace chaser::plan
