// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "plan/timeline.h"
#include "tests/plan/support/reading_notation.h"

/// Tables of phrases with the readings that a programme manager expects, one file a kind, in
/// tests/plan/timeline/. Each line is a context, a phrase and its readings, between tabs; the notation is in
/// support/reading_notation.h. A new phrase that somebody met in a plan is one line more.
namespace chaser::plan {
namespace {

using namespace notation;

class TimelineBreadth : public ::testing::TestWithParam<const char*> {};

TEST_P(TimelineBreadth, PhrasesAreReadAsAProgrammeManagerReadsThem) {
  const std::string path = std::string(CHASER_SOURCE_DIR "/tests/plan/timeline/") + GetParam() + ".tsv";
  std::ifstream file(path);
  ASSERT_TRUE(file) << path;
  std::size_t lines = 0;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line[0] == '#') continue;
    const auto fields = split(line, '\t');
    ASSERT_EQ(fields.size(), 3U) << line;
    const auto answers = readWantedCells(fields[2]);
    ASSERT_FALSE(answers.empty()) << "wrongly written: " << line;
    const auto got = readTimeline(withLineBreaks(std::string(fields[1])), optionsOf(fields[0]));
    bool right = false;
    for (const WantedCell& answer : answers) right = right || fits(got, answer);
    EXPECT_TRUE(right) << "'" << fields[1] << "'\n  wanted " << fields[2] << "\n  read   " << notationOf(got);
    ++lines;
  }
  EXPECT_GT(lines, 0U);
}

INSTANTIATE_TEST_SUITE_P(Tables, TimelineBreadth,
                         ::testing::Values("dates", "periods", "ranges", "relative", "recurring", "status",
                                           "basis", "party", "lists", "revised", "sentences", "nonsense",
                                           "public_bodies", "second_look", "fulfilled"),
                         [](const auto& table) { return std::string(table.param); });

}  // namespace
}  // namespace chaser::plan
