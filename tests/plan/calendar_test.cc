// SPDX-License-Identifier: Apache-2.0
#include "plan/calendar.h"

#include <gtest/gtest.h>

#include <fstream>
#include <random>
#include <set>

namespace chaser::plan {
namespace {

Date day(std::string_view iso) {
  return Date::parse(iso).value();
}

WorkingCalendar england() {
  return WorkingCalendar::ofDivision("england-and-wales").value();
}

/// The calendar as a child would do it: look at one day after the other.
class NaiveCalendar {
 public:
  explicit NaiveCalendar(std::set<std::int32_t> off) : off_(std::move(off)) {}
  [[nodiscard]] bool isWorking(Date day) const {
    return day.weekday() < Weekday::Saturday && off_.count(day.epochDays()) == 0;
  }
  [[nodiscard]] Date walk(Date from, int n) const {
    const Days step{n < 0 ? -1 : 1};
    for (int left = std::abs(n); left > 0;) {
      from = from + step;
      if (isWorking(from)) --left;
    }
    return from;
  }

 private:
  std::set<std::int32_t> off_;
};

TEST(Calendar, TheWorkingDayAfterMaundyThursdayIsTheTuesdayAfterEaster) {
  const auto calendar = england();
  EXPECT_FALSE(calendar.isWorking(day("2017-04-14")));
  EXPECT_EQ(calendar.holidayName(day("2017-04-14")), "Good Friday");
  EXPECT_EQ(calendar.plusWorking(day("2017-04-13"), 1), day("2017-04-18"));
  EXPECT_EQ(calendar.minusWorking(day("2017-04-18"), 1), day("2017-04-13"));
  EXPECT_EQ(calendar.plusWorking(day("2017-04-15"), 1), day("2017-04-18"));
}

TEST(Calendar, NoWorkingDaysFromADayIsThatDayEvenOnAHoliday) {
  EXPECT_EQ(england().plusWorking(day("2017-12-25"), 0), day("2017-12-25"));
  EXPECT_EQ(england().minusWorking(day("2017-12-23"), 0), day("2017-12-23"));
}

TEST(Calendar, TheNextWorkingDayAfterChristmasSkipsBoxingDay) {
  EXPECT_EQ(england().nextWorking(day("2017-12-25")), day("2017-12-27"));
  EXPECT_EQ(england().previousWorking(day("2017-12-26")), day("2017-12-22"));
  EXPECT_EQ(england().nextWorking(day("2017-12-27")), day("2017-12-27"));
}

TEST(Calendar, BeyondItsLastYearOnlyWeekendsAreOff) {
  EXPECT_EQ(england().knownUntil(), day("2028-12-31"));
  EXPECT_TRUE(england().isWorking(day("2029-12-25")));
  EXPECT_FALSE(england().isWorking(day("2029-12-29")));
  EXPECT_FALSE(WorkingCalendar().knownUntil().has_value());
}

TEST(Calendar, AnUnknownDivisionIsNotGuessed) {
  EXPECT_FALSE(WorkingCalendar::ofDivision("atlantis").has_value());
  EXPECT_EQ(WorkingCalendar::divisions(), std::vector<std::string>{"england-and-wales"});
}

TEST(Calendar, AFurtherHolidayChangesTheFingerprint) {
  const WorkingCalendar one("x", {{day("2017-12-25"), "Christmas Day"}});
  const WorkingCalendar two("x", {{day("2017-12-25"), "Christmas Day"}, {day("2017-12-26"), "Boxing Day"}});
  EXPECT_NE(one.fingerprint(), two.fingerprint());
  EXPECT_EQ(one.fingerprint(), WorkingCalendar("x", {{day("2017-12-25"), "Christmas Day"}}).fingerprint());
}

TEST(Calendar, MonthsAndYearsClampToTheMonthsLastDay) {
  const WorkingCalendar calendar;
  EXPECT_EQ(add(day("2017-01-31"), {1, Span::Unit::Month}, calendar), day("2017-02-28"));
  EXPECT_EQ(subtract(day("2017-03-31"), {1, Span::Unit::Month}, calendar), day("2017-02-28"));
  EXPECT_EQ(add(day("2016-02-29"), {1, Span::Unit::Year}, calendar), day("2017-02-28"));
  EXPECT_EQ(subtract(day("2017-10-14"), {2, Span::Unit::Week}, calendar), day("2017-09-30"));
}

TEST(Calendar, TheShippedBankHolidaysAreTheGovernmentsOwn) {
  std::ifstream file(std::string(CHASER_SOURCE_DIR) + "/../shared/plans/bank-holidays-england-and-wales.tsv");
  if (!file) GTEST_SKIP() << "the published list is not beside this source tree";
  const auto calendar = england();
  std::string line;
  std::getline(file, line);
  std::set<std::int32_t> published;
  while (std::getline(file, line)) published.insert(day(line.substr(0, 10)).epochDays());
  for (Date d = day("2015-01-01"); d <= day("2028-12-31"); d = d + Days{1}) {
    EXPECT_EQ(!calendar.holidayName(d).empty(), published.count(d.epochDays()) == 1) << d.iso();
  }
}

TEST(Calendar, CountingAgreesWithWalkingDayByDayOverRandomCalendars) {
  std::mt19937 random(20170930);
  const auto upTo = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  for (int round = 0; round < 300; ++round) {
    const Date base = Date::fromEpochDays(upTo(40'000) - 10'000);
    std::vector<WorkingCalendar::Holiday> holidays;
    std::set<std::int32_t> off;
    for (int left = upTo(60); left > 0; --left) {
      const Date holiday = base + Days{upTo(150) - 50};
      holidays.push_back({holiday, "off"});
      off.insert(holiday.epochDays());
    }
    const WorkingCalendar calendar("random", holidays);
    const NaiveCalendar naive(off);
    for (int tries = 0; tries < 40; ++tries) {
      const Date from = base + Days{upTo(120) - 40};
      const int n = upTo(90);
      ASSERT_EQ(calendar.isWorking(from), naive.isWorking(from)) << from.iso();
      ASSERT_EQ(calendar.plusWorking(from, n), naive.walk(from, n)) << from.iso() << " + " << n;
      ASSERT_EQ(calendar.minusWorking(from, n), naive.walk(from, -n)) << from.iso() << " - " << n;
      ASSERT_EQ(calendar.plusWorking(from, -n), naive.walk(from, -n)) << from.iso() << " + -" << n;
    }
  }
}

}  // namespace
}  // namespace chaser::plan
