// SPDX-License-Identifier: Apache-2.0
#include "daemon/smtp_settings.h"

#include <fmt/format.h>

#include <array>

#include "daemon/files.h"
#include "daemon/return_path.h"
#include "daemon/settings_reader.h"

namespace chaser::daemon {

namespace fs = std::filesystem;

namespace {

using notifiers::SmtpAuth;
using notifiers::SmtpTls;

constexpr std::array kTlsNames = {Named<SmtpTls>{"starttls-required", SmtpTls::Required},
                                  Named<SmtpTls>{"starttls-preferred", SmtpTls::Preferred},
                                  Named<SmtpTls>{"off", SmtpTls::Off},
                                  Named<SmtpTls>{"smtps", SmtpTls::Implicit}};
constexpr std::array kAuthNames = {
    Named<SmtpAuth>{"any", SmtpAuth::Any}, Named<SmtpAuth>{"plain", SmtpAuth::Plain},
    Named<SmtpAuth>{"login", SmtpAuth::Login}, Named<SmtpAuth>{"xoauth2", SmtpAuth::XOAuth2}};

/// What each relay has.
const std::vector<std::string>& relayKeys() {
  static const std::vector<std::string> keys = {
      "host",    "port",        "tls",        "auth",         "user",      "password_file",
      "ca_file", "client_cert", "client_key", "token_url",    "client_id", "client_secret_file",
      "scope",   "token_cert",  "token_key",  "token_ca_file"};
  return keys;
}

void readSecretFile(const YamlNode& node, const std::string& key, SecretFile& into) {
  const auto name = node.get(key).text(key);
  if (!name) return;
  into.name = *name;
  into.at = node.get(key).position();
}

/// Both or none of them.
void checkPair(const YamlNode& node, const char* one, bool hasOne, const char* other, bool hasOther) {
  if (hasOne == hasOther) return;
  const char* given = hasOne ? one : other;
  node.get(given).error(fmt::format("{} needs {} beside it", given, hasOne ? other : one),
                        "both are needed to prove who we are");
}

void readToken(const YamlNode& node, const SettingsReader& reader, TokenSettings& token) {
  reader.text("token_url", token.url);
  reader.text("client_id", token.clientId);
  reader.text("scope", token.scope);
  readSecretFile(node, "client_secret_file", token.clientSecret);
  reader.path("token_cert", token.clientCertificate);
  readSecretFile(node, "token_key", token.clientCertificateKey);
  reader.path("token_ca_file", token.caFile);
  checkPair(node, "token_cert", !token.clientCertificate.empty(), "token_key",
            !token.clientCertificateKey.name.empty());
}

void checkToken(const YamlNode& node, const SmtpRelay& relay) {
  const auto& token = relay.token;
  const bool bySecret = !token.clientSecret.name.empty();
  const bool byCertificate = !token.clientCertificate.empty();
  if (relay.auth != SmtpAuth::XOAuth2) {
    if (!token.url.empty())
      node.get("token_url").error("an access token is only used to log in by xoauth2", "auth: xoauth2");
    return;
  }
  const bool whole = !relay.user.empty() && !token.url.empty() && !token.clientId.empty();
  if (!whole || (!bySecret && !byCertificate))
    node.get("auth").error(
        "to log in by xoauth2 it needs user, token_url, client_id, and client_secret_file or token_cert",
        "user is the mailbox that sends; the others are what its directory gave the application");
  const bool readable = token.url.rfind("https://", 0) != 0 && !token.url.empty();
  if (readable && token.url.rfind("http://127.0.0.1", 0) != 0 && token.url.rfind("http://localhost", 0) != 0)
    node.get("token_url").error("a secret would cross the network unencrypted", "use https://");
}

void checkLogin(const YamlNode& node, const SmtpRelay& relay) {
  const bool byPassword = relay.auth != SmtpAuth::XOAuth2;
  if (byPassword && !relay.user.empty() && relay.password.name.empty()) {
    node.get("user").error("smtp has a user and no password_file",
                           "name a credential or a file that only its owner may read");
  }
  if (byPassword && relay.auth != SmtpAuth::Any && relay.user.empty())
    node.get("auth").error("there is nobody to log in as", "user: NAME, and password_file: FILE");
  if (!relay.user.empty() && relay.tls == SmtpTls::Off)
    node.get("tls").warn("the password will cross the network unencrypted", "tls: starttls-required");
  if (!relay.clientCert.empty() && relay.tls == SmtpTls::Off)
    node.get("client_cert").error("without TLS no certificate is shown", "tls: starttls-required");
}

void readRelay(const YamlNode& node, const fs::path& folder, SmtpRelay& relay) {
  const SettingsReader reader(node, folder);
  reader.text("host", relay.host);
  // The well-known ports go with the way of encrypting; whoever needs another says so.
  relay.tls = choose(node.get("tls"), "encrypting SMTP", kTlsNames, relay.tls);
  relay.port = relay.tls == SmtpTls::Implicit ? 465 : relay.port;
  reader.number("port", relay.port, 1, 65535);
  relay.auth = choose(node.get("auth"), "logging in to a mail server", kAuthNames, relay.auth);
  reader.text("user", relay.user);
  readSecretFile(node, "password_file", relay.password);
  reader.path("ca_file", relay.caFile);
  reader.path("client_cert", relay.clientCert);
  readSecretFile(node, "client_key", relay.clientKey);
  checkPair(node, "client_cert", !relay.clientCert.empty(), "client_key", !relay.clientKey.name.empty());
  readToken(node, reader, relay.token);
  checkToken(node, relay);
  checkLogin(node, relay);
}

std::vector<SecretFile*> secretsOfRelay(SmtpRelay& relay) {
  return {&relay.password, &relay.clientKey, &relay.token.clientSecret, &relay.token.clientCertificateKey};
}

notifiers::EmailSettings emailSettingsOf(const SmtpRelay& relay, const SmtpSettings& smtp,
                                         const std::string& envelopeFrom) {
  notifiers::EmailSettings mail;
  mail.host = relay.host;
  mail.port = relay.port;
  mail.tls = relay.tls;
  mail.auth = relay.auth;
  mail.caFile = relay.caFile.string();
  mail.clientCert = relay.clientCert.string();
  mail.clientKey = relay.clientKey.secret;
  mail.user = relay.user;
  mail.password = relay.password.secret;
  mail.envelopeFrom = envelopeFrom;
  mail.maxConnections = static_cast<std::size_t>(smtp.maxConnections);
  mail.messagesPerConnection = static_cast<std::size_t>(smtp.messagesPerConnection);
  if (relay.auth != SmtpAuth::XOAuth2) return mail;
  const auto& token = relay.token;
  notifiers::TokenSource source;
  source.url = token.url;
  source.clientId = token.clientId;
  source.scope = token.scope;
  source.clientSecret = token.clientSecret.secret;
  // One that can't be read shows with the first message, as a hold.
  if (!token.clientCertificate.empty())
    source.certificate = readFile(token.clientCertificate).value_or(std::string());
  source.certificateKey = token.clientCertificateKey.secret;
  source.caFile = token.caFile.string();
  mail.token = std::move(source);
  return mail;
}

void readEnvelopeFrom(YamlNode node, std::string& into) {
  const auto written = node.text("envelope_from");
  if (!written) return;
  auto read = readReturnPath(*written);
  if (read) {
    into = std::move(*read);
  } else {
    node.error("envelope_from: " + read.error().what, read.error().hint);
  }
}

}  // namespace

const std::vector<std::string>& smtpKeys() {
  static const std::vector<std::string> all = [] {
    auto keys = relayKeys();
    for (const char* own :
         {"max_connections", "messages_per_connection", "per_minute", "envelope_from", "relays"})
      keys.emplace_back(own);
    return keys;
  }();
  return all;
}

void readSmtp(YamlNode node, const fs::path& folder, SmtpSettings& smtp) {
  if (!node.present() || !node.checkKeys(smtpKeys(), "smtp")) return;
  readRelay(node, folder, smtp);
  const SettingsReader reader(node, folder);
  reader.number("max_connections", smtp.maxConnections, 1, 100);
  reader.number("messages_per_connection", smtp.messagesPerConnection, 1, 1000000);
  reader.number("per_minute", smtp.perMinute, 0, 1000000);
  readEnvelopeFrom(node.get("envelope_from"), smtp.envelopeFrom);
  if (!node.get("relays").present()) return;
  for (auto& entry : node.get("relays").items()) {
    if (!entry.checkKeys(relayKeys(), "a relay")) continue;
    SmtpRelay relay;
    readRelay(entry, folder, relay);
    if (!entry.get("host").present()) entry.error("a relay has no host", "host: relay2.example");
    smtp.relays.push_back(std::move(relay));
  }
}

std::vector<SecretFile*> secretsOf(SmtpSettings& smtp) {
  auto all = secretsOfRelay(smtp);
  for (auto& relay : smtp.relays) {
    const auto more = secretsOfRelay(relay);
    all.insert(all.end(), more.begin(), more.end());
  }
  return all;
}

std::vector<notifiers::EmailSettings> emailSettings(const SmtpSettings& smtp,
                                                    const std::string& envelopeFrom) {
  std::vector<notifiers::EmailSettings> all = {emailSettingsOf(smtp, smtp, envelopeFrom)};
  all.reserve(smtp.relays.size() + 1);
  for (const auto& relay : smtp.relays) all.push_back(emailSettingsOf(relay, smtp, envelopeFrom));
  return all;
}

}  // namespace chaser::daemon
