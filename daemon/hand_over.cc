// SPDX-License-Identifier: Apache-2.0
#include "daemon/hand_over.h"

#include <boost/asio/io_context.hpp>
#include <memory>
#include <thread>
#include <vector>

namespace chaser::daemon {

namespace {

/// Waits for the rate. False: there is no time for it, or time does not go on by itself (a scripted clock).
bool waitReal(const Clock& clock, std::chrono::milliseconds span,
              std::chrono::steady_clock::time_point deadline) {
  if (std::chrono::steady_clock::now() + span >= deadline) return false;
  const auto before = clock.sinceBoot();
  std::this_thread::sleep_for(span);
  return clock.sinceBoot() > before;
}

}  // namespace

Result<bool> handOver(boost::asio::io_context& io, store::Store& store, const Clock& clock,
                      Delivery& delivery, Senders& senders, Date today, std::chrono::seconds limit) {
  const auto deadline = std::chrono::steady_clock::now() + limit;
  // Shared with the callbacks: one that is late must not write into a frame that is gone.
  const auto replies = std::make_shared<std::vector<Reply>>();
  while (std::chrono::steady_clock::now() < deadline) {
    auto batch = delivery.claim();
    if (!batch) return fail(batch.error());
    const auto sent = batch->size();
    if (sent == 0) {
      const auto wait = delivery.waitForRate();
      if (!wait) return fail(wait.error());
      if (!*wait) return !delivery.inFlight();
      if (!waitReal(clock, **wait, deadline)) return false;
      continue;
    }
    for (auto& message : *batch) {
      senders.send(std::move(message), clock,
                   [replies](Reply reply) { replies->push_back(std::move(reply)); });
    }
    io.restart();
    while (replies->size() < sent && std::chrono::steady_clock::now() < deadline) {
      if (io.run_one_until(deadline) == 0) break;
    }
    const bool whole = replies->size() == sent;
    if (auto done = delivery.settle(std::move(*replies), today); !done) return fail(done.error());
    replies->clear();
    if (whole) continue;
    if (auto released = store.reclaim(); !released) return fail(released.error());
    return false;
  }
  return false;
}

}  // namespace chaser::daemon
