// SPDX-License-Identifier: Apache-2.0
#include "daemon/inbox.h"

#include <CLI/CLI.hpp>
#include <memory>

#include "cli/commands.h"
#include "cli/mail_input.h"
#include "cli/session.h"

namespace chaser::cli {

namespace {

struct InboxArguments {
  bool quiet = false;
};

void runInbox(Session& session, const InboxArguments& arguments) {
  takeMail(session, "reply", arguments.quiet,
           [&](std::string_view mail, store::Store& store,
               const daemon::Configuration& configuration) -> Result<MailTaken> {
             const auto received = daemon::Inbox(store, configuration).take(mail, session.clock.now());
             if (!received) return fail(received.error());
             return MailTaken{received->kind, received->said,
                              received->reply ? Json(received->reply->id) : Json(nullptr)};
           });
}

}  // namespace

void addInbox(CLI::App& app, Session& session) {
  auto arguments = std::make_shared<InboxArguments>();
  auto* command = app.add_subcommand(
      "inbox", "Take one mail from standard input: an answer waits for the coordinator, all else is ignored");
  command->add_flag("--quiet", arguments->quiet,
                    "Say nothing unless it fails: some mail servers send back what a pipe says");
  command->footer(
      "For a pipe from the mail server: docs/replies.md. Exit status 75 when the configuration or the\n"
      "database can't be read just now, so that the mail server tries again.\n"
      "Example: chaser inbox < message");
  command->callback([arguments, &session] { runInbox(session, *arguments); });
}

}  // namespace chaser::cli
