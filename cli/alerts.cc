// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

#include "cli/commands.h"
#include "cli/json.h"
#include "cli/reason.h"
#include "cli/selection.h"
#include "cli/session.h"
#include "cli/table.h"
#include "common/text.h"

namespace chaser::cli {

namespace {

struct AlertsArguments {
  std::string plan;
};

/// An unresolved alert with the row that it is about.
struct Shown {
  alerts::Alert alert;
  plan::ActionRecord record;
};

Result<std::vector<Shown>> unresolvedAlerts(store::Store& store, const std::string& planKey) {
  auto alerts = store.unresolved();
  if (!alerts) return fail(alerts.error());
  std::vector<Shown> out;
  for (auto& alert : *alerts) {
    auto record = store.action(alert.subject.action);
    if (!record) return fail(record.error());
    if (!*record || (!planKey.empty() && (*record)->plan->key != planKey)) continue;
    out.push_back({std::move(alert), std::move(**record)});
  }
  std::stable_sort(out.begin(), out.end(), [](const Shown& a, const Shown& b) {
    return a.record.action.position < b.record.action.position;
  });
  return out;
}

std::string nextText(const alerts::Alert& alert, Date today) {
  if (waitsForTick(alert, today)) return "next tick";
  return alert.nextOn ? alert.nextOn->iso() : std::string();
}

std::vector<std::string> toldBy(const alerts::Alert& alert) {
  std::vector<std::string> names;
  for (const auto& rung : alert.made) {
    for (const auto& name : rung.told) {
      if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    }
  }
  return names;
}

Json shownJson(const Shown& shown, Date today) {
  const auto* milestone = shown.record.milestone(shown.alert.subject.milestone);
  return {{"rule", shown.alert.rule},
          {"plan", shown.record.plan->key},
          {"ref", shown.record.action.ref},
          {"part", shown.record.action.part},
          {"party", milestone != nullptr ? orNull(milestone->party) : Json(nullptr)},
          {"text", milestone != nullptr ? milestone->text : plan::headline(shown.record)},
          {"state", alerts::toString(shown.alert.state)},
          {"since", shown.alert.since.iso()},
          {"fired_on", orNull(shown.alert.firedOn)},
          {"held", shown.alert.held},
          {"reason", alerts::toString(shown.alert.reason)},
          {"detail", orNull(shown.alert.reasonDetail)},
          {"told", toldBy(shown.alert)},
          {"next_on", waitsForTick(shown.alert, today) ? Json(today.iso()) : orNull(shown.alert.nextOn)}};
}

void runAlerts(Session& session, const AlertsArguments& arguments) {
  const auto store = session.database(store::Mode::ReadOnly);
  if (!store) return;
  if (!arguments.plan.empty()) {
    const auto chosen = choosePlan(*store, arguments.plan);
    if (!chosen) return session.failWith(chosen.error());
  }
  const auto shown = unresolvedAlerts(*store, arguments.plan);
  if (!shown) return session.failWith(shown.error());
  const Date today = dayForReason(session.clock.now());
  if (session.json) {
    Json rows = Json::array();
    for (const auto& one : *shown) rows.push_back(shownJson(one, today));
    print(session.out, rows);
    return;
  }
  if (shown->empty()) {
    session.err << "No alert is open.\n";
    return;
  }
  Table table({"REF", "RULE", "STATE", "SINCE", "TOLD", "NOW", "NEXT", "ABOUT"});
  for (const auto& one : *shown) {
    const auto* milestone = one.record.milestone(one.alert.subject.milestone);
    table.add({plan::spokenRef(one.record.action), one.alert.rule,
               std::string(alerts::toString(one.alert.state)), one.alert.since.iso(),
               joinWords(toldBy(one.alert)), reasonText(one.alert, today), nextText(one.alert, today),
               plan::headline(one.record, milestone)});
  }
  table.print(session.out, terminalWidth(session.terminal));
}

}  // namespace

void addAlerts(CLI::App& app, Session& session) {
  auto arguments = std::make_shared<AlertsArguments>();
  auto* command = app.add_subcommand("alerts", "List open alerts: who was told, and why nothing is said now");
  command->add_option("--plan", arguments->plan, "Only this plan");
  command->footer("Example: chaser --database plan.db alerts");
  command->callback([arguments, &session] { runAlerts(session, *arguments); });
}

}  // namespace chaser::cli
