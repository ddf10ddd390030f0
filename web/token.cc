// SPDX-License-Identifier: Apache-2.0
#include "web/token.h"

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "common/sha256.h"

namespace chaser::web {

namespace {

constexpr std::string_view kDigits = "0123456789abcdefghjkmnpqrstvwxyz";
constexpr std::size_t kKeyDigits = 2;
constexpr std::size_t kLinkDigits = 6;
constexpr std::size_t kSealDigits = kTokenLength - kKeyDigits - kLinkDigits;
constexpr std::size_t kRandomDigits = kFormLength - kSealDigits;
constexpr std::size_t kKeyBytes = 32;
constexpr std::size_t kCodeSealDigits = 8;
constexpr std::string_view kCodeMark = "ch-";
constexpr int kBitsADigit = 5;
/// In the place of a link's number, of what is no link.
constexpr std::int64_t kNoLink = kLastLink + 1;

/// The value of a character; negative for one that is no digit.
int valueOf(char c) {
  if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  if (c == 'o') c = '0';
  if (c == 'i' || c == 'l') c = '1';
  const auto at = kDigits.find(c);
  return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

std::string numberText(std::int64_t number, std::size_t digits) {
  std::string text(digits, '0');
  for (auto at = digits; at-- > 0; number >>= kBitsADigit) text[at] = kDigits[number & 31];
  return text;
}

std::int64_t numberOf(std::string_view text) {
  std::int64_t number = 0;
  for (const char c : text) number = (number << kBitsADigit) | valueOf(c);
  return number;
}

/// Whole groups of five bits, from the front.
std::string bitsText(const unsigned char* bytes, std::size_t digits) {
  std::string text;
  text.reserve(digits);
  unsigned pending = 0;
  int bits = 0;
  while (text.size() < digits) {
    if (bits < kBitsADigit) {
      pending = (pending << 8) | *bytes++;
      bits += 8;
    }
    bits -= kBitsADigit;
    text += kDigits[(pending >> bits) & 31U];
  }
  return text;
}

/// Each part after its length, so that no two lists of parts read alike.
void addPart(std::string& text, std::string_view part) {
  text += std::to_string(part.size());
  text += ':';
  text += part;
}

std::string sealOver(const Secret& key, const std::string& text, std::size_t digits = kSealDigits) {
  return bitsText(hmacSha256(key, text).data(), digits);
}

void addBinding(std::string& text, const Binding& binding) {
  addPart(text, std::to_string(binding.link));
  addPart(text, binding.kind == LinkKind::Message ? "message" : "matter");
  addPart(text, std::to_string(binding.subject.action.value));
  addPart(text, std::to_string(binding.subject.milestone.value));
  addPart(text, binding.rule);
  addPart(text, binding.contact);
}

std::string sealOf(int keyId, const Secret& key, const Binding& binding) {
  std::string text;
  addPart(text, "chaser answer link");
  addPart(text, std::to_string(keyId));
  addBinding(text, binding);
  return sealOver(key, text);
}

std::string digestSeal(int keyId, const Secret& key, std::string_view contact) {
  std::string text;
  addPart(text, "chaser digest");
  addPart(text, std::to_string(keyId));
  addPart(text, contact);
  return sealOver(key, text);
}

std::string bounceSeal(int keyId, const Secret& key, std::int64_t message, std::string_view messageId) {
  std::string text;
  addPart(text, "chaser bounce");
  addPart(text, std::to_string(keyId));
  addPart(text, std::to_string(message));
  addPart(text, messageId);
  return sealOver(key, text);
}

std::string codeSeal(const Secret& key, const Binding& binding) {
  std::string text;
  addPart(text, "chaser reply code");
  addBinding(text, binding);
  return sealOver(key, text, kCodeSealDigits);
}

std::string formSeal(const Secret& key, std::int64_t link, std::string_view random) {
  std::string text;
  addPart(text, "chaser answer form");
  addPart(text, std::to_string(link));
  addPart(text, random);
  return sealOver(key, text);
}

bool same(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

/// As it was written: small letters, no lookalikes. Empty when there is anything else in it.
std::string asWritten(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    const int value = valueOf(c);
    if (value < 0) return {};
    out += kDigits[static_cast<std::size_t>(value)];
  }
  return out;
}

bool isWordCharacter(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// How many digits stand there, at most `most`.
std::size_t digitsAt(std::string_view text, std::size_t at, std::size_t most) {
  std::size_t count = 0;
  while (count < most && at + count < text.size() && valueOf(text[at + count]) >= 0) ++count;
  return count;
}

/// A code that begins here, behind its mark; absent when there is none.
std::optional<CodeParts> codeAt(std::string_view text, std::size_t at) {
  const auto number = digitsAt(text, at, kLinkDigits);
  const auto seal = at + number + 1;
  if (number == 0 || seal >= text.size() || text[seal - 1] != '-') return std::nullopt;
  if (digitsAt(text, seal, kCodeSealDigits) != kCodeSealDigits) return std::nullopt;
  const auto end = seal + kCodeSealDigits;
  if (end < text.size() && isWordCharacter(text[end])) return std::nullopt;
  CodeParts parts;
  parts.link = numberOf(asWritten(text.substr(at, number)));
  parts.seal = asWritten(text.substr(seal, kCodeSealDigits));
  return parts.link == 0 ? std::nullopt : std::optional(std::move(parts));
}

bool isMarkAt(std::string_view text, std::size_t at) {
  if (at > 0 && isWordCharacter(text[at - 1])) return false;
  for (std::size_t i = 0; i < kCodeMark.size(); ++i) {
    const char c = text[at + i];
    if ((c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c) != kCodeMark[i]) return false;
  }
  return true;
}

std::array<unsigned char, kKeyBytes> randomBytes() {
  std::array<unsigned char, kKeyBytes> bytes{};
  // Without randomness anybody could make links: better none at all.
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) std::abort();
  return bytes;
}

}  // namespace

std::string sealToken(int keyId, const Secret& key, const Binding& binding) {
  return numberText(keyId, kKeyDigits) + numberText(binding.link, kLinkDigits) + sealOf(keyId, key, binding);
}

std::optional<TokenParts> readToken(std::string_view text) {
  while (!text.empty() && !isWordCharacter(text.front())) text.remove_prefix(1);
  while (!text.empty() && !isWordCharacter(text.back())) text.remove_suffix(1);
  if (text.size() != kTokenLength) return std::nullopt;
  const auto written = asWritten(text);
  if (written.empty()) return std::nullopt;
  TokenParts parts;
  parts.keyId = static_cast<int>(numberOf(written.substr(0, kKeyDigits)));
  parts.link = numberOf(written.substr(kKeyDigits, kLinkDigits));
  parts.seal = written.substr(kKeyDigits + kLinkDigits);
  if (parts.keyId == 0 || parts.link == 0) return std::nullopt;
  return parts;
}

bool isSealed(const TokenParts& parts, const Secret& key, const Binding& binding) {
  return parts.link == binding.link && same(parts.seal, sealOf(parts.keyId, key, binding));
}

std::string sealDigest(int keyId, const Secret& key, std::string_view contact) {
  return numberText(keyId, kKeyDigits) + numberText(kNoLink, kLinkDigits) + digestSeal(keyId, key, contact);
}

bool isDigestOf(const TokenParts& parts, const Secret& key, std::string_view contact) {
  return parts.link == kNoLink && same(parts.seal, digestSeal(parts.keyId, key, contact));
}

std::string sealBounce(int keyId, const Secret& key, std::int64_t message, std::string_view messageId) {
  return numberText(keyId, kKeyDigits) + numberText(message, kLinkDigits) +
         bounceSeal(keyId, key, message, messageId);
}

bool isBounceOf(const TokenParts& parts, const Secret& key, std::int64_t message,
                std::string_view messageId) {
  return parts.link == message && same(parts.seal, bounceSeal(parts.keyId, key, message, messageId));
}

std::vector<TokenParts> findTags(std::string_view address) {
  std::vector<TokenParts> tags;
  const auto local = address.substr(0, address.rfind('@'));
  for (std::size_t at = 0; at < local.size();) {
    auto end = at;
    while (end < local.size() && isWordCharacter(local[end])) ++end;
    if (auto tag = readToken(local.substr(at, end - at))) tags.push_back(std::move(*tag));
    at = end + 1;
  }
  return tags;
}

std::string sealForm(const Secret& key, std::int64_t link, std::string_view random) {
  return std::string(random) + formSeal(key, link, random);
}

bool isFormOf(std::string_view form, const Secret& key, std::int64_t link) {
  if (form.size() != kFormLength) return false;
  const auto random = form.substr(0, kRandomDigits);
  return same(form.substr(kRandomDigits), formSeal(key, link, random));
}

std::string sealCode(const Secret& key, const Binding& binding) {
  const auto digits = numberText(binding.link, kLinkDigits);
  const auto first = std::min(digits.find_first_not_of('0'), kLinkDigits - 1);
  return std::string(kCodeMark) + digits.substr(first) + "-" + codeSeal(key, binding);
}

std::vector<CodeParts> findCodes(std::string_view text) {
  std::vector<CodeParts> codes;
  for (std::size_t at = 0; at + kCodeMark.size() < text.size(); ++at) {
    if (!isMarkAt(text, at)) continue;
    auto code = codeAt(text, at + kCodeMark.size());
    if (code && std::find(codes.begin(), codes.end(), *code) == codes.end())
      codes.push_back(std::move(*code));
  }
  return codes;
}

bool isCodeOf(const CodeParts& parts, const Secret& key, const Binding& binding) {
  return parts.link == binding.link && binding.kind == LinkKind::Matter &&
         same(parts.seal, codeSeal(key, binding));
}

std::string fresh() {
  const auto bytes = randomBytes();
  return bitsText(bytes.data(), kRandomDigits);
}

Secret freshKey() {
  const auto bytes = randomBytes();
  return Secret(std::string(bytes.begin(), bytes.end()));
}

std::string withoutTokens(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    auto end = at;
    while (end < text.size() && isWordCharacter(text[end])) ++end;
    if (end == at) {
      out += text[at++];
      continue;
    }
    const auto word = text.substr(at, end - at);
    out += word.size() >= kTokenLength ? std::string_view("***") : word;
    at = end;
  }
  return out;
}

}  // namespace chaser::web
