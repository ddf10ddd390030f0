// SPDX-License-Identifier: Apache-2.0
#include "alerts/standing.h"

namespace chaser::alerts {

namespace {

/// Reasons for which the alert itself keeps quiet: whatever its items say, this is why.
bool keepsQuiet(Reason reason) {
  switch (reason) {
    case Reason::Pending:
    case Reason::InhibitedBy:
    case Reason::SilencedBy:
    case Reason::AcknowledgedUntil:
    case Reason::SnoozedUntil:
    case Reason::DateProposed:
    case Reason::AwaitingApproval:
    case Reason::ResolvedBeforeSending:
      return true;
    case Reason::Sent:
    case Reason::OutsideWindow:
    case Reason::Holiday:
    case Reason::InDigest:
    case Reason::InPack:
    case Reason::AwaitingWarning:
    case Reason::NobodyHoldsRole:
    case Reason::NoAddress:
    case Reason::AlreadyTold:
    case Reason::OverBudget:
    case Reason::Undeliverable:
    case Reason::EndpointHeld:
    case Reason::NotDue:
      return false;
  }
  return false;
}

}  // namespace

Standing standingOf(const rules::Verdict& verdict, const Alert* alert,
                    const std::vector<WaitingItem>& items) {
  if (alert == nullptr) return {Reason::NotDue, {}, verdict.until};
  Standing own{alert->reason, alert->reasonDetail, alert->nextOn};
  if (!alert->unresolved()) own.until = verdict.until;
  if (alert->state == AlertState::Pending) {
    return {Reason::Pending, alert->reasonDetail, Date::parse(alert->reasonDetail)};
  }
  if (keepsQuiet(alert->reason)) return own;
  for (const auto& item : items) {
    if (item.leaving) return {Reason::Sent, {}, alert->nextOn};
    // An item says why it waits as soon as a dispatch has looked at it; before that the alert speaks for it.
    if (item.reason != Reason::NotDue) return {item.reason, item.detail, alert->nextOn};
  }
  return own;
}

}  // namespace chaser::alerts
