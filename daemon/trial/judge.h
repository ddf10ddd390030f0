// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "daemon/sim/story.h"
#include "daemon/trial/trial.h"

namespace chaser::daemon {

/// What there is at the end of a day, and since when messages are looked at.
struct Actual {
  Date day;
  struct OneAlert {
    alerts::Alert alert;
    const plan::ActionRecord* record = nullptr;
  };
  std::vector<plan::ActionRecord> records;
  std::vector<OneAlert> alerts;  ///< resolved ones, too
  std::vector<Told> messages;    ///< in the order of time
};

/// Compares them; what differs is added to `failures`.
void judge(const Expectation& expected, const Actual& actual, const Configuration& configuration,
           std::vector<Failure>& failures);

/// The condition of a rule over a subject; the milestone may be absent.
LookedAt lookAt(const rules::Rule& rule, const plan::ActionRecord& record, const plan::Milestone* milestone,
                Date day, const Configuration& configuration);

}  // namespace chaser::daemon
