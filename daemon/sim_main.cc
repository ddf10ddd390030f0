// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <sys/stat.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>

#include "daemon/files.h"
#include "daemon/sim/control.h"
#include "daemon/sim/simulation.h"
#include "daemon/sim/story.h"

namespace {

using namespace chaser;

struct Options {
  std::string config, database, from, to, script, control;
  std::vector<std::string> events;
  bool json = false;
};

int refuse(const Error& error) {
  fmt::print(stderr, "chaserd-sim: {}\n", error.text());
  return exitStatus(error.kind);
}

int say(const Diagnostics& diagnostics) {
  for (const auto& diagnostic : diagnostics) fmt::print(stderr, "{}", diagnostic.render());
  return exitStatus(ErrorKind::Input);
}

Result<std::vector<daemon::ScriptEvent>> eventsOf(const Options& options, const Zone& zone,
                                                  Diagnostics& diagnostics) {
  std::string lines;
  for (const auto& event : options.events) lines += event + "\n";
  auto events =
      daemon::readScript(std::make_shared<const Source>(Source{"--event", lines}), zone, diagnostics);
  if (options.script.empty()) return events;
  const auto script = daemon::readSource(options.script);
  if (!script) return fail(script.error());
  const auto scripted = daemon::readScript(*script, zone, diagnostics);
  events.insert(events.end(), scripted.begin(), scripted.end());
  return events;
}

/// A day alone is all of that day, to its last millisecond.
std::optional<Instant> endOf(const std::string& text, const Zone& zone) {
  const auto day = Date::parse(text);
  if (!day) return daemon::parseLocal(text, zone);
  return zone.at(*day + Days{1}, TimeOfDay{0}) - Instant::Duration(1);
}

Outcome simulate(const Options& options, daemon::Simulation& simulation, const Zone& zone, Instant to) {
  if (!options.control.empty()) return daemon::serveControl(simulation, zone, options.control);
  return simulation.runUntil(to);
}

int run(const Options& options) {
  auto sources = daemon::ConfigurationSources::fromEnvironment();
  if (!options.config.empty()) sources.config = options.config;
  if (!options.database.empty()) sources.database = options.database;
  const auto firstDay = Date::parse(options.from.substr(0, std::string("2017-10-02").size()));
  if (!firstDay) return refuse({ErrorKind::Usage, "--from is no day", "--from 2017-10-02"});
  auto loaded = daemon::loadConfiguration(sources, *firstDay);
  if (!loaded.configuration) return say(loaded.diagnostics);
  const auto configuration = std::make_shared<const daemon::Configuration>(std::move(*loaded.configuration));
  const auto& zone = configuration->zone;

  const auto from = daemon::parseLocal(options.from, zone);
  const auto to = endOf(options.to.empty() ? options.from : options.to, zone);
  if (!from || !to || *to < *from)
    return refuse({ErrorKind::Usage, "--from and --to are no two times in order", {}});
  Diagnostics mistakes;
  auto events = eventsOf(options, zone, mistakes);
  if (!events) return refuse(events.error());
  if (hasErrors(mistakes)) return say(mistakes);

  auto stage = daemon::Stage::real(*configuration);
  if (!stage) return refuse(stage.error());
  daemon::Simulation simulation(std::move(*stage), configuration, *from);
  simulation.add(std::move(*events));
  if (auto done = simulate(options, simulation, zone, *to); !done) return refuse(done.error());
  const auto story = daemon::readStory(simulation.store());
  if (!story) return refuse(story.error());
  fmt::print("{}", options.json ? daemon::storyAsJson(*story) : daemon::storyAsText(*story, zone));
  for (const auto& mishap : simulation.mishaps()) fmt::print(stderr, "chaserd-sim: {}\n", mishap);
  if (!simulation.lastTick().clockHold.empty()) {
    fmt::print(stderr, "chaserd-sim: {}\n", simulation.lastTick().clockHold);
  }
  return simulation.mishaps().empty() ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) try {
  // As the service: the database and the mail that it makes are for its owner and group.
  umask(0007);
  Options options;
  CLI::App parser(
      "chaserd under a scripted clock: months in seconds. Messages go where the configuration says.",
      "chaserd-sim");
  parser.add_option("--config", options.config, "chaser.yaml");
  parser.add_option("--database", options.database, "the action-plan database; it is changed");
  parser.add_option("--from", options.from, "local time at which it begins: 2017-10-02 or 2017-10-02T08:00")
      ->required();
  parser.add_option("--to", options.to, "local time at which it ends; a day alone is the whole of it");
  parser.add_option("--script", options.script,
                    "what happens meanwhile: lines such as 2017-11-06 10:00 sql UPDATE …");
  parser.add_option("--event", options.events, "one line of a script; may be given again");
  parser.add_option("--control", options.control,
                    "a unix socket that takes now, advance, until, tick and quit");
  parser.add_flag("--json", options.json, "print the story as JSON");
  parser.footer("Example: chaserd-sim --config chaser.yaml --from 2017-10-02 --to 2018-01-31");
  try {
    parser.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return parser.exit(error) == 0 ? 0 : exitStatus(ErrorKind::Usage);
  }
  return run(options);
} catch (const std::exception& error) {
  // No exception leaves a room; what comes this far is a fault of the program, or a machine out of memory.
  std::fputs("chaserd-sim: internal error: ", stderr);
  std::fputs(error.what(), stderr);
  std::fputs("\n", stderr);
  return 4;
}
