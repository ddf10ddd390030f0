// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "common/source.h"
#include "daemon/approve.h"
#include "rules/rule.h"
#include "store/scratch.h"
#include "tests/daemon/beginning.h"
#include "tests/daemon/house.h"
#include "tests/daemon/random_history.h"

/// An engine over a real database, and the oracle beside it: after each tick the oracle is told what the
/// engine could see, and says what must have come of it.
namespace chaser::daemon::histories {

class WatchedEngine {
 protected:
  WatchedEngine(Spoil spoil, Compare compare)
      : spoil_(spoil), compare_(compare), clock_(at("2017-10-02T09:00:00Z")) {
    std::filesystem::copy_file(Beginning::get().folder / "plan.db", path());
    open();
  }

  [[nodiscard]] std::string path() const { return (folder_ / "plan.db").string(); }
  [[nodiscard]] oracle::Day wallDay() const { return oracle::londonDay(clock_.now().iso()); }
  [[nodiscard]] oracle::Day today() const { return std::max(lastDay_.value_or(wallDay()), wallDay()); }

  void open() {
    store_ = got(store::open(path(), store::Mode::ReadWrite));
    shell_ = std::make_unique<store::Console>(got(store::Console::open(path())));
    if (configuration_) engine_ = std::make_unique<Engine>(*store_, clock_, configuration_);
  }
  void shut() {
    engine_.reset();
    shell_.reset();
    store_.reset();
  }
  store::Console::Rows ask(const std::string& query) { return got(shell_->run(query)); }
  /// Somebody writes: at the clock's time, or dated earlier.
  void write(const std::string& statements, int daysAgo = 0) {
    const auto when = clock_.now() - std::chrono::hours(24 * daysAgo);
    ask("INSERT OR REPLACE INTO setting VALUES ('as_of', '" + when.iso() + "');" + statements);
  }

  void useWorld() {
    auto next = std::make_shared<Configuration>(Beginning::get().configuration);
    Diagnostics diagnostics;
    next->rules =
        rules::loadRules({std::make_shared<Source>(Source{"own.yaml", textOf(world_.rules)})}, diagnostics);
    for (const auto& diagnostic : diagnostics) {
      if (diagnostic.level == Level::Error) throw std::runtime_error(diagnostic.render());
    }
    std::vector<plan::WorkingCalendar::Holiday> holidays;
    holidays.reserve(world_.closures.size());
    for (const auto closed : world_.closures) holidays.push_back({Date::fromEpochDays(closed), "closed"});
    next->calendar = plan::WorkingCalendar("own", holidays);
    configuration_ = std::move(next);
    worldNumber_ = worlds_.try_emplace(configuration_->fingerprint(), static_cast<int>(worlds_.size()) + 1)
                       .first->second;
    if (engine_) {
      engine_->use(configuration_);
    } else {
      engine_ = std::make_unique<Engine>(*store_, clock_, configuration_);
    }
  }

  void tick() {
    if (!played_.difference.empty()) return;
    spoilMemory();
    const auto brought = agenda();
    auto report = got(engine_->tick());
    if (!report.clockHold.empty()) {
      ++played_.holds;
      compareAlerts("while the clock is not believed");
      got(approveClock(*store_));
      report = got(engine_->tick());
    }
    const auto on = today();
    if (report.today.epochDays() != on || !report.clockHold.empty())
      return differ("today is " + report.today.iso() + ", and should be " + oracle::isoOf(on) + " " +
                    report.clockHold);
    for (const auto& fault : report.faults) differ(fault);
    read();
    std::map<std::string, std::vector<oracle::Past>> next;
    for (const auto& ref : refs()) {
      for (auto past : pastsOf(ref)) {
        lookAt(past, ref, on, brought);
        oracle::takeBack(past);
        add(next[ref], std::move(past));
      }
    }
    pasts_ = std::move(next);
    lastDay_ = on;
    ++played_.looks;
    compareAlerts("after the tick");
    if (compare_ == Compare::All) compareAgenda();
    if (compare_ == Compare::All && (played_.looks % 6 == 0)) compareWithFreshPass();
  }

