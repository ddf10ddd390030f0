// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "common/secret.h"
#include "notifiers/notifier.h"

namespace boost::asio {
class io_context;
}

/// Mail by SMTP (RFC 5321) through a relay, one transaction a recipient.
namespace chaser::notifiers {

/// How the connection is protected.
enum class SmtpTls {
  Off,        ///< plain text
  Preferred,  ///< STARTTLS when the server offers it; with a user and password it must
  Required,   ///< STARTTLS or nothing
  Implicit,   ///< TLS from the first byte (`smtps`, port 465)
};

struct EmailSettings {
  std::string host = "localhost";
  int port = 25;
  SmtpTls tls = SmtpTls::Preferred;
  std::string caFile;  ///< PEM; empty: the system's
  std::string user;    ///< empty: no AUTH
  Secret password;
  std::string envelopeFrom;  ///< MAIL FROM, where bounces go
  std::size_t maxConnections = 3;
  std::chrono::seconds connectTimeout{15};
  std::chrono::seconds totalTimeout{120};
};

/// Where in the dialogue a delivery ended. The order is the dialogue's.
enum class SmtpStage { Connect, Greeting, Tls, Auth, Sender, Recipient, Data, Body, Finished };

/// What the dialogue says of the message: pure, so that each case has its test. `reply` is the last reply's
/// text, `bodySent` whether the whole message had left. See notifier.h for the kinds.
DeliveryOutcome classifySmtp(int curlCode, SmtpStage stage, int replyCode, std::string_view reply,
                             bool bodySent);

std::unique_ptr<Notifier> makeEmailNotifier(boost::asio::io_context& io, EmailSettings settings);

}  // namespace chaser::notifiers
