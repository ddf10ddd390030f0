// SPDX-License-Identifier: Apache-2.0
#include "daemon/letters.h"

#include <algorithm>
#include <utility>

#include "alerts/packs.h"
#include "notifiers/compose.h"
#include "notifiers/ids.h"
#include "notifiers/mime.h"
#include "notifiers/payload.h"
#include "notifiers/render.h"

namespace chaser::daemon {

namespace {

/// In how many of the board's packs the item stood, this one included. It goes into the first pack whose
/// cut-off is not before the day on which it was wanted, and stays in each until it is resolved.
int timesInPacks(const Configuration& configuration, const alerts::MessagePlan& plan,
                 const alerts::Item& item, const alerts::SentBefore& before) {
  const plan::Board* board = nullptr;
  for (const auto& known : configuration.people.directory().boards) {
    if (known.title() == plan.board) board = &known;
  }
  if (board == nullptr || !board->meets || !plan.meeting) return 1;
  int times = 1;
  for (const auto& [title, meeting] : before.packs) {
    if (title != plan.board || meeting >= *plan.meeting) continue;
    if (alerts::cutOffOf(*board->meets, meeting, configuration.calendar) >= item.wantedOn) ++times;
  }
  return times;
}

/// What ended it, as far as the row shows.
std::string endedBy(const alerts::Item& item, const plan::ActionRecord* record) {
  const auto* milestone = record == nullptr ? nullptr : record->milestone(item.subject.milestone);
  if (milestone == nullptr) return {};
  switch (milestone->state) {
    case plan::State::Complete:
      return "it was completed";
    case plan::State::Verified:
      return "it was verified";
    default:
      return milestone->basis == plan::Basis::Agreed ? "the date was agreed" : std::string();
  }
}

Result<notifiers::Fact> factOf(const Configuration& configuration, Facts& facts,
                               const alerts::MessagePlan& plan, const alerts::Candidate& candidate,
                               const alerts::SentBefore& before) {
  const auto record = facts.record(candidate.item.subject.action);
  if (!record) return fail(record.error());
  const auto alert = facts.alert(candidate.item.alert);
  if (!alert) return fail(alert.error());
  notifiers::Fact fact;
  fact.item = candidate.item;
  if (*alert != nullptr) fact.alert = **alert;
  if (*record != nullptr) fact.record = **record;
  fact.rule = configuration.rules.find(candidate.item.rule);
  fact.heldByNobody = candidate.heldByNobody;
  fact.note = candidate.note;
  // A draft goes to other people than its items, which are the board's.
  const bool draft = plan.kind == alerts::MessageKind::PackDraft;
  fact.coverFor = draft ? plan.to.coverFor : candidate.to.coverFor;
  fact.times = timesInPacks(configuration, plan, candidate.item, before);
  fact.ended = endedBy(candidate.item, *record);
  return fact;
}

/// Replies go to the coordinator of the plan that is spoken of most at the front.
Result<alerts::Recipient> replyTo(const Configuration& configuration, Facts& facts,
                                  const alerts::Candidate& first, Date today) {
  const auto plan = facts.plan(first.item.plan);
  if (!plan) return fail(plan.error());
  if (*plan == nullptr) return alerts::Recipient{};
  return alerts::coordinatorOf(**plan, configuration.people, today);
}

/// The name under which it goes out: made of what is said to whom, so that the same is the same; the next
/// generation when a message of that name exists already, because an earlier one was taken apart undelivered.
Result<std::string> nameOf(store::OutboxStore& outbox, const std::string& key, bool webhook,
                           const std::string& domain) {
  for (int generation = 0;; ++generation) {
    auto id = webhook ? notifiers::webhookId(key, generation) : notifiers::mailId(key, generation, domain);
    const auto taken = outbox.knows(id);
    if (!taken) return fail(taken.error());
    if (!*taken) return id;
  }
}

/// An address alone would leave mail programs to make a name of it.
notifiers::Mailbox senderOf(const std::string& from) {
  auto sender = notifiers::parseMailbox(from);
  if (sender.name.empty()) sender.name = "Chaser";
  return sender;
}

/// A rehearsal says so wherever the marking stands, so that nobody takes it for the real thing.
std::string markingOf(const Settings& settings) {
  if (settings.deliver != Deliver::Rehearse) return settings.marking;
  return settings.marking.empty() ? "REHEARSAL" : "REHEARSAL, " + settings.marking;
}

/// Only `deliver: smtp` lets anything out of the house: else webhooks too are files in the maildir.
void place(const Settings& settings, store::Message& message) {
  if (settings.deliver != Deliver::Smtp) {
    message.channel = "maildir";
    message.endpoint = settings.maildir.string();
  } else if (message.kind == alerts::MessageKind::Webhook) {
    message.channel = "webhook";
    message.endpoint = message.to;
  } else {
    message.channel = "smtp";
    message.endpoint = "smtp";
  }
}

Outcome writeMail(const Configuration& configuration, const notifiers::Letter& letter, Written& written) {
  const auto& settings = configuration.settings;
  auto rendered = notifiers::render(letter, configuration.templates);
  auto& message = written.message;
  notifiers::Mail mail;
  mail.from = senderOf(settings.from);
  mail.to = {letter.toName, letter.toAddress};
  mail.replyTo = {letter.replyToName, letter.replyToAddress};
  mail.subject = rendered.subject;
  mail.text = std::move(rendered.text);
  mail.html = std::move(rendered.html);
  mail.date = message.createdAt;
  mail.messageId = message.messageId;
  // A name that no message bears: mail programs thread what refers to the same ancestor, whether they have it
  // or not.
  mail.references = {notifiers::mailId("thread of " + message.to + message.board, 0, settings.domain)};
  mail.listId = "chaser." + settings.domain;
  mail.kind = alerts::toString(message.kind);
  auto bytes = notifiers::writeMail(mail);
  if (!bytes) return fail(bytes.error());
  message.subject = mail.subject;
  message.bytes = std::move(*bytes);
  written.faults = std::move(rendered.faults);
  return {};
}

}  // namespace

Result<Written> writeLetter(const Configuration& configuration, Facts& facts, store::OutboxStore& outbox,
                            const alerts::MessagePlan& plan, const std::vector<alerts::Candidate>& candidates,
                            Date today, Instant now) {
  const auto before = outbox.sentBefore(plan.board.empty() ? plan.to.name : plan.board, today);
  if (!before) return fail(before.error());
  Written written;
  auto& message = written.message;
  std::vector<notifiers::Fact> said;
  const alerts::Candidate* first = nullptr;
  for (const auto id : plan.items) {
    const auto found =
        std::find_if(candidates.begin(), candidates.end(), [&](const auto& c) { return c.item.id == id; });
    if (found == candidates.end()) continue;
    if (first == nullptr) first = &*found;
    auto fact = factOf(configuration, facts, plan, *found, *before);
    if (!fact) return fail(fact.error());
    said.push_back(std::move(*fact));
    message.items.push_back({id, found->heldByNobody});
  }
  if (first == nullptr) return fail(ErrorKind::Input, "a message without items");
  auto coordinator = replyTo(configuration, facts, *first, today);
  if (!coordinator) return fail(coordinator.error());

  const notifiers::ComposeContext context{configuration.settings.manners, configuration.people,
                                          configuration.calendar,         today,
                                          std::move(*coordinator),        markingOf(configuration.settings)};
  const auto letter = notifiers::compose(context, plan, said);
  const bool webhook = plan.kind == alerts::MessageKind::Webhook;
  auto name = nameOf(outbox, letter.key, webhook, configuration.settings.domain);
  if (!name) return fail(name.error());
  message.messageId = std::move(*name);
  message.kind = plan.kind;
  message.to = plan.to.name;
  message.address = plan.to.address;
  message.board = plan.board;
  message.meeting = plan.meeting;
  message.day = plan.day;
  message.createdAt = now;
  place(configuration.settings, message);
  if (webhook) {
    message.subject = notifiers::subjectOf(letter);
    message.bytes = notifiers::genericPayload(letter, message.messageId, now);
    return written;
  }
  if (auto done = writeMail(configuration, letter, written); !done) return fail(done.error());
  return written;
}

}  // namespace chaser::daemon
