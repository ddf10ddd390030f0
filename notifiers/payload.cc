// SPDX-License-Identifier: Apache-2.0
#include "notifiers/payload.h"

#include <nlohmann/json.hpp>
#include <set>

#include "notifiers/render.h"

namespace chaser::notifiers {
namespace {

using nlohmann::json;

json dateOrNull(const std::optional<Date>& date) {
  return date ? json(date->iso()) : json(nullptr);
}

/// What happened says what, where and when; nothing of what was said or written.
json happenedItem(const Group& group, const Entry& entry) {
  const Happened& happened = *entry.happened;
  json item = {{"event", happened.event},
               {"recorded_at", happened.at.iso()},
               {"plan", group.plan},
               {"plan_title", harmless(group.planTitle)},
               {"ref", group.ref},
               {"headline", harmless(group.headline)},
               {"text", harmless(entry.noticeText)}};
  if (!happened.answer.empty()) item["answer"] = happened.answer;
  if (!happened.decision.empty()) {
    item["decision"] = happened.decision;
    item["board"] = harmless(happened.board);
    item["meeting"] = dateOrNull(happened.meeting);
  }
  if (!happened.changed.empty()) item["changed"] = happened.changed;
  return item;
}

json itemOf(const Group& group, const Entry& entry) {
  if (entry.happened) return happenedItem(group, entry);
  json item = {{"event", eventName(entry.kind)},
               {"kind", alerts::toString(entry.kind)},
               {"rule", entry.rule},
               {"severity", rules::toString(entry.severity)},
               {"step", entry.step},
               {"occurrence", entry.occurrence},
               {"plan", group.plan},
               {"plan_title", harmless(group.planTitle)},
               {"ref", group.ref},
               {"headline", harmless(group.headline)},
               {"rag", group.colour},
               {"party", harmless(entry.party)},
               {"basis", entry.basis},
               {"due", dateOrNull(entry.due)},
               {"original_due", dateOrNull(entry.originalDue)},
               {"precision", plan::toString(entry.precision)},
               {"review", entry.review},
               {"alert", entry.alert},
               {"fired_on", dateOrNull(entry.firedOn)},
               {"ask", harmless(entry.ask)},
               {"stops_when", harmless(entry.stopsWhen)}};
  if (entry.kind == alerts::ItemKind::Warning) {
    item["goes_to"] = harmless(entry.goesTo);
    item["goes_on"] = dateOrNull(entry.goesOn);
  }
  if (!entry.noticeText.empty()) item["text"] = harmless(entry.noticeText);
  for (const auto& [name, words] : entry.fields) item["fields"][name] = harmless(words);
  return item;
}

}  // namespace

std::string_view eventName(alerts::ItemKind kind) {
  switch (kind) {
    case alerts::ItemKind::Ask:
    case alerts::ItemKind::PackItem:
      return "alert.firing";
    case alerts::ItemKind::Reminder:
      return "alert.reminder";
    case alerts::ItemKind::Escalation:
      return "alert.escalated";
    case alerts::ItemKind::Warning:
      return "alert.warning";
    case alerts::ItemKind::Resolved:
      return "alert.resolved";
    case alerts::ItemKind::Notice:
      return "notice";
  }
  return {};
}

std::string_view eventOf(const Entry& entry) {
  return entry.happened ? std::string_view(entry.happened->event) : eventName(entry.kind);
}

std::string genericPayload(const Letter& letter, std::string_view id, Instant at) {
  json items = json::array();
  std::set<std::string> events;
  for (const Section& section : letter.sections) {
    for (const Group& group : section.groups) {
      for (const Entry& entry : group.entries) {
        items.push_back(itemOf(group, entry));
        events.insert(std::string(eventOf(entry)));
      }
    }
  }
  std::string event = letter.event;
  if (event.empty()) event = events.size() == 1 ? *events.begin() : "digest";
  const json document = {{"version", 1},
                         {"id", id},
                         {"event", event},
                         {"subject", subjectOf(letter)},
                         {"at", at.iso()},
                         {"day", letter.day.iso()},
                         {"to", harmless(letter.toName)},
                         {"marking", harmless(letter.marking)},
                         {"items", items},
                         {"more", letter.counted}};
  return document.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace chaser::notifiers
