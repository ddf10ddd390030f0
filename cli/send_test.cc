// SPDX-License-Identifier: Apache-2.0
#include "daemon/send_test.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>

#include "cli/commands.h"
#include "cli/json.h"
#include "cli/session.h"

namespace chaser::cli {

namespace {

struct SendTestArguments {
  std::string name;
  int seconds = 60;
};

std::string outcomeInWords(const daemon::TestReport& report) {
  using Kind = notifiers::DeliveryOutcome::Kind;
  switch (report.outcome.kind) {
    case Kind::Delivered:
      return "took it";
    case Kind::Retry:
      return "did not take it; a real message would be tried again";
    case Kind::Rejected:
      return "refuses it; a real message would be given up";
    case Kind::EndpointFault:
      return "lets nothing through; real messages would wait until that is put right";
  }
  return {};
}

void runSendTest(Session& session, const SendTestArguments& arguments) {
  auto sources = session.sources();
  sources.secrets = true;
  const auto configuration = session.configuration(sources);
  if (!configuration) return;
  std::error_code ignored;
  if (const auto& file = configuration->settings.database; std::filesystem::exists(file, ignored)) {
    // As for `run`: what is written to a maildir is the service's own.
    if (const auto dropped = session.becomeOwner(file); !dropped) return session.failWith(dropped.error());
  }
  const auto report = daemon::sendTest(*configuration, session.clock, arguments.name,
                                       std::chrono::seconds(arguments.seconds));
  if (!report) return session.failWith(report.error());
  const auto& outcome = report->outcome;
  const bool good = outcome.kind == notifiers::DeliveryOutcome::Kind::Delivered;
  if (session.json) {
    print(session.out, Json{{"to", report->to},
                            {"channel", report->channel},
                            {"endpoint", report->endpoint},
                            {"message_id", report->messageId},
                            {"outcome", notifiers::toString(outcome.kind)},
                            {"code", outcome.code},
                            {"text", orNull(outcome.text)},
                            {"milliseconds", outcome.took.count()}});
  } else if (good && report->channel == "maildir") {
    session.out << fmt::format("Written to {} for {}: with this 'deliver:' nothing leaves the house.\n",
                               report->endpoint, report->to);
  } else {
    session.out << fmt::format("To {}: {} {}", report->to, report->endpoint, outcomeInWords(*report));
    if (!outcome.text.empty()) session.out << fmt::format(". It said: {}", outcome.text);
    session.out << fmt::format(" ({} ms)\n", outcome.took.count());
  }
  if (!good) session.end(Exit::Unavailable);
}

}  // namespace

void addSendTest(CLI::App& app, Session& session) {
  auto arguments = std::make_shared<SendTestArguments>();
  auto* command = app.add_subcommand(
      "send-test",
      "Send one message, marked as a test, to a contact, board or webhook now; say what came back");
  command->add_option("name", arguments->name, "As in contacts.yaml; webhook:NAME for the webhook")
      ->required();
  command->add_option("--limit", arguments->seconds, "Seconds to wait for the answer")
      ->check(CLI::Range(1, 600))
      ->capture_default_str();
  command->footer(
      "Examples: chaser send-test \"Programme manager\"\n          chaser send-test webhook:channel\n"
      "Exit status 4 when it was not taken.");
  command->callback([arguments, &session] { runSendTest(session, *arguments); });
}

}  // namespace chaser::cli
