// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/result.h"

/// Where the pages are served, and under which address people reach them. Pure.
namespace chaser::web {

/// An address and a port, or the path of a unix socket.
struct Address {
  std::string host = "127.0.0.1";  ///< in numbers; IPv6 without brackets. Empty: a unix socket
  std::uint16_t port = 8093;
  std::string path;  ///< of a unix socket, absolute

  /// `127.0.0.1:8093`, `[::1]:8093`, `localhost:8093`, `:8093` (loopback too), `unix:/run/chaser/web.sock`.
  static std::optional<Address> parse(std::string_view text);
  [[nodiscard]] std::string text() const;
  [[nodiscard]] bool isUnix() const { return !path.empty(); }
  friend bool operator==(const Address&, const Address&) = default;
};

/// `https://chaser.council.example/plans/` without the slash at its end. An Input error for anything but an
/// http or https address without user, question or fragment, whose every character is a plain one: it goes
/// into mails as it stands.
Result<std::string> readPublicUrl(std::string_view text);

/// Whether what is said there crosses a network in clear: http to another machine.
bool isReadByOthers(std::string_view publicUrl);

/// `PUBLIC/a/TOKEN`.
std::string linkTo(std::string_view publicUrl, std::string_view token);
/// `PUBLIC/u/TOKEN`: where a contact chooses how often their digest comes.
std::string digestLinkTo(std::string_view publicUrl, std::string_view token);

}  // namespace chaser::web
