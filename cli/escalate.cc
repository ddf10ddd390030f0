// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

#include "alerts/recipients.h"
#include "cli/asked.h"
#include "cli/commands.h"
#include "cli/giver.h"
#include "cli/session.h"
#include "common/text.h"
#include "store/answers.h"

namespace chaser::cli {

namespace {

/// Whether a step to it went to the coordinator, or will, for want of anybody who holds the role.
bool waitsForHolder(const Asked& asked, const alerts::Alert& alert, const plan::People& people) {
  const auto* milestone = asked.record.milestone(alert.subject.milestone);
  return alert.reason == alerts::Reason::NobodyHoldsRole ||
         std::any_of(alert.made.begin(), alert.made.end(), [&](const alerts::StepMade& made) {
           return made.heldByNobody ||
                  alerts::resolve(made.role, asked.record, milestone, people, asked.today).heldByNobody;
         });
}

/// The coordinator is told in place of whom nobody knows, so it is theirs, or their cover's, to say.
Outcome checkMayEscalate(const Asked& asked, const plan::People& people) {
  const auto coordinator = alerts::coordinatorOf(asked.plan, people, asked.today);
  if (coordinator.name.empty() || asked.giver == coordinator.name || asked.giver == coordinator.coverFor)
    return {};
  return fail(ErrorKind::Input, fmt::format("{} does not coordinate {}", asked.giver, asked.plan.key),
              fmt::format("{} may say so: --as '{}'", coordinator.name, coordinator.name));
}

Result<Json> escalateAll(store::Store& store, const Asked& asked, const plan::People& people, Instant now) {
  Json rows = Json::array();
  auto transaction = store.begin();
  if (!transaction) return fail(transaction.error());
  for (const auto& alert : asked.alerts) {
    if (!alert.firing() || !waitsForHolder(asked, alert, people)) continue;
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
  if (const auto may = checkMayEscalate(*asked, configuration->people); !may)
    return session.failWith(may.error());
  if (std::none_of(asked->alerts.begin(), asked->alerts.end(), [](const auto& one) { return one.firing(); }))
    return session.failWith(
        {ErrorKind::Input, fmt::format("nobody is asked about {} now", plan::spokenRef(asked->record.action)),
         "'chaser alerts' lists what is asked"});
  const auto rows = escalateAll(*store, *asked, configuration->people, session.clock.now());
  if (!rows) return session.failWith(rows.error());
  if (rows->empty()) {
    session.end(Exit::No);
    session.err << fmt::format("{}: nothing waits for this: whoever was to be told is known.\n",
                               plan::spokenRef(asked->record.action));
    if (session.json) print(session.out, *rows);
    return;
  }
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
