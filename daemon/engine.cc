// SPDX-License-Identifier: Apache-2.0
#include "daemon/engine.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "alerts/advance.h"
#include "common/text.h"
#include "daemon/memory.h"
#include "daemon/notices.h"
#include "daemon/set_aside.h"
#include "daemon/storm.h"
#include "plan/progress.h"

namespace chaser::daemon {

namespace {

/// Other writers wait for a batch: it is kept so short that they hardly notice.
constexpr std::size_t kBatch = 100;
/// A resolved alert may open again within this; alertsOf must know it for that long.
constexpr Days kRemembered{14};
/// Edits of progress texts that are judged at once.
constexpr std::size_t kJudgedAtOnce = 500;
/// Of the rows that fail in one tick, so many are named in the log; all are counted.
constexpr std::size_t kMostFaults = 20;
constexpr std::size_t kSealAtOnce = 1000;
/// How often edits may come between looking and freezing before the rest is left to the next tick.
constexpr int kMostRounds = 5;

}  // namespace

struct Engine::Look {
  ActionId action;
  std::optional<Date> editedOn = std::nullopt;
  std::optional<Date> lookOn = std::nullopt;
  std::optional<Date> knownFrom = std::nullopt;
  /// Nothing but the day brought it: what its ladders want is no news, and no storm.
  bool dayCame = false;
};

struct Engine::Batch {
  std::vector<Look> looks;
  /// Moves the cursor that brought the looks here, in the same transaction.
  std::function<Outcome()> moveCursor;
  bool last = false;  ///< nothing is left after it
};

struct Engine::Run {
  const Pulse& pulse;
  Instant now;
  TickReport report = {};
  std::int64_t tick = 0;
  bool tickIsOpen = false;  ///< its number is stored: the storm guard has to judge it
  std::int64_t cursor = 0;
  std::optional<Date> lastDay = std::nullopt;  ///< as stored
  std::vector<alerts::Silence> silences = {};
  SetAside setAside = {};
  std::set<ActionId> looked = {};    ///< as the report counts them: each once, whatever made it be looked at
  std::set<ActionId> advanced = {};  ///< by the agenda in this tick: a row is not looked at twice for one day

