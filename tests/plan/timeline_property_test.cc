// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include "plan/timeline.h"
#include "tests/plan/support/reading_notation.h"

/// What holds for every cell, whoever wrote it.
namespace chaser::plan {
namespace {

using namespace notation;

struct Phrase {
  std::string cell;
  TimelineOptions options;
};

/// Every phrase of every table, with its context.
std::vector<Phrase> allPhrases() {
  std::vector<Phrase> phrases;
  for (const auto& entry : std::filesystem::directory_iterator(CHASER_SOURCE_DIR "/tests/plan/timeline")) {
    std::ifstream file(entry.path());
    for (std::string line; std::getline(file, line);) {
      const auto fields = split(line, '\t');
      if (line.empty() || line[0] == '#' || fields.size() != 3) continue;
      phrases.push_back({withLineBreaks(std::string(fields[1])), optionsOf(fields[0])});
    }
  }
  return phrases;
}

/// What counts of a reading: the words may be cut otherwise.
std::string core(const std::vector<TimelineReading>& readings) {
  std::string all;
  for (TimelineReading reading : readings) {
    reading.label.clear();
    reading.party.clear();
    reading.doubt.clear();
    all += notationOf({reading}) + "; ";
  }
  return all;
}

std::string upperCase(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) {
    return c < 0x80 ? static_cast<char>(std::toupper(c)) : static_cast<char>(c);
  });
  return text;
}

TEST(TimelineProperty, BlanksAroundACellAndAStopBehindItChangeNothing) {
  for (const auto& [cell, options] : allPhrases()) {
    const std::string wanted = core(readTimeline(cell, options));
    EXPECT_EQ(core(readTimeline("  " + cell + " \n", options)), wanted) << cell;
    if (std::isalnum(static_cast<unsigned char>(cell.back())) == 0) continue;
    EXPECT_EQ(core(readTimeline(cell + ".", options)), wanted) << cell << ".";
    EXPECT_EQ(core(readTimeline(" " + cell + " . ", options)), wanted) << cell << " .";
  }
}

/// In `2017 PATIENTS` nothing tells a noun from a name any more; the tables hold this many such phrases.
constexpr std::size_t kOtherwise = 4;

TEST(TimelineProperty, ACellInCapitalsSaysTheSame) {
  std::size_t otherwise = 0;
  std::string notes;
  for (const auto& [cell, options] : allPhrases()) {
    // A small `(a)` and a capital `(A)` differ on purpose, and so do `may` and `May`.
    if (cell.find("a)") != std::string::npos || cell.find("i)") != std::string::npos) continue;
    if (core(readTimeline(upperCase(cell), options)) == core(readTimeline(cell, options))) continue;
    ++otherwise;
    notes += cell + "\n";
  }
  EXPECT_LE(otherwise, kOtherwise) << notes;
}

/// A due day that belongs to its precision: the last day of a month for all that is made of months.
bool endsItsPeriod(const TimelineReading& reading) {
  if (!reading.due) return true;
  const bool months = reading.precision == Precision::Month || reading.precision == Precision::Quarter ||
                      reading.precision == Precision::Season || reading.precision == Precision::Year;
  return !months || *reading.due == reading.due->lastOfMonth();
}

TEST(TimelineProperty, APeriodBeginsBeforeItEndsAndIsDueOnItsLastDay) {
  for (const auto& [cell, options] : allPhrases()) {
    for (const TimelineReading& reading : readTimeline(cell, options)) {
      EXPECT_TRUE(!reading.earliest || !reading.due || *reading.earliest <= *reading.due) << cell;
      EXPECT_TRUE(endsItsPeriod(reading)) << cell;
      EXPECT_TRUE(!reading.completedOn || reading.state == State::Complete) << cell;
      EXPECT_FALSE(reading.text.empty()) << cell;
    }
  }
}

std::string padded(unsigned number) {
  return (number < 10 ? "0" : "") + std::to_string(number);
}

