// SPDX-License-Identifier: Apache-2.0
#include "daemon/dispatcher.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>
#include <set>
#include <utility>

#include "alerts/dispatch.h"
#include "daemon/facts.h"
#include "daemon/gates.h"
#include "daemon/letters.h"

namespace chaser::daemon {

namespace {

using alerts::Candidate;
using alerts::Reason;
using alerts::Recipient;

/// All that waits is looked at, however much it is: who is told one thing has to be told the rest with it,
/// and what can't be said must not stand before what can.
constexpr std::size_t kAllItems = std::numeric_limits<std::int64_t>::max();
/// Messages that are frozen in one transaction, and reasons that are stored in one: short enough for other
/// writers.
constexpr std::size_t kFreezeAtOnce = 20;
constexpr std::size_t kReasonsAtOnce = 500;
constexpr std::size_t kItemsAPulse = 100;
constexpr std::chrono::hours kTryAgain{1};

struct Outgoing {
  alerts::MessagePlan plan;
  const std::vector<Candidate>* candidates;
};

/// One dispatch in progress.
class Round {
 public:
  Round(store::Store& store, const LetterWriter& write, const Configuration& configuration, Date today,
        Instant now, std::int64_t drainedTo, const std::function<bool()>& pulse)
      : store_(store),
        write_(write),
        configuration_(configuration),
        today_(today),
        now_(now),
        drainedTo_(drainedTo),
        pulse_(pulse),
        facts_(store, configuration, today) {}

  Result<DispatchReport> run() {
    using Step = Outcome (Round::*)();
    for (const Step step : {&Round::gatherItems, &Round::gatherBoards, &Round::decide, &Round::holdBack,
                            &Round::freezeAll, &Round::settle}) {
      if (auto done = (this->*step)(); !done) return fail(done.error());
      if (overtaken_ || !goesOn()) break;
    }
    report_.again = overtaken_ || noticed_;
    report_.nobodyToTell = nobodyToTell_.size();
    return std::move(report_);
  }

 private:
  /// A sign of life; false once somebody wants it to end.
  bool goesOn() {
    if (!report_.interrupted && pulse_ && !pulse_()) report_.interrupted = true;
    return !report_.interrupted;
  }

  using Key = std::pair<Recipient::Kind, std::string>;

  /// Whether nothing may be said of it before `chaser approve`; its reason is kept then.
  Result<bool> held(const store::StoredItem& stored) {
    const auto alert = facts_.alert(stored.item.alert);
    if (!alert) return fail(alert.error());
    if (*alert == nullptr || !(*alert)->held || stored.item.kind == alerts::ItemKind::Notice) return false;
    reasons_.push_back({stored.item.id, Reason::AwaitingApproval, {}, false});
    return true;
  }

  /// Those of the role's holders who are yet to be told of this item, and can be. False: all of them were,
  /// and whoever else was to be told holds the role no more.
  Result<bool> keepThoseToTell(const store::StoredItem& stored, std::vector<Recipient>& who) {
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
    waiting_[stored.item.id] = who.size();
    return true;
  }

  Outcome gatherItems() {
    const auto wanted = store_.wanted(kAllItems);
    if (!wanted) return fail(wanted.error());
    for (const auto& stored : *wanted) {
      if (++gathered_ % kItemsAPulse == 0 && !goesOn()) return {};
      const auto isHeld = held(stored);
      if (!isHeld) return fail(isHeld.error());
      if (*isHeld) continue;
      auto resolution = facts_.recipients(stored.item);
      if (!resolution) return fail(resolution.error());
      const auto someWait = keepThoseToTell(stored, resolution->who);
      if (!someWait) return fail(someWait.error());
      if (!*someWait) {
        toldAlready_.push_back(stored.item.id);
      } else if (resolution->who.empty()) {
        reasons_.push_back({stored.item.id, Reason::Undeliverable, "its plan is gone", true});
      }
      for (const auto& to : resolution->who) {
        if (to.kind == Recipient::Kind::Board) continue;
        auto candidate = facts_.candidate(stored, *resolution, to);
        if (!candidate) return fail(candidate.error());
        people_[{to.kind, to.name}].push_back(std::move(*candidate));
      }
    }
    return {};
  }

