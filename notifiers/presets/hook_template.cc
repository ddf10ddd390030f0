// SPDX-License-Identifier: Apache-2.0
#include "notifiers/presets/hook_template.h"

#include <fmt/format.h>

#include <algorithm>
#include <kainjow/mustache.hpp>
#include <nlohmann/json.hpp>

#include "common/text.h"
#include "notifiers/payload.h"
#include "notifiers/presets/preset.h"

namespace chaser::notifiers {

namespace {

using MustacheData = kainjow::mustache::data;
using TemplateJson = nlohmann::json;

/// Without the quotes around it.
std::string escapeJson(const std::string& text) {
  const auto quoted = TemplateJson(text).dump(-1, ' ', false, TemplateJson::error_handler_t::replace);
  return quoted.substr(1, quoted.size() - 2);
}

MustacheData wordsOf(const TemplateJson& value);

MustacheData objectOf(const TemplateJson& object) {
  MustacheData out(MustacheData::type::object);
  for (const auto& [name, value] : object.items()) out.set(name, wordsOf(value));
  return out;
}

/// Items that are no objects are `{{.}}`, of which nothing can be said besides.
MustacheData listOf(const TemplateJson& list) {
  MustacheData out(MustacheData::type::list);
  for (std::size_t i = 0; i < list.size(); ++i) {
    auto item = wordsOf(list[i]);
    if (list[i].is_object()) item.set("more", MustacheData(i + 1 < list.size()));
    out.push_back(item);
  }
  return out;
}

/// What is empty or null is false, so that a section over it is left out.
MustacheData wordsOf(const TemplateJson& value) {
  if (value.is_object()) return objectOf(value);
  if (value.is_array()) return listOf(value);
  if (value.is_boolean()) return MustacheData(value.get<bool>());
  if (value.is_null()) return MustacheData(false);
  if (!value.is_string()) return MustacheData(value.dump());
  const auto& text = value.get_ref<const std::string&>();
  return text.empty() ? MustacheData(false) : MustacheData(text);
}

/// Line and column of a byte, both from 1.
std::string placeIn(std::string_view text, std::size_t byte) {
  const auto before = text.substr(0, std::min(byte, text.size()));
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const auto lineAt = before.rfind('\n');
  const auto column = before.size() - (lineAt == std::string_view::npos ? 0 : lineAt + 1) + 1;
  return fmt::format("line {}, column {}", line, column);
}

Outcome mustBeJson(const std::string& made) {
  if (trim(made).empty()) return fail(ErrorKind::Input, "the template says nothing");
  try {
    const auto parsed = TemplateJson::parse(made);
    if (!parsed.is_structured())
      return fail(ErrorKind::Input, "what the template makes is neither an object nor a list");
    return {};
  } catch (const TemplateJson::parse_error& error) {
    return fail(ErrorKind::Input,
                fmt::format("what the template makes is no valid JSON at {} of the outcome",
                            placeIn(made, error.byte == 0 ? 0 : error.byte - 1)),
                "put {{…}} between quotes, and a comma between items by {{#more}},{{/more}}");
  }
}

/// A text that would end a string, begin a tag, or break a line.
constexpr const char* kHostile = "\"}], \\ {{subject}} {{{ </script>\t\u2028 ' end";

Letter sampleOf(std::size_t entries, alerts::ItemKind kind, bool bare) {
  Letter letter = pingLetter("a webhook", Date{}, bare ? "" : kHostile);
  letter.subject = kHostile;
  letter.event = entries == 0 ? "ping" : "";
  if (entries == 0) return letter;
  Group group{"plan", kHostile, "3.1", kHostile, kHostile, "red", {}};
  for (std::size_t i = 0; i < entries; ++i) {
    Entry entry;
    entry.kind = kind;
    entry.rule = "rule";
    entry.step = "webhook:x";
    if (!bare) {
      entry.ask = entry.stopsWhen = entry.party = entry.noticeText = entry.goesTo = kHostile;
      entry.basis = "agreed";
      entry.due = entry.originalDue = entry.goesOn = entry.firedOn = Date{};
      entry.fields = {{"Progress", kHostile}, {"Comments", kHostile}};
    }
    group.entries.push_back(std::move(entry));
  }
  letter.sections.push_back({SectionKind::New, "New", {std::move(group)}});
  return letter;
}

}  // namespace

Result<std::string> renderHookTemplate(std::string_view templateText, std::string_view genericDocument) {
  try {
    kainjow::mustache::mustache page{std::string(templateText)};
    page.set_custom_escape(escapeJson);
    if (!page.is_valid()) return fail(ErrorKind::Input, "the template: " + page.error_message());
    auto made = page.render(wordsOf(TemplateJson::parse(genericDocument)));
    if (!page.is_valid()) return fail(ErrorKind::Input, "the template: " + page.error_message());
    if (auto good = mustBeJson(made); !good) return fail(good.error());
    return made;
  } catch (const std::exception& failure) {
    return fail(ErrorKind::Input, std::string("the template: ") + failure.what());
  }
}

Outcome tryHookTemplate(std::string_view templateText) {
  if (templateText.find("{{>") != std::string_view::npos)
    return fail(ErrorKind::Input, "the template asks for a partial, and there are none",
                "write it out in place of {{>…}}");
  struct Trial {
    const char* what;
    std::size_t entries;
    alerts::ItemKind kind;
    bool bare;
  };
  using alerts::ItemKind;
  for (const auto& trial :
       {Trial{"a message about one action", 1, ItemKind::Ask, false},
        Trial{"a message about three actions", 3, ItemKind::Escalation, false},
        Trial{"a message about an action of which nothing is known", 1, ItemKind::Reminder, true},
        Trial{"a message that an alert is resolved", 1, ItemKind::Resolved, false},
        Trial{"a notice", 1, ItemKind::Notice, false}, Trial{"a test message", 0, ItemKind::Notice, true}}) {
    const auto document = genericPayload(sampleOf(trial.entries, trial.kind, trial.bare), "msg_0", Instant());
    if (const auto made = renderHookTemplate(templateText, document); !made)
      return fail(ErrorKind::Input, fmt::format("for {}, {}", trial.what, made.error().what),
                  made.error().hint);
  }
  return {};
}

}  // namespace chaser::notifiers
