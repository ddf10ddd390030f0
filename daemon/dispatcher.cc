// SPDX-License-Identifier: Apache-2.0
#include "daemon/dispatcher.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "alerts/dispatch.h"
#include "alerts/packs.h"
#include "daemon/facts.h"
#include "daemon/gates.h"
#include "daemon/gathering.h"
#include "daemon/letters.h"
#include "store/drafts.h"
#include "store/preferences.h"

namespace chaser::daemon {

namespace {

using alerts::Candidate;
using alerts::Reason;
using alerts::Recipient;

/// Messages that are frozen in one transaction, and reasons that are stored in one: short enough for other
/// writers.
constexpr std::size_t kFreezeAtOnce = 20;
constexpr std::size_t kReasonsAtOnce = 500;
constexpr std::chrono::hours kTryAgain{1};

struct Outgoing {
  alerts::MessagePlan plan;
  const std::vector<Candidate>* candidates;
};

/// One dispatch in progress.
class Round {
 public:
  Round(store::Store& store, const LetterWriter& write, const Configuration& configuration, Date today,
        Instant now, std::int64_t drainedTo, const std::function<bool()>& pulse, Standing& standing,
        const WeeklyReaders& weekly)
      : store_(store),
        write_(write),
        configuration_(configuration),
        today_(today),
        now_(now),
        drainedTo_(drainedTo),
        pulse_(pulse),
        standing_(standing),
        weekly_(weekly),
        facts_(store, configuration, today) {}

  Result<DispatchReport> run(const std::set<ActionId>& actions) {
    const std::function<bool()> goesOn = [this] { return this->goesOn(); };
    auto gathered = Gathering(store_, configuration_, facts_, goesOn).gather(standing_, actions, now_);
    if (!gathered) return fail(gathered.error());
    gathered_ = std::move(*gathered);
    reasons_ = std::move(gathered_.reasons);
    using Step = Outcome (Round::*)();
    for (const Step step : {&Round::decide, &Round::holdBack, &Round::freezeAll, &Round::settle}) {
      if (!this->goesOn()) break;
      if (auto done = (this->*step)(); !done) return fail(done.error());
      if (overtaken_) break;
    }
    report_.again = overtaken_ || noticed_;
    report_.nobodyToTell = standing_.nobodyToTell() + nobodyToTell_.size();
    if (const auto again = standing_.lookAgain()) lookAgainAt(*again);
    return report_;
  }
  /// Whether what it left in `standing` is all that there is to know: nothing was put off, held back, given
  /// up or left undone.
  [[nodiscard]] bool isWhole() const { return !report_.again && !report_.interrupted && !heldBack_; }

 private:
  /// A sign of life; false once somebody wants it to end.
  bool goesOn() {
    if (!report_.interrupted && pulse_ && !pulse_()) report_.interrupted = true;
    return !report_.interrupted;
  }

  Outcome decide() {
    const alerts::DispatchContext context{configuration_.people, configuration_.calendar,
                                          configuration_.settings.manners, now_};
    for (const auto& [key, candidates] : gathered_.people) {
      // By the recipient's own day, which the message will bear; what later days had counts too, so that a
      // wall clock that went back gives nobody a second digest.
      const auto day = alerts::dayFor(context, candidates.front().to);
      const auto before = store_.sentBefore(key.second, day);
      if (!before) return fail(before.error());
      auto dispatched = weekly_.has(key.second) ? weekly_.dispatch(context, candidates, *before)
                                                : alerts::dispatch(context, candidates, *before);
      keepDecision(context, key, candidates, dispatched);
      take(std::move(dispatched), candidates);
    }
    for (const auto& board : configuration_.people.directory().boards) {
      const auto found = gathered_.boards.find(board.title());
      if (found == gathered_.boards.end()) continue;
      const auto before = store_.sentBefore(board.title(), today_);
      if (!before) return fail(before.error());
      const auto coordinators = coordinatorsOf(found->second);
      if (!coordinators) return fail(coordinators.error());
      const auto marks = store_.drafts().marks(board.title());
      if (!marks) return fail(marks.error());
      auto dispatched = alerts::dispatchBoard(context, board, found->second, *coordinators, *before, *marks);
      for (const auto& reason : dispatched.reasons) {
        if (isForNobody(reason, found->second)) nobodyToTell_.insert(reason.item);
      }
      if (dispatched.lookAgain) lookAgainAt(*dispatched.lookAgain);
      take(std::move(dispatched), found->second);
    }
    return {};
  }

