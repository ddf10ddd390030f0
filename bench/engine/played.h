// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>

#include "bench/engine/measured.h"
#include "daemon/configuration.h"
#include "daemon/engine.h"
#include "daemon/sim/scripted_clock.h"
#include "store/database.h"

/// An engine over a database as the daemon has it: the same configuration, the same store with
/// synchronous=FULL; only the clock stands until it is moved.
namespace chaser::bench {

inline std::shared_ptr<const daemon::Configuration> configured(const std::filesystem::path& file,
                                                               const std::string& database, Date today) {
  auto sources = daemon::ConfigurationSources::fromEnvironment();
  sources.config = file;
  if (!database.empty()) sources.database = database;
  auto loaded = daemon::loadConfiguration(sources, today);
  if (loaded.configuration)
    return std::make_shared<const daemon::Configuration>(std::move(*loaded.configuration));
  std::string said;
  for (const auto& diagnostic : loaded.diagnostics) said += diagnostic.render();
  giveUp(said);
}

inline Date dayGiven(const Options& options) {
  const auto day = Date::parse(options.text("day"));
  if (!day) giveUp("--day is no day");
  return *day;
}

class Played {
 public:
  explicit Played(const Options& options)
      : today_(dayGiven(options)),
        configuration_(configured(options.text("config"), options.text("database"), today_)),
        clock_(morningOf(today_)),
        store_(got(store::open(options.text("database"), store::Mode::ReadWrite))),
        engine_(*store_, clock_, configuration_) {}

  /// One tick, which must do all that there is to do.
  daemon::TickReport tick() {
    auto report = got(engine_.tick());
    if (!report.clockHold.empty()) giveUp(report.clockHold);
    for (const auto& fault : report.faults) giveUp(fault);
    return report;
  }
  /// Further ticks until nothing is left for now: what was put off, such as sealing the audit.
  std::size_t settle() {
    std::size_t ticks = 1;
    while (*tick().nextWake <= clock_.now()) ++ticks;
    return ticks;
  }
  void nextDay() {
    today_ = today_ + Days{1};
    clock_.moveTo(morningOf(today_));
  }
  void later() { clock_.moveTo(clock_.now() + std::chrono::minutes(1)); }

  [[nodiscard]] const std::shared_ptr<const daemon::Configuration>& configuration() const {
    return configuration_;
  }
  [[nodiscard]] Instant now() const { return clock_.now(); }
  [[nodiscard]] Date today() const { return today_; }
  store::Store& store() { return *store_; }
  daemon::Engine& engine() { return engine_; }

 private:
  /// Within the window, so that nothing waits for it to open.
  [[nodiscard]] Instant morningOf(Date day) const {
    constexpr TimeOfDay kMorning{10 * 60};
    return configuration_->zone.at(day, kMorning);
  }

  Date today_;
  std::shared_ptr<const daemon::Configuration> configuration_;
  daemon::ScriptedClock clock_;
  std::unique_ptr<store::Store> store_;
  daemon::Engine engine_;
};

}  // namespace chaser::bench
