// SPDX-License-Identifier: Apache-2.0
#include "daemon/clock_guard.h"

#include <fmt/format.h>

#include <algorithm>

#include "daemon/memory.h"

namespace chaser::daemon {

namespace {

std::string holdText(Date wallDay, Date lastDay) {
  return fmt::format(
      "the clock says {}, the last day looked at was {}: set the clock right, or run 'chaser approve "
      "--clock'",
      wallDay.iso(), lastDay.iso());
}

Outcome clearHold(store::EngineStore& store) {
  for (const char* name : {memory::kClockHold, memory::kClockApproved}) {
    if (auto done = store.setSetting(name, std::nullopt); !done) return done;
  }
  return {};
}

}  // namespace

Result<ClockJudgement> ClockGuard::judge(store::EngineStore& store, const memory::Remembered& remembered,
                                         const Clock& clock, const Zone& zone) {
  const Look look{clock.now(), clock.sinceBoot()};
  const Date wallDay = zone.dayOf(look.wall);
  const auto hold = remembered.text(memory::kClockHold);
  const Date known = remembered.day(memory::kToday).value_or(wallDay);
  bool implausible = false;
  if (lastBelieved_) {
    implausible = (look.wall - lastBelieved_->wall) - (look.boot - lastBelieved_->boot) > kPlausibleJump;
  } else if (hold) {
    // Held by a process before this one: what it knew of the boot clock is gone, the days alone are left to
    // judge by.
    implausible = wallDay - known > Days{1};
  } else {
    implausible = wallDay - known > kPlausibleAbsence;
  }

  if (hold) {
    if (remembered.text(memory::kClockApproved)) implausible = false;
    if (!implausible) {
      if (auto done = clearHold(store); !done) return fail(done.error());
    }
  }
  if (implausible) {
    ClockJudgement judgement{known, holdText(wallDay, known)};
    if (hold != judgement.hold) {
      if (auto done = store.setSetting(memory::kClockHold, judgement.hold); !done) return fail(done.error());
    }
    return judgement;
  }
  lastBelieved_ = look;
  return ClockJudgement{std::max(wallDay, known), {}};
}

}  // namespace chaser::daemon
