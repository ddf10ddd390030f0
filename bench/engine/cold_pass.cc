// SPDX-License-Identifier: Apache-2.0
#include "bench/engine/cold_pass.h"

#include <optional>

#include "rules/horizon.h"
#include "rules/rule.h"

namespace chaser::bench {

namespace {

constexpr std::size_t kPage = 1000;

}  // namespace

Result<ColdPass> coldPass(store::Store& store, const daemon::Configuration& configuration, Date today) {
  const auto& rules = configuration.rules.rules;
  ColdPass found{std::vector<std::size_t>(rules.size())};
  for (ActionId after;;) {
    const auto records = store.scan(after, kPage, PlanId{});
    if (!records) return fail(records.error());
    for (const auto& record : *records) {
      std::optional<Date> lookOn;
      for (std::size_t at = 0; at < rules.size(); ++at) {
        const auto ask = [&](const plan::Milestone* milestone) {
          const auto verdict = rules::evaluate(rules[at], record, milestone, today, configuration.calendar,
                                               configuration.zone);
          found.matches[at] += verdict.holds ? 1 : 0;
          lookOn = rules::earlier(lookOn, verdict.until);
        };
        if (rules[at].over == rules::Over::Action) {
          ask(nullptr);
          continue;
        }
        for (const auto& milestone : record.milestones) ask(&milestone);
      }
      if (lookOn) found.horizons += lookOn->epochDays();
      ++found.actions;
    }
    if (records->size() < kPage) return found;
    after = records->back().action.id;
  }
}

}  // namespace chaser::bench
