// SPDX-License-Identifier: Apache-2.0
#include "cli/asked.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "cli/giver.h"
#include "cli/selection.h"
#include "cli/session.h"
#include "common/diagnostic.h"
#include "common/text.h"

namespace chaser::cli {

void addAskedOptions(CLI::App& command, AskedArguments& arguments, bool noted) {
  command.add_option("ref", arguments.ref, "The action's reference")->required();
  command.add_option("--plan", arguments.plan, "The plan's key, when there are several");
  command.add_option("--part", arguments.part, "The part of an action with several rows");
  command.add_option("--milestone", arguments.milestone, "The milestone's number, or its party");
  command.add_option("--rule", arguments.rule, "Only what this rule asks");
  command.add_option("--as", arguments.as, "Who says so: a contact's name; else the plan's coordinator");
  if (noted) command.add_option("--note", arguments.note, "Why, for the audit");
}

Result<Asked> whatIsAsked(Session& session, store::Store& store, const daemon::Configuration& configuration,
                          const AskedArguments& arguments) {
  auto plan = choosePlan(store, arguments.plan);
  if (!plan) return fail(plan.error());
  auto record = chooseAction(store, *plan, arguments.ref, arguments.part);
  if (!record) return fail(record.error());
  const Date today = configuration.zone.dayOf(session.clock.now());
  auto giver = giverOf(arguments.as, *plan, configuration, today);
  if (!giver) return fail(giver.error());
  MilestoneId milestone;
  if (!arguments.milestone.empty()) {
    const auto chosen = chooseMilestone(*record, arguments.milestone);
    if (!chosen) return fail(chosen.error());
    milestone = chosen->id;
  }
  auto alerts = store.alertsOf(record->action.id, today);
  if (!alerts) return fail(alerts.error());
  std::vector<std::string> rules;
  const auto isOther = [&](const alerts::Alert& alert) {
    if (!alert.unresolved()) return true;
    rules.push_back(alert.rule);
    return (milestone && alert.subject.milestone != milestone) ||
           (!arguments.rule.empty() && alert.rule != arguments.rule);
  };
  alerts->erase(std::remove_if(alerts->begin(), alerts->end(), isOther), alerts->end());
  if (!arguments.rule.empty() && alerts->empty()) {
    const auto near = suggest(arguments.rule, rules);
    return fail(
        ErrorKind::Input,
        fmt::format("'{}' asks nothing about {} now", arguments.rule, plan::spokenRef(record->action)),
        near.empty() ? "'chaser alerts' lists what is asked" : near);
  }
  return Asked{std::move(*plan), std::move(*record), milestone, std::move(*alerts), std::move(*giver), today};
}

Json askedJson(const Asked& asked, const alerts::Alert& alert) {
  const auto* milestone = asked.record.milestone(alert.subject.milestone);
  return {{"plan", asked.plan.key},
          {"ref", asked.record.action.ref},
          {"part", asked.record.action.part},
          {"rule", alert.rule},
          {"text", milestone != nullptr ? milestone->text : plan::headline(asked.record)}};
}

}  // namespace chaser::cli
