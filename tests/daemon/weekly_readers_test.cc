// SPDX-License-Identifier: Apache-2.0
#include "daemon/weekly_readers.h"

#include <gtest/gtest.h>

#include "daemon/senders.h"
#include "store/preferences.h"
#include "tests/daemon/house.h"

namespace chaser::daemon {
namespace {

constexpr const char* kEscalatingRule = R"(rules:
  - id: passed
    summary: The date has passed
    over: milestone
    when: basis = indicative and due < today
    ladder:
      - tell: owner
      - tell: coordinator
        after: 1d
)";

/// Monday, 2 October 2017, at eight; Ann chose to hear once a week.
class AWeeklyReader : public House {
 protected:
  explicit AWeeklyReader(const std::string& now = "2017-10-03T08:00:00Z") : House(now) {
    ok(ask(store->preferences().setWeeklyDigest("Ann", true, clock.now())));
    addAction("16.1", "2017-09-30");
  }
  static Outcome ask(const Result<bool>& changed) { return changed ? Outcome() : fail(changed.error()); }
  void tickOn(const std::string& now) {
    clock.moveTo(at(now));
    tick();
    tick();
  }
};

TEST_F(AWeeklyReader, HearsOnMondaysWhatWaitedUntilThen) {
  tickOn("2017-10-03T09:00:00Z");
  EXPECT_EQ(frozen(), 0U);
  EXPECT_EQ(one("SELECT reason FROM item"), "in-digest");
  tickOn("2017-10-06T09:00:00Z");
  EXPECT_EQ(frozen(), 0U);
  tickOn("2017-10-09T09:00:00Z");
  EXPECT_EQ(frozen(), 1U);
}

TEST_F(AWeeklyReader, HearsEveryDayAgainOnceTheyTookItBack) {
  tickOn("2017-10-03T09:00:00Z");
  EXPECT_EQ(frozen(), 0U);
  EXPECT_TRUE(got(store->preferences().setWeeklyDigest("Ann", false, clock.now())));
  EXPECT_FALSE(got(store->preferences().setWeeklyDigest("Ann", false, clock.now())));
  engine->lookAtOutbox();
  tickOn("2017-10-03T10:00:00Z");
  EXPECT_EQ(frozen(), 1U);
}

TEST_F(AWeeklyReader, WhoseDigestIsWeeklyByTheFileKeepsThatDay) {
  folder.write("contacts.yaml", std::string(kContacts).replace(std::string(kContacts).find("party: NC"), 9,
                                                               "party: NC, digest: 'weekly:thu'"));
  configuration = load();
  startEngine();
  tickOn("2017-10-05T09:00:00Z");
  EXPECT_EQ(frozen(), 1U) << "a Thursday";
}

TEST_F(AWeeklyReader, EscalationsAreExempt) {
  ok(ask(store->preferences().setWeeklyDigest("Ann", false, clock.now())));
  ok(ask(store->preferences().setWeeklyDigest("Ben", true, clock.now())));
  folder.write("rules/10-own.yaml", kEscalatingRule);
  configuration = load();
  startEngine();
  Delivery delivery(*store, clock, deliveryOptions(configuration));
  // Ann is asked, and warned before it goes to Ben.
  for (const char* now :
       {"2017-10-03T09:00:00Z", "2017-10-04T09:00:00Z", "2017-10-05T09:00:00Z", "2017-10-06T09:00:00Z"}) {
    tickOn(now);
    for (auto& message : got(delivery.claim()))
      ok(delivery.settle({{std::move(message), {}, clock.now()}}, day(std::string(now).substr(0, 10))));
    engine->lookAtOutbox();
  }
  EXPECT_EQ(one("SELECT count(*) FROM message WHERE recipient = 'Ben'"), "1") << "before Monday";
}

}  // namespace
}  // namespace chaser::daemon
