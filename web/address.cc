// SPDX-License-Identifier: Apache-2.0
#include "web/address.h"

#include <algorithm>
#include <charconv>

#include "common/fold.h"
#include "common/text.h"

namespace chaser::web {

namespace {

constexpr std::string_view kUnix = "unix:";
/// Of a sockaddr_un, with its last NUL.
constexpr std::size_t kLongestPath = 107;
constexpr std::size_t kLongestUrl = 300;

std::optional<std::uint16_t> portOf(std::string_view text) {
  unsigned number = 0;
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || status != std::errc() || end != text.data() + text.size()) return std::nullopt;
  if (number == 0 || number > 65535) return std::nullopt;
  return static_cast<std::uint16_t>(number);
}

bool isHostCharacter(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '-';
}
bool isPathCharacter(char c) {
  return isHostCharacter(c) || c == '/' || c == '_' || c == '~';
}

/// Between `://` and the first slash, without a port.
std::string_view hostOf(std::string_view url) {
  url.remove_prefix(std::min(url.size(), url.find("://") + 3));
  url = url.substr(0, url.find('/'));
  if (url.starts_with('[')) return url.substr(0, url.find(']') + 1);
  return url.substr(0, url.find(':'));
}

/// HOST, HOST:PORT or [V6]:PORT.
bool isAuthority(std::string_view text) {
  if (text.starts_with('[')) {
    const auto end = text.find(']');
    if (end == std::string_view::npos || end < 3) return false;
    const auto inside = text.substr(1, end - 1);
    if (inside.find_first_not_of("0123456789abcdefABCDEF:.") != std::string_view::npos) return false;
    const auto rest = text.substr(end + 1);
    return rest.empty() || (rest.starts_with(':') && portOf(rest.substr(1)));
  }
  const auto colon = text.find(':');
  const auto host = text.substr(0, colon);
  if (host.empty() || !std::all_of(host.begin(), host.end(), isHostCharacter)) return false;
  return colon == std::string_view::npos || portOf(text.substr(colon + 1));
}

}  // namespace

std::optional<Address> Address::parse(std::string_view text) {
  Address address;
  text = trim(text);
  if (text.starts_with(kUnix)) {
    const auto path = text.substr(kUnix.size());
    if (path.size() < 2 || path.size() > kLongestPath || path.front() != '/') return std::nullopt;
    address.path = path;
    address.host.clear();
    address.port = 0;
    return address;
  }
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto port = portOf(text.substr(colon + 1));
  if (!port) return std::nullopt;
  address.port = *port;
  auto host = text.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) {
    host = host.substr(1, host.size() - 2);
    if (host.find(':') == std::string_view::npos ||
        host.find_first_not_of("0123456789abcdefABCDEF:.") != std::string_view::npos)
      return std::nullopt;
    address.host = host;
  } else if (!host.empty() && host != "localhost") {
    // A name could mean another machine tomorrow; where to listen is said in numbers.
    if (host.find_first_not_of("0123456789.") != std::string_view::npos) return std::nullopt;
    if (std::count(host.begin(), host.end(), '.') != 3) return std::nullopt;
    address.host = host;
  }
  return address;
}

std::string Address::text() const {
  if (isUnix()) return std::string(kUnix) + path;
  const bool six = host.find(':') != std::string::npos;
  return (six ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

Result<std::string> readPublicUrl(std::string_view text) {
  constexpr const char* kExample = "for example: public_url: https://chaser.council.example";
  const auto no = [&](const std::string& why) {
    return fail(ErrorKind::Input, "'" + std::string(text) + "' is no address for links: " + why, kExample);
  };
  auto url = trim(text);
  while (url.ends_with('/')) url.remove_suffix(1);
  const auto mark = url.find("://");
  if (mark == std::string_view::npos) return no("it begins with neither https:// nor http://");
  const auto scheme = foldCase(url.substr(0, mark));
  if (scheme != "http" && scheme != "https") return no("it begins with neither https:// nor http://");
  const auto rest = url.substr(scheme.size() + 3);
  const auto authority = rest.substr(0, rest.find('/'));
  if (authority.find('@') != std::string_view::npos) return no("it holds a user's name");
  if (!isAuthority(authority)) return no("it names no host");
  const auto path = rest.substr(authority.size());
  if (path.find_first_of("?#") != std::string_view::npos) return no("links are added behind it");
  if (!std::all_of(path.begin(), path.end(), isPathCharacter))
    return no("mail programs would break it at an unusual character");
  if (url.size() > kLongestUrl) return no("it is too long for a line of a message");
  return scheme + "://" + std::string(rest);
}

bool isReadByOthers(std::string_view publicUrl) {
  if (!publicUrl.starts_with("http://")) return false;
  const auto host = hostOf(publicUrl);
  return host != "localhost" && host != "[::1]" && !host.starts_with("127.");
}

std::string linkTo(std::string_view publicUrl, std::string_view token) {
  return std::string(publicUrl) + "/a/" + std::string(token);
}

std::string digestLinkTo(std::string_view publicUrl, std::string_view token) {
  return std::string(publicUrl) + "/u/" + std::string(token);
}

}  // namespace chaser::web
