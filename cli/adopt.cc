// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "cli/commands.h"
#include "cli/giver.h"
#include "cli/json.h"
#include "cli/session.h"
#include "common/text.h"
#include "daemon/home.h"

namespace chaser::cli {

namespace {

void runAdopt(Session& session, const std::string& as) {
  const auto database = session.databaseFile();
  if (!database) return;
  const auto store = session.database(store::Mode::ReadWrite);
  if (!store) return;
  warnOfStranger(session, as);
  const store::Actor actor{as.empty() ? "operator" : as, std::nullopt};
  const auto adopted = daemon::adopt(*store, database->string(), session.clock.now(), actor);
  if (!adopted) return session.failWith(adopted.error());
  const bool held = !adopted->trouble.empty();
  if (session.json)
    return print(session.out, Json{{"adopted", held},
                                   {"why", orNull(adopted->trouble)},
                                   {"composed_anew", adopted->anew},
                                   {"may_have_arrived", adopted->again}});
  if (!held) {
    session.out << "This database sends from here already, or has never sent: there is nothing to adopt.\n";
    return;
  }
  session.out << fmt::format("From now on it sends from here. Until now {}.\n", adopted->trouble);
  if (adopted->anew > 0)
    session.out << fmt::format("{}: what is still true is composed anew.\n",
                               counted(adopted->anew, "message waited", "messages waited"));
  if (adopted->again > 0)
    session.out << fmt::format(
        "{} may have arrived, and will be sent again as before: see 'chaser outbox'.\n",
        counted(adopted->again, "message"));
}

}  // namespace

void addAdopt(CLI::App& app, Session& session) {
  auto as = std::make_shared<std::string>();
  auto* command = app.add_subcommand(
      "adopt", "Let a database send from this machine, as this file: after a move, or a backup put back");
  command->add_option("--as", *as, "Who says so, for the audit");
  command->footer(
      "Never on a copy to try things out with: it would mail the people in it.\n"
      "Example: chaser adopt --as 'Priya Nair'");
  command->callback([as, &session] { runAdopt(session, *as); });
}

}  // namespace chaser::cli
