// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "tests/store/engine_fixture.h"

namespace chaser::store {
namespace {

class OutboxTest : public EngineTest {
 protected:
  OutboxTest() {
    save(firing(), {ask(firing())}, day("2017-04-08"));
    item = got(store->wanted(10)).at(0).item.id;
  }
  Message digest(const std::string& name = "m1", bool heldByNobody = false) {
    Message m;
    m.messageId = name;
    m.channel = "smtp";
    m.endpoint = "smtp";
    m.to = "Dr A";
    m.address = "a@example.org";
    m.subject = "Two things";
    m.bytes = std::string("line\r\n\0\xff", 8);
    m.day = day("2017-04-03");
    m.createdAt = now;
    m.items = {{item, heldByNobody, false}};
    return m;
  }
  Settlement outcome(MessageId message, Settlement::Fate fate) {
    Settlement s;
    s.attempt = {message, now, "smtp", fate == Settlement::Fate::Sent ? 250 : 550, "the answer", 12};
    s.fate = fate;
    return s;
  }
  void settle(const Settlement& s) { ok(store->settle({s}, day("2017-04-03"))); }
  alerts::StepMade rung() { return got(store->unresolved()).at(0).made.at(0); }
  ItemId item;
};

TEST_F(OutboxTest, AnItemIsReadBackAsItWasWanted) {
  const auto stored = got(store->wanted(10)).at(0);
  EXPECT_EQ(stored.item.role.text(), "party:LCFT");
  EXPECT_EQ(stored.item.severity, rules::Severity::Critical);
  EXPECT_EQ(stored.madeAt, now);
  EXPECT_EQ(stored.item.madeTick, 7);
  EXPECT_EQ(got(store->wantedOfTick(7)).size(), 1U);
  EXPECT_TRUE(got(store->wantedOfTick(8)).empty());
}

TEST_F(OutboxTest, ADeliveredMessageTellsItsRungAndWakesTheLadder) {
  const auto id = got(store->freeze(digest()));
  EXPECT_TRUE(got(store->wanted(10)).empty());
  EXPECT_TRUE(got(store->knows("m1")));
  EXPECT_FALSE(got(store->knows("m2")));
  EXPECT_EQ(got(store->frozenFor(item)), std::vector<std::string>{"Dr A"});
  ASSERT_EQ(got(store->claim(10, now, {})).size(), 1U);
  EXPECT_TRUE(got(store->claim(10, now, {})).empty()) << "claimed once";
  settle(outcome(id, Settlement::Fate::Sent));
  EXPECT_EQ(rung().toldOn, day("2017-04-03"));
  EXPECT_EQ(rung().told, std::vector<std::string>{"Dr A"});
  EXPECT_FALSE(rung().heldByNobody);
  EXPECT_EQ(got(store->message(id))->state, MessageState::Sent);
  EXPECT_EQ(got(store->due(day("2017-04-03"), Visit{}, 10)).size(), 1U);
  EXPECT_EQ(got(store->sentBefore("Dr A", day("2017-04-03"))).digestsToday, 1);
  EXPECT_EQ(got(store->sentBefore("Dr A", day("2017-04-04"))).digestsToday, 0);
  EXPECT_EQ(got(store->rows(0, 100)).back().what, "message.sent");
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

/// Of the record's last row.
nlohmann::json lastWords(Store& store, const std::string& what) {
  const auto row = got(store.rows(0, 100)).back();
  EXPECT_EQ(row.what, what);
  return nlohmann::json::parse(row.after, nullptr, false);
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

TEST_F(OutboxTest, WhatIsReadyIsClaimedOldestFirstFromEveryEndpointThatIsOpen) {
  const auto frozen = [&](const std::string& name, const std::string& endpoint,
                          std::optional<Instant> nextAttempt = std::nullopt) {
    auto message = digest(name);
    message.items.clear();
    message.endpoint = endpoint;
    message.nextAttempt = nextAttempt;
    got(store->freeze(message));
  };
  EXPECT_FALSE(got(store->nextAttempt({})));
  const Instant later = now + std::chrono::minutes(5);
  frozen("1", "smtp", later);
  frozen("2", "office", now);
  frozen("3", "smtp");
  frozen("4", "office");
  frozen("5", "smtp", now);
  frozen("6", "another house's");
  EXPECT_EQ(got(store->nextAttempt({})), now);
  const auto names = [](const std::vector<Message>& messages) {
    std::string all;
    for (const auto& message : messages) all += message.messageId;
    return all;
  };
  EXPECT_EQ(names(got(store->claim(2, now, {"another house's"}))), "23");
  EXPECT_EQ(names(got(store->claim(9, now, {"smtp"}))), "46");
  EXPECT_EQ(names(got(store->claim(9, now, {}))), "5");
  EXPECT_EQ(got(store->nextAttempt({})), later);
  EXPECT_FALSE(got(store->nextAttempt({"smtp"})));
  EXPECT_EQ(names(got(store->claim(9, later, {}))), "1");
}

TEST_F(OutboxTest, TwoHoldersWhoAreToldInOneBatchAreBothRemembered) {
  auto other = digest("m2", true);
  other.to = "Zoë \"Z\" B";
  const auto first = got(store->freeze(digest("m1")));
  const auto second = got(store->freeze(other));
  got(store->claim(10, now, {}));
  const auto sent = Settlement::Fate::Sent;
  ok(store->settle({outcome(first, sent), outcome(second, sent), outcome(first, sent)}, day("2017-04-03")));
  EXPECT_EQ(rung().told, (std::vector<std::string>{"Dr A", "Zoë \"Z\" B"}));
  EXPECT_FALSE(rung().heldByNobody) << "one of them holds the role";
  EXPECT_EQ(rung().toldOn, day("2017-04-03"));
}

TEST_F(OutboxTest, AStandInIsRememberedUntilSomebodyHoldsTheRole) {
  settle(outcome(got(store->freeze(digest("m1", true))), Settlement::Fate::Sent));
  EXPECT_TRUE(rung().heldByNobody);
  auto second = digest("m2", false);
  second.to = "Dr B";
  settle(outcome(got(store->freeze(second)), Settlement::Fate::Sent));
  EXPECT_FALSE(rung().heldByNobody);
  EXPECT_EQ(rung().told, (std::vector<std::string>{"Dr A", "Dr B"}));
}

TEST_F(OutboxTest, AnItemStaysWantedWhileOtherHoldersWait) {
  auto first = digest();
  first.items[0].othersWait = true;
  settle(outcome(got(store->freeze(first)), Settlement::Fate::Sent));
  EXPECT_EQ(got(store->wanted(10)).size(), 1U);
}

TEST_F(OutboxTest, AfterACrashTheSameBytesGoOutUnderTheSameName) {
  const auto id = got(store->freeze(digest()));
  const auto before = got(store->claim(10, now, {})).at(0);
  store = got(open(folder.database(), Mode::ReadWrite));
  EXPECT_TRUE(got(store->claim(10, now, {})).empty());
  EXPECT_EQ(got(store->reclaim()), 1U);
  const auto after = got(store->claim(10, now, {})).at(0);
  EXPECT_EQ(after.id, id);
  EXPECT_EQ(after.bytes, before.bytes);
  EXPECT_EQ(after.bytes, digest().bytes);
  EXPECT_EQ(after.messageId, before.messageId);
  EXPECT_EQ(after.items, before.items);
  EXPECT_TRUE(after.outcomeUnknown);
  EXPECT_FALSE(store->dissolve(id)) << "it may have arrived: only the same bytes may go again";
}

TEST_F(OutboxTest, AKnownFailureWaitsAndMayBeComposedAnew) {
  const auto id = got(store->freeze(digest()));
  got(store->claim(10, now, {}));
  auto retry = outcome(id, Settlement::Fate::Retry);
  retry.nextAttempt = now + std::chrono::minutes(5);
  settle(retry);
  EXPECT_EQ(got(store->nextAttempt({})), retry.nextAttempt);
  EXPECT_EQ(got(store->nextAttempt({"smtp"})), std::nullopt) << "its endpoint is held";
  EXPECT_TRUE(got(store->claim(10, now, {})).empty());
  EXPECT_TRUE(got(store->claim(10, *retry.nextAttempt, {"smtp"})).empty()) << "its endpoint is held";
  ok(store->dissolve(id));
  EXPECT_EQ(got(store->wanted(10)).size(), 1U);
  EXPECT_TRUE(got(store->frozenFor(item)).empty());
  EXPECT_TRUE(got(store->claim(10, *retry.nextAttempt, {})).empty());
  EXPECT_EQ(got(store->sentBefore("Dr A", day("2017-04-03"))).digestsToday, 0);
}

TEST_F(OutboxTest, ADeadMessageIsSaidOnceToTheCoordinatorAndANoticeAboutANoticeNever) {
  const auto id = got(store->freeze(digest()));
  settle(outcome(id, Settlement::Fate::Dead));
  EXPECT_EQ(rung().undeliverableOn, day("2017-04-03"));
  EXPECT_EQ(rung().toldOn, std::nullopt);
  const auto notice = got(store->wanted(10));
  ASSERT_EQ(notice.size(), 1U);
  EXPECT_EQ(notice[0].item.kind, alerts::ItemKind::Notice);
  EXPECT_EQ(notice[0].item.role.text(), "coordinator");
  EXPECT_EQ(
      notice[0].item.noticeText,
      "Undeliverable to Dr A <a@example.org>, about 16.1: the answer. When the address in contacts.yaml is "
      "put right, chaser outbox retry 1 sends it.");
  EXPECT_FALSE(got(store->addNotice(notice[0].item, now))) << "it was said";
  EXPECT_EQ(got(store->wanted(10)).size(), 1U) << "once for its key";
  item = notice[0].item.id;
  settle(outcome(got(store->freeze(digest("m2"))), Settlement::Fate::Dead));
  EXPECT_TRUE(got(store->wanted(10)).empty());
}

TEST_F(OutboxTest, WhatMayStillReachAnotherHolderIsNotDeadYet) {
  const auto first = got(store->freeze(digest("m1")));
  auto second = digest("m2");
  second.to = "Dr B";
  const auto other = got(store->freeze(second));
  settle(outcome(first, Settlement::Fate::Dead));
  EXPECT_EQ(shell->one("SELECT state FROM item WHERE kind = 'ask'"), "taken");
  EXPECT_EQ(rung().undeliverableOn, std::nullopt);
  settle(outcome(other, Settlement::Fate::Dead));
  EXPECT_EQ(shell->one("SELECT state, reason FROM item WHERE kind = 'ask'"), "dead|undeliverable");
  EXPECT_EQ(rung().undeliverableOn, day("2017-04-03"));
}

TEST_F(OutboxTest, OneHolderWhoCannotBeReachedTakesNothingFromThoseWhoWaitOrWereTold) {
  auto first = digest("m1");
  first.items[0].othersWait = true;
  settle(outcome(got(store->freeze(first)), Settlement::Fate::Dead));
  EXPECT_EQ(shell->one("SELECT state FROM item WHERE kind = 'ask'"), "wanted");
  // Whoever waited holds the role no more: nobody was told, and nobody will be.
  ok(store->waitForNobodyElse(item, now, day("2017-04-03")));
  EXPECT_EQ(shell->one("SELECT state FROM item WHERE kind = 'ask'"), "dead");
  EXPECT_EQ(rung().undeliverableOn, day("2017-04-03"));
  EXPECT_EQ(got(store->due(day("2017-04-03"), Visit{}, 10)).size(), 1U) << "the ladder goes on";
}

TEST_F(OutboxTest, AnItemThatOneOfTwoWasToldOfIsDeliveredWhenTheOtherCannotBeReached) {
  auto first = digest();
  first.items[0].othersWait = true;
  const auto told = got(store->freeze(first));
  auto second = digest("m2");
  second.to = "Dr B";
  const auto refused = got(store->freeze(second));
  settle(outcome(told, Settlement::Fate::Sent));
  settle(outcome(refused, Settlement::Fate::Dead));
  EXPECT_EQ(shell->one("SELECT state, reason FROM item WHERE id = 1"), "delivered|sent");
  EXPECT_EQ(rung().told, std::vector<std::string>{"Dr A"});
  EXPECT_EQ(rung().undeliverableOn, std::nullopt);
}

TEST_F(OutboxTest, ADroppedItemKeepsItsReason) {
  ok(store->setReason(item, alerts::Reason::OutsideWindow, "08:30"));
  EXPECT_EQ(shell->one("SELECT reason, reason_detail FROM item"), "outside-window|08:30");
  ok(store->drop(item, alerts::Reason::ResolvedBeforeSending, "", now));
  EXPECT_TRUE(got(store->wanted(10)).empty());
  EXPECT_EQ(shell->one("SELECT state, reason FROM item"), "dropped|resolved-before-sending");
  EXPECT_EQ(shell->one("SELECT count(*) FROM step_made"), "0") << "what was never said was never made";
}

TEST_F(OutboxTest, ADraftTakesNoItemsAndIsCountedApartFromThePack) {
  shell->ask("UPDATE item SET kind = 'pack-item'");
  auto draft = digest("draft");
  draft.kind = alerts::MessageKind::PackDraft;
  draft.board = "Board";
  draft.meeting = day("2017-05-02");
  settle(outcome(got(store->freeze(draft)), Settlement::Fate::Sent));
  EXPECT_EQ(rung().toldOn, std::nullopt) << "the board has heard nothing yet";
  EXPECT_EQ(got(store->wanted(10)).size(), 1U);
  ASSERT_EQ(got(store->sentBefore("Board", day("2017-04-03"))).drafts.size(), 1U);
  EXPECT_EQ(got(store->sentBefore("Board", day("2017-04-03"))).drafts.at(0).reader, "Dr A");
  auto pack = draft;
  pack.messageId = "pack";
  pack.kind = alerts::MessageKind::Pack;
  pack.to = "Board";
  settle(outcome(got(store->freeze(pack)), Settlement::Fate::Sent));
  EXPECT_EQ(got(store->sentBefore("Board", day("2017-04-03"))).packs.size(), 1U);
  EXPECT_EQ(rung().told, std::vector<std::string>{"Board"});
  EXPECT_EQ(got(store->boardItems()).size(), 1U) << "it comes again until it is resolved or decided";
}

TEST_F(OutboxTest, ABoardsItemComesWithThoseWhoSettledItSince) {
  shell->ask("UPDATE item SET kind = 'pack-item'");
  const auto settledAfter = [this](const std::string& values) {
    shell->ask("INSERT INTO decision (board, meeting_on, action_id, decision) VALUES " + values);
    return got(store->boardItems()).at(0).settledBy;
  };
  using Boards = std::vector<std::string>;
  EXPECT_EQ(settledAfter("('Long ago', '2016-05-02', 1, 'close')"), Boards{}) << "before it was wanted";
  EXPECT_EQ(settledAfter("('A', '2017-05-02', 1, 'note')"), Boards{"A"});
  EXPECT_EQ(settledAfter("('A', '2017-06-06', 1, 'return')"), Boards{}) << "it stays in their papers";
  EXPECT_EQ(settledAfter("('B', '2017-06-06', 1, 'agree-date')"), Boards{"B"});
  EXPECT_EQ(settledAfter("('A', '2017-07-04', 1, 'close')"), (Boards{"B", "A"}));
}

TEST_F(OutboxTest, WhatADeadPackSaidReachesTheBoardInTheNext) {
  shell->ask("UPDATE item SET kind = 'pack-item'");
  auto pack = digest("pack");
  pack.kind = alerts::MessageKind::Pack;
  pack.to = pack.board = "Board";
  pack.meeting = day("2017-05-02");
  settle(outcome(got(store->freeze(pack)), Settlement::Fate::Dead));
  EXPECT_EQ(got(store->sentBefore("Board", day("2017-04-03"))).packs.size(), 1U)
      << "not twice for one meeting";
  ASSERT_EQ(got(store->boardItems()).size(), 1U);
  pack.messageId = "next";
  pack.meeting = day("2017-06-06");
  settle(outcome(got(store->freeze(pack)), Settlement::Fate::Sent));
  EXPECT_EQ(rung().told, std::vector<std::string>{"Board"});
  EXPECT_EQ(shell->one("SELECT state, reason FROM item WHERE kind = 'pack-item'"), "delivered|sent");
}

TEST_F(OutboxTest, WhatIsHeldTakesNoPlaceAmongWhatMayBeSaid) {
  const auto alert = got(store->unresolved()).at(0).id;
  ok(store->hold({alert}, true, day("2017-04-01")));
  EXPECT_TRUE(got(store->wanted(10)).empty());
  EXPECT_EQ(shell->one("SELECT reason FROM item"), "awaiting-approval");
  ok(store->hold({alert}, false, day("2017-04-01")));
  EXPECT_EQ(got(store->wanted(10)).size(), 1U);
}

TEST_F(OutboxTest, AMessageNameIsFrozenOnce) {
  got(store->freeze(digest()));
  EXPECT_FALSE(store->freeze(digest()));
  EXPECT_EQ(got(store->messages(MessageState::Ready, 10)).size(), 1U);
  EXPECT_EQ(got(store->messages(std::nullopt, 10)).size(), 1U);
  EXPECT_TRUE(got(store->messages(MessageState::Dead, 10)).empty());
}

}  // namespace
}  // namespace chaser::store
