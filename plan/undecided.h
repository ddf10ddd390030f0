// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "plan/draft.h"
#include "plan/merge.h"

namespace chaser::plan {

/// Where a row's revised dates do not say clearly which date moves, or to when, and its timeline's cell is as
/// it was, its promises keep the days that the last import read, with a doubt: nothing goes back by itself to
/// a day that had been moved. So they do where a cell of dates has come to hold a spreadsheet's error. Goes
/// before merge(), with the same options.
void keepUndecided(DraftPlan& document, const std::vector<StoredAction>& database,
                   const MergeOptions& options);

}  // namespace chaser::plan
