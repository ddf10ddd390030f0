// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "daemon/foresight/explanation.h"
#include "daemon/foresight/forecast.h"
#include "store/scratch.h"
#include "tests/daemon/house.h"

/// What forecast and explain say of a plan, besides being the simulator's own words
/// (tests/system/forecast_test.py).
namespace chaser::daemon {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class Foresight : public House {
 protected:
  store::Scratch copy() { return got(store::Scratch::copyOf((folder / "plan.db").string())); }
  Forecast ahead(const std::string& until, const ForecastWishes& wishes = {}) {
    return got(forecast(copy(), configuration, clock.now(), day(until), wishes));
  }
  Explanation why(const std::string& on) {
    return got(explain(copy(), configuration, {"passed", ActionId{1}, MilestoneId{1}, day(on)}, clock.now()));
  }
};

TEST_F(Foresight, SaysWhoIsToldWhenAndLeavesTheDatabaseAlone) {
  addAction("16.1", "2017-10-20");
  const auto before = one("SELECT count(*) FROM audit");
  const auto seen = ahead("2017-11-30");
  ASSERT_THAT(seen.messages, SizeIs(2));
  EXPECT_EQ(configuration->zone.dayOf(seen.messages[0].at), day("2017-10-23"));  // the 21st is a Saturday
  EXPECT_EQ(seen.messages[0].to, "Ann");
  EXPECT_EQ(seen.messages[0].items.front().kind, "ask");
  EXPECT_EQ(seen.messages[0].items.front().wantedOn, day("2017-10-21"));
  EXPECT_EQ(seen.messages[1].items.front().kind, "reminder");
  EXPECT_THAT(seen.unsaid, IsEmpty());
  EXPECT_EQ(one("SELECT count(*) FROM audit"), before);
  EXPECT_EQ(one("SELECT count(*) FROM alert"), "0");
}

TEST_F(Foresight, BeginsWhereThePlanIsInItsLife) {
  addAction("16.1", "2017-10-20");
  clock.moveTo(at("2017-10-23T12:00:00Z"));
  tick();
  const auto seen = ahead("2017-11-05");
  // The first message is frozen and on its way: it is the next one that leaves.
  ASSERT_THAT(seen.messages, SizeIs(1));
  EXPECT_EQ(seen.messages[0].items.front().kind, "ask");
  EXPECT_THAT(ahead("2017-11-06").messages, SizeIs(2));
}

TEST_F(Foresight, SaysNothingOfWhatTheStormGuardHoldsUnlessItIsApproved) {
  addActions("7", 120, "2017-09-20");
  const auto held = ahead("2017-10-20");
  EXPECT_EQ(held.held, 120U);
  for (const auto& told : held.messages) EXPECT_EQ(told.to, "Ben") << "the coordinator alone is told";
  const auto approved = ahead("2017-10-20", {"", true});
  EXPECT_EQ(approved.held, 0U);
  std::size_t asked = 0;
  for (const auto& told : approved.messages) asked += told.to == "Ann" ? told.items.size() : 0;
  EXPECT_GE(asked, 120U);
}

TEST_F(Foresight, GivesItsReasonForWhatIsWantedAndCannotBeSaid) {
  folder.write("contacts.yaml", R"(contacts: [{name: Ann, roles: [Head of Service]}]
plans: [{key: p, coordinator: Programme manager}]
)");
  configuration = load();
  addAction("16.1", "2017-10-20");
  const auto seen = ahead("2017-10-31");
  EXPECT_THAT(seen.messages, IsEmpty());
  ASSERT_THAT(seen.unsaid, SizeIs(::testing::Ge(1U)));
  EXPECT_EQ(seen.unsaid.front().reason, alerts::Reason::NoAddress);
}

TEST_F(Foresight, GoesOnWhereTheDaemonWouldWaitForItsClockToBeBelieved) {
  addAction("16.1", "2018-01-20");
  tick();
  clock.moveTo(at("2018-01-15T12:00:00Z"));
  const auto seen = ahead("2018-01-31");
  ASSERT_THAT(seen.notes, SizeIs(1));
  EXPECT_THAT(seen.notes.front(), HasSubstr("chaser approve --clock"));
  EXPECT_THAT(seen.messages, SizeIs(1));
}

TEST_F(Foresight, CountsMessagesByPersonAndWeek) {
  addAction("16.1", "2017-10-20");
  const auto seen = ahead("2017-11-10");
  const auto weeks = weeksOf(seen, configuration->zone);
  EXPECT_EQ(weeks.mondays.front(), day("2017-10-02"));
  EXPECT_EQ(weeks.mondays.back(), day("2017-11-06"));
  ASSERT_THAT(weeks.lines, SizeIs(1));
  EXPECT_EQ(weeks.lines.front().to, "Ann");
  EXPECT_THAT(weeks.lines.front().messages, ElementsAre(0, 0, 0, 1, 0, 1));
  EXPECT_EQ(weeks.lines.front().total, 2);
  EXPECT_THAT(forecastAsHtml(seen, configuration->zone), HasSubstr("<svg "));
}

TEST_F(Foresight, ShowsNoScriptOfAPlanOnItsPage) {
  addAction("16.1", "2017-10-20");
  sql("UPDATE milestone SET text = '<script>alert(1)</script>'");
  const auto page = forecastAsHtml(ahead("2017-10-31"), configuration->zone);
  EXPECT_THAT(page, ::testing::Not(HasSubstr("<script")));
  EXPECT_THAT(page, HasSubstr("&lt;script&gt;"));
}

TEST_F(Foresight, ExplainsARowThatIsNotDueYet) {
  addAction("16.1", "2017-10-20");
  const auto explained = why("2017-10-02");
  EXPECT_FALSE(explained.condition.verdict.holds);
  EXPECT_EQ(explained.condition.verdict.until, day("2017-10-21"));
  EXPECT_EQ(explained.standing.reason, alerts::Reason::NotDue);
  EXPECT_EQ(explained.standing.until, day("2017-10-21"));
  ASSERT_FALSE(explained.toCome.empty());
  EXPECT_EQ(configuration->zone.dayOf(*explained.toCome.front().at), day("2017-10-23"));
  EXPECT_EQ(explained.toCome.front().to, "Ann");
}

TEST_F(Foresight, ExplainsADayToComeAsThePlanWillBeThen) {
  addAction("16.1", "2017-10-20");
  addAction("16.2", "2017-10-20");
  const auto explained = why("2017-10-25");
  EXPECT_TRUE(explained.condition.verdict.holds);
  ASSERT_TRUE(explained.alert.has_value());
  EXPECT_EQ(explained.alert->firedOn, day("2017-10-21"));
  ASSERT_THAT(explained.alert->made, SizeIs(1));
  EXPECT_THAT(explained.alert->made.front().told, ElementsAre("Ann"));
  for (const auto& step : explained.toCome) EXPECT_EQ(step.item.ref, "16.1");
  EXPECT_EQ(explained.toCome.front().item.kind, "reminder");
}

TEST_F(Foresight, ExplainsARuleThatAsksWhatTheWholePlanHas) {
  folder.write("rules/10-own.yaml",
               "rules:\n  - {id: passed, summary: No owner, over: action, ladder: [{tell: coordinator}],\n"
               "     when: plan_has_owners and owner is missing}\n");
  configuration = load();
  addAction("16.1", "2017-10-20");
  sql("DELETE FROM owner");
  EXPECT_FALSE(
      got(explain(copy(), configuration, {"passed", ActionId{1}, {}, day("2017-10-02")}, clock.now()))
          .condition.verdict.holds);
  addAction("16.2", "2017-10-20");
  const auto explained =
      got(explain(copy(), configuration, {"passed", ActionId{1}, {}, day("2017-10-02")}, clock.now()));
  EXPECT_TRUE(explained.condition.verdict.holds);
  EXPECT_FALSE(explained.toCome.empty());
}

TEST_F(Foresight, ExplainsWhatWaits) {
  addAction("16.1", "2017-10-20");
  clock.moveTo(at("2017-10-21T12:00:00Z"));  // a Saturday
  tick();
  const auto explained = why("2017-10-21");
  ASSERT_TRUE(explained.alert.has_value());
  EXPECT_EQ(explained.standing.reason, alerts::Reason::Holiday);
}

TEST_F(Foresight, ExplainsADayGoneByWithoutALadder) {
  addAction("16.1", "2017-09-20");
  const auto explained = why("2017-09-20");
  EXPECT_TRUE(explained.past);
  EXPECT_FALSE(explained.condition.verdict.holds);
  EXPECT_THAT(explained.toCome, IsEmpty());
}

}  // namespace
}  // namespace chaser::daemon
