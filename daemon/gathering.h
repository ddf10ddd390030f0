// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "alerts/dispatch.h"
#include "common/result.h"
#include "daemon/configuration.h"
#include "daemon/facts.h"
#include "daemon/standing.h"
#include "store/ports.h"

/// The first half of a dispatch: what waits, with those whom it is for today.
namespace chaser::daemon {

struct Gathered {
  /// Whoever is in it is there with all that waits for them, in the order of the items.
  std::map<RecipientKey, std::vector<alerts::Candidate>> people;
  std::map<std::string, std::vector<alerts::Candidate>> boards;  ///< by title
  std::map<ItemId, std::size_t> toTell;                          ///< how many are yet to be told of it
  std::vector<alerts::ItemReason> reasons;  ///< of what is held, or can be said to nobody any more
  std::vector<ItemId> toldAlready;          ///< all who hold its role now were told
};

class Gathering {
 public:
  /// Refers to all of them. `goesOn` is called between items; false ends it, with what was gathered so far.
  Gathering(store::Store& store, const Configuration& configuration, Facts& facts,
            const std::function<bool()>& goesOn)
      : store_(store), configuration_(configuration), facts_(facts), goesOn_(goesOn) {}

  /// Everything that waits when `standing` is not known; else what is new, what is about these actions, and
  /// all of those recipients whose decision may be another by now. Whoever has one of these items is taken
  /// with all of theirs, and so is whoever shares one with them. `standing` knows afterwards what waits.
  Result<Gathered> gather(Standing& standing, const std::set<ActionId>& actions, Instant now);
  /// What is for boards alone, sent before or not: `boards` of the result, and why the rest is held.
  Result<Gathered> gatherForBoards();

 private:
  struct Waiter {
    ItemId item;
    ActionId action;
    std::vector<RecipientKey> recipients;
  };
  Outcome gatherAll();
  Outcome gatherTouched(Standing& standing, const std::set<ActionId>& actions, Instant now);
  Outcome take(const std::vector<store::StoredItem>& items);
  Outcome take(const store::StoredItem& stored);
  Outcome gatherBoards();
  Result<bool> held(const store::StoredItem& stored);
  Result<bool> keepThoseToTell(const store::StoredItem& stored, std::vector<alerts::Recipient>& who);
  bool goesOn();

  store::Store& store_;
  const Configuration& configuration_;
  Facts& facts_;
  const std::function<bool()>& goesOn_;
  std::size_t count_ = 0;
  Gathered gathered_;
  std::vector<Waiter> waiters_;
};

}  // namespace chaser::daemon
