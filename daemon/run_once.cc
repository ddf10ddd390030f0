// SPDX-License-Identifier: Apache-2.0
#include "daemon/run_once.h"

#include <boost/asio/io_context.hpp>

#include "daemon/delivery.h"
#include "daemon/hand_over.h"
#include "daemon/senders.h"
#include "store/database.h"
#include "store/engine_lock.h"

namespace chaser::daemon {

Result<OnceReport> runOnce(const std::shared_ptr<const Configuration>& configuration, const Clock& clock,
                           std::chrono::seconds limit) {
  const auto path = configuration->settings.database.string();
  const auto lock = store::EngineLock::take(path);
  if (!lock) return fail(lock.error());
  auto store = store::open(path, store::Mode::ReadWrite, store::Migrate::Do);
  if (!store) return fail(store.error());

  boost::asio::io_context io;
  Engine engine(**store, clock, configuration);
  Delivery delivery(**store, clock, deliveryOptions(*configuration));
  const auto senders = makeSenders(io, *configuration);
  if (auto done = delivery.reclaim(); !done) return fail(done.error());
  auto tick = engine.tick();
  if (!tick) return fail(tick.error());
  OnceReport report;
  report.tick = std::move(*tick);
  if (!report.tick.clockHold.empty()) return report;
  const auto handedOver = handOver(io, **store, clock, delivery, *senders, report.tick.today, limit);
  if (!handedOver) return fail(handedOver.error());
  // What was delivered or refused may let ladders go on, or make notices for the coordinator.
  engine.lookAtOutbox();
  if (auto after = engine.tick(); !after) return fail(after.error());
  report.sent = delivery.counts().sent;
  report.retry = delivery.counts().retry;
  report.dead = delivery.counts().dead;
  return report;
}

}  // namespace chaser::daemon
