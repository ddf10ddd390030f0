// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>

#include "cli/commands.h"
#include "cli/session.h"

namespace chaser::cli {

void addMigrate(CLI::App& app, Session& session) {
  auto* command = app.add_subcommand(
      "migrate", "Bring an older database to this program's schema, with a backup beside it");
  command->footer("Example: chaser --database plan.db migrate");
  command->callback([&session] {
    const auto store = session.database(store::Mode::Migrate);
    if (store) session.out << "The database has this program's schema.\n";
  });
}

}  // namespace chaser::cli
