// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>

#include "cli/commands.h"
#include "cli/json.h"
#include "cli/session.h"
#include "store/engine_lock.h"

namespace chaser::cli {

namespace {

void runMigrate(Session& session) {
  const auto path = session.databaseFile();
  if (!path) return;
  const auto dropped = session.becomeOwner(*path);
  if (!dropped) return session.failWith(dropped.error());
  const auto lock = store::EngineLock::take(path->string());
  if (!lock) return session.failWith(lock.error());
  const auto store = store::open(path->string(), store::Mode::ReadWrite, store::Migrate::Do);
  if (!store) return session.failWith(store.error());
  if (session.json) return print(session.out, Json{{"database", path->string()}, {"current", true}});
  session.out << "The database has this program's schema.\n";
}

}  // namespace

void addMigrate(CLI::App& app, Session& session) {
  auto* command = app.add_subcommand(
      "migrate", "Bring an older database to this program's schema, with a backup beside it");
  command->footer("Example: chaser --database plan.db migrate");
  command->callback([&session] { runMigrate(session); });
}

}  // namespace chaser::cli
