// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "daemon/configuration.h"
#include "rules/panel.h"
#include "store/ports.h"

/// What a changed configuration bears on. Every row is read and every rule asked, and only those actions are
/// named for which something came out otherwise than the engine last had it: a rule that holds and has no
/// alert, an alert whose rule does not hold or is gone, another day to look, or an open alert that is to be
/// handled in another way (its rule's ladder, or the people, calendar and zone that all ladders go by).
namespace chaser::daemon {

class ColdPass {
 public:
  /// `known` is what memoryOf() said of the configuration with which all alerts were last looked at, whose
  /// fingerprint was `lastLookedAtWith`; empty, or of another one, when that is not known, and then every
  /// action with an open alert is named. `configuration` outlives it.
  ColdPass(const Configuration& configuration, Date today, const std::string& known,
           const std::string& lastLookedAtWith);

  struct Piece {
    std::vector<ActionId> differing;
    ActionId reached;   ///< the next piece begins behind it
    bool last = false;  ///< there is no next
  };
  /// Reads on until there is a batch to be advanced, or so many rows that a sign of life is due.
  Result<Piece> next(store::EngineStore& store, ActionId after);

  /// What of a configuration alerts hang on, beside the answers to conditions.
  static std::string memoryOf(const Configuration& configuration);

 private:
  struct Known {
    std::size_t place;        // in the rule set
    bool handledAnew = true;  // its alerts are to be looked at
  };
  bool differs(const store::Swept& swept);

  rules::Panel panel_;
  std::unordered_map<std::string, Known> rules_;
  std::vector<std::pair<std::size_t, MilestoneId>> holding_;
};

}  // namespace chaser::daemon
