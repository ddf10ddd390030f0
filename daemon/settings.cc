// SPDX-License-Identifier: Apache-2.0
#include "daemon/settings.h"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <limits>
#include <system_error>

#include "common/yaml.h"
#include "daemon/settings_reader.h"
#include "daemon/smtp_settings.h"
#include "notifiers/mime.h"

namespace chaser::daemon {

namespace fs = std::filesystem;

namespace {

const std::vector<std::string> kKeys = {"database",    "contacts",        "rules",          "headings",
                                        "templates",   "deliver",         "maildir",        "smtp",
                                        "from",        "domain",          "marking",        "gather",
                                        "spread",      "digests_per_day", "urgent_per_day", "items_in_full",
                                        "storm_limit", "storm_items",     "keep",           "log_level",
                                        "web"};
const std::vector<std::string> kKeepKeys = {"messages", "attempts", "audit"};
const std::vector<std::string> kWebKeys = {"listen", "public_url"};

constexpr std::array kDeliverNames = {Named<Deliver>{"smtp", Deliver::Smtp},
                                      Named<Deliver>{"maildir", Deliver::Maildir},
                                      Named<Deliver>{"rehearse", Deliver::Rehearse}};
/// The host's own name: a Message-ID needs a right-hand side that nobody else uses.
std::string hostName() {
  std::array<char, 256> name{};
  if (gethostname(name.data(), name.size() - 1) != 0 || name[0] == '\0') return "localhost";
  return name.data();
}

void readWeb(YamlNode node, WebSettings& web) {
  if (!node.present() || !node.checkKeys(kWebKeys, "web")) return;
  if (const auto listen = node.get("listen").text("listen")) {
    if (auto address = web::Address::parse(*listen)) {
      web.listen = std::move(*address);
    } else {
      node.get("listen").error(fmt::format("'{}' is no place to listen at", *listen),
                               "for example: listen: 127.0.0.1:8093, or listen: unix:/run/chaser/web.sock");
    }
  }
  const auto url = node.get("public_url").text("public_url");
  if (!url) return;
  auto read = web::readPublicUrl(*url);
  if (!read) return node.get("public_url").error(read.error().what, read.error().hint);
  web.publicUrl = std::move(*read);
  if (web::isReadByOthers(web.publicUrl))
    node.get("public_url")
        .warn("who answers by these links does so unencrypted", "use https:// and a reverse proxy");
}

void readManners(const SettingsReader& reader, alerts::Manners& manners) {
  if (const auto gather = reader.seconds("gather")) manners.gather = *gather;
  if (const auto spread = reader.seconds("spread"))
    manners.spread = std::chrono::ceil<std::chrono::minutes>(*spread);
  reader.number("digests_per_day", manners.digestsPerDay, 1, 100);
  reader.number("urgent_per_day", manners.urgentPerDay, 0, 1000);
  reader.number("items_in_full", manners.itemsInFull, 1, 1000);
  reader.number("storm_limit", manners.stormPeople, 1, std::numeric_limits<int>::max());
  reader.number("storm_items", manners.stormItems, 1, std::numeric_limits<int>::max());
}

/// `90d`, `1y`, `forever`.
void readKept(YamlNode node, const std::string& key, std::optional<Span>& into) {
  if (!node.present()) return;
  const auto text = node.text(key);
  if (!text) return;
  if (*text == "forever") {
    into.reset();
    return;
  }
  const auto span = Span::parse(*text);
  if (!span || span->count == 0) {
    node.error(fmt::format("keep.{} must be a span of time", key), "for example 90d, 18mo, 7y, or forever");
    return;
  }
  into = span;
}

void readKeep(YamlNode node, KeepSettings& keep) {
  if (!node.present() || !node.checkKeys(kKeepKeys, "keep")) return;
  readKept(node.get("messages"), "messages", keep.messages);
  readKept(node.get("attempts"), "attempts", keep.attempts);
  readKept(node.get("audit"), "audit", keep.audit);
}

void readLogLevel(YamlNode node, std::string& into) {
  const auto level = node.text("log_level");
  if (!level) return;
  const std::vector<std::string> levels = {"debug", "info", "warning", "error"};
  for (const auto& known : levels) {
    if (*level == known) into = known;
  }
  if (into != *level) node.error(fmt::format("'{}' is no log level", *level), suggest(*level, levels));
}

/// Every server takes it: with letters that are not ASCII most would refuse all that is sent.
bool isSender(const std::string& address) {
  return notifiers::isAscii(address) && notifiers::isAddress(address);
}

/// No mail could leave with a sender or a Message-ID that is none; better said now than by every message.
void readSender(const YamlNode& root, Settings& settings) {
  const SettingsReader reader(root, {});
  reader.text("from", settings.from);
  if (!settings.from.empty() && !isSender(notifiers::parseMailbox(settings.from).address))
    root.get("from").error(fmt::format("'{}' is no mail address of ASCII letters", settings.from),
                           "for example: from: Chaser <chaser@council.example>");
  reader.text("domain", settings.domain);
  if (!settings.domain.empty() && !isSender("chaser@" + settings.domain))
    root.get("domain").error(fmt::format("'{}' is no domain", settings.domain),
                             "for example: domain: council.example");
}

/// What stands behind the `@` of `Chaser <chaser@council.example>`; empty when there is none.
std::string domainOf(const std::string& from) {
  const auto address = notifiers::parseMailbox(from).address;
  const auto at = address.rfind('@');
  return at == std::string::npos ? std::string() : address.substr(at + 1);
}

void fillIn(Settings& settings) {
  // The sender's own domain makes Message-IDs that mail filters trust more than a machine's bare name.
  if (settings.domain.empty()) settings.domain = domainOf(settings.from);
  if (settings.domain.empty()) settings.domain = hostName();
  if (settings.from.empty()) settings.from = "chaser@" + settings.domain;
}

}  // namespace

std::string_view toString(Deliver deliver) {
  switch (deliver) {
    case Deliver::Smtp:
      return "smtp";
    case Deliver::Maildir:
      return "maildir";
    case Deliver::Rehearse:
      return "rehearse";
  }
  return "smtp";
}

std::optional<std::chrono::seconds> parseSeconds(std::string_view text) {
  if (text.size() < 2 || text.size() > 6) return std::nullopt;
  int number = 0;
  const char* end = text.data() + text.size() - 1;
  const auto [stopped, status] = std::from_chars(text.data(), end, number);
  if (status != std::errc() || stopped != end || number < 0) return std::nullopt;
  switch (text.back()) {
    case 's':
      return std::chrono::seconds(number);
    case 'm':
      return std::chrono::minutes(number);
    case 'h':
      return std::chrono::hours(number);
    default:
      return std::nullopt;
  }
}

Settings readSettings(const SourcePtr& source, const fs::path& folder, Diagnostics& diagnostics) {
  Settings settings;
  std::error_code ignored;
  if (fs::exists(folder / "contacts.yaml", ignored)) settings.contacts = folder / "contacts.yaml";
  if (fs::exists(folder / "rules.d", ignored)) settings.rules = {folder / "rules.d"};

  auto root = parseYaml(source, diagnostics);
  if (!root.present()) {
    if (!hasErrors(diagnostics))
      root.error("the configuration is empty", "it needs at least 'database: FILE'");
    return settings;
  }
  if (!root.checkKeys(kKeys, "chaser.yaml")) return settings;
  const SettingsReader reader(root, folder);
  reader.path("database", settings.database);
  reader.path("contacts", settings.contacts);
  if (root.get("contacts").present()) settings.contactsAt = root.get("contacts").position();
  reader.paths("rules", settings.rules);
  reader.path("headings", settings.headings);
  reader.path("templates", settings.templates);
  settings.deliver = choose(root.get("deliver"), "delivering", kDeliverNames, settings.deliver);
  reader.path("maildir", settings.maildir);
  if (settings.deliver != Deliver::Smtp && settings.maildir.empty()) {
    root.get("deliver").error(fmt::format("deliver: {} needs a maildir", toString(settings.deliver)),
                              "maildir: FOLDER");
  }
  readSmtp(root.get("smtp"), folder, settings.smtp);
  readWeb(root.get("web"), settings.web);
  readSender(root, settings);
  reader.text("marking", settings.marking);
  readManners(reader, settings.manners);
  readKeep(root.get("keep"), settings.keep);
  readLogLevel(root.get("log_level"), settings.logLevel);
  fillIn(settings);
  return settings;
}

std::string markingOf(const Settings& settings) {
  if (settings.deliver != Deliver::Rehearse) return settings.marking;
  return settings.marking.empty() ? "REHEARSAL" : "REHEARSAL, " + settings.marking;
}

Settings settingsOf(const fs::path& database) {
  Settings settings;
  settings.database = database;
  fillIn(settings);
  return settings;
}

std::vector<std::string> settingKeys() {
  std::vector<std::string> keys;
  for (const auto& key : kKeys) {
    if (key != "smtp" && key != "web" && key != "keep") keys.push_back(key);
  }
  for (const auto& key : kKeepKeys) keys.push_back("keep." + key);
  for (const auto& key : smtpKeys()) keys.push_back("smtp." + key);
  for (const auto& key : kWebKeys) keys.push_back("web." + key);
  return keys;
}

}  // namespace chaser::daemon
