// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "alerts/advance.h"
#include "alerts/lifecycle.h"
#include "daemon/cold_pass.h"
#include "daemon/engine_run.h"
#include "daemon/memory.h"
#include "daemon/notices.h"
#include "plan/progress.h"

/// The part of the engine that looks at actions: those that were edited, those that are due, those that
/// rested after a failure, and those for which a changed configuration makes a difference.
namespace chaser::daemon {

namespace {

/// Other writers wait for a batch: it is kept so short that they hardly notice.
constexpr std::size_t kBatch = 100;
/// Edits of progress texts that are judged at once.
constexpr std::size_t kJudgedAtOnce = 500;
/// Of the rows that fail in one tick, so many are named in the log; all are counted.
constexpr std::size_t kMostFaults = 20;

}  // namespace

/// Everything that changed or is due, until nothing is.
Outcome Engine::drain(Run& run) {
  for (const auto look :
       {&Engine::lookAtChanges, &Engine::lookAtDue, &Engine::lookAtRested, &Engine::coldPass}) {
    if (!run.goesOn()) return {};
    if (auto done = (this->*look)(run); !done) return done;
  }
  return {};
}

Outcome Engine::lookAtChanges(Run& run) {
  const auto newest = store_.lastChange();
  if (!newest) return fail(newest.error());
  if (*newest <= run.cursor) return {};
  // What many edits brought is judged here, step by step; each batch judges what comes in while it waits.
  for (bool more = true; more && run.goesOn();) {
    const auto judged = store_.judgeProgress(&plan::isProgressOfSubstance, kJudgedAtOnce);
    if (!judged) return fail(judged.error());
    more = *judged == kJudgedAtOnce;
  }
  while (run.goesOn()) {
    const auto more = inTransaction(run, [&]() -> Result<Batch> {
      const auto changes = store_.changes(run.cursor, kBatch);
      if (!changes) return fail(changes.error());
      Batch batch;
      for (const auto& change : changes->first) {
        const Date day = configuration_->zone.dayOf(change.at);
        // An edit beyond the cursor was written after the last look, whatever day it is dated with.
        const Date knownFrom = run.lastDay.value_or(run.report.today);
        batch.looks.push_back({.action = change.action,
                               .editedOn = std::min(day, run.report.today),
                               .knownFrom = knownFrom,
                               .editedBy = change.by});
      }
      const auto reached = changes->second;
      batch.last = batch.looks.empty();
      batch.moveCursor = [this, &run, reached]() -> Outcome {
        if (reached <= run.cursor) return {};
        run.cursor = reached;
        return memory::setNumber(store_, memory::kCursor, reached);
      };
      return batch;
    });
    if (!more) return fail(more.error());
    if (!*more) return {};
  }
  return {};
}

Outcome Engine::lookAtDue(Run& run) {
  store::Visit after;
  while (run.goesOn()) {
    const auto more = inTransaction(run, [&]() -> Result<Batch> {
      const auto due = store_.due(run.report.today, after, kBatch);
      if (!due) return fail(due.error());
      if (!due->empty()) after = due->back();
      Batch batch;
      batch.last = due->size() < kBatch;
      for (const auto& visit : *due) {
        if (run.setAside.rests(visit.action, run.now) || !run.advanced.insert(visit.action).second) continue;
        batch.looks.push_back({.action = visit.action, .lookOn = visit.lookOn, .dayCame = true});
      }
      return batch;
    });
    if (!more) return fail(more.error());
    if (!*more) return {};
  }
  return {};
}

Outcome Engine::lookAtRested(Run& run) {
  const auto rested = run.setAside.rested(run.now);
  if (rested.empty()) return {};
  for (const auto action : rested) run.setAside.remove(action);
  const auto done = inTransaction(run, [&]() -> Result<Batch> {
    Batch batch;
    for (const auto action : rested) batch.looks.push_back({.action = action});
    batch.moveCursor = [this, &run] {
      const auto text = run.setAside.text();
      return store_.setSetting(memory::kSetAside, text.empty() ? std::nullopt : std::optional(text));
    };
    return batch;
  });
  return done ? Outcome() : fail(done.error());
}

/// Notes that a cold pass is due, before anything is looked at: whatever changed or is due is looked at
/// first, with what is configured now, and a configuration that is taken back before the pass has begun, or
/// before its end, has left its mark on those.
Result<bool> Engine::announceColdPass(const memory::Remembered& remembered) {
  const auto underWay = remembered.text(memory::kColdFor);
  if (underWay == fingerprint_) return true;
  if (!underWay && remembered.text(memory::kFingerprint) == fingerprint_) return false;
  auto transaction = store_.begin();
  if (!transaction) return fail(transaction.error());
  // Of a pass that did not come to its end nobody knows what it has left its mark on.
  if (underWay)
    if (auto done = store_.setSetting(memory::kHandling, std::nullopt); !done) return fail(done.error());
  if (auto done = store_.setSetting(memory::kColdFor, fingerprint_); !done) return fail(done.error());
  if (auto done = store_.setSetting(memory::kColdAt, std::nullopt); !done) return fail(done.error());
  if (auto done = (*transaction)->commit(); !done) return fail(done.error());
  return true;
}

/// What verdicts hang on has changed: every row is read again, in the order of the actions' ids, and those
/// are looked at for which it makes a difference. The last batch that was advanced is remembered, so that a
/// restart goes on there; another change of the configuration meanwhile starts it anew.
Outcome Engine::coldPass(Run& run) {
  if (!run.coldPassIsDue) return {};
  const auto reached = memory::number(store_, memory::kColdAt);
  const auto known = store_.setting(memory::kHandling);
  if (!reached) return fail(reached.error());
  if (!known) return fail(known.error());
  const auto lastLookedAtWith = store_.setting(memory::kFingerprint);
  if (!lastLookedAtWith) return fail(lastLookedAtWith.error());
  ColdPass pass(*configuration_, run.report.today, known->value_or(std::string()),
                lastLookedAtWith->value_or(std::string()));
  ActionId position{*reached};
  while (run.goesOn()) {
    const auto more = inTransaction(run, [&]() -> Result<Batch> {
      const auto piece = pass.next(store_, position);
      if (!piece) return fail(piece.error());
      position = piece->reached;
      Batch batch;
      for (const auto action : piece->differing) batch.looks.push_back({.action = action});
      batch.last = piece->last;
      // Where nothing differs nothing is written: to read it once more costs less.
      if (batch.looks.empty() && !batch.last) return batch;
      batch.moveCursor = [this, position, last = batch.last]() -> Outcome {
        if (!last) return memory::setNumber(store_, memory::kColdAt, position.value);
        return rememberColdPass();
      };
      return batch;
    });
    if (!more) return fail(more.error());
    if (!*more) break;
  }
  run.coldPassIsDue = run.report.interrupted;
  return {};
}

Outcome Engine::rememberColdPass() {
  for (const auto& [name, value] : {std::pair{memory::kColdFor, std::optional<std::string>()},
                                    {memory::kColdAt, std::nullopt},
                                    {memory::kFingerprint, fingerprint_},
                                    {memory::kHandling, ColdPass::memoryOf(*configuration_)}}) {
    if (auto done = store_.setSetting(name, value); !done) return done;
  }
  return {};
}

/// One batch, durable as a whole; true when there may be more. A row that fails is set aside and the batch
/// begun again without it.
Result<bool> Engine::inTransaction(Run& run, const std::function<Result<Batch>()>& gather) {
  auto batch = gather();
  if (!batch) return fail(batch.error());
  if (batch->looks.empty() && !batch->moveCursor) return !batch->last;
  if (batch->looks.empty() && batch->last) {
    // The cursor may have to move over changes of nothing, and a cold pass over an empty plan is a whole one.
    auto transaction = store_.begin();
    if (!transaction) return fail(transaction.error());
    if (auto done = batch->moveCursor(); !done) return fail(done.error());
    if (auto done = (*transaction)->commit(); !done) return fail(done.error());
    return false;
  }
  while (true) {
    Attempt made;
    const auto& counts = made.counts;
    const auto whole = attempt(run, *batch, made);
    if (!whole) return fail(whole.error());
    if (*whole) {
      for (const auto& look : batch->looks) run.looked.insert(look.action);
      run.report.looked = run.looked.size();
      run.report.fired += counts.fired;
      run.report.resolved += counts.resolved;
      run.report.wanted += counts.wanted;
      run.farDates.merge(made.farDates);
      return !batch->last;
    }
    // On its own, so that it is remembered whatever becomes of the batch: each row fails once an hour.
    if (auto done = store_.setSetting(memory::kSetAside, run.setAside.text()); !done)
      return fail(done.error());
    if (!run.goesOn()) return false;
  }
}

/// False: a row failed and was set aside, and nothing of the batch was stored.
Result<bool> Engine::attempt(Run& run, const Batch& batch, Attempt& made) {
  auto transaction = store_.begin();
  if (!transaction) return fail(transaction.error());
  // A silence makes its alerts due once, so one that was written since the tick began has to be seen.
  auto silences = store_.silences(run.report.today);
  if (!silences) return fail(silences.error());
  run.silences = std::move(*silences);
  // Nobody else writes before this is committed: no row is looked at with an edit that was not judged.
  for (bool more = true; more;) {
    const auto judged = store_.judgeProgress(&plan::isProgressOfSubstance, kJudgedAtOnce);
    if (!judged) return fail(judged.error());
    more = *judged == kJudgedAtOnce;
  }
  auto whole = advanceAll(run, batch, made);
  if (!whole || !*whole) return whole;
  const auto& counts = made.counts;
  const bool opensTick = counts.fired + counts.newlyWanted > 0 && !run.tickIsOpen;
  if (opensTick) {
    if (auto done = memory::setNumber(store_, memory::kTick, run.tick); !done) return fail(done.error());
    if (auto done = store_.setSetting(memory::kTickOpen, "yes"); !done) return fail(done.error());
  }
  if (batch.moveCursor) {
    if (auto done = batch.moveCursor(); !done) return fail(done.error());
  }
  if (auto done = (*transaction)->commit(); !done) return fail(done.error());
  run.tickIsOpen = run.tickIsOpen || opensTick;
  return true;
}

/// The rows of the batch but for those that rest, read together and stored one by one, so that it is known
/// which failed. False as attempt() is.
Result<bool> Engine::advanceAll(Run& run, const Batch& batch, Attempt& made) {
  std::vector<const Look*> looks;
  std::vector<ActionId> actions;
  looks.reserve(batch.looks.size());
  actions.reserve(batch.looks.size());
  for (const auto& look : batch.looks) {
    if (run.setAside.rests(look.action, run.now)) continue;
    looks.push_back(&look);
    actions.push_back(look.action);
  }
  const auto setAside = [&run](ActionId action, const Error& error) -> Result<bool> {
    // A lock, a full disk, a damaged file: no row is to blame.
    if (error.kind == ErrorKind::Busy || error.kind == ErrorKind::Store) return fail(error);
    run.setAside.add(action, run.now);
    if (run.report.faults.size() < kMostFaults)
      run.report.faults.push_back(
          fmt::format("action {} is set aside for an hour: {}", action.value, error.text()));
    return false;
  };
  std::size_t at = 0;
  while (at < looks.size()) {
    actions.erase(actions.begin(), actions.end() - static_cast<std::ptrdiff_t>(looks.size() - at));
    // A resolved alert may open again for so long, and has to be known then.
    auto batchSeen = store_.look(actions, run.report.today - alerts::kReopensWithin);
    if (!batchSeen) return setAside(actions.front(), batchSeen.error());
    for (auto& seen : *batchSeen) {
      if (auto done = advanceOne(run, *looks[at++], seen, made); !done)
        return setAside(seen.action, done.error());
    }
  }
  return true;
}

Outcome Engine::advanceOne(Run& run, const Look& look, store::Seen& seen, Attempt& made) {
  const Date today = run.report.today;
  if (seen.gone) return store_.forget(look.action, today, run.now);
  const alerts::World world{configuration_->rules,
                            configuration_->calendar,
                            configuration_->people,
                            run.silences,
                            configuration_->zone,
                            today,
                            run.tick};
  seen.observed.editedOn = look.editedOn;
  seen.observed.lookOn = look.lookOn;
  seen.observed.knownFrom = look.knownFrom;
  seen.observed.editedBy = look.editedBy;
  auto advanced = alerts::advance(world, seen.observed);
  auto& counts = made.counts;
  for (auto& step : advanced.alerts) {
    counts.wanted += step.items.size();
    if (!look.dayCame || step.alert.firedTick == run.tick) {
      for (auto& item : step.items) item.madeTick = run.tick;
      counts.newlyWanted += step.items.size();
    }
    if (!step.changed) continue;
    if (step.alert.firing() && step.alert.firedTick == run.tick) ++counts.fired;
    if (!step.alert.unresolved() && step.alert.resolvedOn == today) ++counts.resolved;
  }
  const auto plan = seen.observed.record.action.plan;
  if (run.farDates.count(plan) + made.farDates.count(plan) == 0) {
    const auto far = warnOfFarDates(store_, *configuration_, seen.observed.record, today, run.now);
    if (!far) return fail(far.error());
    if (*far) made.farDates.insert(plan);
  }
  return store_.save(seen, advanced, run.now);
}

}  // namespace chaser::daemon
