// SPDX-License-Identifier: Apache-2.0
#include "rules/explain.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rules/condition.h"
#include "tests/rules/days.h"
#include "tests/rules/random_conditions.h"

/// What `chaser explain` shows of a condition.
namespace chaser::rules {
namespace {

using testing::Chance;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::shared_ptr<const Condition> compiled(const std::string& text) {
  Diagnostics diagnostics;
  auto condition = Condition::compile(text, Over::Milestone, Position{}, diagnostics);
  for (const auto& diagnostic : diagnostics) ADD_FAILURE() << diagnostic.render();
  return condition;
}

class AnExplanation : public ::testing::Test {
 protected:
  AnExplanation() {
    record.plan = std::make_shared<plan::Plan>();
    plan::Milestone milestone;
    milestone.id = MilestoneId{1};
    milestone.due = Date::parse("2017-09-30");
    milestone.basis = plan::Basis::Indicative;
    record.milestones.push_back(milestone);
  }
  [[nodiscard]] Explained of(const std::string& condition) const {
    const plan::Row row{record, &record.milestones.front(), Date::parse("2017-10-02").value(), zone};
    return explain(compiled(condition)->root(), row, calendar);
  }
  plan::ActionRecord record;
  plan::WorkingCalendar calendar;
  Zone zone = Zone::utc();
};

std::vector<std::string> spoken(const std::vector<Seen>& seen) {
  std::vector<std::string> out;
  for (const auto& one : seen) out.push_back(one.term + ": " + one.value);
  return out;
}

std::vector<std::string> deciding(const Explained& explained) {
  std::vector<std::string> out;
  for (const auto& child : explained.children) {
    if (child.decides) out.push_back(child.text);
  }
  return out;
}

TEST_F(AnExplanation, ShowsTheValueOnEachSideAsAPersonReadsIt) {
  EXPECT_THAT(spoken(of("due < today").seen), ElementsAre("due: 30 September 2017", "today: 2 October 2017"));
  EXPECT_THAT(spoken(of("due + 1mo < today - 2w").seen),
              ElementsAre("due + 1mo: 30 October 2017", "today - 2w: 18 September 2017"));
  EXPECT_THAT(spoken(of("basis = agreed").seen), ElementsAre("basis: indicative"));
  EXPECT_THAT(spoken(of("rag in [red, amber]").seen), ElementsAre("rag: missing"));
  EXPECT_THAT(spoken(of("not review").children.front().seen), ElementsAre("review: no"));
  EXPECT_THAT(spoken(of("slips > 2").seen), ElementsAre("slips: 0"));
  EXPECT_THAT(spoken(of("due >= 2017-10-01 + 10wd").seen),
              ElementsAre("due: 30 September 2017", "2017-10-01 + 10wd: 13 October 2017"));
  record.milestones.front().party = "NCH";
  EXPECT_THAT(spoken(of("party contains \"ch\"").seen), ElementsAre("party: 'NCH'"));
}

TEST_F(AnExplanation, SaysWhatIsMissing) {
  const auto explained = of("proposed_due < today");
  EXPECT_FALSE(explained.verdict.holds);
  EXPECT_TRUE(explained.seen.front().missing);
  EXPECT_EQ(explained.seen.front().value, "missing");
}

TEST_F(AnExplanation, NamesThePartsThatDecide) {
  EXPECT_THAT(deciding(of("basis = indicative and due < today")),
              ElementsAre("basis = indicative", "due < today"));
  EXPECT_THAT(deciding(of("basis = agreed and due < today")), ElementsAre("basis = agreed"));
  EXPECT_THAT(deciding(of("basis = agreed or due < today")), ElementsAre("due < today"));
  EXPECT_THAT(deciding(of("basis = agreed or due > today")), ElementsAre("basis = agreed", "due > today"));
  // What lies below a part that does not matter does not matter either.
  const auto nested = of("basis = agreed and (due < today or review)");
  EXPECT_THAT(deciding(nested.children.back()), IsEmpty());
}

TEST_F(AnExplanation, TellsOfAFieldThatLooksAtToday) {
  record.milestones.front().basis = plan::Basis::Agreed;
  record.milestones.front().due = Date::parse("2017-10-10");
  const auto explained = of("overdue_milestones > 0");
  EXPECT_THAT(spoken(explained.seen), ElementsAre("overdue_milestones: 0"));
  EXPECT_EQ(explained.seen.front().changesOn, Date::parse("2017-10-11"));
  EXPECT_EQ(explained.verdict.until, Date::parse("2017-10-11"));
}

TEST(AnExplanationOfAnyCondition, GivesEachPartTheVerdictThatTheEngineGivesIt) {
  Chance chance(2024);
  const Date base = Date::parse("2017-01-01").value();
  const Zone zone = Zone::named("Europe/London").value();
  int looked = 0;
  for (int i = 0; i < 2000; ++i) {
    Diagnostics diagnostics;
    const auto condition =
        Condition::compile(print(chance.condition()), Over::Milestone, Position{}, diagnostics);
    if (!condition) continue;
    const auto record = chance.record(base);
    const auto calendar = chance.calendar(base);
    const plan::Row row{record, &record.milestones.front(), chance.near(base), zone};
    const auto check = [&](const auto& self, const Node& node, const Explained& part) -> void {
      ASSERT_EQ(part.text, node.text);
      ASSERT_EQ(part.verdict, evaluate(node, row, calendar)) << node.text;
      ASSERT_EQ(part.children.size(), node.children.size());
      for (std::size_t c = 0; c < node.children.size(); ++c) self(self, node.children[c], part.children[c]);
    };
    const auto explained = explain(condition->root(), row, calendar);
    check(check, condition->root(), explained);
    ++looked;
  }
  EXPECT_GT(looked, 1500);
}

}  // namespace
}  // namespace chaser::rules
