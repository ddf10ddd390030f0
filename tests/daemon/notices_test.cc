// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "tests/daemon/house.h"

/// What coordinators are told about the calendar that everything is counted by.
namespace chaser::daemon {
namespace {

using ::testing::HasSubstr;

class TheEndOfTheCalendar : public House {
 protected:
  TheEndOfTheCalendar() : House("2028-09-29T08:00:00Z") {}
  std::string notices() {
    return one("SELECT COALESCE(group_concat(notice_text, '\n'), '') FROM item WHERE kind = 'notice'");
  }
};

TEST_F(TheEndOfTheCalendar, IsToldToTheCoordinatorNinetyDaysBeforeAndOnce) {
  tick();
  EXPECT_EQ(notices(), "");
  clock.moveTo(at("2028-10-02T08:00:00Z"));
  tick();
  EXPECT_THAT(notices(), HasSubstr("are known until 31 December 2028, in 90 days"));
  tick();  // what a tick adds at its end leaves with the next one, which comes at once
  EXPECT_EQ(one("SELECT recipient FROM message"), "Ben");
  for (const auto* later : {"2028-10-03T08:00:00Z", "2028-11-10T08:00:00Z", "2028-12-20T08:00:00Z"}) {
    clock.moveTo(at(later));
    tick();
  }
  EXPECT_EQ(one("SELECT count(*) FROM item WHERE kind = 'notice'"), "1");
}

TEST_F(TheEndOfTheCalendar, IsToldAgainWhenItHasPassed) {
  clock.moveTo(at("2028-12-20T08:00:00Z"));
  tick();
  clock.moveTo(at("2029-01-02T08:00:00Z"));
  tick();
  EXPECT_THAT(notices(), HasSubstr("which has passed"));
  EXPECT_EQ(one("SELECT count(*) FROM item WHERE kind = 'notice'"), "2");
}

class DatesBeyondTheCalendar : public House {};

TEST_F(DatesBeyondTheCalendar, AreToldToTheCoordinatorOnceAPlan) {
  addAction("16.1", "2029-03-31");
  addAction("16.2", "2030-03-31");
  addAction("16.3", "2018-03-31");
  tick();
  EXPECT_EQ(one("SELECT count(*) FROM item WHERE kind = 'notice'"), "1");
  EXPECT_THAT(one("SELECT notice_text FROM item WHERE kind = 'notice'"),
              HasSubstr("a date is due after it, on 31 March 2029"));
  sql("UPDATE milestone SET due = '2029-06-30' WHERE due > '2029'");
  tick();
  EXPECT_EQ(one("SELECT count(*) FROM item WHERE kind = 'notice'"), "1");
}

TEST_F(DatesBeyondTheCalendar, AreToldThoughAnotherRowOfTheirBatchCannotBeSaved) {
  sql("CREATE TRIGGER broken BEFORE INSERT ON alert WHEN NEW.ref = '16.2' BEGIN SELECT RAISE(ABORT, "
      "'broken'); END");
  addAction("16.1", "2029-03-31");
  addAction("16.2", "2017-09-30");
  EXPECT_EQ(tick().setAside, 1U);
  EXPECT_EQ(one("SELECT count(*) FROM item WHERE kind = 'notice'"), "1");
}

TEST_F(DatesBeyondTheCalendar, AreNoMatterOnceTheyAreDone) {
  addAction("16.1", "2029-03-31");
  sql("UPDATE milestone SET state = 'complete'");
  tick();
  EXPECT_EQ(one("SELECT count(*) FROM item WHERE kind = 'notice'"), "0");
}

}  // namespace
}  // namespace chaser::daemon
