// SPDX-License-Identifier: Apache-2.0
#include "cli/session.h"

#include <fmt/format.h>

#include <cstdlib>
#include <ostream>

#include "cli/privileges.h"

namespace chaser::cli {

void Session::failWith(const Error& error) {
  err << "chaser: " << error.what << '\n';
  if (!error.hint.empty()) err << "hint: " << error.hint << '\n';
  status = exitStatus(error.kind);
}

void Session::print(const Diagnostics& diagnostics) {
  for (const auto& diagnostic : diagnostics) err << diagnostic.render();
}

bool Session::colour() const {
  const auto says = [](const char* name) {
    const char* value = std::getenv(name);
    return std::string(value != nullptr ? value : "");
  };
  return terminal && says("NO_COLOR").empty() && says("TERM") != "dumb";
}

std::optional<Date> Session::readDate(const std::string& option, const std::string& value) {
  const auto date = Date::parse(value);
  if (!date) {
    failWith({ErrorKind::Usage, fmt::format("{} '{}' is not a date", option, value),
              "write a day that exists as YYYY-MM-DD, for example 2017-10-02"});
  }
  return date;
}

daemon::ConfigurationSources Session::sources() const {
  auto found = daemon::ConfigurationSources::fromEnvironment();
  if (!configPath.empty()) found.config = configPath;
  if (!databasePath.empty()) found.database = databasePath;
  found.secrets = false;
  return found;
}

std::shared_ptr<const daemon::Configuration> Session::configuration() {
  if (!configuration_) configuration_ = configuration(sources());
  return configuration_;
}

std::shared_ptr<const daemon::Configuration> Session::configuration(
    const daemon::ConfigurationSources& overridden) {
  // Warnings about boards look ahead from today; before the zone is known, UTC's day is near enough.
  auto loaded = daemon::loadConfiguration(overridden, Zone::utc().dayOf(clock.now()));
  if (!loaded.configuration) {
    print(loaded.diagnostics);
    err << "chaser: the configuration can't be used\n";
    end(Exit::Refused);
    return nullptr;
  }
  configuration_ = std::make_shared<const daemon::Configuration>(std::move(*loaded.configuration));
  return configuration_;
}

Outcome Session::becomeOwner(const std::filesystem::path& database) {
  return dropToOwner(database);
}

std::shared_ptr<const daemon::Configuration> Session::configurationWith(const std::vector<std::string>& rules,
                                                                        const std::string& contacts) {
  auto changed = sources();
  changed.rules.assign(rules.begin(), rules.end());
  if (!contacts.empty()) changed.contacts = contacts;
  return configuration(changed);
}

std::optional<std::filesystem::path> Session::databaseFile() {
  std::error_code ignored;
  if (!databasePath.empty() && std::filesystem::is_directory(databasePath, ignored)) {
    failWith({ErrorKind::Store, fmt::format("'{}' is a directory", databasePath),
              fmt::format("name the file: --database {}",
                          (std::filesystem::path(databasePath) / "plan.db").string())});
    return std::nullopt;
  }
  if (!databasePath.empty()) return databasePath;
  const auto found = configuration();
  if (!found) return std::nullopt;
  return found->settings.database;
}

std::unique_ptr<store::Store> Session::database(store::Mode mode) {
  const auto path = databaseFile();
  if (!path) return nullptr;
  const auto dropped = becomeOwner(*path);
  if (!dropped) {
    failWith(dropped.error());
    return nullptr;
  }
  auto opened = store::open(path->string(), mode);
  if (!opened) {
    failWith(opened.error());
    return nullptr;
  }
  return std::move(*opened);
}

}  // namespace chaser::cli