  /// A tick was stopped somewhere. Each action was looked at or was not, and what was over was taken back or
  /// was not: from now on it has several possible pasts, until the next comparison tells which it was.
  void lookedInPart(const std::map<int, oracle::Day>& brought) {
    const auto on = today();
    read();
    std::map<std::string, std::vector<oracle::Past>> next;
    for (const auto& ref : refs()) {
      for (const auto& past : pastsOf(ref)) {
        add(next[ref], past);
        auto looked = past;
        lookAt(looked, ref, on, brought);
        add(next[ref], looked);
        oracle::takeBack(looked);
        add(next[ref], std::move(looked));
      }
    }
    pasts_ = std::move(next);
    const auto stored = ask("SELECT value FROM setting WHERE name = 'engine.today'");
    if (!stored.empty()) lastDay_ = oracle::fromIso(stored.front().front());
  }

  void spoilMemory() {
    switch (spoil_) {
      case Spoil::Nothing:
        return;
      case Spoil::DropAgenda:
        ask("DELETE FROM agenda WHERE action_id % 2 = 0");
        return;
      case Spoil::LateAgenda:
        ask("UPDATE agenda SET look_on = date(look_on, '+3 days') WHERE action_id % 2 = 0 AND look_on > '" +
            oracle::isoOf(lastDay_.value_or(0)) + "'");
        return;
      case Spoil::ForgetChanges:
        ask("INSERT OR REPLACE INTO setting SELECT 'engine.cursor', max(seq) FROM change_log");
        return;
      case Spoil::SkipColdPass:
        ask("INSERT OR REPLACE INTO setting VALUES ('engine.fingerprint', '" + configuration_->fingerprint() +
            "')");
        return;
    }
  }

  void read() {
    rows_.clear();
    for (const auto& r :
         ask("SELECT id, ref || '/' || part, closed_at, updated_at, rag FROM action ORDER BY id")) {
      auto& row = rows_[r[1]];
      row.id = std::stoi(r[0]);
      row.closed = !r[2].empty();
      if (!r[3].empty()) row.updated = oracle::londonDay(r[3]);
      row.rag = placeIn(oracle::kColours, r[4]);
      refOf_[row.id] = r[1];
    }
    for (const auto& r :
         ask("SELECT action_id, id, position, basis, due, baseline_due, agreed_at, state, slips, "
             "review FROM milestone ORDER BY action_id, id")) {
      auto& promises = rows_[refOf_.at(std::stoi(r[0]))].promises;
      oracle::Promise promise;
      promise.id = std::stoi(r[1]);
      promise.place = std::stoi(r[2]);
      promise.basis = placeIn(oracle::kBases, r[3]);
      if (!r[4].empty()) promise.due = oracle::fromIso(r[4]);
      if (!r[5].empty()) promise.baseline = oracle::fromIso(r[5]);
      if (!r[6].empty()) promise.agreed = oracle::londonDay(r[6]);
      promise.state = placeIn(oracle::kStates, r[7]).value_or(0);
      promise.slips = std::stoi(r[8]);
      promise.review = r[9] == "1";
      promises.push_back(promise);
    }
    for (const auto& r : ask("SELECT seq, action_id, at FROM change_log WHERE seq > " +
                             std::to_string(readTo_) + " ORDER BY seq")) {
      readTo_ = std::stol(r[0]);
      changes_[std::stoi(r[1])].emplace_back(readTo_, oracle::londonDay(r[2]));
    }
  }
  static std::optional<int> placeIn(const std::vector<std::string>& words, const std::string& word) {
    for (std::size_t i = 0; i < words.size(); ++i) {
      if (words[i] == word) return static_cast<int>(i);
    }
    return std::nullopt;
  }
  std::map<int, oracle::Day> agenda() {
    std::map<int, oracle::Day> days;
    for (const auto& r : ask("SELECT action_id, look_on FROM agenda"))
      days[std::stoi(r[0])] = oracle::fromIso(r[1]);
    return days;
  }
  /// Of all actions, those that are gone as well.
  [[nodiscard]] std::set<std::string> refs() const {
    std::set<std::string> all;
    for (const auto& [ref, row] : rows_) all.insert(ref);
    for (const auto& [ref, pasts] : pasts_) all.insert(ref);
    return all;
  }
  [[nodiscard]] std::vector<oracle::Past> pastsOf(const std::string& ref) const {
    const auto found = pasts_.find(ref);
    return found == pasts_.end() ? std::vector<oracle::Past>(1) : found->second;
  }
  static void add(std::vector<oracle::Past>& pasts, oracle::Past past) {
    if (std::find(pasts.begin(), pasts.end(), past) == pasts.end()) pasts.push_back(std::move(past));
  }

