// SPDX-License-Identifier: Apache-2.0
#include "daemon/send_test.h"

#include <fmt/format.h>

#include <boost/asio/io_context.hpp>
#include <optional>
#include <utility>

#include "common/text.h"
#include "daemon/letters.h"
#include "daemon/senders.h"
#include "notifiers/ids.h"
#include "notifiers/mime.h"
#include "notifiers/presets/preset.h"
#include "notifiers/render.h"

namespace chaser::daemon {

namespace {

constexpr std::string_view kHookPrefix = "webhook:";

struct Addressee {
  std::string name, address;
};

Result<Addressee> mailAddressee(const Configuration& configuration, const std::string& name) {
  const auto& people = configuration.people;
  Addressee to;
  if (const auto* contact = people.contact(name)) {
    to = {contact->name, contact->email};
  } else if (const auto* board = people.board(name)) {
    to = {board->title(), board->email};
  } else {
    std::vector<std::string> known;
    for (const auto& one : people.directory().contacts) known.push_back(one.name);
    for (const auto& one : people.directory().webhooks) known.push_back(one.name);
    auto near = suggest(name, known);
    return fail(ErrorKind::Input,
                fmt::format("contacts.yaml knows no contact, board or webhook '{}'", repairUtf8(name)),
                near.empty() ? "names stand there as 'name:'" : std::move(near));
  }
  if (to.address.empty())
    return fail(ErrorKind::Input, fmt::format("{} has no address", to.name), "email: in contacts.yaml");
  return to;
}

/// What stands in a mail that nobody need answer.
constexpr const char* kSays =
    "This is a test of how messages leave Chaser, sent by hand. There is nothing to do: it is about no "
    "action "
    "and no date.";

Outcome writeTestMail(const Configuration& configuration, const std::string& subject,
                      store::Message& message) {
  const auto& settings = configuration.settings;
  notifiers::Mail mail;
  mail.from = notifiers::parseMailbox(settings.from);
  if (mail.from.name.empty()) mail.from.name = "Chaser";
  mail.to = {message.to, message.address};
  mail.subject = subject;
  const auto where = configuration.file.empty() ? std::string() : configuration.file.filename().string();
  mail.text = std::string(kSays) + "\n\nÄÖ – “quotes”: this line shows whether letters arrive whole.\n";
  if (!where.empty()) mail.text += fmt::format("It was sent by the configuration {}.\n", where);
  mail.html = fmt::format("<!DOCTYPE html><html lang=\"en\"><body><p>{}</p><p>{}</p></body></html>",
                          escapeHtml(kSays), "ÄÖ – “quotes”: this line shows whether letters arrive whole.");
  mail.date = message.createdAt;
  mail.messageId = message.messageId;
  mail.listId = "chaser." + settings.domain;
  mail.kind = "test";
  auto bytes = notifiers::writeMail(mail);
  if (!bytes) return fail(bytes.error());
  message.bytes = std::move(*bytes);
  return {};
}

Result<store::Message> writeTest(const Configuration& configuration, const std::string& name,
                                 const plan::Webhook* hook, Instant now) {
  const auto& settings = configuration.settings;
  Addressee to;
  if (hook != nullptr) {
    to = {hook->name, hook->url};
  } else {
    auto found = mailAddressee(configuration, name);
    if (!found) return fail(found.error());
    to = std::move(*found);
  }
  Written written;
  auto& message = written.message;
  message.kind = hook != nullptr ? alerts::MessageKind::Webhook : alerts::MessageKind::Digest;
  message.to = to.name;
  message.address = to.address;
  message.day = configuration.zone.dayOf(now);
  message.createdAt = now;
  auto place = placeOf(settings, message.kind, to.name);
  message.channel = std::move(place.channel);
  message.endpoint = std::move(place.endpoint);
  const auto key = fmt::format("test of {} at {}", to.name, now.iso());
  message.messageId =
      hook != nullptr ? notifiers::webhookId(key, 0) : notifiers::mailId(key, 0, settings.domain);
  const auto letter = notifiers::pingLetter(to.name, message.day, settings.marking);
  message.subject = notifiers::subjectOf(letter);
  if (hook == nullptr) {
    if (auto done = writeTestMail(configuration, message.subject, message); !done) return fail(done.error());
    return std::move(message);
  }
  writePost(configuration, letter, written);
  if (!written.faults.empty()) return fail(ErrorKind::Input, written.faults.front());
  return std::move(message);
}

}  // namespace

Result<TestReport> sendTest(const Configuration& configuration, const Clock& clock, const std::string& name,
                            std::chrono::seconds limit) {
  const bool asHook = name.starts_with(kHookPrefix);
  const auto bare = asHook ? name.substr(kHookPrefix.size()) : name;
  const auto* hook = configuration.people.webhook(bare);
  if (!asHook && hook != nullptr && configuration.people.contact(name) != nullptr)
    return fail(ErrorKind::Input, fmt::format("both a contact and a webhook are called '{}'", name),
                fmt::format("for the webhook: webhook:{}", name));
  if (asHook && hook == nullptr)
    return fail(ErrorKind::Input, fmt::format("contacts.yaml knows no webhook '{}'", repairUtf8(bare)),
                "they stand there below 'webhooks:'");
  auto message = writeTest(configuration, name, hook, clock.now());
  if (!message) return fail(message.error());
  TestReport report{message->to, message->channel, message->endpoint, message->messageId, {}};
  if (message->channel == "smtp")
    report.endpoint =
        fmt::format("{}:{}", configuration.settings.smtp.host, configuration.settings.smtp.port);

  boost::asio::io_context io;
  const auto senders = makeSenders(io, configuration);
  std::optional<notifiers::DeliveryOutcome> outcome;
  senders->send(std::move(*message), clock, [&outcome](Reply reply) { outcome = std::move(reply.outcome); });
  const auto deadline = std::chrono::steady_clock::now() + limit;
  while (!outcome && std::chrono::steady_clock::now() < deadline) {
    if (io.run_one_until(deadline) == 0) io.restart();
  }
  if (!outcome)
    return fail(ErrorKind::Network,
                fmt::format("{} did not answer within {} seconds", report.endpoint, limit.count()),
                "--limit gives it longer");
  report.outcome = std::move(*outcome);
  return report;
}

}  // namespace chaser::daemon
