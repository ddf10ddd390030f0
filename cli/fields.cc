// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>

#include "cli/commands.h"
#include "cli/session.h"
#include "rules/reference.h"

namespace chaser::cli {

void addFields(CLI::App& app, Session& session) {
  auto* command = app.add_subcommand("fields", "List every field that a rule's condition may ask about");
  command->footer("Example: chaser fields");
  command->callback(
      [&session] { session.out << (session.json ? rules::fieldsJson() : rules::fieldsText()); });
}

}  // namespace chaser::cli
