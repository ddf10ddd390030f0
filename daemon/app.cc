// SPDX-License-Identifier: Apache-2.0
#include "daemon/app.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <csignal>
#include <optional>
#include <utility>
#include <vector>

#include "daemon/answer_pages.h"
#include "daemon/clock_watch.h"
#include "daemon/engine_thread.h"
#include "daemon/home.h"
#include "daemon/log.h"
#include "daemon/rehearsal.h"
#include "daemon/senders.h"
#include "daemon/systemd.h"
#include "daemon/webhook_files.h"
#include "store/database.h"
#include "store/engine_lock.h"

namespace chaser::daemon {

namespace {

namespace asio = boost::asio;

/// How long what is under way may take to come back once the daemon was asked to stop.
constexpr std::chrono::seconds kGrace{4};

}  // namespace

class App::Impl {
 public:
  Impl(ConfigurationSources sources, std::shared_ptr<const Configuration> configuration, const Clock& clock,
       std::shared_ptr<spdlog::logger> log)
      : sources_(std::move(sources)),
        configuration_(std::move(configuration)),
        clock_(clock),
        log_(std::move(log)),
        signals_(io_, SIGTERM, SIGINT, SIGHUP),
        watchdog_(io_),
        grace_(io_) {}

  Outcome open() {
    const auto path = configuration_->settings.database.string();
    auto lock = store::EngineLock::take(path);
    if (!lock) return fail(lock.error());
    lock_.emplace(std::move(*lock));
    // A new installation starts with an empty database, into which people then import.
    auto store = store::open(path, store::Mode::Create, store::Migrate::Do);
    if (!store) return fail(store.error());
    const auto anew = enter(**store, configuration_->settings.deliver, clock_.now());
    if (!anew) return fail(anew.error());
    if (*anew) log_->warn("event=begun_anew why=\"until now it was only rehearsed\"");
    const auto away = settleHome(**store, path, configuration_->settings.deliver, clock_.now());
    if (!away) return fail(away.error());
    const auto released = (*store)->reclaim();
    if (!released) return fail(released.error());
    if (*released > 0) log_->info("event=reclaimed messages={}", *released);
    const auto faults =
        tryTemplates(*configuration_, **store, configuration_->zone.dayOf(clock_.now()), clock_.now());
    for (const auto& fault : faults) logDiagnostic(*log_, "start", fault);
    senders_ = makeSenders(io_, *configuration_);
    engine_ = std::make_unique<EngineThread>(std::move(*store), clock_, configuration_, events());
    pages_ = std::make_unique<AnswerPages>(io_, clock_, log_, [this] { engine_->wake(); });
    return pages_->use(configuration_);
  }

  void run() {
    waitForSignal();
    watch();
    const ClockWatch clockWatch(io_, [this] {
      log_->warn("event=clock_set");
      engine_->wake();
    });
    engine_->start();
    log_->info("event=started database={} rules={}", logValue(configuration_->settings.database.string()),
               configuration_->rules.rules.size());
    systemd::ready("started");
    io_.run();
    log_->info("event=stopped");
  }

 private:
  /// What the engine's thread says is handled on the loop's.
  EngineThread::Events events() {
    EngineThread::Events events;
    events.send = [this](std::vector<store::Message> batch) {
      asio::post(io_, [this, batch = std::move(batch)]() mutable { send(std::move(batch)); });
    };
    events.ticked = [this](const TickReport& report, std::vector<std::string> held) {
      asio::post(io_, [this, report, held = std::move(held)] { ticked(report, held); });
    };
    events.failed = [this](const Error& error) { asio::post(io_, [this, error] { failed(error); }); };
    return events;
  }

  void send(std::vector<store::Message> batch) {
    std::int64_t newest = 0;
    for (const auto& message : batch) newest = std::max(newest, message.id.value);
    lock_->raiseMark(newest);
    for (auto& message : batch) {
      ++underWay_;
      senders_->send(std::move(message), clock_, [this](Reply reply) { settled(std::move(reply)); });
    }
  }

