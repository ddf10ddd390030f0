// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <set>
#include <utility>

#include "tests/daemon/delivery_fixture.h"

namespace chaser::daemon {
namespace {

using namespace std::chrono_literals;

TEST_F(TheDelivery, HoldsTheEndpointWhileItIsBrokenAndNothingDies) {
  clock.moveTo(at("2017-10-02T12:00:00Z"));
  for (int i = 0; i < 40; ++i) {
    attempt(Kind::EndpointFault);
    EXPECT_EQ(delivery.heldEndpoints().size(), 1U);
    clock.moveTo(clock.now() + (i % 5 == 4 ? 72h : 24h));
    work();
  }
  attempt(Kind::Delivered);
  EXPECT_TRUE(delivery.heldEndpoints().empty());
  EXPECT_EQ(one("SELECT count(*) FROM message WHERE state = 'dead'"), "0");
}

TEST_F(TheDelivery, EndsAHoldOfDaysWithOneMessageOfWhatIsStillTrue) {
  attempt(Kind::EndpointFault);
  // From Monday to Wednesday the password is wrong. Each day something new is wanted.
  for (const char* ref : {"16.2", "16.3"}) {
    for (int i = 0; i < 6; ++i) {
      clock.moveTo(clock.now() + 4h);
      workAndRefuse();
    }
    addAction(ref, "2017-09-30");
    workAndRefuse();
  }
  clock.moveTo(at("2017-10-05T09:00:00Z"));
  work();
  attempt(Kind::Delivered);
  work();
  EXPECT_EQ(one("SELECT count(*) FROM message WHERE state = 'sent'"), "1");
  EXPECT_EQ(one("SELECT count(*) FROM item WHERE state = 'delivered'"), "3");
}

TEST_F(TheDelivery, TriesAHeldEndpointWithWhoeverWasTriedLongestAgo) {
  attempt(Kind::EndpointFault);
  // Ben has something to be told, too: his coordinator's notice.
  alerts::Item notice;
  notice.plan = PlanId{1};
  notice.kind = alerts::ItemKind::Notice;
  notice.role.kind = rules::Tell::Kind::Coordinator;
  notice.wantedOn = day("2017-10-02");
  notice.noticeKey = notice.noticeText = "a notice";
  const auto added = store->addNotice(notice, clock.now());
  ASSERT_TRUE(added) << added.error().text();
  EXPECT_TRUE(*added);
  work();
  EXPECT_EQ(one("SELECT reason FROM item WHERE kind = 'notice'"), "endpoint-held");
  std::vector<std::string> tried;
  for (int i = 0; i < 4; ++i) {
    clock.moveTo(clock.now() + 24h);
    work();
    tried.push_back(attempt(Kind::EndpointFault).to);
  }
  EXPECT_THAT(tried, testing::ElementsAre("Ben", "Ann", "Ben", "Ann"));
}

TEST_F(TheDelivery, KnowsAfterARestartHowLongNothingGotThrough) {
  attempt(Kind::EndpointFault);
  clock.moveTo(clock.now() + 2h);
  Delivery next(*store, clock, {(folder / "mail").string(), 0, {}});
  got(next.reclaim());
  EXPECT_TRUE(got(next.claim()).empty()) << "what was frozen before is not worth sending as it stands";
  EXPECT_TRUE(next.dissolved());
}

TEST_F(TheDelivery, TriesAHeldEndpointAgainAtOnceWhenTheConfigurationIsNew) {
  attempt(Kind::EndpointFault);
  EXPECT_TRUE(got(delivery.claim()).empty());
  delivery.use({(folder / "mail").string(), 0, {}});
  EXPECT_TRUE(delivery.heldEndpoints().empty());
  attempt(Kind::Delivered);
  EXPECT_EQ(one("SELECT state FROM message"), "sent");
}

TEST_F(TheDelivery, SaysWhyAnEndpointIsHeldWithoutNamingAnybody) {
  auto refused = reply(got(delivery.claim()).front(), Kind::EndpointFault);
  refused.outcome.code = 550;
  refused.outcome.text = "550 <ann@council.example>: relay access denied";
  ok(delivery.settle({refused}, day("2017-10-02")));
  EXPECT_EQ(delivery.heldEndpoints(),
            std::vector<std::string>{(folder / "mail").string() + ": refused with code 550"});
}

TEST_F(TheDelivery, NotesAHoldForOtherProgramsUntilItEnds) {
  const auto held = [this] { return got(holdOf(*store, (folder / "mail").string(), clock.now())); };
  EXPECT_FALSE(held());
  attempt(Kind::EndpointFault);
  ASSERT_TRUE(held());
  EXPECT_EQ(held()->until, clock.now() + 1min);
  EXPECT_EQ(held()->why, "as the test wants");
  delivery.use({(folder / "mail").string(), 0, {}});
  got(delivery.claim());
  EXPECT_FALSE(held()) << "a new configuration tries it at once";
}

TEST_F(TheDelivery, ForgetsTheHoldOfAnEarlierProcess) {
  attempt(Kind::EndpointFault);
  Delivery next(*store, clock, {(folder / "mail").string(), 0, {}});
  got(next.reclaim());
  EXPECT_FALSE(got(holdOf(*store, (folder / "mail").string(), clock.now())));
}

TEST_F(TheDelivery, SleepsUntilTheHoldEndsWhenOnlyOtherEndpointsAreOpen) {
  delivery.use({(folder / "mail").string(), 0, {"office"}});
  attempt(Kind::EndpointFault);
  EXPECT_EQ(got(delivery.nextAttempt()), clock.now() + 60s);
}

TEST_F(TheDelivery, LetsAnotherTryAfterAFaultSoThatOneRecipientStopsNobodyElse) {
  attempt(Kind::EndpointFault);
  for (const char* to : {"Bo", "Cy", "Di"}) freezeFor(to);
  std::set<std::string> delivered;
  for (int round = 0; round < 2; ++round) {
    clock.moveTo(std::max(got(delivery.nextAttempt()).value(), clock.now() + 1s));
    for (const auto& to : deliverAllBut("Ann")) delivered.insert(to);
  }
  EXPECT_EQ(delivered, (std::set<std::string>{"Bo", "Cy", "Di"}));
  // By now that is known to be Ann's own trouble: it holds nobody else.
  freezeFor("Ed");
  for (int round = 0; round < 2; ++round) {
    for (const auto& to : deliverAllBut("Ann")) delivered.insert(to);
    EXPECT_TRUE(delivery.heldEndpoints().empty());
    clock.moveTo(std::max(got(delivery.nextAttempt()).value(), clock.now() + 1s));
  }
  EXPECT_EQ(delivered.count("Ed"), 1U);
}

}  // namespace
}  // namespace chaser::daemon
