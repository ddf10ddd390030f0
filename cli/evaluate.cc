// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <map>
#include <memory>

#include "alerts/advance.h"
#include "cli/commands.h"
#include "cli/json.h"
#include "cli/selection.h"
#include "cli/session.h"
#include "common/text.h"
#include "rules/rule.h"

namespace chaser::cli {

namespace {

struct EvaluateArguments {
  std::string on;
  std::string plan;
  std::vector<std::string> rules;
  std::string contacts;
};

/// One rule that holds for one subject.
struct Holding {
  const rules::Rule* rule;
  const plan::ActionRecord* record;
  const plan::Milestone* milestone;  ///< nullptr over an action
  rules::Verdict verdict;
};

/// The engine's own function says it, as for the daemon; what it makes of alerts is left unread.
std::vector<Holding> holdingOn(const daemon::Configuration& configuration,
                               const std::vector<plan::ActionRecord>& records, Date day) {
  const std::vector<alerts::Silence> noSilences;
  const alerts::World world{configuration.rules, configuration.calendar, configuration.people,
                            noSilences,          configuration.zone,     day};
  std::vector<Holding> out;
  for (const auto& record : records) {
    for (const auto& finding : alerts::advance(world, {record, {}, {}, {}, {}, {}}).findings) {
      if (!finding.verdict.holds) continue;
      out.push_back({finding.rule, &record, record.milestone(finding.milestone), finding.verdict});
    }
  }
  // In the order of the rules; within one, in that of the plan.
  std::stable_sort(out.begin(), out.end(),
                   [](const Holding& a, const Holding& b) { return a.rule < b.rule; });
  return out;
}

Json holdingJson(const Holding& holding) {
  const auto* milestone = holding.milestone;
  return {{"rule", holding.rule->id},
          {"plan", holding.record->plan->key},
          {"ref", holding.record->action.ref},
          {"part", holding.record->action.part},
          {"party", milestone != nullptr ? orNull(milestone->party) : Json(nullptr)},
          {"subject", rules::toString(holding.rule->over)},
          {"text", milestone != nullptr ? milestone->text : plan::headline(*holding.record)},
          {"due", milestone != nullptr ? orNull(milestone->due) : Json(nullptr)},
          {"severity", rules::toString(holding.rule->severity)},
          {"until", orNull(holding.verdict.until)}};
}

void printHoldings(std::ostream& out, const std::vector<Holding>& holdings, Date day) {
  if (holdings.empty()) {
    out << fmt::format("No rule holds on {}.\n", day.spoken());
    return;
  }
  const rules::Rule* current = nullptr;
  for (const auto& holding : holdings) {
    if (holding.rule != current) {
      current = holding.rule;
      out << fmt::format("{}: {}\n", current->id, current->summary);
    }
    std::string line = plan::spokenRef(holding.record->action);
    if (holding.milestone != nullptr && !holding.milestone->party.empty())
      line += fmt::format(" ({})", holding.milestone->party);
    line += ": " + plan::headline(*holding.record, holding.milestone);
    if (holding.milestone != nullptr && holding.milestone->due)
      line += fmt::format(", {}", holding.milestone->due->spoken());
    if (holding.verdict.until) line += fmt::format(" [until {}]", holding.verdict.until->spoken());
    out << "  " << line << '\n';
  }
}

void runEvaluate(Session& session, const EvaluateArguments& arguments) {
  const auto configuration = session.configurationWith(arguments.rules, arguments.contacts);
  if (!configuration) return;
  auto day = configuration->zone.dayOf(session.clock.now());
  if (!arguments.on.empty()) {
    const auto given = session.readDate("--on", arguments.on);
    if (!given) return;
    day = *given;
  }
  const auto store = session.database(store::Mode::ReadOnly);
  if (!store) return;
  const auto records = actionsOf(*store, arguments.plan);
  if (!records) return session.failWith(records.error());
  const auto holdings = holdingOn(*configuration, *records, day);
  if (session.json) {
    Json rows = Json::array();
    for (const auto& holding : holdings) rows.push_back(holdingJson(holding));
    print(session.out, rows);
  } else {
    printHoldings(session.out, holdings, day);
  }
}

}  // namespace

void addEvaluate(CLI::App& app, Session& session) {
  auto arguments = std::make_shared<EvaluateArguments>();
  auto* command =
      app.add_subcommand("evaluate", "Show which rules hold on a day; changes nothing and sends nothing");
  command->add_option("--on", arguments->on, "The day, YYYY-MM-DD (default: today)");
  command->add_option("--plan", arguments->plan, "Only this plan");
  command->add_option("--rules", arguments->rules, "Use these rule files alone");
  command->add_option("--contacts", arguments->contacts, "Use this contacts file");
  command->footer("Example: chaser --database plan.db evaluate --on 2017-09-30");
  command->callback([arguments, &session] { runEvaluate(session, *arguments); });
}

}  // namespace chaser::cli
