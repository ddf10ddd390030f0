// SPDX-License-Identifier: Apache-2.0
#include "rules/panel.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "rules/condition.h"
#include "rules/horizon.h"
#include "tests/rules/days.h"
#include "tests/rules/random_conditions.h"

namespace chaser::rules {
namespace {

using testing::Chance;

constexpr int kSets = 40;
constexpr int kRows = 300;

/// Conditions of which many ask the same fields, as in a real set, and more than fit one word of bits.
RuleSet randomSet(Chance& chance) {
  RuleSet set;
  const int rules = 1 + chance.upTo(90);
  for (int i = 0; i < rules; ++i) {
    Rule rule;
    rule.id = "rule-" + std::to_string(i);
    rule.over = chance.oneIn(3) ? Over::Action : Over::Milestone;
    Diagnostics ignored;
    // Over an action a milestone's own fields can't be asked for: such a condition is left out.
    rule.when = Condition::compile(print(chance.condition()), rule.over, Position{}, ignored);
    if (rule.when) set.rules.push_back(std::move(rule));
  }
  return set;
}

struct Expected {
  std::vector<std::size_t> holding;
  std::optional<Date> until;
};

class Panels : public ::testing::TestWithParam<unsigned> {
 protected:
  Panels() : chance_(GetParam()), calendar_(chance_.calendar(today_)), set_(randomSet(chance_)) {}

  Expected oneByOne(const plan::ActionRecord& record, const plan::Milestone* milestone) {
    Expected expected;
    for (std::size_t i = 0; i < set_.rules.size(); ++i) {
      const auto& rule = set_.rules[i];
      if ((rule.over == Over::Milestone) != (milestone != nullptr)) continue;
      const auto verdict = evaluate(rule, record, milestone, today_, calendar_, zone_);
      if (verdict.holds) expected.holding.push_back(i);
      expected.until = earlier(expected.until, verdict.until);
    }
    return expected;
  }
  void compare(const Panel::Answer& answer, const Expected& expected) {
    EXPECT_EQ(answer.holding, expected.holding);
    EXPECT_EQ(answer.until, expected.until);
  }

  const Date today_ = day("2017-10-02");
  const Zone zone_ = Zone::named("Europe/London").value();
  Chance chance_;
  plan::WorkingCalendar calendar_;
  RuleSet set_;
};

TEST_P(Panels, SaysOfEachRowWhatTheRulesSayOneByOne) {
  Panel panel(set_, calendar_, zone_, today_);
  std::vector<plan::ActionRecord> seen;
  for (int i = 0; i < kRows && !HasFailure(); ++i) {
    // Rows that were seen before, and such as differ in one value, meet what the panel has kept of them.
    auto record = i % 3 == 0 || seen.empty()
                      ? chance_.record(today_)
                      : seen[static_cast<std::size_t>(chance_.upTo(static_cast<int>(seen.size())))];
    if (i % 3 == 2) record.milestones.front().due = chance_.near(today_);
    if (chance_.oneIn(10)) record.action.closedAt = Instant::fromMillis(0);
    compare(panel.ofAction(record), oneByOne(record, nullptr));
    for (const auto& milestone : record.milestones)
      compare(panel.ofMilestone(record, milestone), oneByOne(record, &milestone));
    seen.push_back(std::move(record));
  }
}

TEST_P(Panels, NamesEveryFieldThatARuleAsks) {
  const Panel panel(set_, calendar_, zone_, today_);
  for (const auto& rule : set_.rules) {
    for (const auto& field : plan::fields()) {
      if (!rule.when->mentions(field.name)) continue;
      EXPECT_TRUE(std::find(panel.fields().begin(), panel.fields().end(), &field) != panel.fields().end())
          << field.name;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(RandomSets, Panels, ::testing::Range(1U, 1U + kSets));

}  // namespace
}  // namespace chaser::rules
