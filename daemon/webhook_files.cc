// SPDX-License-Identifier: Apache-2.0
#include "daemon/webhook_files.h"

#include <fmt/format.h>

#include <utility>

#include "common/text.h"
#include "daemon/feed_letters.h"
#include "daemon/files.h"
#include "daemon/secrets.h"
#include "notifiers/payload.h"
#include "notifiers/presets/hook_template.h"
#include "notifiers/presets/notify_key.h"
#include "notifiers/webhook.h"
#include "plan/webhook_file.h"

namespace chaser::daemon {

namespace {

void refuseHook(const plan::Webhook& hook, const Error& error, Diagnostics& diagnostics) {
  diagnostics.push_back({Level::Error, hook.at, 1, error.what, error.hint});
}

/// What may stand in a header, and in nothing that a shell or a log would take for something else.
Result<Secret> decodeToken(std::string_view written) {
  written = trim(written);
  for (const char c : written) {
    if (c <= ' ' || c > '~')
      return fail(ErrorKind::Input, "the webhook's token can't be used",
                  "one word of printable characters, for 'Authorization: Bearer'");
  }
  return Secret(std::string(written));
}

Result<Secret> decodeKey(plan::HookPreset preset, const Secret& written) {
  switch (preset) {
    case plan::HookPreset::Notify: {
      if (auto key = notifiers::decodeNotifyKey(written.reveal()); !key) return fail(key.error());
      return written;
    }
    case plan::HookPreset::Alertmanager:
      return decodeToken(written.reveal());
    default:
      return notifiers::decodeWebhookSecret(written.reveal());
  }
}

void loadKeys(Configuration& configuration, const plan::Webhook& hook, const ConfigurationSources& sources,
              Diagnostics& diagnostics) {
  const auto& folder = configuration.contactsFolder;
  if (!hook.secretFile.empty()) {
    if (const auto written = findSecret(hook.secretFile, folder, sources, hook.at, diagnostics)) {
      auto key = decodeKey(hook.preset, *written);
      if (key) {
        configuration.webhookSecrets.emplace(hook.name, std::move(*key));
      } else {
        refuseHook(hook, key.error(), diagnostics);
      }
    }
  }
  if (hook.urlFile.empty()) return;
  if (const auto written = findSecret(hook.urlFile, folder, sources, hook.at, diagnostics)) {
    std::string url(trim(written->reveal()));
    if (plan::isHttpUrl(url)) {
      configuration.webhookUrls.emplace(hook.name, Secret(std::move(url)));
    } else {
      refuseHook(
          hook,
          {ErrorKind::Input, fmt::format("what '{}' holds is no address of a web service", hook.urlFile),
           "one line that begins with https:// or http://"},
          diagnostics);
    }
  }
}

void loadTemplate(Configuration& configuration, const plan::Webhook& hook, Diagnostics& diagnostics) {
  const auto path = configuration.contactsFolder / hook.templateFile;
  auto text = readFile(path);
  if (!text) {
    diagnostics.push_back({Level::Error, hook.templateAt, 1, text.error().what, text.error().hint});
  } else if (const auto good = notifiers::tryHookTemplate(*text); !good) {
    diagnostics.push_back({Level::Error, hook.templateAt, 1,
                           fmt::format("{}: {}", path.string(), good.error().what), good.error().hint});
  } else {
    configuration.webhookTemplates.emplace(hook.name, std::move(*text));
  }
}

}  // namespace

void loadWebhooks(Configuration& configuration, const ConfigurationSources& sources,
                  Diagnostics& diagnostics) {
  for (const auto& hook : configuration.people.directory().webhooks) {
    if (!hook.caFile.empty()) {
      if (const auto known = readFile(configuration.contactsFolder / hook.caFile); !known)
        refuseHook(hook, known.error(), diagnostics);
    }
    if (sources.secrets) loadKeys(configuration, hook, sources, diagnostics);
    if (!hook.templateFile.empty()) loadTemplate(configuration, hook, diagnostics);
  }
}

Diagnostics tryTemplates(const Configuration& configuration, store::Store& store, Date today, Instant now) {
  Diagnostics found;
  // Where there are none, the start of a service does not read every alert for them.
  if (configuration.webhookTemplates.empty()) return found;
  const auto alerts = store.unresolved();
  if (!alerts) return found;
  for (const auto& hook : configuration.people.directory().webhooks) {
    const auto own = configuration.webhookTemplates.find(hook.name);
    if (own == configuration.webhookTemplates.end()) continue;
    Facts facts(store, configuration, today);
    for (const auto& alert : *alerts) {
      const auto letter = letterOfAlerts(configuration, facts, hook, {alert}, today);
      if (!letter) return found;
      const auto document = notifiers::genericPayload(*letter, "msg_0", now);
      const auto made = notifiers::renderHookTemplate(own->second, document);
      if (made) continue;
      found.push_back({Level::Error, hook.templateAt, 1,
                       fmt::format("{}: for the alert {} of action {}, {}", hook.templateFile, alert.id.value,
                                   alert.subject.action.value, made.error().what),
                       made.error().hint});
      break;
    }
  }
  return found;
}

}  // namespace chaser::daemon
