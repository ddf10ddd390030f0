// SPDX-License-Identifier: Apache-2.0
#include "daemon/link_keys.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "store/links.h"
#include "web/token.h"

namespace chaser::daemon {

namespace {

using Json = nlohmann::json;

constexpr const char* kSetting = "answer_link.keys";
constexpr std::string_view kHex = "0123456789abcdef";

std::string toHex(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    text += kHex[byte >> 4U];
    text += kHex[byte & 15U];
  }
  return text;
}

std::string fromHex(std::string_view text) {
  std::string bytes;
  bytes.reserve(text.size() / 2);
  for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
    const auto high = kHex.find(text[i]);
    const auto low = kHex.find(text[i + 1]);
    if (high == std::string_view::npos || low == std::string_view::npos) return {};
    bytes += static_cast<char>(high * 16 + low);
  }
  return bytes;
}

std::optional<LinkKey> readKey(const Json& json) {
  if (!json.is_object()) return std::nullopt;
  LinkKey key;
  key.id = json.value("id", 0);
  key.key = Secret(fromHex(json.value("key", "")));
  const auto made = Instant::parse(json.value("made", ""));
  if (key.id < 1 || key.id > web::kLastKey || key.key.empty() || !made) return std::nullopt;
  key.madeAt = *made;
  key.retiredAt = Instant::parse(json.value("retired", ""));
  return key;
}

Outcome keepKeys(store::EngineStore& store, const std::vector<LinkKey>& keys) {
  Json list = Json::array();
  for (const auto& key : keys) {
    Json one = {{"id", key.id}, {"key", toHex(key.key.reveal())}, {"made", key.madeAt.iso()}};
    if (key.retiredAt) one["retired"] = key.retiredAt->iso();
    list.push_back(std::move(one));
  }
  return store.setSetting(kSetting, list.dump());
}

/// The number after the youngest one's; after the last there is, the first again: by then what it sealed is
/// long forgotten.
LinkKey newKey(const std::vector<LinkKey>& before, Instant now) {
  LinkKey key;
  key.id = before.empty() ? 1 : before.back().id % web::kLastKey + 1;
  key.key = web::freshKey();
  key.madeAt = now;
  return key;
}

}  // namespace

const LinkKey* LinkKeys::find(int id) const {
  const auto found = std::find_if(keys_.begin(), keys_.end(), [&](const auto& key) { return key.id == id; });
  return found == keys_.end() ? nullptr : &*found;
}

bool LinkKeys::isBelieved(const LinkKey& key, Instant now) {
  return !key.retiredAt || now < *key.retiredAt + kLinksLast;
}

Result<LinkKeys> readLinkKeys(store::EngineStore& store) {
  const auto text = store.setting(kSetting);
  if (!text) return fail(text.error());
  if (!*text) return LinkKeys();
  const auto broken = [] {
    return fail(ErrorKind::Store, "the keys of the answer links in the database can't be read",
                "'chaser links rotate --at-once' makes a new one; links that are out work no longer then");
  };
  const auto list = Json::parse(**text, nullptr, false);
  if (!list.is_array() || list.empty()) return broken();
  std::vector<LinkKey> keys;
  keys.reserve(list.size());
  try {
    for (const auto& json : list) {
      auto key = readKey(json);
      if (!key) return broken();
      keys.push_back(std::move(*key));
    }
  } catch (const Json::exception&) {
    return broken();
  }
  return LinkKeys(std::move(keys));
}

Result<LinkKeys> linkKeysForSealing(store::EngineStore& store, Instant now) {
  auto keys = readLinkKeys(store);
  if (!keys || !keys->empty()) return keys;
  std::vector<LinkKey> first{newKey({}, now)};
  if (auto kept = keepKeys(store, first); !kept) return fail(kept.error());
  return LinkKeys(std::move(first));
}

Outcome forgetLinkKeys(store::EngineStore& store) {
  return store.setSetting(kSetting, std::nullopt);
}

Result<LinkKeys> rotateLinkKeys(store::Store& store, bool atOnce, const store::Actor& actor, Instant now) {
  auto transaction = store.begin();
  if (!transaction) return fail(transaction.error());
  auto before = readLinkKeys(store);
  // What can't be read is replaced when that is what was asked for.
  if (!before && !atOnce) return fail(before.error());
  std::vector<LinkKey> keys;
  if (before && !atOnce) {
    for (auto key : before->all()) {
      if (!key.retiredAt) key.retiredAt = now;
      if (LinkKeys::isBelieved(key, now)) keys.push_back(std::move(key));
    }
  }
  auto fresh = newKey(before ? before->all() : std::vector<LinkKey>(), now);
  const auto id = fresh.id;
  keys.push_back(std::move(fresh));
  if (auto kept = keepKeys(store, keys); !kept) return fail(kept.error());
  const std::string said = "key " + std::to_string(id) +
                           (atOnce ? ", earlier ones are believed no longer" : ", earlier ones for 60 days");
  if (auto noted = store.links().noteKeys(said, actor, now); !noted) return fail(noted.error());
  if (auto done = (*transaction)->commit(); !done) return fail(done.error());
  return LinkKeys(std::move(keys));
}

}  // namespace chaser::daemon
