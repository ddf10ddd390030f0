// SPDX-License-Identifier: Apache-2.0
#include "daemon/letters.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "alerts/packs.h"
#include "daemon/answer_desk.h"
#include "daemon/answer_links.h"
#include "daemon/attachments.h"
#include "notifiers/compose.h"
#include "notifiers/ids.h"
#include "notifiers/mailto.h"
#include "notifiers/mime.h"
#include "notifiers/presets/preset.h"
#include "notifiers/render.h"
#include "store/answers.h"
#include "store/drafts.h"

namespace chaser::daemon {

namespace {

/// Made with the database, at random.
constexpr const char* kDatabaseId = "database_id";

/// Of a pack or a draft: how often the item stood in this board's papers, and what is noted of it.
Outcome addPaperFacts(store::Store& store, const alerts::MessagePlan& plan,
                      const std::vector<alerts::PaperMark>& marks, notifiers::Fact& fact) {
  if (!plan.meeting) return {};
  const auto before = store.drafts().packsWith(plan.board, fact.item.alert, *plan.meeting);
  if (!before) return fail(before.error());
  fact.times = 1 + *before;
  for (const auto& mark : marks) {
    if (mark.kind != alerts::PaperMark::Kind::Annotate || mark.alert != fact.item.alert ||
        mark.meeting != *plan.meeting)
      continue;
    fact.paperNote = mark.note;
    fact.paperNoteBy = mark.by;
  }
  return {};
}

/// With what question a board sent the action back; what that board decided later answers it.
Outcome addQuestion(store::Store& store, notifiers::Fact& fact) {
  const auto action = fact.item.subject.action;
  if (!action) return {};
  const auto decisions = store.answers().decisions(action);
  if (!decisions) return fail(decisions.error());
  for (auto decision = decisions->begin(); decision != decisions->end(); ++decision) {
    const auto sameBoard = [&](const store::Decision& later) { return later.board == decision->board; };
    if (decision->decision != "return" || std::any_of(decision + 1, decisions->end(), sameBoard)) continue;
    if (!fact.sentBack.empty()) fact.sentBack += ' ';
    fact.sentBack += fmt::format("{} sent it back on {}", decision->board, decision->meeting.spoken());
    fact.sentBack += decision->note.empty() ? "." : ": " + decision->note;
    if (fact.sentBack.back() != '.' && fact.sentBack.back() != '?' && fact.sentBack.back() != '!')
      fact.sentBack += '.';
  }
  return {};
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
                               const alerts::MessagePlan& plan, const alerts::Candidate& candidate) {
  const auto record = facts.record(candidate.item.subject.action);
  if (!record) return fail(record.error());
  const auto alert = facts.alert(candidate.item.alert);
  if (!alert) return fail(alert.error());
  notifiers::Fact fact;
  fact.item = candidate.item;
  const auto of = facts.plan(candidate.item.plan);
  if (!of) return fail(of.error());
  if (*of != nullptr) fact.plan = (*of)->key;
  if (*alert != nullptr) fact.alert = **alert;
  if (*record != nullptr) fact.record = **record;
  fact.rule = configuration.rules.find(candidate.item.rule);
  fact.heldByNobody = candidate.heldByNobody;
  fact.note = candidate.note;
  // A draft goes to other people than its items, which are the board's.
  const bool draft = plan.kind == alerts::MessageKind::PackDraft;
  fact.coverFor = draft ? plan.to.coverFor : candidate.to.coverFor;
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

/// The last seal of the audit, shortened, as `chaser audit --against` takes it: `1234:9f86d081884c7d65`. What
/// is printed in papers nobody can rewrite afterwards. Empty before anything was sealed.
Result<std::string> shortSeal(store::EngineStore& store) {
  constexpr std::size_t kShown = 16;
  const auto kept = store.setting("audit.sealed");
  if (!kept) return fail(kept.error());
  const auto text = kept->value_or(std::string());
  const auto blank = text.find(' ');
  if (blank == std::string::npos) return std::string();
  return text.substr(0, blank) + ":" + text.substr(blank + 1, kShown);
}

/// What papers have besides their items: the audit's last seal, and tables.
Outcome addPapers(const Configuration& configuration, store::Store& store, const alerts::MessagePlan& plan,
                  const std::vector<notifiers::Fact>& told, notifiers::Letter& letter,
                  std::vector<notifiers::Attachment>& files, std::vector<std::string>& faults) {
  if (plan.kind != alerts::MessageKind::Pack && plan.kind != alerts::MessageKind::PackDraft) return {};
  auto seal = shortSeal(store);
  if (!seal) return fail(seal.error());
  letter.seal = std::move(*seal);
  auto attached = attachmentsOf(configuration, store, plan, told);
  if (!attached) return fail(attached.error());
  for (auto& file : attached->files) {
    letter.attached.push_back(file.name);
    files.push_back(std::move(file));
  }
  faults = std::move(attached->faults);
  return {};
}

/// The name under which it goes out: made of what is said to whom, so that the same is the same; the next
/// generation when a message of that name exists already, because an earlier one was taken apart undelivered.
Result<std::string> nameOf(store::Store& store, const std::string& key, bool webhook,
                           const std::string& domain) {
  for (int generation = 0;; ++generation) {
    auto id = webhook ? notifiers::webhookId(key, generation) : notifiers::mailId(key, generation, domain);
    const auto taken = store.knows(id);
    if (!taken) return fail(taken.error());
    if (!*taken) return id;
  }
}

/// The number of an item is small and alike in every database; what the database is called by is not.
Result<std::string> inThisDatabase(store::EngineStore& store, const std::string& key) {
  const auto id = store.setting(kDatabaseId);
  if (!id) return fail(id.error());
  return id->value_or(std::string()) + "\n" + key;
}

/// An address alone would leave mail programs to make a name of it.
notifiers::Mailbox senderOf(const std::string& from) {
  auto sender = notifiers::parseMailbox(from);
  if (sender.name.empty()) sender.name = "Chaser";
  return sender;
}

/// The candidates whose items the message says, in its order.
std::vector<const alerts::Candidate*> saidIn(const alerts::MessagePlan& plan,
                                             const std::vector<alerts::Candidate>& candidates) {
  std::vector<const alerts::Candidate*> said;
  for (const auto id : plan.items) {
    const auto found =
        std::find_if(candidates.begin(), candidates.end(), [&](const auto& c) { return c.item.id == id; });
    if (found != candidates.end()) said.push_back(&*found);
  }
  return said;
}

/// Without those of sensitive plans: of them a message gives counts only, and so opens no page that says
/// more. REQUIRES: `told` are the facts of `said`, one for one.
std::vector<const alerts::Candidate*> openly(const plan::People& people,
                                             const std::vector<const alerts::Candidate*>& said,
                                             const std::vector<notifiers::Fact>& told) {
  std::vector<const alerts::Candidate*> open;
  for (std::size_t i = 0; i < said.size(); ++i) {
    const auto* roles = people.plan(told[i].plan);
    if (roles == nullptr || !roles->sensitive) open.push_back(said[i]);
  }
  return open;
}

/// How the reader answers by mail: to the coordinator of the item's own plan. Who has no address for replies
/// gets none.
void addReplies(const Configuration& configuration, store::Store& store, const std::string& reader,
                const std::string& code, Date today, notifiers::Fact& fact) {
  if (!fact.record || !fact.record->plan || !fact.alert) return;
  const auto& record = *fact.record;
  const auto coordinator = alerts::coordinatorOf(*record.plan, configuration.people, today);
  if (!notifiers::isAddress(coordinator.address)) return;
  const auto may = AnswerDesk(store, configuration)
                       .mayAgree(record, alerts::meantMilestone(*fact.alert, record), reader, today);
  const auto offered = alerts::offeredAnswers(*fact.alert, record, may, today);
  fact.code = code;
  fact.replies = notifiers::replyChoices(offered, coordinator.address, plan::spokenRef(record.action), code);
}

/// Everything of a message but its name and its words.
store::Message envelopeOf(const Configuration& configuration, const alerts::MessagePlan& plan,
                          const std::vector<const alerts::Candidate*>& said, Instant now) {
  store::Message message;
  for (const auto* candidate : said) message.items.push_back({candidate->item.id, candidate->heldByNobody});
  message.kind = plan.kind;
  message.to = plan.to.name;
  // A webhook's is as good as a password, and its notifier has it.
  if (plan.kind != alerts::MessageKind::Webhook) message.address = plan.to.address;
  message.board = plan.board;
  message.meeting = plan.meeting;
  message.day = plan.day;
  message.createdAt = now;
  auto place = placeOf(configuration.settings, plan.kind, plan.to.name);
  message.channel = std::move(place.channel);
  message.endpoint = std::move(place.endpoint);
  return message;
}

/// `thread` is what all messages to this reader refer to, `unsubscribe` where they choose how often a digest
/// comes.
Outcome writeMail(const Configuration& configuration, const notifiers::Letter& letter,
                  const std::string& thread, std::string unsubscribe,
                  std::vector<notifiers::Attachment> files, Written& written) {
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
  mail.attachments = std::move(files);
  mail.date = message.createdAt;
  mail.messageId = message.messageId;
  // A name that no message bears: mail programs thread what refers to the same ancestor, whether they have it
  // or not.
  mail.references = {notifiers::mailId(thread, 0, settings.domain)};
  mail.listId = "chaser." + settings.domain;
  mail.unsubscribe = std::move(unsubscribe);
  mail.kind = alerts::toString(message.kind);
  auto bytes = notifiers::writeMail(mail);
  if (!bytes) return fail(bytes.error());
  message.subject = mail.subject;
  message.bytes = std::move(*bytes);
  for (auto& fault : rendered.faults) written.faults.push_back(std::move(fault));
  return {};
}

}  // namespace

void writePost(const Configuration& configuration, const notifiers::Letter& letter, Written& written) {
  auto& message = written.message;
  // A webhook that is configured no more gets nothing; the document says for whom it was.
  const plan::Webhook none;
  const auto* known = configuration.people.webhook(message.to);
  const auto& hook = known == nullptr ? none : *known;
  const auto own = configuration.webhookTemplates.find(hook.name);
  const notifiers::HookContext context{
      hook, message.messageId, message.createdAt, configuration.settings.web.publicUrl,
      own == configuration.webhookTemplates.end() ? std::string_view() : std::string_view(own->second)};
  auto document = notifiers::hookDocument(context, letter);
  message.subject = notifiers::subjectOf(letter);
  message.bytes = std::move(document.bytes);
  if (!document.fault.empty())
    written.faults.push_back(
        fmt::format("webhook {}: {}; the generic document went instead", hook.name, document.fault));
}

Place placeOf(const Settings& settings, alerts::MessageKind kind, const std::string& to) {
  if (settings.deliver != Deliver::Smtp) return {"maildir", settings.maildir.string()};
  if (kind == alerts::MessageKind::Webhook) return {"webhook", to};
  return {"smtp", "smtp"};
}

Result<Written> writeLetter(const Configuration& configuration, Facts& facts, store::Store& store,
                            const alerts::MessagePlan& plan, const std::vector<alerts::Candidate>& candidates,
                            Date today, Instant now) {
  const auto marks =
      plan.board.empty() ? Result<std::vector<alerts::PaperMark>>({}) : store.drafts().marks(plan.board);
  if (!marks) return fail(marks.error());
  Written written;
  auto& message = written.message;
  const auto said = saidIn(plan, candidates);
  if (said.empty()) return fail(ErrorKind::Input, "a message without items");
  std::vector<notifiers::Fact> told;
  told.reserve(said.size());
  for (const auto* candidate : said) {
    auto fact = factOf(configuration, facts, plan, *candidate);
    if (!fact) return fail(fact.error());
    if (auto done = addPaperFacts(store, plan, *marks, *fact); !done) return fail(done.error());
    if (auto done = addQuestion(store, *fact); !done) return fail(done.error());
    told.push_back(std::move(*fact));
  }
  const auto links = makeLinks(configuration, store, plan, openly(configuration.people, said, told), now);
  if (!links) return fail(links.error());
  for (auto& fact : told) {
    if (const auto found = links->ofMatter.find(fact.item.alert); found != links->ofMatter.end())
      fact.link = found->second;
    if (const auto found = links->codeOf.find(fact.item.alert); found != links->codeOf.end())
      addReplies(configuration, store, plan.to.name, found->second, today, fact);
  }
  auto coordinator = replyTo(configuration, facts, *said.front(), today);
  if (!coordinator) return fail(coordinator.error());

  const notifiers::ComposeContext context{configuration.settings.manners,
                                          configuration.people,
                                          configuration.calendar,
                                          today,
                                          std::move(*coordinator),
                                          markingOf(configuration.settings),
                                          links->ofMatter.size() > 1 ? links->whole : std::string()};
  auto letter = notifiers::compose(context, plan, told);
  std::vector<notifiers::Attachment> files;
  if (auto added = addPapers(configuration, store, plan, told, letter, files, written.faults); !added)
    return fail(added.error());
  const bool webhook = plan.kind == alerts::MessageKind::Webhook;
  const auto key = inThisDatabase(store, letter.key);
  if (!key) return fail(key.error());
  auto name = nameOf(store, *key, webhook, configuration.settings.domain);
  if (!name) return fail(name.error());
  message = envelopeOf(configuration, plan, said, now);
  message.messageId = std::move(*name);
  if (webhook) {
    message.subject = notifiers::subjectOf(letter);
    writePost(configuration, letter, written);
    return written;
  }
  const auto thread = inThisDatabase(store, "thread of " + message.to + message.board);
  if (!thread) return fail(thread.error());
  auto unsubscribe = digestLink(configuration, store, plan, now);
  if (!unsubscribe) return fail(unsubscribe.error());
  if (auto done =
          writeMail(configuration, letter, *thread, std::move(*unsubscribe), std::move(files), written);
      !done)
    return fail(done.error());
  return written;
}

Result<Written> writeFeedLetter(const Configuration& configuration, store::Store& store,
                                const plan::Webhook& hook, const notifiers::Letter& letter,
                                const std::string& key, Instant now) {
  const auto whole = inThisDatabase(store, key);
  if (!whole) return fail(whole.error());
  auto name = nameOf(store, *whole, true, configuration.settings.domain);
  if (!name) return fail(name.error());
  alerts::MessagePlan plan;
  plan.kind = alerts::MessageKind::Webhook;
  plan.to = alerts::webhookRecipient(hook);
  plan.day = letter.day;
  Written written;
  written.message = envelopeOf(configuration, plan, {}, now);
  written.message.messageId = std::move(*name);
  writePost(configuration, letter, written);
  return written;
}

Result<Written> writeNothing(const Configuration& configuration, Facts& /*facts*/, store::Store& store,
                             const alerts::MessagePlan& plan,
                             const std::vector<alerts::Candidate>& candidates, Date /*today*/, Instant now) {
  const auto said = saidIn(plan, candidates);
  if (said.empty()) return fail(ErrorKind::Input, "a message without items");
  auto name =
      nameOf(store, plan.key(), plan.kind == alerts::MessageKind::Webhook, configuration.settings.domain);
  if (!name) return fail(name.error());
  Written written;
  written.message = envelopeOf(configuration, plan, said, now);
  written.message.messageId = std::move(*name);
  return written;
}

}  // namespace chaser::daemon
