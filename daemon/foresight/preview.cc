// SPDX-License-Identifier: Apache-2.0
#include "daemon/foresight/preview.h"

#include <algorithm>
#include <utility>

#include "common/fold.h"
#include "daemon/approve.h"
#include "daemon/foresight/forecast.h"
#include "daemon/link_keys.h"
#include "daemon/sim/simulation.h"

namespace chaser::daemon {

namespace {

/// What left on that day of the play.
Outcome readDay(Simulation& play, const Zone& zone, MessageId after, const std::string& to, Preview& result) {
  auto messages = play.store().messagesAfter(after);
  if (!messages) return fail(messages.error());
  result.messages.clear();
  for (auto& message : *messages) {
    if (!message.sentAt || zone.dayOf(*message.sentAt) != result.day) continue;
    if (to.empty() || foldWords(message.to) == foldWords(to)) result.messages.push_back(std::move(message));
  }
  return {};
}

}  // namespace

Result<Preview> preview(const store::Scratch& scratch,
                        const std::shared_ptr<const Configuration>& configuration, Instant now,
                        std::optional<Date> on, const std::string& to) {
  const auto& zone = configuration->zone;
  auto stage = Stage::rehearsal(scratch);
  if (!stage) return fail(stage.error());
  stage->write = &writeLetter;
  Preview result;
  const auto beginning = beginPlay(*stage->store, *configuration, now, result.notes);
  if (!beginning) return fail(beginning.error());
  // A link in a file that lies about must not answer for anybody.
  if (auto done = forgetLinkKeys(*stage->store); !done) return fail(done.error());

  Simulation play(std::move(*stage), configuration, now);
  if (auto done = play.tick(); !done) return fail(done.error());
  if (!play.lastTick().clockHold.empty()) {
    result.notes.push_back("chaserd would do nothing before 'chaser approve --clock': " +
                           play.lastTick().clockHold);
    if (auto done = approveClock(play.store()); !done) return fail(done.error());
  }
  const Date today = zone.dayOf(now);
  const Date last = on.value_or(today + kPreviewAhead);
  for (Date day = on.value_or(today); day <= last; day = day + Days{1}) {
    result.day = day;
    const auto end = zone.at(day + Days{1}, TimeOfDay{0}) - Instant::Duration(1);
    if (auto done = play.runUntil(end); !done) return fail(done.error());
    if (auto done = readDay(play, zone, beginning->lastSettled, to, result); !done) return fail(done.error());
    if (!result.messages.empty()) break;
  }
  result.held = play.lastTick().held;
  for (const auto& mishap : play.mishaps()) {
    if (std::find(result.notes.begin(), result.notes.end(), mishap) == result.notes.end())
      result.notes.push_back(mishap);
  }
  return result;
}

}  // namespace chaser::daemon
