// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <memory>

#include "cli/commands.h"
#include "cli/json.h"
#include "cli/selection.h"
#include "cli/session.h"
#include "common/text.h"
#include "daemon/bounces.h"
#include "daemon/files.h"
#include "daemon/home.h"
#include "daemon/webhook_files.h"
#include "rules/rule.h"

namespace chaser::cli {

namespace {

struct CheckArguments {
  std::vector<std::string> files;
};

std::size_t countOf(const Diagnostics& diagnostics, Level level) {
  std::size_t count = 0;
  for (const auto& diagnostic : diagnostics) {
    if (diagnostic.level == level) ++count;
  }
  return count;
}

/// By which way people answer.
std::string answersText(const daemon::WebSettings& web) {
  if (web.publicUrl.empty())
    return "People answer by mail to the coordinator, with a code for each item: without web.public_url no "
           "message has "
           "links. 'chaser inbox' takes the answers from the mail server (docs/replies.md).\n";
  return fmt::format("People answer by links to {}; the pages are served at {}.\n", web.publicUrl,
                     web.listen.text());
}

Json answersJson(const daemon::WebSettings& web) {
  if (web.publicUrl.empty()) return {{"by", "reply"}};
  return {{"by", "links"}, {"public_url", web.publicUrl}, {"listen", web.listen.text()}};
}

Json checkJson(const Diagnostics& diagnostics) {
  Json list = Json::array();
  for (const auto& diagnostic : diagnostics) {
    const auto& at = diagnostic.at;
    list.push_back({{"level", diagnostic.level == Level::Error ? "error" : "warning"},
                    {"file", at.source ? Json(at.source->name) : Json(nullptr)},
                    {"line", at.line},
                    {"column", at.column},
                    {"message", diagnostic.message},
                    {"hint", orNull(diagnostic.hint)}});
  }
  return {{"good", countOf(diagnostics, Level::Error) == 0}, {"diagnostics", list}};
}

void conclude(Session& session, const Diagnostics& diagnostics, const std::string& whatIsGood,
              const daemon::WebSettings* web = nullptr) {
  const auto errors = countOf(diagnostics, Level::Error);
  const auto warnings = countOf(diagnostics, Level::Warning);
  if (session.json) {
    auto answer = checkJson(diagnostics);
    if (web != nullptr) answer["answers"] = answersJson(*web);
    print(session.out, answer);
    if (errors > 0) session.end(Exit::No);
    return;
  }
  session.print(diagnostics);
  if (errors > 0) {
    session.err << fmt::format("{}, {}\n", counted(errors, "error"), counted(warnings, "warning"));
    return session.end(Exit::No);
  }
  session.out << whatIsGood;
  if (warnings > 0) session.out << fmt::format(", with {}", counted(warnings, "warning"));
  session.out << ".\n";
  if (web != nullptr) session.out << answersText(*web);
}

void checkFiles(Session& session, const std::vector<std::string>& files) {
  std::vector<SourcePtr> sources;
  for (const auto& file : files) {
    auto source = daemon::readSource(file);
    if (!source) return session.failWith(source.error());
    sources.push_back(std::move(*source));
  }
  Diagnostics diagnostics;
  const auto set = rules::loadRules(sources, diagnostics);
  conclude(session, diagnostics,
           fmt::format("{} in {}: good", counted(set.rules.size(), "rule"), counted(files.size(), "file")));
}

/// With the plans at hand: whether a date lies where no bank holidays are known. A database that can't be
/// read is another command's business.
std::string farDateWarning(const daemon::Configuration& configuration, Date today) {
  std::error_code ignored;
  if (!std::filesystem::exists(configuration.settings.database, ignored)) return {};
  const auto store = store::open(configuration.settings.database.string(), store::Mode::ReadOnly);
  if (!store) return {};
  const auto records = actionsOf(**store, PlanId{});
  if (!records) return {};
  std::optional<Date> last;
  for (const auto& record : *records) {
    for (const auto& milestone : record.milestones) {
      const bool open = milestone.state == plan::State::Open && !record.action.closedAt;
      if (open && milestone.due) last = std::max(last.value_or(*milestone.due), *milestone.due);
    }
  }
  return plan::runOutWarning(configuration.calendar, today, last);
}

/// A database that must not send from where it lies. One that can't be read is another command's business.
std::string homeWarning(const daemon::Configuration& configuration) {
  const auto path = configuration.settings.database.string();
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) return {};
  const auto store = store::open(path, store::Mode::ReadOnly);
  if (!store) return {};
  const auto trouble = daemon::homeTrouble(**store, path, configuration.settings.deliver);
  return trouble && !trouble->empty() ? "nothing is sent: " + *trouble : std::string();
}

/// Contacts and boards to whom mail comes back. As above.
void warnOfFailing(const daemon::Configuration& configuration, Diagnostics& diagnostics) {
  const auto path = configuration.settings.database.string();
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) return;
  const auto store = store::open(path, store::Mode::ReadOnly);
  if (!store) return;
  const auto failing = daemon::FailingAddresses::read(**store);
  if (!failing) return;
  for (const auto& one : failing->all()) {
    for (const auto& name : daemon::whoHas(configuration.people, one.address))
      diagnostics.push_back(
          {Level::Warning,
           {},
           1,
           daemon::failingText(name, one, configuration.zone),
           fmt::format("put the address right; if it works as it is: chaser bounce clear {}", one.address)});
  }
}