  void settled(Reply reply) {
    --underWay_;
    const bool well = reply.outcome.kind == notifiers::DeliveryOutcome::Kind::Delivered;
    log_->log(well ? spdlog::level::info : spdlog::level::warn,
              "event=delivery outcome={} endpoint={} message={} code={} ms={}", toString(reply.outcome.kind),
              logValue(reply.message.endpoint), reply.message.id.value, reply.outcome.code,
              reply.outcome.took.count());
    engine_->settle(std::move(reply));
    tellOfRelays();
    if (stopping_ && underWay_ == 0) io_.stop();
    // Notifiers of an earlier configuration live until their last delivery has come back; not from within
    // one.
    if (!retired_.empty()) asio::post(io_, [this] { dropRetired(); });
  }

  /// Mail still leaves by another relay: a line in the log, when it changes.
  void tellOfRelays() {
    auto resting = senders_->troubles();
    if (resting == restingRelays_) return;
    restingRelays_ = std::move(resting);
    if (restingRelays_.empty()) log_->info("event=relays_well");
    for (const auto& relay : restingRelays_)
      log_->warn("event=relay_resting what={}", logValue(withoutAddresses(relay)));
  }

  void dropRetired() {
    std::vector<std::unique_ptr<Senders>> busy;
    for (auto& senders : retired_) {
      if (senders->inFlight() > 0) busy.push_back(std::move(senders));
    }
    retired_ = std::move(busy);
  }

  void ticked(const TickReport& report, const std::vector<std::string>& held) {
    failing_ = false;
    if (!report.clockHold.empty()) {
      if (report.clockHold != clockHold_) log_->error("event=clock_held why={}", logValue(report.clockHold));
    } else if (report.looked + report.messages + report.dropped > 0) {
      log_->info("event=tick today={} looked={} fired={} resolved={} wanted={} messages={} dropped={}",
                 report.today.iso(), report.looked, report.fired, report.resolved, report.wanted,
                 report.messages, report.dropped);
    }
    clockHold_ = report.clockHold;
    if (!report.auditFault.empty() && report.auditFault != auditFault_)
      log_->error("event=audit_fault what={}", logValue(report.auditFault));
    auditFault_ = report.auditFault;
    if (report.homeHold != homeHold_) {
      if (report.homeHold.empty())
        log_->info("event=home_adopted");
      else
        log_->error("event=home_held why={}", logValue(report.homeHold));
    }
    homeHold_ = report.homeHold;
    for (const auto& fault : report.faults)
      log_->error("event=fault what={}", logValue(withoutAddresses(fault)));
    if (held != held_) {
      for (const auto& endpoint : held)
        log_->error("event=endpoint_held what={}", logValue(withoutAddresses(endpoint)));
      held_ = held;
    }
    std::string status = report.status;
    if (!held.empty()) status += "; held: " + held.front();
    if (status != status_) systemd::status(status);
    status_ = std::move(status);
  }

  void failed(const Error& error) {
    // A lock that lasts is said once, not every second.
    if (!failing_) log_->warn("event=waiting why={}", logValue(error.text()));
    failing_ = true;
    systemd::status(error.text());
    status_ = error.text();
  }

  void waitForSignal() {
    signals_.async_wait([this](const boost::system::error_code& error, int signal) {
      if (error) return;
      if (signal == SIGHUP) {
        reload();
        waitForSignal();
      } else {
        beginToStop();
      }
    });
  }

