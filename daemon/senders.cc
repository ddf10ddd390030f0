// SPDX-License-Identifier: Apache-2.0
#include "daemon/senders.h"

#include <fmt/format.h>

#include <utility>

#include "daemon/return_path.h"
#include "daemon/smtp_settings.h"
#include "notifiers/email.h"
#include "notifiers/maildir.h"
#include "notifiers/mime.h"
#include "notifiers/presets/preset.h"
#include "notifiers/webhook.h"

namespace chaser::daemon {

namespace {

/// A webhook's message as a mail program can show it. Nothing reads the file but people and tests.
std::string webhookAsMail(const store::Message& message) {
  return fmt::format(
      "To: {}\r\nSubject: {}\r\nMessage-ID: <{}>\r\nX-Chaser-Kind: {}\r\nMIME-Version: 1.0\r\n"
      "Content-Type: application/json; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{}\r\n",
      message.to, message.subject, message.messageId, alerts::toString(message.kind), message.bytes);
}

std::unique_ptr<notifiers::Notifier> makeMail(boost::asio::io_context& io, const Settings& settings) {
  if (settings.deliver != Deliver::Smtp) return notifiers::makeMaildirNotifier(settings.maildir);
  // Each message of the outbox has one of its own.
  const auto& bounces = settings.smtp.envelopeFrom;
  const auto from =
      bounces.empty() ? notifiers::parseMailbox(settings.from).address : returnPathWith(bounces, kTestTag);
  return notifiers::makeRelays(io, emailSettings(settings.smtp, from));
}

/// Of the person or board that it is for; a draft leaves in the board's. A channel keeps none.
std::optional<LeavingHours> hoursOf(const Configuration& configuration, const store::Message& message,
                                    Instant now) {
  if (message.kind == alerts::MessageKind::Webhook) return std::nullopt;
  const bool board =
      message.kind == alerts::MessageKind::Pack || message.kind == alerts::MessageKind::PackDraft;
  const alerts::Recipient to{board ? alerts::Recipient::Kind::Board : alerts::Recipient::Kind::Person,
                             message.to,
                             message.address,
                             {}};
  const alerts::DispatchContext context{configuration.people, configuration.calendar,
                                        configuration.settings.manners, now};
  return LeavingHours{alerts::dayFor(context, to), alerts::opensFor(context, to)};
}

/// The far end that takes everything and hears nothing.
class DeafNotifier final : public notifiers::Notifier {
 public:
  void deliver(const notifiers::OutgoingMessage& /*message*/, Done done) override {
    done(notifiers::DeliveryOutcome{});
  }
  [[nodiscard]] std::size_t inFlight() const override { return 0; }
};

}  // namespace

Senders::Senders(std::unique_ptr<notifiers::Notifier> mail,
                 std::optional<std::map<std::string, std::unique_ptr<notifiers::Notifier>>> webhooks)
    : mail_(std::move(mail)), webhooks_(std::move(webhooks)) {}

void Senders::send(store::Message message, const Clock& clock, Done done) {
  notifiers::Notifier* by = mail_.get();
  if (message.kind == alerts::MessageKind::Webhook) {
    if (webhooks_) {
      const auto found = webhooks_->find(message.to);
      by = found == webhooks_->end() ? nullptr : found->second.get();
    } else {
      message.bytes = webhookAsMail(message);
    }
  }
  const notifiers::OutgoingMessage outgoing{
      message.messageId,        message.id.value,  message.to,         message.address,
      std::move(message.bytes), message.createdAt, message.returnPath, &clock};
  message.bytes.clear();
  auto reply = [message = std::move(message), &clock,
                done = std::move(done)](notifiers::DeliveryOutcome outcome) mutable {
    done(Reply{std::move(message), std::move(outcome), clock.now()});
  };
  if (by == nullptr) {
    notifiers::DeliveryOutcome gone;
    gone.kind = notifiers::DeliveryOutcome::Kind::Rejected;
    gone.text = "no webhook of this name is configured any more";
    reply(gone);
    return;
  }
  by->deliver(outgoing, std::move(reply));
}

std::size_t Senders::inFlight() const {
  std::size_t all = mail_->inFlight();
  if (!webhooks_) return all;
  for (const auto& [name, webhook] : *webhooks_) all += webhook->inFlight();
  return all;
}

std::vector<std::string> Senders::troubles() const {
  return mail_->troubles();
}

std::optional<notifiers::WebhookSettings> hookSettings(const Configuration& configuration,
                                                       const plan::Webhook& webhook) {
  notifiers::WebhookSettings settings;
  settings.name = webhook.name;
  auto url = webhook.url;
  if (const auto kept = configuration.webhookUrls.find(webhook.name); kept != configuration.webhookUrls.end())
    url = kept->second.reveal();
  if (url.empty()) return std::nullopt;
  settings.url = notifiers::hookAddress(webhook, url);
  if (const auto key = configuration.webhookSecrets.find(webhook.name);
      key != configuration.webhookSecrets.end()) {
    settings.key = key->second;
  }
  settings.maxConnections = static_cast<std::size_t>(webhook.maxConnections);
  if (!webhook.caFile.empty()) settings.caFile = (configuration.contactsFolder / webhook.caFile).string();
  if (webhook.preset == plan::HookPreset::Notify) settings.proof = notifiers::HookProof::Notify;
  if (webhook.preset == plan::HookPreset::Alertmanager) settings.proof = notifiers::HookProof::Bearer;
  return settings;
}

std::unique_ptr<Senders> makeSenders(boost::asio::io_context& io, const Configuration& configuration) {
  if (configuration.settings.deliver != Deliver::Smtp)
    return std::make_unique<Senders>(makeMail(io, configuration.settings), std::nullopt);
  std::map<std::string, std::unique_ptr<notifiers::Notifier>> webhooks;
  for (const auto& webhook : configuration.people.directory().webhooks) {
    auto settings = hookSettings(configuration, webhook);
    if (!settings) continue;
    webhooks.emplace(webhook.name, notifiers::makeWebhookNotifier(io, std::move(*settings)));
  }
  return std::make_unique<Senders>(makeMail(io, configuration.settings), std::move(webhooks));
}

std::unique_ptr<Senders> makeDeafSenders(boost::asio::io_context& /*io*/,
                                         const Configuration& /*configuration*/) {
  return std::make_unique<Senders>(std::make_unique<DeafNotifier>(), std::nullopt);
}

DeliveryOptions deliveryOptions(const std::shared_ptr<const Configuration>& configuration) {
  const auto& settings = configuration->settings;
  DeliveryOptions options;
  const bool smtp = settings.deliver == Deliver::Smtp;
  options.mailEndpoint = smtp ? "smtp" : settings.maildir.string();
  options.mailPerMinute = smtp ? settings.smtp.perMinute : 0;
  options.returnPath = smtp ? settings.smtp.envelopeFrom : std::string();
  options.hours = [configuration](const store::Message& message, Instant now) {
    return hoursOf(*configuration, message, now);
  };
  if (!smtp) return options;
  options.connections[options.mailEndpoint] = static_cast<std::size_t>(settings.smtp.maxConnections);
  for (const auto& webhook : configuration->people.directory().webhooks) {
    options.webhooks.push_back(webhook.name);
    options.connections[webhook.name] = static_cast<std::size_t>(webhook.maxConnections);
  }
  return options;
}

}  // namespace chaser::daemon
