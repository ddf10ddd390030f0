// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "plan/draft.h"
#include "plan/merge.h"
#include "tests/plan/support/documents.h"

/// Imports without a database.
namespace chaser::plan::test {

using Rows = std::vector<std::vector<std::string>>;

inline DraftPlan draftOf(const std::vector<std::string>& headings, Rows rows) {
  rows.insert(rows.begin(), headings);
  const auto plan = draftPlan(gridOf(rows), shippedHeadings(), {});
  EXPECT_TRUE(plan) << (plan ? "" : plan.error().text());
  return plan.value_or(DraftPlan{});
}

/// What a database holds after the change set was applied to it. New actions are numbered on from the highest
/// id; the order is that of the ids, as a database gives it.
inline std::vector<StoredAction> imported(const ChangeSet& set) {
  auto plan = std::make_shared<Plan>();
  plan->ragKey = set.ragKey;
  std::vector<StoredAction> stored;
  std::int64_t last = 0;
  for (const ActionChange& change : set.actions) last = std::max(last, change.after.action.id.value);
  for (const ActionChange& change : set.actions) {
    StoredAction one{change.after, change.cells, change.closed};
    one.record.plan = plan;
    if (!one.record.action.id) one.record.action.id = ActionId{++last};
    std::int64_t milestone = 0;
    for (Milestone& m : one.record.milestones) m.id = MilestoneId{++milestone};
    for (Owner& owner : one.record.owners) {
      for (const Milestone& m : one.record.milestones) {
        if (!owner.milestone && owner.place == m.position) owner.milestone = m.id;
      }
    }
    stored.push_back(std::move(one));
  }
  std::sort(stored.begin(), stored.end(), [](const StoredAction& a, const StoredAction& b) {
    return a.record.action.id < b.record.action.id;
  });
  return stored;
}

}  // namespace chaser::plan::test
