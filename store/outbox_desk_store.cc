// SPDX-License-Identifier: Apache-2.0
#include "store/outbox_desk_store.h"

#include "store/message_rows.h"

namespace chaser::store {

namespace {

std::string stateWords(MessageState state) {
  switch (state) {
    case MessageState::Sent:
      return "was delivered already";
    case MessageState::Sending:
      return "is on its way just now";
    case MessageState::Dropped:
      return "was dropped, or taken apart to be composed anew";
    case MessageState::Ready:
    case MessageState::Dead:
      break;
  }
  return {};
}

/// The message, where a person may still say what becomes of it.
Result<Message> openMessage(Db& db, MessageId id) {
  auto found = readMessages(db, {id.value});
  if (!found) return fail(found.error());
  const auto name = "message " + std::to_string(id.value);
  if (found->empty())
    return fail(ErrorKind::Input, "there is no " + name,
                "`chaser outbox` lists what waits, `chaser outbox --dead` what was given up");
  auto& message = found->front();
  if (auto why = stateWords(message.state); !why.empty())
    return fail(ErrorKind::Input, name + " " + why,
                message.state == MessageState::Sending ? "try again in a minute"
                                                       : "see `chaser outbox` for what waits");
  return std::move(message);
}

Outcome lookAtAlerts(Db& db, const Message& message, Date today) {
  for (const auto& item : message.items) {
    if (auto looked = db.run("alert.look_today_for", item.item, today); !looked) return fail(looked.error());
  }
  return {};
}

/// What it said is wanted again, or where its bytes may have arrived, taken by it again.
Result<Retried> revive(Db& db, const Message& message, Date today, Instant now) {
  // What was kept long enough has no bytes any more. What has no items nothing composes anew.
  const bool again = (message.outcomeUnknown || message.items.empty()) && !message.bytes.empty();
  if (auto done = db.run("desk.steps_again", message.id); !done) return fail(done.error());
  const bool draft = message.kind == alerts::MessageKind::PackDraft;
  if (!draft) {
    if (auto done = db.run(again ? "desk.take_again" : "desk.want_again", message.id); !done)
      return fail(done.error());
  }
  const auto revived =
      again ? db.run("desk.ready_again", message.id, now) : db.run("desk.dissolve", message.id);
  if (!revived) return fail(revived.error());
  if (auto looked = lookAtAlerts(db, message, today); !looked) return fail(looked.error());
  return again ? Retried::Again : Retried::Anew;
}

}  // namespace

std::string_view toString(Retried retried) {
  switch (retried) {
    case Retried::AtOnce:
      return "at-once";
    case Retried::Again:
      return "again";
    case Retried::Anew:
      return "anew";
  }
  return "";
}

Result<std::vector<Attempt>> SqliteOutboxDesk::attemptsOf(MessageId message) {
  std::vector<Attempt> attempts;
  auto done = db().each(
      "desk.attempts",
      [&](Row& row) {
        auto& attempt = attempts.emplace_back();
        attempt.message = message;
        attempt.at = row.instant();
        attempt.endpoint = row.text();
        attempt.code = row.number();
        attempt.text = row.text();
        attempt.millis = row.integer();
      },
      message);
  if (!done) return fail(done.error());
  return attempts;
}

Result<Retried> SqliteOutboxDesk::retry(MessageId id, Date today, Instant now, const Actor& actor) {
  auto step = Step::begin(db());
  if (!step) return fail(step.error());
  const auto message = openMessage(db(), id);
  if (!message) return fail(message.error());
  auto how = Retried::AtOnce;
  if (message->state == MessageState::Dead) {
    const auto revived = revive(db(), *message, today, now);
    if (!revived) return fail(revived.error());
    how = *revived;
  } else if (auto done = db().run("desk.ready_now", id, now); !done) {
    return fail(done.error());
  }
  if (auto noted =
          noteMessage(db(), "message.retried", *message, {{"how", std::string(toString(how))}}, now, actor);
      !noted)
    return fail(noted.error());
  if (auto done = step->commit(); !done) return fail(done.error());
  return how;
}

Outcome SqliteOutboxDesk::drop(MessageId id, const std::string& why, Date today, Instant now,
                               const Actor& actor) {
  auto step = Step::begin(db());
  if (!step) return fail(step.error());
  const auto message = openMessage(db(), id);
  if (!message) return fail(message.error());
  if (auto done = db().run("desk.drop", id); !done) return fail(done.error());
  const bool draft = message->kind == alerts::MessageKind::PackDraft;
  for (const auto& item : message->items) {
    if (draft) break;
    if (auto told = db().run("item.delivered_to_all", item.item, now); !told) return fail(told.error());
    const auto dropped = db().run("desk.drop_item", item.item, actor.name + ": " + why, now);
    if (!dropped) return fail(dropped.error());
    if (*dropped == 0) continue;
    if (auto marked = db().run("step.undeliverable", item.item, today); !marked) return fail(marked.error());
  }
  if (auto looked = lookAtAlerts(db(), *message, today); !looked) return looked;
  if (auto noted = noteMessage(db(), "message.dropped", *message, {{"why", why}}, now, actor); !noted)
    return noted;
  return step->commit();
}

Result<std::int64_t> SqliteOutboxDesk::newestMessage() {
  const auto newest = db().first("desk.newest", [](Row& row) { return row.integer(); });
  if (!newest) return fail(newest.error());
  return newest->value_or(0);
}

Outcome SqliteOutboxDesk::numberBeyond(std::int64_t number) {
  if (auto first = db().run("desk.first_number", number); !first) return fail(first.error());
  return asOutcome(db().run("desk.raise", number));
}

Outcome SqliteOutboxDesk::noteAdoption(const std::string& words, Instant now, const Actor& actor) {
  return asOutcome(db().run("link.note", actor.at.value_or(now), actor.name, "database.adopted", words));
}

}  // namespace chaser::store
