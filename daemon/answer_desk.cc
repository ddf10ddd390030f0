// SPDX-License-Identifier: Apache-2.0
#include "daemon/answer_desk.h"

#include <fmt/format.h>

#include <algorithm>

#include "alerts/holding.h"
#include "common/fold.h"
#include "common/text.h"
#include "daemon/notices.h"
#include "plan/progress.h"
#include "store/answers.h"

namespace chaser::daemon {

namespace {

using TellKind = rules::Tell::Kind;

/// Edits of progress texts that are judged at once.
constexpr std::size_t kJudgedWithAnAnswer = 1000;

tl::unexpected<Error> goneError() {
  return fail(ErrorKind::Input, "this is no longer in the plan", "nothing is asked about it any more");
}

/// `… (by Ann Lee's link): the note`.
std::string wordsForAudit(const AnswerSlip& slip, const std::string& said) {
  std::string words = said;
  if (!slip.confirmedBy.empty()) {
    words += fmt::format(" (by {}'s reply, confirmed by {})", slip.link, slip.confirmedBy);
  } else if (!slip.link.empty()) {
    words += foldName(slip.link) == foldName(slip.giver)
                 ? fmt::format(" (by {}'s link)", slip.link)
                 : fmt::format(" (by {}'s link, stated {})", slip.link, slip.giver);
  }
  if (const auto note = trim(slip.answer.note); !note.empty()) words += fmt::format(" Note: {}", note);
  return words;
}

Outcome judgeProgressNow(store::EngineStore& store) {
  for (;;) {
    const auto judged = store.judgeProgress(&plan::isProgressOfSubstance, kJudgedWithAnAnswer);
    if (!judged) return fail(judged.error());
    if (*judged < kJudgedWithAnAnswer) return {};
  }
}

}  // namespace

alerts::MayAgree AnswerDesk::mayAgree(const plan::ActionRecord& record, const plan::Milestone* milestone,
                                      const std::string& contact, Date today) const {
  const auto& people = configuration_.people;
  const auto* who = alerts::contactCalled(contact, people, today);
  const auto coordinator = alerts::coordinatorOf(*record.plan, people, today);
  if (who == nullptr) {
    // A plan may name a coordinator whom contacts.yaml does not know, or have no such file at all.
    const bool coordinates = !contact.empty() && foldName(contact) == foldName(coordinator.name);
    return coordinates ? alerts::MayAgree::Yes : alerts::MayAgree::No;
  }
  if (who->name == coordinator.name || who->name == coordinator.coverFor) return alerts::MayAgree::Yes;
  const auto* roles = people.plan(record.plan->key);
  const bool partyMay = roles != nullptr && roles->partyMayAgree;
  for (const auto kind : {TellKind::Lead, TellKind::Owner}) {
    for (const auto& role : alerts::rolesOf({kind, {}}, record, milestone, people)) {
      if (alerts::holdsRole(*who, role, record, milestone, people, today))
        return kind == TellKind::Lead || partyMay ? alerts::MayAgree::Yes : alerts::MayAgree::AsItStands;
    }
  }
  return alerts::MayAgree::No;
}

Result<plan::ActionRecord> AnswerDesk::recordOf(ActionId action) {
  auto record = store_.action(action);
  if (!record) return fail(record.error());
  if (!*record || !(*record)->plan) return goneError();
  return std::move(**record);
}

Result<AskedAlert> AnswerDesk::question(AlertId alert, const std::string& contact, Instant now) {
  auto found = store_.alert(alert);
  if (!found) return fail(found.error());
  if (!*found) return goneError();
  auto record = recordOf((*found)->subject.action);
  if (!record) return fail(record.error());
  const Date today = configuration_.zone.dayOf(now);
  AskedAlert question;
  question.alert = std::move(**found);
  question.record = std::move(*record);
  question.rule = configuration_.rules.find(question.alert.rule);
  const auto milestone = question.alert.subject.milestone;
  if (milestone && question.record.milestone(milestone) == nullptr) return question;
  question.mayAgree = mayAgree(question.record, question.milestone(), contact, today);
  if (question.alert.unresolved())
    question.offered = alerts::offeredAnswers(question.alert, question.record, question.mayAgree, today);
  return question;
}

Result<std::optional<alerts::Quieting>> AnswerDesk::writeQuiet(const AnswerSlip& slip,
                                                               const alerts::Alert& alert,
                                                               const alerts::AnswerEffect& effect,
                                                               Instant now) {
  const Date today = configuration_.zone.dayOf(now);
  std::optional<alerts::Quieting> earliest;
  const auto write = [&](AlertId id, const alerts::Quieting& quiet) -> Outcome {
    const auto done =
        store_.answers().quieten(id, quiet.state, today, quiet.until, slip.holder(), {slip.holder(), now});
    if (!done) return fail(done.error());
    if (!earliest || quiet.until < earliest->until) earliest = quiet;
    return {};
  };
  if (alert.id && effect.quiet)
    if (auto done = write(alert.id, *effect.quiet); !done) return fail(done.error());
  if (!effect.quietWanted) return earliest;
  // Each alert has six weeks of its own, and may be quiet for longer already.
  for (const auto id : slip.others) {
    const auto other = store_.alert(id);
    if (!other) return fail(other.error());
    if (!*other) continue;
    const auto quiet = alerts::quietWithin(**other, *effect.quietWanted, today);
    if (!quiet) continue;
    if (auto done = write(id, *quiet); !done) return fail(done.error());
  }
  return earliest;
}

Outcome AnswerDesk::write(const AnswerSlip& slip, const alerts::Alert& alert, alerts::AnswerEffect& effect,
                          const plan::ActionRecord& record, Instant now) {
  const store::Actor actor{slip.holder(), now};
  const auto action = record.action.id;
  auto& answers = store_.answers();
  if (!effect.ofAction.empty())
    if (auto done = store_.update(action, {}, effect.ofAction, actor); !done) return done;
  if (!effect.ofMilestone.empty()) {
    if (!effect.milestone) {
      const auto added = answers.addMilestone(action, actor);
      if (!added) return fail(added.error());
      effect.milestone = *added;
    }
    if (auto done = store_.update(action, effect.milestone, effect.ofMilestone, actor); !done) return done;
  }
  if (!effect.owners.empty())
    if (auto done = answers.changeOwners(action, effect.milestone, effect.owners, actor); !done) return done;
  auto quiet = writeQuiet(slip, alert, effect, now);
  if (!quiet) return fail(quiet.error());
  effect.quiet = *quiet;
  if (!effect.notice.empty()) {
    const auto key = fmt::format("answer:{}:{}:{}", action.value, alert.subject.milestone.value, now.iso());
    const auto told = notifyCoordinators(store_, {record.action.plan}, key, effect.notice,
                                         configuration_.zone.dayOf(now), now);
    if (!told) return fail(told.error());
  }
  return answers.note({std::string(alerts::toString(slip.answer.kind)), action, effect.milestone,
                       wordsForAudit(slip, effect.said)},
                      actor);
}

Result<Recorded> AnswerDesk::take(const AnswerSlip& slip, Instant now) {
  if (trim(slip.giver).empty())
    return fail(ErrorKind::Input, "nobody is named as the one who answers", "say who it is");
  auto transaction = store_.begin();
  if (!transaction) return fail(transaction.error());
  alerts::Alert alert;
  alert.state = alerts::AlertState::Resolved;
  alert.subject = {slip.action, slip.milestone};
  if (slip.alert) {
    auto found = store_.alert(slip.alert);
    if (!found) return fail(found.error());
    if (!*found) return goneError();
    if (!(*found)->unresolved())
      return fail(ErrorKind::Input, "this is over: nothing is asked about it any more",
                  "somebody answered already, or the plan was changed");
    alert = std::move(**found);
  }
  auto record = recordOf(alert.subject.action);
  if (!record) return fail(record.error());
  const Date today = configuration_.zone.dayOf(now);
  const auto* chosen = slip.milestone ? record->milestone(slip.milestone) : nullptr;
  if (slip.milestone && chosen == nullptr) return goneError();
  const auto* meant = chosen != nullptr ? chosen : alerts::meantMilestone(alert, *record);
  const alerts::Giver giver{slip.giver, alerts::contactCalled(slip.holder(), configuration_.people, today)};
  const auto may = slip.byBoard ? alerts::MayAgree::Yes : mayAgree(*record, meant, slip.holder(), today);
  auto effect =
      alerts::effectOf(slip.answer, giver, may, alert, *record, chosen, configuration_.people, today, now);
  if (!effect) return fail(effect.error());
  if (auto done = write(slip, alert, *effect, *record, now); !done) return fail(done.error());
  if (auto done = judgeProgressNow(store_); !done) return fail(done.error());
  auto after = recordOf(alert.subject.action);
  if (!after) return fail(after.error());
  if (auto done = (*transaction)->commit(); !done) return fail(done.error());
  Recorded recorded;
  recorded.said = effect->said;
  recorded.record = std::move(*after);
  recorded.milestone = effect->milestone;
  recorded.changed =
      effect->ofMilestone.empty() ? std::move(effect->ofAction) : std::move(effect->ofMilestone);
  recorded.quiet = effect->quiet;
  return recorded;
}

}  // namespace chaser::daemon
