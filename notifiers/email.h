// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/secret.h"
#include "notifiers/access_token.h"
#include "notifiers/notifier.h"
#include "notifiers/smtp_reply.h"

namespace boost::asio {
class io_context;
}

/// Mail by SMTP (RFC 5321) through a relay, one transaction a recipient.
namespace chaser::notifiers {

/// How the connection is protected.
enum class SmtpTls {
  Off,        ///< plain text
  Preferred,  ///< STARTTLS when the server offers it; whoever logs in or shows a certificate needs it
  Required,   ///< STARTTLS or nothing
  Implicit,   ///< TLS from the first byte (`smtps`, port 465)
};

/// How to log in. `Any` is the best that both sides know of those with a password.
enum class SmtpAuth { Any, Plain, Login, XOAuth2 };

struct EmailSettings {
  std::string host = "localhost";
  int port = 25;
  SmtpTls tls = SmtpTls::Preferred;
  std::string caFile;      ///< PEM; empty: the system's
  std::string clientCert;  ///< a PEM file that is shown to the server; empty: none
  Secret clientKey;        ///< its key, in PEM
  SmtpAuth auth = SmtpAuth::Any;
  std::string user;                  ///< empty: no AUTH
  Secret password;                   ///< of all but XOAuth2
  std::optional<TokenSource> token;  ///< of XOAuth2
  std::string envelopeFrom;          ///< MAIL FROM of what has no return path of its own
  std::size_t maxConnections = 3;
  std::size_t messagesPerConnection = 100;  ///< then another connection is opened
  std::chrono::seconds connectTimeout{15};
  std::chrono::seconds totalTimeout{120};

  /// `relay.example:587`: for people.
  [[nodiscard]] std::string name() const;
};

/// An address whose mailbox needs SMTPUTF8 (RFC 6531) is rejected where the server does not offer it; one
/// whose domain alone is not ASCII goes by the domain's ASCII name. A token that the server does not take is
/// fetched anew, once.
std::unique_ptr<Notifier> makeEmailNotifier(boost::asio::io_context& io, EmailSettings settings);

/// Several relays in order: each message goes to the first that takes it. One that takes no connection, or
/// that nobody gets through to (EndpointFault), rests for a minute, then for longer up to an hour; while it
/// rests the next ones come first. When none takes a message, its outcome is a fault if any relay has one,
/// for then somebody has to act. REQUIRES: at least one.
std::unique_ptr<Notifier> makeRelays(boost::asio::io_context& io, std::vector<EmailSettings> relays);
/// The same of any notifiers, with their names.
std::unique_ptr<Notifier> inOrder(
    std::vector<std::pair<std::string, std::unique_ptr<Notifier>>> relays,
    std::function<std::chrono::steady_clock::time_point()> now = &std::chrono::steady_clock::now);

}  // namespace chaser::notifiers
