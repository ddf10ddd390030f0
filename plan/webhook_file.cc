// SPDX-License-Identifier: Apache-2.0
#include "plan/webhook_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "common/text.h"

namespace chaser::plan {

namespace {

constexpr std::array<std::pair<HookPreset, std::string_view>, 6> kPresetNames{
    {{HookPreset::Generic, "generic"},
     {HookPreset::Teams, "teams"},
     {HookPreset::Slack, "slack"},
     {HookPreset::Mattermost, "mattermost"},
     {HookPreset::Alertmanager, "alertmanager"},
     {HookPreset::Notify, "notify"}}};

constexpr int kMostConnections = 100;

/// A test key lets GOV.UK Notify be played through without a message, so nobody needs another address than
/// for a trial of their own.
constexpr const char* kNotifyUrl = "https://api.notifications.service.gov.uk";

std::string hookText(YamlNode node, std::string_view what) {
  const auto value = node.text(what);
  return value ? std::string(trim(*value)) : std::string();
}

HookPreset presetOf(const YamlNode& node) {
  if (!node.present()) return HookPreset::Generic;
  const auto text = hookText(node, "preset");
  std::vector<std::string> words;
  words.reserve(kPresetNames.size());
  for (const auto& [preset, name] : kPresetNames) {
    if (name == text) return preset;
    words.emplace_back(name);
  }
  const auto near = suggest(text, words);
  node.error(fmt::format("'{}' is no preset", repairUtf8(text)),
             near.empty() ? "one of: " + joinWords(words, "or") : near);
  return HookPreset::Generic;
}

/// `url` or `url_file`, one of the two; Notify's own when neither is given.
void readAddress(YamlNode& entry, Webhook& hook) {
  auto url = entry.get("url");
  auto file = entry.get("url_file");
  hook.url = hookText(url, "url");
  hook.urlFile = hookText(file, "url_file");
  if (url.present() && file.present()) {
    file.error("the address is given twice", "leave 'url' or 'url_file' out");
  } else if (!url.present() && !file.present()) {
    if (hook.preset == HookPreset::Notify) {
      hook.url = kNotifyUrl;
    } else {
      entry.require("url", "a webhook");
    }
  } else if (url.present() && !isHttpUrl(hook.url)) {
    url.error("this is no address of a web service",
              "it must begin with https:// or http:// and hold no blanks");
  } else if (file.present() && hook.urlFile.empty()) {
    file.error("'url_file' is empty", "name the file that holds the address");
  }
}

bool isTelephone(std::string_view text) {
  constexpr std::ptrdiff_t kFewest = 9, kMost = 15;
  if (text.find('+', 1) != std::string_view::npos) return false;
  const auto digits = std::count_if(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  return digits >= kFewest && digits <= kMost &&
         text.find_first_not_of("+0123456789 -()") == std::string_view::npos;
}

void readNotify(YamlNode& entry, Webhook& hook) {
  auto to = entry.require("to", "a webhook with 'preset: notify'");
  hook.to = hookText(to, "to");
  if (to.present() && !plausibleAddress(hook.to) && !isTelephone(hook.to))
    to.error(fmt::format("'{}' is neither an e-mail address nor a telephone number", repairUtf8(hook.to)),
             "in quotes: \"+44 7700 900123\", or name@organisation.example");
  auto id = entry.require("template_id", "a webhook with 'preset: notify'");
  hook.templateId = hookText(id, "template_id");
  if (id.present() && !isUuid(hook.templateId))
    id.error(fmt::format("'{}' is no template of GOV.UK Notify", repairUtf8(hook.templateId)),
             "copy the template ID from its page: 8-4-4-4-12 hexadecimal digits");
  if (!entry.get("secret_file").present())
    entry.error("'preset: notify' needs the API key of GOV.UK Notify",
                "secret_file: FILE, with the key as the service shows it when it is made");
}

bool isLabelName(std::string_view name) {
  const auto isWord = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  };
  return !name.empty() && !(name.front() >= '0' && name.front() <= '9') && !name.starts_with("__") &&
         std::all_of(name.begin(), name.end(), isWord);
}

void readLabels(YamlNode node, Webhook& hook) {
  const std::array<std::string_view, 6> ours{"alertname", "severity", "plan", "ref", "party", "chaser_alert"};
  if (!node.present()) return;
  for (auto& [key, value] : node.pairs()) {
    const auto name = key.scalar();
    if (!isLabelName(name)) {
      value.error(fmt::format("'{}' is no name of a label", repairUtf8(name)),
                  "letters, digits and _, no digit first");
    } else if (std::find(ours.begin(), ours.end(), name) != ours.end()) {
      value.error(fmt::format("the label '{}' is the alert's own", name), "choose another name");
    } else if (auto text = hookText(value, name); !text.empty()) {
      hook.labels.emplace_back(name, std::move(text));
    }
  }
}

void readEvents(YamlNode node, Webhook& hook) {
  for (auto& item : node.items(true)) {
    const auto name = hookText(item, "events");
    const auto& known = hookEvents();
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      const auto near = suggest(name, known);
      item.error(name.starts_with("alert.") ? "alerts are told by the rules' steps: tell: webhook:NAME"
                                            : fmt::format("there is no event '{}'", repairUtf8(name)),
                 near.empty() ? "one of: " + joinWords(known, "or") : near);
    } else if (std::find(hook.events.begin(), hook.events.end(), name) == hook.events.end()) {
      hook.events.push_back(name);
    }
  }
}

/// Which keys a preset knows besides those that all do.
std::vector<std::string> keysOf(HookPreset preset) {
  std::vector<std::string> keys = {"name", "preset", "url", "url_file", "secret_file", "ca_file"};
  switch (preset) {
    case HookPreset::Generic:
      keys.insert(keys.end(), {"template", "events", "max_connections"});
      break;
    case HookPreset::Teams:
    case HookPreset::Slack:
    case HookPreset::Mattermost:
      keys.insert(keys.end(), {"events", "max_connections"});
      break;
    case HookPreset::Alertmanager:
      keys.emplace_back("labels");
      break;
    case HookPreset::Notify:
      keys.insert(keys.end(), {"to", "template_id", "max_connections"});
      break;
  }
  return keys;
}

/// A key that only another preset has is said to be so; one that none has is the reader's to report.
bool checkHookKeys(YamlNode& entry, HookPreset preset) {
  const auto mine = keysOf(preset);
  bool good = true;
  auto known = mine;
  for (const auto& [other, otherName] : kPresetNames) {
    for (const auto& key : keysOf(other)) {
      if (std::find(known.begin(), known.end(), key) != known.end()) continue;
      known.push_back(key);
      if (auto node = entry.get(key); node.present()) {
        good = false;
        node.error(fmt::format("'preset: {}' knows no '{}'", toString(preset), key),
                   fmt::format("'{}' is for 'preset: {}'", key, otherName));
      }
    }
  }
  return entry.checkKeys(known, "a webhook") && good;
}

}  // namespace

