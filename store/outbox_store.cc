// SPDX-License-Identifier: Apache-2.0
#include "store/outbox_store.h"

#include "store/alert_rows.h"
#include "store/audit_store.h"
#include "store/message_rows.h"
#include "store/row_values.h"

namespace chaser::store {

namespace {

StoredItem readItem(Row& row) {
  StoredItem stored;
  auto& i = stored.item;
  i.id = row.id<ItemId>();
  i.alert = row.id<AlertId>();
  i.plan = row.id<PlanId>();
  i.subject.action = row.id<ActionId>();
  i.subject.milestone = row.id<MilestoneId>();
  i.rule = row.text();
  i.kind = row.word(alerts::parseItemKind).value_or(alerts::ItemKind::Ask);
  i.step = row.text();
  i.occurrence = row.number();
  i.role = readRole(row.view());
  i.wantedOn = row.date();
  i.severity = readSeverity(row.view());
  i.asksWhereItStands = row.flag();
  i.late = row.flag();
  i.becauseDoubt = row.text();
  i.goesTo = rolesFromJson(row.view());
  i.goesOn = row.maybeDate();
  i.noticeKey = row.text();
  i.noticeText = row.text();
  i.madeTick = row.integer();
  stored.madeAt = row.instant();
  return stored;
}

template <typename... Args>
Result<std::vector<StoredItem>> readItems(Db& db, std::string_view statement, const Args&... args) {
  std::vector<StoredItem> items;
  auto done = db.each(
      statement, [&](Row& row) { items.push_back(readItem(row)); }, args...);
  if (!done) return fail(done.error());
  return items;
}

/// What everything goes through on its way, and leaves by being said: the record has that.
bool isUsualWait(alerts::Reason reason) {
  return reason == alerts::Reason::NotDue || reason == alerts::Reason::OutsideWindow ||
         reason == alerts::Reason::InDigest;
}

template <typename IdType>
Result<std::vector<ItemStanding>> readStandings(Db& db, std::string_view statement, IdType id) {
  std::vector<ItemStanding> items;
  auto done = db.each(
      statement,
      [&](Row& row) {
        auto& item = items.emplace_back();
        item.stored = readItem(row);
        item.state = row.text();
        item.reason = row.word(alerts::parseReason).value_or(alerts::Reason::NotDue);
        item.detail = row.text();
      },
      id);
  if (!done) return fail(done.error());
  return items;
}

template <typename... Args>
Result<std::vector<Message>> readListed(Db& db, std::string_view statement, const Args&... args) {
  std::vector<std::int64_t> ids;
  auto done = db.each(
      statement, [&](Row& row) { ids.push_back(row.integer()); }, args...);
  if (!done) return fail(done.error());
  return readMessages(db, ids);
}

}  // namespace

Result<std::vector<StoredItem>> SqliteOutboxStore::wanted(std::size_t limit) {
  return readItems(db(), "item.wanted", limit);
}

Result<std::vector<StoredItem>> SqliteOutboxStore::wantedAmong(const std::vector<ItemId>& items,
                                                               ItemId after) {
  return readItems(db(), "item.wanted_among", idsToJson(items), after);
}

Result<std::vector<StoredItem>> SqliteOutboxStore::wantedOfTick(std::int64_t tick) {
  return readItems(db(), "item.of_tick", tick);
}

Result<std::vector<StoredItem>> SqliteOutboxStore::boardItems() {
  // Where no rule tells a board, the open alerts need not be walked along for it in every dispatch.
  const auto any = db().first("item.any_of_boards", [](Row& row) { return row.integer(); });
  if (!any) return fail(any.error());
  if (!*any) return std::vector<StoredItem>();
  std::vector<StoredItem> items;
  auto done = db().each("item.of_boards", [&](Row& row) {
    items.push_back(readItem(row));
    items.back().settledBy = namesFromJson(row.view());
  });
  if (!done) return fail(done.error());
  return items;
}

Result<std::vector<StoredItem>> SqliteOutboxStore::itemsOf(MessageId message) {
  return readItems(db(), "item.said_in", message);
}

Result<bool> SqliteOutboxStore::addNotice(const alerts::Item& notice, Instant now) {
  return addItem(db(), notice, now);
}

Outcome SqliteOutboxStore::drop(ItemId item, alerts::Reason reason, const std::string& detail, Instant now) {
  auto step = Step::begin(db());
  if (!step) return fail(step.error());
  if (auto done = db().run("step.take_back", item); !done) return fail(done.error());
  const auto dropped = db().run("item.settle", item, "dropped", toString(reason), detail, now);
  if (!dropped) return fail(dropped.error());
  if (*dropped > 0)
    if (auto noted = recordItem(db(), now, "item.dropped", item); !noted) return noted;
  return step->commit();
}

Outcome SqliteOutboxStore::waitForNobodyElse(ItemId item, Instant now, Date today) {
  if (auto taken = db().run("item.take", item); !taken) return fail(taken.error());
  return settleDeadItem(db(), item, {}, now, today);
}

Outcome SqliteOutboxStore::setReason(ItemId item, alerts::Reason reason, const std::string& detail) {
  // What stands in a board's papers was said, though it waits for the next ones; so only what never left is
  // new.
  bool fresh = false;
  if (!isUsualWait(reason)) {
    const auto differs = db().first(
        "item.waits_for_else", [](Row& row) { return row.flag(); }, item, toString(reason));
    if (!differs) return fail(differs.error());
    fresh = differs->has_value();
  }
  if (auto changed = db().run("item.reason", item, toString(reason), detail); !changed)
    return fail(changed.error());
  return fresh ? recordItem(db(), std::nullopt, "item.waits", item) : Outcome();
}

Result<alerts::SentBefore> SqliteOutboxStore::sentBefore(const std::string& to, Date day) {
  alerts::SentBefore before;
  auto done = db().each(
      "message.sent_before",
      [&](Row& row) {
        const bool urgent = row.word(alerts::parseMessageKind) == alerts::MessageKind::Urgent;
        (urgent ? before.urgentToday : before.digestsToday) = row.number();
      },
      to, day);
  if (!done) return fail(done.error());
  done = db().each(
      "message.packs",
      [&](Row& row) {
        const auto kind = row.word(alerts::parseMessageKind);
        auto board = row.text();
        const auto meeting = row.date();
        if (kind == alerts::MessageKind::PackDraft) {
          before.drafts.push_back({std::move(board), meeting, row.text()});
        } else {
          before.packs.emplace_back(std::move(board), meeting);
        }
      },
      to);
  if (!done) return fail(done.error());
  return before;
}

Result<MessageId> SqliteOutboxStore::freeze(const Message& m) {
  auto step = Step::begin(db());
  if (!step) return fail(step.error());
  auto added = db().run("message.add", m.messageId, toString(m.kind), m.channel, m.endpoint, m.to, m.address,
                        m.board, m.meeting, m.day, m.attempts, m.createdAt, m.nextAttempt, m.subject);
  if (!added) return fail(added.error());
  const MessageId id{db().lastId()};
  if (auto put = db().run("message.add_body", id, Blob{m.bytes}); !put) return fail(put.error());
  int position = 0;
  for (const auto& [item, heldByNobody, othersWait] : m.items) {
    if (auto put = db().run("message_item.add", id, item, ++position, heldByNobody); !put)
      return fail(put.error());
    // A draft shows a board's items to those who prepare the meeting; the board is still to be told.
    if (othersWait || m.kind == alerts::MessageKind::PackDraft) continue;
    if (auto taken = db().run("item.take", item); !taken) return fail(taken.error());
  }
  if (auto done = step->commit(); !done) return fail(done.error());
  return id;
}

Result<bool> SqliteOutboxStore::knows(const std::string& messageId) {
  const auto known = db().first(
      "message.known", [](Row& row) { return row.flag(); }, messageId);
  if (!known) return fail(known.error());
  return known->has_value();
}

Result<std::vector<std::string>> SqliteOutboxStore::frozenFor(ItemId item) {
  std::vector<std::string> names;
  auto done = db().each(
      "item.frozen_for", [&](Row& row) { names.push_back(row.text()); }, item);
  if (!done) return fail(done.error());
  return names;
}

Outcome SqliteOutboxStore::settle(const std::vector<Settlement>& settlements, Date today) {
  auto step = Step::begin(db());
  if (!step) return fail(step.error());
  if (auto done = settleAll(db(), settlements, today); !done) return done;
  return step->commit();
}

Outcome SqliteOutboxStore::noteArrived(const std::vector<Attempt>& attempts, Date today) {
  auto step = Step::begin(db());
  if (!step) return fail(step.error());
  for (const auto& a : attempts) {
    if (auto added = db().run("arrived.add", a.message, today, a.at, a.code, a.text, a.millis); !added)
      return fail(added.error());
  }
  return step->commit();
}

Result<std::size_t> SqliteOutboxStore::settleArrived(std::size_t atMost) {
  auto step = Step::begin(db());
  if (!step) return fail(step.error());
  auto settled = chaser::store::settleArrived(db(), atMost);
  if (!settled) return settled;
  if (auto done = step->commit(); !done) return fail(done.error());
  return settled;
}

Outcome SqliteOutboxStore::bringForward(const std::string& to, Instant now) {
  return asOutcome(db().run("message.bring_forward", to, now));
}

Outcome SqliteOutboxStore::dissolve(MessageId message) {
  auto step = Step::begin(db());
  if (!step) return fail(step.error());
  auto dissolved = db().run("message.dissolve", message);
  if (!dissolved) return fail(dissolved.error());
  if (*dissolved == 0)
    return fail(ErrorKind::Input, "message " + std::to_string(message.value) + " can't be taken apart",
                "it was sent, given up, or may have arrived");
  if (auto wanted = db().run("item.want_again", message); !wanted) return fail(wanted.error());
  return step->commit();
}

Result<bool> SqliteOutboxStore::stillToSay(const std::string& to) {
  const auto any = db().first(
      "message.still_to_say", [](Row& row) { return row.flag(); }, to);
  if (!any) return fail(any.error());
  return any->has_value();
}

Result<MessageId> SqliteOutboxStore::lastFor(const std::string& endpoint, const std::string& to) {
  const auto last = db().first(
      "message.last_for", [](Row& row) { return row.id<MessageId>(); }, endpoint, to);
  if (!last) return fail(last.error());
  return last->value_or(MessageId{});
}

Outcome SqliteOutboxStore::beginAnew(const std::vector<std::string>& settings, Instant now) {
  auto step = Step::begin(db());
  if (!step) return fail(step.error());
  for (const char* statement : {"anew.messages", "anew.items", "anew.alerts", "anew.agenda", "anew.links",
                                "anew.replies", "anew.bounces"})
    if (auto done = db().run(statement); !done) return fail(done.error());
  for (const auto& setting : settings)
    if (auto done = db().run("anew.settings", setting); !done) return fail(done.error());
  Fact fact;
  fact.at = now;
  fact.what = "engine.begun_anew";
  if (auto noted = record(db(), fact); !noted) return noted;
  return step->commit();
}

Result<std::vector<Message>> SqliteOutboxStore::messages(std::optional<MessageState> state,
                                                         std::size_t limit) {
  return readListed(db(), "message.list", state ? toString(*state) : std::string_view(), limit);
}

Result<std::vector<Message>> SqliteOutboxStore::messagesAfter(MessageId after) {
  return readListed(db(), "message.after", after);
}

Result<ItemId> SqliteOutboxStore::lastItem() {
  const auto last = db().first("item.last", [](Row& row) { return row.id<ItemId>(); });
  if (!last) return fail(last.error());
  return last->value_or(ItemId{});
}

Result<std::vector<ItemStanding>> SqliteOutboxStore::itemsAfter(ItemId after) {
  return readStandings(db(), "item.after", after);
}

Result<std::vector<ItemStanding>> SqliteOutboxStore::itemsOfAlert(AlertId alert) {
  return readStandings(db(), "item.of_alert", alert);
}

Result<std::optional<Message>> SqliteOutboxStore::message(MessageId id) {
  auto found = readMessages(db(), {id.value});
  if (!found) return fail(found.error());
  if (found->empty()) return std::optional<Message>();
  return std::optional(std::move(found->front()));
}

}  // namespace chaser::store
