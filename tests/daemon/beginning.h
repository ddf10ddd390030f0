// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <unistd.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "tests/daemon/house.h"

/// What all random histories begin with, loaded and written once; and what comes of playing one.
namespace chaser::daemon::histories {

/// What is done to the engine's memory behind its back, to see that it is noticed.
enum class Spoil { Nothing, DropAgenda, LateAgenda, ForgetChanges, SkipColdPass };
/// Whether the agenda is compared too, or what comes of it alone.
enum class Compare { All, AlertsAlone };

struct Played {
  std::string difference;          ///< empty: there was none
  std::vector<std::string> story;  ///< what happened, event by event
  int looks = 0;                   ///< ticks that ended and were compared with the oracle
  int freshPasses = 0;             ///< comparisons with a cold pass over a copy
  int kills = 0;                   ///< ticks that were killed before their end
  int halves = 0;                  ///< ticks that were asked to stop before their end
  int holds = 0;                   ///< clocks that were not believed
  int alerts = 0;                  ///< unresolved alerts that were compared
};

/// Nobody is ever told anything: the one minute in which messages may leave does not come. What is wanted is
/// wanted until its alert is over.
inline constexpr const char* kNobodyIsTold = R"(contacts:
  - {name: Ben, email: ben@council.example, roles: [Programme manager]}
plans: [{key: p, coordinator: Programme manager}]
window: {days: all, from: "03:00", to: "03:01", timezone: Europe/London, holidays: england-and-wales}
)";

/// Memory that looks like a disk, where there is one: a process that is killed leaves the same there, and
/// nothing waits for a platter.
inline void useQuickFolder() {
  if (::access("/dev/shm", W_OK) == 0) ::setenv("TMPDIR", "/dev/shm", 0);
}

/// A configuration without rules of note, and a database with an empty plan.
struct Beginning {
  Folder folder;
  Configuration configuration;
  Beginning() {
    folder.write("rules/10-own.yaml", kRule);
    folder.write("contacts.yaml", kNobodyIsTold);
    folder.write("chaser.yaml", kSettings);
    ConfigurationSources sources;
    sources.config = folder / "chaser.yaml";
    sources.rules = {folder / "rules"};
    sources.data = CHASER_BINARY_DIR "/share/chaser";
    configuration = loadConfiguration(sources, day("2017-10-02")).configuration.value();
    configuration.settings.manners.stormItems = 1'000'000;
    configuration.settings.manners.stormPeople = 1'000'000;
    auto store = got(store::open((folder / "plan.db").string(), store::Mode::Create));
    auto shell = got(store::Console::open((folder / "plan.db").string()));
    got(shell.run("INSERT INTO plan (key, title) VALUES ('p', 'A plan')"));
  }
  static const Beginning& get() {
    static const Beginning beginning;
    return beginning;
  }
};

}  // namespace chaser::daemon::histories
