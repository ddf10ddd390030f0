// SPDX-License-Identifier: Apache-2.0
#include "tests/store/outbox_fixture.h"

namespace chaser::store {
namespace {

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
  ok(store->settle({outcome(first, sent), outcome(first, sent), outcome(second, sent)}, day("2017-04-03")));
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
