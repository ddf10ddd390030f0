// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <sys/stat.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>

#include "daemon/app.h"
#include "daemon/cores.h"
#include "daemon/log.h"
#include "daemon/system_clock.h"

namespace {

using namespace chaser;

struct Options {
  std::string config;
  std::string database;
  bool check = false;
};

daemon::ConfigurationSources sourcesOf(const Options& options) {
  auto sources = daemon::ConfigurationSources::fromEnvironment();
  if (!options.config.empty()) sources.config = options.config;
  if (!options.database.empty()) sources.database = options.database;
  sources.mayMissCredentials = options.check;
  return sources;
}

int refuse(const Error& error) {
  fmt::print(stderr, "chaserd: {}\n", error.text());
  return exitStatus(error.kind);
}

/// In full for a person; the journal, which many may read and which is kept, gets no words that may name one.
void say(const daemon::LoadedConfiguration& loaded, bool toAPerson) {
  if (toAPerson || !daemon::isJournal()) {
    for (const auto& diagnostic : loaded.diagnostics) fmt::print(stderr, "{}", diagnostic.render());
    return;
  }
  const auto log = daemon::makeLogger("info", true);
  for (const auto& diagnostic : loaded.forLog()) daemon::logDiagnostic(*log, "configuration", diagnostic);
}

int run(const Options& options) {
  // What it writes belongs to the group: the command line is run by people, the daemon by its own user.
  umask(0007);
  daemon::leaveNoCore();
  const daemon::SystemClock clock;
  const auto sources = sourcesOf(options);
  auto loaded = daemon::loadConfiguration(sources, Zone::utc().dayOf(clock.now()));
  say(loaded, options.check);
  if (!loaded.configuration) return options.check ? 1 : exitStatus(ErrorKind::Input);
  const auto configuration = std::make_shared<const daemon::Configuration>(std::move(*loaded.configuration));
  if (options.check) {
    fmt::print("{} rules, {} contacts: no mistakes\n", configuration->rules.rules.size(),
               configuration->people.directory().contacts.size());
    return 0;
  }
  daemon::App app(sources, configuration, clock,
                  daemon::makeLogger(configuration->settings.logLevel, daemon::isJournal()));
  if (auto opened = app.open(); !opened) return refuse(opened.error());
  app.run();
  return 0;
}

}  // namespace

int main(int argc, char** argv) try {
  Options options;
  CLI::App parser("Watches an action-plan database and chases the people who owe something.", "chaserd");
  parser.add_option("--config", options.config,
                    "chaser.yaml; else ./chaser.yaml, then /etc/chaser/chaser.yaml");
  parser.add_option("--database", options.database,
                    "the action-plan database; alone it needs no configuration");
  parser.add_flag("--check", options.check,
                  "load and check the whole configuration, say what is wrong, and end");
  parser.set_version_flag("--version", "chaserd " CHASER_VERSION);
  parser.footer("Example: chaserd --config /etc/chaser/chaser.yaml --check");
  try {
    parser.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return parser.exit(error) == 0 ? 0 : exitStatus(ErrorKind::Usage);
  }
  return run(options);
} catch (const std::exception& error) {
  // No exception leaves a room; what comes this far is a fault of the program, or a machine out of memory.
  std::fputs("chaserd: internal error: ", stderr);
  std::fputs(error.what(), stderr);
  std::fputs("\n", stderr);
  return 4;
}
