// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "plan/timeline.h"

namespace chaser::plan {

/// One line of JSON, without a line break: an array with one object a reading, whose keys are `label`,
/// `party`, `basis`, `state`, `earliest`, `due`, `precision` and `review`. What is absent is null; an item of
/// a numbered list that has no label of its own is labelled by its number. Broken UTF-8 is repaired.
std::string timelineJson(const std::vector<TimelineReading>& readings);

}  // namespace chaser::plan
