// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/daemon/house.h"

/// What names people is forgotten when `keep:` says so.
namespace chaser::daemon {
namespace {

class Forgetting : public House {
 protected:
  void goOnTo(const std::string& day) {
    clock.moveTo(at(day + "T09:00:00Z"));
    tick();
  }
  /// A message is frozen, and sent.
  void sendOne() {
    addAction("16.1", "2017-09-01");
    tick();
    ASSERT_EQ(frozen(), 1U);
    sql("UPDATE message SET state = 'sent', sent_at = created_at");
  }
  bool hasWords() { return one("SELECT EXISTS (SELECT 1 FROM message_body WHERE message_id = 1)") == "1"; }
};

TEST_F(Forgetting, TheWordsOfAMessageGoAfterNinetyDays) {
  sendOne();
  for (const auto* day : {"2017-11-10", "2017-12-20", "2017-12-31"}) {
    goOnTo(day);
    EXPECT_TRUE(hasWords()) << day;
  }
  goOnTo("2018-01-01");
  EXPECT_FALSE(hasWords());
  EXPECT_EQ(one("SELECT recipient || ' ' || state FROM message WHERE id = 1"), "Ann sent");
}

TEST_F(Forgetting, WhatIsToBeKeptForeverIsKept) {
  folder.write("chaser.yaml", std::string(kSettings) + "keep: {messages: forever}\n");
  configuration = load();
  startEngine();
  sendOne();
  for (const auto* day : {"2017-11-10", "2017-12-20", "2018-01-01", "2018-02-10"}) goOnTo(day);
  EXPECT_TRUE(hasWords());
}

TEST_F(Forgetting, TheAuditsWordsGoAndItsChainStaysWhole) {
  folder.write("chaser.yaml", std::string(kSettings) + "keep: {audit: 2mo}\n");
  configuration = load();
  startEngine();
  sendOne();
  tick();
  const auto words = [this](const std::string& which) {
    return one("SELECT count(*) FROM audit_text WHERE seq IN (SELECT seq FROM audit WHERE at " + which + ")");
  };
  EXPECT_NE(words("< '2017-10-03'"), "0");
  goOnTo("2017-11-10");
  sql("UPDATE action SET progress = 'later'");
  goOnTo("2017-12-20");
  EXPECT_NE(words("< '2017-10-03'"), "0") << "of October not all was written two months ago";
  goOnTo("2018-01-02");
  EXPECT_EQ(words("< '2017-10-03'"), "0");
  EXPECT_NE(words("> '2017-11-10'"), "0");
  EXPECT_GT(got(store->verify()), 5U);
}

}  // namespace
}  // namespace chaser::daemon
