// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "common/text.h"
#include "plan/timeline.h"
#include "plan/timeline_json.h"

/// Real phrases with the readings that people gave them. The files lie beside the source tree and may be
/// absent.
namespace chaser::plan {
namespace {

using nlohmann::json;

const std::string kPlans = CHASER_SOURCE_DIR "/../shared/plans/";

std::string contentOf(const std::string& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string withLineBreaks(std::string phrase) {
  for (auto at = phrase.find("\\n"); at != std::string::npos; at = phrase.find("\\n", at))
    phrase.replace(at, 2, "\n");
  return phrase;
}

std::optional<Date> dayOf(const std::string& context) {
  const json object = context.empty() ? json::object() : json::parse(context);
  for (const char* key : {"plan_date", "entry_date"}) {
    if (object.contains(key)) return Date::parse(object[key].get<std::string>());
  }
  if (!object.contains("financial_year")) return std::nullopt;
  return Date::parse(object["financial_year"].get<std::string>().substr(0, 4) + "-04-01");
}

/// What counts in a reading: a day's neighbour `week` passes, and a party only where one is asked for.
bool agrees(const json& got, const json& want) {
  for (const char* key : {"basis", "state", "due", "review"}) {
    if (got[key] != want[key]) return false;
  }
  if (want["due"].is_null() && got["earliest"] != want["earliest"]) return false;
  if (got["precision"] != want["precision"] && (got["precision"] != "week" || want["precision"] != "day"))
    return false;
  return want["party"].is_null() || got["party"] == want["party"];
}

bool agreeAll(const json& got, const json& want) {
  if (got.size() != want.size()) return false;
  for (std::size_t i = 0; i < got.size(); ++i) {
    if (!agrees(got[i], want[i])) return false;
  }
  return true;
}

TEST(TimelineCorpus, RealPhrasesAreReadAsPeopleReadThem) {
  if (!std::filesystem::exists(kPlans + "timeline-phrases.tsv"))
    GTEST_SKIP() << "no phrases beside the source tree";
  std::istringstream lines(contentOf(kPlans + "timeline-phrases.tsv"));
  std::string line;
  std::getline(lines, line);
  std::size_t right = 0;
  std::size_t all = 0;
  while (std::getline(lines, line)) {
    const auto fields = split(line, '\t');
    ASSERT_GE(fields.size(), 5U) << line;
    TimelineOptions options;
    options.asOf = dayOf(std::string(fields[4]));
    const json got = json::parse(timelineJson(readTimeline(withLineBreaks(std::string(fields[0])), options)));
    const json expected = json::parse(fields[1]);
    json accepted = json::array({expected.is_array() ? expected : expected["milestones"]});
    if (!expected.is_array()) {
      for (const json& other : expected.value("alternatives", json::array())) accepted.push_back(other);
    }
    const bool ok =
        std::any_of(accepted.begin(), accepted.end(), [&](const json& want) { return agreeAll(got, want); });
    if (!ok) std::cout << "read otherwise: " << fields[0] << "\n  " << got.dump() << "\n";
    right += ok ? 1 : 0;
    ++all;
  }
  EXPECT_GE(right + 2, all) << right << " of " << all;
}

/// The last column of a CSV file, its heading left out; enough of RFC 4180 for this one file.
std::vector<std::string> lastColumn(const std::string& csv) {
  std::vector<std::string> cells;
  std::string field;
  bool quoted = false;
  for (const char c : csv) {
    if (c == '"') {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      field.clear();
    } else if (c == '\n' && !quoted) {
      cells.push_back(std::exchange(field, {}));
    } else if (c != '\r') {
      field += c;
    }
  }
  if (!field.empty()) cells.push_back(field);
  if (!cells.empty()) cells.erase(cells.begin());
  return cells;
}

TEST(TimelineCorpus, AWholePlansCellsAreItsIndicativeAndAgreedMilestones) {
  if (!std::filesystem::exists(kPlans + "lancashire-appendix-a.csv"))
    GTEST_SKIP() << "no plan beside the source tree";
  std::size_t indicative = 0;
  std::size_t agreed = 0;
  std::size_t complete = 0;
  std::size_t all = 0;
  const auto cells = lastColumn(contentOf(kPlans + "lancashire-appendix-a.csv"));
  ASSERT_EQ(cells.size(), 18U);
  for (const std::string& cell : cells) {
    for (const TimelineReading& reading : readTimeline(cell, {})) {
      ++all;
      indicative += reading.basis == Basis::Indicative ? 1 : 0;
      agreed += reading.basis == Basis::Agreed ? 1 : 0;
      complete += reading.state == State::Complete ? 1 : 0;
    }
  }
  EXPECT_EQ(all, 28U);
  EXPECT_EQ(indicative, 7U);
  EXPECT_EQ(agreed, 21U);
  EXPECT_EQ(complete, 3U);
}

}  // namespace
}  // namespace chaser::plan
