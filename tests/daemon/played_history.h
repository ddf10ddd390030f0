// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "daemon/approve.h"
#include "plan/draft.h"
#include "plan/merge.h"
#include "tests/daemon/random_history.h"
#include "tests/daemon/watched_engine.h"
#include "tests/plan/support/documents.h"

/// One random history, played: what its events do to the plan, the machine and the configuration.
namespace chaser::daemon::histories {

class History : private WatchedEngine {
 public:
  History(const Plot& plot, Spoil spoil, Compare compare) : WatchedEngine(spoil, compare), plot_(plot) {
    Chance chance(plot.seed);
    start_ = oracle::londonDay(clock_.now().iso());
    for (int rule = 1; rule <= 4; ++rule) world_.rules.push_back(ruleOf(chance, rule, start_));
    closeSomeDays(chance);
    std::string sql = "BEGIN;";
    for (int ref = 1; ref <= 5; ++ref) sql += actionOf(chance, std::to_string(ref), start_);
    if (plot.big) {
      sql +=
          "WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 210) INSERT INTO action (plan_id, "
          "ref, "
          "action, rag, closed_at) SELECT 1, 'old.' || i, 'Done', 'blue', '2017-01-01T00:00:00.000Z' FROM "
          "n;" +
          promiseOf(chance, "(SELECT max(id) FROM action)", 1, start_) + actionOf(chance, "6", start_);
    }
    write(sql + "COMMIT");
    useWorld();
    document_ = {{"1", wordsOf("1"), "31/10/2017 (I)", "Green"},
                 {"2", wordsOf("2"), "November 2017 (A)", ""}};
  }

  Played play() {
    tick();
    for (const auto& event : plot_.events) {
      if (!played_.difference.empty()) break;
      Chance chance(event.seed);
      said_.clear();
      happen(event.kind, chance);
      played_.story.push_back(oracle::isoOf(today()) + " " +
                              kKindNames.at(static_cast<std::size_t>(event.kind)) + ": " + said_);
    }
    tick();
    if (compare_ == Compare::All) compareWithFreshPass();
    return std::move(played_);
  }

 private:
  void closeSomeDays(Chance& chance) {
    world_.closures.clear();
    for (int left = chance.below(30); left > 0; --left)
      world_.closures.insert(start_ + chance.between(-60, 400));
  }

  void happen(Kind kind, Chance& chance) {
    switch (kind) {
      case Kind::Edit:
        return edit(chance);
      case Kind::Import:
        return import(chance);
      case Kind::Days:
        return pass(chance, chance.oneIn(3) ? 1 : chance.between(1, 20));
      case Kind::Off: {
        const int days = chance.between(1, 60);
        shut();
        move(chance, days);
        open();
        say("for " + std::to_string(days) + " days");
        return tick();
      }
      case Kind::Restart:
        shut();
        open();
        return tick();
      case Kind::Kill:
        if (chance.oneIn(2)) move(chance, chance.between(1, 5));
        if (chance.oneIn(2)) edit(chance, false);
        kill(chance);
        if (chance.oneIn(3)) edit(chance, false);
        if (chance.oneIn(3)) move(chance, chance.between(1, 5));
        return tick();
      case Kind::ClockDay: {
        const bool back = chance.oneIn(2);
        clock_.setWall(clock_.now() + std::chrono::hours(back ? -24 : 24));
        say(back ? "back" : "on");
        return tick();
      }
      case Kind::ClockYear:
        return setByAYear(chance);
      case Kind::Rules:
        if (chance.oneIn(4)) move(chance, chance.between(1, 9));
        changeRules(chance);
        return tick();
      case Kind::Reload:
        return reload(chance);
    }
  }

  void say(const std::string& what) { said_ += (said_.empty() ? "" : "; ") + what; }

