// SPDX-License-Identifier: Apache-2.0
#include "plan/legend.h"

#include <algorithm>
#include <cctype>
#include <optional>
#include <string_view>

#include "common/fold.h"
#include "common/text.h"

namespace chaser::plan {

namespace {

constexpr std::size_t kWordsLimit = 300;  // a longer explanation is prose
constexpr std::size_t kCodeLimit = 12;

Status usualStatus(Rag colour) {
  for (const RagMeaning& meaning : defaultRagKey()) {
    if (meaning.colour == colour) return meaning.status;
  }
  return Status::NotStarted;
}

std::optional<Rag> usualColour(Status status) {
  for (const RagMeaning& meaning : defaultRagKey()) {
    if (meaning.status == status) return meaning.colour;
  }
  return std::nullopt;
}

LegendEntry entryOf(Rag colour, std::string words) {
  const auto status = statusOfWords(words);
  LegendEntry entry;
  entry.meaning = RagMeaning{colour, status.value_or(usualStatus(colour)), std::move(words)};
  entry.understood = status.has_value();
  return entry;
}

/// The colour that a text begins with: `Green - complete, was red before` explains green.
std::optional<Rag> leadingColour(std::string_view text) {
  const std::string named = foldWords(text);
  // `a plan that …` is a sentence, not amber.
  if (named.size() > 1 && named.find(' ') == 1) return std::nullopt;
  return ragOfWord(named.substr(0, named.find(' ')));
}

/// `N` beside `Not started`, or `N - Not started` in one cell: no colour, but what usually shows what it
/// means.
std::optional<LegendEntry> entryByMeaning(const std::vector<const GridCell*>& cells) {
  constexpr std::ptrdiff_t kFewWords = 5;
  const auto coded = cells.size() == 1 ? codedWords(cells[0]->text) : std::nullopt;
  std::string code = coded ? coded->code : foldWords(cells[0]->text);
  std::string words = coded ? coded->words : std::string(trim(cells.back()->text));
  if (cells.size() > 2 || (cells.size() == 1 && !coded) || code.size() != 1) return std::nullopt;
  const auto letter = ragOfWord(code);
  const auto status = statusOfWords(words);
  if (words.empty() || std::count(words.begin(), words.end(), ' ') >= kFewWords) return std::nullopt;
  if (!letter && (!status || std::isalpha(static_cast<unsigned char>(code[0])) == 0)) return std::nullopt;
  const auto usual = letter ? letter : usualColour(*status);
  if (!usual) return std::nullopt;
  LegendEntry entry = entryOf(*usual, std::move(words));
  entry.byMeaning = !letter;
  entry.code = std::move(code);
  return entry;
}

std::optional<LegendEntry> legendEntry(const std::vector<const GridCell*>& row) {
  std::vector<const GridCell*> cells;
  for (const GridCell* cell : row) {
    if (!trim(cell->text).empty() || cell->fill) cells.push_back(cell);
  }
  if (cells.empty() || cells.size() > 3) return std::nullopt;
  const GridCell& first = *cells.front();
  auto fill = first.fill ? first.fill : first.ink;
  std::size_t next = cells.size() > 1 ? 1 : 0;
  std::string code;
  auto colour = leadingColour(first.text);
  if (!colour && first.fill) colour = ragOfFill(*first.fill);
  const std::string firstWords = foldWords(first.text);
  if (!colour || (!leadingColour(first.text) && cells.size() > 1)) code = firstWords;
  if (!colour && cells.size() > 2) {
    // `1`, `Red`, `overdue`
    colour = leadingColour(cells[1]->text);
    if (!fill) fill = cells[1]->fill;
    if (!colour && cells[1]->fill) colour = ragOfFill(*cells[1]->fill);
    next = 2;
  }
  if (!colour) return entryByMeaning(cells);
  std::string words;
  for (std::size_t i = next; i < cells.size(); ++i) {
    if (!words.empty()) words += ' ';
    words += trim(cells[i]->text);
  }
  if (words.empty()) return std::nullopt;
  LegendEntry entry = entryOf(*colour, std::move(words));
  entry.fill = fill;
  if (code.size() <= kCodeLimit) entry.code = std::move(code);
  return entry;
}

bool isBlankRow(const GridRow& row) {
  return std::all_of(row.begin(), row.end(),
                     [](const GridCell& cell) { return trim(cell.text).empty() && !cell.fill; });
}

/// False when the colour is explained already, so that this is no legend.
bool addEntry(std::vector<LegendEntry>& legend, LegendEntry entry) {
  const bool again = std::any_of(legend.begin(), legend.end(), [&](const LegendEntry& earlier) {
    if (entry.byMeaning || earlier.byMeaning) return !entry.code.empty() && earlier.code == entry.code;
    return earlier.meaning.colour == entry.meaning.colour;
  });
  if (!again) legend.push_back(std::move(entry));
  return !again;
}

/// `A - Introduction`, `B - Background`: letters before words that mostly mean nothing explain no colours.
bool isContents(const std::vector<LegendEntry>& legend) {
  const auto plain = [](const LegendEntry& entry) { return entry.code.size() == 1 && !entry.fill; };
  const auto unclear = [](const LegendEntry& entry) { return !entry.understood; };
  const auto count = [&](auto what) {
    return static_cast<std::size_t>(std::count_if(legend.begin(), legend.end(), what));
  };
  return count(plain) * 2 > legend.size() && count(unclear) * 2 > legend.size();
}

/// A colour that is shown means what its own words say: a code of another meaning gets the colour of that
/// meaning, or one that is free, or none.
void partFromShown(std::vector<LegendEntry>& legend) {
  const auto find = [&](auto wanted) { return std::find_if(legend.begin(), legend.end(), wanted); };
  for (LegendEntry& entry : legend) {
    if (!entry.byMeaning) continue;
    const auto same = find([&](const LegendEntry& other) {
      return &other != &entry && !other.byMeaning && other.meaning.status == entry.meaning.status;
    });
    if (same != legend.end()) {
      entry.meaning.colour = same->meaning.colour;
      continue;
    }
    std::optional<Rag> free;
    for (const Rag colour : {entry.meaning.colour, Rag::Grey, Rag::Blue, Rag::Green, Rag::Amber, Rag::Red}) {
      const bool taken = find([&](const LegendEntry& other) {
                           return &other != &entry && other.meaning.colour == colour &&
                                  other.meaning.status != entry.meaning.status;
                         }) != legend.end();
      if (!taken && !free) free = colour;
    }
    entry.meaning.colour = free.value_or(entry.meaning.colour);
    if (!free) entry.code.clear();
  }
}

std::vector<const GridCell*> pointersTo(const GridRow& row) {
  std::vector<const GridCell*> cells;
  for (const GridCell& cell : row) cells.push_back(&cell);
  return cells;
}

std::vector<LegendEntry> legendDownwards(const GridTable& table) {
  std::vector<LegendEntry> legend;
  for (const GridRow& row : table.rows) {
    if (isBlankRow(row)) continue;
    auto entry = legendEntry(pointersTo(row));
    // A heading above the colours is allowed, any other row that explains none is not.
    if (!entry && legend.empty() && &row == &table.rows.front()) continue;
    if (!entry || !addEntry(legend, std::move(*entry))) return {};
  }
  return legend;
}

/// Entry after entry of `step` cells, the first `skipped` ones being a title.
std::vector<LegendEntry> legendAcross(const GridRow& row, const GridRow* below, std::size_t skipped,
                                      std::size_t step) {
  std::vector<LegendEntry> legend;
  if (row.size() <= skipped || (row.size() - skipped) % step != 0) return {};
  for (std::size_t i = skipped; i < row.size(); i += step) {
    std::vector<const GridCell*> cells{&row[i]};
    if (step == 2) cells.push_back(&row[i + 1]);
    if (below != nullptr) cells.push_back(&(*below)[i]);
    auto entry = legendEntry(cells);
    if (!entry || !addEntry(legend, std::move(*entry))) return {};
  }
  return legend;
}

std::vector<LegendEntry> legendAcross(const GridTable& table) {
  std::vector<const GridRow*> rows;
  for (const GridRow& row : table.rows) {
    if (!isBlankRow(row)) rows.push_back(&row);
  }
  if (rows.empty() || rows.size() > 2) return {};
  const GridRow* below = rows.size() == 2 ? rows[1] : nullptr;
  if (below != nullptr && below->size() != rows[0]->size()) return {};
  for (const std::size_t skipped : {std::size_t{0}, std::size_t{1}}) {
    for (const std::size_t step : {std::size_t{1}, std::size_t{2}}) {
      if (below != nullptr && step == 2) continue;
      auto legend = legendAcross(*rows[0], below, skipped, step);
      if (legend.size() > 1) return legend;
    }
  }
  return {};
}

/// A colour named in a line, and where its explanation begins.
struct Mention {
  Rag colour = Rag::Grey;
  std::size_t at = 0;
  std::size_t behind = 0;
};

/// Behind `=`, `:`, a dash or an opening bracket that follows; nothing without one.
std::optional<std::size_t> behindJoint(std::string_view text, std::size_t at) {
  static constexpr std::string_view kJoints[] = {"=", ":", "-", "\xE2\x80\x93", "\xE2\x80\x94", "("};
  while (at < text.size() && (text[at] == ' ' || text[at] == '"' || text[at] == ')')) ++at;
  for (const std::string_view joint : kJoints) {
    if (text.substr(at).starts_with(joint)) return at + joint.size();
  }
  return std::nullopt;
}

std::vector<Mention> mentionsIn(std::string_view text) {
  std::vector<Mention> mentions;
  std::size_t at = 0;
  while (at < text.size()) {
    if (std::isalpha(static_cast<unsigned char>(text[at])) == 0) {
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < text.size() && std::isalpha(static_cast<unsigned char>(text[end])) != 0) ++end;
    const auto colour = ragOfWord(foldCase(text.substr(at, end - at)));
    const auto behind = colour ? behindJoint(text, end) : std::nullopt;
    // A letter needs the plainest sign: `A = at risk`.
    const bool plain = end - at > 1 || (behind && text[*behind - 1] == '=');
    if (colour && behind && plain) mentions.push_back(Mention{*colour, at, *behind});
    at = end;
  }
  return mentions;
}

std::string explanation(std::string_view text) {
  text = trim(text);
  while (!text.empty() && std::string_view(";,.|)( ").find(text.back()) != std::string_view::npos)
    text.remove_suffix(1);
  return std::string(text);
}

}  // namespace

std::vector<LegendEntry> readLegend(const GridTable& table) {
  auto legend = legendDownwards(table);
  if (legend.size() < 2) legend = legendAcross(table);
  if (legend.size() < 2 || isContents(legend)) legend.clear();
  partFromShown(legend);
  return legend;
}

std::vector<LegendEntry> readLegend(const std::vector<std::string>& paragraphs) {
  std::vector<LegendEntry> legend;
  for (const std::string& paragraph : paragraphs) {
    const std::vector<Mention> mentions = mentionsIn(paragraph);
    for (std::size_t i = 0; i < mentions.size(); ++i) {
      const std::size_t end = i + 1 < mentions.size() ? mentions[i + 1].at : paragraph.size();
      std::string words =
          explanation(std::string_view(paragraph).substr(mentions[i].behind, end - mentions[i].behind));
      if (words.empty() || words.size() > kWordsLimit) continue;
      if (!addEntry(legend, entryOf(mentions[i].colour, std::move(words)))) return {};
    }
  }
  if (legend.size() < 2) legend.clear();
  return legend;
}

std::vector<RagMeaning> keyOfLegend(const std::vector<LegendEntry>& legend) {
  std::vector<RagMeaning> key;
  for (const bool byMeaning : {false, true}) {
    for (const LegendEntry& entry : legend) {
      const bool known = std::any_of(key.begin(), key.end(), [&](const RagMeaning& meaning) {
        return meaning.colour == entry.meaning.colour;
      });
      if (entry.byMeaning == byMeaning && !known) key.push_back(entry.meaning);
    }
  }
  return key;
}

}  // namespace chaser::plan
