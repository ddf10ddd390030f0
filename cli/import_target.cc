// SPDX-License-Identifier: Apache-2.0
#include "cli/import_target.h"

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
  std::map<std::pair<std::string, int>, std::string> asked;
  for (const plan::DraftAction& one : draft.actions) {
    std::string words = askedBy(one.action);
    if (!words.empty()) asked[{one.action.ref, one.action.part}] = std::move(words);
  }
  std::map<std::string, std::size_t> same;  // by the plan's key
  for (ActionId after;;) {
    const auto batch = store.scan(after, kScanned, PlanId{});
    if (!batch) return fail(batch.error());
    for (const plan::ActionRecord& record : *batch) {
      const auto found = asked.find({record.action.ref, record.action.part});
      if (found == asked.end() || record.action.closedAt || found->second != askedBy(record.action)) continue;
      const std::size_t count = ++same[record.plan->key];
      if (count >= kEnoughActions && count * 2 > draft.actions.size()) return record.plan->key;
    }
    if (batch->size() < kScanned) return std::string();
    after = batch->back().action.id;
  }
}

}  // namespace chaser::cli
