// SPDX-License-Identifier: Apache-2.0
#include "cli/reason.h"

#include <fmt/format.h>

#include <algorithm>

#include "common/zone.h"

namespace chaser::cli {

namespace {

/// Whether anybody has been told. What was made is `sent` to the engine as soon as it is in the outbox.
bool anybodyTold(const alerts::Alert& alert) {
  return std::any_of(alert.made.begin(), alert.made.end(),
                     [](const auto& rung) { return !rung.told.empty(); });
}

/// A day among the details is said as people say it.
std::string spokenDetail(const std::string& detail) {
  const auto day = Date::parse(detail);
  return day ? day->spoken() : detail;
}

std::string with(const std::string& words, const std::string& detail) {
  return detail.empty() ? words : words + " " + spokenDetail(detail);
}

std::string nobodyHolds(const std::string& role) {
  if (role.empty()) return "nobody holds the role";
  // The detail is the role's name, or a sentence about it that says so already.
  return role.find("nobody") != std::string::npos ? role : fmt::format("nobody holds '{}'", role);
}

}  // namespace

std::string reasonText(alerts::Reason reason, const std::string& detail) {
  using alerts::Reason;
  switch (reason) {
    case Reason::Sent:
      return "on its way";
    case Reason::Pending:
      return detail.empty() ? "waiting to begin" : "begins on " + spokenDetail(detail);
    case Reason::InhibitedBy:
      return with("quiet: inhibited by", detail);
    case Reason::SilencedBy:
      return with("quiet: silenced by", detail);
    case Reason::AcknowledgedUntil:
      return with("quiet: acknowledged until", detail);
    case Reason::SnoozedUntil:
      return with("quiet: snoozed until", detail);
    case Reason::DateProposed:
      return "quiet: a date is proposed";
    case Reason::OutsideWindow:
      return with("waits for the delivery window", detail);
    case Reason::Holiday:
      return with("waits for a working day:", detail);
    case Reason::InDigest:
      return with("goes with the digest:", detail);
    case Reason::InPack:
      return with("in a board's papers:", detail);
    case Reason::AwaitingApproval:
      return "waits for 'chaser approve'";
    case Reason::AwaitingWarning:
      return "waits for a fair warning to be given";
    case Reason::NobodyHoldsRole:
      return nobodyHolds(detail);
    case Reason::NoAddress:
      return with("no address is known for", detail);
    case Reason::OverBudget:
      return with("waits, for enough was said today:", detail);
    case Reason::Undeliverable:
      return with("undeliverable", detail);
    case Reason::EndpointHeld:
      return with("the mail server or webhook is held", detail);
    case Reason::ResolvedBeforeSending:
      return "resolved before it was sent";
    case Reason::AlreadyTold:
    case Reason::NotDue:
      break;
  }
  return {};
}

bool waitsForTick(const alerts::Alert& alert, Date today) {
  return alert.unresolved() && alert.nextOn && *alert.nextOn < today;
}

// Not the plan's zone: at the worst what waits since yesterday is said an hour late.
Date dayForReason(Instant now) {
  return Zone::utc().dayOf(now);
}

std::string reasonText(const alerts::Alert& alert, Date today) {
  using alerts::Reason;
  if (!waitsForTick(alert, today)) return reasonText(alert);
  const bool acknowledged = alert.state == alerts::AlertState::Acknowledged;
  if ((acknowledged || alert.state == alerts::AlertState::Snoozed) && alert.quietUntil)
    return reasonText(acknowledged ? Reason::AcknowledgedUntil : Reason::SnoozedUntil,
                      alert.quietUntil->iso());
  switch (alert.reason) {
    // Said of the last tick; whether they still keep it quiet the next one finds.
    case Reason::AcknowledgedUntil:
    case Reason::SnoozedUntil:
    case Reason::SilencedBy:
    case Reason::InhibitedBy:
    case Reason::DateProposed:
    case Reason::AlreadyTold:
    case Reason::NotDue:
      return "looked at with the next tick";
    default:
      return reasonText(alert);
  }
}

std::string reasonText(const alerts::Alert& alert) {
  using alerts::Reason;
  if (alert.reason == Reason::Sent && anybodyTold(alert)) return "sent";
  if (auto text = reasonText(alert.reason, alert.reasonDetail); !text.empty()) return text;
  if (alert.nextOn) return "next on " + alert.nextOn->spoken();
  if (alert.reason == Reason::AlreadyTold) return "everybody is told";
  return alert.reasonDetail.empty() ? "nothing is due" : alert.reasonDetail;
}

}  // namespace chaser::cli
