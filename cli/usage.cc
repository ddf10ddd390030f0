// SPDX-License-Identifier: Apache-2.0
#include "cli/usage.h"

#include <CLI/CLI.hpp>
#include <ostream>

#include "common/diagnostic.h"

namespace chaser::cli {

namespace {

/// The word that stands where a command should; empty when there is none.
std::string wordForCommand(const CLI::App& app) {
  if (!app.get_subcommands().empty()) return {};
  for (const auto& word : app.remaining()) {
    if (!word.starts_with('-')) return word;
  }
  return {};
}

std::vector<std::string> commandNames(const CLI::App& app) {
  std::vector<std::string> names;
  for (const auto* command : app.get_subcommands([](const CLI::App*) { return true; }))
    names.push_back(command->get_name());
  return names;
}

}  // namespace

void explainUsage(const CLI::App& app, const CLI::ParseError& error, std::ostream& err) {
  const std::string word = wordForCommand(app);
  if (!word.empty()) {
    err << "chaser: there is no command '" << word << "'\n";
    const std::string near = nearest(word, commandNames(app));
    err << "hint: " << (near.empty() ? "'chaser --help' lists the commands" : "did you mean '" + near + "'?")
        << '\n';
    return;
  }
  const auto chosen = app.get_subcommands();
  err << "chaser: " << error.what() << '\n';
  err << "hint: " << (chosen.empty() ? "chaser --help" : "chaser " + chosen.front()->get_name() + " --help")
      << " shows how it is used\n";
}

}  // namespace chaser::cli
