// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>

#include "common/clock.h"
#include "common/result.h"
#include "daemon/configuration.h"
#include "notifiers/notifier.h"

namespace chaser::daemon {

struct TestReport {
  std::string to;         ///< the contact's, board's or webhook's name
  std::string channel;    ///< `smtp`, `maildir`, `webhook`
  std::string endpoint;   ///< the mail server, the maildir's path, or the webhook's name
  std::string messageId;  ///< Message-ID or webhook-id
  notifiers::DeliveryOutcome outcome;
};

/// Sends one message that says it is a test, now and on this thread, the way that the configuration says: to
/// the contact, the board or the webhook of this name; `webhook:NAME` is the webhook. The database is neither
/// read nor written, and no window is kept. An Input error when nobody is known by the name or has no
/// address, a Network error when no answer came within `limit`. REQUIRES: the configuration was loaded with
/// its secrets.
Result<TestReport> sendTest(const Configuration& configuration, const Clock& clock, const std::string& name,
                            std::chrono::seconds limit);

}  // namespace chaser::daemon
