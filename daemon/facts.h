// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>

#include "alerts/dispatch.h"
#include "alerts/recipients.h"
#include "common/result.h"
#include "daemon/configuration.h"
#include "store/ports.h"

namespace chaser::daemon {

/// What is known about wanted items: read from the store once for each action and alert while one dispatch
/// lasts.
class Facts {
 public:
  /// Refers to both; they outlive it.
  Facts(store::Store& store, const Configuration& configuration, Date today)
      : store_(store), configuration_(configuration), today_(today) {}

  /// nullptr: the action is gone, or the item is about none.
  Result<const plan::ActionRecord*> record(ActionId action);
  /// nullptr: the item is a notice.
  Result<const alerts::Alert*> alert(AlertId alert);
  /// nullptr: there is no such plan any more.
  Result<const plan::Plan*> plan(PlanId plan);
  /// Who gets the item if it leaves today. Nobody when neither its action nor its plan is there any more.
  Result<alerts::Resolution> recipients(const alerts::Item& item);
  /// Whether a board's item concerns this board no more: it has settled what the item says, or the matter was
  /// laid before another. Another board's decision settles nothing. REQUIRES: recipients(item) was asked.
  [[nodiscard]] bool isOverFor(const alerts::Recipient& board, const store::StoredItem& stored) const;
  /// Everything that dispatch() asks about the item, for one of its recipients.
  Result<alerts::Candidate> candidate(const store::StoredItem& stored, const alerts::Resolution& resolution,
                                      const alerts::Recipient& to);

 private:
  Result<alerts::Resolution> thoseTold(const alerts::Item& item);

  store::Store& store_;
  const Configuration& configuration_;
  Date today_;
  std::map<ActionId, std::optional<plan::ActionRecord>> records_;
  std::map<AlertId, std::optional<alerts::Alert>> alerts_;
  std::map<PlanId, plan::Plan> plans_;
  bool plansAreRead_ = false;
};

}  // namespace chaser::daemon
