// SPDX-License-Identifier: Apache-2.0
#include "daemon/approve.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "cli/commands.h"
#include "cli/json.h"
#include "cli/session.h"
#include "cli/table.h"
#include "common/text.h"

namespace chaser::cli {

namespace {

struct ApproveArguments {
  bool show = false;
  bool clock = false;
};

void showHeld(Session& session, store::Store& store) {
  const auto held = store.heldAlerts();
  if (!held) return session.failWith(held.error());
  const auto clockHold = daemon::clockHold(store);
  if (!clockHold) return session.failWith(clockHold.error());
  Json rows = Json::array();
  Table table({"REF", "RULE", "SINCE", "ABOUT"});
  for (const auto& alert : *held) {
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
    return print(session.out, Json{{"clock_hold", orNull(*clockHold)}, {"held", rows}});
  }
  if (!clockHold->empty()) {
    session.out << fmt::format("The clock is held: {}. If it is right: chaser approve --clock\n", *clockHold);
  }
  if (table.empty()) {
    session.out << "No alert is held.\n";
  } else {
    table.print(session.out, terminalWidth(session.terminal));
    session.out << fmt::format("{} held. To let their ladders start: chaser approve\n",
                               counted(held->size(), "alert is", "alerts are"));
  }
}

void approveTheClock(Session& session, store::Store& store) {
  const auto approved = daemon::approveClock(store);
  if (!approved) return session.failWith(approved.error());
  session.out << (*approved ? "The clock is believed; chasing goes on.\n"
                            : "The clock was not held; nothing to approve.\n");
}

void approveAlerts(Session& session, store::Store& store, Date today) {
  const auto approved = daemon::approveStorm(store, today);
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
  if (arguments.show) return showHeld(session, *store);
  if (arguments.clock) return approveTheClock(session, *store);
  approveAlerts(session, *store, configuration->zone.dayOf(session.clock.now()));
}

}  // namespace

void addApprove(CLI::App& app, Session& session) {
  auto arguments = std::make_shared<ApproveArguments>();
  auto* command =
      app.add_subcommand("approve", "Release what the storm guard, or an implausible clock, holds back");
  auto* show = command->add_flag("--show", arguments->show, "Only show what is held");
  command->add_flag("--clock", arguments->clock, "Say that the wall clock is right")->excludes(show);
  command->footer("Example: chaser approve --show && chaser approve");
  command->callback([arguments, &session] { runApprove(session, *arguments); });
}

}  // namespace chaser::cli
