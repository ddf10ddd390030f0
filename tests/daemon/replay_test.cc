// SPDX-License-Identifier: Apache-2.0
#include "daemon/foresight/replay.h"

#include <gmock/gmock.h>

#include <map>

#include "daemon/sim/simulation.h"
#include "store/scratch.h"
#include "tests/daemon/house.h"

/// A plan that was lived through, and played again from what its database remembers.
namespace chaser::daemon {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr const char* kTwoRules = R"(rules:
  - id: passed
    summary: The date has passed
    over: milestone
    when: basis = indicative and due < today and state = open
    ladder:
      - {tell: owner, every: 2w}
      - {after: 3w, tell: coordinator}
  - id: slipped
    summary: Slipped again
    over: milestone
    when: slips >= 2 and state = open
    ladder: [{tell: coordinator}]
  - id: stale
    summary: Nothing was heard of it
    over: action
    when: progressed <= today - 4w and rag = green
    for: 3d
    ladder: [{tell: owner}]
)";

/// As one line, so that two plays are compared whole.
std::vector<std::string> linesOf(const Forecast& told) {
  std::vector<std::string> lines;
  for (const auto& message : told.messages) {
    for (const auto& item : message.items) {
      lines.push_back(message.at.iso() + " " + message.to + " " + message.kind + lineOf(item) +
                      item.wantedOn.iso());
    }
  }
  return lines;
}

class TheReplay : public House {
 protected:
  TheReplay() {
    folder.write("rules/10-own.yaml", kTwoRules);
    configuration = load();
  }

  /// Until then, with what is done on the way; times are local.
  void live(const std::string& until, const std::string& script) {
    engine.reset();
    Diagnostics diagnostics;
    const auto source = std::make_shared<const Source>(Source{"script", script});
    Simulation simulation(got(Stage::real(*configuration)), configuration, clock.now());
    simulation.add(readScript(source, configuration->zone, diagnostics));
    ASSERT_THAT(diagnostics, IsEmpty());
    ok(simulation.runUntil(configuration->zone.at(day(until), TimeOfDay{0})));
    EXPECT_THAT(simulation.mishaps(), IsEmpty());
    clock.moveTo(simulation.now());
  }
  Forecast again(const std::string& from, const std::string& to, const ReplayWishes& wishes = {}) {
    return got(replay(got(store->history()), configuration, day(from), day(to), wishes));
  }
  Forecast really(const std::string& from, const std::string& to) {
    return got(reallySaid(*store, configuration->zone, day(from), day(to), ""));
  }
  /// A plan with a life: dates pass and slip, rows come and go, a colour turns.
  void liveThroughWinter() {
    addAction("16.1", "2017-10-20");
    addAction("16.2", "2017-11-20");
    addAction("17", "2017-10-25");
    live("2018-02-01",
         "2017-10-24 10:00 sql UPDATE action SET rag = 'green', progress = 'The survey is done' WHERE ref = "
         "'16.2'\n"
         "2017-11-15 11:00 sql UPDATE milestone SET due = '2017-12-10' WHERE id = 1\n"
         "2017-11-15 11:00 sql INSERT INTO action (plan_id, ref, action) VALUES (1, '18', 'More'); INSERT "
         "INTO "
         "owner (action_id, role) VALUES (4, 'Head of Service'); INSERT INTO milestone (action_id, due, "
         "basis) "
         "VALUES (4, '2017-11-01', 'indicative')\n"
         "2017-12-01 10:00 sql UPDATE milestone SET basis = 'agreed' WHERE id = 2\n"
         "2017-12-04 10:00 sql UPDATE milestone SET due = '2018-01-10' WHERE id = 1\n"
         "2017-12-05 10:00 sql DELETE FROM action WHERE ref = '17'\n"
         "2018-01-15 10:00 sql UPDATE milestone SET state = 'complete' WHERE id = 4\n");
  }
};

TEST_F(TheReplay, SaysWhatWasReallySaid) {
  liveThroughWinter();
  const auto was = linesOf(really("2017-10-02", "2018-01-31"));
  EXPECT_GT(was.size(), 10U);
  const auto now = again("2017-10-02", "2018-01-31");
  EXPECT_EQ(linesOf(now), was);
  EXPECT_THAT(now.notes, IsEmpty());
  EXPECT_THAT(compare(really("2017-10-02", "2018-01-31"), now, configuration->zone), IsEmpty());
}

TEST_F(TheReplay, OfSomeWeeksKnowsWhatWentBefore) {
  liveThroughWinter();
  const auto was = linesOf(really("2017-11-27", "2017-12-31"));
  EXPECT_GT(was.size(), 2U);
  EXPECT_EQ(linesOf(again("2017-11-27", "2017-12-31")), was);
}

TEST_F(TheReplay, BeginsAfreshWhereThatIsAsked) {
  liveThroughWinter();
  const auto afresh = again("2018-01-03", "2018-01-31", {"", true});
  ASSERT_FALSE(afresh.messages.empty());
  // The first day on which anything may be said; what was due in November is asked about now.
  EXPECT_EQ(configuration->zone.dayOf(afresh.messages.front().at), day("2018-01-03"));
  EXPECT_EQ(afresh.messages.front().items.front().kind, "ask");
  EXPECT_NE(linesOf(afresh), linesOf(really("2018-01-03", "2018-01-31")));
}

TEST_F(TheReplay, OfAPlanThatNobodyWatchedBeginsOnItsFirstDay) {
  addAction("16.1", "2017-10-20");
  const auto told = again("2017-10-02", "2017-11-10");
  ASSERT_THAT(told.messages, SizeIs(2));
  EXPECT_EQ(configuration->zone.dayOf(told.messages.front().at), day("2017-10-23"));
  EXPECT_EQ(told.messages.front().to, "Ann");
}

