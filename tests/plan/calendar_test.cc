// SPDX-License-Identifier: Apache-2.0
#include "plan/calendar.h"

#include <gmock/gmock.h>
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
  EXPECT_EQ(WorkingCalendar::divisions(),
            (std::vector<std::string>{"england-and-wales", "northern-ireland", "scotland"}));
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

/// Easter Sunday, by the Gregorian reckoning of Meeus, Astronomical Algorithms, chapter 8.
Date easterOf(int year) {
  const int a = year % 19, b = year / 100, c = year % 100, d = b / 4, e = b % 4;
  const int g = (8 * b + 13) / 25, h = (19 * a + b - d - g + 15) % 30, i = c / 4, k = c % 4;
  const int l = (32 + 2 * e + 2 * i - h - k) % 7, m = (a + 11 * h + 19 * l) / 433;
  const int month = (h + l - 7 * m + 90) / 25, n = (h + l - 7 * m + 33 * month + 19) % 32;
  return Date::fromYmd(year, static_cast<unsigned>(month), static_cast<unsigned>(n)).value();
}

/// The bank holidays of a division by law (Banking and Financial Dealings Act 1971, schedule 1, with the days
/// that are proclaimed every year) and those that were moved or added once.
std::set<std::int32_t> lawfulDays(const std::string& division, int year) {
  const bool scotland = division == "scotland", ireland = division == "northern-ireland";
  std::set<std::int32_t> days;
  const auto at = [&](unsigned month, unsigned d) { return Date::fromYmd(year, month, d).value(); };
  const auto put = [&](Date d) {
    while (d.weekday() >= Weekday::Saturday || days.count(d.epochDays()) != 0) d = d + Days{1};
    days.insert(d.epochDays());
  };
  const auto mondayFrom = [](Date d) { return d + Days{(7 - static_cast<int>(d.weekday())) % 7}; };
  const auto lastMonday = [&](unsigned month) { return mondayFrom(at(month, 1).lastOfMonth() - Days{6}); };
  put(at(1, 1));
  if (scotland) put(at(1, 2));
  if (ireland) put(at(3, 17));
  put(easterOf(year) - Days{2});
  if (!scotland) put(easterOf(year) + Days{1});
  put(year == 2020 ? at(5, 8) : mondayFrom(at(5, 1)));
  put(year == 2022 ? at(6, 2) : lastMonday(5));
  if (ireland) put(at(7, 12));
  put(scotland ? mondayFrom(at(8, 1)) : lastMonday(8));
  if (scotland) put(at(11, 30));
  put(at(12, 25));
  put(at(12, 26));
  if (year == 2022) put(at(6, 3));
  if (year == 2022) put(at(9, 19));
  if (year == 2023) put(at(5, 8));
  if (year == 2026 && scotland) put(at(6, 15));
  return days;
}

TEST(Calendar, EachDivisionHasTheDaysThatTheLawGivesIt) {
  for (const auto& division : WorkingCalendar::divisions()) {
    const auto calendar = WorkingCalendar::ofDivision(division).value();
    EXPECT_EQ(calendar.knownUntil(), day("2028-12-31"));
    for (int year = 2015; year <= 2028; ++year) {
      const auto lawful = lawfulDays(division, year);
      for (Date d = Date::fromYmd(year, 1, 1).value(); d.year() == year; d = d + Days{1}) {
        EXPECT_EQ(!calendar.holidayName(d).empty(), lawful.count(d.epochDays()) == 1)
            << division << " " << d.iso();
      }
    }
  }
}

TEST(Calendar, AClosureIsADayOffAndSaysNothingOfItsYear) {
  const auto calendar =
      england().withClosures({{day("2031-08-05"), "Summer closure"}, {day("2017-12-25"), "Closed"}});
  EXPECT_FALSE(calendar.isWorking(day("2031-08-05")));
  EXPECT_EQ(calendar.holidayName(day("2031-08-05")), "Summer closure");
  EXPECT_EQ(calendar.holidayName(day("2017-12-25")), "Christmas Day");
  EXPECT_EQ(calendar.knownUntil(), day("2028-12-31"));
  EXPECT_NE(calendar.fingerprint(), england().fingerprint());
}

TEST(Calendar, WarnsBeforeItsBankHolidaysEndAndOfDatesBeyondThem) {
  EXPECT_EQ(runOutWarning(england(), day("2028-10-01"), day("2028-12-31")), "");
  EXPECT_THAT(runOutWarning(england(), day("2028-10-02"), {}),
              ::testing::StartsWith(
                  "the bank holidays of england-and-wales are known until 31 December 2028, in 90 days"));
  EXPECT_THAT(runOutWarning(england(), day("2029-01-01"), {}), ::testing::HasSubstr("which has passed"));
  EXPECT_THAT(runOutWarning(england(), day("2027-01-01"), day("2029-03-31")),
              ::testing::HasSubstr("a date is due after it, on 31 March 2029"));
  EXPECT_EQ(runOutWarning(WorkingCalendar(), day("2029-01-01"), day("2030-01-01")), "");
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