/// One day in every way of writing it that names exactly this day.
std::vector<std::string> spellingsOf(Date day) {
  const std::string d = std::to_string(day.day());
  const std::string dd = padded(day.day());
  const std::string mm = padded(day.month());
  const std::string y = std::to_string(day.year());
  const std::string yy = y.substr(2);
  const std::string spoken = day.spoken();
  const std::string month = spoken.substr(d.size() + 1, spoken.size() - d.size() - 6);
  const std::string mon = month.substr(0, 3);
  const std::string weekday = day.spokenWithWeekday().substr(0, 3);
  const unsigned last = day.day() % 10;
  const bool teen = day.day() > 10 && day.day() < 14;
  const std::string nth = d + (teen || last > 3 || last == 0 ? "th"
                               : last == 1                   ? "st"
                               : last == 2                   ? "nd"
                                                             : "rd");
  return {dd + "/" + mm + "/" + y,
          dd + "." + mm + "." + yy,
          d + "-" + mm + "-" + yy,
          dd + " " + mm + " " + y,
          dd + " / " + mm + " / " + y,
          y + mm + dd,
          y + "/" + mm + "/" + dd,
          day.iso() + "T00:00:00",
          dd + "/" + mm + "/" + y + " 17:00",
          d + month + y,
          nth + month + " " + y,
          nth + " of " + month + ", " + y,
          d + " " + mon + ". " + yy,
          dd + "-" + mon + "-" + yy,
          dd + "." + mon + "." + y,
          nth + " " + mon + " '" + yy,
          month + " " + nth + ", " + y,
          weekday + " " + d + " " + month + " " + y,
          weekday + " " + dd + "/" + mm + "/" + yy,
          "by " + nth + " " + month + " " + y,
          "Due: " + dd + "/" + mm + "/" + y,
          "no later than " + spoken + ".",
          "1. " + spoken,
          "XYZT " + dd + "." + mm + "." + yy + " (A)",
          y + " " + month + " " + dd};
}

TEST(TimelineProperty, ADayIsTheSameHoweverItIsWritten) {
  std::mt19937 random(11);
  for (int round = 0; round < 400; ++round) {
    const Date day = *Date::fromYmd(2001, 1, 1) + Days{static_cast<int>(random() % 14000)};
    for (const std::string& spelling : spellingsOf(day)) {
      for (const std::string& cell : {spelling, upperCase(spelling)}) {
        const auto readings = readTimeline(cell, {});
        ASSERT_EQ(readings.size(), 1U) << cell;
        ASSERT_EQ(readings[0].due, day) << cell;
        ASSERT_EQ(readings[0].precision, Precision::Day) << cell;
      }
    }
  }
}

TEST(TimelineProperty, FiguresAreDayFirstOrNothing) {
  for (unsigned first = 0; first <= 40; ++first) {
    for (unsigned second = 0; second <= 40; ++second) {
      const std::string cell = padded(first) + "/" + padded(second) + "/2018";
      const auto readings = readTimeline(cell, {});
      ASSERT_EQ(readings.size(), 1U) << cell;
      EXPECT_EQ(readings[0].due, Date::fromYmd(2018, second, first)) << cell;
      EXPECT_EQ(readings[0].doubtIsMaterial, !readings[0].due.has_value()) << cell;
    }
  }
}

// What is not nearly linear in the length of a cell does not come to an end here.
TEST(TimelineProperty, ReadingsAreTotalForCellsOfAnyLength) {
  const std::vector<std::string> pieces = {"Q3 & ", "March, ", "a) ", "(A) ", "X and Y's ", "re-", "\n1. "};
  for (const std::string& piece : pieces) {
    std::string cell;
    while (cell.size() < 4'000'000) cell += cell.size() < 1'000'000 ? piece : cell;
    ASSERT_FALSE(readTimeline(cell, {}).empty()) << piece;
  }
}

TEST(TimelineProperty, TornAndMixedPhrasesAlwaysGiveASoundReading) {
  const auto phrases = allPhrases();
  std::mt19937 random(5);
  for (int round = 0; round < 4000; ++round) {
    std::string cell = "x";
    for (int n = 0; n < 3; ++n) {
      const std::string& part = phrases[random() % phrases.size()].cell;
      const std::size_t from = random() % part.size();
      cell += part.substr(from, 1 + random() % part.size());
    }
    const auto readings = readTimeline(cell, phrases[random() % phrases.size()].options);
    ASSERT_FALSE(readings.empty()) << cell;
    for (const TimelineReading& reading : readings) {
      ASSERT_TRUE(!reading.earliest || !reading.due || *reading.earliest <= *reading.due) << cell;
      ASSERT_TRUE(endsItsPeriod(reading)) << cell;
    }
  }
}

}  // namespace
}  // namespace chaser::plan