  void edit(Chance& chance, bool mayTick = true) {
    read();
    std::vector<oracle::Action> some;
    std::vector<std::string> refs;
    for (const auto& [ref, row] : rows_) {
      if (row.closed && ref.starts_with("old.")) continue;
      some.push_back(row);
      refs.push_back(ref.substr(0, ref.find('/')));
    }
    const auto statements = editOf(chance, some, refs, today());
    const int daysAgo = chance.oneIn(6) ? chance.between(1, 40) : 0;
    say(statements + (daysAgo > 0 ? " dated " + std::to_string(daysAgo) + " days ago" : ""));
    write("BEGIN;" + statements + "COMMIT", daysAgo);
    if (mayTick && !chance.oneIn(4)) tick();
  }

  void import(Chance& chance) {
    for (int left = chance.between(1, 3); left > 0; --left) {
      const auto ref = std::to_string(chance.between(1, 9));
      auto row = std::find_if(document_.begin(), document_.end(), [&](const auto& r) { return r[0] == ref; });
      if (chance.oneIn(5) && document_.size() > 1 && row != document_.end()) {
        document_.erase(row);
        continue;
      }
      if (row == document_.end()) row = document_.insert(row, {ref, wordsOf(ref), "", ""});
      const auto civil = oracle::civilOf(today() + chance.between(-30, 60));
      (*row)[2] = std::to_string(civil.day) + "/" + std::to_string(civil.month) + "/" +
                  std::to_string(civil.year) + (chance.oneIn(2) ? " (I)" : " (A)");
      (*row)[3] = chance.oneIn(3) ? "" : "Amber";
    }
    const store::Actor actor{"import", clock_.now() - std::chrono::hours(chance.oneIn(3) ? 24 * 30 : 0)};
    static const auto headings = plan::test::shippedHeadings();
    auto table = document_;
    table.insert(table.begin(), {"No", "Action", "By when", "RAG"});
    const auto draft = got(plan::draftPlan(plan::test::gridOf(table), headings, {}));
    auto transaction = got(store_->begin());
    const PlanId plan = got(store_->plan("p")).value().id;
    plan::MergeOptions options;
    options.prefer = chance.of(std::vector{plan::Prefer::Document, plan::Prefer::Database});
    if (chance.oneIn(2)) options.withdrawAt = actor.at;
    options.columns = got(store_->columns(plan));
    const auto changes = plan::merge(draft, got(store_->storedActions(plan)), options);
    ok(store_->apply(plan, changes, draft.doubts, actor));
    ok(transaction->commit());
    for (const auto& row : document_) say(row[0] + " " + row[2] + " " + row[3]);
    if (!chance.oneIn(4)) tick();
  }

  /// Wall clock and boot clock go on; at some hour of that day.
  void move(Chance& chance, int days) {
    const auto hour = chance.of(std::vector{6, 9, 12, 17, 23});
    const auto noon = clock_.now().iso().substr(0, 10) + "T00:30:00Z";
    clock_.moveTo(at(noon) + std::chrono::hours(24 * days + hour));
  }
  void pass(Chance& chance, int days) {
    say(std::to_string(days));
    const bool daily = chance.oneIn(3);
    if (!daily) move(chance, days);
    for (int left = daily ? days : 0; left > 1 && played_.difference.empty(); --left) {
      move(chance, 1);
      tick();
    }
    tick();
  }

  void setByAYear(Chance& chance) {
    const auto before = clock_.now();
    const bool back = chance.oneIn(3);
    clock_.setWall(before + std::chrono::hours(24 * (back ? -365 : 365)));
    say(back ? "back" : "on");
    if (back) {
      tick();
      if (chance.oneIn(2)) edit(chance);
      say("put right");
      clock_.setWall(before);
      return tick();
    }
    const bool believed = wallDay() - lastDay_.value_or(wallDay()) <= 45;
    const auto report = got(engine_->tick());
    if (!believed && report.clockHold.empty()) return differ("a jump by a year was believed");
    if (!report.clockHold.empty()) compareAlerts("while the clock is not believed");
    if (chance.oneIn(2)) edit(chance, false);
    if (chance.oneIn(3)) {
      shut();
      open();
      say("restart");
    }
    if (chance.oneIn(2)) {
      say("approved");
      return tick();
    }
    say("put right");
    clock_.setWall(before + std::chrono::hours(1));
    tick();
  }

