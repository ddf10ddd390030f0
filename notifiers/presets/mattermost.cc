// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "notifiers/presets/chat.h"
#include "notifiers/presets/preset.h"
#include "notifiers/render.h"

namespace chaser::notifiers {

namespace {

/// What Markdown reads gets a backslash. After an @ a space of no width keeps a name from being called, and
/// after a colon an emoji from being drawn.
std::string escapeMattermost(std::string_view text) {
  constexpr std::string_view kMarks = "\\`*_{}[]()#+-!|~<>";
  constexpr std::string_view kNoWidth = "\u200B";
  std::string out;
  out.reserve(text.size() + text.size() / 4);
  for (const char c : text) {
    if (kMarks.find(c) != std::string_view::npos) out += '\\';
    out += c;
    if (c == '@' || c == ':') out += kNoWidth;
  }
  return out;
}

std::string postOf(const chat::Paragraph& paragraph) {
  std::string text;
  if (!paragraph.title.empty()) text = "**" + escapeMattermost(paragraph.title) + "**";
  for (const auto& line : paragraph.lines) text += (text.empty() ? "" : "\n") + escapeMattermost(line);
  return text;
}

}  // namespace

std::string mattermostPayload(const Letter& letter) {
  std::string text = "#### " + escapeMattermost(subjectOf(letter));
  std::size_t left = 0;
  for (const auto& paragraph : chat::paragraphsOf(letter)) {
    const std::string post = postOf(paragraph);
    if (post.empty()) continue;
    if (left > 0 || text.size() + post.size() > kMostOfMattermost) {
      ++left;
      continue;
    }
    text += "\n\n" + post;
  }
  if (const auto more = chat::moreLine(left + letter.counted); !more.empty())
    text += "\n\n" + escapeMattermost(more);
  const nlohmann::ordered_json document = {{"text", text}};
  return document.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace chaser::notifiers
