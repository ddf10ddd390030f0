// SPDX-License-Identifier: Apache-2.0
#include "plan/timeline.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <random>
#include <string>

#include "plan/timeline_json.h"

namespace chaser::plan {
namespace {

TimelineOptions asOf(const char* day) {
  return {.yearStarts = 4, .asOf = Date::parse(day), .knownParties = {}};
}

std::vector<TimelineReading> read(std::string_view cell, const TimelineOptions& options = {}) {
  return readTimeline(cell, options);
}

/// The only reading of a cell; a made-up one, which no test expects, when there are several.
TimelineReading one(std::string_view cell, const TimelineOptions& options = {}) {
  auto readings = read(cell, options);
  EXPECT_EQ(readings.size(), 1U) << cell;
  return readings.size() == 1 ? readings[0] : TimelineReading{};
}

std::string days(const TimelineReading& r) {
  return (r.earliest ? r.earliest->iso() : "none") + ".." + (r.due ? r.due->iso() : "none") + " " +
         std::string(toString(r.precision));
}

std::string days(std::string_view cell, const TimelineOptions& options = {}) {
  return days(one(cell, options));
}

struct Spelling {
  const char* cell;
  const char* days;
};

TEST(Timeline, EverySpellingOfAPeriodGivesItsFirstAndLastDay) {
  const std::array<Spelling, 44> spellings = {{
      {"Qtr 3, 2018", "2018-10-01..2018-12-31 quarter"},
      {"Quarter 4 2018-19", "2019-01-01..2019-03-31 quarter"},
      {"Q1 FY18/19", "2018-04-01..2018-06-30 quarter"},
      {"2018/19 - Q2", "2018-07-01..2018-09-30 quarter"},
      {"second quarter of 2018/2019", "2018-07-01..2018-09-30 quarter"},
      {"Q1-2 2018/19", "2018-04-01..2018-09-30 quarter"},
      {"June 18", "2018-06-01..2018-06-30 month"},
      {"Feb-20", "2020-02-01..2020-02-29 month"},
      {"Sept '19", "2019-09-01..2019-09-30 month"},
      {"by the end of June 2018", "2018-06-01..2018-06-30 month"},
      {"mid-June 2018", "2018-06-01..2018-06-30 month"},
      {"June 12, 2018", "2018-06-12..2018-06-12 day"},
      {"June 12th 2018", "2018-06-12..2018-06-12 day"},
      {"Tues 12th of June, 2018", "2018-06-12..2018-06-12 day"},
      {"06/2018", "2018-06-01..2018-06-30 month"},
      {"2018-06-12", "2018-06-12..2018-06-12 day"},
      {"Nov - Feb 2019", "2018-11-01..2019-02-28 month"},
      {"Sept/Oct 2018", "2018-09-01..2018-10-31 month"},
      {"12-15 June 2018", "2018-06-12..2018-06-15 day"},
      {"31 May - 30 June 2018", "2018-05-31..2018-06-30 day"},
      {"from 1 June 2018 to 31 May 2019", "2018-06-01..2019-05-31 day"},
      {"Spring 2019", "2019-03-01..2019-05-31 season"},
      {"Winter 2018/19", "2018-12-01..2019-02-28 season"},
      {"Autumn term 2018", "2018-09-01..2018-12-31 season"},
      {"Summer Term 2018/19", "2019-04-01..2019-07-31 season"},
      {"academic year 2018/19", "2018-09-01..2019-08-31 year"},
      {"FY 2018/19", "2018-04-01..2019-03-31 year"},
      {"end of 2018", "2018-01-01..2018-12-31 year"},
      {"w/c 11 June 2018", "2018-06-11..2018-06-17 week"},
      {"week ending 17/06/18", "2018-06-11..2018-06-17 week"},
      {"last week of June 2018", "2018-06-24..2018-06-30 week"},
      {"Easter 2018", "2018-04-01..2018-04-01 day"},
      {"by Christmas 2018", "2018-12-25..2018-12-25 day"},
      {"June 2018 onwards", "2018-06-01..none month"},
      {"w/e/f 01/07/2018", "2018-07-01..none day"},
      {"30 June 2018 at the latest", "2018-06-30..2018-06-30 day"},
      {"TBC", "none..none none"},
      {"monthly", "none..none none"},
      {"Q4 (Jan-Mar 2019)", "2019-01-01..2019-03-31 quarter"},
      {"2018-2020", "2018-01-01..2020-12-31 year"},
      {"within 3 months of opening", "none..none none"},
      {"first half of 2018/19", "2018-04-01..2018-09-30 year"},
      {"H2 2018/19", "2018-10-01..2019-03-31 year"},
      {"31st January\xC2\xA0"
       "2018",
       "2018-01-31..2018-01-31 day"},
  }};
  for (const auto& [cell, expected] : spellings) EXPECT_EQ(days(cell), expected) << cell;
}

TEST(Timeline, AQuarterCountsFromTheMonthInWhichThePlansYearStarts) {
  TimelineOptions calendarYear;
  calendarYear.yearStarts = 1;
  EXPECT_EQ(days("Qtr 2, 2018", calendarYear), "2018-04-01..2018-06-30 quarter");
}

TEST(Timeline, AnImpossibleDayIsNeverRolledOver) {
  for (const char* cell : {"31 September 2018", "29/02/2018", "30.2.18", "06/31/2018"}) {
    const auto reading = one(cell);
    EXPECT_EQ(days(reading), "none..none none") << cell;
    EXPECT_TRUE(reading.doubtIsMaterial) << cell;
  }
}

TEST(Timeline, AMissingYearIsTheNearestAndDoubted) {
  EXPECT_EQ(days("by end of May", asOf("2018-01-31")), "2018-05-01..2018-05-31 month");
  EXPECT_EQ(days("November", asOf("2018-01-31")), "2017-11-01..2017-11-30 month");
  EXPECT_EQ(days("September", asOf("2018-01-31")), "2018-09-01..2018-09-30 month");
  EXPECT_TRUE(one("by end of May", asOf("2018-01-31")).doubtIsMaterial);
  EXPECT_EQ(days("by end of May"), "none..none month");
  EXPECT_EQ(days("the work may be late", asOf("2018-01-31")), "none..none none");
}

TEST(Timeline, ASpanCountsFromTheDocumentsDay) {
  EXPECT_EQ(days("within 3 months", asOf("2018-11-30")), "2018-11-30..2019-02-28 day");
  EXPECT_EQ(days("six weeks", asOf("2018-01-01")), "2018-01-01..2018-02-12 day");
  EXPECT_EQ(days("immediate", asOf("2018-01-01")), "2018-01-01..2018-01-01 day");
  EXPECT_EQ(days("within 3 months"), "none..none none");
}

TEST(Timeline, WorkingDaysAreCountedFromMondayToFridayAndDoubted) {
  EXPECT_EQ(days("within 5 working days", asOf("2018-11-30")), "2018-11-30..2018-12-07 day");
  EXPECT_EQ(days("within one working day", asOf("2018-12-01")), "2018-12-01..2018-12-03 day");
  EXPECT_EQ(days("in ten business days", asOf("2018-11-28")), "2018-11-28..2018-12-12 day");
  EXPECT_TRUE(one("within 5 working days", asOf("2018-11-30")).doubtIsMaterial);
  EXPECT_EQ(days("within 5 working days"), "none..none none");
  EXPECT_EQ(days("within 5 working days of referral", asOf("2018-11-30")), "none..none none");
}

TEST(Timeline, AnEndThatIsNotNamedIsTheNextOneAndDoubted) {
  EXPECT_EQ(days("by the end of term", asOf("2018-02-01")), "2018-01-01..2018-03-31 season");
  EXPECT_EQ(days("end of the school term", asOf("2018-08-01")), "2018-09-01..2018-12-31 season");
  EXPECT_EQ(days("end of year", asOf("2018-02-01")), "2018-01-01..2018-12-31 year");
  EXPECT_EQ(days("End of the quarter.", asOf("2018-02-01")), "2018-01-01..2018-03-31 quarter");
  EXPECT_EQ(days("end of month", asOf("2018-02-01")), "2018-02-01..2018-02-28 month");
  EXPECT_TRUE(one("end of year", asOf("2018-02-01")).doubtIsMaterial);
  EXPECT_EQ(days("end of term"), "none..none season");
  EXPECT_EQ(days("end of year report", asOf("2018-02-01")), "none..none none");
  EXPECT_EQ(days("by the end of the summer term 2018", asOf("2018-02-01")), "2018-04-01..2018-07-31 season");
}

/// The days of each reading, and whether any of them is doubted.
std::string list(std::string_view cell) {
  std::string all;
  for (const auto& reading : read(cell)) all += days(reading) + (reading.doubt.empty() ? "; " : "?; ");
  return all;
}

TEST(Timeline, DatesOfAListShareTheYearThatItsLastOneStates) {
  EXPECT_EQ(list("March, June and September 2018"),
            "2018-03-01..2018-03-31 month; 2018-06-01..2018-06-30 month; 2018-09-01..2018-09-30 month; ");
  EXPECT_EQ(list("by end of November, end of December & end of January 2018"),
            "2017-11-01..2017-11-30 month; 2017-12-01..2017-12-31 month; 2018-01-01..2018-01-31 month; ");
  EXPECT_EQ(list("Q1 & Q3 2018/19"), "2018-04-01..2018-06-30 quarter; 2018-10-01..2018-12-31 quarter; ");
  EXPECT_EQ(list("12th, 15th and 20th June 2018"),
            "2018-06-12..2018-06-12 day; 2018-06-15..2018-06-15 day; 2018-06-20..2018-06-20 day; ");
  EXPECT_EQ(list("12 & 15 June 2018"), "2018-06-12..2018-06-12 day; 2018-06-15..2018-06-15 day; ");
  EXPECT_EQ(list("Actions 1, 2 and 3 June 2018"), "2018-06-03..2018-06-03 day; ") << "actions are counted";
  EXPECT_EQ(list("January to March and June 2018"),
            "2018-01-01..2018-03-31 month; 2018-06-01..2018-06-30 month; ");
  EXPECT_EQ(list("Audit in March, training in June 2018"),
            "2018-03-01..2018-03-31 month?; 2018-06-01..2018-06-30 month; ");
  EXPECT_EQ(read("March, June and September 2018").at(1).text, "June");
}

TEST(Timeline, TwoDatesWithAnAndBetweenThemAreNoRange) {
  const std::string two = "2018-06-30..2018-06-30 day; 2018-07-31..2018-07-31 day; ";
  EXPECT_EQ(list("30.06.18 & 31.07.18"), two);
  EXPECT_EQ(list("30/06/18 and 31/07/18"), two);
  EXPECT_EQ(list("30 June & 31 July 2018"), two);
  EXPECT_EQ(list("between 30.06.18 & 31.07.18"), "2018-06-30..2018-07-31 day; ");
}

TEST(Timeline, ALetterBindsToTheSentenceThatItCloses) {
  const auto readings = read("Pathway drafted by Qtr 3 2018 (A). Audit to be agreed by Qtr 4 2018/19 (I).");
  ASSERT_EQ(readings.size(), 2U);
  EXPECT_EQ(readings[0].basis, Basis::Agreed);
  EXPECT_EQ(readings[0].label, "Pathway drafted");
  EXPECT_EQ(readings[0].text, "Pathway drafted by Qtr 3 2018 (A).");
  EXPECT_EQ(readings[1].basis, Basis::Indicative);
  EXPECT_EQ(one("March 2018").basis, std::nullopt);
}

TEST(Timeline, StatusWordsTellAFactFromATarget) {
  EXPECT_EQ(one("Complete").state, State::Complete);
  EXPECT_EQ(one("Action to be completed").state, State::Open);
  EXPECT_EQ(one("Not yet complete").state, State::Open);
  EXPECT_EQ(one("complete by March 2018 (A)").state, State::Open);
  EXPECT_TRUE(one("complete by March 2018 (A)").doubt.empty());
  const auto doubtful = one("actions complete March 2018 (A)");
  EXPECT_EQ(doubtful.state, State::Open);
  EXPECT_TRUE(doubtful.doubtIsMaterial);
  const auto done = one("Completed 12/03/18");
  EXPECT_EQ(done.state, State::Complete);
  EXPECT_EQ(done.completedOn, Date::parse("2018-03-12"));
  EXPECT_EQ(one("Policy was updated in April 18").state, State::Complete);
  EXPECT_EQ(one("Policy to be updated in April 18").state, State::Open);
  EXPECT_EQ(one("31/03/2018\nComplete").state, State::Complete);
  EXPECT_EQ(one("March 2018 (A) Complete").state, State::Complete);
  EXPECT_EQ(one("On-going").state, State::Ongoing);
  EXPECT_EQ(one("every two months").state, State::Ongoing);
  EXPECT_EQ(one("In progress").state, State::Ongoing);
  EXPECT_EQ(one("In progress, due March 2018").state, State::Open);
}

TEST(Timeline, AReviewIsADateButNoDeadline) {
  const auto reading = one("Ongoing – Review March 2016");
  EXPECT_EQ(reading.state, State::Ongoing);
  EXPECT_TRUE(reading.review);
  EXPECT_EQ(reading.due, Date::parse("2016-03-31"));
  EXPECT_FALSE(one("Review of all policies by March 2016").review);
  const auto both = read("Complete, review March 2018");
  ASSERT_EQ(both.size(), 2U);
  EXPECT_EQ(both[0].state, State::Complete);
  EXPECT_TRUE(both[1].review);
  const auto later = read("March 2018 (I), review June 2018");
  ASSERT_EQ(later.size(), 2U);
  EXPECT_FALSE(later[0].review);
  EXPECT_TRUE(later[1].review);
}

TEST(Timeline, APartyIsToldByTheShapeOfTheWords) {
  EXPECT_EQ(one("March 18 (A), part of XYZT's action plan.").party, "XYZT");
  EXPECT_EQ(one("XYZT Feb-18 (A), XYZT’s action plan.").party, "XYZT");
  EXPECT_EQ(one("Training package (XYZT) by March 18 (A)").party, "XYZT");
  EXPECT_EQ(one("Horizon actions complete by March 2018 (A). Horizons action plan").party, "Horizon");
  EXPECT_EQ(one("Action complete (A), Middle Town Hospitals (MTH) action plan.").party, "MTH");
  EXPECT_EQ(one("All actions complete by March 2018").party, "");
  EXPECT_EQ(one("MARCH 2018").party, "");
  TimelineOptions options;
  options.knownParties = {"Middle Town Hospitals"};
  EXPECT_EQ(one("Audit at middle town hospitals by March 2018", options).party, "Middle Town Hospitals");
}

TEST(Timeline, OfSeveralPartiesNoneIsPreferred) {
  TimelineOptions options;
  options.knownParties = {"Middle Town", "Middle Town Hospitals"};
  const std::array<std::array<const char*, 2>, 6> cells = {{
      {"XYZT and ABCD March 2018", "XYZT and ABCD"},
      {"XYZT/ABCD - March 2018 (A)", "XYZT and ABCD"},
      {"XYZT, ABCD & EFGH to agree by March 2018", "XYZT, ABCD and EFGH"},
      {"March 2018 (A), XYZT and ABCD.", "XYZT and ABCD"},
      {"March 2018 (A), part of XYZT and ABCD's action plan", "XYZT and ABCD"},
      {"Middle Town Hospitals and XYZT March 2018", "Middle Town Hospitals and XYZT"},
  }};
  for (const auto& [cell, party] : cells) {
    const auto reading = one(cell, options);
    EXPECT_EQ(reading.due, Date::parse("2018-03-31")) << cell;
    EXPECT_EQ(reading.party, party) << cell;
    EXPECT_FALSE(reading.doubtIsMaterial) << cell;
  }
  EXPECT_EQ(one("XYZT and ABCD March 2018").doubt, "several parties are named: XYZT and ABCD");
  const auto apart = read("XYZT March 2018 and ABCD June 2018");
  ASSERT_EQ(apart.size(), 2U);
  EXPECT_EQ(apart[0].party + " " + apart[1].party, "XYZT ABCD");
  EXPECT_EQ(one("Audit at Middle Town Hospitals by March 2018", options).party, "Middle Town Hospitals");
}

TEST(Timeline, ANumberedListGivesItsNumbers) {
  const auto lines = read("1. On going\n2) 31 March 2018\n(3) TBC");
  ASSERT_EQ(lines.size(), 3U);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(lines[static_cast<std::size_t>(i)].number, i + 1);
  EXPECT_EQ(
      timelineJson({lines[1]}),
      R"([{"label":"2","party":null,"basis":null,"state":"open","earliest":"2018-03-31","due":"2018-03-31","precision":"day","review":false}])");
  EXPECT_EQ(read("1. Training, April 2018. 2. Audit, June 2018.").at(1).number, 2);
  EXPECT_EQ(days("1-5 May 2018"), "2018-05-01..2018-05-05 day");
}

TEST(Timeline, WordsWithoutADateBelongToTheDateBesideThem) {
  const auto readings = read("Audit\nMarch 2018\nTraining\nMay 2018");
  ASSERT_EQ(readings.size(), 2U);
  EXPECT_EQ(readings[0].label, "Audit");
  EXPECT_EQ(readings[1].label, "Training");
}

TEST(Timeline, WhatCannotBeReadKeepsItsWordsAndIsDoubted) {
  const auto reading = one("when the new system is live");
  EXPECT_EQ(reading.text, "when the new system is live");
  EXPECT_TRUE(reading.doubtIsMaterial);
  EXPECT_EQ(days(reading), "none..none none");
  EXPECT_TRUE(read(" \n\t ").empty());
}

TEST(Timeline, APartOfTwelveMayBeADayInDecember) {
  const auto part = read("6/12", asOf("2018-06-30"));
  ASSERT_EQ(part.size(), 1U);
  EXPECT_EQ(part[0].due, Date::fromYmd(2018, 12, 6));
  EXPECT_THAT(part[0].doubt, testing::HasSubstr("6 of twelve months"));
  EXPECT_TRUE(part[0].doubtIsMaterial);
  for (const char* day : {"06/12", "6/11", "12/12"}) {
    const auto readings = read(day, asOf("2018-06-30"));
    EXPECT_THAT(readings.at(0).doubt, testing::Not(testing::HasSubstr("twelve"))) << day;
  }
}

TEST(Timeline, EveryDayFrom2000To2040ReadsBackInADozenForms) {
  for (Date day = *Date::fromYmd(2000, 1, 1); day.year() <= 2040; day = day + Days{3}) {
    const std::string y = std::to_string(day.year());
    const std::string d = std::to_string(day.day());
    const std::string m = std::to_string(day.month());
    const auto two = [](const std::string& n) { return n.size() < 2 ? "0" + n : n; };
    const std::string name = day.spoken().substr(d.size() + 1, day.spoken().size() - d.size() - 6);
    for (const std::string& form :
         {day.iso(), day.spoken(), day.spokenWithWeekday(), two(d) + "/" + two(m) + "/" + y,
          d + "." + m + "." + y.substr(2), d + "-" + m + "-" + y, d + "th of " + name + ", " + y,
          d + " " + name.substr(0, 3) + " " + y, d + "-" + name.substr(0, 3) + "-" + y.substr(2),
          name + " " + d + ", " + y, "by " + day.spoken() + " (A)", "Audit: " + d + "/" + m + "/" + y}) {
      const auto readings = read(form);
      ASSERT_EQ(readings.size(), 1U) << form;
      ASSERT_EQ(readings[0].due, day) << form;
      ASSERT_EQ(readings[0].precision, Precision::Day) << form;
    }
  }
}

TEST(Timeline, GarbageNeverBreaksItAndAlwaysGivesAReading) {
  const std::array<const char*, 30> pieces = {
      "March",  "17",     "2017",        "/",  "-",      ".",        "(A)",      "(",
      ")",      "Qtr",    "4",           "by", "end of", "\n",       "complete", "ongoing",
      "review", "LCX's",  "action plan", "w/", "e",      "f",        "1.",       "\xE2\x80\x93",
      "\xFF",   "within", "months",      "to", "31",     "next year"};
  std::mt19937 random(7);
  for (int round = 0; round < 20000; ++round) {
    std::string cell = "x";
    for (std::size_t n = random() % 14; n > 0; --n) {
      if (random() % 4 == 0) cell += static_cast<char>(random() % 256);
      cell += pieces[random() % pieces.size()];
      if (random() % 2 == 0) cell += ' ';
    }
    const auto readings = read(cell, asOf("2018-01-31"));
    ASSERT_FALSE(readings.empty()) << cell;
    ASSERT_FALSE(timelineJson(readings).empty());
    for (const auto& reading : readings) {
      const bool both = reading.due && reading.earliest;
      ASSERT_TRUE(!both || *reading.earliest <= *reading.due) << cell;
    }
  }
}

TEST(Timeline, AnEndlessCellIsReadInPartAndSaysSo) {
  for (const char* piece :
       {"March 2017 (A). ", "-", "of the end ", "1. ", "Name ", "complete ", "(", "9", "X's action plan "}) {
    std::string cell;
    while (cell.size() < 100'000) cell += piece;
    if (cell[0] == 'M') cell.resize(10'000'000, 'M');
    const auto readings = read(cell);
    ASSERT_FALSE(readings.empty()) << piece;
    EXPECT_LE(readings.size(), 200U) << piece;
    EXPECT_TRUE(readings.back().doubtIsMaterial) << piece;
  }
}

}  // namespace
}  // namespace chaser::plan
