// SPDX-License-Identifier: Apache-2.0
#include "daemon/inbox.h"

#include <CLI/CLI.hpp>
#include <istream>
#include <memory>

#include "cli/commands.h"
#include "cli/json.h"
#include "cli/mail_input.h"
#include "cli/session.h"

namespace chaser::cli {

namespace {

struct InboxArguments {
  bool quiet = false;
};

std::string_view wordOfReceived(daemon::Received::Kind kind) {
  switch (kind) {
    case daemon::Received::Kind::Recorded:
      return "recorded";
    case daemon::Received::Kind::Already:
      return "already";
    case daemon::Received::Kind::Ignored:
      break;
  }
  return "ignored";
}

void runInbox(Session& session, const InboxArguments& arguments) {
  const auto mail = readMailInput(session.in);
  const auto configuration = session.configuration();
  if (!configuration) return deferMail(session);
  const auto store = session.database(store::Mode::ReadWrite);
  if (!store) return deferMail(session);
  const auto received = daemon::Inbox(*store, *configuration).take(mail, session.clock.now());
  if (!received) {
    session.failWith(received.error());
    // What is no mail will be none the next time.
    return received.error().kind == ErrorKind::Input ? void() : deferMail(session);
  }
  if (session.json) {
    return print(session.out, Json{{"what", wordOfReceived(received->kind)},
                                   {"reply", received->reply ? Json(received->reply->id) : Json(nullptr)},
                                   {"said", received->said}});
  }
  if (arguments.quiet) return;
  const bool recorded = received->kind == daemon::Received::Kind::Recorded;
  (recorded ? session.out : session.err) << received->said << '\n';
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
