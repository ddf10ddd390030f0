// SPDX-License-Identifier: Apache-2.0
#include "notifiers/ids.h"

#include "common/sha256.h"

namespace chaser::notifiers {
namespace {

constexpr std::size_t kIdDigits = 32;

// The parts are kept apart by a line break, which neither a number nor a kind of id contains.
std::string idDigits(std::string_view kind, std::string_view key, int generation) {
  std::string text(kind);
  text += '\n';
  text += std::to_string(generation);
  text += '\n';
  text += key;
  return sha256Hex(text).substr(0, kIdDigits);
}

}  // namespace

std::string mailId(std::string_view key, int generation, std::string_view domain) {
  return idDigits("mail", key, generation) + "@" + std::string(domain);
}

std::string webhookId(std::string_view key, int generation) {
  return "msg_" + idDigits("webhook", key, generation);
}

}  // namespace chaser::notifiers