  void reload() {
    systemd::reloading();
    auto loaded = loadConfiguration(sources_, configuration_->zone.dayOf(clock_.now()));
    for (const auto& diagnostic : loaded.forLog()) logDiagnostic(*log_, "reload", diagnostic);
    if (!loaded.configuration) {
      log_->error("event=reload_refused mistakes={}", loaded.diagnostics.size());
      return systemd::ready("the new configuration has mistakes; the old one stays in force");
    }
    if (loaded.configuration->settings.database != configuration_->settings.database) {
      log_->error("event=reload_refused why=\"another database needs a restart\"");
      return systemd::ready("another database needs a restart; the old configuration stays in force");
    }
    if (isRehearsal(loaded.configuration->settings.deliver) !=
        isRehearsal(configuration_->settings.deliver)) {
      log_->error("event=reload_refused why=\"to begin or end a rehearsal needs a restart\"");
      return systemd::ready(
          "to begin or end a rehearsal needs a restart; the old configuration stays in force");
    }
    if (const auto faults = templateFaults(*loaded.configuration); !faults.empty()) {
      for (const auto& fault : faults) logDiagnostic(*log_, "reload", fault);
      log_->error("event=reload_refused mistakes={}", faults.size());
      return systemd::ready("a webhook's template fails; the old configuration stays in force");
    }
    auto fresh = std::make_shared<const Configuration>(std::move(*loaded.configuration));
    if (const auto listening = pages_->use(fresh); !listening) {
      log_->error("event=reload_refused why={}", logValue(listening.error().text()));
      return systemd::ready(
          "the answer pages can't be served as configured; the old configuration stays in force");
    }
    configuration_ = std::move(fresh);
    setLevel(*log_, configuration_->settings.logLevel);
    retired_.push_back(std::exchange(senders_, makeSenders(io_, *configuration_)));
    dropRetired();
    engine_->use(configuration_);
    log_->info("event=reloaded rules={}", configuration_->rules.rules.size());
    systemd::ready("reloaded");
  }

  /// Of a new configuration: its webhooks' templates on what they would say now. The store is the engine's.
  Diagnostics templateFaults(const Configuration& fresh) const {
    const auto& webhooks = fresh.webhookTemplates;
    if (webhooks.empty()) return {};
    const auto store = store::open(fresh.settings.database.string(), store::Mode::ReadOnly);
    if (!store) return {};
    return tryTemplates(fresh, **store, fresh.zone.dayOf(clock_.now()), clock_.now());
  }

  void beginToStop() {
    stopping_ = true;
    systemd::stopping();
    log_->info("event=stopping under_way={}", underWay_);
    engine_->stopClaiming();
    pages_->stop();
    if (underWay_ == 0) return io_.stop();
    grace_.expires_after(kGrace);
    grace_.async_wait([this](const boost::system::error_code& error) {
      if (!error) io_.stop();
    });
  }

  /// The manager hears of life only while the engine's thread lives too.
  void watch() {
    const auto every = systemd::watchdogEvery();
    if (!every) return;
    watchdog_.expires_after(*every);
    watchdog_.async_wait([this](const boost::system::error_code& error) {
      if (error) return;
      const auto beats = engine_->beats();
      if (beats != lastBeats_) systemd::alive();
      lastBeats_ = beats;
      watch();
    });
  }

  ConfigurationSources sources_;
  std::shared_ptr<const Configuration> configuration_;
  const Clock& clock_;
  std::shared_ptr<spdlog::logger> log_;
  std::optional<store::EngineLock> lock_;
  asio::io_context io_;
  asio::signal_set signals_;
  asio::steady_timer watchdog_;
  asio::steady_timer grace_;
  std::unique_ptr<Senders> senders_;
  std::vector<std::unique_ptr<Senders>> retired_;
  std::size_t underWay_ = 0;
  std::uint64_t lastBeats_ = 0;
  bool stopping_ = false;
  bool failing_ = false;
  std::string clockHold_;
  std::string auditFault_;
  std::string homeHold_;
  std::vector<std::string> held_, restingRelays_;
  std::string status_;
  std::unique_ptr<AnswerPages> pages_;
  // Last, so that its thread has ended before anything it reports to is gone.
  std::unique_ptr<EngineThread> engine_;
};

App::App(ConfigurationSources sources, std::shared_ptr<const Configuration> configuration, const Clock& clock,
         std::shared_ptr<spdlog::logger> log)
    : impl_(std::make_unique<Impl>(std::move(sources), std::move(configuration), clock, std::move(log))) {}

App::~App() = default;

Outcome App::open() {
  return impl_->open();
}

void App::run() {
  impl_->run();
}

}  // namespace chaser::daemon
