// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "daemon/endpoint.h"

namespace chaser::daemon {

/// Where a message that is about to be frozen would go.
struct Destination {
  std::string endpoint, recipient;
};

/// For each message the hold that it has to wait for; absent: it may be frozen. While an endpoint is held
/// nothing new is frozen for it, so that the hold ends with what is still true, once. When its `until` has
/// come and no frozen message is left to try it with, one goes ahead: to whoever was tried longest ago, for
/// the fault may be the recipient's own. A database that is not at home (home.h) holds everything.
Result<std::vector<std::optional<Hold>>> holdsFor(store::Store& store,
                                                  const std::vector<Destination>& messages, Instant now);

}  // namespace chaser::daemon
