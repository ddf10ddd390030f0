// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

#include "cli/commands.h"
#include "cli/session.h"
#include "common/text.h"
#include "daemon/files.h"
#include "daemon/trial/report.h"
#include "daemon/trial/trial.h"

namespace chaser::cli {

namespace {

struct TestArguments {
  std::vector<std::string> files, rules;
  std::string contacts, filter;
};

/// Without a configuration the shipped rules are those in force, and nobody is known; no database is opened.
daemon::ConfigurationSources sourcesFor(const Session& session, const TestArguments& arguments,
                                        const SourcePtr& source, const daemon::TrialFile& file) {
  namespace fs = std::filesystem;
  auto sources = session.sources();
  std::error_code ignored;
  const bool configured =
      sources.config || std::any_of(sources.places.begin(), sources.places.end(),
                                    [&](const auto& place) { return fs::exists(place, ignored); });
  if (!configured) sources.database = "none";
  const auto folder = fs::path(source->name).parent_path();
  for (const auto& path : file.rules) sources.rules.push_back(folder / path);
  if (!arguments.rules.empty()) sources.rules.assign(arguments.rules.begin(), arguments.rules.end());
  if (!arguments.contacts.empty()) {
    sources.contacts = arguments.contacts;
  } else if (!file.contacts.empty()) {
    sources.contacts = folder / file.contacts;
  } else if (file.people) {
    sources.people = [source](Date today, Diagnostics& diagnostics) {
      return daemon::readTrialPeople(source, today, diagnostics);
    };
  }
  return sources;
}

/// One file: its results are added, or the command ends.
bool testFile(Session& session, const TestArguments& arguments, const std::string& path,
              std::vector<daemon::TrialResult>& results) {
  const auto refuse = [&](const Diagnostics& diagnostics) {
    session.print(diagnostics);
    session.end(Exit::Refused);
    return false;
  };
  const auto source = daemon::readSource(path);
  if (!source) {
    session.failWith(source.error());
    return false;
  }
  Diagnostics diagnostics;
  const auto file = daemon::readTrialFile(*source, diagnostics);
  if (hasErrors(diagnostics)) return refuse(diagnostics);
  const auto configuration = session.configuration(sourcesFor(session, arguments, *source, file));
  if (!configuration) return false;
  daemon::checkTrials(file, configuration->rules, diagnostics);
  if (hasErrors(diagnostics)) return refuse(diagnostics);
  session.print(diagnostics);
  auto found = daemon::runTrials(file, configuration, arguments.filter);
  if (!found) {
    session.failWith(found.error());
    return false;
  }
  std::move(found->begin(), found->end(), std::back_inserter(results));
  return true;
}

void runTest(Session& session, const TestArguments& arguments) {
  std::vector<daemon::TrialResult> results;
  bool good = true;
  // What is wrong with the files is said of all of them.
  for (const auto& path : arguments.files) good = testFile(session, arguments, path, results) && good;
  if (!good) return;
  if (results.empty()) {
    return session.failWith({ErrorKind::Usage,
                             arguments.filter.empty()
                                 ? std::string("there is no test in these files")
                                 : fmt::format("no test's name contains '{}'", arguments.filter),
                             {}});
  }
  if (session.json) {
    session.out << daemon::resultsAsJson(results);
  } else {
    session.out << daemon::failuresAsText(results) << daemon::summaryOf(results) << '\n';
  }
  if (daemon::failedIn(results) > 0) session.end(Exit::No);
}

}  // namespace

void addTest(CLI::App& app, Session& session) {
  auto arguments = std::make_shared<TestArguments>();
  auto* command = app.add_subcommand(
      "test", "Run tests of rules: plans in YAML, what becomes of them, and what is to be said");
  command->add_option("file", arguments->files, "Files of tests")->required();
  command->add_option("--rules", arguments->rules,
                      "Test these rule files or folders, whatever the file says");
  command->add_option("--contacts", arguments->contacts, "Use this contacts file, whatever the file says");
  command->add_option("--filter", arguments->filter, "Only the tests whose name contains this");
  command->footer(
      "Example: chaser test tests/*.yaml --rules rules.d\nExit status 1 when a test fails, 3 when a file is "
      "wrong.");
  command->callback([arguments, &session] { runTest(session, *arguments); });
}

}  // namespace chaser::cli
