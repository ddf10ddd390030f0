// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "daemon/trial/trial.h"

/// What came out of rule tests, as a test runner says it and as JSON.
namespace chaser::daemon {

/// A block for each test that failed; nothing for those that passed.
std::string failuresAsText(const std::vector<TrialResult>& results);

/// `57 passed` or `2 failed, 57 passed`.
std::string summaryOf(const std::vector<TrialResult>& results);

std::size_t failedIn(const std::vector<TrialResult>& results);

/// `{"passed", "failed", "tests": [{"file", "line", "name", "rules", "passed", "failures": [{"line", "on",
/// "rule", "expected", "got", "explain"}]}]}`
std::string resultsAsJson(const std::vector<TrialResult>& results);

}  // namespace chaser::daemon
