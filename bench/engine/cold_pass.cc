// SPDX-License-Identifier: Apache-2.0
#include "bench/engine/cold_pass.h"

#include <optional>

#include "rules/horizon.h"
#include "rules/panel.h"

namespace chaser::bench {

Result<ColdPass> coldPass(store::Store& store, const daemon::Configuration& configuration, Date today) {
  ColdPass found{std::vector<std::size_t>(configuration.rules.rules.size())};
  rules::Panel panel(configuration.rules, configuration.calendar, configuration.zone, today);
  std::optional<Date> lookOn;
  const auto take = [&](const rules::Panel::Answer& answer) {
    for (const auto at : answer.holding) ++found.matches[at];
    lookOn = rules::earlier(lookOn, answer.until);
  };
  const auto done = store.sweep(ActionId{}, panel.fields(), [&](const store::Swept& swept) {
    lookOn.reset();
    take(panel.ofAction(swept.record));
    for (const auto& milestone : swept.record.milestones) take(panel.ofMilestone(swept.record, milestone));
    if (lookOn) found.horizons += lookOn->epochDays();
    ++found.actions;
    return true;
  });
  if (!done) return fail(done.error());
  return found;
}

}  // namespace chaser::bench
