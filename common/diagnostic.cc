// SPDX-License-Identifier: Apache-2.0
#include "common/diagnostic.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

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

/// Levenshtein distance with adjacent transposition counted as one (optimal string alignment).
std::size_t editDistance(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> cost(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) cost[i][0] = i;
  for (std::size_t j = 0; j <= b.size(); ++j) cost[0][j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = a[i - 1] == b[j - 1] ? 0 : 1;
      cost[i][j] = std::min({cost[i - 1][j] + 1, cost[i][j - 1] + 1, cost[i - 1][j - 1] + change});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
      }
    }
  }
  return cost[a.size()][b.size()];
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
  constexpr std::size_t kLongestCompared = 64;
  if (word.size() > kLongestCompared) return {};
  const std::size_t limit = std::max<std::size_t>(1, word.size() / 3);
  std::string best;
  std::size_t bestCost = limit + 1;
  for (const auto& candidate : candidates) {
    if (candidate.size() > kLongestCompared) continue;
    const std::size_t distance = editDistance(word, candidate);
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
