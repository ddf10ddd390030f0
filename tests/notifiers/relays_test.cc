// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "notifiers/email.h"

namespace chaser::notifiers {
namespace {

using namespace std::chrono_literals;
using Outcomes = std::vector<DeliveryOutcome>;
using ::testing::HasSubstr;
using RelayKind = DeliveryOutcome::Kind;

DeliveryOutcome outcomeOfKind(RelayKind kind, bool notHeard = false, bool unknown = false) {
  DeliveryOutcome outcome;
  outcome.kind = kind;
  outcome.notHeard = notHeard;
  outcome.outcomeUnknown = unknown;
  outcome.text = "as told";
  return outcome;
}
const DeliveryOutcome kTaken = outcomeOfKind(RelayKind::Delivered);
const DeliveryOutcome kNobodyThere = outcomeOfKind(RelayKind::Retry, true);
const DeliveryOutcome kFault = outcomeOfKind(RelayKind::EndpointFault);

/// A relay that says what it is told to, and counts how often it was asked.
class ToldRelay final : public Notifier {
 public:
  ToldRelay(DeliveryOutcome& says, int& asked) : says_(says), asked_(asked) {}
  void deliver(const OutgoingMessage& /*message*/, Done done) override {
    ++asked_;
    done(says_);
  }
  [[nodiscard]] std::size_t inFlight() const override { return 0; }

 private:
  DeliveryOutcome& says_;
  int& asked_;
};

class InOrder : public ::testing::Test {
 protected:
  InOrder() {
    std::vector<std::pair<std::string, std::unique_ptr<Notifier>>> relays;
    relays.emplace_back("first", std::make_unique<ToldRelay>(first, askedFirst));
    relays.emplace_back("second", std::make_unique<ToldRelay>(second, askedSecond));
    notifier = inOrder(std::move(relays), [this] { return now; });
  }
  DeliveryOutcome send() {
    DeliveryOutcome got;
    notifier->deliver({}, [&](DeliveryOutcome outcome) { got = std::move(outcome); });
    return got;
  }
  std::chrono::steady_clock::time_point now{1h};
  DeliveryOutcome first = kTaken, second = kTaken;
  int askedFirst = 0, askedSecond = 0;
  std::unique_ptr<Notifier> notifier;
};

TEST_F(InOrder, TheFirstRelayTakesWhatItCan) {
  EXPECT_EQ(send().kind, RelayKind::Delivered);
  EXPECT_EQ(askedSecond, 0);
  EXPECT_TRUE(notifier->troubles().empty());
}

TEST_F(InOrder, TheNextOneIsTriedAtOnceWhereNobodyIsThereOrNothingGetsThrough) {
  for (const auto& trouble : {kNobodyThere, kFault}) {
    first = trouble;
    now += 24h;
    const auto outcome = send();
    EXPECT_EQ(outcome.kind, RelayKind::Delivered);
    EXPECT_THAT(outcome.text, HasSubstr("second: "));
    ASSERT_EQ(notifier->troubles().size(), 1U);
    EXPECT_THAT(notifier->troubles().front(), HasSubstr("first: as told"));
  }
}

TEST_F(InOrder, WhatMayHaveArrivedOrIsRefusedIsNotOfferedToAnother) {
  for (const auto& said : {outcomeOfKind(RelayKind::Retry, false, true), outcomeOfKind(RelayKind::Rejected),
                           outcomeOfKind(RelayKind::Retry)}) {
    first = said;
    EXPECT_EQ(send().kind, said.kind);
  }
  EXPECT_EQ(askedSecond, 0);
}

TEST_F(InOrder, ARelayInTroubleRestsForAMinuteThenLongerAndIsTriedAgain) {
  first = kNobodyThere;
  send();
  EXPECT_EQ(askedFirst, 1);
  now += 59s;
  send();
  EXPECT_EQ(askedFirst, 1) << "it rests";
  now += 2s;
  send();
  EXPECT_EQ(askedFirst, 2);
  now += 4min;
  send();
  EXPECT_EQ(askedFirst, 2) << "for five minutes, the second time";
  now += 2min;
  first = kTaken;
  EXPECT_EQ(send().kind, RelayKind::Delivered);
  EXPECT_EQ(askedFirst, 3);
  EXPECT_TRUE(notifier->troubles().empty());
}

TEST_F(InOrder, ARelayThatRestsIsAskedWhenThereIsNobodyElse) {
  first = kNobodyThere;
  send();
  second = kNobodyThere;
  first = kTaken;
  EXPECT_EQ(send().kind, RelayKind::Delivered);
  EXPECT_EQ(askedFirst, 2);
}

TEST_F(InOrder, WhenNoneTakesItAFaultWinsSoThatNothingDies) {
  first = kNobodyThere;
  second = kFault;
  const auto outcome = send();
  EXPECT_EQ(outcome.kind, RelayKind::EndpointFault);
  EXPECT_THAT(outcome.text, HasSubstr("first: as told; second: as told"));
  now += 24h;
  second = kNobodyThere;
  EXPECT_EQ(send().kind, RelayKind::Retry);
}

}  // namespace
}  // namespace chaser::notifiers
