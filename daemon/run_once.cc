// SPDX-License-Identifier: Apache-2.0
#include "daemon/run_once.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <utility>

#include "daemon/delivery.h"
#include "daemon/hand_over.h"
#include "daemon/home.h"
#include "daemon/rehearsal.h"
#include "daemon/senders.h"
#include "store/database.h"
#include "store/engine_lock.h"
#include "store/outbox_desk.h"

namespace chaser::daemon {

namespace {

/// What is delivered or refused may let ladders go on, or make notices for the coordinator.
constexpr int kMostTicks = 5;

/// Nobody comes back in a minute to see what else there is to say, nor at another time of the morning.
std::shared_ptr<const Configuration> withoutWaiting(const Configuration& configuration) {
  auto copy = configuration;
  copy.settings.manners.gather = std::chrono::seconds(0);
  copy.settings.manners.spread = std::chrono::minutes(0);
  return std::make_shared<const Configuration>(std::move(copy));
}

/// What is left of the time that the caller gave.
std::chrono::seconds restOf(std::chrono::steady_clock::time_point deadline) {
  const auto rest = std::chrono::ceil<std::chrono::seconds>(deadline - std::chrono::steady_clock::now());
  return std::max(rest, std::chrono::seconds(0));
}

/// The words with which endpoints did not take a message, the mail server by its address.
void addTroubles(const Configuration& configuration, const Delivery& delivery, OnceReport& report) {
  report.troubles = report.tick.faults;
  const auto& smtp = configuration.settings.smtp;
  for (const auto& [endpoint, words] : delivery.lastTroubles()) {
    const auto name = endpoint == "smtp" ? fmt::format("{}:{}", smtp.host, smtp.port) : endpoint;
    report.troubles.push_back(fmt::format("{}: {}", name, words));
  }
}

/// The last tick says how things stand; what was done is the sum of all.
void add(TickReport& sum, TickReport tick, bool first) {
  if (!first) {
    // Later ticks look at the same actions again, for what was delivered.
    tick.looked = sum.looked;
    tick.fired += sum.fired;
    tick.resolved += sum.resolved;
    tick.wanted += sum.wanted;
    tick.messages += sum.messages;
    tick.dropped += sum.dropped;
    tick.sealed += sum.sealed;
    tick.faults.insert(tick.faults.begin(), sum.faults.begin(), sum.faults.end());
  }
  sum = std::move(tick);
}

/// A tick leaves what it can't seal to the next one, which may be long in coming here.
Outcome sealTheRest(store::Store& store, TickReport& tick) {
  while (tick.auditFault.empty()) {
    const auto sealed = store.seal(kSealAtOnce);
    if (sealed && *sealed == 0) break;
    if (sealed) {
      tick.sealed += *sealed;
    } else if (sealed.error().kind == ErrorKind::Input) {
      tick.auditFault = sealed.error().text();
    } else {
      return fail(sealed.error());
    }
  }
  return {};
}

}  // namespace

Result<OnceReport> runOnce(const std::shared_ptr<const Configuration>& configuration, const Clock& clock,
                           std::chrono::seconds limit) {
  const auto path = configuration->settings.database.string();
  auto lock = store::EngineLock::take(path);
  if (!lock) return fail(lock.error());
  auto store = store::open(path, store::Mode::ReadWrite, store::Migrate::Do);
  if (!store) return fail(store.error());
  const auto anew = enter(**store, configuration->settings.deliver, clock.now());
  if (!anew) return fail(anew.error());

  const auto away = settleHome(**store, path, configuration->settings.deliver, clock.now());
  if (!away) return fail(away.error());

  boost::asio::io_context io;
  Engine engine(**store, clock, withoutWaiting(*configuration));
  Delivery delivery(**store, clock, deliveryOptions(configuration));
  const auto senders = makeSenders(io, *configuration);
  if (auto done = delivery.reclaim(); !done) return fail(done.error());
  OnceReport report;
  report.begunAnew = *anew;
  const auto deadline = std::chrono::steady_clock::now() + limit;
  for (int round = 0; round < kMostTicks; ++round) {
    auto tick = engine.tick();
    if (!tick) return fail(tick.error());
    add(report.tick, std::move(*tick), round == 0);
    if (!report.tick.clockHold.empty()) break;
    const auto before = delivery.counts();
    const auto whole = handOver(io, **store, clock, delivery, *senders, report.tick.today, restOf(deadline));
    if (!whole) return fail(whole.error());
    const auto& after = delivery.counts();
    const bool moved = after.sent + after.dead > before.sent + before.dead || delivery.dissolved();
    if (!*whole || !moved) break;
    engine.lookAtOutbox();
  }
  if (auto done = sealTheRest(**store, report.tick); !done) return fail(done.error());
  if (away->empty()) {
    const auto newest = (*store)->outboxDesk().newestMessage();
    if (!newest) return fail(newest.error());
    lock->raiseMark(*newest);
  }
  report.sent = delivery.counts().sent;
  report.retry = delivery.counts().retry;
  report.dead = delivery.counts().dead;
  const auto left = delivery.readyNow();
  if (!left) return fail(left.error());
  if (report.tick.clockHold.empty()) report.left = *left;
  addTroubles(*configuration, delivery, report);
  return report;
}

}  // namespace chaser::daemon
