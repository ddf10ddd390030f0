// SPDX-License-Identifier: Apache-2.0
#include "common/diagnostic.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

namespace chaser {

namespace {

constexpr std::size_t kShownAlternatives = 12;

std::string_view levelName(Level level) {
  switch (level) {
    case Level::Error:
      return "error";
    case Level::Warning:
      return "warning";
    case Level::Note:
      return "note";
  }
  return "error";
}

constexpr std::size_t kLongestCompared = 64;

/// Levenshtein distance with adjacent transposition counted as one (optimal string alignment). From `enough`
/// on it is not told exactly. REQUIRES: `b` has at most kLongestCompared bytes.
std::size_t editDistance(std::string_view a, std::string_view b, std::size_t enough) {
  using Row = std::array<std::size_t, kLongestCompared + 1>;
  std::array<Row, 3> rows{};  // of the letters of `a`, three in turn: a transposition looks back two
  for (std::size_t j = 0; j <= b.size(); ++j) rows[0][j] = j;
  std::size_t least = 0, leastAbove = 0;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    Row& row = rows[i % 3];
    const Row& above = rows[(i + 2) % 3];
    const Row& twoAbove = rows[(i + 1) % 3];
    row[0] = i;
    leastAbove = least;
    least = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      std::size_t cost = above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      cost = std::min(cost, std::min(above[j], row[j - 1]) + 1);
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        cost = std::min(cost, twoAbove[j - 2] + 1);
      row[j] = cost;
      least = std::min(least, cost);
    }
    // What follows adds to one of the last two rows.
    if (std::min(least, leastAbove) >= enough) return enough;
  }
  return rows[a.size() % 3][b.size()];
}

}  // namespace

std::string Diagnostic::render() const {
  std::string out;
  if (at.source) {
    out += at.source->name;
    if (at.line > 0) out += fmt::format(":{}:{}", at.line, at.column);
    out += ": ";
  }
  out += fmt::format("{}: {}\n", levelName(level), message);
  if (at.source && at.line > 0) {
    const auto line = at.source->line(at.line);
    out += fmt::format("    {}\n    ", line);
    // Tabs are repeated so that the caret stands under its word whatever the terminal makes of a tab.
    for (std::size_t i = 0; i + 1 < at.column; ++i) out += i < line.size() && line[i] == '\t' ? '\t' : ' ';
    out += '^';
    for (std::size_t i = 1; i < width && at.column + i <= line.size(); ++i) out += '~';
    out += '\n';
  }
  if (!hint.empty()) out += fmt::format("hint: {}\n", hint);
  return out;
}

bool hasErrors(const Diagnostics& diagnostics) {
  return std::any_of(diagnostics.begin(), diagnostics.end(),
                     [](const Diagnostic& d) { return d.level == Level::Error; });
}

std::string nearest(std::string_view word, const std::vector<std::string>& candidates) {
  if (word.size() > kLongestCompared) return {};
  const std::size_t limit = std::max<std::size_t>(1, word.size() / 3);
  std::string best;
  std::size_t bestCost = limit + 1;
  for (const auto& candidate : candidates) {
    if (candidate.size() > kLongestCompared) continue;
    // No fewer letters are to be changed than there are too many or too few.
    // By value: minmax of two temporaries would give references to them.
    const auto [shorter, longer] = std::minmax({word.size(), candidate.size()});
    if (longer - shorter >= bestCost) continue;
    const std::size_t distance = editDistance(word, candidate, bestCost);
    if (distance < bestCost) {
      bestCost = distance;
      best = candidate;
    }
  }
  return best;
}

std::string suggest(std::string_view word, const std::vector<std::string>& candidates) {
  const std::string near = nearest(word, candidates);
  if (!near.empty()) return fmt::format("did you mean '{}'?", near);
  if (candidates.empty() || candidates.size() > kShownAlternatives) return {};
  return fmt::format("one of: {}", fmt::join(candidates, ", "));
}

}  // namespace chaser
