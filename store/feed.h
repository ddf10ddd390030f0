// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "store/ports.h"

/// What programs that follow a plan are told of besides alerts: the audit, read beyond a cursor of theirs. A
/// fact is told in the transaction that moves the cursor past it, so that it is told once.
namespace chaser::store {

/// One fact about an action that the audit holds.
struct Happening {
  std::int64_t seq = 0;
  Instant at;
  std::string what;  ///< `answer.done`, `decision.close`, `action.rag`, `milestone.due`, `owner.role`, …
  PlanId plan;
  ActionId action;
  MilestoneId milestone;  ///< 0: of the whole action
  std::string ref;
  int part = 1;
  std::string after;  ///< the fact's words; empty once they were erased
};

class FeedStore {
 public:
  virtual ~FeedStore() = default;
  /// The newest fact's number; 0: there is none.
  virtual Result<std::int64_t> lastFact() = 0;
  /// Those of up to `limit` facts beyond `after` that are about an action, what the engine noted among them;
  /// and the number of the last that was looked at.
  virtual Result<std::pair<std::vector<Happening>, std::int64_t>> facts(std::int64_t after,
                                                                        std::size_t limit) = 0;
  /// Alerts that this webhook was told of, in order: firing now, or resolved on or after `since`.
  virtual Result<std::vector<AlertId>> toldOf(const std::string& webhook, Date since) = 0;
  /// Of those that this webhook was told of, the ones whose state changed in the facts beyond `after`, up to
  /// `last`.
  virtual Result<std::vector<AlertId>> movedAmongTold(const std::string& webhook, std::int64_t after,
                                                      std::int64_t last) = 0;
};

}  // namespace chaser::store
