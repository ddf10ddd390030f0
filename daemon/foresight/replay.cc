// SPDX-License-Identifier: Apache-2.0
#include "daemon/foresight/replay.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "daemon/sim/simulation.h"
#include "store/scratch.h"

namespace chaser::daemon {

namespace {

/// What is written within this long of what went before is seen at once: a big import dates its rows one
/// after the other and is one transaction all the same.
constexpr std::chrono::seconds kOneWriting{1};

Instant lastOf(Date day, const Zone& zone) {
  return zone.at(day + Days{1}, TimeOfDay{0}) - Instant::Duration(1);
}

/// Somebody who does again what was done.
class Past {
 public:
  Past(const store::History& history, store::Console& console) : history_(history), console_(console) {}

  /// What was done before the play begins, which no engine saw happen.
  Outcome writeDown(Instant begin) {
    for (const auto& silence : history_.silences) {
      if (const auto done = console_.run(silence); !done) return fail(done.error());
    }
    while (next_ < history_.steps.size() && history_.steps[next_].when < begin) doOne();
    return {};
  }

  /// The rest, up to that instant, as it will happen.
  std::vector<ScriptEvent> events(Instant end) {
    std::vector<ScriptEvent> events;
    Instant began;
    for (auto at = next_; at < history_.steps.size() && history_.steps[at].when <= end; ++at) {
      const auto when = history_.steps[at].when;
      const bool goesOn = !events.empty() && when - began <= kOneWriting;
      if (!goesOn) {
        events.emplace_back();
        began = when;
      }
      auto& event = events.back();
      event.at = when;
      event.kind = ScriptEvent::Kind::Act;
      event.act = [this, last = at + 1]() -> Outcome {
        while (next_ < last) doOne();
        return {};
      };
    }
    return events;
  }

  /// Edits that could not be done again, in SQLite's words.
  [[nodiscard]] const std::vector<std::string>& mishaps() const { return mishaps_; }

 private:
  void doOne() {
    const auto done = store::doAgain(console_, history_.steps[next_++]);
    if (!done) mishaps_.push_back("an edit could not be done again: " + done.error().text());
  }

  const store::History& history_;
  store::Console& console_;
  std::size_t next_ = 0;
  std::vector<std::string> mishaps_;
};

/// What makes an item the same in both.
auto identityOf(const SaidItem& said) {
  const auto& item = said.item;
  const bool notice = item.kind == alerts::toString(alerts::ItemKind::Notice);
  return std::tuple(said.to, said.kind, item.subject.action, item.subject.milestone, item.rule, item.step,
                    item.kind, item.occurrence, item.role, notice ? item.text : std::string());
}
using Identity = decltype(identityOf(SaidItem{}));
using Sayings = std::map<Identity, std::vector<SaidItem>>;

Sayings sayingsOf(const Forecast& told, const Zone& zone) {
  Sayings sayings;
  for (const auto& message : told.messages) {
    for (const auto& item : message.items) {
      SaidItem said{zone.dayOf(message.at), message.to, message.kind, item};
      sayings[identityOf(said)].push_back(std::move(said));
    }
  }
  return sayings;
}

/// Those that both have on one day are taken out.
void takeOutSame(std::vector<SaidItem>& before, std::vector<SaidItem>& after) {
  for (auto one = before.begin(); one != before.end();) {
    const auto same =
        std::find_if(after.begin(), after.end(), [&](const SaidItem& other) { return other.on == one->on; });
    if (same == after.end()) {
      ++one;
      continue;
    }
    after.erase(same);
    one = before.erase(one);
  }
}

/// Messages and what is wanted, of those days and that plan.
void keepDays(Forecast& told, const Zone& zone) {
  const auto outside = [&](Date day) { return day < told.from || day > told.until; };
  auto& messages = told.messages;
  messages.erase(std::remove_if(messages.begin(), messages.end(),
                                [&](const Told& message) { return outside(zone.dayOf(message.at)); }),
                 messages.end());
  auto& unsaid = told.unsaid;
  unsaid.erase(std::remove_if(unsaid.begin(), unsaid.end(),
                              [&](const ToldItem& item) { return outside(item.wantedOn); }),
               unsaid.end());
}

}  // namespace

Result<Forecast> replay(const store::History& history,
                        const std::shared_ptr<const Configuration>& configuration, Date from, Date to,
                        const ReplayWishes& wishes) {
  const auto& zone = configuration->zone;
  Date first = from;
  if (history.engineBegan && !wishes.afresh) first = std::min(first, zone.dayOf(*history.engineBegan));
  const auto begin = zone.at(first, TimeOfDay{0});
  const auto end = lastOf(to, zone);

  const auto scratch = store::Scratch::empty();
  if (!scratch) return fail(scratch.error());
  auto console = scratch->console();
  if (!console) return fail(console.error());
  Past past(history, *console);
  if (auto done = past.writeDown(begin); !done) return fail(done.error());
  auto stage = Stage::rehearsal(*scratch);
  if (!stage) return fail(stage.error());
  // When somebody said yes is not in the record.
  stage->approves = true;
  Simulation play(std::move(*stage), configuration, begin);
  play.add(past.events(end));
  if (auto done = play.runUntil(end); !done) return fail(done.error());

  Forecast result;
  result.from = from;
  result.until = to;
  result.notes = past.mishaps();
  if (auto done = readPlay(play, {}, wishes.plan, result); !done) return fail(done.error());
  keepDays(result, zone);
  return result;
}

Result<Forecast> reallySaid(store::Store& store, const Zone& zone, Date from, Date to,
                            const std::string& plan) {
  Forecast result;
  result.from = from;
  result.until = to;
  auto story = readStory(store);
  if (!story) return fail(story.error());
  result.messages = std::move(*story);
  keepDays(result, zone);
  keepOnly(plan, result);
  return result;
}

std::vector<PersonsChange> compare(const Forecast& before, const Forecast& after, const Zone& zone) {
  auto was = sayingsOf(before, zone);
  auto now = sayingsOf(after, zone);
  for (const auto& [identity, said] : was) now.try_emplace(identity);
  std::map<std::string, PersonsChange> people;
  for (auto& [identity, said] : now) {
    auto& said0 = was[identity];
    takeOutSame(said0, said);
    auto& person = people[std::get<0>(identity)];
    person.to = std::get<0>(identity);
    const auto both = std::min(said0.size(), said.size());
    for (std::size_t i = 0; i < both; ++i) person.moved.push_back({said0[i].on, std::move(said[i])});
    const auto rest = static_cast<std::ptrdiff_t>(both);
    person.takenAway.insert(person.takenAway.end(), said0.begin() + rest, said0.end());
    person.added.insert(person.added.end(), said.begin() + rest, said.end());
  }
  std::vector<PersonsChange> changes;
  for (auto& [to, person] : people) {
    if (person.none()) continue;
    const auto byDay = [](const SaidItem& a, const SaidItem& b) { return a.on < b.on; };
    std::stable_sort(person.added.begin(), person.added.end(), byDay);
    std::stable_sort(person.takenAway.begin(), person.takenAway.end(), byDay);
    std::stable_sort(person.moved.begin(), person.moved.end(),
                     [](const auto& a, const auto& b) { return a.now.on < b.now.on; });
    changes.push_back(std::move(person));
  }
  return changes;
}

}  // namespace chaser::daemon
