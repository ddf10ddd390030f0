// SPDX-License-Identifier: Apache-2.0
#include "daemon/sim/simulation.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <deque>
#include <utility>

#include "daemon/approve.h"
#include "daemon/delivery.h"
#include "daemon/hand_over.h"
#include "daemon/home.h"
#include "daemon/senders.h"
#include "store/console.h"
#include "store/database.h"
#include "store/engine_lock.h"

namespace chaser::daemon {

namespace {

constexpr const char* kAsOf = "as_of";
constexpr std::chrono::seconds kDeliverWithin{60};
/// What is delivered may let the next thing leave; more rounds than this at one instant would be a circle.
constexpr int kMostAtOneInstant = 50;

}  // namespace

class Simulation::Impl {
 public:
  Impl(Stage stage, std::shared_ptr<const Configuration> configuration, Instant from)
      : configuration_(std::move(configuration)),
        lock_(std::move(stage.lock)),
        store_(std::move(stage.store)),
        console_(std::move(stage.console)),
        write_(std::move(stage.write)),
        approves_(stage.approves),
        clock_(from),
        senders_(stage.senders(io_, *configuration_)) {
    startEngine();
  }

  ~Impl() {
    // The triggers' clock is the machine's again.
    if (auto done = store_->setSetting(kAsOf, std::nullopt); !done) mishaps_.push_back(done.error().text());
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  void startEngine() {
    engine_.emplace(*store_, clock_, configuration_, write_);
    delivery_.emplace(*store_, clock_, deliveryOptions(configuration_));
  }

  Outcome runUntil(Instant to) {
    if (auto done = tick(); !done) return done;
    while (clock_.now() < to) {
      Instant next = to;
      if (lastTick_.nextWake) next = std::min(next, *lastTick_.nextWake);
      const auto attempt = delivery_->nextAttempt();
      if (!attempt) return fail(attempt.error());
      if (*attempt) next = std::min(next, **attempt);
      if (!events_.empty()) next = std::min(next, events_.front().at);
      // Whatever asks for the past asks for the next second: time always goes on.
      clock_.moveTo(std::min(to, std::max(next, clock_.now() + std::chrono::seconds(1))));
      if (auto done = happen(); !done) return done;
      if (auto done = tick(); !done) return done;
    }
    return {};
  }

  Outcome tick() {
    if (auto done = store_->setSetting(kAsOf, clock_.now().iso()); !done) return done;
    for (int round = 0; round < kMostAtOneInstant; ++round) {
      auto report = engine_->tick();
      if (!report) return fail(report.error());
      lastTick_ = std::move(*report);
      if (!lastTick_.clockHold.empty()) {
        lastTick_.nextWake.reset();
        return {};
      }
      for (auto& fault : lastTick_.faults) mishaps_.push_back(std::move(fault));
      if (approves_ && lastTick_.held > 0) {
        if (auto done = approve(); !done) return done;
        continue;
      }
      const auto before = delivery_->counts();
      const auto done =
          handOver(io_, *store_, clock_, *delivery_, *senders_, lastTick_.today, kDeliverWithin);
      if (!done) return fail(done.error());
      const auto after = delivery_->counts();
      // What arrived brings its alerts up by itself.
      const bool moved = after.retry + after.dead != before.retry + before.dead;
      if (delivery_->dissolved() || moved) {
        engine_->lookAtOutbox();
      } else if (after.sent == before.sent) {
        return {};
      }
    }
    return {};
  }

  Outcome approve() {
    const auto held = heldBack(*store_, PlanId{});
    if (!held) return fail(held.error());
    engine_->lookAtOutbox();
    const auto approved =
        approveStorm(*store_, PlanId{}, held->name(), configuration_->zone.dayOf(clock_.now()));
    return approved ? Outcome() : fail(approved.error());
  }

  Outcome happen() {
    while (!events_.empty() && events_.front().at <= clock_.now()) {
      const auto event = std::move(events_.front());
      events_.pop_front();
      if (auto done = happen(event); !done) return done;
    }
    return {};
  }

  Outcome happen(const ScriptEvent& event) {
    if (auto done = store_->setSetting(kAsOf, clock_.now().iso()); !done) return done;
    engine_->lookAtOutbox();
    switch (event.kind) {
      case ScriptEvent::Kind::Sql:
        if (!console_) {
          mishaps_.emplace_back("no statement can be run here");
        } else if (auto done = console_->run(event.sql); !done) {
          mishaps_.push_back(done.error().text());
        }
        return {};
      case ScriptEvent::Kind::Act:
        if (auto done = event.act(); !done) mishaps_.push_back(done.error().text());
        return {};
      case ScriptEvent::Kind::Off:
        // A machine that was off starts with a new engine, which knows only what the database does.
        clock_.moveTo(event.at + event.span);
        startEngine();
        return {};
      case ScriptEvent::Kind::Clock:
        clock_.setWall(clock_.now() + event.span);
        return {};
      case ScriptEvent::Kind::Approve:
        return approve();
      case ScriptEvent::Kind::ApproveClock: {
        const auto approved = approveClock(*store_);
        return approved ? Outcome() : fail(approved.error());
      }
    }
    return {};
  }

  std::shared_ptr<const Configuration> configuration_;
  std::optional<store::EngineLock> lock_;
  std::unique_ptr<store::Store> store_;
  std::optional<store::Console> console_;
  LetterWriter write_;
  bool approves_;
  ScriptedClock clock_;
  boost::asio::io_context io_;
  std::unique_ptr<Senders> senders_;
  std::optional<Engine> engine_;
  std::optional<Delivery> delivery_;
  std::deque<ScriptEvent> events_;
  TickReport lastTick_;
  std::vector<std::string> mishaps_;
};

Result<Stage> Stage::real(const Configuration& configuration) {
  const auto path = configuration.settings.database.string();
  auto lock = store::EngineLock::take(path);
  if (!lock) return fail(lock.error());
  auto store = store::open(path, store::Mode::ReadWrite, store::Migrate::Do);
  if (!store) return fail(store.error());
  auto console = store::Console::open(path);
  if (!console) return fail(console.error());
  // A copy of a real database, played with a real mail server, tells nobody.
  if (auto away = settleHome(**store, path, configuration.settings.deliver, Instant{}); !away)
    return fail(away.error());
  if (auto done = (*store)->reclaim(); !done) return fail(done.error());
  Stage stage;
  stage.store = std::move(*store);
  stage.lock.emplace(std::move(*lock));
  stage.console.emplace(std::move(*console));
  return stage;
}

Result<Stage> Stage::rehearsal(const store::Scratch& scratch) {
  auto store = scratch.open();
  if (!store) return fail(store.error());
  auto console = scratch.console();
  if (!console) return fail(console.error());
  if (auto done = (*store)->reclaim(); !done) return fail(done.error());
  Stage stage;
  stage.store = std::move(*store);
  stage.console.emplace(std::move(*console));
  stage.senders = &makeDeafSenders;
  stage.write = &writeNothing;
  return stage;
}

Simulation::Simulation(Stage stage, std::shared_ptr<const Configuration> configuration, Instant from)
    : impl_(std::make_unique<Impl>(std::move(stage), std::move(configuration), from)) {}
Simulation::~Simulation() = default;

void Simulation::add(std::vector<ScriptEvent> events) {
  impl_->events_.insert(impl_->events_.end(), events.begin(), events.end());
  std::stable_sort(impl_->events_.begin(), impl_->events_.end(),
                   [](const auto& a, const auto& b) { return a.at < b.at; });
}

Outcome Simulation::runUntil(Instant to) {
  return impl_->runUntil(to);
}
Outcome Simulation::tick() {
  return impl_->tick();
}
Instant Simulation::now() const {
  return impl_->clock_.now();
}
const TickReport& Simulation::lastTick() const {
  return impl_->lastTick_;
}
store::Store& Simulation::store() {
  return *impl_->store_;
}
const std::vector<std::string>& Simulation::mishaps() const {
  return impl_->mishaps_;
}

}  // namespace chaser::daemon
