// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "tests/store/outbox_fixture.h"

namespace chaser::store {
namespace {

/// Of the record's last row.
nlohmann::json lastWords(Store& store, const std::string& what) {
  const auto row = got(store.rows(0, 100)).back();
  EXPECT_EQ(row.what, what);
  return nlohmann::json::parse(row.after, nullptr, false);
}

TEST_F(OutboxTest, ThatItLeftIsSealedAtOnceWhenAllBeforeItIs) {
  got(store->seal(100));
  const auto before = got(store->verify());
  settle(outcome(got(store->freeze(digest())), Settlement::Fate::Sent));
  EXPECT_EQ(shell->one("SELECT count(*) FROM audit WHERE seal IS NULL"), "0");
  EXPECT_EQ(got(store->verify()), before + 1);
  const auto row = got(store->rows(0, 100)).back();
  EXPECT_EQ(row.what, "message.sent");
  EXPECT_EQ(row.actor, "engine");
  EXPECT_EQ(row.at, now);
  shell->ask("UPDATE audit_text SET after = replace(after, 'Dr A', 'Dr B') WHERE seq = " +
             std::to_string(row.seq));
  EXPECT_FALSE(store->verify()) << "a text that was changed since";
}

TEST_F(OutboxTest, ThatItLeftWaitsToBeSealedBehindWhatWaits) {
  got(store->seal(100));
  ASSERT_TRUE(shell->ask("UPDATE action SET rag = 'red'").empty());
  settle(outcome(got(store->freeze(digest())), Settlement::Fate::Sent));
  EXPECT_EQ(shell->one("SELECT count(*) FROM audit WHERE seal IS NULL"), "2");
  got(store->seal(100));
  EXPECT_EQ(static_cast<std::int64_t>(got(store->verify())), facts());
}

TEST_F(OutboxTest, ThatItLeftIsNotSealedOntoATamperedRecord) {
  got(store->seal(100));
  const auto last = std::to_string(facts());
  shell->ask("DELETE FROM audit_text WHERE seq = " + last + "; DELETE FROM audit WHERE seq = " + last);
  settle(outcome(got(store->freeze(digest())), Settlement::Fate::Sent));
  EXPECT_EQ(got(store->rows(0, 100)).back().what, "message.sent") << "it is recorded all the same";
  EXPECT_EQ(shell->one("SELECT count(*) FROM audit WHERE seal IS NULL"), "1");
  EXPECT_FALSE(store->verify());
}

TEST_F(OutboxTest, TheRecordHasWhatAMessageSaid) {
  settle(outcome(got(store->freeze(digest())), Settlement::Fate::Sent));
  const auto said = lastWords(*store, "message.sent");
  EXPECT_EQ(said.at("message_id"), "m1");
  EXPECT_EQ(said.at("to"), "Dr A");
  EXPECT_EQ(said.at("channel"), "smtp");
  ASSERT_EQ(said.at("items").size(), 1U);
  const auto& about = said.at("items").at(0);
  const auto* milestone = record.milestone(firing().subject.milestone);
  EXPECT_EQ(about.at("rule"), "indicative-date-passed");
  EXPECT_EQ(about.at("plan"), record.plan->key);
  EXPECT_EQ(about.at("ref"), record.action.ref);
  EXPECT_EQ(about.at("part"), record.action.part);
  EXPECT_EQ(about.at("text"), milestone->text);
  EXPECT_EQ(about.at("step"), "ask");
  EXPECT_EQ(about.at("kind"), "ask");
  EXPECT_EQ(about.at("role"), "party:LCFT");
  EXPECT_EQ(about.at("reason"), "sent");
}

TEST_F(OutboxTest, TheRecordHasWhatAMessageThatWasGivenUpWouldHaveSaid) {
  settle(outcome(got(store->freeze(digest())), Settlement::Fate::Dead));
  const auto said = lastWords(*store, "message.dead");
  EXPECT_EQ(said.at("items").at(0).at("reason"), "undeliverable");
}

TEST_F(OutboxTest, TheRecordHasWhySomethingWaitsOnceForEachReason) {
  const auto rows = [&] { return got(store->rows(0, 100)).size(); };
  const auto before = rows();
  ok(store->setReason(item, alerts::Reason::OutsideWindow, "08:30"));
  EXPECT_EQ(rows(), before) << "that everything waits for its hours is no news";
  ok(store->setReason(item, alerts::Reason::Holiday, "Christmas Day"));
  const auto waits = lastWords(*store, "item.waits");
  EXPECT_EQ(waits.at("reason"), "holiday");
  EXPECT_EQ(waits.at("detail"), "Christmas Day");
  EXPECT_EQ(waits.at("ref"), record.action.ref);
  ok(store->setReason(item, alerts::Reason::Holiday, "Christmas Day"));
  EXPECT_EQ(rows(), before + 1);
}

TEST_F(OutboxTest, TheRecordHasWhyWhatWasWantedIsNotSaid) {
  ok(store->drop(item, alerts::Reason::ResolvedBeforeSending, "", now));
  EXPECT_EQ(lastWords(*store, "item.dropped").at("reason"), "resolved-before-sending");
  const auto rows = got(store->rows(0, 100));
  ok(store->drop(item, alerts::Reason::AlreadyTold, "", now));
  EXPECT_EQ(got(store->rows(0, 100)).size(), rows.size()) << "it was settled";
}

TEST_F(OutboxTest, TheRecordHasWhatWasWantedOfAnActionThatIsGone) {
  ok(store->forget(record.action.id, day("2017-04-05"), now));
  const auto rows = got(store->rows(0, 100));
  ASSERT_EQ(rows.at(rows.size() - 2).what, "item.dropped");
  EXPECT_EQ(nlohmann::json::parse(rows.at(rows.size() - 2).after).at("reason"), "resolved-before-sending");
}

TEST_F(OutboxTest, TheRecordHasWhyAnAlertFallsQuietAndWhenItSpeaksAgain) {
  auto alert = got(store->unresolved()).at(0);
  const auto goesOn = [&](alerts::Reason reason, const std::string& detail) {
    alert.reason = reason;
    alert.reasonDetail = detail;
    save(alert, {}, day("2017-04-08"));
  };
  const auto before = got(store->rows(0, 100)).size();
  goesOn(alerts::Reason::NotDue, "2017-04-03");
  EXPECT_EQ(got(store->rows(0, 100)).size(), before) << "that is the ladder at work";
  goesOn(alerts::Reason::InhibitedBy, "overdue");
  EXPECT_EQ(lastWords(*store, "alert.reason").at("detail"), "overdue");
  EXPECT_EQ(lastWords(*store, "alert.reason").at("rule"), alert.rule);
  EXPECT_EQ(got(store->rows(0, 100)).back().before, "not-due");
  goesOn(alerts::Reason::InhibitedBy, "missed");
  EXPECT_EQ(lastWords(*store, "alert.reason").at("detail"), "missed");
  goesOn(alerts::Reason::NotDue, "2017-04-03");
  EXPECT_EQ(lastWords(*store, "alert.reason").at("reason"), "not-due");
  const auto told = got(store->historyOf(record.action.id));
  EXPECT_EQ(told.back().after, alert.rule) << "a story names the rule";
}

}  // namespace
}  // namespace chaser::store
