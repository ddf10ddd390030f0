// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "plan/model.h"

/// Dates written so that readTimeline() reads them: the other direction of the timeline grammar.
namespace chaser::plan {

/// How a period may be named, best first: `Qtr 2 2017/18` for that quarter, `30 September 2017` for a day;
/// empty for a milestone without a day. The last one names the due day alone, or from when it goes on.
std::vector<std::string> periodWords(const Milestone& milestone, unsigned yearStarts);

/// Reads a cell back, with all that the reader knows of its row.
using ReadPromises = std::function<std::vector<Milestone>(const std::string& cell)>;

/// A cell that says these milestones, one a line, each in its own words where those still say it. Whatever is
/// written was read back and says the same promises (same_promise.h); where no words do, those that come
/// nearest are taken. `items` are the numbered items of the row's action, which label milestones by number.
std::string promiseCell(const std::vector<Milestone>& milestones, unsigned yearStarts,
                        const std::map<int, std::string>& items, const ReadPromises& read);

}  // namespace chaser::plan
