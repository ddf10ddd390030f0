// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "common/result.h"
#include "common/secret.h"

namespace boost::asio {
class io_context;
}

/// Tokens for logging in to a mail server (XOAUTH2), by OAuth 2.0's client credentials (RFC 6749, 4.4):
/// Chaser shows who it is, by a secret or by what a certificate's key has signed (RFC 7523), and is given a
/// token for an hour or so.
namespace chaser::notifiers {

struct TokenSource {
  std::string url;  ///< https://login.microsoftonline.com/TENANT/oauth2/v2.0/token
  std::string clientId;
  std::string scope;        ///< https://outlook.office365.com/.default
  Secret clientSecret;      ///< not used where there is a certificate
  std::string certificate;  ///< PEM, as it was registered; empty: by secret
  Secret certificateKey;    ///< PEM
  std::string caFile;       ///< empty: the system's
};

/// What is sent in place of a secret: a JWT that the key signed (RS256), with the certificate's thumbprint.
/// An Input error when certificate or key can't be read. `id` is never used again.
Result<std::string> clientAssertion(const TokenSource& source, std::int64_t now, const std::string& id);

/// Keeps a token until shortly before it expires. Who asks while one is fetched waits for that one. Belongs
/// to the thread that runs the loop. A token is never logged, and no error's words hold it.
class AccessTokens {
 public:
  using Done = std::function<void(Result<Secret>)>;

  AccessTokens(boost::asio::io_context& io, TokenSource source);
  ~AccessTokens();  ///< who waits is not called
  AccessTokens(const AccessTokens&) = delete;
  AccessTokens& operator=(const AccessTokens&) = delete;

  /// The token at hand, or a new one. `done` may be called before it returns. An error is a Network one when
  /// nobody answered, so that it may work later, else an Input error: the client is refused.
  void get(Done done);
  /// This one was not taken: the next get() fetches another, unless that was done since.
  void forget(const Secret& refused);

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace chaser::notifiers
