// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "notifiers/presets/chat.h"
#include "notifiers/presets/preset.h"
#include "notifiers/render.h"

namespace chaser::notifiers {

namespace {

using CardJson = nlohmann::ordered_json;

/// A run of text is shown as it stands; a TextBlock would read Markdown in it, and make links of what a plan
/// says.
CardJson richText(CardJson run) {
  return {{"type", "RichTextBlock"}, {"inlines", CardJson::array({std::move(run)})}};
}

CardJson run(std::string text) {
  return {{"type", "TextRun"}, {"text", std::move(text)}};
}

CardJson boldRun(std::string text, bool large) {
  auto bold = run(std::move(text));
  bold["weight"] = "Bolder";
  if (large) bold["size"] = "Medium";
  return bold;
}

CardJson subtleRun(std::string text) {
  auto subtle = run(std::move(text));
  subtle["isSubtle"] = true;
  return subtle;
}

CardJson containerOf(const chat::Paragraph& paragraph) {
  CardJson items = CardJson::array();
  if (!paragraph.title.empty()) items.push_back(richText(boldRun(paragraph.title, false)));
  for (const auto& line : paragraph.lines) items.push_back(richText(run(line)));
  return {{"type", "Container"}, {"separator", true}, {"spacing", "Medium"}, {"items", items}};
}

std::string dumped(const CardJson& json) {
  return json.dump(-1, ' ', false, CardJson::error_handler_t::replace);
}

}  // namespace

std::string teamsPayload(const Letter& letter) {
  CardJson body = CardJson::array();
  body.push_back(richText(boldRun(subjectOf(letter), true)));
  // The envelope and the line about what is left out take less than this.
  constexpr std::size_t kFrame = 1000;
  std::size_t size = kFrame + dumped(body).size();
  std::size_t left = 0;
  for (const auto& paragraph : chat::paragraphsOf(letter)) {
    if (paragraph.title.empty() && paragraph.lines.empty()) continue;
    auto container = containerOf(paragraph);
    const std::size_t more = dumped(container).size() + 1;
    if (left > 0 || size + more > kMostOfTeams) {
      ++left;
      continue;
    }
    size += more;
    body.push_back(std::move(container));
  }
  if (const auto more = chat::moreLine(left + letter.counted); !more.empty())
    body.push_back(richText(subtleRun(more)));
  const CardJson card = {{"$schema", "http://adaptivecards.io/schemas/adaptive-card.json"},
                         {"type", "AdaptiveCard"},
                         {"version", "1.4"},
                         {"fallbackText", subjectOf(letter)},
                         {"msteams", {{"width", "Full"}}},
                         {"body", body}};
  const CardJson message = {
      {"type", "message"},
      {"attachments", CardJson::array({{{"contentType", "application/vnd.microsoft.card.adaptive"},
                                        {"contentUrl", nullptr},
                                        {"content", card}}})}};
  return dumped(message);
}

}  // namespace chaser::notifiers
