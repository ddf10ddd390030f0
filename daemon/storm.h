// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>

#include "common/result.h"
#include "daemon/configuration.h"
#include "store/ports.h"

/// The storm guard: whatever made a tick want to tell a crowd (a first evaluation, an import, a changed rule,
/// a stray UPDATE), nobody is told before a person has said yes. alerts::storm() judges; here its judgement
/// is kept.
namespace chaser::daemon {

/// Judges what the tick newly wants, and closes it. What a ladder wants because its day came is not new:
/// whoever let it start let it go on. When it is a storm, exactly the alerts that want something new are
/// held, in short transactions, and the coordinators of their plans get one notice each. `pulse` is called
/// between them and while it reads; false ends it with the tick still to be judged, and false is returned.
Result<bool> judgeStorm(store::Store& store, const Configuration& configuration, std::int64_t tick,
                        Date today, Instant now, const std::function<bool()>& pulse);

struct HeldStorm {
  std::size_t alerts = 0;
  bool reminded = false;  ///< notices were added
};

/// While alerts are held, their coordinators are reminded every five working days.
Result<HeldStorm> remindOfStorm(store::Store& store, const Configuration& configuration, Date today,
                                Instant now);

}  // namespace chaser::daemon
