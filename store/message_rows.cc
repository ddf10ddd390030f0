// SPDX-License-Identifier: Apache-2.0
#include "store/message_rows.h"

#include <array>
#include <nlohmann/json.hpp>

namespace chaser::store {

namespace {

constexpr std::array kStates = {MessageState::Ready, MessageState::Sending, MessageState::Sent,
                                MessageState::Dead, MessageState::Dropped};

Message readMessage(Row& row) {
  Message m;
  m.id = row.id<MessageId>();
  m.messageId = row.text();
  m.kind = row.word(alerts::parseMessageKind).value_or(alerts::MessageKind::Digest);
  m.state = row.word(parseMessageState).value_or(MessageState::Ready);
  m.channel = row.text();
  m.endpoint = row.text();
  m.to = row.text();
  m.address = row.text();
  m.board = row.text();
  m.meeting = row.maybeDate();
  m.day = row.date();
  m.attempts = row.number();
  m.outcomeUnknown = row.flag();
  m.createdAt = row.instant();
  m.nextAttempt = row.maybeInstant();
  m.sentAt = row.maybeInstant();
  m.lastError = row.text();
  m.subject = row.text();
  m.bytes = row.bytes();
  return m;
}

Outcome readItemsOf(Db& db, const std::string& list, std::vector<Message>& messages) {
  return db.each(
      "message.items_of_these",
      [&, at = std::size_t{0}](Row& row) mutable {
        const auto message = row.id<MessageId>();
        while (at < messages.size() && messages[at].id < message) ++at;
        ItemInMessage item;
        item.item = row.id<ItemId>();
        item.heldByNobody = row.flag();
        if (at < messages.size() && messages[at].id == message) messages[at].items.push_back(item);
      },
      list);
}

Result<std::vector<Message>> read(Db& db, std::string_view statement, const std::vector<std::int64_t>& ids) {
  std::vector<Message> messages;
  if (ids.empty()) return messages;
  const auto list = nlohmann::json(ids).dump();
  auto done = db.each(
      statement, [&](Row& row) { messages.push_back(readMessage(row)); }, list);
  if (!done) return fail(done.error());
  if (done = readItemsOf(db, list, messages); !done) return fail(done.error());
  return messages;
}

}  // namespace

std::string_view toString(MessageState state) {
  switch (state) {
    case MessageState::Ready:
      return "ready";
    case MessageState::Sending:
      return "sending";
    case MessageState::Sent:
      return "sent";
    case MessageState::Dead:
      return "dead";
    case MessageState::Dropped:
      return "dropped";
  }
  return "";
}

std::optional<MessageState> parseMessageState(std::string_view text) {
  for (const auto state : kStates)
    if (toString(state) == text) return state;
  return std::nullopt;
}

Result<std::vector<Message>> readMessages(Db& db, const std::vector<std::int64_t>& ids) {
  return read(db, "message.these", ids);
}

Result<std::vector<Message>> readHeads(Db& db, const std::vector<std::int64_t>& ids) {
  return read(db, "message.heads_of_these", ids);
}

Outcome noteMessage(Db& db, std::string_view what, const Message& message,
                    const std::vector<std::pair<const char*, std::string>>& more, Instant now,
                    const Actor& actor) {
  nlohmann::ordered_json about = {{"message", message.id.value},
                                  {"message_id", message.messageId},
                                  {"to", message.to},
                                  {"kind", alerts::toString(message.kind)}};
  for (const auto& [key, words] : more) about[key] = words;
  const auto text = about.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
  return asOutcome(db.run("link.note", actor.at.value_or(now), actor.name, what, text));
}

}  // namespace chaser::store
