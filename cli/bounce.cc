// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "cli/commands.h"
#include "cli/json.h"
#include "cli/mail_input.h"
#include "cli/session.h"
#include "cli/table.h"
#include "common/text.h"
#include "daemon/bounces.h"

namespace chaser::cli {

namespace {

constexpr std::size_t kShown = 1000;

struct BounceArguments {
  std::string to, who, as;
  bool quiet = false;
};

Json bounceJson(const store::Bounce& bounce) {
  return {{"id", bounce.id},
          {"received_at", bounce.receivedAt.iso()},
          {"message", bounce.message.value},
          {"kind", store::toString(bounce.kind)},
          {"to", bounce.contact},
          {"address", bounce.address},
          {"status", orNull(bounce.status)},
          {"words", orNull(bounce.words)},
          {"cleared_at", orNull(bounce.clearedAt)},
          {"cleared_by", orNull(bounce.clearedBy)},
          {"cleared_why", orNull(bounce.clearedWhy)}};
}

void takeBounce(Session& session, const BounceArguments& arguments) {
  takeMail(session, "bounce", arguments.quiet,
           [&](std::string_view mail, store::Store& store,
               const daemon::Configuration& configuration) -> Result<MailTaken> {
             const auto taken =
                 daemon::BounceDesk(store, configuration).take(mail, arguments.to, session.clock.now());
             if (!taken) return fail(taken.error());
             return MailTaken{taken->kind, taken->said,
                              taken->bounce ? bounceJson(*taken->bounce) : Json(nullptr)};
           });
}

void listBounces(Session& session) {
  const auto store = session.database(store::Mode::ReadOnly);
  if (!store) return;
  const auto bounces = store->bounces().bounces(kShown);
  if (!bounces) return session.failWith(bounces.error());
  Json rows = Json::array();
  Table table({"ID", "CAME BACK", "MESSAGE", "TO", "ADDRESS", "KIND", "WORDS", "WORKS AGAIN"});
  for (const auto& bounce : *bounces) {
    rows.push_back(bounceJson(bounce));
    table.add({std::to_string(bounce.id), bounce.receivedAt.iso(), std::to_string(bounce.message.value),
               bounce.contact, bounce.address, std::string(store::toString(bounce.kind)), bounce.words,
               bounce.clearedAt ? bounce.clearedAt->iso() : std::string()});
  }
  if (session.json) return print(session.out, rows);
  if (table.empty()) {
    session.err << "Nothing came back.\n";
    return;
  }
  table.print(session.out, terminalWidth(session.terminal));
}

void clearAddress(Session& session, const BounceArguments& arguments) {
  const auto configuration = session.configuration();
  if (!configuration) return;
  const auto store = session.database(store::Mode::ReadWrite);
  if (!store) return;
  const store::Actor actor{arguments.as.empty() ? "operator" : arguments.as, std::nullopt};
  const auto cleared =
      daemon::BounceDesk(*store, *configuration).clear(arguments.who, actor, session.clock.now());
  if (!cleared) return session.failWith(cleared.error());
  if (session.json) return print(session.out, Json{{"works", *cleared}, {"by", actor.name}});
  session.out << fmt::format(
      "{} {} again. What came back is not sent anew by this: chaser outbox --dead lists it.\n",
      joinWords(*cleared), cleared->size() == 1 ? "works" : "work");
}

void addBounceList(CLI::App& command, Session& session) {
  auto* list = command.add_subcommand("list", "What came back, the newest first");
  list->footer("Example: chaser bounce list --json");
  list->callback([&session] { listBounces(session); });
}

void addBounceClear(CLI::App& command, Session& session, const std::shared_ptr<BounceArguments>& arguments) {
  auto* clear = command.add_subcommand("clear", "Say that an address works again");
  clear->add_option("WHO", arguments->who, "The address, or the contact or board that has it")->required();
  clear->add_option("--as", arguments->as, "Who says so, for the audit");
  clear->footer("Example: chaser bounce clear ann.field@council.example --as 'Priya Nair'");
  clear->callback([arguments, &session] { clearAddress(session, *arguments); });
}

}  // namespace

void addBounce(CLI::App& app, Session& session) {
  auto arguments = std::make_shared<BounceArguments>();
  auto* command = app.add_subcommand(
      "bounce", "Take one mail from standard input that a mail server sent back: its message did not arrive");
  command->require_subcommand(0, 1);
  command->add_option("--to", arguments->to,
                      "The address to which it came, with its tag (default: what Delivered-To, "
                      "X-Original-To, Envelope-To and To name)");
  command->add_flag("--quiet", arguments->quiet,
                    "Say nothing unless it fails: some mail servers send back what a pipe says");
  command->footer(
      "For a pipe from the mail server, with smtp.envelope_from: docs/bounces.md. Exit status 75 when the\n"
      "database or the configuration can't be read just now, so that the mail server tries again.\n"
      "Examples: chaser bounce < message\n"
      "          chaser bounce --to \"$ORIGINAL_RECIPIENT\" --quiet < message");
  command->callback([arguments, command, &session] {
    if (command->get_subcommands().empty()) takeBounce(session, *arguments);
  });
  addBounceList(*command, session);
  addBounceClear(*command, session, arguments);
}

}  // namespace chaser::cli
