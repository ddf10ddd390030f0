// SPDX-License-Identifier: Apache-2.0
#include "daemon/cold_pass.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "rules/horizon.h"

namespace chaser::daemon {

namespace {

/// Actions that are advanced in one transaction, and those that are read before the engine shows that it
/// lives.
constexpr std::size_t kAdvancedAtOnce = 100;
constexpr std::size_t kReadAtOnce = 20'000;
/// What all ladders go by stands beside the rules under a name that no rule can have.
constexpr const char* kAllLadders = "";
/// The fingerprint of the whole configuration at the time. Another program may have looked at everything
/// since, one that knows nothing of this memory.
constexpr const char* kWhole = " ";
/// To be raised with every release whose alerts::advance says of the same row something else than before.
constexpr int kAdvance = 3;

std::string worldOf(const Configuration& configuration) {
  return fmt::format("{}/{}/{}/{}", kAdvance, configuration.calendar.fingerprint(),
                     configuration.people.fingerprint(), configuration.zone.name());
}

}  // namespace

std::string ColdPass::memoryOf(const Configuration& configuration) {
  nlohmann::json memory{{kAllLadders, worldOf(configuration)}, {kWhole, configuration.fingerprint()}};
  for (const auto& rule : configuration.rules.rules) memory[rule.id] = rule.handling;
  return memory.dump();
}

ColdPass::ColdPass(const Configuration& configuration, Date today, const std::string& known,
                   const std::string& lastLookedAtWith)
    : panel_(configuration.rules, configuration.calendar, configuration.zone, today) {
  const auto memory = nlohmann::json::parse(known, nullptr, false);
  const auto isKnown = [&](const std::string& name, const std::string& value) {
    return memory.is_object() && memory.contains(name) && memory[name] == value;
  };
  const bool sameWorld = isKnown(kAllLadders, worldOf(configuration)) && isKnown(kWhole, lastLookedAtWith);
  const auto& rules = configuration.rules.rules;
  for (std::size_t i = 0; i < rules.size(); ++i)
    rules_.emplace(rules[i].id, Known{i, !sameWorld || !isKnown(rules[i].id, rules[i].handling)});
}

Result<ColdPass::Piece> ColdPass::next(store::EngineStore& store, ActionId after) {
  Piece piece{{}, after, true};
  std::size_t read = 0;
  const auto done = store.sweep(after, panel_.fields(), [&](const store::Swept& swept) {
    piece.reached = swept.record.action.id;
    if (differs(swept)) piece.differing.push_back(piece.reached);
    piece.last = ++read < kReadAtOnce && piece.differing.size() < kAdvancedAtOnce;
    return piece.last;
  });
  if (!done) return fail(done.error());
  return piece;
}

bool ColdPass::differs(const store::Swept& swept) {
  holding_.clear();
  std::optional<Date> until;
  const auto take = [&](const rules::Panel::Answer& answer, MilestoneId milestone) {
    for (const auto place : answer.holding) holding_.emplace_back(place, milestone);
    until = rules::earlier(until, answer.until);
  };
  const auto& record = swept.record;
  take(panel_.ofAction(record), MilestoneId{});
  for (const auto& milestone : record.milestones) take(panel_.ofMilestone(record, milestone), milestone.id);
  // The day on which a pending alert fires may come before any answer changes: then the action is looked at
  // for nothing.
  if (until != swept.lookOn || holding_.size() != swept.open.size()) return true;
  return std::any_of(swept.open.begin(), swept.open.end(), [&](const store::OpenAlert& alert) {
    const auto rule = rules_.find(alert.rule);
    if (rule == rules_.end() || rule->second.handledAnew) return true;
    const std::pair wanted{rule->second.place, alert.milestone};
    return std::find(holding_.begin(), holding_.end(), wanted) == holding_.end();
  });
}

}  // namespace chaser::daemon
