// SPDX-License-Identifier: Apache-2.0
#include "daemon/approve.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "cli/commands.h"
#include "cli/json.h"
#include "cli/selection.h"
#include "cli/session.h"
#include "cli/table.h"
#include "common/text.h"

namespace chaser::cli {

namespace {

struct ApproveArguments {
  bool show = false;
  bool clock = false;
  std::string plan;
  std::string name;
};

/// The plan that `--plan` names; 0 for all.
Result<PlanId> planOf(store::Store& store, const std::string& key) {
  if (key.empty()) return PlanId{};
  const auto plan = choosePlan(store, key);
  if (!plan) return fail(plan.error());
  return plan->id;
}

void showHeld(Session& session, store::Store& store, const ApproveArguments& arguments) {
  const auto plan = planOf(store, arguments.plan);
  if (!plan) return session.failWith(plan.error());
  const auto held = daemon::heldBack(store, *plan);
  if (!held) return session.failWith(held.error());
  const auto clockHold = daemon::clockHold(store);
  if (!clockHold) return session.failWith(clockHold.error());
  Json rows = Json::array();
  Table table({"REF", "RULE", "SINCE", "ABOUT"});
  for (const auto id : held->alerts) {
    const auto stored = store.alert(id);
    if (!stored) return session.failWith(stored.error());
    if (!*stored) continue;
    const auto& alert = **stored;
    const auto record = store.action(alert.subject.action);
    if (!record) return session.failWith(record.error());
    if (!*record) continue;
    const auto* milestone = (*record)->milestone(alert.subject.milestone);
    rows.push_back({{"rule", alert.rule},
                    {"plan", (*record)->plan->key},
                    {"ref", (*record)->action.ref},
                    {"part", (*record)->action.part},
                    {"since", alert.since.iso()},
                    {"text", milestone != nullptr ? milestone->text : plan::headline(**record)}});
    table.add({plan::spokenRef((*record)->action), alert.rule, alert.since.iso(),
               plan::headline(**record, milestone)});
  }
  if (session.json) {
    return print(session.out,
                 Json{{"clock_hold", orNull(*clockHold)}, {"held", rows}, {"name", held->name()}});
  }
  if (!clockHold->empty()) {
    session.out << fmt::format("The clock is held: {}. If it is right: chaser approve --clock\n", *clockHold);
  }
  if (table.empty()) {
    session.out << "No alert is held.\n";
  } else {
    table.print(session.out, terminalWidth(session.terminal));
    session.out << fmt::format("{} held. To let their ladders start: chaser approve {}{}\n",
                               counted(held->alerts.size(), "alert is", "alerts are"),
                               arguments.plan.empty() ? "" : "--plan " + arguments.plan + " ", held->name());
  }
}

void approveTheClock(Session& session, store::Store& store) {
  const auto approved = daemon::approveClock(store);
  if (!approved) return session.failWith(approved.error());
  session.out << (*approved ? "The clock is believed; chasing goes on.\n"
                            : "The clock was not held; nothing to approve.\n");
}

void approveAlerts(Session& session, store::Store& store, const ApproveArguments& arguments, Date today) {
  const auto plan = planOf(store, arguments.plan);
  if (!plan) return session.failWith(plan.error());
  const auto approved = daemon::approveStorm(store, *plan, arguments.name, today);
  if (!approved) return session.failWith(approved.error());
  if (session.json) return print(session.out, Json{{"approved", *approved}});
  session.out << (*approved == 0
                      ? std::string("No alert was held; nothing to approve.\n")
                      : fmt::format("{} approved; the ladders start today.\n", counted(*approved, "alert")));
}

void runApprove(Session& session, const ApproveArguments& arguments) {
  const auto configuration = session.configuration();
  if (!configuration) return;
  const auto store = session.database(arguments.show ? store::Mode::ReadOnly : store::Mode::ReadWrite);
  if (!store) return;
  if (arguments.show) return showHeld(session, *store, arguments);
  if (arguments.clock) return approveTheClock(session, *store);
  approveAlerts(session, *store, arguments, configuration->zone.dayOf(session.clock.now()));
}

}  // namespace

void addApprove(CLI::App& app, Session& session) {
  auto arguments = std::make_shared<ApproveArguments>();
  auto* command =
      app.add_subcommand("approve", "Release what the storm guard, or an implausible clock, holds back");
  auto* show =
      command->add_flag("--show", arguments->show, "Only show what is held, and the name to approve it by");
  auto* clock =
      command->add_flag("--clock", arguments->clock, "Say that the wall clock is right")->excludes(show);
  command->add_option("--plan", arguments->plan, "Only what is held of this plan")->excludes(clock);
  command->add_option("NAME", arguments->name, "What you have looked at, as --show named it: 214-5e21c9")
      ->excludes(show)
      ->excludes(clock);
  command->footer("Example: chaser approve --show, then chaser approve 214-5e21c9");
  command->callback([arguments, &session] { runApprove(session, *arguments); });
}

}  // namespace chaser::cli
