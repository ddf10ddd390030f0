// SPDX-License-Identifier: Apache-2.0
#include "daemon/reply_desk.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "alerts/recipients.h"
#include "alerts/reply_words.h"
#include "common/fold.h"
#include "common/text.h"
#include "daemon/inbox.h"
#include "daemon/link_keys.h"
#include "daemon/link_reading.h"
#include "store/answers.h"

namespace chaser::daemon {

namespace {

tl::unexpected<Error> refuseReply(std::string what, std::string hint) {
  return fail(ErrorKind::Input, std::move(what), std::move(hint));
}

/// Why what is asked can't be answered by it any more.
tl::unexpected<Error> tooLate(const store::Reply& reply, web::LinkState state) {
  const auto hint = fmt::format("put it aside: chaser replies refuse {} --why '…'", reply.id);
  switch (state) {
    case web::LinkState::Settled:
      return refuseReply("it is settled: nothing is asked about it any more", hint);
    case web::LinkState::HandedOver:
      return refuseReply(fmt::format("it is no longer asked of {}", reply.contact),
                         "what they say can be entered with 'chaser answer', for whoever it is asked of now");
    case web::LinkState::Gone:
      return refuseReply("it is no longer in the plan", hint);
    default:
      return refuseReply("what it answers was forgotten", hint);
  }
}

/// An Input error unless this is one of those who decide about that plan; empty: about any.
Outcome mustBeAmong(const std::vector<std::string>& may, const std::string& by, const std::string& plan) {
  const auto isBy = [&](const std::string& name) { return foldName(by) == foldName(name); };
  if (std::any_of(may.begin(), may.end(), isBy)) return {};
  const auto what = plan.empty() ? std::string("any plan") : plan;
  if (may.empty())
    return refuseReply(fmt::format("nobody coordinates {}, so nobody may decide about it", what),
                       "name the plan's coordinator in the contacts (plans: [{key: …, coordinator: …}])");
  return refuseReply(fmt::format("{} does not coordinate {}", by, what),
                     fmt::format("{} may say so: --as '{}'", joinWords(may, "or"), may.front()));
}

std::string itemChoiceOf(const std::vector<ReplyItem>& items) {
  std::vector<std::string> numbers;
  numbers.reserve(items.size());
  for (const auto& item : items) {
    const auto& name = item.party.empty() ? item.headline : item.party;
    numbers.push_back(fmt::format("{} ({}: {})", item.number, item.ref, shorten(name, 40)));
  }
  return "say which with --item " + joinWords(numbers, "or");
}

/// The link of the item that is meant.
Result<std::int64_t> linkMeant(const ReplyCase& what, const Confirmation& how) {
  if (what.items.empty())
    return refuseReply("it can't be matched with anything that was asked",
                       "enter it with 'chaser answer', then put it aside with 'chaser replies refuse'");
  if (what.items.size() > 1 && how.item == 0)
    return refuseReply(fmt::format("it may be about any of {} items", what.items.size()),
                       itemChoiceOf(what.items));
  const auto chosen = how.item == 0 ? 1U : static_cast<unsigned>(how.item);
  if (how.item < 0 || chosen > what.items.size())
    return refuseReply(fmt::format("there is no item {}", how.item), itemChoiceOf(what.items));
  return what.items[chosen - 1].link;
}

tl::unexpected<Error> mustBeAsked(const store::Reply& reply, const std::string& why) {
  return refuseReply(fmt::format("it can't be taken as it stands: {}", why),
                     fmt::format("ask {} whether it is theirs, and then say --answer", reply.contact));
}

/// Whether enough is known of who says what to take it as their answer.
Outcome standsAsTheirs(const ReplyCase& what, const Confirmation& how) {
  const auto& reply = what.reply;
  if (!reply.isTheirs && !how.despiteSender)
    return refuseReply(
        fmt::format("it came from {}, which is not the address of {}",
                    reply.sender.empty() ? std::string("no address") : reply.sender, reply.contact),
        fmt::format("ask {} whether it is theirs, and then say --despite-sender", reply.contact));
  if (how.answer) return {};
  if (!reply.answer)
    return refuseReply(fmt::format("it is not clear what it says: {}", reply.unclear),
                       fmt::format("read it with 'chaser replies show {}', and say --answer", reply.id));
  if (!reply.unclear.empty() && what.items.size() == 1) return mustBeAsked(reply, reply.unclear);
  return {};
}

/// The same of the link that is meant, where the reply did not say which. Taken back, or too old when it
/// came: whoever has such a mail may have had it from anybody.
Outcome wasGood(const store::AnswerLink& link, const store::Reply& reply, const Confirmation& how) {
  if (how.answer) return {};
  if (link.revokedAt && *link.revokedAt <= reply.receivedAt)
    return mustBeAsked(reply, "its code was taken back");
  if (link.madeAt + kLinksLast <= reply.receivedAt)
    return mustBeAsked(reply, "its code is older than 60 days");
  return {};
}

}  // namespace

Result<std::vector<ReplyItem>> ReplyDesk::itemsOf(const store::Reply& reply) {
  std::vector<store::AnswerLink> links;
  if (reply.link != 0) {
    auto link = store_.links().link(reply.link);
    if (!link) return fail(link.error());
    if (*link) links.push_back(std::move(**link));
  } else if (reply.whole != 0) {
    auto parts = store_.links().partsOf(reply.whole);
    if (!parts) return fail(parts.error());
    links = std::move(*parts);
  }
  std::vector<ReplyItem> items;
  items.reserve(links.size());
  for (std::size_t i = 0; i < links.size(); ++i) {
    const auto record = store_.action(links[i].subject.action);
    if (!record) return fail(record.error());
    ReplyItem item;
    item.number = static_cast<int>(i) + 1;
    item.link = links[i].id;
    if (*record) {
      const auto* milestone = (*record)->milestone(links[i].subject.milestone);
      item.ref = plan::spokenRef((*record)->action);
      item.headline = plan::headline(**record, milestone);
      if (milestone != nullptr) item.party = milestone->party;
    }
    items.push_back(std::move(item));
  }
  return items;
}

Result<ReplyCase> ReplyDesk::caseOf(store::Reply reply, Instant now) {
  ReplyCase what;
  auto items = itemsOf(reply);
  if (!items) return fail(items.error());
  what.items = std::move(*items);
  const auto plans = store_.plans();
  if (!plans) return fail(plans.error());
  const bool known = std::any_of(plans->begin(), plans->end(),
                                 [&](const plan::Plan& plan) { return plan.id == reply.plan; });
  std::set<std::string> coordinators;
  for (const auto& plan : *plans) {
    if (known && plan.id != reply.plan) continue;
    if (known) what.plan = plan.key;
    const auto may = decidersOf(plan, now);
    if (may.empty() || !coordinators.insert(may.front()).second) continue;
    what.mayDecide.insert(what.mayDecide.end(), may.begin(), may.end());
  }
  // Where it may be any plan's, or its plan is gone, any coordinator may decide.
  if (coordinators.size() == 1) what.coordinator = *coordinators.begin();
  what.reply = std::move(reply);
  return what;
}

Result<ReplyCase> ReplyDesk::look(std::int64_t reply, Instant now) {
  auto found = store_.replies().reply(reply);
  if (!found) return fail(found.error());
  if (!*found)
    return refuseReply(fmt::format("there is no reply {}", reply), "'chaser replies' lists those that wait");
  return caseOf(std::move(**found), now);
}

Result<std::vector<ReplyCase>> ReplyDesk::all(std::optional<store::ReplyState> state, std::size_t limit,
                                              Instant now) {
  auto found = store_.replies().replies(state, limit);
  if (!found) return fail(found.error());
  std::vector<ReplyCase> cases;
  cases.reserve(found->size());
  for (auto& reply : *found) {
    auto what = caseOf(std::move(reply), now);
    if (!what) return fail(what.error());
    cases.push_back(std::move(*what));
  }
  return cases;
}

Result<ReplyCase> ReplyDesk::waitingFor(std::int64_t reply, const std::string& by, Instant now) {
  auto what = look(reply, now);
  if (!what) return what;
  const auto& it = what->reply;
  if (it.state != store::ReplyState::Waiting)
    return refuseReply(
        fmt::format("reply {} waits no more: {} {} it on {}", it.id, it.settledBy, toString(it.state),
                    it.settledAt ? dayOf(*it.settledAt).spoken() : "some day"),
        "'chaser replies' lists those that wait");
  if (auto may = mustBeAmong(what->mayDecide, by, what->plan); !may) return fail(may.error());
  return what;
}

std::vector<std::string> ReplyDesk::decidersOf(const plan::Plan& plan, Instant now) const {
  const auto coordinator = alerts::coordinatorOf(plan, configuration_.people, dayOf(now));
  std::vector<std::string> names;
  for (const auto& name : {coordinator.name, coordinator.coverFor})
    if (!name.empty()) names.push_back(name);
  return names;
}

Result<AnswerSlip> ReplyDesk::slipOf(const ReplyCase& what, const Confirmation& how, Instant now) {
  const auto& reply = what.reply;
  const auto meant = linkMeant(what, how);
  if (!meant) return fail(meant.error());
  if (auto theirs = standsAsTheirs(what, how); !theirs) return fail(theirs.error());
  LinkReading reading(store_, configuration_, now);
  auto found = reading.findAnswered(*meant);
  if (!found) return fail(found.error());
  if (found->state != web::LinkState::Open || !found->question) return tooLate(reply, found->state);
  if (auto good = wasGood(found->link, reply, how); !good) return fail(good.error());
  const auto& plan = *found->question->record.plan;
  if (auto may = mustBeAmong(decidersOf(plan, now), how.by, plan.key); !may) return fail(may.error());
  const auto& milestones = found->question->record.milestones;
  if (how.milestone < 0 || static_cast<std::size_t>(how.milestone) > milestones.size())
    return refuseReply(fmt::format("there is no milestone {}", how.milestone),
                       fmt::format("it has {}", counted(milestones.size(), "milestone")));
  AnswerSlip slip;
  slip.alert = found->question->alert.id;
  if (how.milestone > 0) slip.milestone = milestones[static_cast<std::size_t>(how.milestone) - 1].id;
  slip.answer = how.answer ? *how.answer : *reply.answer;
  if (how.agree && slip.answer.kind != alerts::AnswerKind::NewDate)
    return fail(ErrorKind::Usage, "--agree goes with an answer that proposes a new date",
                fmt::format("this one says '{}'", alerts::answerInWords(slip.answer)));
  slip.giver = found->link.contact;
  slip.link = found->link.contact;
  slip.confirmedBy = how.by;
  return slip;
}

Outcome ReplyDesk::settle(const ReplyCase& what, store::ReplyState state, const std::string& by,
                          const std::string& why, Instant now) {
  const auto id = what.reply.id;
  const auto done = store_.replies().settle(id, state, why, {by, now}, now);
  if (!done) return fail(done.error());
  if (!*done) return fail(ErrorKind::Input, fmt::format("reply {} waits no more", id), {});
  // The coordinator need not be told of what they have dealt with.
  const auto plans = store_.plans();
  if (!plans) return fail(plans.error());
  for (const auto& plan : *plans) {
    const auto notice = store_.replies().waitingNotice(fmt::format("{}:{}", noticeKeyOf(id), plan.id.value));
    if (!notice) return fail(notice.error());
    if (!*notice) continue;
    if (auto dropped = store_.drop(*notice, alerts::Reason::ResolvedBeforeSending, {}, now); !dropped)
      return dropped;
  }
  return {};
}

Result<Recorded> ReplyDesk::confirm(std::int64_t reply, const Confirmation& how, Instant now) {
  auto transaction = store_.begin();
  if (!transaction) return fail(transaction.error());
  const auto what = waitingFor(reply, how.by, now);
  if (!what) return fail(what.error());
  const auto slip = slipOf(*what, how, now);
  if (!slip) return fail(slip.error());
  AnswerDesk desk(store_, configuration_);
  auto recorded = desk.take(*slip, now);
  if (!recorded) return recorded;
  const auto* milestone = recorded->record.milestone(recorded->milestone);
  if (how.agree && milestone != nullptr && milestone->proposedDue == slip->answer.date) {
    AnswerSlip agreed;
    agreed.alert = slip->alert;
    agreed.milestone = recorded->milestone;
    agreed.answer.kind = alerts::AnswerKind::AgreeDate;
    agreed.giver = how.by;
    auto after = desk.take(agreed, now);
    if (!after) return after;
    after->said = recorded->said + " " + after->said;
    recorded = std::move(after);
  }
  if (auto done = settle(*what, store::ReplyState::Confirmed, how.by, recorded->said, now); !done)
    return fail(done.error());
  if (auto done = (*transaction)->commit(); !done) return fail(done.error());
  return recorded;
}

Result<bool> ReplyDesk::handQuietOn(const store::Reply& reply) {
  const auto other = store_.replies().another(reply);
  if (!other) return fail(other.error());
  if (*other == 0) return false;
  if (auto done = store_.replies().keepQuiet(*other, reply.quieted); !done) return fail(done.error());
  return true;
}

Result<bool> ReplyDesk::endQuiet(const ReplyCase& what, const std::string& by, Instant now) {
  const auto quieted = what.reply.quieted;
  if (!quieted) return false;
  const auto handedOn = handQuietOn(what.reply);
  if (!handedOn) return fail(handedOn.error());
  if (*handedOn) return false;
  const auto alert = store_.alert(quieted);
  if (!alert) return fail(alert.error());
  // Somebody may have said something about it since, in another way: that stands.
  const bool stillBecauseOfIt = *alert && (*alert)->state == alerts::AlertState::Acknowledged &&
                                (*alert)->quietBy == what.reply.contact && (*alert)->quietUntil &&
                                *(*alert)->quietUntil < dayOf(what.reply.receivedAt) + kAnsweredFor;
  if (!stillBecauseOfIt) return false;
  const auto ended = store_.answers().endQuiet(quieted, dayOf(now), {by, now});
  if (!ended) return fail(ended.error());
  return true;
}

Result<bool> ReplyDesk::refuse(std::int64_t reply, const std::string& by, const std::string& why,
                               Instant now) {
  auto transaction = store_.begin();
  if (!transaction) return fail(transaction.error());
  const auto what = waitingFor(reply, by, now);
  if (!what) return fail(what.error());
  if (auto done = settle(*what, store::ReplyState::Refused, by, why, now); !done) return fail(done.error());
  auto askedAgain = endQuiet(*what, by, now);
  if (!askedAgain) return askedAgain;
  if (auto done = (*transaction)->commit(); !done) return fail(done.error());
  return askedAgain;
}

}  // namespace chaser::daemon
