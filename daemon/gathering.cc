// SPDX-License-Identifier: Apache-2.0
#include "daemon/gathering.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace chaser::daemon {

namespace {

using alerts::Candidate;
using alerts::Recipient;

/// All that waits is looked at, however much it is: who is told one thing has to be told the rest with it,
/// and what can't be said must not stand before what can.
constexpr std::size_t kAllItems = std::numeric_limits<std::int64_t>::max();
constexpr ItemId kNoneIsNewer{std::numeric_limits<std::int64_t>::max()};
constexpr std::size_t kItemsAPulse = 100;

bool inOrder(const Candidate& a, const Candidate& b) {
  return a.item.id < b.item.id;
}

}  // namespace

Result<Gathered> Gathering::gather(Standing& standing, const std::set<ActionId>& actions, Instant now) {
  const auto done = standing.isKnown() ? gatherTouched(standing, actions, now) : gatherAll();
  if (!done) return fail(done.error());
  for (auto& waiter : waiters_) standing.add(waiter.item, waiter.action, std::move(waiter.recipients));
  standing.know();
  // Items that no board of the configuration asks for go nowhere.
  if (configuration_.people.directory().boards.empty()) return std::move(gathered_);
  if (auto boards = gatherBoards(); !boards) return fail(boards.error());
  return std::move(gathered_);
}

Result<Gathered> Gathering::gatherForBoards() {
  if (auto boards = gatherBoards(); !boards) return fail(boards.error());
  return std::move(gathered_);
}

bool Gathering::goesOn() {
  return ++count_ % kItemsAPulse != 0 || goesOn_();
}

Outcome Gathering::gatherAll() {
  const auto wanted = store_.wanted(kAllItems);
  return wanted ? take(*wanted) : fail(wanted.error());
}

Outcome Gathering::gatherTouched(Standing& standing, const std::set<ActionId>& actions, Instant now) {
  std::set<RecipientKey> recipients;
  auto items = standing.touched(actions, now);
  // What is in nobody's post yet comes with the first round, and what it leads to with those after it.
  for (auto newer = standing.newest();; newer = kNoneIsNewer) {
    std::vector<RecipientKey> met;
    for (const auto item : items) {
      auto known = standing.recipientsOf(item);
      met.insert(met.end(), known.begin(), known.end());
      standing.remove(item);
    }
    const auto wanted = store_.wantedAmong({items.begin(), items.end()}, newer);
    if (!wanted) return fail(wanted.error());
    const auto before = waiters_.size();
    if (auto done = take(*wanted); !done) return done;
    for (auto i = before; i < waiters_.size(); ++i)
      met.insert(met.end(), waiters_[i].recipients.begin(), waiters_[i].recipients.end());
    items.clear();
    for (const auto& recipient : met) {
      if (recipients.insert(recipient).second) items.merge(standing.itemsOf(recipient));
    }
    if (items.empty()) break;
  }
  for (auto& [recipient, candidates] : gathered_.people)
    std::sort(candidates.begin(), candidates.end(), inOrder);
  return {};
}

Outcome Gathering::take(const std::vector<store::StoredItem>& items) {
  for (const auto& stored : items) {
    if (!goesOn()) return {};
    if (auto done = take(stored); !done) return done;
  }
  return {};
}

Outcome Gathering::take(const store::StoredItem& stored) {
  const auto isHeld = held(stored);
  if (!isHeld) return fail(isHeld.error());
  if (*isHeld) return {};
  auto resolution = facts_.recipients(stored.item);
  if (!resolution) return fail(resolution.error());
  const auto someWait = keepThoseToTell(stored, resolution->who);
  if (!someWait) return fail(someWait.error());
  if (!*someWait) {
    gathered_.toldAlready.push_back(stored.item.id);
    return {};
  }
  if (resolution->who.empty())
    gathered_.reasons.push_back({stored.item.id, alerts::Reason::Undeliverable, "its plan is gone", true});
  Waiter waiter{stored.item.id, stored.item.subject.action, {}};
  for (const auto& to : resolution->who) {
    if (to.kind == Recipient::Kind::Board) continue;
    auto candidate = facts_.candidate(stored, *resolution, to);
    if (!candidate) return fail(candidate.error());
    waiter.recipients.emplace_back(to.kind, to.name);
    gathered_.people[waiter.recipients.back()].push_back(std::move(*candidate));
  }
  waiters_.push_back(std::move(waiter));
  return {};
}

Outcome Gathering::gatherBoards() {
  const auto items = store_.boardItems();
  if (!items) return fail(items.error());
  for (const auto& stored : *items) {
    if (!goesOn()) return {};
    const auto isHeld = held(stored);
    if (!isHeld) return fail(isHeld.error());
    if (*isHeld) continue;
    const auto resolution = facts_.recipients(stored.item);
    if (!resolution) return fail(resolution.error());
    for (const auto& to : resolution->who) {
      if (to.kind != Recipient::Kind::Board || facts_.isOverFor(to, stored)) continue;
      auto candidate = facts_.candidate(stored, *resolution, to);
      if (!candidate) return fail(candidate.error());
      gathered_.boards[to.name].push_back(std::move(*candidate));
    }
  }
  return {};
}

/// Whether nothing may be said of it before `chaser approve`; its reason is kept then.
Result<bool> Gathering::held(const store::StoredItem& stored) {
  const auto alert = facts_.alert(stored.item.alert);
  if (!alert) return fail(alert.error());
  if (*alert == nullptr || !(*alert)->held || stored.item.kind == alerts::ItemKind::Notice) return false;
  gathered_.reasons.push_back({stored.item.id, alerts::Reason::AwaitingApproval, {}, false});
  return true;
}

/// Those of the role's holders who are yet to be told of this item, and can be. False: all of them were, and
/// whoever else was to be told holds the role no more.
Result<bool> Gathering::keepThoseToTell(const store::StoredItem& stored, std::vector<Recipient>& who) {
  if (who.empty()) return true;
  const auto told = store_.frozenFor(stored.item.id);
  if (!told) return fail(told.error());
  const auto isTold = [&](const Recipient& r) {
    return std::find(told->begin(), told->end(), r.name) != told->end();
  };
  who.erase(std::remove_if(who.begin(), who.end(), isTold), who.end());
  if (who.empty()) return false;
  const auto unreachable = [](const Recipient& r) { return r.address.empty(); };
  if (!std::all_of(who.begin(), who.end(), unreachable)) {
    who.erase(std::remove_if(who.begin(), who.end(), unreachable), who.end());
  }
  gathered_.toTell[stored.item.id] = who.size();
  return true;
}

}  // namespace chaser::daemon