TEST_F(TheReplay, ApprovesWhatTheStormGuardHolds) {
  addActions("7", 120, "2017-09-20");
  const auto told = again("2017-10-02", "2017-10-20");
  std::map<std::string, int> kinds;
  for (const auto& message : told.messages) {
    for (const auto& item : message.items) kinds[item.kind] += message.to == "Ann" ? 1 : 0;
  }
  EXPECT_EQ(kinds["ask"], 120);
  EXPECT_EQ(kinds["reminder"], 120);
}

TEST_F(TheReplay, OfOnePlanAlone) {
  addAction("16.1", "2017-10-20");
  sql("INSERT INTO plan (key) VALUES ('q'); INSERT INTO action (plan_id, ref) VALUES (2, '1');"
      "INSERT INTO owner (action_id, role) VALUES (2, 'Head of Service');"
      "INSERT INTO milestone (action_id, due, basis) VALUES (2, '2017-10-20', 'indicative')");
  const auto told = again("2017-10-02", "2017-10-31", {"q", false});
  ASSERT_THAT(told.messages, SizeIs(1));
  ASSERT_THAT(told.messages.front().items, SizeIs(1));
  EXPECT_EQ(told.messages.front().items.front().plan, "q");
}

TEST_F(TheReplay, TellsWhatAChangeOfRulesAddsAndTakesAwayByPerson) {
  liveThroughWinter();
  const auto before = again("2017-10-02", "2018-01-31");
  folder.write("rules/10-own.yaml", R"(rules:
  - id: passed
    summary: The date has passed
    over: milestone
    when: basis = indicative and due < today - 1w and state = open
    ladder: [{tell: owner}]
  - {id: new, summary: Anything green, over: action, when: rag = green, ladder: [{tell: coordinator}]}
)");
  configuration = load();
  const auto changes = compare(before, again("2017-10-02", "2018-01-31"), configuration->zone);
  ASSERT_THAT(changes, SizeIs(2));
  const auto& ann = changes[0];
  EXPECT_EQ(ann.to, "Ann");
  EXPECT_THAT(ann.added, IsEmpty());
  ASSERT_FALSE(ann.moved.empty());
  EXPECT_EQ(ann.moved.front().was, day("2017-10-23"));
  EXPECT_EQ(ann.moved.front().now.on, day("2017-10-30")) << "a week later, but for the weekend";
  for (const auto& gone : ann.takenAway) {
    EXPECT_TRUE(gone.item.kind != "ask" || gone.item.rule == "stale" || gone.item.ref == "16.1")
        << lineOf(gone.item);
  }
  const auto& ben = changes[1];
  EXPECT_EQ(ben.to, "Ben");
  ASSERT_THAT(ben.added, SizeIs(1));
  EXPECT_EQ(ben.added.front().item.rule, "new");
  EXPECT_EQ(ben.added.front().on, day("2017-10-24"));
  EXPECT_FALSE(ben.takenAway.empty());
}

TEST_F(TheReplay, SaysWhichEditsCouldNotBeDoneAgain) {
  addAction("16.1", "2017-10-20");
  auto history = got(store->history());
  history.steps.push_back(
      {history.steps.back().when, history.steps.back().at, "sql", {{"UPDATE nothing SET x = 1", {}}}});
  const auto told = got(replay(history, configuration, day("2017-10-02"), day("2017-10-31"), {}));
  EXPECT_THAT(told.notes, ElementsAre(HasSubstr("could not be done again")));
  EXPECT_THAT(told.messages, SizeIs(1));
}

Forecast saying(const std::vector<std::pair<std::string, int>>& daysAndOccurrences) {
  Forecast told;
  for (const auto& [iso, occurrence] : daysAndOccurrences) {
    ToldItem item;
    item.rule = "passed";
    item.occurrence = occurrence;
    Told message;
    message.at = at(iso + "T09:00:00Z");
    message.to = "Ann";
    message.items.push_back(item);
    told.messages.push_back(message);
  }
  return told;
}

TEST(TheComparison, PairsTheSameThingOnAnotherDay) {
  const auto changes =
      compare(saying({{"2017-10-02", 1}, {"2017-10-16", 2}, {"2017-10-30", 3}}),
              saying({{"2017-10-02", 1}, {"2017-10-23", 2}, {"2017-11-06", 4}}), Zone::utc());
  ASSERT_THAT(changes, SizeIs(1));
  ASSERT_THAT(changes[0].moved, SizeIs(1));
  EXPECT_EQ(changes[0].moved[0].was, day("2017-10-16"));
  EXPECT_EQ(changes[0].moved[0].now.on, day("2017-10-23"));
  ASSERT_THAT(changes[0].takenAway, SizeIs(1));
  EXPECT_EQ(changes[0].takenAway[0].item.occurrence, 3);
  ASSERT_THAT(changes[0].added, SizeIs(1));
  EXPECT_EQ(changes[0].added[0].item.occurrence, 4);
}

TEST(TheComparison, CountsARepetitionOfTheSame) {
  const auto changes =
      compare(saying({{"2017-10-02", 1}, {"2017-11-02", 1}}),
              saying({{"2017-10-02", 1}, {"2017-11-02", 1}, {"2017-12-02", 1}}), Zone::utc());
  ASSERT_THAT(changes, SizeIs(1));
  ASSERT_THAT(changes[0].added, SizeIs(1));
  EXPECT_EQ(changes[0].added[0].on, day("2017-12-02"));
  EXPECT_THAT(compare(saying({{"2017-10-02", 1}}), saying({{"2017-10-02", 1}}), Zone::utc()), IsEmpty());
}

}  // namespace
}  // namespace chaser::daemon
