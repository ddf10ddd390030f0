// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "alerts/dispatch.h"
#include "common/diagnostic.h"
#include "common/secret.h"
#include "common/span.h"
#include "notifiers/email.h"
#include "web/address.h"

/// chaser.yaml as values. etc/chaser.yaml describes every key to the people who write one; a test holds the
/// two together. Nothing is looked up here: whether the files exist is asked when they are loaded
/// (configuration.h).
namespace chaser::daemon {

/// Where messages go. `Rehearse` is a maildir whose messages say that they are a rehearsal.
enum class Deliver { Smtp, Maildir, Rehearse };

std::string_view toString(Deliver);  ///< `smtp`, `maildir`, `rehearse`

/// A secret that is kept in a systemd credential, or in a file of its owner's alone.
struct SecretFile {
  std::string name;  ///< as written; empty: there is none
  Secret secret;     ///< read by loadConfiguration
  Position at;       ///< where it is written
};

/// How an access token is come by (notifiers/access_token.h).
struct TokenSettings {
  std::string url;  ///< empty: none is needed
  std::string clientId, scope;
  SecretFile clientSecret;
  std::filesystem::path clientCertificate;
  SecretFile clientCertificateKey;
  std::filesystem::path caFile;  ///< empty: the system's
};

/// One mail server.
struct SmtpRelay {
  std::string host = "localhost";
  int port = 25;
  notifiers::SmtpTls tls = notifiers::SmtpTls::Preferred;
  notifiers::SmtpAuth auth = notifiers::SmtpAuth::Any;
  std::string user;  ///< empty: no AUTH
  SecretFile password;
  TokenSettings token;
  std::filesystem::path caFile;      ///< empty: the system's
  std::filesystem::path clientCert;  ///< empty: none
  SecretFile clientKey;
};

struct SmtpSettings : SmtpRelay {
  std::vector<SmtpRelay> relays;  ///< asked in this order when the first takes no connection
  int maxConnections = 3;         ///< to each
  int messagesPerConnection = 100;
  int perMinute = 30;  ///< 0: unlimited
  /// Where bounces go, as readReturnPath() gives it; empty: to `from`, and nothing knows them.
  std::string envelopeFrom;
};

/// The pages on which people answer, and the links that lead to them.
struct WebSettings {
  web::Address listen;    ///< default: 127.0.0.1:8093
  std::string publicUrl;  ///< as people reach it, without a slash at its end; empty: there are no links
};

/// How long what names people is kept; absent: for ever.
struct KeepSettings {
  std::optional<Span> messages = Span{90, Span::Unit::Day};
  std::optional<Span> attempts = Span{1, Span::Unit::Year};
  std::optional<Span> audit = Span{7, Span::Unit::Year};
};

struct Settings {
  std::filesystem::path database;
  std::filesystem::path contacts;            ///< empty: nobody is known
  std::vector<std::filesystem::path> rules;  ///< local folders, after the shipped one
  std::filesystem::path headings;            ///< empty: the shipped vocabulary
  std::filesystem::path templates;           ///< empty: the shipped ones
  Position contactsAt;                       ///< where it is written; empty when it is not
  Deliver deliver = Deliver::Smtp;
  std::filesystem::path maildir;
  SmtpSettings smtp;
  WebSettings web;
  std::string from;     ///< an address, with or without a name before it
  std::string domain;   ///< the right-hand side of Message-IDs
  std::string marking;  ///< e.g. OFFICIAL-SENSITIVE: into subject and body
  alerts::Manners manners;
  KeepSettings keep;
  std::string logLevel = "info";  ///< `debug`, `info`, `warning`, `error`
};

/// Reads chaser.yaml. Relative paths are relative to `folder`. `contacts.yaml` and `rules.d` beside the file
/// count when the keys are not given and they exist.
Settings readSettings(const SourcePtr& source, const std::filesystem::path& folder, Diagnostics& diagnostics);

/// What stands in subject and body. A rehearsal says so there too, so that nobody takes it for the real
/// thing.
std::string markingOf(const Settings& settings);

/// What is in force when a database is named and nothing else.
Settings settingsOf(const std::filesystem::path& database);

/// `0s`, `60s`, `5m`, `1h`.
std::optional<std::chrono::seconds> parseSeconds(std::string_view text);

/// Every key of chaser.yaml, those below `smtp`, `keep` and `web` as `smtp.host`: for the test of the shipped
/// file.
std::vector<std::string> settingKeys();

}  // namespace chaser::daemon
