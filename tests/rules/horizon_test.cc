// SPDX-License-Identifier: Apache-2.0
#include "rules/horizon.h"

#include <gtest/gtest.h>

#include "rules/condition.h"
#include "tests/rules/days.h"
#include "tests/rules/random_conditions.h"

namespace chaser::rules {
namespace {

using testing::Chance;

constexpr int kDays = 1500;
constexpr int kShards = 10;
constexpr int kCasesAShard = 1000;
// Every comparison of a random condition flips at most once and every milestone comes late at most once, so
// whoever jumps has to land only a few times. A horizon of "tomorrow" would never be late, and useless.
constexpr int kMostLandings = 120;

enum class Horizon { AsItIs, OneDayLate, Never, ForgetsNowAndThen };

Verdict spoilt(Verdict verdict, Horizon how) {
  if (how == Horizon::OneDayLate && verdict.until) verdict.until = *verdict.until + Days{1};
  if (how == Horizon::Never) verdict.until.reset();
  // Once in a while only: an error that hides in a rare case is found as well.
  if (how == Horizon::ForgetsNowAndThen && verdict.until && verdict.until->epochDays() % 50 == 0)
    verdict.until.reset();
  return verdict;
}

struct Outcome {
  int missed = 0;
  int landings = 0;
  bool backwards = false;
};

/// Looks every day and, beside that, only on the days that the last verdict named.
template <typename Evaluate>
Outcome compareWithJumping(Date first, Evaluate evaluate, Horizon how) {
  Outcome outcome;
  Verdict known;
  for (int i = 0; i < kDays; ++i) {
    const Date today = first + Days{i};
    const Verdict fresh = evaluate(today);
    if (i == 0 || (known.until && *known.until <= today)) {
      known = spoilt(fresh, how);
      ++outcome.landings;
      if (fresh.until && *fresh.until <= today) outcome.backwards = true;
    }
    if (known.holds != fresh.holds) ++outcome.missed;
  }
  return outcome;
}

struct Totals {
  int missed = 0;
  int flipping = 0;
  std::string firstMissed;
};

Totals run(unsigned seed, int cases, Horizon how) {
  Chance chance(seed);
  const Zone zone = Zone::utc();
  Totals totals;
  for (int i = 0; i < cases; ++i) {
    const Date base = day("2017-01-01") + Days{chance.upTo(400)};
    const auto calendar = chance.calendar(base);
    const auto record = chance.record(base);
    const std::string text = print(chance.condition());
    Diagnostics diagnostics;
    const auto condition = Condition::compile(text, Over::Milestone, Position{}, diagnostics);
    if (!condition) {
      ADD_FAILURE() << text << "\n" << diagnostics.front().render();
      return totals;
    }
    plan::Row row{record, record.milestones.data(), base, zone};
    const auto outcome = compareWithJumping(
        base,
        [&](Date today) {
          row.today = today;
          return condition->evaluate(row, calendar);
        },
        how);
    if (how == Horizon::AsItIs) {
      EXPECT_FALSE(outcome.backwards) << text;
      EXPECT_LE(outcome.landings, kMostLandings) << text;
    }
    totals.missed += outcome.missed;
    if (outcome.landings > 1) ++totals.flipping;
    if (outcome.missed > 0 && totals.firstMissed.empty()) totals.firstMissed = text;
  }
  return totals;
}

class HorizonProperty : public ::testing::TestWithParam<int> {};

TEST_P(HorizonProperty, LookingOnlyWhenAVerdictMayChangeMissesNoDay) {
  const auto totals = run(static_cast<unsigned>(GetParam()), kCasesAShard, Horizon::AsItIs);
  EXPECT_EQ(totals.missed, 0) << totals.firstMissed;
  EXPECT_GT(totals.flipping, kCasesAShard / 3) << "the conditions are too dull to prove anything";
}

// A thousand conditions a shard, so that they run side by side.
INSTANTIATE_TEST_SUITE_P(TenThousandConditions, HorizonProperty, ::testing::Range(1, kShards + 1));

TEST(Horizon, ABrokenOneIsFoundByTheSameProperty) {
  for (const auto how : {Horizon::OneDayLate, Horizon::Never, Horizon::ForgetsNowAndThen}) {
    EXPECT_GT(run(1, 100, how).missed, 0);
  }
}

Verdict ask(std::string_view text, std::string_view due, std::string_view today,
            const plan::WorkingCalendar& calendar = {}) {
  plan::ActionRecord record;
  record.plan = std::make_shared<plan::Plan>();
  record.milestones.resize(1);
  record.milestones[0].due = Date::parse(due);
  Diagnostics diagnostics;
  const auto condition = Condition::compile(text, Over::Milestone, Position{}, diagnostics);
  for (const auto& d : diagnostics) ADD_FAILURE() << d.render();
  if (!condition) return {};
  return condition->evaluate({record, record.milestones.data(), day(today), Zone::utc()}, calendar);
}

TEST(Horizon, APassedDateFlipsOnTheNextDay) {
  EXPECT_EQ(ask("due < today", "2017-09-30", "2017-09-01"), (Verdict{false, day("2017-10-01")}));
  EXPECT_EQ(ask("due < today", "2017-09-30", "2017-10-01"), (Verdict{true, std::nullopt}));
  EXPECT_EQ(ask("due <= today", "2017-09-30", "2017-09-01"), (Verdict{false, day("2017-09-30")}));
  EXPECT_EQ(ask("today <= due", "2017-09-30", "2017-09-01"), (Verdict{true, day("2017-10-01")}));
  EXPECT_EQ(ask("today < due", "2017-09-30", "2017-09-01"), (Verdict{true, day("2017-09-30")}));
}

TEST(Horizon, WorkingDaysAreCountedOverEaster) {
  const auto england = plan::WorkingCalendar::ofDivision("england-and-wales").value();
  // Two working days before Wednesday 19 April 2017 is Maundy Thursday.
  EXPECT_EQ(ask("today >= due - 2wd", "2017-04-19", "2017-04-01", england),
            (Verdict{false, day("2017-04-13")}));
  // From Maundy Thursday two working days on is that Wednesday; from any day before it is earlier.
  EXPECT_EQ(ask("due <= today + 2wd", "2017-04-19", "2017-04-01", england),
            (Verdict{false, day("2017-04-13")}));
}

TEST(Horizon, MonthsClampAndStillFlipOnTheRightDay) {
  // 31 January + 1 month is 28 February, and so are 28, 29 and 30 January.
  EXPECT_EQ(ask("due <= today + 1mo", "2017-02-28", "2017-01-01"), (Verdict{false, day("2017-01-28")}));
  EXPECT_EQ(ask("due < today + 1mo", "2017-02-28", "2017-01-01"), (Verdict{false, day("2017-02-01")}));
  EXPECT_EQ(ask("due + 1mo < today", "2017-01-31", "2017-02-01"), (Verdict{false, day("2017-03-01")}));
}

TEST(Horizon, AMissingDateNeverComesDue) {
  EXPECT_EQ(ask("due < today", "", "2017-09-01"), (Verdict{false, std::nullopt}));
  EXPECT_EQ(ask("not due < today", "", "2017-09-01"), (Verdict{true, std::nullopt}));
}

TEST(Horizon, SpansOfCenturiesAreStillAnswered) {
  const auto verdict = ask("due < today - 100y - 100y - 1200mo - 26000wd - 100y - 100y - 100y - 100y",
                           "9999-12-31", "0001-01-01");
  EXPECT_FALSE(verdict.holds);
  EXPECT_TRUE(verdict.until.has_value());
}

}  // namespace
}  // namespace chaser::rules
