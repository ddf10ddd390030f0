// SPDX-License-Identifier: Apache-2.0
#include "daemon/facts.h"

#include <algorithm>
#include <utility>

#include "common/fold.h"

namespace chaser::daemon {

namespace {

using alerts::ItemKind;
using alerts::Reason;

bool warnsOfABoard(const alerts::Item& item) {
  return item.kind == ItemKind::Warning &&
         std::any_of(item.goesTo.begin(), item.goesTo.end(), [](const alerts::Role& role) {
           return role.kind == rules::Tell::Kind::Board || role.kind == rules::Tell::Kind::NamedBoard;
         });
}

/// Why an item that was wanted once is not said now; absent: it may be. Items of held alerts never come this
/// far.
std::optional<Reason> quietSince(const alerts::Item& item, const alerts::Alert* alert) {
  if (item.kind == ItemKind::Notice) return std::nullopt;
  if (alert == nullptr) return Reason::ResolvedBeforeSending;
  if (item.kind == ItemKind::Resolved) {
    // It holds again before anybody was told that it was over.
    return alert->unresolved() ? std::optional(Reason::NotDue) : std::nullopt;
  }
  if (!alert->unresolved()) return Reason::ResolvedBeforeSending;
  // Nobody can be told what a rule asks that is there no more.
  if (alert->ruleGoneOn) return Reason::NotDue;
  switch (alert->reason) {
    case Reason::InhibitedBy:
    case Reason::SilencedBy:
    case Reason::DateProposed:
      return alert->reason;
    case Reason::AcknowledgedUntil:
    case Reason::SnoozedUntil:
      // What a board is to see keeps its day, and so does the warning that it will; the papers say who
      // acknowledged.
      return item.kind == ItemKind::PackItem || warnsOfABoard(item) ? std::nullopt
                                                                    : std::optional(alert->reason);
    default:
      return std::nullopt;
  }
}

/// Whether a step of its rule tells this role today: since it was wanted the row may have been given to
/// somebody else, or laid before another board. What the coordinator is asked because of a doubt no step
/// tells.
bool isToldStill(const alerts::Item& item, const plan::ActionRecord& record, const Configuration& with) {
  if (item.kind == ItemKind::Notice || item.kind == ItemKind::Resolved) return true;
  if (item.role.kind == rules::Tell::Kind::Coordinator) return true;
  const auto* rule = with.rules.find(item.rule);
  const auto* milestone = record.milestone(item.subject.milestone);
  const auto tells = [&](const rules::Tell& tell) {
    const auto roles = alerts::rolesOf(tell, record, milestone, with.people);
    return std::find(roles.begin(), roles.end(), item.role) != roles.end();
  };
  return rule == nullptr || std::any_of(rule->ladder.begin(), rule->ladder.end(), [&](const auto& step) {
           return std::any_of(step.tell.begin(), step.tell.end(), tells);
         });
}

}  // namespace

Result<const plan::ActionRecord*> Facts::record(ActionId action) {
  if (!action) return nullptr;
  auto found = records_.find(action);
  if (found == records_.end()) {
    auto read = store_.action(action);
    if (!read) return fail(read.error());
    found = records_.emplace(action, std::move(*read)).first;
  }
  return found->second ? &*found->second : nullptr;
}

Result<const alerts::Alert*> Facts::alert(AlertId alert) {
  if (!alert) return nullptr;
  auto found = alerts_.find(alert);
  if (found == alerts_.end()) {
    auto read = store_.alert(alert);
    if (!read) return fail(read.error());
    found = alerts_.emplace(alert, std::move(*read)).first;
  }
  return found->second ? &*found->second : nullptr;
}

Result<const plan::Plan*> Facts::plan(PlanId plan) {
  if (!plansAreRead_) {
    auto plans = store_.plans();
    if (!plans) return fail(plans.error());
    for (auto& read : *plans) plans_.emplace(read.id, std::move(read));
    plansAreRead_ = true;
  }
  const auto found = plans_.find(plan);
  return found == plans_.end() ? nullptr : &found->second;
}

Result<alerts::Resolution> Facts::recipients(const alerts::Item& item) {
  const auto of = record(item.subject.action);
  if (!of) return fail(of.error());
  if (item.kind == ItemKind::Resolved) {
    auto told = thoseTold(item);
    if (!told || !told->who.empty()) return told;
  }
  if (*of != nullptr) {
    const auto* milestone = (*of)->milestone(item.subject.milestone);
    return alerts::resolve(item.role, **of, milestone, configuration_.people, today_);
  }
  const auto plan = this->plan(item.plan);
  if (!plan) return fail(plan.error());
  alerts::Resolution resolution;
  if (*plan != nullptr)
    resolution.who.push_back(alerts::coordinatorOf(**plan, configuration_.people, today_));
  return resolution;
}

/// That it is over is for those who were told of it, as far as they are in post: a cover, not the holder who
/// was away and heard nothing.
Result<alerts::Resolution> Facts::thoseTold(const alerts::Item& item) {
  alerts::Resolution resolution;
  const auto of = alert(item.alert);
  if (!of) return fail(of.error());
  if (*of == nullptr) return resolution;
  for (const auto& made : (*of)->made) {
    if (!(made.role == item.role) || !made.toldOn || *made.toldOn < (*of)->since) continue;
    for (const auto& name : made.told) {
      const auto* contact = configuration_.people.contact(name);
      if (contact == nullptr || (contact->until && *contact->until < today_)) continue;
      alerts::Recipient who{alerts::Recipient::Kind::Person, contact->name, contact->email, {}};
      if (std::find(resolution.who.begin(), resolution.who.end(), who) == resolution.who.end())
        resolution.who.push_back(std::move(who));
    }
  }
  return resolution;
}

bool Facts::isOverFor(const alerts::Recipient& board, const store::StoredItem& stored) const {
  const auto of = records_.find(stored.item.subject.action);
  if (of == records_.end() || !of->second) return false;
  if (!isToldStill(stored.item, *of->second, configuration_)) return true;
  const auto* milestone = of->second->milestone(stored.item.subject.milestone);
  const auto party = milestone == nullptr ? std::string() : milestone->party;
  return std::any_of(stored.settledBy.begin(), stored.settledBy.end(), [&](const std::string& name) {
    const auto* named = configuration_.people.board(name, party);
    return foldName(name) == foldName(board.name) || (named != nullptr && named->title() == board.name);
  });
}

Result<alerts::Candidate> Facts::candidate(const store::StoredItem& stored,
                                           const alerts::Resolution& resolution,
                                           const alerts::Recipient& to) {
  const auto of = alert(stored.item.alert);
  if (!of) return fail(of.error());
  alerts::Candidate candidate;
  candidate.item = stored.item;
  candidate.to = to;
  candidate.heldByNobody = resolution.heldByNobody;
  candidate.note = resolution.note;
  candidate.wantedAt = stored.madeAt;
  if (*of != nullptr) candidate.alertState = (*of)->state;
  if (const auto quiet = quietSince(stored.item, *of)) {
    candidate.quiet = true;
    candidate.quietReason = *quiet;
    if (*of != nullptr && (*of)->reason == *quiet) candidate.quietDetail = (*of)->reasonDetail;
    return candidate;
  }
  const auto about = record(stored.item.subject.action);
  if (!about) return fail(about.error());
  const bool forBoard = stored.item.kind == ItemKind::PackItem;
  if (*about != nullptr && !forBoard && !isToldStill(stored.item, **about, configuration_)) {
    candidate.quiet = true;
    candidate.quietReason = Reason::NotDue;
    candidate.quietDetail = "this was handed to somebody else";
  }
  return candidate;
}

}  // namespace chaser::daemon
