// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "alerts/recipients.h"
#include "common/ids.h"
#include "common/instant.h"

namespace chaser::daemon {

using RecipientKey = std::pair<alerts::Recipient::Kind, std::string>;

/// What waits, for whom, and how long what was decided of it stands, as one dispatch leaves it to the next:
/// so that the next looks at what can have changed since and not at all that waits. It holds numbers and
/// names, nothing that is said: whatever leaves was read again. Boards are not in it.
class Standing {
 public:
  /// What was decided for one recipient, at a moment.
  struct Decision {
    Instant at;
    Instant until;                     ///< the first moment at which it may be another
    std::optional<Instant> lookAgain;  ///< when something may leave for them
  };

  /// Whether all that waits is in it. When not, whoever dispatches looks at everything.
  [[nodiscard]] bool isKnown() const { return known_; }
  void know() { known_ = true; }

  /// REQUIRES: the item is not in it.
  void add(ItemId item, ActionId action, std::vector<RecipientKey> recipients);
  void remove(ItemId item);
  void decided(const RecipientKey& recipient, const Decision& decision);
  /// Nobody who could be told of it has an address.
  void cannotTell(ItemId item) { nobodyToTell_.insert(item); }

  /// Items of these actions, and of those recipients for whom another decision may be due.
  [[nodiscard]] std::set<ItemId> touched(const std::set<ActionId>& actions, Instant now) const;
  [[nodiscard]] std::vector<RecipientKey> recipientsOf(ItemId item) const;
  [[nodiscard]] std::set<ItemId> itemsOf(const RecipientKey& recipient) const;
  /// The newest item that was ever in it: what is newer is not known.
  [[nodiscard]] ItemId newest() const { return newest_; }
  [[nodiscard]] std::optional<Instant> lookAgain() const;
  [[nodiscard]] std::size_t nobodyToTell() const { return nobodyToTell_.size(); }

 private:
  struct Waiting {
    ActionId action;
    std::vector<RecipientKey> recipients;
  };
  struct Post {
    std::set<ItemId> items;
    Decision decision;
  };
  bool known_ = false;
  std::map<ItemId, Waiting> items_;
  std::map<ActionId, std::set<ItemId>> ofActions_;
  std::map<RecipientKey, Post> posts_;
  std::set<ItemId> nobodyToTell_;
  ItemId newest_;
};

}  // namespace chaser::daemon
