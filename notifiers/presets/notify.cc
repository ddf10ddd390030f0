// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "common/text.h"
#include "notifiers/presets/chat.h"
#include "notifiers/presets/preset.h"
#include "notifiers/render.h"

namespace chaser::notifiers {

namespace {

// Two text messages' worth, and far below what Notify takes of an e-mail.
constexpr std::size_t kLongestSummary = 300;
constexpr std::size_t kLongestBody = 20000;

std::string bodyOf(const Letter& letter) {
  std::string body;
  std::size_t left = 0;
  for (const auto& paragraph : chat::paragraphsOf(letter)) {
    std::string text = paragraph.title;
    for (const auto& line : paragraph.lines) text += (text.empty() ? "" : "\n") + line;
    if (left > 0 || body.size() + text.size() > kLongestBody) {
      ++left;
      continue;
    }
    if (!text.empty()) body += (body.empty() ? "" : "\n\n") + text;
  }
  if (const auto more = chat::moreLine(left + letter.counted); !more.empty())
    body += (body.empty() ? "" : "\n\n") + more;
  // A template that asks for a value refuses an empty one.
  return body.empty() ? subjectOf(letter) : body;
}

/// For a text message: one line that can be acted upon.
std::string summaryOf(const Letter& letter) {
  std::string line = subjectOf(letter);
  const auto paragraphs = chat::paragraphsOf(letter);
  if (paragraphs.size() == 1) {
    if (!paragraphs.front().title.empty()) line += ". " + paragraphs.front().title;
    if (!paragraphs.front().lines.empty()) line += ". " + paragraphs.front().lines.front();
  }
  return shorten(line, kLongestSummary);
}

}  // namespace

std::string notifyPayload(const HookContext& context, const Letter& letter) {
  const bool mail = context.hook.to.find('@') != std::string::npos;
  nlohmann::ordered_json document;
  document[mail ? "email_address" : "phone_number"] = context.hook.to;
  document["template_id"] = context.hook.templateId;
  document["personalisation"] = {{"subject", subjectOf(letter)},
                                 {"body", bodyOf(letter)},
                                 {"summary", summaryOf(letter)},
                                 {"day", letter.day.spokenWithWeekday()},
                                 {"page", context.page}};
  document["reference"] = context.id;
  return document.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace chaser::notifiers
