// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "notifiers/presets/chat.h"
#include "notifiers/presets/preset.h"
#include "notifiers/render.h"

namespace chaser::notifiers {

namespace {

using SlackJson = nlohmann::ordered_json;

// What Block Kit takes. One block less than it may have, for what is left out has to be counted.
constexpr std::size_t kMostBlocks = 50;
constexpr std::size_t kLongestHeader = 150;
constexpr std::size_t kLongestSection = 3000;

/// Slack's three: they begin links, mentions and entities, and nothing else does.
std::string escapeSlack(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else {
      out += c;
    }
  }
  return out;
}

SlackJson plainBlock(const char* type, std::string text) {
  return {{"type", type}, {"text", {{"type", "plain_text"}, {"text", std::move(text)}, {"emoji", false}}}};
}

SlackJson contextBlock(std::string text) {
  return {{"type", "context"},
          {"elements",
           SlackJson::array({{{"type", "plain_text"}, {"text", std::move(text)}, {"emoji", false}}})}};
}

/// The heading in bold is all the mark-up there is. Marks inside of it would end the bold early.
std::string sectionText(const chat::Paragraph& paragraph) {
  std::string text;
  if (!paragraph.title.empty()) {
    std::string title;
    for (const char c : escapeSlack(paragraph.title)) title += c == '*' ? '\'' : c;
    text = "*" + title + "*";
  }
  for (const auto& line : paragraph.lines) text += (text.empty() ? "" : "\n") + escapeSlack(line);
  return text;
}

}  // namespace

std::string slackPayload(const Letter& letter) {
  const std::string subject = subjectOf(letter);
  SlackJson blocks = SlackJson::array();
  blocks.push_back(plainBlock("header", chat::fitting(subject, kLongestHeader, escapeSlack)));
  std::size_t size = subject.size();
  std::size_t left = 0;
  for (const auto& paragraph : chat::paragraphsOf(letter)) {
    std::string text = sectionText(paragraph);
    if (text.empty()) continue;
    if (left > 0 || blocks.size() + 1 >= kMostBlocks || size + text.size() > kMostOfSlack) {
      ++left;
      continue;
    }
    if (text.size() > kLongestSection) {
      auto shorter = paragraph;
      shorter.lines.resize(std::min<std::size_t>(shorter.lines.size(), 1));
      text = sectionText(shorter);
    }
    size += text.size();
    blocks.push_back(
        {{"type", "section"}, {"text", {{"type", "mrkdwn"}, {"text", std::move(text)}, {"verbatim", true}}}});
  }
  if (const auto more = chat::moreLine(left + letter.counted); !more.empty())
    blocks.push_back(contextBlock(more));
  const SlackJson document = {
      {"text", escapeSlack(subject)}, {"blocks", blocks}, {"unfurl_links", false}, {"unfurl_media", false}};
  return document.dump(-1, ' ', false, SlackJson::error_handler_t::replace);
}

}  // namespace chaser::notifiers
