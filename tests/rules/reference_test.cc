// SPDX-License-Identifier: Apache-2.0
#include "rules/reference.h"
#include "rules/grammar.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "plan/fields.h"
#include "rules/condition.h"
#include "rules/rule.h"

namespace chaser::rules {
namespace {

std::string manual() {
  std::stringstream text;
  text << std::ifstream(std::string(CHASER_SOURCE_DIR) + "/docs/rules.md").rdbuf();
  return text.str();
}

std::string between(const std::string& text, std::string_view begin, std::string_view end) {
  const auto from = text.find(begin);
  if (from == std::string::npos) return {};
  const auto start = from + begin.size();
  return text.substr(start, text.find(end, start) - start);
}

/// Each generated block of the manual is what it is generated from. To accept new ones after having read
/// them, run with CHASER_ACCEPT=1.
TEST(Manual, ItsTablesAreMadeOfWhatTheProgramKnows) {
  const std::pair<const char*, std::string> blocks[] = {
      {"grammar", grammarMarkdown()}, {"constructs", constructsMarkdown()}, {"fields", fieldsMarkdown()}};
  for (const auto& [name, generated] : blocks) {
    const auto begin = "<!-- " + std::string(name) + ": begin -->\n";
    const auto end = "<!-- " + std::string(name) + ": end -->";
    if (std::getenv("CHASER_ACCEPT") != nullptr) {
      auto text = manual();
      const auto from = text.find(begin) + begin.size();
      text.replace(from, text.find(end, from) - from, generated);
      std::ofstream(std::string(CHASER_SOURCE_DIR) + "/docs/rules.md") << text;
    }
    EXPECT_EQ(between(manual(), begin, end), generated) << name;
  }
}

TEST(Manual, ItsExampleRuleLoads) {
  Diagnostics diagnostics;
  std::string text = between(manual(), "```yaml\n", "```");
  // The rule that it inhibits is another one's business.
  const auto at = text.find("    inhibits");
  text.erase(at, text.find('\n', at) - at + 1);
  const auto set = loadRules({std::make_shared<Source>(Source{"example", text})}, diagnostics);
  for (const auto& d : diagnostics) ADD_FAILURE() << d.render();
  EXPECT_NE(set.find("indicative-date-passed"), nullptr);
}

TEST(Fields, HaveNamesOfTheirOwnAndSayWhatTheyMean) {
  std::set<std::string_view> names;
  for (const auto& field : plan::fields()) {
    EXPECT_TRUE(names.insert(field.name).second) << field.name;
    EXPECT_FALSE(field.meaning.empty() || field.source.empty()) << field.name;
    EXPECT_EQ(plan::findField(field.name), &field);
    EXPECT_THAT(fieldsText(), ::testing::HasSubstr(std::string(field.name)));
  }
  EXPECT_EQ(plan::findField("nothing"), nullptr);
  EXPECT_EQ(plan::fieldNames(true).size(), names.size());
}

TEST(Fields, AsJsonNameTheValuesOfTheClosedSets) {
  const auto json = nlohmann::json::parse(fieldsJson());
  ASSERT_EQ(json.size(), plan::fields().size());
  for (const auto& field : json) {
    if (field["name"] != "basis") continue;
    EXPECT_EQ(field["words"], (nlohmann::json{"indicative", "agreed"}));
    EXPECT_EQ(field["over"], (nlohmann::json::array({"milestone"})));
  }
}

TEST(Fields, CanBeReadFromABareRowAndAllOfThemAreMissingOrPlain) {
  plan::ActionRecord record;
  record.plan = std::make_shared<plan::Plan>();
  record.milestones.resize(1);
  const Zone zone = Zone::utc();
  for (const auto& field : plan::fields()) {
    std::string scratch;
    const plan::Milestone* milestone = field.ofMilestone ? record.milestones.data() : nullptr;
    const auto value = field.read({record, milestone, Date(), zone}, scratch);
    EXPECT_EQ(value.present && field.type == plan::FieldType::Text, false) << field.name;
    EXPECT_EQ(value.present && field.type == plan::FieldType::Date, false) << field.name;
  }
}

TEST(Fields, AnOwnerIsTheMilestonesElseTheActionsElseByWhom) {
  plan::ActionRecord record;
  record.plan = std::make_shared<plan::Plan>();
  record.action.byWhom = "Clerk to arrange";
  record.milestones.resize(1);
  record.milestones[0].id = MilestoneId{7};
  const Zone zone = Zone::utc();
  const auto owner = [&](bool ofMilestone) {
    std::string scratch;
    const plan::Row row{record, ofMilestone ? record.milestones.data() : nullptr, Date(), zone};
    return std::string(plan::findField("owner")->read(row, scratch).text);
  };
  EXPECT_EQ(owner(true), "Clerk to arrange");
  record.owners = {{MilestoneId{}, "Head A", 0}, {MilestoneId{}, "Head B", 1}};
  EXPECT_EQ(owner(true), "Head A; Head B");
  record.owners.push_back({MilestoneId{7}, "Head C", 2});
  EXPECT_EQ(owner(true), "Head C");
  EXPECT_EQ(owner(false), "Head A; Head B; Head C");
}

TEST(Fields, AnInstantIsTheCivilDayOfItsZone) {
  plan::ActionRecord record;
  record.plan = std::make_shared<plan::Plan>();
  record.action.updatedAt = Instant::parse("2017-06-30T23:30:00.000Z");
  const auto updated = [&](const Zone& zone) {
    std::string scratch;
    return Date::fromEpochDays(static_cast<std::int32_t>(
        plan::findField("updated")->read({record, nullptr, Date(), zone}, scratch).number));
  };
  EXPECT_EQ(updated(Zone::utc()).iso(), "2017-06-30");
  EXPECT_EQ(updated(Zone::named("Europe/London").value()).iso(), "2017-07-01");
}

TEST(Fields, OverdueMilestonesCountNeitherEstimatesNorReviews) {
  plan::ActionRecord record;
  record.plan = std::make_shared<plan::Plan>();
  record.milestones.resize(4);
  const Date due = Date::parse("2017-06-30").value();
  for (auto& milestone : record.milestones) milestone.due = due;
  record.milestones[0].basis = plan::Basis::Indicative;
  record.milestones[1].review = true;
  record.milestones[2].basis = plan::Basis::Agreed;
  const Zone zone = Zone::utc();
  const auto overdue = [&](Date today) {
    std::string scratch;
    return plan::findField("overdue_milestones")->read({record, nullptr, today, zone}, scratch);
  };
  EXPECT_EQ(overdue(due).number, 0);
  EXPECT_EQ(overdue(due).changesOn, due + Days{1});
  EXPECT_EQ(overdue(due + Days{1}).number, 2);
  EXPECT_FALSE(overdue(due + Days{1}).changesOn.has_value());
}

}  // namespace
}  // namespace chaser::rules
