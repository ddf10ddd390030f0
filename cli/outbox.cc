// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <map>
#include <memory>
#include <optional>
#include <utility>

#include "cli/commands.h"
#include "cli/giver.h"
#include "cli/json.h"
#include "cli/session.h"
#include "cli/table.h"
#include "common/text.h"
#include "daemon/bounces.h"
#include "daemon/delivery.h"
#include "daemon/home.h"
#include "daemon/memory.h"
#include "store/outbox_desk.h"

namespace chaser::cli {

namespace {

constexpr std::size_t kShown = 1000;
constexpr const char* kNotAtHome = "not-at-home";

struct OutboxArguments {
  bool dead = false;
  bool sent = false;
  std::vector<std::int64_t> messages;
  std::string why;
  std::string as;
};

/// What keeps a message that is ready from leaving now.
struct Wait {
  std::string reason;
  std::optional<Instant> until;
  std::string why;
};

/// Why messages that are ready do not leave now: the database is not at home, or their endpoint takes nothing
/// until somebody acts. The holds are asked for once an endpoint.
class Holds {
 public:
  Holds(store::Store& store, Instant now, std::string homeTrouble)
      : store_(store), now_(now), homeTrouble_(std::move(homeTrouble)) {}

  Result<std::optional<Wait>> of(const store::Message& message) {
    if (message.state != store::MessageState::Ready) return std::optional<Wait>();
    if (!homeTrouble_.empty()) return std::optional(Wait{kNotAtHome, std::nullopt, homeTrouble_});
    auto found = known_.find(message.endpoint);
    if (found == known_.end()) {
      auto hold = daemon::holdOf(store_, message.endpoint, now_);
      if (!hold) return fail(hold.error());
      found = known_.emplace(message.endpoint, std::move(*hold)).first;
    }
    if (!found->second) return std::optional<Wait>();
    return std::optional(Wait{std::string(alerts::toString(alerts::Reason::EndpointHeld)),
                              found->second->until, found->second->why});
  }

