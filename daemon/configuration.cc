// SPDX-License-Identifier: Apache-2.0
#include "daemon/configuration.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <system_error>

#include "common/fold.h"
#include "common/yaml.h"
#include "daemon/files.h"
#include "daemon/secrets.h"
#include "daemon/smtp_settings.h"
#include "daemon/webhook_files.h"
#include "plan/holidays/closures.h"

namespace chaser::daemon {

namespace fs = std::filesystem;

namespace {

void refuse(Diagnostics& diagnostics, const Error& error, const Position& at = {}) {
  diagnostics.push_back({Level::Error, at, 1, error.what, error.hint});
}

/// Which chaser.yaml counts: the one given, none beside a database that is named alone, else the first that
/// exists.
Result<fs::path> chooseFile(const ConfigurationSources& sources) {
  if (sources.config) return *sources.config;
  if (sources.database) return fs::path();
  std::error_code ignored;
  std::string looked;
  for (const auto& place : sources.places) {
    if (fs::exists(place, ignored)) return place;
    looked += (looked.empty() ? "" : " and ") + place.string();
  }
  return fail(ErrorKind::Usage, fmt::format("there is no configuration: looked for {}", looked),
              "give --config FILE, or --database FILE to work without a configuration");
}

Settings loadSettings(const ConfigurationSources& sources, const fs::path& file, Diagnostics& diagnostics) {
  if (file.empty()) return settingsOf(*sources.database);
  const auto source = readSource(file);
  if (!source) {
    refuse(diagnostics, source.error());
    return {};
  }
  const auto folder = fs::absolute(file).parent_path();
  auto settings = readSettings(*source, folder, diagnostics);
  if (sources.database) settings.database = *sources.database;
  if (settings.database.empty() && !hasErrors(diagnostics)) {
    diagnostics.push_back({Level::Error, {*source, 0, 0}, 1, "no database is named", "database: FILE"});
  }
  if (sources.secrets && settings.deliver == Deliver::Smtp) {
    for (auto* file : secretsOf(settings.smtp)) {
      if (file->name.empty()) continue;
      if (auto secret = findSecret(file->name, folder, sources, file->at, diagnostics))
        file->secret = std::move(*secret);
    }
  }
  return settings;
}

std::vector<SourcePtr> ruleSources(const ConfigurationSources& sources, const Settings& settings,
                                   Diagnostics& diagnostics) {
  std::vector<SourcePtr> found;
  const auto takeFolder = [&](const fs::path& folder) {
    auto files = readFolder(folder);
    if (!files) return refuse(diagnostics, files.error());
    found.insert(found.end(), files->begin(), files->end());
  };
  if (sources.rules.empty()) {
    takeFolder(sources.data / "rules.d");
    for (const auto& folder : settings.rules) takeFolder(folder);
    return rules::chooseSources(found);
  }
  std::error_code ignored;
  for (const auto& path : sources.rules) {
    if (fs::is_directory(path, ignored)) {
      takeFolder(path);
    } else if (auto source = readSource(path)) {
      found.push_back(std::move(*source));
    } else {
      refuse(diagnostics, source.error());
    }
  }
  return rules::chooseSources(found);
}

plan::Directory loadPeople(const ConfigurationSources& sources, const Settings& settings, Date today,
                           Diagnostics& diagnostics) {
  if (sources.people) return sources.people(today, diagnostics);
  const auto path = sources.contacts.value_or(settings.contacts);
  if (path.empty()) return {};
  auto source = readSource(path);
  if (!source) {
    refuse(diagnostics, source.error(), sources.contacts ? Position{} : settings.contactsAt);
    return {};
  }
  return plan::loadDirectory(*source, today, diagnostics);
}

/// A rule may name a contact, board or webhook: only here are rules and people side by side.
void checkNames(const Configuration& configuration, Diagnostics& diagnostics) {
  using Kind = rules::Tell::Kind;
  const auto known = [&](const rules::Tell& tell) {
    switch (tell.kind) {
      case Kind::Contact:
        return configuration.people.contact(tell.name) != nullptr ||
               configuration.people.knowsRole(tell.name);
      case Kind::NamedBoard:
        return configuration.people.knowsBoard(tell.name);
      case Kind::Webhook:
        return configuration.people.webhook(tell.name) != nullptr;
      default:
        return true;
    }
  };
  for (const auto& rule : configuration.rules.rules) {
    for (const auto& step : rule.ladder) {
      for (const auto& tell : step.tell) {
        if (known(tell)) continue;
        diagnostics.push_back(
            {Level::Error, rule.at, 1,
             fmt::format("rule '{}' tells '{}', which contacts.yaml does not know", rule.id, tell.text()),
             "add it there, or tell somebody else"});
      }
    }
  }
}

constexpr Date kClosuresFrom =
    Date::fromEpochDays(16436);  // 1 January 2015, with which the bank holidays begin
/// To the end of a year, so that what repeats for ever is not another calendar every day.
constexpr int kClosureYears = 10;

/// The days off that an organisation adds: those listed in contacts.yaml, or in the file that it names.
plan::Closures closuresOf(const plan::Window& window, const fs::path& folder, Date today,
                          Diagnostics& diagnostics) {
  if (window.closuresFile.empty()) return window.closures;
  const auto path = folder / window.closuresFile;
  const auto source = readSource(path);
  if (!source) {
    refuse(diagnostics, source.error(), window.closuresAt);
    return {};
  }
  if (foldCase(path.extension().string()) == ".ics") {
    const auto until =
        today.plusMonths(12 * kClosureYears + 12 - static_cast<int>(today.month())).lastOfMonth();
    return plan::readIcsClosures(*source, kClosuresFrom, until, diagnostics);
  }
  auto list = parseYaml(*source, diagnostics);
  return list.present() ? plan::readClosures(list) : plan::Closures();
}

void placeWindow(Configuration& configuration, const fs::path& folder, Date today, Diagnostics& diagnostics) {
  const auto& window = configuration.people.directory().window;
  if (auto zone = Zone::named(window.timezone)) {
    configuration.zone = *zone;
  } else {
    refuse(diagnostics, zone.error());
  }
  if (auto calendar = plan::WorkingCalendar::ofDivision(window.holidays)) {
    configuration.calendar = calendar->withClosures(closuresOf(window, folder, today, diagnostics));
    if (auto warning = plan::runOutWarning(configuration.calendar, today, std::nullopt); !warning.empty())
      diagnostics.push_back({Level::Warning, {}, 1, std::move(warning), {}});
  } else {
    diagnostics.push_back({Level::Error,
                           {},
                           1,
                           fmt::format("there is no calendar of holidays '{}'", window.holidays),
                           suggest(window.holidays, plan::WorkingCalendar::divisions())});
  }
}

void loadMessageTemplates(Configuration& configuration, Diagnostics& diagnostics) {
  const auto& own = configuration.settings.templates;
  auto templates = notifiers::loadTemplates(own.empty() ? configuration.data / "templates" : own);
  if (!templates) return refuse(diagnostics, templates.error());
  configuration.templates = std::move(*templates);
}

}  // namespace

ConfigurationSources ConfigurationSources::fromEnvironment() {
  ConfigurationSources sources;
  sources.data = findDataFolder();
  const char* credentials = std::getenv("CREDENTIALS_DIRECTORY");
  if (credentials != nullptr && *credentials != '\0') sources.credentials = credentials;
  return sources;
}

fs::path Configuration::headingsFile() const {
  return settings.headings.empty() ? data / "headings.yaml" : settings.headings;
}

std::string Configuration::fingerprint() const {
  return fmt::format("{}/{}/{}/{}", rules.fingerprint, calendar.fingerprint(), people.fingerprint(),
                     zone.name());
}

Diagnostics LoadedConfiguration::forLog() const {
  auto told = diagnostics;
  for (const auto i : aboutPeople) {
    told[i].message = "something about people or boards is not right; 'chaser check' says what";
    told[i].hint.clear();
  }
  return told;
}

LoadedConfiguration loadConfiguration(const ConfigurationSources& sources, Date today) {
  LoadedConfiguration loaded;
  auto& diagnostics = loaded.diagnostics;
  const auto file = chooseFile(sources);
  if (!file) {
    refuse(diagnostics, file.error());
    return loaded;
  }
  Configuration configuration;
  configuration.file = *file;
  configuration.data = sources.data;
  configuration.settings = loadSettings(sources, *file, diagnostics);
  configuration.rules =
      rules::loadRules(ruleSources(sources, configuration.settings, diagnostics), diagnostics);
  // Names that are broken already would only be reported a second time as unknown.
  const bool rulesAreGood = !hasErrors(diagnostics);
  const auto beforePeople = diagnostics.size();
  configuration.people = plan::People(loadPeople(sources, configuration.settings, today, diagnostics));
  for (auto i = beforePeople; i < diagnostics.size(); ++i) loaded.aboutPeople.push_back(i);
  configuration.contactsFolder = sources.contacts.value_or(configuration.settings.contacts).parent_path();
  placeWindow(configuration, configuration.contactsFolder, today, diagnostics);
  loadMessageTemplates(configuration, diagnostics);
  loadWebhooks(configuration, sources, diagnostics);
  const auto beforeNames = diagnostics.size();
  if (rulesAreGood) checkNames(configuration, diagnostics);
  for (auto i = beforeNames; i < diagnostics.size(); ++i) loaded.aboutPeople.push_back(i);
  if (!hasErrors(diagnostics)) loaded.configuration = std::move(configuration);
  return loaded;
}

}  // namespace chaser::daemon
