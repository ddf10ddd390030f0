// SPDX-License-Identifier: Apache-2.0
#include "common/date.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "common/instant.h"
#include "common/zone.h"

namespace chaser {
namespace {

Date day(const char* iso) {
  return *Date::parse(iso);
}

TEST(Date, AnImpossibleDateIsRefusedAndNeverRolledOver) {
  EXPECT_FALSE(Date::parse("2020-09-31"));
  EXPECT_FALSE(Date::parse("2017-02-29"));
  EXPECT_TRUE(Date::parse("2016-02-29"));
  EXPECT_FALSE(Date::parse("2016-2-29"));
  EXPECT_FALSE(Date::fromYmd(2020, 13, 1));
}

/// The text with each of its digits taken for its neighbours in ASCII and for none.
std::vector<std::string> misspelt(const std::string& text) {
  std::vector<std::string> all;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] < '0' || text[at] > '9') continue;
    for (const char wrong : {'/', ':', ' ', '\0', '\xB1'}) {
      all.push_back(text);
      all.back()[at] = wrong;
    }
  }
  return all;
}

TEST(Date, EveryDigitIsADigit) {
  for (const auto& text : misspelt("2017-11-11")) EXPECT_FALSE(Date::parse(text)) << text;
}

TEST(Date, EveryDayOfFourCenturiesSurvivesWritingAndReading) {
  Date date = day("1900-01-01");
  auto weekday = date.weekday();
  for (; date < day("2300-01-01"); date = date + Days{1}) {
    ASSERT_EQ(*Date::parse(date.iso()), date);
    ASSERT_EQ(date.weekday(), weekday);
    weekday = static_cast<Weekday>((static_cast<int>(weekday) + 1) % 7);
  }
}

TEST(Date, MonthsClampToTheMonthsLastDay) {
  EXPECT_EQ(day("2016-01-31").plusMonths(1), day("2016-02-29"));
  EXPECT_EQ(day("2017-01-31").plusMonths(1), day("2017-02-28"));
  EXPECT_EQ(day("2016-02-29").plusMonths(12), day("2017-02-28"));
  EXPECT_EQ(day("2017-03-31").plusMonths(-1), day("2017-02-28"));
  EXPECT_EQ(day("2017-12-15").plusMonths(2), day("2018-02-15"));
}

TEST(Date, IsSpokenAsPeopleInTheUkWriteIt) {
  EXPECT_EQ(day("2017-03-31").spoken(), "31 March 2017");
  EXPECT_EQ(day("2017-03-31").spokenWithWeekday(), "Friday 31 March 2017");
}

TEST(Instant, SurvivesWritingAndReading) {
  const auto at = *Instant::parse("2017-10-02T08:30:00.123Z");
  EXPECT_EQ(at.iso(), "2017-10-02T08:30:00.123Z");
  EXPECT_EQ(Instant::fromMillis(-1).iso(), "1969-12-31T23:59:59.999Z");
  EXPECT_FALSE(Instant::parse("2017-10-02 08:30:00"));
  EXPECT_FALSE(Instant::parse("2017-10-02T25:30:00Z"));
}

TEST(Instant, EveryDigitIsADigitAndTheFractionFollowsAPoint) {
  for (const auto& text : misspelt("2017-11-11T11:11:11.111Z")) EXPECT_FALSE(Instant::parse(text)) << text;
  for (const auto& text : misspelt("2017-11-11T11:11:11Z")) EXPECT_FALSE(Instant::parse(text)) << text;
  EXPECT_FALSE(Instant::parse("2017-11-11T11:11:11,111Z"));
}

TEST(Zone, ADailyJobRunsOnceOnBothDaylightSavingSundays) {
  const auto london = *Zone::named("Europe/London");
  // 01:30 does not exist on 26 March 2017 and comes twice on 29 October 2017.
  EXPECT_EQ(london.at(day("2017-03-26"), TimeOfDay{90}).iso(), "2017-03-26T01:00:00.000Z");
  EXPECT_EQ(london.at(day("2017-10-29"), TimeOfDay{90}).iso(), "2017-10-29T00:30:00.000Z");
  EXPECT_EQ(london.dayOf(*Instant::parse("2017-06-30T23:30:00Z")), day("2017-07-01"));
}

TEST(Zone, AnUnknownNameIsAnErrorThatSaysWhatToWrite) {
  const auto zone = Zone::named("Europe/Londen");
  ASSERT_FALSE(zone);
  EXPECT_NE(zone.error().text().find("Europe/London"), std::string::npos);
}

}  // namespace
}  // namespace chaser
