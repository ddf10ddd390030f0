// SPDX-License-Identifier: Apache-2.0
#include "notifiers/presets/chat.h"

#include <fmt/format.h>

#include <utility>

#include "common/text.h"
#include "notifiers/render.h"
#include "notifiers/words.h"

namespace chaser::notifiers::chat {

namespace {

Paragraph paragraphOf(const Section& section, const Group& group, const Entry& entry) {
  Paragraph one;
  one.title = harmless(group.ref.empty() ? group.headline : group.ref + " " + group.headline);
  const auto add = [&one](const std::string& text) {
    if (auto line = harmless(text); !line.empty()) one.lines.push_back(std::move(line));
  };
  if (entry.kind == alerts::ItemKind::Resolved)
    add(entry.why.empty() ? section.title : section.title + ": " + entry.why);
  add(entry.noticeText);
  add(entry.ask);
  add(warningLine(entry));
  add(dateLine(entry));
  for (const auto& [name, words] : entry.fields) add(fmt::format("{}: {}", name, words));
  add(stopsLine(entry));
  return one;
}

}  // namespace

std::vector<Paragraph> paragraphsOf(const Letter& letter) {
  std::vector<Paragraph> all;
  for (const Section& section : letter.sections) {
    for (const Group& group : section.groups) {
      for (const Entry& entry : group.entries) all.push_back(paragraphOf(section, group, entry));
    }
  }
  return all;
}

std::string moreLine(std::size_t count) {
  if (count == 0) return {};
  return fmt::format("and {} more: see the plan", count);
}

std::string fitting(std::string_view text, std::size_t limit,
                    const std::function<std::string(std::string_view)>& escape) {
  std::string escaped = escape(text);
  // An escape makes a character several: the share that fits is tried, then less and less of it.
  for (std::size_t most = limit; escaped.size() > limit && most > 1; most = most * 3 / 4)
    escaped = escape(shorten(text, most));
  return escaped;
}

}  // namespace chaser::notifiers::chat
