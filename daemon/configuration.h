// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/diagnostic.h"
#include "common/zone.h"
#include "daemon/settings.h"
#include "notifiers/render.h"
#include "plan/calendar.h"
#include "plan/people.h"
#include "rules/rule.h"

/// Everything that people configure, loaded and checked whole. There is no half of a configuration: either
/// all files are good and one immutable value comes out, or the mistakes of all files do. A reload swaps one
/// value for another.
namespace chaser::daemon {

/// What the command line and the environment say about where to look.
struct ConfigurationSources {
  std::optional<std::filesystem::path> config;    ///< --config
  std::optional<std::filesystem::path> database;  ///< --database: wins over the file's
  /// Instead of the configured ones: `evaluate --rules FILE`, `--contacts FILE`. Shipped rules do not count
  /// then.
  std::vector<std::filesystem::path> rules;
  std::optional<std::filesystem::path> contacts;
  /// Instead of any file of contacts: a rule test has them in place.
  std::function<plan::Directory(Date today, Diagnostics&)> people;
  /// Where chaser.yaml is looked for when neither `config` nor `database` is given.
  std::vector<std::filesystem::path> places = {"chaser.yaml", "/etc/chaser/chaser.yaml"};
  std::filesystem::path data;                        ///< the shipped files; findDataFolder()
  std::optional<std::filesystem::path> credentials;  ///< $CREDENTIALS_DIRECTORY
  /// Whether the mail server's password and the webhooks' keys are read. Who sends nothing does without:
  /// people who may read the database need not be allowed to read those.
  bool secrets = true;
  /// `--check`: a credential that systemd shows to the service alone is a warning then, not a mistake.
  bool mayMissCredentials = false;

  /// With `data` and `credentials` filled in from the environment.
  static ConfigurationSources fromEnvironment();
};

struct Configuration {
  Settings settings;
  std::filesystem::path file;  ///< the chaser.yaml; empty when a database was named alone
  std::filesystem::path data;
  rules::RuleSet rules;
  plan::People people;
  plan::WorkingCalendar calendar;
  Zone zone = Zone::utc();
  notifiers::TemplateSet templates;  ///< of messages
  /// By the webhook's name: raw signing keys, bearer tokens, API keys of Notify.
  std::map<std::string, Secret> webhookSecrets;
  std::map<std::string, Secret> webhookUrls;            ///< of those whose address is a secret
  std::map<std::string, std::string> webhookTemplates;  ///< the text of each webhook's own, by its name

  /// The vocabulary of headings: the configured file, else the shipped one.
  [[nodiscard]] std::filesystem::path headingsFile() const;
  /// Where contacts.yaml lies: what it names is beside it.
  std::filesystem::path contactsFolder;
  /// Of all that a stored verdict, horizon or ladder day hangs on: rules, calendar, people and zone. When it
  /// moves, the engine looks at every action again.
  [[nodiscard]] std::string fingerprint() const;
};

struct LoadedConfiguration {
  std::optional<Configuration> configuration;  ///< absent when any diagnostic is an error
  Diagnostics diagnostics;                     ///< warnings too
  std::vector<std::size_t> aboutPeople;        ///< which of these may name somebody, by their place

  /// The diagnostics for a log that many read: of those about people only where they are.
  [[nodiscard]] Diagnostics forLog() const;
};

/// Loads and checks it whole. `today` is for warnings about boards that never meet again and the like.
LoadedConfiguration loadConfiguration(const ConfigurationSources& sources, Date today);

}  // namespace chaser::daemon
