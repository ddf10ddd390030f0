// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "cli/commands.h"
#include "cli/json.h"
#include "cli/session.h"
#include "common/text.h"
#include "daemon/cores.h"
#include "daemon/run_once.h"

namespace chaser::cli {

namespace {

struct RunArguments {
  bool once = false;
  int seconds = 120;
};

void runTick(Session& session, const RunArguments& arguments) {
  auto sources = session.sources();
  sources.secrets = true;
  daemon::leaveNoCore();
  const auto configuration = session.configuration(sources);
  if (!configuration) return;
  const auto dropped = session.becomeOwner(configuration->settings.database);
  if (!dropped) return session.failWith(dropped.error());
  const auto report = daemon::runOnce(configuration, session.clock, std::chrono::seconds(arguments.seconds));
  if (!report) return session.failWith(report.error());
  const auto& tick = report->tick;
  for (const auto& trouble : report->troubles) session.err << fmt::format("chaser: {}\n", trouble);
  if (session.json) {
    print(session.out, Json{{"today", tick.today.iso()},
                            {"looked", tick.looked},
                            {"fired", tick.fired},
                            {"resolved", tick.resolved},
                            {"messages", tick.messages},
                            {"sent", report->sent},
                            {"retry", report->retry},
                            {"dead", report->dead},
                            {"left", report->left},
                            {"begun_anew", report->begunAnew},
                            {"troubles", report->troubles},
                            {"held", tick.held},
                            {"nobody_to_tell", tick.nobodyToTell},
                            {"clock_hold", orNull(tick.clockHold)},
                            {"home_hold", orNull(tick.homeHold)},
                            {"next_wake", orNull(tick.nextWake)}});
  } else if (!tick.clockHold.empty()) {
    session.out << fmt::format("Nothing was done: {}. If the clock is right: chaser approve --clock\n",
                               tick.clockHold);
  } else {
    session.out << fmt::format("{} looked at, {} fired, {} resolved, {} sent", counted(tick.looked, "action"),
                               counted(tick.fired, "alert"), tick.resolved, counted(report->sent, "message"));
    if (report->retry > 0) session.out << fmt::format(", {} to be tried again", report->retry);
    if (report->dead > 0) session.out << fmt::format(", {} given up", report->dead);
    session.out << ".\n";
    if (!tick.homeHold.empty()) session.out << fmt::format("Nothing was sent: {}.\n", tick.homeHold);
    if (report->begunAnew)
      session.out
          << "Until now this database was only rehearsed with: all that was rehearsed is forgotten.\n";
    if (report->left > 0) {
      session.out << fmt::format("{} for the next run: smtp.per_minute and --limit let no more leave.\n",
                                 counted(report->left, "message waits", "messages wait"));
    }
    if (tick.held > 0) {
      session.out << fmt::format("{} for approval: chaser approve --show\n",
                                 counted(tick.held, "alert waits", "alerts wait"));
    }
    if (tick.nobodyToTell > 0) {
      session.out << fmt::format(
          "{}: no address is known for anybody who could be told. See 'chaser alerts'.\n",
          counted(tick.nobodyToTell, "item waits", "items wait"));
    }
    if (tick.nextWake) session.out << fmt::format("Next look: {}\n", tick.nextWake->iso());
  }
  if (!tick.clockHold.empty() || !tick.homeHold.empty()) session.end(Exit::No);
  if (report->retry + report->left > 0) session.end(Exit::Unavailable);
}

}  // namespace

void addRun(CLI::App& app, Session& session) {
  auto arguments = std::make_shared<RunArguments>();
  auto* command = app.add_subcommand("run", "Look once at everything and deliver what is due: for cron");
  command->add_flag("--once", arguments->once, "One tick, then end (the service itself is chaserd)")
      ->required();
  command
      ->add_option("--limit", arguments->seconds,
                   "Seconds after which undelivered messages are left for the next run")
      ->check(CLI::Range(1, 3600))
      ->capture_default_str();
  command->footer("Example: chaser --config chaser.yaml run --once");
  command->callback([arguments, &session] { runTick(session, *arguments); });
}

}  // namespace chaser::cli
