// SPDX-License-Identifier: Apache-2.0
#include "daemon/run_once.h"

#include <regex>

#include "daemon/files.h"
#include "store/engine_lock.h"
#include "tests/daemon/house.h"

namespace chaser::daemon {
namespace {

class OneRun : public House {
 protected:
  OneRun() {
    addAction("16.1", "2017-09-30");
    engine.reset();
    folder.write("chaser.yaml", "database: plan.db\ndeliver: rehearse\nmaildir: mail\n");
    configuration = load();
  }
};

TEST_F(OneRun, DeliversWhatItFindsWithoutWaitingForCompany) {
  clock.moveTo(at("2017-10-02T08:00:00Z"));
  const auto report = got(runOnce(configuration, clock, std::chrono::seconds(10)));
  EXPECT_EQ(report.sent, 1U);
  EXPECT_EQ(report.tick.fired, 1U);
  EXPECT_NE(one("SELECT subject FROM message").find("REHEARSAL"), std::string::npos);
  std::size_t files = 0;
  for ([[maybe_unused]] const auto& file : std::filesystem::directory_iterator(folder / "mail/new")) ++files;
  EXPECT_EQ(files, 1U);
  EXPECT_EQ(got(runOnce(configuration, clock, std::chrono::seconds(10))).sent, 0U);
}

TEST_F(OneRun, RehearsesAWebhookAsAFileAndPostsNothing) {
  folder.write("rules/10-own.yaml",
               std::regex_replace(kRule, std::regex("tell: owner"), "tell: 'webhook:office'"));
  // Nobody listens there: a post would come back as a failure.
  folder.write("contacts.yaml",
               std::string(kContacts) + "webhooks: [{name: office, url: 'http://127.0.0.1:9/'}]\n");
  configuration = load();
  const auto report = got(runOnce(configuration, clock, std::chrono::seconds(10)));
  EXPECT_EQ(report.sent, 1U);
  EXPECT_EQ(one("SELECT channel || endpoint FROM message"), "maildir" + (folder / "mail").string());
  const auto file = std::filesystem::directory_iterator(folder / "mail/new")->path();
  const auto text = got(readFile(file));
  EXPECT_NE(text.find("Content-Type: application/json"), std::string::npos);
  EXPECT_NE(text.find("\r\n\r\n{"), std::string::npos);
}

TEST_F(OneRun, SaysWhereAndWhyNothingWasTaken) {
  folder.write("chaser.yaml", "database: plan.db\nsmtp: {host: 127.0.0.1, port: 9, tls: off}\n");
  configuration = load();
  const auto report = got(runOnce(configuration, clock, std::chrono::seconds(10)));
  EXPECT_EQ(report.retry, 1U);
  EXPECT_EQ(report.tick.looked, 1U);
  ASSERT_EQ(report.troubles.size(), 1U);
  EXPECT_EQ(report.troubles.front().find("127.0.0.1:9: "), 0U);
}

TEST_F(OneRun, SaysWhatTheRateLeavesForTheNextRun) {
  sql("INSERT INTO action (plan_id, ref, action) VALUES (1, '16.2', 'Do it');"
      "INSERT INTO owner (action_id, role) SELECT max(id), 'Programme manager' FROM action;"
      "INSERT INTO milestone (action_id, due, basis, text) SELECT max(id), '2017-09-30', 'indicative', 'x' "
      "FROM action");
  folder.write("chaser.yaml",
               "database: plan.db\nsmtp: {host: 127.0.0.1, port: 9, tls: off, per_minute: 1}\n");
  configuration = load();
  const auto report = got(runOnce(configuration, clock, std::chrono::seconds(1)));
  EXPECT_EQ(report.retry, 1U);
  EXPECT_EQ(report.left, 1U);
}

TEST_F(OneRun, BeginsAnewWhenItGoesLiveAfterARehearsal) {
  EXPECT_EQ(got(runOnce(configuration, clock, std::chrono::seconds(10))).sent, 1U);
  folder.write("chaser.yaml", "database: plan.db\ndeliver: maildir\nmaildir: live\n");
  configuration = load();
  const auto report = got(runOnce(configuration, clock, std::chrono::seconds(10)));
  EXPECT_TRUE(report.begunAnew);
  EXPECT_EQ(report.sent, 1U) << "nobody has heard anything yet";
  EXPECT_EQ(one("SELECT count(*) FROM message"), "1");
  EXPECT_EQ(one("SELECT subject FROM message").find("REHEARSAL"), std::string::npos);
  EXPECT_EQ(one("SELECT count(*) FROM audit WHERE what = 'engine.begun_anew'"), "1");
  EXPECT_EQ(one("SELECT count(*) FROM audit WHERE what = 'message.sent'"), "2")
      << "the audit forgets nothing";
  const auto again = got(runOnce(configuration, clock, std::chrono::seconds(10)));
  EXPECT_FALSE(again.begunAnew);
  EXPECT_EQ(again.sent, 0U);
}

TEST_F(OneRun, RefusesToRehearseWhereMessagesHaveReallyLeft) {
  folder.write("chaser.yaml", "database: plan.db\ndeliver: maildir\nmaildir: live\n");
  EXPECT_EQ(got(runOnce(load(), clock, std::chrono::seconds(10))).sent, 1U);
  const auto refused = runOnce(configuration, clock, std::chrono::seconds(10));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::Input);
  EXPECT_NE(refused.error().text().find("copy"), std::string::npos);
}

TEST_F(OneRun, SaysHowMuchWaitsBecauseNobodyCanBeTold) {
  EXPECT_EQ(got(runOnce(configuration, clock, std::chrono::seconds(10))).tick.nobodyToTell, 0U);
  folder.write("contacts.yaml",
               "window: {days: all, from: \"00:00\", to: \"24:00\", timezone: Europe/London}\n");
  configuration = load();
  addAction("16.2", "2017-09-30");
  addAction("16.3", "2017-09-30");
  const auto report = got(runOnce(configuration, clock, std::chrono::seconds(10)));
  EXPECT_EQ(report.sent, 0U);
  EXPECT_EQ(report.tick.nobodyToTell, 2U) << "the notice about it is none of them";
}

TEST_F(OneRun, LeavesNothingOfTheAuditUnsealed) {
  // More than a tick seals.
  sql("WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 2500) "
      "INSERT INTO audit_entry (what, after) SELECT 'action.progress', n FROM n");
  const auto report = got(runOnce(configuration, clock, std::chrono::seconds(10)));
  EXPECT_EQ(one("SELECT count(*) FROM audit WHERE seal IS NULL"), "0");
  EXPECT_EQ(std::to_string(got(store->verify())), one("SELECT count(*) FROM audit"));
  EXPECT_GE(report.tick.sealed, 2500U);
}

TEST_F(OneRun, IsRefusedBesideAnotherEngine) {
  const auto lock = got(store::EngineLock::take((folder / "plan.db").string()));
  const auto refused = runOnce(configuration, clock, std::chrono::seconds(1));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::Busy);
}

}  // namespace
}  // namespace chaser::daemon
