// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "alerts/dispatch.h"

/// What persons' post and boards' packs have in common; of use to those two alone.
namespace chaser::alerts {

/// The candidates that are still to be said, by item. What went quiet or was resolved since gets its reason
/// in `out` and is dropped. The pointers are into `candidates`.
std::vector<const Candidate*> stillToSay(const std::vector<Candidate>& candidates, Dispatched& out);

/// Adds a message of these items, and the reason Sent for each of them.
void sendNow(MessageKind kind, const Recipient& to, Date day, const std::vector<const Candidate*>& items,
             Dispatched& out);

/// When the first of them was wanted: gathering counts from there, so that a steady trickle starves nobody.
/// REQUIRES: items is not empty.
Instant oldest(const std::vector<const Candidate*>& items);

void lookAgainAt(Dispatched& out, Instant at);

}  // namespace chaser::alerts