  Outcome gatherBoards() {
    const auto items = store_.boardItems();
    if (!items) return fail(items.error());
    for (const auto& stored : *items) {
      if (++gathered_ % kItemsAPulse == 0 && !goesOn()) return {};
      const auto isHeld = held(stored);
      if (!isHeld) return fail(isHeld.error());
      if (*isHeld) continue;
      const auto resolution = facts_.recipients(stored.item);
      if (!resolution) return fail(resolution.error());
      for (const auto& to : resolution->who) {
        if (to.kind != Recipient::Kind::Board) continue;
        auto candidate = facts_.candidate(stored, *resolution, to);
        if (!candidate) return fail(candidate.error());
        boards_[to.name].push_back(std::move(*candidate));
      }
    }
    return {};
  }

  Outcome decide() {
    const alerts::DispatchContext context{configuration_.people, configuration_.calendar,
                                          configuration_.settings.manners, now_};
    for (const auto& [key, candidates] : people_) {
      // By the recipient's own day, which the message will bear; what later days had counts too, so that a
      // wall clock that went back gives nobody a second digest.
      const auto day = alerts::dayFor(context, candidates.front().to);
      const auto before = store_.sentBefore(key.second, day);
      if (!before) return fail(before.error());
      take(alerts::dispatch(context, candidates, *before), candidates);
    }
    for (const auto& board : configuration_.people.directory().boards) {
      const auto found = boards_.find(board.title());
      if (found == boards_.end()) continue;
      const auto before = store_.sentBefore(board.title(), today_);
      if (!before) return fail(before.error());
      const auto coordinators = coordinatorsOf(found->second);
      if (!coordinators) return fail(coordinators.error());
      take(alerts::dispatchBoard(context, board, found->second, *coordinators, *before), found->second);
    }
    return {};
  }

  Result<std::vector<Recipient>> coordinatorsOf(const std::vector<Candidate>& candidates) {
    std::vector<Recipient> coordinators;
    for (const auto& candidate : candidates) {
      const auto plan = facts_.plan(candidate.item.plan);
      if (!plan) return fail(plan.error());
      if (*plan == nullptr) continue;
      auto coordinator = alerts::coordinatorOf(**plan, configuration_.people, today_);
      if (std::find(coordinators.begin(), coordinators.end(), coordinator) == coordinators.end()) {
        coordinators.push_back(std::move(coordinator));
      }
    }
    return coordinators;
  }

  void take(alerts::Dispatched dispatched, const std::vector<Candidate>& candidates) {
    for (auto& plan : dispatched.messages) outgoing_.push_back({std::move(plan), &candidates});
    for (auto& reason : dispatched.reasons) {
      if (reason.reason == Reason::NoAddress && !isNotice(reason.item, candidates))
        nobodyToTell_.insert(reason.item);
      reasons_.push_back(std::move(reason));
    }
    // What is still so a month later is worth saying again.
    const std::string prefix = fmt::format("notice:{}:", today_.iso().substr(0, 7));
    for (auto& text : dispatched.notices) notice(candidates.front().item.plan, prefix + text, text);
    if (dispatched.lookAgain) lookAgainAt(*dispatched.lookAgain);
  }

  static bool isNotice(ItemId item, const std::vector<Candidate>& candidates) {
    return std::any_of(candidates.begin(), candidates.end(), [&](const Candidate& candidate) {
      return candidate.item.id == item && candidate.item.kind == alerts::ItemKind::Notice;
    });
  }

  void lookAgainAt(Instant when) {
    report_.lookAgain = report_.lookAgain ? std::min(*report_.lookAgain, when) : when;
  }

