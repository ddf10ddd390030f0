// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "plan/merge.h"
#include "store/ports.h"

/// What an import has to know of the database before it writes.
namespace chaser::cli {

/// A plan as the database holds it, and how the import wants it.
struct ImportTarget {
  plan::Plan plan;    ///< to be put: what is empty stays as it is
  std::string title;  ///< the one that it has; empty when it is new or has none
  std::vector<plan::StoredAction> stored;
  std::vector<plan::PlanColumn> columns;
  std::vector<plan::RagMeaning> ragKey;  ///< what the plan's colours mean so far
  std::vector<plan::Settled> settled;
  std::vector<plan::Doubt> doubts;
  std::optional<Instant> lastImport;

  [[nodiscard]] bool isNew() const { return !plan.id; }
};

/// Without a database there is nothing yet.
Result<ImportTarget> readTarget(store::Store* store, const plan::Plan& wanted);

/// The key of a plan that says what the draft says: most of the draft's actions are there under the same
/// numbers and in the same words. Empty when there is none.
Result<std::string> samePlanAs(store::Store& store, const plan::DraftPlan& draft);

/// Whether the two are versions of one plan, told in the same way.
bool isSamePlan(const plan::DraftPlan& one, const plan::DraftPlan& other);

}  // namespace chaser::cli
