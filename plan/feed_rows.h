// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "plan/merge.h"
#include "plan/readers/grid.h"

/// The records of a keyed feed beside the rows that the database has of them. A record says what it has, and
/// nothing of what it has not: a value that it does not name stays, and what it does name is read beside the
/// values that stay.
namespace chaser::plan {

struct FeedRows {
  Document document;                 ///< the feed as it is to be read
  std::vector<std::string> notSent;  ///< columns of the plan that mean something and that no record names
};

/// Fills in what the records do not name (GridTable::given) from the cells of the last import. Columns of the
/// plan that the feed does not have come behind its own; of a `partial` feed before them, so that the plan
/// keeps the order of its columns. `keyHeading` is the column that has the records' refs.
FeedRows completeFeed(const Document& feed, const std::string& keyHeading,
                      const std::vector<StoredAction>& stored, const std::vector<PlanColumn>& columns,
                      bool partial);

/// Says of each that its values stay.
void addNotSent(const std::vector<std::string>& headings, DraftPlan& draft);

/// Of a partial feed's doubts leaves those about its rows, and about columns that are new: the plan as a
/// whole was not in sight.
void keepRowDoubts(DraftPlan& draft, const std::vector<PlanColumn>& known);

/// The plan's doubts after a partial feed: those about the rows that came are new, all others stay.
std::vector<Doubt> doubtsAfter(const std::vector<Doubt>& before, const DraftPlan& draft,
                               const ChangeSet& changes);

}  // namespace chaser::plan
