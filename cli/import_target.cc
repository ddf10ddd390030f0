// SPDX-License-Identifier: Apache-2.0
#include "cli/import_target.h"

#include <algorithm>
#include <map>
#include <utility>

#include "common/fold.h"

namespace chaser::cli {

namespace {

/// Fewer than this have words in common by chance: `1 Review the policy`.
constexpr std::size_t kEnoughActions = 3;
constexpr std::size_t kScanned = 1000;

std::string askedBy(const plan::Action& action) {
  return foldWords(action.recommendation + " " + action.issue + " " + action.action);
}

/// What a draft's actions ask for, by their numbers.
class AskedActions {
 public:
  explicit AskedActions(const plan::DraftPlan& draft) : actions_(draft.actions.size()) {
    for (const plan::DraftAction& one : draft.actions) {
      std::string words = askedBy(one.action);
      if (!words.empty()) asked_[{one.action.ref, one.action.part}] = std::move(words);
    }
  }

  [[nodiscard]] bool has(const plan::Action& action) const {
    const auto found = asked_.find({action.ref, action.part});
    return found != asked_.end() && found->second == askedBy(action);
  }
  /// Whether so many of them are most.
  [[nodiscard]] bool areMost(std::size_t same) const { return same >= kEnoughActions && same * 2 > actions_; }

 private:
  std::map<std::pair<std::string, int>, std::string> asked_;
  std::size_t actions_;
};

}  // namespace

Result<ImportTarget> readTarget(store::Store* store, const plan::Plan& wanted) {
  ImportTarget target;
  target.plan = wanted;
  if (store == nullptr) return target;
  const auto existing = store->plan(wanted.key);
  if (!existing) return fail(existing.error());
  if (!*existing) return target;
  const PlanId id = (*existing)->id;
  target.plan.id = id;
  target.plan.yearStarts = (*existing)->yearStarts;
  target.title = (*existing)->title;
  target.ragKey = (*existing)->ragKey;
  auto stored = store->storedActions(id);
  if (!stored) return fail(stored.error());
  target.stored = std::move(*stored);
  auto columns = store->columns(id);
  if (!columns) return fail(columns.error());
  target.columns = std::move(*columns);
  const auto settled = store->settled(id);
  if (!settled) return fail(settled.error());
  for (const auto& answer : *settled) target.settled.push_back(answer.entry);
  auto doubts = store->doubts(id);
  if (!doubts) return fail(doubts.error());
  target.doubts = std::move(*doubts);
  const auto last = store->lastImport(id);
  if (!last) return fail(last.error());
  target.lastImport = *last;
  return target;
}

Result<std::string> samePlanAs(store::Store& store, const plan::DraftPlan& draft) {
  const AskedActions asked(draft);
  std::map<std::string, std::size_t> same;  // by the plan's key
  for (ActionId after;;) {
    const auto batch = store.scan(after, kScanned, PlanId{});
    if (!batch) return fail(batch.error());
    for (const plan::ActionRecord& record : *batch) {
      if (record.action.closedAt || !asked.has(record.action)) continue;
      if (asked.areMost(++same[record.plan->key])) return record.plan->key;
    }
    if (batch->size() < kScanned) return std::string();
    after = batch->back().action.id;
  }
}

bool isSamePlan(const plan::DraftPlan& one, const plan::DraftPlan& other) {
  const AskedActions asked(other);
  const auto same = std::count_if(one.actions.begin(), one.actions.end(),
                                  [&](const plan::DraftAction& draft) { return asked.has(draft.action); });
  return asked.areMost(static_cast<std::size_t>(same));
}

}  // namespace chaser::cli
