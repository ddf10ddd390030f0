// SPDX-License-Identifier: Apache-2.0
#include "daemon/inbox.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "alerts/reply_words.h"
#include "common/fold.h"
#include "common/sha256.h"
#include "common/text.h"
#include "daemon/notices.h"
#include "notifiers/render.h"
#include "store/answers.h"
#include "store/bounces.h"

namespace chaser::daemon {

namespace {

using web::LinkState;

/// More of one person than a coordinator can look at: further ones are deferred, and keep nobody else's out.
constexpr std::size_t kMostWaiting = 200;
/// Of mails from other addresses, and of those that can't be matched, anybody can send any number.
constexpr std::size_t kMostOfStrangers = 20;
constexpr std::size_t kLongestWords = 4000;
constexpr std::size_t kLongestSubjectKept = 250;
constexpr std::size_t kMostCodes = 50;

Received ignoredBecause(const std::string& why) {
  return {Received::Kind::Ignored, ignoredText(why), std::nullopt};
}

/// Why what is said of it can't be taken; empty: it can.
std::string whyNot(LinkState state) {
  switch (state) {
    case LinkState::Open:
      return {};
    case LinkState::Settled:
      return "it is settled: nothing is asked about it any more";
    case LinkState::Expired:
      return "its code is older than 60 days, or was made with a key that is believed no longer";
    case LinkState::Revoked:
      return "its code was taken back";
    case LinkState::HandedOver:
      return "it is no longer asked of them";
    case LinkState::Gone:
      return "it is no longer in the plan";
    case LinkState::Unknown:
      break;
  }
  return "its code is none of ours";
}

/// Everything by which two replies are the same.
std::string fingerprintOf(const store::Reply& reply, MessageId answered) {
  std::string all;
  for (const auto& part :
       {std::to_string(reply.link), std::to_string(reply.whole), std::to_string(answered.value),
        foldCase(reply.sender), reply.heading, reply.words}) {
    all += std::to_string(part.size());
    all += ':';
    all += part;
  }
  return sha256Hex(all);
}

/// `2.1`; nothing where no row is meant, or its plan is sensitive by now.
std::string rowOf(const plan::People& people, const MatchedMail& match) {
  if (!match.matter || !match.matter->question) return {};
  const auto& record = match.matter->question->record;
  const auto* roles = people.plan(record.plan->key);
  return roles != nullptr && roles->sensitive ? std::string() : plan::spokenRef(record.action);
}

/// `Dr Lena Fox answered 2.1 by mail: done.` The writer's address and note are read where they are kept for a
/// while only: `chaser replies show`.
std::string whatCame(const plan::People& people, const store::Reply& reply, const MatchedMail& match) {
  const auto row = rowOf(people, match);
  const auto what = row.empty() ? std::string("a message") : row;
  std::string said;
  if (reply.contact.empty()) {
    said = "A mail can't be matched with anything that was asked";
  } else if (reply.isTheirs) {
    said = fmt::format("{} answered {} by mail", reply.contact, what);
  } else {
    said = fmt::format("A mail from an address that is not that of {} answers {} in their place",
                       reply.contact, what);
  }
  if (reply.answer) {
    said += ": " + alerts::answerInWords(*reply.answer);
    if (!reply.answer->note.empty()) said += ", with a note";
  }
  said += '.';
  if (!reply.unclear.empty()) said += fmt::format(" It can't be taken as it stands: {}.", reply.unclear);
  return said;
}

std::string alreadySaid(const store::Reply& before) {
  std::string said = fmt::format("Already recorded, as reply {}", before.id);
  if (before.state == store::ReplyState::Waiting) return said + ", which waits for the coordinator.";
  return said + fmt::format(", which {} {}.", before.settledBy, toString(before.state));
}

}  // namespace

std::string noticeKeyOf(std::int64_t reply) {
  return fmt::format("reply:{}", reply);
}

bool Inbox::isKnownSender(const notifiers::IncomingMail& mail) const {
  const auto& contacts = configuration_.people.directory().contacts;
  return mail.from.size() == 1 &&
         std::any_of(contacts.begin(), contacts.end(), [&](const plan::Contact& one) {
           return !one.email.empty() && foldCase(one.email) == foldCase(mail.from.front().address);
         });
}

Result<MatchedMail> Inbox::oneOf(std::vector<FoundLink> found) {
  MatchedMail match;
  if (found.empty()) return match;
  match.matched = true;
  match.contact = found.front().link.contact;
  match.whole = found.front().link.whole.value_or(0);
  std::set<PlanId> plans;
  for (const auto& one : found) {
    // Codes of two people or of two messages have nothing in common that could be chosen from.
    if (one.link.contact != match.contact) match.contact.clear();
    if (one.link.whole.value_or(0) != match.whole) match.whole = 0;
    const auto record = store_.action(one.link.subject.action);
    if (!record) return fail(record.error());
    if (*record) plans.insert((*record)->action.plan);
  }
  if (plans.size() == 1) match.plan = *plans.begin();
  if (found.size() > 1) {
    match.unclear = fmt::format("it does not say which of {} items it is about", found.size());
    return match;
  }
  match.unclear = whyNot(found.front().state);
  match.matter = std::move(found.front());
  return match;
}

Result<MatchedMail> Inbox::matchByCodes(std::string_view text, Instant now) {
  LinkReading reading(store_, configuration_, now);
  auto codes = web::findCodes(text);
  if (codes.size() > kMostCodes) codes.resize(kMostCodes);
  std::vector<FoundLink> ours;
  for (const auto& code : codes) {
    auto found = reading.findCode(code);
    if (!found) return fail(found.error());
    if (found->state != LinkState::Unknown) ours.push_back(std::move(*found));
  }
  return oneOf(std::move(ours));
}

Result<MatchedMail> Inbox::matchedTo(const store::Message& message, Instant now) {
  MatchedMail match;
  if (message.kind != alerts::MessageKind::Digest && message.kind != alerts::MessageKind::Urgent) {
    match.ignored = "it answers papers, which ask nobody";
    return match;
  }
  const auto items = store_.itemsOf(message.id);
  if (!items) return fail(items.error());
  LinkReading reading(store_, configuration_, now);
  std::vector<FoundLink> links;
  std::set<std::int64_t> seen;
  std::set<PlanId> plans;
  for (const auto& stored : *items) {
    const auto& item = stored.item;
    if (!item.alert || item.kind == alerts::ItemKind::Resolved) continue;
    plans.insert(item.plan);
    auto link = store_.replies().linkBefore(message.to, item.subject, item.rule, message.createdAt);
    if (!link) return fail(link.error());
    if (!*link || !seen.insert((*link)->id).second) continue;
    auto found = reading.findMeant(std::move(**link));
    if (!found) return fail(found.error());
    links.push_back(std::move(*found));
  }
  if (!links.empty()) return oneOf(std::move(links));
  if (plans.empty()) {
    match.ignored = "it answers a message that asks nothing";
    return match;
  }
  // Of a sensitive plan messages give counts, and have no codes.
  match.matched = true;
  match.message = message.id;
  match.contact = message.to;
  if (plans.size() == 1) match.plan = *plans.begin();
  match.unclear = "it answers a message whose items have no codes";
  return match;
}

Result<MatchedMail> Inbox::matchByMessage(const notifiers::IncomingMail& mail, Instant now) {
  auto ids = mail.inReplyTo;
  if (ids.empty() && !mail.references.empty()) ids.push_back(mail.references.back());
  for (const auto& id : ids) {
    const auto named = store_.replies().messageNamed(id);
    if (!named) return fail(named.error());
    if (!*named) continue;
    const auto message = store_.message(*named);
    if (!message) return fail(message.error());
    if (*message) return matchedTo(**message, now);
  }
  return MatchedMail{};
}

Result<MatchedMail> Inbox::match(const notifiers::IncomingMail& mail, Instant now) {
  for (const auto* text : {&mail.subject, &mail.words}) {
    auto byCode = matchByCodes(*text, now);
    if (!byCode || byCode->matched) return byCode;
  }
  auto byMessage = matchByMessage(mail, now);
  if (!byMessage || byMessage->matched || !byMessage->ignored.empty()) return byMessage;
  auto byQuote = matchByCodes(mail.quoted, now);
  if (!byQuote || byQuote->matched) return byQuote;
  MatchedMail match;
  const bool hasCode = !web::findCodes(mail.subject).empty() || !web::findCodes(mail.words).empty();
  if (!hasCode) {
    match.ignored = "it answers nothing that was asked: it has no code, and is no reply to a message of ours";
  } else if (!isKnownSender(mail)) {
    match.ignored = "its code is none of ours, and its sender is no contact";
  } else {
    match.matched = true;
    match.unclear = whyNot(LinkState::Unknown);
  }
  return match;
}

store::Reply Inbox::replyOf(const notifiers::IncomingMail& mail, const MatchedMail& match,
                            Instant now) const {
  store::Reply reply;
  reply.receivedAt = now;
  reply.mailId = shorten(mail.messageId, kLongestSubjectKept);
  if (mail.from.size() == 1) reply.sender = shorten(mail.from.front().address, kLongestSubjectKept);
  reply.contact = match.contact;
  reply.whole = match.whole;
  reply.plan = match.plan;
  if (match.matter) {
    reply.link = match.matter->link.id;
    reply.subject = match.matter->link.subject;
  }
  const auto* contact = match.contact.empty() ? nullptr : configuration_.people.contact(match.contact);
  reply.isTheirs =
      contact != nullptr && !contact->email.empty() && foldCase(contact->email) == foldCase(reply.sender);
  auto reading = alerts::readReplyWords(mail.subject, mail.words, dayOf(now));
  reply.answer = std::move(reading.answer);
  reply.unclear = match.unclear.empty() ? reading.unclear : match.unclear;
  reply.heading = shorten(mail.subject, kLongestSubjectKept);
  reply.words = shorten(mail.words, kLongestWords);
  reply.fingerprint = fingerprintOf(reply, match.message);
  return reply;
}

/// Only what was understood and came from the contact's own address: a mail is easily forged, and a machine
/// that answers is not always known as one. Only once: a mail a week would keep quiet for six of them.
Outcome Inbox::quieten(store::Reply& reply, const MatchedMail& match, Instant now) {
  if (!reply.isTheirs || !reply.answer || !reply.unclear.empty() || !match.matter || !match.matter->question)
    return {};
  const auto& alert = match.matter->question->alert;
  if (alert.state != alerts::AlertState::Firing) return {};
  const auto before = store_.replies().hasQuietened(alert.id);
  if (!before) return fail(before.error());
  if (*before) return {};
  const Date today = dayOf(now);
  const alerts::Quieting wanted{alerts::AlertState::Acknowledged, today + kAnsweredFor - Days{1}};
  const auto quiet = alerts::quietWithin(alert, wanted, today);
  if (!quiet) return {};
  const auto done = store_.answers().quieten(alert.id, quiet->state, today, quiet->until, reply.contact,
                                             {reply.contact, now});
  if (!done) return fail(done.error());
  if (*done) reply.quieted = alert.id;
  return {};
}

Outcome Inbox::tellCoordinators(const store::Reply& reply, const MatchedMail& match, Instant now) {
  std::string text = whatCame(configuration_.people, reply, match);
  text += reply.unclear.empty() && reply.isTheirs && reply.answer && reply.answer->note.empty()
              ? fmt::format(
                    " To confirm it: chaser replies confirm {0}. If it is not so: chaser replies refuse {0} "
                    "--why '…'.",
                    reply.id)
              : fmt::format(" To read it: chaser replies show {}.", reply.id);
  const auto plans = plansOf(reply, now);
  if (!plans) return fail(plans.error());
  const auto added = notifyCoordinators(store_, *plans, noticeKeyOf(reply.id), text, dayOf(now), now);
  if (!added) return fail(added.error());
  return {};
}

Result<std::set<PlanId>> Inbox::plansOf(const store::Reply& reply, Instant now) {
  if (reply.plan) return std::set<PlanId>{reply.plan};
  // Nobody knows whose it is: each coordinator is told once.
  const auto all = store_.plans();
  if (!all) return fail(all.error());
  std::set<PlanId> plans;
  std::set<std::string> told;
  for (const auto& plan : *all) {
    if (told.insert(alerts::coordinatorOf(plan, configuration_.people, dayOf(now)).name).second)
      plans.insert(plan.id);
  }
  return plans;
}

Result<Received> Inbox::tooMany(const store::Reply& reply, Instant now) {
  const auto what = reply.contact.empty()
                        ? std::string("mails that can't be matched with anything that was asked")
                        : fmt::format("mails in the place of {}, from other addresses", reply.contact);
  const auto text = fmt::format(
      "{} {} wait. More of them are ignored until these are dealt with, and lie in the "
      "mailbox alone. To see them: chaser replies.",
      kMostOfStrangers, what);
  const auto plans = plansOf(reply, now);
  if (!plans) return fail(plans.error());
  const auto key = fmt::format("replies-full:{}:{}", dayOf(now).iso(), reply.contact);
  if (auto told = notifyCoordinators(store_, *plans, key, text, dayOf(now), now); !told)
    return fail(told.error());
  return ignoredBecause(fmt::format("{} {} wait already", kMostOfStrangers, what));
}

Result<Received> Inbox::record(store::Reply reply, const MatchedMail& match, Instant now) {
  const auto before = store_.replies().same(reply);
  if (!before) return fail(before.error());
  if (*before) return Received{Received::Kind::Already, alreadySaid(**before), **before};
  const auto waiting = store_.replies().waiting(reply.contact, reply.isTheirs);
  if (!waiting) return fail(waiting.error());
  if (!reply.isTheirs && *waiting >= kMostOfStrangers) return tooMany(reply, now);
  if (reply.isTheirs && *waiting >= kMostWaiting)
    return fail(ErrorKind::Busy,
                fmt::format("{} replies of {} wait already: no more are taken", *waiting, reply.contact),
                "confirm or refuse them: chaser replies");
  if (auto done = quieten(reply, match, now); !done) return fail(done.error());
  const auto id = store_.replies().add(reply);
  if (!id) return fail(id.error());
  reply.id = *id;
  // Whoever answers from an address reads what is sent to it, or did not long ago.
  if (reply.isTheirs) {
    const auto cleared =
        store_.bounces().clear(foldCase(reply.sender), "they answered from it", {reply.contact, now}, now);
    if (!cleared) return fail(cleared.error());
  }
  if (auto done = tellCoordinators(reply, match, now); !done) return fail(done.error());
  auto said = fmt::format("Recorded as reply {}, for the coordinator to confirm. {}", reply.id,
                          whatCame(configuration_.people, reply, match));
  return Received{Received::Kind::Recorded, std::move(said), std::move(reply)};
}

Result<Received> Inbox::take(std::string_view bytes, Instant now) {
  const auto mail = notifiers::readIncoming(bytes);
  // The mailbox has it: nobody is served by its coming back.
  if (!mail && bytes.size() > notifiers::kLargestIncoming) return ignoredBecause(mail.error().what);
  if (!mail) return fail(mail.error());
  if (!mail->automatic.empty()) return ignoredBecause(mail->automatic);
  return withoutBlame(receive(*mail, now));
}

Result<Received> Inbox::receive(const notifiers::IncomingMail& mail, Instant now) {
  auto transaction = store_.begin();
  if (!transaction) return fail(transaction.error());
  const auto own =
      mail.messageId.empty() ? Result<MessageId>(MessageId{}) : store_.replies().messageNamed(mail.messageId);
  if (!own) return fail(own.error());
  if (*own) return ignoredBecause("it is a message of Chaser's own");
  const auto matched = match(mail, now);
  if (!matched) return fail(matched.error());
  if (!matched->matched)
    return ignoredBecause(matched->ignored.empty() ? "it answers nothing that was asked" : matched->ignored);
  auto received = record(replyOf(mail, *matched, now), *matched, now);
  if (!received) return received;
  if (auto done = (*transaction)->commit(); !done) return fail(done.error());
  return received;
}

}  // namespace chaser::daemon
