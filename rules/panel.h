// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "rules/program.h"
#include "rules/rule.h"

/// All rules of a set over one row at once, for whoever looks at many rows on one day: a cold pass. It
/// decides nothing: rules::evaluate does, and its answers are kept by the values that were asked for. Two
/// things make it quick. A part of a condition that asks one field of few values (a colour, a state, yes or
/// no, or whether there is a date at all) and not today settles the rule for ever where it does not hold, so
/// for each such value it is known which rules are left. And what is left depends on a few dates and words,
/// of which a plan has not many combinations.
namespace chaser::rules {

class Panel {
 public:
  /// What is referred to outlives it.
  Panel(const RuleSet& rules, const plan::WorkingCalendar& calendar, const Zone& zone, Date today);
  ~Panel();
  Panel(const Panel&) = delete;
  Panel& operator=(const Panel&) = delete;

  struct Answer {
    std::vector<std::size_t> holding;  ///< places in RuleSet::rules, in order
    std::optional<Date> until;         ///< the earliest day on which any verdict may change; absent: never
  };
  /// Exactly what rules::evaluate says of every rule over milestones. Valid until the next call.
  const Answer& ofMilestone(const plan::ActionRecord& record, const plan::Milestone& milestone);
  /// The same of every rule over actions.
  const Answer& ofAction(const plan::ActionRecord& record);

  /// What its rules ask of a row; a record may lack everything else.
  [[nodiscard]] const std::vector<const plan::RowField*>& fields() const { return asked_; }

 private:
  class Half;
  const Answer& answer(Half& half, const plan::ActionRecord& record, const plan::Milestone* milestone);

  const plan::WorkingCalendar& calendar_;
  const Zone& zone_;
  Date today_;
  std::vector<const plan::RowField*> asked_;
  std::unique_ptr<Half> overMilestones_;
  std::unique_ptr<Half> overActions_;
  Answer answer_;
};

}  // namespace chaser::rules
