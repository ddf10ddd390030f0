// SPDX-License-Identifier: Apache-2.0
#include "daemon/feed.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "daemon/webhook_files.h"
#include "store/answers.h"
#include "tests/daemon/house.h"

namespace chaser::daemon {
namespace {

using FeedJson = nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* kFeedContacts = R"(contacts:
  - {name: Ann, email: ann@council.example, roles: [Head of Service], party: NC}
  - {name: Ben, email: ben@council.example, roles: [Programme manager]}
plans: [{key: p, coordinator: Programme manager}, {key: secret, coordinator: Programme manager, sensitive: true}]
webhooks:
  - {name: feed, url: "https://hooks.example/x", events: [answer.recorded, decision.recorded, subject.changed]}
  - {name: on-call, preset: alertmanager, url: "https://am.example"}
window: {days: all, from: "00:00", to: "24:00", timezone: Europe/London, holidays: england-and-wales}
)";
constexpr const char* kFeedRule = R"(rules:
  - id: passed
    summary: The date has passed
    over: milestone
    when: basis = indicative and due < today
    ladder:
      - tell: ["webhook:on-call"]
)";

class FeedHouse : public House {
 protected:
  FeedHouse() {
    folder.write("contacts.yaml", kFeedContacts);
    folder.write("rules/10-own.yaml", kFeedRule);
    configuration = load();
    startEngine();
    tick();  // from now on
  }

  /// What was frozen for the webhook since the last look, as documents.
  std::vector<FeedJson> told(const std::string& webhook) {
    std::vector<FeedJson> all;
    for (const auto& message : got(store->messagesAfter(seen_[webhook]))) {
      seen_[webhook] = message.id;
      if (message.to == webhook) all.push_back(FeedJson::parse(message.bytes));
    }
    return all;
  }
  /// As if all that is ready had been posted.
  void deliver() {
    Delivery delivery(*store, clock, deliveryOptions());
    std::vector<Reply> replies;
    for (auto& message : got(delivery.claim())) replies.push_back({message, {}, clock.now()});
    ok(delivery.settle(std::move(replies), day("2017-10-02")));
    engine->lookAtOutbox();
  }
  [[nodiscard]] DeliveryOptions deliveryOptions() const {
    DeliveryOptions options;
    options.mailEndpoint = (folder / "mail").string();
    return options;
  }
  void moveDays(int days) { clock.moveTo(clock.now() + std::chrono::hours(24 * days)); }

 private:
  std::map<std::string, MessageId> seen_;
};

TEST_F(FeedHouse, EditsOfARowAreToldOnceByTheNamesOfTheirFields) {
  addAction("1.1", "2027-01-31");
  tick();
  told("feed");
  sql("UPDATE milestone SET due = '2027-03-31', basis = 'agreed'; UPDATE action SET rag = 'red'");
  tick();
  const auto documents = told("feed");
  ASSERT_EQ(documents.size(), 1U);
  EXPECT_EQ(documents[0]["event"], "subject.changed");
  ASSERT_EQ(documents[0]["items"].size(), 1U);
  const auto& item = documents[0]["items"][0];
  EXPECT_EQ(item["ref"], "1.1");
  EXPECT_EQ(item["plan"], "p");
  EXPECT_EQ(item["changed"], FeedJson({"basis", "due", "rag"}));
  tick();
  EXPECT_THAT(told("feed"), IsEmpty());
}

TEST_F(FeedHouse, ARestartTellsNothingTwiceAndLosesNothing) {
  addAction("1.1", "2027-01-31");
  startEngine();
  tick();
  EXPECT_EQ(told("feed").size(), 1U);
  startEngine();
  tick();
  EXPECT_THAT(told("feed"), IsEmpty());
}

TEST_F(FeedHouse, AnAnswerAndADecisionCarryNoNamesAndNoWords) {
  addAction("1.1", "2027-01-31");
  tick();
  told("feed");
  ok(store->answers().note({"done", ActionId{1}, MilestoneId{}, "done, says Jane Whitby"},
                           {"Jane Whitby", {}}));
  ok(store->answers().decide({"Board of A, B", day("2017-10-05"), ActionId{1}, "close", "Jane agrees"},
                             {"Jane Whitby", {}}));
  tick();
  const auto documents = told("feed");
  ASSERT_EQ(documents.size(), 2U);
  EXPECT_EQ(documents[0]["event"], "answer.recorded");
  EXPECT_EQ(documents[0]["items"][0]["answer"], "done");
  EXPECT_EQ(documents[1]["event"], "decision.recorded");
  EXPECT_EQ(documents[1]["items"][0]["decision"], "close");
  EXPECT_EQ(documents[1]["items"][0]["board"], "Board of A, B");
  EXPECT_EQ(documents[1]["items"][0]["meeting"], "2017-10-05");
  for (const auto& document : documents) EXPECT_THAT(document.dump(), testing::Not(HasSubstr("Jane")));
}

