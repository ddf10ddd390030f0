// SPDX-License-Identifier: Apache-2.0
#include "alerts/weighing.h"

#include <algorithm>

namespace chaser::alerts {

std::vector<const Candidate*> stillToSay(const std::vector<Candidate>& candidates, Dispatched& out) {
  std::vector<const Candidate*> waiting;
  for (const auto& candidate : candidates) {
    const auto& item = candidate.item;
    // A notice hangs on no alert; that something is over is said of resolved alerts alone.
    const bool resolved = candidate.alertState == AlertState::Resolved;
    if (candidate.quiet) {
      out.reasons.push_back({item.id, candidate.quietReason, candidate.quietDetail, true});
    } else if (item.kind == ItemKind::Resolved && !resolved) {
      out.reasons.push_back({item.id, Reason::NotDue, "it holds again", true});
    } else if (item.kind != ItemKind::Resolved && item.kind != ItemKind::Notice && resolved) {
      out.reasons.push_back({item.id, Reason::ResolvedBeforeSending, {}, true});
    } else {
      waiting.push_back(&candidate);
    }
  }
  std::stable_sort(waiting.begin(), waiting.end(),
                   [](const Candidate* a, const Candidate* b) { return a->item.id < b->item.id; });
  return waiting;
}

void sendNow(MessageKind kind, const Recipient& to, Date day, const std::vector<const Candidate*>& items,
             Dispatched& out) {
  MessagePlan message;
  message.kind = kind;
  message.to = to;
  message.day = day;
  for (const auto* candidate : items) {
    message.items.push_back(candidate->item.id);
    out.reasons.push_back({candidate->item.id, Reason::Sent, {}, false});
  }
  std::sort(message.items.begin(), message.items.end());
  out.messages.push_back(std::move(message));
}

Instant oldest(const std::vector<const Candidate*>& items) {
  Instant out = items.front()->wantedAt;
  for (const auto* candidate : items) out = std::min(out, candidate->wantedAt);
  return out;
}

void lookAgainAt(Dispatched& out, Instant at) {
  if (!out.lookAgain || at < *out.lookAgain) out.lookAgain = at;
}

}  // namespace chaser::alerts
