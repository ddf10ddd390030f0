// SPDX-License-Identifier: Apache-2.0
#include "daemon/link_reading.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "alerts/holding.h"
#include "alerts/lifecycle.h"
#include "daemon/answer_links.h"
#include "notifiers/render.h"
#include "notifiers/tone.h"
#include "notifiers/words.h"

namespace chaser::daemon {

namespace {

using web::LinkState;
using LinkedKind = rules::Tell::Kind;

/// By role: the page names nobody.
constexpr const char* kCoordinator = "the plan's coordinator";

/// Whether the row still gives its work to this role: it may have been handed to another since.
bool isStillTheirs(const alerts::Role& role, const plan::ActionRecord& record,
                   const plan::Milestone* milestone, const plan::People& people) {
  const auto among = [&](LinkedKind kind) {
    const auto roles = alerts::rolesOf({kind, {}}, record, milestone, people);
    return std::find(roles.begin(), roles.end(), role) != roles.end();
  };
  switch (role.kind) {
    case LinkedKind::Owner:
    case LinkedKind::Party:
      return among(LinkedKind::Owner) || among(LinkedKind::Party);
    case LinkedKind::Lead:
      return among(LinkedKind::Lead);
    default:
      return true;
  }
}

/// What an entry of a message would say, without anybody's name.
notifiers::Entry entryFor(const Configuration& configuration, const AskedAlert& question, Date today) {
  const notifiers::ComposeContext context{
      configuration.settings.manners, configuration.people, configuration.calendar, today, {}, {}};
  notifiers::Fact fact;
  fact.item.kind = alerts::ItemKind::Reminder;
  fact.item.subject = question.alert.subject;
  fact.item.rule = question.alert.rule;
  fact.alert = question.alert;
  fact.record = question.record;
  fact.rule = question.rule;
  return notifiers::entryOf(context, {}, fact, true);
}

void addLine(std::vector<std::string>& lines, const std::string& text) {
  if (!text.empty()) lines.push_back(notifiers::harmless(text));
}

std::string standingOf(const alerts::Alert& alert, const plan::Milestone* milestone) {
  if (milestone != nullptr && milestone->proposedDue)
    return fmt::format("{} is proposed, and waits to be agreed.", milestone->proposedDue->spoken());
  const bool quiet =
      alert.state == alerts::AlertState::Acknowledged || alert.state == alerts::AlertState::Snoozed;
  if (quiet && alert.quietUntil) return fmt::format("Quiet until {}.", alert.quietUntil->spoken());
  return {};
}

std::string dateToAgree(const plan::Milestone* milestone) {
  if (milestone == nullptr) return {};
  if (milestone->proposedDue) return milestone->proposedDue->spoken();
  return milestone->due ? notifiers::spokenDue(*milestone->due, milestone->precision) : std::string();
}

/// Six weeks in all, from the day on which it fell quiet, and what was quiet before counts.
Date lastQuietDayOf(alerts::Alert alert, Date today) {
  const bool quiet =
      alert.state == alerts::AlertState::Acknowledged || alert.state == alerts::AlertState::Snoozed;
  alert.quietUntil.reset();
  if (!quiet) alert.quietSince = today;
  return std::max(today, alerts::lastQuietDay(alert, today));
}

/// Those that somebody has to choose among; none where it is clear which is meant.
std::vector<web::MilestoneChoice> choicesOf(const AskedAlert& question) {
  std::vector<web::MilestoneChoice> choices;
  if (question.milestone() != nullptr) return choices;
  for (const auto* milestone : alerts::openMilestones(question.record)) {
    auto words = milestone->text.empty() ? milestone->label : milestone->text;
    if (words.empty() && milestone->due) words = milestone->due->spoken();
    choices.push_back({milestone->id, notifiers::harmless(words, 160)});
  }
  return choices;
}

}  // namespace

LinkState LinkReading::stateOfLink(const store::AnswerLink& link, const LinkKey& key) const {
  if (link.revokedAt) return LinkState::Revoked;
  if (now_ >= link.madeAt + kLinksLast || !LinkKeys::isBelieved(key, now_)) return LinkState::Expired;
  const auto* contact = configuration_.people.contact(link.contact);
  const bool inPost = contact != nullptr && (!contact->until || *contact->until >= today());
  return inPost ? LinkState::Open : LinkState::HandedOver;
}

bool LinkReading::stillHolds(const store::AnswerLink& link, const plan::ActionRecord& record) const {
  const auto& people = configuration_.people;
  const auto coordinator = alerts::coordinatorOf(*record.plan, people, today());
  if (coordinator.name == link.contact || coordinator.coverFor == link.contact) return true;
  const auto role = alerts::Role::parse(link.role);
  const auto* milestone = record.milestone(link.subject.milestone);
  if (!role || !isStillTheirs(*role, record, milestone, people)) return false;
  // Who stood in was asked, and may answer a few days later, as long as it is theirs for whom they did.
  for (const auto& name : {link.contact, link.coverFor}) {
    const auto* contact = name.empty() ? nullptr : people.contact(name);
    if (contact != nullptr && alerts::holdsRole(*contact, *role, record, milestone, people, today()))
      return true;
  }
  return false;
}

Result<FoundLink> LinkReading::matter(store::AnswerLink link, LinkKey key) {
  FoundLink found;
  found.state = stateOfLink(link, key);
  found.link = std::move(link);
  found.key = std::move(key);
  if (found.state != LinkState::Open || found.link.ofWholeMessage()) return found;
  return matterAsItStands(std::move(found));
}

Result<FoundLink> LinkReading::matterAsItStands(FoundLink found) {
  const auto& subject = found.link.subject;
  const auto record = store_.action(subject.action);
  if (!record) return fail(record.error());
  const bool there = *record && (*record)->plan &&
                     (!subject.milestone || (*record)->milestone(subject.milestone) != nullptr);
  if (!there) {
    found.state = LinkState::Gone;
    return found;
  }
  if (!stillHolds(found.link, **record)) {
    found.state = LinkState::HandedOver;
    return found;
  }
  const auto alert = store_.links().alertOf(subject, found.link.rule);
  if (!alert) return fail(alert.error());
  found.state = LinkState::Settled;
  if (!*alert) return found;
  auto question = desk_.question(**alert, found.link.contact, now_);
  if (!question && question.error().kind != ErrorKind::Input) return fail(question.error());
  if (!question) {
    found.state = LinkState::Gone;
    return found;
  }
  if (!question->offered.empty()) found.state = LinkState::Open;
  found.question = std::move(*question);
  return found;
}

Result<FoundLink> LinkReading::find(std::string_view token) {
  const auto parts = web::readToken(token);
  if (!parts) return FoundLink{};
  const auto keys = readLinkKeys(store_);
  if (!keys) return fail(keys.error());
  const auto* key = keys->find(parts->keyId);
  auto link = store_.links().link(parts->link);
  if (!link) return fail(link.error());
  if (key == nullptr || !*link || (*link)->key != parts->keyId) return FoundLink{};
  if (!web::isSealed(*parts, key->key, bindingOf(**link))) return FoundLink{};
  return matter(std::move(**link), *key);
}

Result<FoundLink> LinkReading::findCode(const web::CodeParts& code) {
  auto link = store_.links().link(code.link);
  if (!link) return fail(link.error());
  if (!*link || (*link)->ofWholeMessage()) return FoundLink{};
  const auto keys = readLinkKeys(store_);
  if (!keys) return fail(keys.error());
  const auto* key = keys->find((*link)->key);
  if (key == nullptr || !web::isCodeOf(code, key->key, bindingOf(**link))) return FoundLink{};
  return matter(std::move(**link), *key);
}

Result<FoundLink> LinkReading::findMeant(store::AnswerLink link) {
  const auto keys = readLinkKeys(store_);
  if (!keys) return fail(keys.error());
  const auto* key = keys->find(link.key);
  if (key != nullptr) return matter(std::move(link), *key);
  FoundLink found;
  found.state = LinkState::Expired;
  found.link = std::move(link);
  return found;
}

Result<FoundLink> LinkReading::findAnswered(std::int64_t link) {
  auto kept = store_.links().link(link);
  if (!kept) return fail(kept.error());
  if (!*kept || (*kept)->ofWholeMessage()) return FoundLink{};
  FoundLink found;
  found.state = LinkState::Open;
  found.link = std::move(**kept);
  return matterAsItStands(std::move(found));
}

web::Matter LinkReading::matterOf(const FoundLink& found) const {
  const auto& question = *found.question;
  const auto* milestone = question.record.milestone(question.alert.subject.milestone);
  const auto entry = entryFor(configuration_, question, today());
  web::Matter matter;
  matter.headline = notifiers::harmless(plan::headline(question.record, milestone));
  matter.ref = notifiers::harmless(plan::spokenRef(question.record.action));
  matter.ask = notifiers::harmless(entry.ask);
  addLine(matter.lines, notifiers::dateLine(entry));
  if (found.state == LinkState::Open) addLine(matter.lines, entry.why);
  matter.standing = notifiers::harmless(standingOf(question.alert, milestone));
  matter.offered = question.offered;
  matter.dateToAgree = notifiers::harmless(dateToAgree(question.milestone()));
  matter.milestones = choicesOf(question);
  matter.answeringAs = notifiers::harmless(found.link.contact);
  matter.today = today();
  matter.quietAtMost = lastQuietDayOf(question.alert, today());
  return matter;
}

Result<std::string> LinkReading::lastAnswer(const store::AnswerLink& link) {
  const auto last = store_.links().lastAnswer(link.id);
  if (!last) return fail(last.error());
  return *last ? notifiers::harmless((*last)->said) : std::string();
}

Result<std::vector<web::MatterLine>> LinkReading::mattersOf(const FoundLink& whole) {
  auto links = store_.links().partsOf(whole.link.id);
  if (!links) return fail(links.error());
  std::vector<web::MatterLine> lines;
  lines.reserve(links->size());
  for (auto& link : *links) {
    const auto token = web::sealToken(whole.key.id, whole.key.key, bindingOf(link));
    auto found = matter(std::move(link), whole.key);
    if (!found) return fail(found.error());
    // What can be answered no longer, and is not settled, is nobody's to read here.
    if (!found->question) continue;
    auto answered = lastAnswer(found->link);
    if (!answered) return fail(answered.error());
    const auto shown = matterOf(*found);
    lines.push_back({shown.headline, shown.ref, shown.ask, found->state, token, std::move(*answered)});
  }
  return lines;
}

Result<web::Shown> LinkReading::shown(const FoundLink& found, const std::string& form) {
  web::Shown shown;
  shown.state = found.state;
  shown.link = found.link.id;
  if (found.state == LinkState::Unknown) return shown;
  shown.askWhom = kCoordinator;
  if (found.state != LinkState::Open && found.state != LinkState::Settled) return shown;
  if (found.link.ofWholeMessage()) {
    auto matters = mattersOf(found);
    if (!matters) return fail(matters.error());
    if (matters->empty()) shown.state = LinkState::HandedOver;
    shown.matters = std::move(*matters);
    return shown;
  }
  shown.form = form;
  if (found.question) shown.matter = matterOf(found);
  auto answered = lastAnswer(found.link);
  if (!answered) return fail(answered.error());
  shown.answered = std::move(*answered);
  return shown;
}

}  // namespace chaser::daemon