TEST_F(FeedHouse, OfASensitivePlanThereAreCountsOnly) {
  sql("INSERT INTO plan (key, title) VALUES ('secret', 'Hush');"
      "INSERT INTO action (plan_id, ref, action) VALUES (2, '9.9', 'Nobody may know'), (2, '9.8', 'Nor "
      "this')");
  tick();
  const auto documents = told("feed");
  ASSERT_EQ(documents.size(), 1U);
  ASSERT_EQ(documents[0]["items"].size(), 1U);
  EXPECT_EQ(documents[0]["items"][0]["ref"], "");
  EXPECT_THAT(documents[0].dump(), HasSubstr("2 things happened"));
  for (const auto* word : {"9.9", "9.8", "Nobody", "Hush"})
    EXPECT_THAT(documents[0].dump(), testing::Not(HasSubstr(word)));
}

TEST_F(FeedHouse, ManyEditsAreSeveralMessagesOfAHundred) {
  addActions("2", 250, "2027-01-31");
  tick();
  std::size_t items = 0;
  for (const auto& document : told("feed")) {
    EXPECT_LE(document["items"].size(), 100U);
    items += document["items"].size();
  }
  EXPECT_GE(items, 250U);
}

TEST_F(FeedHouse, AMessageThatNoItemAskedForIsNeverTakenApart) {
  addAction("1.1", "2027-01-31");
  tick();
  Delivery delivery(*store, clock, deliveryOptions());
  for (int i = 0; i < 8; ++i) {
    std::vector<Reply> replies;
    for (auto& message : got(delivery.claim())) {
      notifiers::DeliveryOutcome outcome;
      outcome.kind = notifiers::DeliveryOutcome::Kind::Retry;
      replies.push_back({message, outcome, clock.now()});
    }
    ok(delivery.settle(std::move(replies), day("2017-10-02")));
    clock.moveTo(clock.now() + std::chrono::hours(5));
  }
  EXPECT_EQ(one("SELECT group_concat(DISTINCT state) FROM message WHERE recipient = 'feed'"), "ready");
}

TEST_F(FeedHouse, AnAlertmanagerIsToldDailyWhatFiresAndAtOnceWhatEnded) {
  addAction("1.1", "2017-09-30");
  tick();
  auto documents = told("on-call");
  ASSERT_EQ(documents.size(), 1U);
  const auto labels = documents[0][0]["labels"];
  EXPECT_EQ(labels["alertname"], "passed");
  EXPECT_EQ(documents[0][0]["endsAt"], "2017-10-05T08:00:00.000Z");
  deliver();
  tick();
  EXPECT_THAT(told("on-call"), IsEmpty());

  moveDays(1);
  tick();
  documents = told("on-call");
  ASSERT_EQ(documents.size(), 1U) << "it is told again each day, once";
  EXPECT_EQ(documents[0][0]["labels"], labels);
  EXPECT_EQ(documents[0][0]["endsAt"], "2017-10-06T08:00:00.000Z");
  tick();
  EXPECT_THAT(told("on-call"), IsEmpty());

  sql("UPDATE milestone SET basis = 'agreed'");
  tick();
  documents = told("on-call");
  ASSERT_EQ(documents.size(), 1U) << "the rule says nothing of telling what is resolved";
  EXPECT_EQ(documents[0][0]["labels"], labels);
  EXPECT_EQ(documents[0][0]["endsAt"], clock.now().iso());

  moveDays(1);
  tick();
  documents = told("on-call");
  ASSERT_EQ(documents.size(), 1U) << "an older message that came late has no last word";
  EXPECT_EQ(documents[0][0]["endsAt"], clock.now().iso());
  moveDays(4);
  tick();
  EXPECT_THAT(told("on-call"), IsEmpty());
}

TEST_F(FeedHouse, AWebhooksTemplateThatFailsForARowIsFoundByCheckAndSendsTheGenericDocument) {
  // Only where a row has no rating does this one break: no sample is like that.
  folder.write(
      "own.mustache",
      R"({"ref": "{{#items}}{{ref}}{{/items}}", "n": 1{{#items}}{{^rag}}{{#due}}{{#fired_on}} oops{{/fired_on}}{{/due}}{{/rag}}{{/items}}})");
  std::string contacts = kFeedContacts;
  const std::string from = "{name: on-call, preset: alertmanager, url: \"https://am.example\"}";
  contacts.replace(contacts.find(from), from.size(),
                   "{name: on-call, url: \"https://am.example\", template: own.mustache}");
  folder.write("contacts.yaml", contacts);
  configuration = load();
  startEngine();
  addAction("1.1", "2017-09-30");
  const auto report = tick();
  ASSERT_THAT(report.faults,
              ElementsAre(HasSubstr("webhook on-call: what the template makes is no valid JSON")));
  const auto documents = told("on-call");
  ASSERT_EQ(documents.size(), 1U);
  EXPECT_EQ(documents[0]["version"], 1);
  const auto found = tryTemplates(*configuration, *store, day("2017-10-02"), clock.now());
  ASSERT_EQ(found.size(), 1U);
  EXPECT_THAT(found[0].message, HasSubstr("for the alert 1"));
}

}  // namespace
}  // namespace chaser::daemon
