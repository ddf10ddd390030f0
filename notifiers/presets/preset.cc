// SPDX-License-Identifier: Apache-2.0
#include "notifiers/presets/preset.h"

#include "notifiers/payload.h"
#include "notifiers/presets/hook_template.h"

namespace chaser::notifiers {

namespace {

/// `https://host:9093` and `https://host:9093/` alike; what is whole already stays as it is.
std::string withPath(std::string_view url, std::string_view path) {
  while (url.ends_with('/')) url.remove_suffix(1);
  std::string whole(url);
  if (!url.ends_with(path)) whole += path;
  return whole;
}

HookDocument genericDocument(const HookContext& context, const Letter& letter) {
  HookDocument document{genericPayload(letter, context.id, context.at), {}};
  if (context.templateText.empty()) return document;
  auto own = renderHookTemplate(context.templateText, document.bytes);
  if (own) {
    document.bytes = std::move(*own);
  } else {
    document.fault = own.error().what;
  }
  return document;
}

}  // namespace

HookDocument hookDocument(const HookContext& context, const Letter& letter) {
  switch (context.hook.preset) {
    case plan::HookPreset::Generic:
      return genericDocument(context, letter);
    case plan::HookPreset::Teams:
      return {teamsPayload(letter), {}};
    case plan::HookPreset::Slack:
      return {slackPayload(letter), {}};
    case plan::HookPreset::Mattermost:
      return {mattermostPayload(letter), {}};
    case plan::HookPreset::Alertmanager:
      return {alertmanagerPayload(context, letter), {}};
    case plan::HookPreset::Notify:
      return {notifyPayload(context, letter), {}};
  }
  return {};
}

std::string hookAddress(const plan::Webhook& hook, std::string_view url) {
  switch (hook.preset) {
    case plan::HookPreset::Alertmanager:
      return withPath(url, "/api/v2/alerts");
    case plan::HookPreset::Notify:
      return withPath(
          url, hook.to.find('@') != std::string::npos ? "/v2/notifications/email" : "/v2/notifications/sms");
    default:
      return std::string(url);
  }
}

Letter pingLetter(const std::string& to, Date day, const std::string& marking) {
  Letter letter;
  letter.kind = alerts::MessageKind::Webhook;
  letter.event = "ping";
  letter.subject = "Test message from Chaser: nothing to do";
  letter.toName = to;
  letter.day = day;
  letter.marking = marking;
  return letter;
}

}  // namespace chaser::notifiers
