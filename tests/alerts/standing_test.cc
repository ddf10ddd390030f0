// SPDX-License-Identifier: Apache-2.0
#include "alerts/standing.h"

#include <gtest/gtest.h>

#include <set>

/// The one reason that people are given, for every reason that there is.
namespace chaser::alerts {
namespace {

Date on(const std::string& iso) {
  return Date::parse(iso).value();
}

Alert firing(Reason reason, const std::string& detail = {}) {
  Alert alert;
  alert.id = AlertId{1};
  alert.state = AlertState::Firing;
  alert.reason = reason;
  alert.reasonDetail = detail;
  alert.nextOn = on("2017-10-16");
  return alert;
}

WaitingItem waits(Reason reason, const std::string& detail = {}) {
  WaitingItem item;
  item.reason = reason;
  item.detail = detail;
  return item;
}

TEST(TheOneReason, IsNotDueWhileTheRuleDoesNotHoldAndSaysUntilWhen) {
  const auto standing = standingOf({false, on("2017-10-01")}, nullptr, {});
  EXPECT_EQ(standing.reason, Reason::NotDue);
  EXPECT_EQ(standing.until, on("2017-10-01"));
}

TEST(TheOneReason, IsTheDayOnWhichAPendingAlertFires) {
  auto alert = firing(Reason::Pending, "2017-10-30");
  alert.state = AlertState::Pending;
  const auto standing = standingOf({true, {}}, &alert, {});
  EXPECT_EQ(standing.reason, Reason::Pending);
  EXPECT_EQ(standing.until, on("2017-10-30"));
}

/// Every reason, told by the alert itself or by the item that waits.
struct ReasonCase {
  Reason reason;
  bool ofAlert;  // it keeps the alert quiet, whatever its items wait for
};

constexpr ReasonCase kReasonCases[] = {
    {Reason::Sent, false},
    {Reason::Pending, true},
    {Reason::InhibitedBy, true},
    {Reason::SilencedBy, true},
    {Reason::AcknowledgedUntil, true},
    {Reason::SnoozedUntil, true},
    {Reason::DateProposed, true},
    {Reason::OutsideWindow, false},
    {Reason::Holiday, false},
    {Reason::InDigest, false},
    {Reason::InPack, false},
    {Reason::AwaitingApproval, true},
    {Reason::AwaitingWarning, false},
    {Reason::NobodyHoldsRole, false},
    {Reason::NoAddress, false},
    {Reason::AlreadyTold, false},
    {Reason::OverBudget, false},
    {Reason::Undeliverable, false},
    {Reason::EndpointHeld, false},
    {Reason::ResolvedBeforeSending, true},
    {Reason::NotDue, false},
};

TEST(TheOneReason, IsKnownForEveryReasonThatThereIs) {
  std::set<Reason> known;
  for (const auto& one : kReasonCases) known.insert(one.reason);
  // The closed set is numbered without gaps: one that is added wants a row above.
  for (int i = 0;; ++i) {
    const auto word = toString(static_cast<Reason>(i));
    if (word.empty()) {
      EXPECT_EQ(known.size(), static_cast<std::size_t>(i));
      break;
    }
    ASSERT_EQ(known.count(static_cast<Reason>(i)), 1U) << word;
  }
}

TEST(TheOneReason, IsTheAlertsWhileThatKeepsQuietAndElseThatOfWhatWaits) {
  for (const auto& one : kReasonCases) {
    const auto alert = firing(one.reason, "why");
    const auto alone = standingOf({true, {}}, &alert, {});
    EXPECT_EQ(alone.reason, one.reason) << toString(one.reason);
    EXPECT_EQ(alone.detail, "why");
    const auto besides = standingOf({true, {}}, &alert, {waits(Reason::NoAddress, "Ann")});
    EXPECT_EQ(besides.reason, one.ofAlert ? one.reason : Reason::NoAddress) << toString(one.reason);
  }
}

TEST(TheOneReason, OfWhatWaitsIsTheOldestOnesThatHasOne) {
  const auto alert = firing(Reason::Sent);
  const auto standing = standingOf(
      {true, {}}, &alert,
      {waits(Reason::NotDue), waits(Reason::OutsideWindow, "08:30"), waits(Reason::NoAddress, "Ann")});
  EXPECT_EQ(standing.reason, Reason::OutsideWindow);
  EXPECT_EQ(standing.detail, "08:30");
  EXPECT_EQ(standing.until, alert.nextOn);
}

TEST(TheOneReason, IsThatItIsSentOnceAMessageTookIt) {
  const auto alert = firing(Reason::AwaitingWarning);
  auto item = waits(Reason::InDigest, "tomorrow's");
  item.leaving = true;
  EXPECT_EQ(standingOf({true, {}}, &alert, {item}).reason, Reason::Sent);
}

}  // namespace
}  // namespace chaser::alerts
