// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "plan/timeline.h"

namespace chaser::plan {

/// A cell of a column such as `Lead/Timescale`, taken apart.
struct WhoAndWhen {
  std::string who;
  std::string when;
};

/// Line by line: one that reads as a date, a period or a state is the timeline; of another the longest end
/// that does, else the longest beginning; what is left, without the dash or stroke that joined them, says
/// who.
WhoAndWhen whoAndWhen(std::string_view cell, const TimelineOptions& options);

}  // namespace chaser::plan
