// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "common/diagnostic.h"
#include "common/source.h"
#include "rules/rule.h"

namespace chaser::rules {

/// Reads the rules of one file and reports what is wrong within it; what is wrong between rules (an id used
/// twice, an unknown or circular `inhibits`) is for loadRules. A rule with a mistake is returned as well, as
/// far as it could be read, so that others may refer to it.
std::vector<Rule> readRuleFile(const SourcePtr& source, Diagnostics& diagnostics);

}  // namespace chaser::rules