/// Webhooks' own templates, on what they would say of the plans at hand.
Diagnostics templateFaults(const daemon::Configuration& configuration, Date today, Instant now) {
  std::error_code ignored;
  if (!std::filesystem::exists(configuration.settings.database, ignored)) return {};
  const auto store = store::open(configuration.settings.database.string(), store::Mode::ReadOnly);
  return store ? daemon::tryTemplates(configuration, **store, today, now) : Diagnostics();
}

void checkConfiguration(Session& session) {
  const auto sources = session.sources();
  const auto today = Zone::utc().dayOf(session.clock.now());
  auto loaded = daemon::loadConfiguration(sources, today);
  std::string good = "The configuration is good";
  if (loaded.configuration) {
    const auto& directory = loaded.configuration->people.directory();
    good = fmt::format(
        "The configuration is good: {}, {}, {}", counted(loaded.configuration->rules.rules.size(), "rule"),
        counted(directory.contacts.size(), "contact"), counted(directory.boards.size(), "board"));
    auto warning = farDateWarning(*loaded.configuration, today);
    const bool isNew = std::none_of(loaded.diagnostics.begin(), loaded.diagnostics.end(),
                                    [&](const auto& diagnostic) { return diagnostic.message == warning; });
    if (!warning.empty() && isNew)
      loaded.diagnostics.push_back({Level::Warning, {}, 1, std::move(warning), {}});
    warnOfFailing(*loaded.configuration, loaded.diagnostics);
    for (auto& fault : templateFaults(*loaded.configuration, today, session.clock.now()))
      loaded.diagnostics.push_back(std::move(fault));
  }
  if (loaded.configuration) {
    if (auto warning = homeWarning(*loaded.configuration); !warning.empty())
      loaded.diagnostics.push_back(
          {Level::Warning, {}, 1, std::move(warning), "if people are to hear from this one: chaser adopt"});
  }
  conclude(session, loaded.diagnostics, good,
           loaded.configuration ? &loaded.configuration->settings.web : nullptr);
}

}  // namespace

void addCheck(CLI::App& app, Session& session) {
  auto arguments = std::make_shared<CheckArguments>();
  auto* command = app.add_subcommand("check", "Check the whole configuration, or these rule files alone");
  command->add_option("file", arguments->files, "Rule files");
  command->footer(
      "Examples: chaser check\n          chaser check rules.d/50-ours.yaml\nExit status 1 when something is "
      "wrong.");
  command->callback([arguments, &session] {
    if (arguments->files.empty()) {
      checkConfiguration(session);
    } else {
      checkFiles(session, arguments->files);
    }
  });
}

}  // namespace chaser::cli