  void lookAt(oracle::Past& past, const std::string& ref, oracle::Day on,
              const std::map<int, oracle::Day>& brought) const {
    const auto found = rows_.find(ref);
    const int row = found == rows_.end() ? 0 : found->second.id;
    if (row != past.row) {
      oracle::forget(past, on);
      if (row != 0) handOver(past, found->second);
    }
    if (row == 0) return;
    oracle::Look look{on, on, std::nullopt};
    std::optional<oracle::Day> edited;
    if (const auto changes = changes_.find(row); changes != changes_.end()) {
      for (const auto& [seq, day] : changes->second) {
        if (seq > past.seen) edited = std::min(edited.value_or(day), day);
        past.seen = std::max(past.seen, seq);
      }
    }
    const auto due = brought.find(row);
    if (edited) {
      look.from = std::min(on, *edited);
      look.knownFrom = lastDay_.value_or(on);
    } else if (past.worldThen == worldNumber_) {
      look.from = std::min(on, past.lookedOn.value_or(on) + 1);
    } else if (due != brought.end()) {
      look.from = std::min(on, due->second);
    }
    past.worldThen = worldNumber_;
    oracle::look(past, found->second, world_, look);
  }
  /// The row was replaced by another of its ref: its alerts are that one's now.
  static void handOver(oracle::Past& past, const oracle::Action& row) {
    for (auto& life : past.lives) {
      const auto& promises = row.promises;
      const auto same = std::find_if(promises.begin(), promises.end(),
                                     [&](const auto& p) { return p.place == life.place; });
      if (life.promise != 0 && same != promises.end()) life.promise = same->id;
    }
    past.row = row.id;
  }

  void differ(const std::string& how) {
    if (played_.difference.empty()) played_.difference = how;
  }

  void compareAlerts(const std::string& when) {
    std::map<std::string, std::set<std::string>> actual;
    for (const auto& r : ask("SELECT ref || '/' || part, rule, milestone_id, state, since, ifnull(fired_on, "
                             "'-'), ifnull((SELECT "
                             "made_on FROM step_made WHERE alert_id = alert.id AND occurrence = 1 AND kind = "
                             "'ask'), '-') FROM "
                             "alert WHERE state <> 'resolved'")) {
      actual[r[0]].insert(r[1] + " of " + r[2] + " " + r[3] + " since " + r[4] + ", fired " + r[5] +
                          ", first rung " + r[6]);
      ++played_.alerts;
    }
    for (auto& [ref, pasts] : pasts_) {
      std::vector<oracle::Past> fitting;
      std::string wanted;
      for (const auto& past : pasts) {
        std::set<std::string> lives;
        for (const auto& life : past.lives) {
          if (!life.resolved) lives.insert(life.text());
        }
        wanted += "\n  wanted";
        for (const auto& life : lives) wanted += "\n    " + life;
        if (lives == actual[ref]) fitting.push_back(past);
      }
      if (fitting.empty()) {
        wanted += "\n  found";
        for (const auto& alert : actual[ref]) wanted += "\n    " + alert;
        return differ(when + ", " + ref + ":" + wanted);
      }
      pasts = std::move(fitting);
    }
    for (const auto& [ref, alerts] : actual) {
      if (!alerts.empty() && pasts_.count(ref) == 0) differ(when + ", an alert of nothing: " + ref);
    }
  }

