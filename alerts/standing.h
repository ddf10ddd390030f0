// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "alerts/model.h"
#include "rules/rule.h"

/// The one reason why something is or is not said of a rule and a subject, out of all that is stored about
/// it. An alert says `sent` as soon as its items are made, for its part is done then; what becomes of the
/// items is theirs to say.
namespace chaser::alerts {

/// An item that no message has delivered yet.
struct WaitingItem {
  Role role;
  ItemKind kind = ItemKind::Ask;
  Date wantedOn;
  bool leaving = false;  ///< frozen into a message that is on its way
  Reason reason = Reason::NotDue;
  std::string detail;
};

struct Standing {
  Reason reason = Reason::NotDue;
  std::string detail;
  std::optional<Date> until;  ///< the first day on which that may change by itself; absent: only an event can
};

/// `verdict` is the rule's today; `alert` the unresolved one, or one that ended lately where the rule does
/// not hold, nullptr when there is none; `items` what waits because of it, oldest first. The alert's own
/// reason comes first while it is quiet, pending or held; then that of the oldest item that waits; then
/// `sent`, and what the ladder waits for.
Standing standingOf(const rules::Verdict& verdict, const Alert* alert, const std::vector<WaitingItem>& items);

}  // namespace chaser::alerts
