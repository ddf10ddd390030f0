// SPDX-License-Identifier: Apache-2.0
#include "store/reply_store.h"

#include "store/link_store.h"

namespace chaser::store {

namespace {

ReplyState replyStateOf(const std::string& text) {
  if (text == "confirmed") return ReplyState::Confirmed;
  return text == "refused" ? ReplyState::Refused : ReplyState::Waiting;
}

Reply readReplyRow(Row& row) {
  Reply reply;
  reply.id = row.integer();
  reply.receivedAt = row.instant();
  for (auto* field : {&reply.fingerprint, &reply.mailId, &reply.sender, &reply.contact}) *field = row.text();
  reply.isTheirs = row.flag();
  reply.link = row.integer();
  reply.whole = row.integer();
  reply.plan = row.id<PlanId>();
  reply.subject.action = row.id<ActionId>();
  reply.subject.milestone = row.id<MilestoneId>();
  reply.quieted = row.id<AlertId>();
  alerts::Answer answer;
  const auto kind = alerts::parseAnswerKind(row.text());
  answer.date = row.maybeDate();
  for (auto* field : {&answer.evidence, &answer.handTo, &answer.note}) *field = row.text();
  if (kind) {
    answer.kind = *kind;
    reply.answer = std::move(answer);
  }
  for (auto* field : {&reply.unclear, &reply.heading, &reply.words}) *field = row.text();
  reply.state = replyStateOf(row.text());
  reply.settledAt = row.maybeInstant();
  reply.settledBy = row.text();
  reply.settledWhy = row.text();
  return reply;
}

}  // namespace

std::string_view toString(ReplyState state) {
  switch (state) {
    case ReplyState::Waiting:
      return "waiting";
    case ReplyState::Confirmed:
      return "confirmed";
    case ReplyState::Refused:
      return "refused";
  }
  return "waiting";
}

Outcome SqliteReplyStore::note(std::string_view what, const Reply& reply, const std::string& words,
                               const Actor& actor, Instant now) {
  return asOutcome(db().run("reply.fact", actor.at.value_or(now), actor.name, what, reply.plan,
                            reply.subject.action, reply.subject.milestone, words));
}

Result<std::int64_t> SqliteReplyStore::add(const Reply& reply) {
  const auto answer = reply.answer.value_or(alerts::Answer{});
  const std::string kind = reply.answer ? std::string(alerts::toString(answer.kind)) : std::string();
  auto added =
      db().run("reply.add", reply.receivedAt, reply.fingerprint, reply.mailId, reply.sender, reply.contact,
               reply.isTheirs, reply.link, reply.whole, reply.plan, reply.subject.action,
               reply.subject.milestone, reply.quieted, kind, answer.date, answer.evidence, answer.handTo,
               answer.note, reply.unclear, reply.heading, reply.words);
  if (!added) return fail(added.error());
  const auto id = db().lastId();
  const std::string who = reply.contact.empty() ? "an unknown address" : reply.contact;
  const std::string words =
      "reply " + std::to_string(id) + " of " + who + ": " + (kind.empty() ? "not clear" : kind);
  if (auto noted = note("reply.received", reply, words, {"inbox", {}}, reply.receivedAt); !noted)
    return fail(noted.error());
  return id;
}

Result<std::optional<Reply>> SqliteReplyStore::reply(std::int64_t id) {
  return db().first("reply.get", readReplyRow, id);
}

Result<std::optional<Reply>> SqliteReplyStore::same(const Reply& reply) {
  auto found = db().first("reply.same_words", readReplyRow, reply.fingerprint);
  if (!found || *found) return found;
  return db().first("reply.same_mail", readReplyRow, reply.mailId, reply.sender);
}

Result<std::vector<Reply>> SqliteReplyStore::replies(std::optional<ReplyState> state, std::size_t limit) {
  std::vector<Reply> all;
  const auto keep = [&](Row& row) { all.push_back(readReplyRow(row)); };
  const auto done = state ? db().each("reply.in_state", keep, toString(*state), limit)
                          : db().each("reply.all", keep, limit);
  if (!done) return fail(done.error());
  return all;
}

Result<bool> SqliteReplyStore::hasQuietened(AlertId alert) {
  const auto found = db().first(
      "reply.has_quietened", [](Row& row) { return row.flag(); }, alert);
  if (!found) return fail(found.error());
  return found->value_or(false);
}

Result<std::int64_t> SqliteReplyStore::another(const Reply& reply) {
  const auto found = db().first(
      "reply.another", [](Row& row) { return row.integer(); }, reply.id, reply.link);
  if (!found) return fail(found.error());
  return found->value_or(0);
}

Outcome SqliteReplyStore::keepQuiet(std::int64_t id, AlertId alert) {
  return asOutcome(db().run("reply.keep_quiet", id, alert));
}

Result<std::size_t> SqliteReplyStore::waiting(const std::string& contact, bool isTheirs) {
  const auto count = db().first(
      "reply.count_waiting", [](Row& row) { return row.integer(); }, contact, isTheirs);
  if (!count) return fail(count.error());
  return static_cast<std::size_t>(count->value_or(0));
}

Result<bool> SqliteReplyStore::settle(std::int64_t id, ReplyState state, const std::string& why,
                                      const Actor& actor, Instant now) {
  const auto before = reply(id);
  if (!before) return fail(before.error());
  const auto changed = db().run("reply.settle", id, toString(state), now, actor.name, why);
  if (!changed) return fail(changed.error());
  if (!*before || *changed == 0) return false;
  const std::string words = "reply " + std::to_string(id) + (why.empty() ? "" : ": " + why);
  if (auto noted = note("reply." + std::string(toString(state)), **before, words, actor, now); !noted)
    return fail(noted.error());
  return true;
}

Result<MessageId> SqliteReplyStore::messageNamed(const std::string& messageId) {
  const auto found = db().first(
      "reply.message", [](Row& row) { return row.id<MessageId>(); }, messageId);
  if (!found) return fail(found.error());
  return found->value_or(MessageId{});
}

Result<std::optional<AnswerLink>> SqliteReplyStore::linkBefore(const std::string& contact,
                                                               const alerts::Subject& subject,
                                                               const std::string& rule, Instant at) {
  return db().first("reply.link_before", readLink, contact, subject.action, subject.milestone, rule, at);
}

Result<ItemId> SqliteReplyStore::waitingNotice(const std::string& key) {
  const auto found = db().first(
      "reply.notice", [](Row& row) { return row.id<ItemId>(); }, key);
  if (!found) return fail(found.error());
  return found->value_or(ItemId{});
}

}  // namespace chaser::store
