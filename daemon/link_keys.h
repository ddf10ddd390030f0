// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <vector>

#include "common/instant.h"
#include "common/result.h"
#include "common/secret.h"
#include "store/ports.h"

/// The keys that seal the links by which people answer. They lie in the database's settings, beside what they
/// vouch for: whoever may read the file may answer anything in it anyway. They are made once, replaced by
/// `chaser links rotate`, and never logged or printed.
namespace chaser::daemon {

/// How long a link works, and how long a key that was replaced is still believed.
constexpr std::chrono::hours kLinksLast{60 * 24};

struct LinkKey {
  int id = 0;
  Secret key;
  Instant madeAt;
  std::optional<Instant> retiredAt;  ///< replaced by a younger one
};

/// The youngest last.
class LinkKeys {
 public:
  LinkKeys() = default;
  explicit LinkKeys(std::vector<LinkKey> keys) : keys_(std::move(keys)) {}

  [[nodiscard]] bool empty() const { return keys_.empty(); }
  [[nodiscard]] const std::vector<LinkKey>& all() const { return keys_; }
  /// The one that seals now. REQUIRES: !empty().
  [[nodiscard]] const LinkKey& current() const { return keys_.back(); }
  /// The key of this id, be it too old; nullptr when there is none.
  [[nodiscard]] const LinkKey* find(int id) const;
  /// Whether what it sealed is believed: it is the current one, or was replaced less than 60 days ago.
  [[nodiscard]] static bool isBelieved(const LinkKey& key, Instant now);

 private:
  std::vector<LinkKey> keys_;
};

/// None when no link was ever made.
Result<LinkKeys> readLinkKeys(store::EngineStore& store);

/// The same, with a first key when there is none yet. In the transaction that is open.
Result<LinkKeys> linkKeysForSealing(store::EngineStore& store, Instant now);

/// No link or code that was ever made works any more: for a copy that is looked at and thrown away.
Outcome forgetLinkKeys(store::EngineStore& store);

/// Makes a new key, which seals from now on, and forgets those that are believed no longer; with `atOnce` all
/// earlier ones, for a key that somebody else may have seen. In one transaction, with a line in the audit.
Result<LinkKeys> rotateLinkKeys(store::Store& store, bool atOnce, const store::Actor& actor, Instant now);

}  // namespace chaser::daemon
