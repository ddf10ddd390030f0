// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "notifiers/mailto.h"
#include "notifiers/render.h"
#include "notifiers/tone.h"
#include "notifiers/words.h"

namespace chaser::notifiers {
namespace {

void plainLine(std::string& out, const std::string& text, std::string_view indent = {}) {
  if (text.empty()) return;
  out += indent;
  out += harmless(text);
  out += '\n';
}

void plainEntry(std::string& out, const Entry& entry) {
  constexpr std::string_view kIndent = "  ";
  plainLine(out, entry.noticeText, kIndent);
  plainLine(out, entry.ask, kIndent);
  plainLine(out, warningLine(entry), kIndent);
  plainLine(out, phraseLine(entry), kIndent);
  plainLine(out, dateLine(entry), kIndent);
  for (const auto& [name, words] : entry.fields) plainLine(out, fmt::format("{}: {}", name, words), kIndent);
  plainLine(out, entry.why, kIndent);
  if (entry.times > 1) plainLine(out, ordinalTime(entry.times), kIndent);
  for (const std::string& line : entry.history) plainLine(out, line, kIndent);
  plainLine(out, toldLine(entry), kIndent);
  plainLine(out, entry.note, kIndent);
  plainLine(out, stopsLine(entry), kIndent);
  if (!entry.link.empty()) plainLine(out, "Answer: " + entry.link, kIndent);
  plainLine(out, replyLine(entry), kIndent);
  out += '\n';
}

}  // namespace

std::string plainText(const Letter& letter) {
  std::string out;
  plainLine(out, letter.marking);
  for (const std::string& line : openingOf(letter)) plainLine(out, line);
  out += '\n';
  for (const Section& section : letter.sections) {
    plainLine(out, section.title);
    for (const Group& group : section.groups) {
      if (!group.headline.empty()) plainLine(out, group.ref + " " + group.headline);
      for (const Entry& entry : group.entries) plainEntry(out, entry);
    }
  }
  if (!letter.link.empty()) plainLine(out, "Answer all of this in one place: " + letter.link);
  plainLine(out, countedLine(letter));
  for (const Further& further : letter.further) plainLine(out, furtherLine(further, true));
  for (const std::string& line : closingOf(letter)) plainLine(out, line);
  return out;
}

}  // namespace chaser::notifiers
