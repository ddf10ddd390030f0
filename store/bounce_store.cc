// SPDX-License-Identifier: Apache-2.0
#include "store/bounce_store.h"

#include <array>

#include "store/message_rows.h"

namespace chaser::store {

namespace {

constexpr std::array kKinds = {BounceKind::Failed, BounceKind::GivenUp, BounceKind::Delayed,
                               BounceKind::Unclear};

std::optional<BounceKind> parseBounceKind(std::string_view text) {
  for (const auto kind : kKinds)
    if (toString(kind) == text) return kind;
  return std::nullopt;
}

Bounce readBounceRow(Row& row) {
  Bounce bounce;
  bounce.id = row.integer();
  bounce.receivedAt = row.instant();
  bounce.message = row.id<MessageId>();
  bounce.kind = row.word(parseBounceKind).value_or(BounceKind::Unclear);
  for (auto* field : {&bounce.contact, &bounce.address, &bounce.status, &bounce.words}) *field = row.text();
  bounce.clearedAt = row.maybeInstant();
  bounce.clearedBy = row.text();
  bounce.clearedWhy = row.text();
  return bounce;
}

/// The name of the fact in the audit: a delay is no bounce.
std::string_view factOf(BounceKind kind) {
  return kind == BounceKind::Delayed ? "message.delayed" : "message.bounced";
}

Outcome noteBounce(Db& db, const Bounce& bounce, const Message& message) {
  return noteMessage(
      db, factOf(bounce.kind), message,
      {{"bounce", std::string(toString(bounce.kind))}, {"status", bounce.status}, {"words", bounce.words}},
      bounce.receivedAt, {"bounce", {}});
}

}  // namespace

std::string_view toString(BounceKind kind) {
  switch (kind) {
    case BounceKind::Failed:
      return "failed";
    case BounceKind::GivenUp:
      return "given-up";
    case BounceKind::Delayed:
      return "delayed";
    case BounceKind::Unclear:
      break;
  }
  return "unclear";
}

Result<std::optional<Bounce>> SqliteBounceStore::same(MessageId message, BounceKind kind) {
  return db().first("bounce.same", readBounceRow, message, toString(kind));
}

Result<std::int64_t> SqliteBounceStore::add(const Bounce& bounce, int code, Date today) {
  const auto messages = readMessages(db(), {bounce.message.value});
  if (!messages) return fail(messages.error());
  if (messages->empty())
    return fail(ErrorKind::Input, "there is no message " + std::to_string(bounce.message.value));
  auto added = db().run("bounce.add", bounce.receivedAt, bounce.message, toString(bounce.kind),
                        bounce.contact, bounce.address, bounce.status, bounce.words);
  if (!added) return fail(added.error());
  const auto id = db().lastId();
  if (auto noted = noteBounce(db(), bounce, messages->front()); !noted) return fail(noted.error());
  if (auto done = settleBounced(db(), messages->front(), bounce, code, today); !done)
    return fail(done.error());
  return id;
}

Result<std::vector<Bounce>> SqliteBounceStore::bounces(std::size_t limit) {
  std::vector<Bounce> all;
  auto done = db().each(
      "bounce.all", [&](Row& row) { all.push_back(readBounceRow(row)); }, limit);
  if (!done) return fail(done.error());
  return all;
}

Result<std::vector<FailingAddress>> SqliteBounceStore::failing() {
  std::vector<FailingAddress> all;
  auto done = db().each("bounce.failing", [&](Row& row) {
    auto bounce = readBounceRow(row);
    if (all.empty() || all.back().address != bounce.address)
      all.push_back({bounce.address, {}, bounce.receivedAt, {}, 0, {}, {}});
    auto& address = all.back();
    address.contact = std::move(bounce.contact);
    address.last = bounce.receivedAt;
    address.status = std::move(bounce.status);
    address.words = std::move(bounce.words);
    ++address.bounces;
  });
  if (!done) return fail(done.error());
  return all;
}

Result<std::size_t> SqliteBounceStore::clear(const std::string& address, const std::string& why,
                                             const Actor& actor, Instant now) {
  auto step = Step::begin(db());
  if (!step) return fail(step.error());
  const auto cleared = db().run("bounce.clear", address, now, actor.name, why);
  if (!cleared) return fail(cleared.error());
  if (*cleared > 0) {
    const auto noted =
        db().run("link.note", actor.at.value_or(now), actor.name, "address.works", address + ": " + why);
    if (!noted) return fail(noted.error());
  }
  if (auto done = step->commit(); !done) return fail(done.error());
  return static_cast<std::size_t>(*cleared);
}

}  // namespace chaser::store
