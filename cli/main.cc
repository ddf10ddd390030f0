// SPDX-License-Identifier: Apache-2.0
#include <sys/stat.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <iostream>

#include "cli/commands.h"
#include "cli/plain_terminal.h"
#include "cli/session.h"
#include "cli/usage.h"
#include "daemon/system_clock.h"

int main(int argc, char** argv) try {
  using namespace chaser;
  // The database and the mail name people: they are for their owner and group, as the service keeps them.
  umask(0007);
  const daemon::SystemClock clock;
  const bool terminal = isatty(STDOUT_FILENO) != 0;
  // What goes to a file or a program goes as it is.
  cli::PlainTerminal plainly(*std::cout.rdbuf());
  std::ostream shown(terminal ? &plainly : std::cout.rdbuf());
  cli::PlainTerminal saidPlainly(*std::cerr.rdbuf());
  std::ostream said(isatty(STDERR_FILENO) != 0 ? &saidPlainly : std::cerr.rdbuf());
  said.setf(std::ios::unitbuf);
  cli::Session session(std::cin, shown, said, clock, terminal);
  session.bareOut = &std::cout;
  session.bareErr = &std::cerr;

  CLI::App app{"Chaser watches an action plan and chases the people who owe something."};
  app.set_version_flag("--version", "chaser " CHASER_VERSION);
  app.add_option("--config", session.configPath,
                 "Configuration file (default: ./chaser.yaml, else /etc/chaser/chaser.yaml)");
  app.add_option("--database", session.databasePath,
                 "Database file; alone, it needs no configuration at all");
  app.add_flag("--json", session.json, "Print results as JSON, for programs");
  app.require_subcommand(1);
  app.fallthrough();
  app.footer(
      "Exit status: 0 done, 1 the answer is no, 2 usage, 3 the input was refused, 4 database or network.\n"
      "Begin with: chaser --database plan.db import plan.docx");

  for (const auto add :
       {cli::addImport,   cli::addExport,   cli::addList,     cli::addShow,     cli::addUpdate,
        cli::addDoubts,   cli::addSettle,   cli::addContacts, cli::addTimeline, cli::addCheck,
        cli::addEvaluate, cli::addExplain,  cli::addForecast, cli::addPreview,  cli::addReplay,
        cli::addTest,     cli::addFields,   cli::addAlerts,   cli::addAck,      cli::addSnooze,
        cli::addAnswer,   cli::addEscalate, cli::addSilence,  cli::addDecide,   cli::addApprove,
        cli::addOutbox,   cli::addAdopt,    cli::addPapers,   cli::addAudit,    cli::addHistory,
        cli::addLinks,    cli::addInbox,    cli::addReplies,  cli::addBounce,   cli::addSendTest,
        cli::addRun,      cli::addMigrate}) {
    add(app, session);
  }

  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& success) {
    return app.exit(success, std::cout, std::cerr);
  } catch (const CLI::ParseError& error) {
    cli::explainUsage(app, error, said);
    return static_cast<int>(cli::Exit::Usage);
  }
  // A full disk or a closed pipe must not look like a short answer.
  if (!shown.flush() || !std::cout.flush()) {
    session.failWith({ErrorKind::Store, "the answer could not be written whole", "is the disk full?"});
  }
  return session.status;
} catch (const std::exception& error) {
  // No exception leaves a room; what comes this far is a fault of the program, or a machine out of memory.
  std::fputs("chaser: internal error: ", stderr);
  std::fputs(error.what(), stderr);
  std::fputs("\n", stderr);
  return 4;
}
