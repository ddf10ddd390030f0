// SPDX-License-Identifier: Apache-2.0
#include "cli/selection.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "common/diagnostic.h"
#include "common/fold.h"
#include "common/text.h"

namespace chaser::cli {

namespace {

constexpr std::size_t kBatch = 500;

std::string knownPlans(const std::vector<plan::Plan>& plans) {
  std::vector<std::string> keys;
  keys.reserve(plans.size());
  for (const auto& plan : plans) keys.push_back(plan.key);
  return joinWords(keys);
}

/// `5.1` and 2 from `5.1 (part 2)`; absent when no part is named.
std::optional<std::pair<std::string, int>> partIn(std::string_view spoken) {
  constexpr std::string_view kPart = " (part ";
  const auto at = spoken.rfind(kPart);
  if (at == std::string_view::npos || !spoken.ends_with(')')) return std::nullopt;
  const std::string_view number = spoken.substr(at + kPart.size(), spoken.size() - at - kPart.size() - 1);
  int part = 0;
  const auto [end, status] = std::from_chars(number.data(), number.data() + number.size(), part);
  if (status != std::errc() || end != number.data() + number.size() || part < 1) return std::nullopt;
  return std::pair(std::string(spoken.substr(0, at)), part);
}

}  // namespace

Result<plan::Plan> choosePlan(store::Store& store, const std::string& key) {
  auto plans = store.plans();
  if (!plans) return fail(plans.error());
  if (plans->empty()) {
    return fail(ErrorKind::Input, "the database holds no plan yet",
                "begin with: chaser import FILE --plan KEY");
  }
  if (key.empty()) {
    if (plans->size() == 1) return plans->front();
    return fail(ErrorKind::Usage, "the database holds several plans",
                fmt::format("say which with --plan: {}", knownPlans(*plans)));
  }
  const auto found =
      std::find_if(plans->begin(), plans->end(), [&](const plan::Plan& p) { return p.key == key; });
  if (found != plans->end()) return *found;
  return fail(ErrorKind::Input, fmt::format("there is no plan '{}'", key),
              fmt::format("the database holds {}", knownPlans(*plans)));
}

Result<std::vector<plan::ActionRecord>> actionsOf(store::Store& store, const std::string& plan) {
  if (plan.empty()) return actionsOf(store, PlanId());
  const auto chosen = choosePlan(store, plan);
  return chosen ? actionsOf(store, chosen->id) : fail(chosen.error());
}

Result<std::vector<plan::ActionRecord>> actionsOf(store::Store& store, PlanId plan) {
  std::vector<plan::ActionRecord> all;
  ActionId after;
  for (;;) {
    auto batch = store.scan(after, kBatch, plan);
    if (!batch) return fail(batch.error());
    if (batch->empty()) break;
    after = batch->back().action.id;
    for (auto& record : *batch) all.push_back(std::move(record));
  }
  std::stable_sort(all.begin(), all.end(), [](const plan::ActionRecord& a, const plan::ActionRecord& b) {
    if (a.action.plan != b.action.plan) return a.action.plan < b.action.plan;
    return a.action.position < b.action.position;
  });
  return all;
}

Result<plan::ActionRecord> chooseAction(store::Store& store, const plan::Plan& plan, const std::string& ref,
                                        std::optional<int> part) {
  const auto ids = store.find({plan.key, ref, part.value_or(1)}, false);
  if (!ids) return fail(ids.error());
  if (!ids->empty()) {
    auto record = store.action(ids->front());
    if (!record) return fail(record.error());
    if (*record) return std::move(**record);
  }
  if (const auto named = part ? std::nullopt : partIn(ref))
    return chooseAction(store, plan, named->first, named->second);
  const auto all = actionsOf(store, plan.id);
  if (!all) return fail(all.error());
  std::vector<std::string> refs;
  for (const auto& record : *all) {
    // The parts of an action share its ref; a hint names it once.
    if (std::find(refs.begin(), refs.end(), record.action.ref) == refs.end())
      refs.push_back(record.action.ref);
  }
  const std::string what = part ? fmt::format("{} has no part {} of '{}'", plan.key, *part, ref)
                                : fmt::format("{} has no action '{}'", plan.key, ref);
  const std::string near = suggest(ref, refs);
  return fail(ErrorKind::Input, what, near.empty() ? "'chaser list' shows every ref" : near);
}

Result<plan::Milestone> chooseMilestone(const plan::ActionRecord& record, const std::string& which) {
  const auto& milestones = record.milestones;
  if (milestones.empty()) {
    return fail(ErrorKind::Input, fmt::format("{} has no milestone", plan::spokenRef(record.action)));
  }
  if (which.empty()) {
    if (milestones.size() == 1) return milestones.front();
    return fail(ErrorKind::Usage,
                fmt::format("{} has {} milestones", plan::spokenRef(record.action), milestones.size()),
                "say which with --milestone: its number or its party");
  }
  std::size_t number = 0;
  const auto [end, status] = std::from_chars(which.data(), which.data() + which.size(), number);
  if (status == std::errc() && end == which.data() + which.size() && number >= 1 &&
      number <= milestones.size()) {
    return milestones[number - 1];
  }
  std::vector<const plan::Milestone*> ofParty;
  for (const auto& milestone : milestones) {
    if (foldName(milestone.party) == foldName(which)) ofParty.push_back(&milestone);
  }
  if (ofParty.size() == 1) return *ofParty.front();
  return fail(ErrorKind::Input,
              fmt::format("{} has {} milestone '{}'", plan::spokenRef(record.action),
                          ofParty.empty() ? "no" : "more than one", which),
              fmt::format("give a number from 1 to {}, as 'chaser show {}' lists them", milestones.size(),
                          record.action.ref));
}

}  // namespace chaser::cli
