// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "common/date.h"
#include "common/result.h"
#include "daemon/configuration.h"
#include "store/ports.h"

/// What the engine does at its fastest with every row, without writing: it reads them, asks every rule, and
/// learns until when each answer holds.
namespace chaser::bench {

struct ColdPass {
  std::vector<std::size_t> matches;  ///< by rule, in the order of the rules
  std::size_t actions = 0;
  std::int64_t horizons = 0;  ///< the sum of all actions' next days: nobody may leave them out
};

Result<ColdPass> coldPass(store::Store& store, const daemon::Configuration& configuration, Date today);

}  // namespace chaser::bench
