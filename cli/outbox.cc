// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <map>
#include <memory>
#include <optional>
#include <utility>

#include "cli/commands.h"
#include "cli/json.h"
#include "cli/session.h"
#include "cli/table.h"
#include "daemon/delivery.h"

namespace chaser::cli {

namespace {

constexpr std::size_t kShown = 1000;

struct OutboxArguments {
  bool dead = false;
  bool sent = false;
};

/// Why a message that is ready does not leave now: its endpoint takes nothing until somebody acts. The holds
/// are asked for once an endpoint.
class Holds {
 public:
  Holds(store::Store& store, Instant now) : store_(store), now_(now) {}

  Result<std::optional<daemon::Hold>> of(const store::Message& message) {
    if (message.state != store::MessageState::Ready) return std::optional<daemon::Hold>();
    auto found = known_.find(message.endpoint);
    if (found == known_.end()) {
      auto hold = daemon::holdOf(store_, message.endpoint, now_);
      if (!hold) return fail(hold.error());
      found = known_.emplace(message.endpoint, std::move(*hold)).first;
    }
    return found->second;
  }

 private:
  store::Store& store_;
  Instant now_;
  std::map<std::string, std::optional<daemon::Hold>> known_;
};

Json holdJson(const std::optional<daemon::Hold>& hold) {
  if (!hold) return nullptr;
  return {{"reason", alerts::toString(alerts::Reason::EndpointHeld)},
          {"until", hold->until.iso()},
          {"why", hold->why}};
}

std::string troubleText(const store::Message& message, const std::optional<daemon::Hold>& hold) {
  if (!hold) return message.lastError;
  return fmt::format("{} until {}: {}", alerts::toString(alerts::Reason::EndpointHeld), hold->until.iso(),
                     hold->why);
}

Json messageJson(const store::Message& message, const std::optional<daemon::Hold>& hold) {
  return {{"id", message.id.value},
          {"message_id", message.messageId},
          {"kind", alerts::toString(message.kind)},
          {"to", message.to},
          {"subject", message.subject},
          {"state", store::toString(message.state)},
          {"attempts", message.attempts},
          {"created_at", message.createdAt.iso()},
          {"sent_at", orNull(message.sentAt)},
          {"next_attempt", orNull(message.nextAttempt)},
          {"waits", holdJson(hold)},
          {"last_error", orNull(message.lastError)}};
}

std::string whenText(const store::Message& message) {
  if (message.sentAt) return message.sentAt->iso();
  return message.nextAttempt ? message.nextAttempt->iso() : message.createdAt.iso();
}

void runOutbox(Session& session, const OutboxArguments& arguments) {
  const auto store = session.database(store::Mode::ReadOnly);
  if (!store) return;
  std::vector<store::MessageState> states = {store::MessageState::Ready, store::MessageState::Sending};
  if (arguments.dead) states = {store::MessageState::Dead};
  if (arguments.sent) states = {store::MessageState::Sent};
  Holds holds(*store, session.clock.now());
  Json rows = Json::array();
  Table table({"ID", "STATE", "KIND", "TO", "WHEN", "TRIES", "SUBJECT", "LAST ERROR"});
  for (const auto state : states) {
    const auto messages = store->messages(state, kShown);
    if (!messages) return session.failWith(messages.error());
    for (const auto& message : *messages) {
      const auto hold = holds.of(message);
      if (!hold) return session.failWith(hold.error());
      rows.push_back(messageJson(message, *hold));
      table.add({std::to_string(message.id.value), std::string(store::toString(message.state)),
                 std::string(alerts::toString(message.kind)), message.to, whenText(message),
                 std::to_string(message.attempts), message.subject, troubleText(message, *hold)});
    }
  }
  if (session.json) {
    print(session.out, rows);
  } else if (table.empty()) {
    session.err << (arguments.dead   ? "No message was given up.\n"
                    : arguments.sent ? "No message was sent yet.\n"
                                     : "No message waits.\n");
  } else {
    table.print(session.out, terminalWidth(session.terminal));
  }
}

}  // namespace

void addOutbox(CLI::App& app, Session& session) {
  auto arguments = std::make_shared<OutboxArguments>();
  auto* command =
      app.add_subcommand("outbox", "List messages that wait to be delivered, with the last error");
  auto* dead = command->add_flag("--dead", arguments->dead, "Those that were given up");
  command->add_flag("--sent", arguments->sent, "Those that were delivered")->excludes(dead);
  command->footer("Example: chaser --database plan.db outbox --dead");
  command->callback([arguments, &session] { runOutbox(session, *arguments); });
}

}  // namespace chaser::cli
