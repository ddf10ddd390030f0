// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "cli/asked.h"
#include "cli/commands.h"
#include "cli/giver.h"
#include "cli/session.h"
#include "common/text.h"
#include "store/answers.h"

namespace chaser::cli {

namespace {

Result<Json> escalateAll(store::Store& store, const Asked& asked, Instant now) {
  Json rows = Json::array();
  auto transaction = store.begin();
  if (!transaction) return fail(transaction.error());
  for (const auto& alert : asked.alerts) {
    if (!alert.firing()) continue;
    const auto done = store.answers().escalateAnyway(alert.id, {asked.giver, now});
    if (!done) return fail(done.error());
    auto row = askedJson(asked, alert);
    row["escalates"] = *done ? "from now on" : "already";
    rows.push_back(std::move(row));
  }
  if (auto done = (*transaction)->commit(); !done) return fail(done.error());
  return rows;
}

void runEscalate(Session& session, const AskedArguments& arguments) {
  const auto configuration = session.configuration();
  if (!configuration) return;
  const auto store = session.database(store::Mode::ReadWrite);
  if (!store) return;
  const auto asked = whatIsAsked(session, *store, *configuration, arguments);
  if (!asked) return session.failWith(asked.error());
  const auto rows = escalateAll(*store, *asked, session.clock.now());
  if (!rows) return session.failWith(rows.error());
  if (rows->empty())
    return session.failWith(
        {ErrorKind::Input, fmt::format("nobody is asked about {} now", plan::spokenRef(asked->record.action)),
         "'chaser alerts' lists what is asked"});
  if (!arguments.as.empty()) warnOfStranger(session, asked->giver);
  if (session.json) return print(session.out, *rows);
  session.out << fmt::format(
      "{}: {} on to the next steps on their days, though nobody holds a role that was to be told.\n",
      plan::spokenRef(asked->record.action), counted(rows->size(), "alert goes", "alerts go"));
}

}  // namespace

void addEscalate(CLI::App& app, Session& session) {
  auto arguments = std::make_shared<AskedArguments>();
  auto* command = app.add_subcommand(
      "escalate", "Let the ladder go on although nobody holds the role that was to be told first");
  addAskedOptions(*command, *arguments, false);
  command->footer("Example: chaser escalate 17.1 --milestone BTH --as 'Programme manager'");
  command->callback([arguments, &session] { runEscalate(session, *arguments); });
}

}  // namespace chaser::cli