  /// No day on which anything changes lies before the day on which it will be looked at again.
  void compareAgenda() {
    constexpr oracle::Day kFar = 150;
    const auto days = agenda();
    for (const auto& [ref, row] : rows_) {
      const auto found = days.find(row.id);
      const auto& past = pasts_.at(ref).front();
      const oracle::Day lookOn = found == days.end() ? lastDay_.value() + kFar : found->second;
      if (lookOn <= lastDay_.value()) return differ("the agenda of " + ref + " is not in the future");
      auto& seen = checked_[ref];
      if (seen.row == row && seen.world == worldNumber_ && seen.pending == pendingOf(past) &&
          found != days.end() && seen.lookOn == lookOn)
        continue;
      seen = {row, worldNumber_, lookOn, pendingOf(past)};
      const auto last = std::min(lookOn, lastDay_.value() + kFar);
      for (const auto& rule : world_.rules) {
        for (const auto* promise : oracle::subjectsOf(rule, row)) {
          const auto on = [&](oracle::Day d) {
            return oracle::holds(rule, row, promise, d, world_.closures);
          };
          const bool now = on(lastDay_.value());
          for (oracle::Day d = lastDay_.value() + 1; d < last; ++d) {
            if (on(d) != now)
              return differ("the agenda of " + ref + " says " + oracle::isoOf(lookOn) + ", but " + rule.id +
                            " changes on " + oracle::isoOf(d));
          }
        }
      }
      for (const auto end : pendingOf(past)) {
        if (end < last) return differ("the agenda of " + ref + " is later than a `for:` that ends");
      }
    }
  }
  [[nodiscard]] std::set<oracle::Day> pendingOf(const oracle::Past& past) const {
    std::set<oracle::Day> ends;
    for (const auto& life : past.lives) {
      for (const auto& rule : world_.rules) {
        if (!life.resolved && !life.fired && life.rule == rule.id)
          ends.insert(oracle::plus(life.since, rule.holdFor, world_.closures));
      }
    }
    return ends;
  }

  /// An engine that knows nothing, over a copy, comes to hold the same true and to look again no earlier; but
  /// for clocks of `for:`, which begin with it.
  void compareWithFreshPass() {
    if (!played_.difference.empty()) return;
    const auto query =
        "SELECT action_id || ' ' || rule || ' ' || milestone_id FROM alert WHERE state <> 'resolved' AND "
        "rule_gone_on IS NULL ORDER BY 1";
    const auto pendingQuery = "SELECT DISTINCT action_id FROM alert WHERE state = 'pending'";
    const auto copy = got(store::Scratch::copyOf(path()));
    auto store = got(copy.open());
    auto shell = got(copy.console());
    ok(store->beginAnew({"engine.", "clock."}, clock_.now()));
    const ScriptedClock clock(at(oracle::isoOf(lastDay_.value()) + "T12:00:00Z"));
    Engine engine(*store, clock, configuration_);
    got(engine.tick());
    ++played_.freshPasses;
    std::string here, there;
    for (const auto& r : ask(query)) here += "\n    " + r[0];
    for (const auto& r : got(shell.run(query))) there += "\n    " + r[0];
    if (here != there)
      return differ("a fresh cold pass holds else true:\n  here" + here + "\n  there" + there);
    std::set<std::string> pending;
    for (const auto& r : ask(pendingQuery)) pending.insert(r[0]);
    for (const auto& r : got(shell.run(pendingQuery))) pending.insert(r[0]);
    std::map<std::string, std::pair<std::string, std::string>> days;
    const auto agendaQuery = "SELECT action_id, look_on FROM agenda";
    for (const auto& r : ask(agendaQuery)) days[r[0]].first = r[1];
    for (const auto& r : got(shell.run(agendaQuery))) days[r[0]].second = r[1];
    for (const auto& [action, both] : days) {
      // Earlier it may be: it was set when less was known, and the next look moves it on.
      const bool later = !both.second.empty() && (both.first.empty() || both.first > both.second);
      if (later && pending.count(action) == 0)
        return differ("the agenda of " + action + " is " + both.first + ", of a fresh cold pass " +
                      both.second);
    }
  }

  struct Checked {
    oracle::Action row;
    int world = 0;
    oracle::Day lookOn = 0;
    std::set<oracle::Day> pending;
  };

  const Spoil spoil_;
  const Compare compare_;
  Folder folder_;
  ScriptedClock clock_;
  oracle::World world_;
  int worldNumber_ = 0;
  std::map<std::string, int> worlds_;  // by the configuration's fingerprint
  std::shared_ptr<const Configuration> configuration_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<store::Console> shell_;
  std::unique_ptr<Engine> engine_;

  std::map<std::string, oracle::Action> rows_;
  std::map<int, std::string> refOf_;
  std::map<int, std::vector<std::pair<std::int64_t, oracle::Day>>>
      changes_;  // by action: which, and of which day
  std::int64_t readTo_ = 0;
  std::map<std::string, std::vector<oracle::Past>> pasts_;  // those that are possible, by ref
  std::optional<oracle::Day> lastDay_;                      // of the last tick that ended
  std::map<std::string, Checked> checked_;
  Played played_;
};

}  // namespace chaser::daemon::histories
