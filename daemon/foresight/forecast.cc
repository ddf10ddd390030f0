// SPDX-License-Identifier: Apache-2.0
#include "daemon/foresight/forecast.h"

#include <algorithm>
#include <limits>
#include <map>
#include <utility>

#include "daemon/approve.h"
#include "daemon/home.h"
#include "daemon/memory.h"
#include "daemon/rehearsal.h"
#include "daemon/sim/simulation.h"

namespace chaser::daemon {

namespace {

constexpr std::size_t kMostNotes = 50;

Result<Beginning> beginningOf(store::Store& store, Instant now) {
  Beginning beginning;
  beginning.at = now;
  const auto newest = store.messages(std::nullopt, 1);
  if (!newest) return fail(newest.error());
  if (!newest->empty()) beginning.lastSettled = newest->front().id;
  for (const auto state : {store::MessageState::Ready, store::MessageState::Sending}) {
    const auto open = store.messages(state, std::numeric_limits<std::int32_t>::max());
    if (!open) return fail(open.error());
    for (const auto& message : *open) {
      beginning.lastSettled = std::min(beginning.lastSettled, MessageId{message.id.value - 1});
    }
  }
  const auto last = store.lastItem();
  if (!last) return fail(last.error());
  beginning.lastItem = *last;
  return beginning;
}

/// As the daemon at its start, except that what it would refuse or hold is said and assumed to be put right.
Outcome enterPlay(store::Store& store, const Configuration& configuration, Instant now,
                  std::vector<std::string>& notes) {
  const auto anew = enter(store, configuration.settings.deliver, now);
  if (!anew && anew.error().kind != ErrorKind::Input) return fail(anew.error());
  if (!anew) {
    notes.push_back(anew.error().what + "; this forecast goes on all the same");
  } else if (*anew) {
    notes.emplace_back("until now this database was only rehearsed with: what was rehearsed is forgotten");
  }
  const auto away = homeHold(store);
  if (!away) return fail(away.error());
  if (*away) {
    notes.push_back((*away)->why + ", so nothing is sent; this forecast goes on all the same");
    return store.setSetting(memory::kHomeHeld, std::nullopt);
  }
  return {};
}

}  // namespace

Result<Beginning> beginPlay(store::Store& store, const Configuration& configuration, Instant now,
                            std::vector<std::string>& notes) {
  if (auto done = enterPlay(store, configuration, now, notes); !done) return fail(done.error());
  return beginningOf(store, now);
}

void keepOnly(const std::string& plan, Forecast& result) {
  if (plan.empty()) return;
  const auto ofOther = [&](const ToldItem& item) { return item.plan != plan; };
  for (auto& message : result.messages) {
    message.items.erase(std::remove_if(message.items.begin(), message.items.end(), ofOther),
                        message.items.end());
  }
  const auto empty = [](const Told& told) { return told.items.empty(); };
  auto& messages = result.messages;
  messages.erase(std::remove_if(messages.begin(), messages.end(), empty), messages.end());
  auto& unsaid = result.unsaid;
  unsaid.erase(std::remove_if(unsaid.begin(), unsaid.end(), ofOther), unsaid.end());
}

Outcome readPlay(Simulation& play, const Beginning& since, const std::string& plan, Forecast& result) {
  auto story = readStory(play.store(), since.lastSettled, since.at);
  if (!story) return fail(story.error());
  result.messages = std::move(*story);
  const auto items = play.store().itemsAfter(since.lastItem);
  if (!items) return fail(items.error());
  for (const auto& item : *items) {
    if (item.state == "delivered") continue;
    auto told = describe(play.store(), item.stored.item);
    if (!told) return fail(told.error());
    told->reason = item.reason;
    told->detail = item.detail;
    result.unsaid.push_back(std::move(*told));
  }
  result.held = play.lastTick().held;
  const auto& mishaps = play.mishaps();
  // A row that fails does so every hour: it is said once.
  for (const auto& mishap : mishaps) {
    const auto known = std::find(result.notes.begin(), result.notes.end(), mishap);
    if (known == result.notes.end() && result.notes.size() < kMostNotes) result.notes.push_back(mishap);
  }
  keepOnly(plan, result);
  return {};
}

Result<Forecast> forecast(const store::Scratch& scratch,
                          const std::shared_ptr<const Configuration>& configuration, Instant now, Date until,
                          const ForecastWishes& wishes) {
  const auto& zone = configuration->zone;
  Forecast result;
  result.from = zone.dayOf(now);
  result.until = until;
  auto stage = Stage::rehearsal(scratch);
  if (!stage) return fail(stage.error());
  stage->approves = wishes.approves;
  const auto beginning = beginPlay(*stage->store, *configuration, now, result.notes);
  if (!beginning) return fail(beginning.error());

  Simulation play(std::move(*stage), configuration, now);
  if (auto done = play.tick(); !done) return fail(done.error());
  if (const auto& hold = play.lastTick().clockHold; !hold.empty()) {
    result.notes.push_back("chaserd would do nothing before 'chaser approve --clock': " + hold +
                           ". What follows is for when it was given");
    if (auto done = approveClock(play.store()); !done) return fail(done.error());
  }
  // The last moment of the last day.
  const auto end = zone.at(until + Days{1}, TimeOfDay{0}) - Instant::Duration(1);
  if (auto done = play.runUntil(end); !done) return fail(done.error());

  if (auto done = readPlay(play, *beginning, wishes.plan, result); !done) return fail(done.error());
  return result;
}

WeekTable weeksOf(const Forecast& forecast, const Zone& zone) {
  constexpr Days kWeek{7};
  const auto mondayOf = [](Date day) { return day - Days{static_cast<std::int32_t>(day.weekday())}; };
  WeekTable table;
  for (Date monday = mondayOf(forecast.from); monday <= forecast.until; monday = monday + kWeek) {
    table.mondays.push_back(monday);
  }
  std::map<std::string, WeekTable::Line> lines;
  for (const auto& told : forecast.messages) {
    auto& line =
        lines.try_emplace(told.to, WeekTable::Line{told.to, std::vector<int>(table.mondays.size()), 0})
            .first->second;
    const auto week = (mondayOf(zone.dayOf(told.at)) - table.mondays.front()).count / kWeek.count;
    ++line.messages[static_cast<std::size_t>(week)];
    ++line.total;
  }
  for (auto& [to, line] : lines) table.lines.push_back(std::move(line));
  std::stable_sort(table.lines.begin(), table.lines.end(),
                   [](const auto& a, const auto& b) { return a.total > b.total; });
  return table;
}

}  // namespace chaser::daemon