 private:
  store::Store& store_;
  Instant now_;
  std::string homeTrouble_;
  std::map<std::string, std::optional<daemon::Hold>> known_;
};

Json waitJson(const std::optional<Wait>& wait) {
  if (!wait) return nullptr;
  return {{"reason", wait->reason}, {"until", orNull(wait->until)}, {"why", wait->why}};
}

std::string troubleText(const store::Message& message, const std::optional<Wait>& wait,
                        const store::FailingAddress* failing) {
  if (!wait && message.lastError.empty() && failing != nullptr)
    return fmt::format("mail to {} has come back since {}: {}", failing->address, failing->since.iso(),
                       failing->words);
  if (!wait) return message.lastError;
  if (!wait->until) return wait->why;
  return fmt::format("{} until {}: {}", wait->reason, wait->until->iso(), wait->why);
}

Json triesJson(const std::vector<store::Attempt>& tries) {
  Json list = Json::array();
  for (const auto& one : tries) {
    list.push_back({{"at", one.at.iso()},
                    {"endpoint", one.endpoint},
                    {"code", one.code},
                    {"text", one.text},
                    {"ms", one.millis}});
  }
  return list;
}

Json messageJson(const store::Message& message, const std::optional<Wait>& wait,
                 const std::vector<store::Attempt>& tries, const store::FailingAddress* failing) {
  return {{"id", message.id.value},
          {"message_id", message.messageId},
          {"kind", alerts::toString(message.kind)},
          {"to", message.to},
          {"subject", message.subject},
          {"state", store::toString(message.state)},
          {"attempts", message.attempts},
          {"tries", triesJson(tries)},
          {"created_at", message.createdAt.iso()},
          {"sent_at", orNull(message.sentAt)},
          {"next_attempt", orNull(message.nextAttempt)},
          {"waits", waitJson(wait)},
          {"last_error", orNull(message.lastError)},
          {"address_fails_since", failing == nullptr ? Json(nullptr) : Json(failing->since.iso())}};
}

std::string whenText(const store::Message& message) {
  if (message.sentAt) return message.sentAt->iso();
  return message.nextAttempt ? message.nextAttempt->iso() : message.createdAt.iso();
}

/// Each try that was made for a message that was given up: what a person needs to see what to put right.
std::string triesText(const store::Message& message, const std::vector<store::Attempt>& tries) {
  std::string text = fmt::format("\n{} to {}:\n", message.id.value, message.to);
  for (const auto& one : tries) {
    text += fmt::format("  {}  {}  {}\n", one.at.iso(), one.endpoint,
                        one.text.empty() ? "no reply" : shorten(one.text, 300));
  }
  return text;
}

/// Whether the database may send from where it lies; without a configuration, as if it were live.
Result<std::string> troubleAtHome(Session& session, store::Store& store,
                                  const std::filesystem::path& database) {
  auto deliver = daemon::Deliver::Smtp;
  if (session.databasePath.empty() || !session.configPath.empty()) {
    const auto configuration = session.configuration();
    if (configuration) deliver = configuration->settings.deliver;
  }
  auto trouble = daemon::homeTrouble(store, database.string(), deliver);
  if (trouble && !trouble->empty()) *trouble = daemon::withAdoption(*trouble);
  return trouble;
}

void listOutbox(Session& session, const OutboxArguments& arguments) {
  const auto database = session.databaseFile();
  if (!database) return;
  const auto store = session.database(store::Mode::ReadOnly);
  if (!store) return;
  std::vector<store::MessageState> states = {store::MessageState::Ready, store::MessageState::Sending};
  if (arguments.dead) states = {store::MessageState::Dead};
  if (arguments.sent) states = {store::MessageState::Sent};
  const auto away = troubleAtHome(session, *store, *database);
  if (!away) return session.failWith(away.error());
  const auto addresses = daemon::FailingAddresses::read(*store);
  if (!addresses) return session.failWith(addresses.error());
  Holds holds(*store, session.clock.now(), *away);
  Json rows = Json::array();
  std::string told;
  Table table({"ID", "STATE", "KIND", "TO", "WHEN", "TRIES", "SUBJECT", "LAST ERROR"});
  for (const auto state : states) {
    const auto messages = store->messages(state, kShown);
    if (!messages) return session.failWith(messages.error());
    for (const auto& message : *messages) {
      const auto wait = holds.of(message);
      if (!wait) return session.failWith(wait.error());
      const auto tries = store->outboxDesk().attemptsOf(message.id);
      if (!tries) return session.failWith(tries.error());
      const auto* failing = addresses->find(message.address);
      rows.push_back(messageJson(message, *wait, *tries, failing));
      table.add({std::to_string(message.id.value), std::string(store::toString(message.state)),
                 std::string(alerts::toString(message.kind)), message.to, whenText(message),
                 std::to_string(message.attempts), message.subject, troubleText(message, *wait, failing)});
      if (arguments.dead) told += triesText(message, *tries);
    }
  }
  if (session.json) return print(session.out, rows);
  if (!away->empty()) session.err << fmt::format("Nothing is sent: {}.\n", *away);
  if (table.empty()) {
    session.err << (arguments.dead   ? "No message was given up.\n"
                    : arguments.sent ? "No message was sent yet.\n"
                                     : "No message waits.\n");
    return;
  }
  table.print(session.out, terminalWidth(session.terminal));
  if (arguments.dead)
    session.out << told
                << "\nTo try one again: chaser outbox retry ID. To be done with it: chaser outbox drop "
                   "ID --why 'REASON'\n";
}

/// Who says so, and which day it is: a configuration is not needed for either.
struct ByWhom {
  store::Actor actor;
  Date today;
};

ByWhom byWhom(Session& session, const OutboxArguments& arguments) {
  const auto now = session.clock.now();
  auto zone = Zone::utc();
  if (session.databasePath.empty()) {
    if (const auto configuration = session.configuration()) zone = configuration->zone;
  }
  return {{arguments.as.empty() ? "operator" : arguments.as, std::nullopt}, zone.dayOf(now)};
}

std::string retriedText(std::int64_t id, store::Retried how) {
  switch (how) {
    case store::Retried::AtOnce:
      return fmt::format("Message {} is tried at once.\n", id);
    case store::Retried::Again:
      return fmt::format("Message {} may have arrived: it is sent again as it was, under its id.\n", id);
    case store::Retried::Anew:
      return fmt::format("Message {} did not arrive: what is still true of it is composed anew.\n", id);
  }
  return {};
}

void retryMessages(Session& session, const OutboxArguments& arguments) {
  const auto store = session.database(store::Mode::ReadWrite);
  if (!store) return;
  warnOfStranger(session, arguments.as);
  const auto by = byWhom(session, arguments);
  const auto now = session.clock.now();
  // All of them or none: who mistypes one number is told before anything moved.
  auto transaction = store->begin();
  if (!transaction) return session.failWith(transaction.error());
  Json rows = Json::array();
  std::string said;
  for (const auto id : arguments.messages) {
    const auto how = store->outboxDesk().retry(MessageId{id}, by.today, now, by.actor);
    if (!how) return session.failWith(how.error());
    rows.push_back({{"id", id}, {"retried", store::toString(*how)}});
    said += retriedText(id, *how);
  }
  if (auto done = store->setSetting(daemon::memory::kTryNow, now.iso()); !done)
    return session.failWith(done.error());
  if (auto done = (*transaction)->commit(); !done) return session.failWith(done.error());
  if (session.json) return print(session.out, rows);
  session.out << said;
}

void dropMessages(Session& session, const OutboxArguments& arguments) {
  if (trim(arguments.why).empty())
    return session.failWith({ErrorKind::Usage, "no reason is given", "--why 'told in person'"});
  const auto store = session.database(store::Mode::ReadWrite);
  if (!store) return;
  warnOfStranger(session, arguments.as);
  const auto by = byWhom(session, arguments);
  auto transaction = store->begin();
  if (!transaction) return session.failWith(transaction.error());
  Json rows = Json::array();
  for (const auto id : arguments.messages) {
    const auto done = store->outboxDesk().drop(MessageId{id}, std::string(trim(arguments.why)), by.today,
                                               session.clock.now(), by.actor);
    if (!done) return session.failWith(done.error());
    rows.push_back({{"id", id}, {"dropped", true}, {"why", trim(arguments.why)}});
  }
  if (auto done = (*transaction)->commit(); !done) return session.failWith(done.error());
  if (session.json) return print(session.out, rows);
  session.out << fmt::format("{} dropped. The audit says by whom and why.\n",
                             counted(arguments.messages.size(), "message is", "messages are"));
}

}  // namespace

void addOutbox(CLI::App& app, Session& session) {
  auto arguments = std::make_shared<OutboxArguments>();
  auto* command =
      app.add_subcommand("outbox", "List messages that wait to be delivered; try one again, or drop it");
  auto* dead = command->add_flag("--dead", arguments->dead, "Those that were given up, with every try");
  command->add_flag("--sent", arguments->sent, "Those that were delivered")->excludes(dead);
  command->require_subcommand(0, 1);
  command->footer(
      "Examples: chaser --database plan.db outbox --dead\n          chaser outbox retry 14\n          chaser "
      "outbox drop 14 --why 'told in person'");
  const auto takesMessages = [&](CLI::App* sub) {
    sub->add_option("ID", arguments->messages, "Numbers of messages, as the list has them")
        ->required()
        ->check(CLI::PositiveNumber);
    sub->add_option("--as", arguments->as, "Who says so, for the audit");
  };
  auto* retry = command->add_subcommand(
      "retry", "Try messages again, those that wait at once, and those that were given up");
  takesMessages(retry);
  retry->footer("Example: chaser outbox retry 14 15 --as 'Priya Nair'");
  auto* drop = command->add_subcommand("drop", "Never send these messages; the audit keeps who and why");
  takesMessages(drop);
  drop->add_option("--why", arguments->why, "The reason, in a few words")->required();
  drop->footer("Example: chaser outbox drop 14 --why 'told in person' --as 'Priya Nair'");
  command->callback([arguments, retry, drop, &session] {
    if (retry->parsed()) return retryMessages(session, *arguments);
    if (drop->parsed()) return dropMessages(session, *arguments);
    listOutbox(session, *arguments);
  });
}

}  // namespace chaser::cli