  void notice(PlanId plan, std::string key, std::string text) {
    alerts::Item notice;
    notice.plan = plan;
    notice.kind = alerts::ItemKind::Notice;
    notice.role = {rules::Tell::Kind::Coordinator, {}};
    notice.wantedOn = today_;
    notice.noticeKey = std::move(key);
    notice.noticeText = std::move(text);
    notices_.push_back(std::move(notice));
  }

  /// True while nobody has edited the plan since it was looked at. REQUIRES: a transaction is open.
  Result<bool> upToDate() {
    const auto newest = store_.lastChange();
    if (!newest) return fail(newest.error());
    overtaken_ = *newest > drainedTo_;
    return !overtaken_;
  }

  /// Leaves out what is for an endpoint that is held.
  Outcome holdBack() {
    std::vector<Destination> destinations;
    for (const auto& [plan, candidates] : outgoing_)
      destinations.push_back(
          {placeOf(configuration_.settings, plan.kind, plan.to.name).endpoint, plan.to.name});
    const auto holds = holdsFor(store_, destinations, now_);
    if (!holds) return fail(holds.error());
    std::vector<Outgoing> free;
    for (std::size_t i = 0; i < outgoing_.size(); ++i) {
      const auto& hold = (*holds)[i];
      if (!hold) {
        free.push_back(std::move(outgoing_[i]));
        continue;
      }
      for (const auto item : outgoing_[i].plan.items)
        reasons_.push_back({item, Reason::EndpointHeld, hold->why, false});
      // When its time has come a message is on its way to try it: what becomes of that is looked at anyway.
      lookAgainAt(hold->until > now_ ? hold->until : now_ + kTryAgain);
    }
    outgoing_ = std::move(free);
    return {};
  }

  Outcome freezeAll() {
    for (std::size_t from = 0; from < outgoing_.size() && !overtaken_ && goesOn(); from += kFreezeAtOnce) {
      const auto to = std::min(outgoing_.size(), from + kFreezeAtOnce);
      std::vector<store::Message> messages;
      for (std::size_t i = from; i < to; ++i) {
        const auto& [plan, candidates] = outgoing_[i];
        auto written = write_(configuration_, facts_, store_, plan, *candidates, today_, now_);
        if (!written &&
            (written.error().kind == ErrorKind::Busy || written.error().kind == ErrorKind::Store)) {
          return fail(written.error());
        }
        if (!written) {
          cannotWrite(plan, written.error());
          continue;
        }
        for (auto& fault : written->faults) report_.faults.push_back(std::move(fault));
        messages.push_back(std::move(written->message));
      }
      if (auto done = freeze(messages); !done) return done;
    }
    return {};
  }

  /// Its items wait, say why, and are looked at again: a template or an address may be put right.
  void cannotWrite(const alerts::MessagePlan& plan, const Error& error) {
    // The error's words may hold the address; they stay with the items, the log gets their numbers.
    report_.faults.push_back(fmt::format("a {} can't be written; see the reason of item {}",
                                         alerts::toString(plan.kind), plan.items.front().value));
    for (const auto item : plan.items) reasons_.push_back({item, Reason::Undeliverable, error.what, false});
    lookAgainAt(now_ + kTryAgain);
  }

  Outcome freeze(std::vector<store::Message>& messages) {
    if (messages.empty()) return {};
    auto transaction = store_.begin();
    if (!transaction) return fail(transaction.error());
    const auto fresh = upToDate();
    if (!fresh) return fail(fresh.error());
    if (!*fresh) return {};
    for (auto& message : messages) {
      for (auto& item : message.items) {
        const auto waiting = waiting_.find(item.item);
        if (waiting != waiting_.end() && waiting->second > 0) item.othersWait = --waiting->second > 0;
      }
      const auto frozen = store_.freeze(message);
      if (!frozen) return fail(frozen.error());
    }
    if (auto done = (*transaction)->commit(); !done) return done;
    report_.messages += messages.size();
    return {};
  }

