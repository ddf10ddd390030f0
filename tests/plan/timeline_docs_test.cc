// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <fstream>
#include <functional>
#include <string>
#include <vector>

#include "common/text.h"
#include "plan/timeline.h"

namespace chaser::plan {
namespace {

std::string dayOrNone(const std::optional<Date>& day) {
  return day ? day->iso() : "none";
}

/// A reading in the words of the last column of docs/timeline.md.
std::string spoken(const TimelineReading& reading) {
  std::string words(toString(reading.state));
  if (reading.basis) words += ", " + std::string(toString(*reading.basis));
  if (reading.review) words += ", review";
  if (!reading.party.empty()) words += ", by " + reading.party;
  words += ", " + std::string(toString(reading.precision));
  return words + (reading.doubt.empty() ? "" : ", ?");
}

std::string eachOf(const std::vector<TimelineReading>& readings,
                   const std::function<std::string(const TimelineReading&)>& say) {
  std::string all;
  for (const TimelineReading& reading : readings) all += (all.empty() ? "" : "; ") + say(reading);
  return all;
}

TEST(TimelineDocs, TheExamplesInTheManualAreReadAsItSays) {
  std::ifstream manual(CHASER_SOURCE_DIR "/docs/timeline.md");
  ASSERT_TRUE(manual);
  const TimelineOptions options{.yearStarts = 4, .asOf = Date::parse("2018-01-31"), .knownParties = {}};
  bool inExamples = false;
  std::size_t examples = 0;
  for (std::string line; std::getline(manual, line);) {
    if (line.starts_with("| in the cell")) inExamples = true;
    if (line.starts_with("## What is not read")) inExamples = false;
    const auto fields = split(line, '|');
    if (!inExamples || fields.size() != 6 || line.starts_with("| in the") || line.starts_with("| ---"))
      continue;
    const std::string cell(trim(fields[1]));
    const auto readings = readTimeline(cell, options);
    EXPECT_EQ(eachOf(readings, [](const auto& r) { return dayOrNone(r.due); }), trim(fields[2])) << cell;
    EXPECT_EQ(eachOf(readings, [](const auto& r) { return dayOrNone(r.earliest); }), trim(fields[3])) << cell;
    EXPECT_EQ(eachOf(readings, spoken), trim(fields[4])) << cell;
    ++examples;
  }
  EXPECT_GE(examples, 30U);
}

TEST(TimelineDocs, AMovedDateRemembersTheOneBefore) {
  for (const char* cell : {"March 2018 (extended to June 2018)", "was March 2018, now June 2018",
                           "June 2018 (previously March 2018)", "revised from March 2018 to June 2018",
                           "Original: March 2018\nRevised: June 2018"}) {
    const auto readings = readTimeline(cell, {});
    ASSERT_EQ(readings.size(), 1U) << cell;
    EXPECT_EQ(readings[0].due, Date::parse("2018-06-30")) << cell;
    EXPECT_EQ(readings[0].previously, Date::parse("2018-03-31")) << cell;
  }
}

}  // namespace
}  // namespace chaser::plan
