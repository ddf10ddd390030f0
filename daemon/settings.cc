// SPDX-License-Identifier: Apache-2.0
#include "daemon/settings.h"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <limits>
#include <system_error>

#include "common/yaml.h"
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
const std::vector<std::string> kSmtpKeys = {
    "host", "port", "tls", "user", "password_file", "ca_file", "max_connections", "per_minute"};

const std::vector<std::string> kWebKeys = {"listen", "public_url"};

template <typename Value>
struct Named {
  const char* name;
  Value value;
};
using notifiers::SmtpTls;
constexpr std::array kDeliverNames = {Named<Deliver>{"smtp", Deliver::Smtp},
                                      Named<Deliver>{"maildir", Deliver::Maildir},
                                      Named<Deliver>{"rehearse", Deliver::Rehearse}};
constexpr std::array kTlsNames = {Named<SmtpTls>{"starttls-required", SmtpTls::Required},
                                  Named<SmtpTls>{"starttls-preferred", SmtpTls::Preferred},
                                  Named<SmtpTls>{"off", SmtpTls::Off},
                                  Named<SmtpTls>{"smtps", SmtpTls::Implicit}};

/// The host's own name: a Message-ID needs a right-hand side that nobody else uses.
std::string hostName() {
  std::array<char, 256> name{};
  if (gethostname(name.data(), name.size() - 1) != 0 || name[0] == '\0') return "localhost";
  return name.data();
}

/// One of a closed set, by its written name.
template <typename Value, std::size_t N>
Value choose(YamlNode node, std::string_view what, const std::array<Named<Value>, N>& all, Value fallback) {
  const auto text = node.text(what);
  if (!text) return fallback;
  std::vector<std::string> names;
  for (const auto& [name, value] : all) {
    if (name == *text) return value;
    names.emplace_back(name);
  }
  node.error(fmt::format("'{}' is no way of {}", *text, what), suggest(*text, names));
  return fallback;
}

/// Reads the values of one mapping into places that hold their defaults.
class Reader {
 public:
  Reader(YamlNode node, fs::path folder) : node_(std::move(node)), folder_(std::move(folder)) {}

  void text(const std::string& key, std::string& into) const {
    if (const auto value = node_.get(key).text(key)) into = *value;
  }
  void number(const std::string& key, int& into, int low, int high) const {
    if (const auto value = node_.get(key).integer(key, low, high)) into = *value;
  }
  void path(const std::string& key, fs::path& into) const {
    if (const auto value = node_.get(key).text(key)) into = resolved(*value);
  }
  void paths(const std::string& key, std::vector<fs::path>& into) const {
    if (!node_.get(key).present()) return;
    into.clear();
    for (const auto& value : node_.get(key).texts(key)) into.push_back(resolved(value));
  }
  std::optional<std::chrono::seconds> seconds(const std::string& key) const {
    auto node = node_.get(key);
    const auto value = node.text(key);
    if (!value) return std::nullopt;
    const auto read = parseSeconds(*value);
    if (!read)
      node.error(fmt::format("{} must be a whole number and a unit", key), "for example 0s, 60s, 15m or 1h");
    return read;
  }

 private:
  [[nodiscard]] fs::path resolved(const fs::path& path) const { return (folder_ / path).lexically_normal(); }

  YamlNode node_;
  fs::path folder_;
};

void readSmtp(YamlNode node, const fs::path& folder, SmtpSettings& smtp) {
  if (!node.present() || !node.checkKeys(kSmtpKeys, "smtp")) return;
  const Reader reader(node, folder);
  reader.text("host", smtp.host);
  // The well-known ports go with the way of encrypting; whoever needs another says so.
  smtp.tls = choose(node.get("tls"), "encrypting SMTP", kTlsNames, smtp.tls);
  smtp.port = smtp.tls == SmtpTls::Implicit ? 465 : smtp.port;
  reader.number("port", smtp.port, 1, 65535);
  reader.text("user", smtp.user);
  reader.text("password_file", smtp.passwordFile);
  reader.path("ca_file", smtp.caFile);
  reader.number("max_connections", smtp.maxConnections, 1, 100);
  reader.number("per_minute", smtp.perMinute, 0, 1000000);
  if (!smtp.user.empty() && smtp.passwordFile.empty()) {
    node.get("user").error("smtp has a user and no password_file",
                           "name a credential or a file that only its owner may read");
  }
  if (!smtp.user.empty() && smtp.tls == SmtpTls::Off) {
    node.get("tls").warn("the password will cross the network unencrypted", "tls: starttls-required");
  }
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

void readManners(const Reader& reader, alerts::Manners& manners) {
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

/// No mail could leave with a sender or a Message-ID that is none; better said now than by every message.
void readSender(const YamlNode& root, Settings& settings) {
  const Reader reader(root, {});
  reader.text("from", settings.from);
  if (!settings.from.empty() && !notifiers::isAddress(notifiers::parseMailbox(settings.from).address))
    root.get("from").error(fmt::format("'{}' is no mail address", settings.from),
                           "for example: from: Chaser <chaser@council.example>");
  reader.text("domain", settings.domain);
  if (!settings.domain.empty() && !notifiers::isAddress("chaser@" + settings.domain))
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
  const Reader reader(root, folder);
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
  if (!settings.smtp.passwordFile.empty())
    settings.passwordAt = root.get("smtp").get("password_file").position();
  readWeb(root.get("web"), settings.web);
  readSender(root, settings);
  reader.text("marking", settings.marking);
  readManners(reader, settings.manners);
  readKeep(root.get("keep"), settings.keep);
  readLogLevel(root.get("log_level"), settings.logLevel);
  fillIn(settings);
  return settings;
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
  for (const auto& key : kSmtpKeys) keys.push_back("smtp." + key);
  for (const auto& key : kWebKeys) keys.push_back("web." + key);
  return keys;
}

}  // namespace chaser::daemon