  /// Where something leaves, or will never be said, the next dispatch decides anew what stays.
  void keepDecision(const alerts::DispatchContext& context, const RecipientKey& key,
                    const std::vector<Candidate>& candidates, const alerts::Dispatched& dispatched) {
    bool stays = dispatched.messages.empty();
    for (const auto& reason : dispatched.reasons) {
      stays = stays && !reason.drop;
      if (isForNobody(reason, candidates)) standing_.cannotTell(reason.item);
    }
    // What their own choice does to a day is not known to alerts: they are decided for anew each time.
    stays = stays && !weekly_.has(key.second);
    const auto until = stays ? alerts::sameUntil(context, candidates.front().to) : now_;
    standing_.decided(key, {now_, until, dispatched.lookAgain});
  }

  static bool isForNobody(const alerts::ItemReason& reason, const std::vector<Candidate>& candidates) {
    return reason.reason == Reason::NoAddress && !isNotice(reason.item, candidates);
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
    for (auto& reason : dispatched.reasons) reasons_.push_back(std::move(reason));
    // What is still so a month later is worth saying again.
    const std::string prefix = fmt::format("notice:{}:", today_.iso().substr(0, 7));
    for (auto& text : dispatched.notices) notice(candidates.front().item.plan, prefix + text, text);
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
    heldBack_ = std::any_of(holds->begin(), holds->end(), [](const auto& hold) { return hold.has_value(); });
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
      // Begun before they are written: the links in them are kept, or given up, with them.
      auto transaction = store_.begin();
      if (!transaction) return fail(transaction.error());
      const auto fresh = upToDate();
      if (!fresh) return fail(fresh.error());
      if (!*fresh) return {};
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
      if (auto done = (*transaction)->commit(); !done) return done;
      report_.messages += messages.size();
    }
    return {};
  }

  /// Its items wait, say why, and are looked at again: a template or an address may be put right.
  void cannotWrite(const alerts::MessagePlan& plan, const Error& error) {
    heldBack_ = true;
    // The error's words may hold the address; they stay with the items, the log gets their numbers.
    report_.faults.push_back(fmt::format("a {} can't be written; see the reason of item {}",
                                         alerts::toString(plan.kind), plan.items.front().value));
    for (const auto item : plan.items) reasons_.push_back({item, Reason::Undeliverable, error.what, false});
    lookAgainAt(now_ + kTryAgain);
  }

  /// REQUIRES: a transaction is open.
  Outcome freeze(std::vector<store::Message>& messages) {
    for (auto& message : messages) {
      for (auto& item : message.items) {
        const auto toTell = gathered_.toTell.find(item.item);
        if (toTell != gathered_.toTell.end() && toTell->second > 0) item.othersWait = --toTell->second > 0;
      }
      const auto frozen = store_.freeze(message);
      if (!frozen) return fail(frozen.error());
    }
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
    if (gathered_.toldAlready.empty()) return {};
    auto transaction = store_.begin();
    if (!transaction) return fail(transaction.error());
    for (const auto item : gathered_.toldAlready) {
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
  Standing& standing_;
  const WeeklyReaders& weekly_;
  Facts facts_;
  Gathered gathered_;
  std::vector<Outgoing> outgoing_;
  std::vector<alerts::ItemReason> reasons_;
  std::set<ItemId> nobodyToTell_;  // of what is for boards
  std::vector<alerts::Item> notices_;
  bool overtaken_ = false;
  bool noticed_ = false;
  bool heldBack_ = false;
  DispatchReport report_;
};

}  // namespace

Result<DispatchReport> Dispatcher::run(const Configuration& configuration, Date today, Instant now,
                                       std::int64_t drainedTo, const std::set<ActionId>& actions,
                                       const std::function<bool()>& pulse) {
  auto chosen = store_.preferences().weeklyDigests();
  if (!chosen) return fail(chosen.error());
  if (!weekly_ || !weekly_->isOf(configuration, *chosen)) {
    weekly_.emplace(configuration, std::move(*chosen));
    standing_ = {};
  }
  // Until it has ended well nothing is known.
  auto standing = std::exchange(standing_, {});
  Round round(store_, write_, configuration, today, now, drainedTo, pulse, standing, *weekly_);
  auto report = round.run(actions);
  if (report && round.isWhole()) standing_ = std::move(standing);
  return report;
}

}  // namespace chaser::daemon
