// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include "common/result.h"
#include "daemon/configuration.h"
#include "store/keeping.h"
#include "store/ports.h"

namespace chaser::daemon {

/// Forgets what `keep:` says has been kept long enough, in short transactions, at most some thousand of each:
/// what is left waits for the next day. `goesOn` is called between them. To be called at the first tick of a
/// day.
Result<store::Forgotten> forgetOld(store::Store& store, const Configuration& configuration, Date today,
                                   Instant now, const std::function<bool()>& goesOn);

}  // namespace chaser::daemon
