// SPDX-License-Identifier: Apache-2.0
#include "plan/difference.h"

#include <gtest/gtest.h>

namespace chaser::plan {
namespace {

Date on(const char* iso) {
  return Date::parse(iso).value();
}

TEST(Difference, DistancesAreSaidAsPeopleCount) {
  EXPECT_EQ(distance(on("2017-03-31"), on("2017-06-30")), "3 months later");
  EXPECT_EQ(distance(on("2017-01-31"), on("2017-02-28")), "1 month later");
  EXPECT_EQ(distance(on("2017-06-15"), on("2017-03-15")), "3 months earlier");
  EXPECT_EQ(distance(on("2016-12-31"), on("2018-12-31")), "2 years later");
  EXPECT_EQ(distance(on("2017-03-01"), on("2017-03-15")), "2 weeks later");
  EXPECT_EQ(distance(on("2017-03-01"), on("2017-03-02")), "1 day later");
  EXPECT_EQ(distance(on("2017-03-10"), on("2017-06-30")), "about 4 months later");
  EXPECT_EQ(distance(on("2017-03-10"), on("2017-03-10")), "");
}

TEST(Difference, ADateThatCameOrWentIsNamed) {
  EXPECT_EQ(dayDifference(on("2017-03-31"), on("2017-06-30")), "31 Mar 2017 -> 30 Jun 2017 (3 months later)");
  EXPECT_EQ(dayDifference(std::nullopt, on("2017-06-30")), "no date -> 30 Jun 2017");
  EXPECT_EQ(dayDifference(on("2017-03-31"), std::nullopt), "31 Mar 2017 -> no date");
}

TEST(Difference, TextsAreComparedWordByWord) {
  EXPECT_EQ(textDifference("Draft agreed with two wards", "Draft agreed with every ward", {}),
            "Draft agreed with [-two wards-] {+every ward+}");
  EXPECT_EQ(textDifference("Begun.", "Begun.\nSecond ward   done.", {}), "Begun. {+Second ward done.+}");
  EXPECT_EQ(textDifference("one two three four five six seven eight nine ten eleven twelve old",
                           "one two three four five six seven eight nine ten eleven twelve new", {}),
            "… nine ten eleven twelve [-old-] {+new+}");
}

TEST(Difference, TextsWithLittleInCommonStandBesideEachOther) {
  EXPECT_EQ(textDifference("", "Begun", {}), "nothing -> 'Begun'");
  EXPECT_EQ(textDifference("Waiting for lists", "Sample drawn", {}), "'Waiting for lists' -> 'Sample drawn'");
}

TEST(Difference, ColoursAddToTheMarksAndReplaceNone) {
  EXPECT_EQ(textDifference("a b c d", "a b c e", Paint{true}),
            "a b c \x1b[31m[-d-]\x1b[0m \x1b[32m{+e+}\x1b[0m");
}

TEST(Difference, EndlessTextsAreNotComparedWordByWord) {
  std::string one, two;
  for (int i = 0; i < 3000; ++i) one += "word ", two += "other ";
  EXPECT_EQ(textDifference(one, two, {}).rfind("'word word", 0), 0U);
}

}  // namespace
}  // namespace chaser::plan
