// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "common/result.h"
#include "daemon/configuration.h"
#include "store/ports.h"

/// Messages to webhooks that no item asks for. They are frozen with no items: nothing composes them anew, so
/// they are never taken apart, only sent or given up.
namespace chaser::daemon {

struct FeedReport {
  std::size_t messages = 0;
  bool more = false;  ///< there is more to tell than one tick shall: look again at once
  std::vector<std::string> faults;
};

/// What happened since each webhook was last told goes to those that ask for events, once: its cursor over
/// the audit moves in the transaction that freezes the message. A webhook that is new is told what happens
/// from now on.
///
/// An Alertmanager is told how the alerts stand that it knows of: those that were resolved or fired again
/// since, and once a day all that fire, so that they go on being alerts there, and all that were resolved
/// within the last three days, so that an older message which arrived late has no last word.
///
/// `pulse` is called between messages; false ends it, and the next call goes on there.
Result<FeedReport> tellWebhooks(store::Store& store, const Configuration& configuration, Date today,
                                Instant now, const std::function<bool()>& pulse);

}  // namespace chaser::daemon
