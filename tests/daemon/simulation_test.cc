// SPDX-License-Identifier: Apache-2.0
#include "daemon/sim/simulation.h"

#include <gmock/gmock.h>

#include "daemon/sim/control.h"
#include "daemon/sim/story.h"
#include "tests/daemon/house.h"

namespace chaser::daemon {
namespace {

class TheSimulation : public House {
 protected:
  TheSimulation() {
    addAction("16.1", "2017-10-20");
    engine.reset();
  }
  std::vector<ScriptEvent> events(const std::string& lines) {
    Diagnostics diagnostics;
    auto read =
        readScript(std::make_shared<const Source>(Source{"script", lines}), configuration->zone, diagnostics);
    for (const auto& diagnostic : diagnostics) ADD_FAILURE() << diagnostic.render();
    return read;
  }
  std::vector<Told> storyOf(const std::string& script, const std::string& until) {
    Simulation simulation(got(Stage::real(*configuration)), configuration, clock.now());
    simulation.add(events(script));
    ok(simulation.runUntil(configuration->zone.at(day(until), TimeOfDay{0})));
    EXPECT_THAT(simulation.mishaps(), ::testing::IsEmpty());
    return got(readStory(simulation.store()));
  }
};

TEST_F(TheSimulation, RemindsEveryTwoWeeksUntilSomebodyEdits) {
  const auto story = storyOf("2017-11-22 10:00 sql UPDATE milestone SET basis = 'agreed'\n", "2018-01-31");
  ASSERT_FALSE(story.empty());
  EXPECT_EQ(configuration->zone.dayOf(story.front().at), day("2017-10-23"));  // the 21st is a Saturday
  EXPECT_EQ(story.front().to, "Ann");
  EXPECT_EQ(story.front().items.front().ref, "16.1");
  EXPECT_LT(configuration->zone.dayOf(story.back().at), day("2017-11-22"));
  EXPECT_GE(story.size(), 2U);
}

TEST_F(TheSimulation, SendsOnWorkingDaysInsideTheWindowAlone) {
  for (const auto& told : storyOf("", "2018-03-31")) {
    EXPECT_TRUE(configuration->calendar.isWorking(configuration->zone.dayOf(told.at))) << told.at.iso();
    const auto time = configuration->zone.timeOf(told.at);
    EXPECT_GE(time, (TimeOfDay{8 * 60 + 30}));
    EXPECT_LE(time, (TimeOfDay{17 * 60 + 30}));
  }
}

TEST_F(TheSimulation, MakesUpForTheTimeInWhichTheMachineWasOff) {
  const auto story = storyOf("2017-10-19 12:00 off 14d\n", "2017-11-03");
  ASSERT_EQ(story.size(), 1U);
  EXPECT_EQ(configuration->zone.dayOf(story.front().at), day("2017-11-02"));
}

TEST_F(TheSimulation, ObeysItsControlSocket) {
  Simulation simulation(got(Stage::real(*configuration)), configuration, clock.now());
  const auto say = [&](const char* command) { return obey(simulation, configuration->zone, command).line; };
  EXPECT_EQ(say("now"), "ok 2017-10-02T08:00:00.000Z");
  EXPECT_EQ(say("advance 1d"), "ok 2017-10-03T08:00:00.000Z");
  EXPECT_EQ(say("until 2017-11-01T09:00"), "ok 2017-11-01T09:00:00.000Z");
  EXPECT_EQ(say("tick"), "ok 2017-11-01T09:00:00.000Z");
  EXPECT_THAT(say("fly"), ::testing::HasSubstr("no command"));
  EXPECT_TRUE(obey(simulation, configuration->zone, "quit").quit);
}

TEST_F(TheSimulation, RefusesADatabaseThatAnEngineHolds) {
  const auto first = got(Stage::real(*configuration));
  const auto second = Stage::real(*configuration);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, ErrorKind::Busy);
}

TEST(AScript, ReportsItsMistakesByLine) {
  Diagnostics diagnostics;
  const auto source =
      std::make_shared<const Source>(Source{"script",
                                            "# a comment\n2017-11-06 10:00 sql\nsoon approve\n2017-11-06 "
                                            "10:00 off 2w\n2017-11-06 10:00 approve\n"});
  EXPECT_EQ(readScript(source, Zone::utc(), diagnostics).size(), 1U);
  ASSERT_EQ(diagnostics.size(), 3U);
  EXPECT_EQ(diagnostics[0].at.line, 2U);
  EXPECT_EQ(diagnostics[2].at.line, 4U);
}

}  // namespace
}  // namespace chaser::daemon
