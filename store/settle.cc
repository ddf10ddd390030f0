// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "common/text.h"
#include "store/alert_rows.h"
#include "store/audit_store.h"
#include "store/message_rows.h"

namespace chaser::store {

namespace {

/// What settling asks of an item of the message.
struct Said {
  ItemId item;
  AlertId alert;
  PlanId plan;
  std::string step;
  int occurrence = 1;
  std::string role;
  std::string kind;
  bool heldByNobody = false;
  std::string ref;
  std::string words;  ///< what the record keeps of it, a JSON object; empty when nothing is recorded

  [[nodiscard]] bool isNotice() const { return kind == toString(alerts::ItemKind::Notice); }
};

using SaidByMessage = std::map<MessageId, std::vector<Said>>;

/// What so many messages said; with its words where they are to be recorded.
Result<SaidByMessage> saidIn(Db& db, const std::vector<std::int64_t>& messages, bool recorded) {
  SaidByMessage all;
  auto done = db.each(
      "item.of_messages",
      [&](Row& row) {
        auto& said = all[row.id<MessageId>()].emplace_back();
        said.item = row.id<ItemId>();
        said.alert = row.id<AlertId>();
        said.plan = row.id<PlanId>();
        said.step = row.text();
        said.occurrence = row.number();
        said.role = row.text();
        said.kind = row.text();
        said.heldByNobody = row.flag();
        plan::Action action;
        action.ref = row.text();
        action.part = row.number();
        said.ref = plan::spokenRef(action);
        said.words = row.text();
      },
      nlohmann::json(messages).dump(), recorded);
  if (!done) return fail(done.error());
  return all;
}

/// What settling a batch asks of its messages, read at once.
struct Batch {
  std::map<MessageId, Message> messages;
  SaidByMessage said;
  Date today;
  std::set<AlertId> lookedAt;  ///< whose day was set to today by this batch
  std::vector<Fact> facts;     ///< for the record, in the order of the settlements
};

Result<Batch> readBatch(Db& db, const std::vector<Settlement>& settlements, Date today) {
  std::vector<std::int64_t> ids;
  for (const auto& settlement : settlements)
    if (settlement.fate != Settlement::Fate::Retry) ids.push_back(settlement.attempt.message.value);
  Batch batch;
  batch.today = today;
  if (ids.empty()) return batch;
  auto heads = readHeads(db, ids);
  if (!heads) return fail(heads.error());
  for (auto& head : *heads) batch.messages.emplace(head.id, std::move(head));
  auto said = saidIn(db, ids, !db.isScratch());
  if (!said) return fail(said.error());
  batch.said = std::move(*said);
  return batch;
}

Outcome settleSent(Db& db, const Message& message, const std::vector<Said>& items, const Settlement& s,
                   Batch& batch) {
  // A draft tells no board; its items wait for the pack.
  if (message.kind == alerts::MessageKind::PackDraft) return {};
  for (const auto& said : items) {
    if (auto settled = db.run("item.delivered", said.item, s.attempt.at); !settled)
      return fail(settled.error());
    if (!said.alert) continue;
    if (auto told = db.run("step.set_told", said.alert, said.step, said.occurrence, said.role, said.kind,
                           batch.today, message.to, said.heldByNobody);
        !told)
      return fail(told.error());
    if (!batch.lookedAt.insert(said.alert).second) continue;
    if (auto again = db.run("alert.look_today", said.alert, batch.today); !again) return fail(again.error());
  }
  return {};
}

/// What a person can do about it.
std::string wayOut(const Message& message) {
  return std::string(message.channel == "webhook" ? " When that is put right"
                                                  : " When the address in contacts.yaml is put right") +
         ", chaser outbox retry " + std::to_string(message.id.value) + " sends it.";
}

std::string recipientText(const Message& message) {
  // A webhook's address is as good as a password, and notices go out by e-mail.
  if (message.channel == "webhook") return message.to;
  return message.to + (message.address.empty() ? " (no address)" : " <" + message.address + ">");
}

std::string noticeWords(const Message& message, const std::string& why, const std::vector<std::string>& refs,
                        const std::string& wayOut) {
  std::string words = "Undeliverable to " + recipientText(message);
  if (!refs.empty()) words += ", about " + joinWords(refs);
  if (!why.empty()) words += ": " + shorten(why, 200);
  if (words.back() != '.') words += '.';
  return words + wayOut;
}

/// What the message said, by plan; notices are left out.
std::map<PlanId, std::vector<std::string>> refsIn(const std::vector<Said>& items) {
  std::map<PlanId, std::vector<std::string>> refs;
  for (const auto& said : items) {
    if (said.isNotice()) continue;
    auto& of = refs[said.plan];
    if (std::find(of.begin(), of.end(), said.ref) == of.end()) of.push_back(said.ref);
  }
  return refs;
}

/// To the plan's coordinator, once a message.
Outcome tellCoordinator(Db& db, PlanId plan, const std::string& what, const Message& message,
                        const std::string& text, Instant at, Date today) {
  alerts::Item notice;
  notice.plan = plan;
  notice.kind = alerts::ItemKind::Notice;
  notice.role.kind = rules::Tell::Kind::Coordinator;
  notice.wantedOn = today;
  notice.noticeKey = what + ":" + message.messageId + ":" + std::to_string(plan.value);
  notice.noticeText = text;
  return writeItem(db, notice, at);
}

Outcome settleDead(Db& db, const Message& message, const std::vector<Said>& items, const Settlement& s,
                   const std::string& wayOut, Date today) {
  // Whoever prepares a meeting missed its draft; the items themselves still go to the board.
  const bool draft = message.kind == alerts::MessageKind::PackDraft;
  for (const auto& said : items) {
    if (draft) break;
    if (auto done = settleDeadItem(db, said.item, message.to, s.attempt.at, today); !done) return done;
  }
  for (const auto& [plan, about] : refsIn(items)) {
    const auto text = noticeWords(message, s.attempt.text, about, wayOut);
    if (auto told = tellCoordinator(db, plan, "undeliverable", message, text, s.attempt.at, today); !told)
      return told;
  }
  return {};
}

/// Whoever it came back from was not told; a rung that told nobody else has told nobody.
Outcome takeBack(Db& db, const Said& said, const std::string& name) {
  if (auto taken = db.run("bounce.item_taken", said.item); !taken) return fail(taken.error());
  if (!said.alert) return {};
  std::vector<std::string> told;
  auto read = db.each(
      "bounce.told", [&](Row& row) { told = namesFromJson(row.view()); }, said.alert, said.step,
      said.occurrence, said.role, said.kind);
  if (!read) return read;
  const auto found = std::find(told.begin(), told.end(), name);
  if (found == told.end()) return {};
  told.erase(found);
  return asOutcome(db.run("bounce.untell", said.alert, said.step, said.occurrence, said.role, said.kind,
                          namesToJson(told)));
}

/// Nobody knows whether it arrived.
Outcome tellOfUnclear(Db& db, const Message& message, const std::vector<Said>& items, const Bounce& bounce,
                      Date today) {
  const auto text = "A mail server wrote back about a message to " + recipientText(message) + " of " +
                    message.day.spoken() + ", and it can't be read whether it arrived" +
                    (bounce.words.empty() ? "" : ": " + shorten(bounce.words, 200)) +
                    (bounce.words.ends_with('.') ? "" : ".") + " Ask them.";
  for (const auto& [plan, about] : refsIn(items)) {
    if (auto told = tellCoordinator(db, plan, "bounce", message, text, bounce.receivedAt, today); !told)
      return told;
  }
  return {};
}

std::string wayOutOfBounce(const Message& message, const Bounce& bounce) {
  if (bounce.kind == BounceKind::Failed)
    return wayOut(message) + " If it works again as it is: chaser bounce clear " + bounce.address + ".";
  return " chaser outbox retry " + std::to_string(message.id.value) + " sends it again.";
}

MessageState stateAfter(Settlement::Fate fate) {
  switch (fate) {
    case Settlement::Fate::Sent:
      return MessageState::Sent;
    case Settlement::Fate::Retry:
      return MessageState::Ready;
    case Settlement::Fate::Dead:
      return MessageState::Dead;
  }
  return MessageState::Ready;
}

Outcome writeAttempt(Db& db, const Settlement& s) {
  const auto& a = s.attempt;
  if (auto added = db.run("attempt.add", a.message, a.at, a.endpoint, a.code, a.text, a.millis); !added)
    return fail(added.error());
  const bool sent = s.fate == Settlement::Fate::Sent;
  const bool retry = s.fate == Settlement::Fate::Retry;
  return asOutcome(db.run("message.after_attempt", a.message, toString(stateAfter(s.fate)), s.outcomeUnknown,
                          retry ? s.nextAttempt : std::nullopt, sent ? std::optional(a.at) : std::nullopt,
                          sent ? std::string() : a.text));
}

std::string asJson(std::string_view text) {
  return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

/// That it left, or was given up, with all that it said. What its items say is JSON already.
Fact factOf(const Message& message, const std::vector<Said>& items, const Settlement& s) {
  const bool sent = s.fate == Settlement::Fate::Sent;
  const auto reason = asJson(toString(sent ? alerts::Reason::Sent : alerts::Reason::Undeliverable));
  std::string words = "{\"message_id\":" + asJson(message.messageId) + ",\"to\":" + asJson(message.to) +
                      ",\"kind\":" + asJson(toString(message.kind)) +
                      ",\"channel\":" + asJson(message.channel) + ",\"items\":[";
  for (const auto& said : items) {
    if (&said != &items.front()) words += ',';
    words.append(said.words, 0, said.words.size() - 1).append(",\"reason\":").append(reason).append("}");
  }
  Fact fact;
  fact.at = s.attempt.at;
  fact.what = sent ? "message.sent" : "message.dead";
  fact.after = words + "]}";
  return fact;
}

Outcome settleOne(Db& db, const Settlement& s, Batch& batch) {
  if (auto written = writeAttempt(db, s); !written) return written;
  if (s.fate == Settlement::Fate::Retry) return {};
  const auto found = batch.messages.find(s.attempt.message);
  if (found == batch.messages.end())
    return fail(ErrorKind::Input, "there is no message " + std::to_string(s.attempt.message.value));
  const auto& message = found->second;
  const auto& items = batch.said[message.id];
  if (!db.isScratch()) batch.facts.push_back(factOf(message, items, s));
  return s.fate == Settlement::Fate::Sent ? settleSent(db, message, items, s, batch)
                                          : settleDead(db, message, items, s, wayOut(message), batch.today);
}

}  // namespace

Outcome settleDeadItem(Db& db, ItemId item, const std::string& to, Instant at, Date today) {
  // Where another holder was told, and this was the last message that might have come, it is settled so.
  if (auto told = db.run("item.delivered_to_all", item, at); !told) return fail(told.error());
  const auto died = db.run("item.dead_to_all", item, to, at);
  if (!died) return fail(died.error());
  if (*died == 0) return {};
  if (auto marked = db.run("step.undeliverable", item, today); !marked) return fail(marked.error());
  return asOutcome(db.run("alert.look_today_for", item, today));
}

Outcome settleAll(Db& db, const std::vector<Settlement>& settlements, Date today) {
  auto batch = readBatch(db, settlements, today);
  if (!batch) return fail(batch.error());
  for (const auto& settlement : settlements)
    if (auto done = settleOne(db, settlement, *batch); !done) return done;
  return recordSealed(db, batch->facts);
}

Result<std::size_t> settleArrived(Db& db, std::size_t atMost) {
  // What was noted on another day is settled by itself: a rung was told on the day on which it was.
  std::vector<std::pair<Date, std::vector<Settlement>>> days;
  std::vector<std::int64_t> ids;
  auto read = db.each(
      "arrived.oldest",
      [&](Row& row) {
        const auto day = row.date();
        if (days.empty() || days.back().first != day) days.push_back({day, {}});
        auto& a = days.back().second.emplace_back().attempt;
        a.message = row.id<MessageId>();
        a.at = row.instant();
        a.endpoint = row.text();
        a.code = row.number();
        a.text = row.text();
        a.millis = row.integer();
        ids.push_back(a.message.value);
      },
      atMost);
  if (!read) return fail(read.error());
  for (const auto& [day, settlements] : days)
    if (auto done = settleAll(db, settlements, day); !done) return fail(done.error());
  if (ids.empty()) return std::size_t{0};
  if (auto done = db.run("arrived.settled", nlohmann::json(ids).dump()); !done) return fail(done.error());
  return ids.size();
}

Outcome settleBounced(Db& db, const Message& message, const Bounce& bounce, int code, Date today) {
  auto said = saidIn(db, {message.id.value}, false);
  if (!said) return fail(said.error());
  const auto& items = (*said)[message.id];
  if (bounce.kind == BounceKind::Unclear) return tellOfUnclear(db, message, items, bounce, today);
  const bool delayed = bounce.kind == BounceKind::Delayed;
  Settlement s;
  s.fate = Settlement::Fate::Dead;
  s.attempt = {message.id,
               bounce.receivedAt,
               message.endpoint,
               code,
               (delayed ? "it is delayed: " : "it came back: ") + bounce.words,
               0};
  const auto& a = s.attempt;
  if (auto added = db.run("attempt.add", a.message, a.at, a.endpoint, a.code, a.text, a.millis); !added)
    return fail(added.error());
  if (delayed) return {};
  const auto died = db.run("bounce.message_dead", message.id, a.text);
  // What was given up or taken apart before is settled.
  if (!died || *died == 0) return asOutcome(died);
  for (const auto& said : items) {
    if (message.kind == alerts::MessageKind::PackDraft) break;
    if (auto taken = takeBack(db, said, message.to); !taken) return taken;
  }
  return settleDead(db, message, items, s, wayOutOfBounce(message, bounce), today);
}

}  // namespace chaser::store
