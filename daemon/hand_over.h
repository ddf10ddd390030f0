// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>

#include "common/clock.h"
#include "common/result.h"
#include "daemon/delivery.h"
#include "daemon/senders.h"

namespace boost::asio {
class io_context;
}

namespace chaser::daemon {

/// Sends everything that is ready now and waits for it, on the calling thread: for one run, and for the
/// simulator. Stops after `limit` of real time; what is under way then is ready again, its outcome unknown.
/// Returns whether nothing is left that could be sent now.
Result<bool> handOver(boost::asio::io_context& io, store::Store& store, const Clock& clock,
                      Delivery& delivery, Senders& senders, Date today, std::chrono::seconds limit);

}  // namespace chaser::daemon
