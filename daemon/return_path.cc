// SPDX-License-Identifier: Apache-2.0
#include "daemon/return_path.h"

#include <fmt/format.h>

#include <algorithm>

#include "daemon/link_keys.h"
#include "notifiers/mime.h"
#include "web/token.h"

namespace chaser::daemon {

namespace {

constexpr std::string_view kPlace = "{tag}";
/// RFC 5321, 4.5.3.1.1.
constexpr std::size_t kLongestLocalPart = 64;

tl::unexpected<Error> noReturnPath(std::string what) {
  return fail(ErrorKind::Input, std::move(what),
              "for example bounces@example.org, or bounces-{tag}@example.org");
}

/// A letter or digit beside the tag could be taken for a part of it.
bool joinsTag(std::string_view text, std::size_t at) {
  const auto c = static_cast<unsigned char>(at < text.size() ? text[at] : '+');
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

}  // namespace

Result<std::string> readReturnPath(const std::string& written) {
  std::string pattern = written;
  const auto at = pattern.rfind('@');
  if (at == std::string::npos) return noReturnPath(fmt::format("'{}' is no address", written));
  auto place = pattern.find(kPlace);
  if (place == std::string::npos) {
    pattern.insert(at, fmt::format("+{}", kPlace));
    place = at + 1;
  }
  if (place > pattern.rfind('@')) return noReturnPath("the tag has to stand before the @");
  if ((place > 0 && joinsTag(pattern, place - 1)) || joinsTag(pattern, place + kPlace.size()))
    return noReturnPath("no letter or digit may stand right beside {tag}");
  const auto whole = returnPathWith(pattern, std::string(web::kTokenLength, '0'));
  if (!notifiers::isAddress(whole) || !notifiers::isAscii(whole) ||
      whole.find_first_of("{}") != std::string::npos)
    return noReturnPath(fmt::format("'{}' is no address", written));
  if (whole.rfind('@') > kLongestLocalPart)
    return noReturnPath(fmt::format("with its tag of {} characters it is longer than {} before the @",
                                    web::kTokenLength, kLongestLocalPart));
  return pattern;
}

std::string returnPathWith(const std::string& pattern, std::string_view tag) {
  auto whole = pattern;
  return whole.replace(whole.find(kPlace), kPlace.size(), tag);
}

Outcome addReturnPaths(store::Store& store, const std::string& pattern, std::vector<store::Message>& messages,
                       Instant now) {
  const auto isMail = [](const store::Message& message) { return message.channel == "smtp"; };
  if (pattern.empty() || std::none_of(messages.begin(), messages.end(), isMail)) return {};
  const auto keys = linkKeysForSealing(store, now);
  if (!keys) return fail(keys.error());
  const auto& key = keys->current();
  for (auto& message : messages) {
    if (!isMail(message) || message.id.value > web::kLastLink) continue;
    message.returnPath =
        returnPathWith(pattern, web::sealBounce(key.id, key.key, message.id.value, message.messageId));
  }
  return {};
}

}  // namespace chaser::daemon
