// SPDX-License-Identifier: Apache-2.0
#include "daemon/engine.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "common/text.h"
#include "daemon/engine_run.h"
#include "daemon/feed.h"
#include "daemon/home.h"
#include "daemon/keeping.h"
#include "daemon/memory.h"
#include "daemon/notices.h"
#include "daemon/storm.h"

namespace chaser::daemon {

namespace {

/// How often edits may come between looking and freezing before the rest is left to the next tick.
constexpr int kMostRounds = 5;
/// However soon something is due, it is looked at no sooner than that.
constexpr std::chrono::seconds kShortestSleep{1};

}  // namespace

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
  const auto mark = store_.writeMark();
  if (!mark) return fail(mark.error());
  auto rest = std::exchange(rest_, std::nullopt);
  if (rest && !standsStill(*rest, *mark)) rest.reset();
  const auto remembered =
      rest ? Result<memory::Remembered>(rest->remembered) : memory::Remembered::read(store_);
  if (!remembered) return fail(remembered.error());
  const auto judged = clockGuard_.judge(store_, *remembered, clock_, configuration_->zone);
  if (!judged) return fail(judged.error());
  if (!judged->hold.empty()) {
    TickReport report;
    report.today = judged->today;
    report.clockHold = judged->hold;
    report.status = judged->hold;
    return report;
  }
  if (rest && judged->today == rest->report.today) {
    rest_ = std::move(rest);
    return rest_->report;
  }
  return tick(pulse, judged->today, *remembered, *mark);
}

/// Whether the next tick would find what that one did: nothing was written since, nothing was said to move,
/// and the moment at which anything is due has not come. Which day it is, the clock guard says.
bool Engine::standsStill(const Rest& rest, const store::WriteMark& mark) const {
  return rest.mark == mark && !outboxMoved_ && clock_.now() + kShortestSleep <= *rest.report.nextWake;
}

Result<TickReport> Engine::tick(const Pulse& pulse, Date today, const memory::Remembered& remembered,
                                const store::WriteMark& mark) {
  // Only what comes of a tick that was whole is known to the dispatcher, and only while nobody else wrote.
  const auto writtenByOthers = std::exchange(writtenByOthers_, std::nullopt);
  const auto passIsDue = announceColdPass(remembered);
  if (!passIsDue) return fail(passIsDue.error());
  Run run = open(pulse, today, remembered);
  run.coldPassIsDue = *passIsDue;
  if (outboxMoved_ || run.tickIsOpen || run.lastDay != today || writtenByOthers != mark.others)
    dispatcher_.lookAtAll();
  for (const auto step : {&Engine::drain, &Engine::sendOff, &Engine::close}) {
    if (auto done = (this->*step)(run); !done) {
      // What was looked at is stored, and won't be again today: the next tick has to dispatch it.
      outboxMoved_ = true;
      return fail(done.error());
    }
  }
  if (!run.report.interrupted) writtenByOthers_ = mark.others;
  if (auto done = rememberRest(run, remembered, mark); !done) return fail(done.error());
  return std::move(run.report);
}

Outcome Engine::rememberRest(const Run& run, const memory::Remembered& remembered,
                             const store::WriteMark& mark) {
  const auto& report = run.report;
  const bool idle = !report.interrupted && !outboxMoved_ && report.looked == 0 && report.messages == 0 &&
                    report.dropped == 0 && report.faults.empty();
  if (!idle) return {};
  const auto now = store_.writeMark();
  if (!now) return fail(now.error());
  if (now->own == mark.own) rest_ = Rest{mark, remembered, report};
  return {};
}

Engine::Run Engine::open(const Pulse& pulse, Date today, const memory::Remembered& remembered) const {
  Run run{.pulse = pulse, .now = clock_.now()};
  run.report.today = today;
  // A tick that was interrupted goes on under its number, so that the storm guard sees the whole of it.
  run.tickIsOpen = remembered.text(memory::kTickOpen).has_value();
  run.tick = remembered.number(memory::kTick) + (run.tickIsOpen ? 0 : 1);
  run.cursor = remembered.number(memory::kCursor);
  run.lastDay = remembered.day(memory::kToday);
  run.setAside = SetAside::parse(remembered.text(memory::kSetAside).value_or(std::string()));
  return run;
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
    const auto sent = dispatcher_.run(*configuration_, report.today, run.now, run.cursor, run.looked, pulse);
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
    const auto forgotten =
        forgetOld(store_, *configuration_, report.today, run.now, [&run] { return run.goesOn(); });
    if (!forgotten) return fail(forgotten.error());
    report.forgotten = forgotten->all();
  }
  bool moreToTell = false;
  if (!report.interrupted) {
    const auto told =
        tellWebhooks(store_, *configuration_, report.today, run.now, [&run] { return run.goesOn(); });
    if (!told) return fail(told.error());
    report.messages += told->messages;
    report.faults.insert(report.faults.end(), told->faults.begin(), told->faults.end());
    moreToTell = told->more;
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

  const auto away = homeHold(store_);
  if (!away) return fail(away.error());
  if (*away) report.homeHold = withAdoption((*away)->why);

  const auto due = store_.nextDue();
  if (!due) return fail(due.error());
  // The next day is looked at even when nothing is due: so that an idle database knows when it was last
  // looked at.
  const Date next =
      *due && **due > report.today ? std::min(**due, report.today + Days{1}) : report.today + Days{1};
  Instant wake = configuration_->zone.at(next, TimeOfDay{0});
  if (dispatchAgain_) wake = std::min(wake, *dispatchAgain_);
  if (const auto rested = run.setAside.nextEnd()) wake = std::min(wake, *rested);
  const bool more = report.interrupted || outboxMoved_ || moreToTell || report.sealed == kSealAtOnce;
  report.nextWake = more ? run.now : std::max(wake, run.now + kShortestSleep);
  report.status = fmt::format(
      "{} frozen, {}{}; next look {}", counted(report.messages, "message"),
      counted(report.setAside, "row") + " set aside",
      report.held == 0 ? "" : fmt::format(", {} held: see 'chaser approve'", counted(report.held, "alert")),
      report.nextWake->iso());
  if (!report.homeHold.empty()) report.status += "; nothing is sent: " + report.homeHold;
  if (!report.auditFault.empty()) report.status += "; the audit does not fit: see 'chaser audit --verify'";
  return {};
}

}  // namespace chaser::daemon
