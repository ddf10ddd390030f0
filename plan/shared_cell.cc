// SPDX-License-Identifier: Apache-2.0
#include "plan/shared_cell.h"

#include <algorithm>
#include <cctype>
#include <vector>

#include "common/text.h"

namespace chaser::plan {

namespace {

/// Longer lines are prose; cutting them word by word would cost more than it finds.
constexpr std::size_t kMostWordsOfALine = 24;

/// A day, a period or a state, and nothing else.
bool isWhen(std::string_view text, const TimelineOptions& options) {
  const auto readings = readTimeline(text, options);
  return !readings.empty() &&
         std::all_of(readings.begin(), readings.end(), [](const TimelineReading& reading) {
           const bool says = reading.due || reading.review || reading.state != State::Open;
           return says && reading.label.empty() && reading.party.empty();
         });
}

/// Without what joined it to the piece that was cut off.
std::string_view withoutJoint(std::string_view text) {
  static constexpr std::string_view kJoints[] = {
      "\xE2\x80\x93", "\xE2\x80\x94", "-", "/", ",", ";", ":", "|"};
  for (bool again = true; again;) {
    again = false;
    text = trim(text);
    for (const std::string_view joint : kJoints) {
      if (text.ends_with(joint)) {
        text.remove_suffix(joint.size());
        again = true;
      }
      if (text.starts_with(joint)) {
        text.remove_prefix(joint.size());
        again = true;
      }
    }
    if (text.starts_with('(') && text.ends_with(')')) {
      text = text.substr(1, text.size() - 2);
      again = true;
    }
  }
  return text;
}

/// Where a word may begin or end: behind a blank, and at both sides of a slash.
std::vector<std::size_t> cutsOf(std::string_view line) {
  std::vector<std::size_t> cuts;
  for (std::size_t i = 1; i < line.size(); ++i) {
    const char before = line[i - 1];
    const bool slash = before == '/' && std::isalpha(static_cast<unsigned char>(line[i])) != 0;
    if (before == ' ' || before == '\t' || before == ',' || before == ';' || before == ':' || slash ||
        line[i] == '(')
      cuts.push_back(i);
  }
  return cuts;
}

void appendTo(std::string& lines, std::string_view piece) {
  piece = withoutJoint(piece);
  if (piece.empty()) return;
  if (!lines.empty()) lines += '\n';
  lines += piece;
}

void addLine(WhoAndWhen& parts, std::string_view line, const TimelineOptions& options) {
  line = withoutJoint(line);
  if (line.empty()) return;
  if (isWhen(line, options)) return appendTo(parts.when, line);
  const std::vector<std::size_t> cuts = cutsOf(line);
  if (cuts.size() <= kMostWordsOfALine) {
    // The longest end that is a date, else the longest beginning that is one.
    for (const std::size_t cut : cuts) {
      if (!isWhen(withoutJoint(line.substr(cut)), options)) continue;
      appendTo(parts.who, line.substr(0, cut));
      return appendTo(parts.when, line.substr(cut));
    }
    for (auto cut = cuts.rbegin(); cut != cuts.rend(); ++cut) {
      if (!isWhen(withoutJoint(line.substr(0, *cut)), options)) continue;
      appendTo(parts.who, line.substr(*cut));
      return appendTo(parts.when, line.substr(0, *cut));
    }
  }
  appendTo(parts.who, line);
}

}  // namespace

WhoAndWhen whoAndWhen(std::string_view cell, const TimelineOptions& options) {
  WhoAndWhen parts;
  for (const std::string_view line : split(cell, '\n')) addLine(parts, line, options);
  return parts;
}

}  // namespace chaser::plan