  /// One reason an item: holders of one role may wait for different things, and writing one after the other
  /// would change the row with every look. What drops it wins, then whoever comes first and still waits.
  void mergeReasons() {
    std::map<ItemId, alerts::ItemReason> merged;
    for (auto& reason : reasons_) {
      const auto [found, isNew] = merged.try_emplace(reason.item, reason);
      auto& kept = found->second;
      const bool nowWaits = kept.reason == Reason::Sent && reason.reason != Reason::Sent;
      if (!isNew && !kept.drop && (reason.drop || nowWaits)) kept = reason;
    }
    reasons_.clear();
    for (auto& [item, reason] : merged) reasons_.push_back(std::move(reason));
  }

  Outcome settle() {
    mergeReasons();
    for (std::size_t from = 0; from < reasons_.size(); from += kReasonsAtOnce) {
      if (!goesOn()) return {};
      auto transaction = store_.begin();
      if (!transaction) return fail(transaction.error());
      const auto fresh = upToDate();
      if (!fresh) return fail(fresh.error());
      if (!*fresh) return {};
      const auto to = std::min(reasons_.size(), from + kReasonsAtOnce);
      for (std::size_t i = from; i < to; ++i) {
        if (auto done = keep(reasons_[i]); !done) return done;
      }
      if (auto done = (*transaction)->commit(); !done) return done;
    }
    if (auto done = settleToldAlready(); !done) return done;
    return addNotices();
  }

  Outcome settleToldAlready() {
    if (toldAlready_.empty()) return {};
    auto transaction = store_.begin();
    if (!transaction) return fail(transaction.error());
    for (const auto item : toldAlready_) {
      if (auto done = store_.waitForNobodyElse(item, now_, today_); !done) return done;
    }
    return (*transaction)->commit();
  }

  Outcome keep(const alerts::ItemReason& reason) {
    if (reason.drop) {
      ++report_.dropped;
      return store_.drop(reason.item, reason.reason, reason.detail, now_);
    }
    // What leaves is settled with its message.
    if (reason.reason == Reason::Sent) return {};
    return store_.setReason(reason.item, reason.reason, reason.detail);
  }

  Outcome addNotices() {
    if (notices_.empty()) return {};
    auto transaction = store_.begin();
    if (!transaction) return fail(transaction.error());
    bool anyIsNew = false;
    for (const auto& notice : notices_) {
      const auto added = store_.addNotice(notice, now_);
      if (!added) return fail(added.error());
      anyIsNew = anyIsNew || *added;
    }
    noticed_ = anyIsNew;
    return (*transaction)->commit();
  }

  store::Store& store_;
  const LetterWriter& write_;
  const Configuration& configuration_;
  Date today_;
  Instant now_;
  std::int64_t drainedTo_;
  const std::function<bool()>& pulse_;
  std::size_t gathered_ = 0;
  Facts facts_;
  std::map<Key, std::vector<Candidate>> people_;
  std::map<std::string, std::vector<Candidate>> boards_;
  std::map<ItemId, std::size_t> waiting_;  // of items with several recipients: how many are yet to be told
  std::vector<Outgoing> outgoing_;
  std::vector<alerts::ItemReason> reasons_;
  std::vector<ItemId> toldAlready_;
  std::set<ItemId> nobodyToTell_;
  std::vector<alerts::Item> notices_;
  bool overtaken_ = false;
  bool noticed_ = false;
  DispatchReport report_;
};

}  // namespace

Result<DispatchReport> Dispatcher::run(const Configuration& configuration, Date today, Instant now,
                                       std::int64_t drainedTo, const std::function<bool()>& pulse) {
  return Round(store_, write_, configuration, today, now, drainedTo, pulse).run();
}

}  // namespace chaser::daemon