  void changeRules(Chance& chance) {
    auto& rules = world_.rules;
    const int number = chance.between(1, 7);
    const auto id = "r" + std::to_string(number);
    const auto found = std::find_if(rules.begin(), rules.end(), [&](const auto& r) { return r.id == id; });
    if (chance.oneIn(6)) {
      closeSomeDays(chance);
      say("the calendar");
    } else if (found == rules.end()) {
      rules.push_back(ruleOf(chance, number, today()));
      say(id + " added: " + oracle::textOf(rules.back().when) + " for " + rules.back().holdFor.text());
    } else if (chance.oneIn(2) && rules.size() > 1) {
      rules.erase(found);
      say(id + " dropped");
    } else {
      const auto fresh = ruleOf(chance, number, today());
      if (chance.oneIn(3)) found->when = fresh.when;
      if (chance.oneIn(2)) found->holdFor = fresh.holdFor;
      found->after = fresh.after;
      say(id + " altered: " + oracle::textOf(found->when) + " for " + found->holdFor.text() + " after " +
          found->after.text());
    }
    useWorld();
  }

  /// Rules change while the cold pass for others is under way; sometimes back to what they were.
  void reload(Chance& chance) {
    const auto before = world_.rules;
    changeRules(chance);
    const auto brought = agenda();
    int left = chance.between(1, plot_.big ? 14 : 7);
    const auto report = got(engine_->tick([&left] { return --left > 0; }));
    if (report.interrupted) ++played_.halves;
    lookedInPart(brought);
    if (chance.oneIn(3)) move(chance, chance.between(1, 4));
    if (chance.oneIn(3)) edit(chance, false);
    if (chance.oneIn(2)) {
      world_.rules = before;
      say("back to what they were");
      useWorld();
    } else {
      changeRules(chance);
    }
    tick();
  }

  /// In a process of its own, which is killed after some steps of SQLite's.
  void kill(Chance& chance) {
    const auto brought = agenda();
    shut();
    int steps = 1 << chance.between(0, 11);
    steps += chance.below(steps);
    const auto child = ::fork();
    if (child == 0) {
      stepsLeft() = steps;
      sqlite3_auto_extension(reinterpret_cast<void (*)()>(&killLater));
      auto store = store::open(path(), store::Mode::ReadWrite);
      if (!store) ::_exit(3);
      Engine engine(**store, clock_, configuration_);
      ::_exit(engine.tick() ? 0 : 4);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    if (!WIFSIGNALED(status) && WEXITSTATUS(status) != 0) throw std::runtime_error("the child failed");
    if (WIFSIGNALED(status)) ++played_.kills;
    open();
    say(WIFSIGNALED(status) ? "after " + std::to_string(steps) + " steps" : "too late");
    lookedInPart(brought);
  }
  static int& stepsLeft() {
    static int left = 0;
    return left;
  }
  static int killLater(sqlite3* db, char** /*error*/, const void* /*api*/) {
    constexpr int kInstructions = 40;
    sqlite3_progress_handler(
        db, kInstructions,
        [](void*) {
          if (--stepsLeft() <= 0) std::raise(SIGKILL);
          return 0;
        },
        nullptr);
    return SQLITE_OK;
  }

  const Plot& plot_;
  oracle::Day start_ = 0;
  std::vector<std::vector<std::string>> document_;  // as the last import had it
  std::string said_;
};

inline Played play(const Plot& plot, Spoil spoil = Spoil::Nothing, Compare compare = Compare::All) {
  useQuickFolder();
  return History(plot, spoil, compare).play();
}

}  // namespace chaser::daemon::histories