std::string_view toString(HookPreset preset) {
  return kPresetNames.at(static_cast<std::size_t>(preset)).second;
}

const std::vector<std::string>& hookEvents() {
  static const std::vector<std::string> names = {"answer.recorded", "decision.recorded", "subject.changed"};
  return names;
}

bool isUuid(std::string_view text) {
  constexpr std::size_t kLength = 36;
  if (text.size() != kLength) return false;
  for (std::size_t i = 0; i < kLength; ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    const bool hex = std::string_view("0123456789abcdefABCDEF").find(text[i]) != std::string_view::npos;
    if (dash ? text[i] != '-' : !hex) return false;
  }
  return true;
}

bool isHttpUrl(std::string_view url) {
  const auto host = url.starts_with("https://")  ? url.substr(8)
                    : url.starts_with("http://") ? url.substr(7)
                                                 : "";
  return !host.empty() && host.front() != '/' && std::none_of(url.begin(), url.end(), [](char c) {
    return static_cast<unsigned char>(c) <= 0x20 || c == 0x7F;
  });
}

void readWebhook(YamlNode& entry, Directory& directory) {
  if (!entry.isMap()) {
    entry.checkKeys({"name"}, "a webhook");
    return;
  }
  Webhook hook;
  hook.at = entry.position();
  hook.preset = presetOf(entry.get("preset"));
  if (!checkHookKeys(entry, hook.preset)) return;
  auto name = entry.require("name", "a webhook");
  hook.name = hookText(name, "name");
  if (name.present() && name.isScalar() && hook.name.empty()) name.error("'name' is empty");
  readAddress(entry, hook);
  hook.secretFile = hookText(entry.get("secret_file"), "secret_file");
  hook.caFile = hookText(entry.get("ca_file"), "ca_file");
  // What an alert came to must not overtake what it was.
  if (hook.preset == HookPreset::Alertmanager) hook.maxConnections = 1;
  if (auto node = entry.get("max_connections"); node.present())
    hook.maxConnections = node.integer("max_connections", 1, kMostConnections).value_or(hook.maxConnections);
  if (auto node = entry.get("template"); node.present()) {
    hook.templateAt = node.position();
    hook.templateFile = hookText(node, "template");
    if (hook.templateFile.empty()) node.error("'template' is empty", "name a file, or leave it out");
  }
  if (hook.preset == HookPreset::Notify) readNotify(entry, hook);
  readEvents(entry.get("events"), hook);
  readLabels(entry.get("labels"), hook);
  if (!hook.name.empty()) directory.webhooks.push_back(std::move(hook));
}

}  // namespace chaser::plan
