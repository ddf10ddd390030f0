// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <nlohmann/json.hpp>

#include "notifiers/presets/preset.h"
#include "notifiers/render.h"
#include "notifiers/words.h"

namespace chaser::notifiers {

namespace {

using AlertJson = nlohmann::ordered_json;

/// An empty label is none to Alertmanager, and neither is an empty annotation.
void put(AlertJson& object, const char* name, const std::string& value) {
  if (auto text = harmless(value); !text.empty()) object[name] = std::move(text);
}

/// What tells one alert from another must be the same whenever it is told: the alert's number, and what its
/// row is called. What is edited in passing are annotations.
AlertJson labelsOf(const HookContext& context, const Group& group, const Entry& entry) {
  AlertJson labels = AlertJson::object();
  put(labels, "alertname", entry.rule.empty() ? "sensitive-plan" : entry.rule);
  put(labels, "severity", std::string(rules::toString(entry.severity)));
  put(labels, "plan", group.plan);
  put(labels, "ref", group.ref);
  put(labels, "party", entry.party);
  if (entry.alert != 0) labels["chaser_alert"] = std::to_string(entry.alert);
  for (const auto& [name, value] : context.hook.labels) put(labels, name.c_str(), value);
  return labels;
}

AlertJson annotationsOf(const Group& group, const Entry& entry) {
  AlertJson notes = AlertJson::object();
  put(notes, "summary", group.headline.empty() ? entry.noticeText : group.headline);
  put(notes, "description", entry.ask);
  put(notes, "date", dateLine(entry));
  if (entry.due) notes["due"] = entry.due->iso();
  put(notes, "basis", entry.basis);
  put(notes, "stops_when", entry.stopsWhen);
  put(notes, "plan_title", group.planTitle);
  for (const auto& [name, words] : entry.fields) put(notes, name.c_str(), words);
  return notes;
}

/// The beginning of the day, or now where that is yet to come in UTC.
Instant startOf(const Entry& entry, Instant at) {
  if (!entry.firedOn) return at;
  const auto midnight = Instant::parse(entry.firedOn->iso() + "T00:00:00Z");
  return midnight ? std::min(*midnight, at) : at;
}

AlertJson ping(const HookContext& context, const Letter& letter) {
  constexpr std::chrono::minutes kTestStays{1};
  AlertJson labels = {{"alertname", "chaser-test"}, {"severity", "info"}};
  for (const auto& [name, value] : context.hook.labels) put(labels, name.c_str(), value);
  return {{"labels", labels},
          {"annotations", {{"summary", subjectOf(letter)}}},
          {"startsAt", context.at.iso()},
          {"endsAt", (context.at + kTestStays).iso()}};
}

}  // namespace

std::string alertmanagerPayload(const HookContext& context, const Letter& letter) {
  AlertJson all = AlertJson::array();
  if (letter.event == "ping") all.push_back(ping(context, letter));
  for (const Section& section : letter.sections) {
    for (const Group& group : section.groups) {
      for (const Entry& entry : group.entries) {
        const bool over = entry.kind == alerts::ItemKind::Resolved;
        // Of a sensitive plan there is one alert, which others keep: it ends by itself when it is not told
        // again.
        if (over && entry.rule.empty()) continue;
        const Instant starts = startOf(entry, context.at);
        // An alert that ends when it starts would be refused.
        const Instant ends =
            over ? std::max(context.at, starts + std::chrono::seconds(1)) : context.at + kAlertStays;
        AlertJson alert = {{"labels", labelsOf(context, group, entry)},
                           {"annotations", annotationsOf(group, entry)},
                           {"startsAt", starts.iso()},
                           {"endsAt", ends.iso()}};
        if (!context.page.empty()) alert["generatorURL"] = context.page;
        all.push_back(std::move(alert));
      }
    }
  }
  return all.dump(-1, ' ', false, AlertJson::error_handler_t::replace);
}

}  // namespace chaser::notifiers
