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

bool Facts::isSettledBy(const alerts::Recipient& board, const store::StoredItem& stored) const {
  if (stored.settledBy.empty()) return false;
  const auto of = records_.find(stored.item.subject.action);
  const auto* milestone =
      of == records_.end() || !of->second ? nullptr : of->second->milestone(stored.item.subject.milestone);
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
  }
  return candidate;
}

}  // namespace chaser::daemon
