// SPDX-License-Identifier: Apache-2.0
#include "plan/sections.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "common/fold.h"
#include "common/text.h"
#include "plan/refs.h"
#include "plan/shared_cell.h"

namespace chaser::plan {

namespace {

constexpr std::size_t kSectionTitleLimit = 160;
constexpr std::size_t kFewestColumns = 3;

bool beginsAsTitle(std::string_view text) {
  static constexpr std::array<std::string_view, 22> kWords{
      "section",     "theme",   "part",  "phase",    "priority", "domain",         "objective",
      "workstream",  "chapter", "stage", "standard", "outcome",  "key line",       "for the meeting",
      "meeting",     "strand",  "year",  "month",    "quarter",  "closed actions", "completed actions",
      "actions from"};
  const std::string words = foldWords(text);
  return std::any_of(kWords.begin(), kWords.end(), [&](std::string_view word) {
    return words == word || words.starts_with(std::string(word) + " ");
  });
}

/// `Signed: …, Chair   Date: 12/01/2024` is the day of a signature.
bool isSignature(std::string_view text) {
  const std::string words = foldWords(text);
  return words.starts_with("signed ") || words.starts_with("signature ") ||
         words.starts_with("approved by ") || words.starts_with("prepared by ") ||
         words.starts_with("version ") || words.starts_with("author ") || words.starts_with("last updated ");
}

/// A day or period and nothing else.
bool isPeriod(std::string_view text, const TimelineOptions& options) {
  const auto readings = readTimeline(text, options);
  return readings.size() == 1 && readings[0].due && readings[0].label.empty() && readings[0].party.empty();
}

bool isNumeral(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return std::isdigit(static_cast<unsigned char>(c)) != 0 ||
           std::string_view(" .,%/").find(c) != std::string_view::npos;
  });
}

}  // namespace

bool isSectionRow(const RowView& row, const GridRow& cells, const TimelineOptions& options) {
  const LaidCell* only = nullptr;
  std::size_t at = 0;
  for (std::size_t i = 0; i < row.row().size(); ++i) {
    if (row.row()[i].text.empty()) continue;
    if (only != nullptr) return false;
    only = &row.row()[i];
    at = i;
  }
  if (only == nullptr || only->inherited || row.row().size() < kFewestColumns) return false;
  const bool across = std::any_of(cells.begin(), cells.end(), [&](const GridCell& cell) {
    return std::size_t{2} * cell.colspan > row.columns().back().to && !trim(cell.text).empty();
  });
  if (across) return true;
  if (row.columns()[at].is(Field::Ref)) return leadingNumber(only->text).empty();
  return at == 0 && only->text.size() <= kSectionTitleLimit &&
         (isPeriod(only->text, options) || beginsAsTitle(only->text));
}

std::optional<Milestone> dateOfSection(std::string_view title, const TimelineOptions& options) {
  if (title.size() > kSectionTitleLimit || isSignature(title)) return std::nullopt;
  std::optional<Milestone> found;
  for (const TimelineReading& reading : readTimeline(title, options)) {
    if (!reading.due) continue;
    if (found) return std::nullopt;
    Milestone m;
    // The words that say when, so that a cell of its own would be read alike.
    m.text = whoAndWhen(title, options).when;
    if (m.text.empty()) m.text = std::string(title);
    m.earliest = reading.earliest;
    m.due = reading.due;
    m.precision = reading.precision;
    found = std::move(m);
  }
  return found;
}

bool isTotalsRow(const RowView& row) {
  bool total = false;
  for (const LaidCell& cell : row.row()) {
    if (cell.text.empty()) continue;
    if (!total) {
      const std::string words = foldWords(cell.text);
      const bool named = words.starts_with("total") || words.starts_with("grand total");
      if (!named || std::count(words.begin(), words.end(), ' ') > 3) return false;
      total = true;
    } else if (!isNumeral(cell.text)) {
      return false;
    }
  }
  return total;
}

}  // namespace chaser::plan