  [[nodiscard]] bool goesOn() {
    if (!report.interrupted && pulse && !pulse()) report.interrupted = true;
    return !report.interrupted;
  }
};

Engine::Engine(store::Store& store, const Clock& clock, std::shared_ptr<const Configuration> configuration,
               LetterWriter write)
    : store_(store), clock_(clock), dispatcher_(store, std::move(write)) {
  use(std::move(configuration));
}

void Engine::use(std::shared_ptr<const Configuration> configuration) {
  configuration_ = std::move(configuration);
  fingerprint_ = configuration_->fingerprint();
  outboxMoved_ = true;
}

Result<TickReport> Engine::tick(const Pulse& pulse) {
  const auto judged = clockGuard_.judge(store_, clock_, configuration_->zone);
  if (!judged) return fail(judged.error());
  if (!judged->hold.empty()) {
    TickReport report;
    report.today = judged->today;
    report.clockHold = judged->hold;
    report.status = judged->hold;
    return report;
  }
  if (auto done = announceColdPass(); !done) return fail(done.error());
  auto run = open(pulse, judged->today);
  if (!run) return fail(run.error());
  for (const auto step : {&Engine::drain, &Engine::sendOff, &Engine::close}) {
    if (auto done = (this->*step)(*run); !done) return fail(done.error());
  }
  return std::move(run->report);
}

Result<Engine::Run> Engine::open(const Pulse& pulse, Date today) {
  Run run{.pulse = pulse, .now = clock_.now()};
  run.report.today = today;
  const auto tick = memory::number(store_, memory::kTick);
  const auto isOpen = store_.setting(memory::kTickOpen);
  const auto cursor = memory::number(store_, memory::kCursor);
  const auto lastDay = memory::day(store_, memory::kToday);
  const auto setAside = store_.setting(memory::kSetAside);
  if (!tick) return fail(tick.error());
  if (!isOpen) return fail(isOpen.error());
  if (!cursor) return fail(cursor.error());
  if (!lastDay) return fail(lastDay.error());
  if (!setAside) return fail(setAside.error());
  // A tick that was interrupted goes on under its number, so that the storm guard sees the whole of it.
  run.tickIsOpen = isOpen->has_value();
  run.tick = run.tickIsOpen ? *tick : *tick + 1;
  run.cursor = *cursor;
  run.lastDay = *lastDay;
  run.setAside = SetAside::parse(setAside->value_or(std::string()));
  return run;
}

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
        batch.looks.push_back(
            {.action = change.action, .editedOn = std::min(day, run.report.today), .knownFrom = knownFrom});
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
Outcome Engine::announceColdPass() {
  const auto have = store_.setting(memory::kFingerprint);
  const auto underWay = store_.setting(memory::kColdFor);
  if (!have) return fail(have.error());
  if (!underWay) return fail(underWay.error());
  const auto& wanted = fingerprint_;
  if (*underWay == wanted || (*have == wanted && !*underWay)) return {};
  auto transaction = store_.begin();
  if (!transaction) return fail(transaction.error());
  if (auto done = store_.setSetting(memory::kColdFor, wanted); !done) return done;
  if (auto done = store_.setSetting(memory::kColdAt, std::nullopt); !done) return done;
  return (*transaction)->commit();
}

/// What verdicts hang on has changed: every action is looked at again, in the order of their ids. Where it
/// stopped is remembered, so that a restart goes on there; another change of the configuration meanwhile
/// starts it anew.
Outcome Engine::coldPass(Run& run) {
  const auto& wanted = fingerprint_;
  const auto underWay = store_.setting(memory::kColdFor);
  if (!underWay) return fail(underWay.error());
  if (!*underWay) return {};
  const auto reached = memory::number(store_, memory::kColdAt);
  if (!reached) return fail(reached.error());
  ActionId position{*reached};
  while (run.goesOn()) {
    const auto more = inTransaction(run, [&]() -> Result<Batch> {
      const auto actions = store_.scan(position, kBatch, PlanId{});
      if (!actions) return fail(actions.error());
      Batch batch;
      for (const auto& record : *actions) batch.looks.push_back({.action = record.action.id});
      batch.last = actions->size() < kBatch;
      const auto next = actions->empty() ? position : actions->back().action.id;
      batch.moveCursor = [this, &position, wanted, next, last = batch.last]() -> Outcome {
        position = next;
        if (auto done = store_.setSetting(memory::kColdFor, last ? std::nullopt : std::optional(wanted));
            !done)
          return done;
        if (!last) return memory::setNumber(store_, memory::kColdAt, next.value);
        if (auto done = store_.setSetting(memory::kColdAt, std::nullopt); !done) return done;
        return store_.setSetting(memory::kFingerprint, wanted);
      };
      return batch;
    });
    if (!more) return fail(more.error());
    if (!*more) return {};
  }
  return {};
}

/// One batch, durable as a whole; true when there may be more. A row that fails is set aside and the batch
/// begun again without it.
Result<bool> Engine::inTransaction(Run& run, const std::function<Result<Batch>()>& gather) {
  auto batch = gather();
  if (!batch) return fail(batch.error());
  if (batch->looks.empty() && batch->last) {
    if (!batch->moveCursor) return false;
    // The cursor may have to move over changes of nothing, and a cold pass over an empty plan is a whole one.
    auto transaction = store_.begin();
    if (!transaction) return fail(transaction.error());
    if (auto done = batch->moveCursor(); !done) return fail(done.error());
    if (auto done = (*transaction)->commit(); !done) return fail(done.error());
    return false;
  }
  while (true) {
    TickReport counts;
    const auto whole = attempt(run, *batch, counts);
    if (!whole) return fail(whole.error());
    if (*whole) {
      for (const auto& look : batch->looks) run.looked.insert(look.action);
      run.report.looked = run.looked.size();
      run.report.fired += counts.fired;
      run.report.resolved += counts.resolved;
      run.report.wanted += counts.wanted;
      return !batch->last;
    }
    // On its own, so that it is remembered whatever becomes of the batch: each row fails once an hour.
    if (auto done = store_.setSetting(memory::kSetAside, run.setAside.text()); !done)
      return fail(done.error());
    if (!run.goesOn()) return false;
  }
}

/// False: a row failed and was set aside, and nothing of the batch was stored.
Result<bool> Engine::attempt(Run& run, const Batch& batch, TickReport& counts) {
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
  for (const auto& look : batch.looks) {
    if (run.setAside.rests(look.action, run.now)) continue;
    const auto done = advanceOne(run, look, counts);
    if (done) continue;
    // A lock, a full disk, a damaged file: no row is to blame.
    if (done.error().kind == ErrorKind::Busy || done.error().kind == ErrorKind::Store)
      return fail(done.error());
    run.setAside.add(look.action, run.now);
    if (run.report.faults.size() < kMostFaults) {
      run.report.faults.push_back(
          fmt::format("action {} is set aside for an hour: {}", look.action.value, done.error().text()));
    }
    return false;
  }
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

Outcome Engine::advanceOne(Run& run, const Look& look, TickReport& counts) {
  const Date today = run.report.today;
  auto record = store_.action(look.action);
  if (!record) return fail(record.error());
  if (!*record) return store_.forget(look.action, today, run.now);
  auto known = store_.alertsOf(look.action, today - kRemembered);
  if (!known) return fail(known.error());
  const alerts::World world{configuration_->rules,
                            configuration_->calendar,
                            configuration_->people,
                            run.silences,
                            configuration_->zone,
                            today,
                            run.tick};
  const alerts::Observed observed{std::move(**record), std::move(*known), look.editedOn, look.lookOn,
                                  look.knownFrom};
  auto advanced = alerts::advance(world, observed);
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
  if (auto done = warnOfFarDates(store_, *configuration_, observed.record, today, run.now); !done)
    return done;
  return store_.save(observed.record, advanced, run.now);
}

/// The storm guard judges, then what may leave is frozen. An edit that came in the meantime is looked at
/// first: what it resolved is never sent.
Outcome Engine::sendOff(Run& run) {
  auto& report = run.report;
  if (report.interrupted) return {};
  const bool waited = dispatchAgain_ && *dispatchAgain_ <= run.now;
  if (report.looked == 0 && !outboxMoved_ && !waited && run.lastDay == report.today && !run.tickIsOpen)
    return {};
  const std::function<bool()> pulse = [&run] { return run.goesOn(); };
  for (int round = 0; round < kMostRounds && !report.interrupted; ++round) {
    if (run.tickIsOpen) {
      const auto judged = judgeStorm(store_, *configuration_, run.tick, report.today, run.now, pulse);
      if (!judged) return fail(judged.error());
      if (!*judged) return {};
      run.tickIsOpen = false;
    }
    const auto sent = dispatcher_.run(*configuration_, report.today, run.now, run.cursor, pulse);
    if (!sent) return fail(sent.error());
    report.messages += sent->messages;
    report.dropped += sent->dropped;
    report.faults.insert(report.faults.end(), sent->faults.begin(), sent->faults.end());
    if (sent->interrupted) return {};
    nobodyToTell_ = sent->nobodyToTell;
    dispatchAgain_ = sent->lookAgain;
    if (!sent->again) {
      outboxMoved_ = false;
      return {};
    }
    if (auto done = drain(run); !done) return done;
  }
  return {};
}

Outcome Engine::close(Run& run) {
  auto& report = run.report;
  if (!report.interrupted && run.lastDay != report.today) {
    if (auto done = memory::setDay(store_, memory::kToday, report.today); !done) return done;
  }
  const auto held = remindOfStorm(store_, *configuration_, report.today, run.now);
  if (!held) return fail(held.error());
  report.held = held->alerts;
  if (held->reminded) outboxMoved_ = true;
  if (!report.interrupted && run.lastDay != report.today) {
    const auto warned = warnOfCalendarEnd(store_, *configuration_, report.today, run.now);
    if (!warned) return fail(warned.error());
    if (*warned) outboxMoved_ = true;
  }
  const auto sealed = store_.seal(kSealAtOnce);
  if (sealed) {
    report.sealed = *sealed;
  } else if (sealed.error().kind == ErrorKind::Input) {
    // Somebody tampered with the audit. It is said, and not covered with new seals; people are chased all the
    // same.
    report.auditFault = sealed.error().text();
  } else {
    return fail(sealed.error());
  }
  report.setAside = run.setAside.size();
  report.nobodyToTell = nobodyToTell_;

  const auto due = store_.nextDue();
  if (!due) return fail(due.error());
  // The next day is looked at even when nothing is due: so that an idle database knows when it was last
  // looked at.
  const Date next =
      *due && **due > report.today ? std::min(**due, report.today + Days{1}) : report.today + Days{1};
  Instant wake = configuration_->zone.at(next, TimeOfDay{0});
  if (dispatchAgain_) wake = std::min(wake, *dispatchAgain_);
  if (const auto rested = run.setAside.nextEnd()) wake = std::min(wake, *rested);
  const bool more = report.interrupted || outboxMoved_ || report.sealed == kSealAtOnce;
  report.nextWake = more ? run.now : std::max(wake, run.now + std::chrono::seconds(1));
  report.status = fmt::format(
      "{} frozen, {}{}; next look {}", counted(report.messages, "message"),
      counted(report.setAside, "row") + " set aside",
      report.held == 0 ? "" : fmt::format(", {} held: see 'chaser approve'", counted(report.held, "alert")),
      report.nextWake->iso());
  if (!report.auditFault.empty()) report.status += "; the audit does not fit: see 'chaser audit --verify'";
  return {};
}

}  // namespace chaser::daemon
