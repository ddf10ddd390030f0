// SPDX-License-Identifier: Apache-2.0
#include "plan/readers/feed.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <unordered_map>

#include "common/fold.h"
#include "common/text.h"
#include "plan/refs.h"

namespace chaser::plan {

namespace {

using FeedRecord = nlohmann::ordered_json;

constexpr std::size_t kCellsOfALine = 16;  // as large as a cell may be
constexpr std::string_view kFeedMark = "\xEF\xBB\xBF";
constexpr const char* kFeedHint =
    "each line is one JSON object, such as {\"ID\": \"7\", \"Action\": \"…\", \"Due\": \"2027-03-31\"}";

/// Looks at a line before the parser does, which has no limits of its own: how deep its lists and objects are
/// nested, and how many names an object has, whose cost grows with their square.
Outcome checkLine(std::string_view line, std::size_t number, const ReadLimits& limits) {
  const std::size_t most = kCellsOfALine * limits.cellBytes;
  if (line.size() > most)
    return fail(ErrorKind::Input, fmt::format("line {}: is longer than {} MiB", number, most >> 20U));
  std::vector<std::size_t> open;  // the names of each list or object that is open
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (quoted) {
      if (c == '\\') ++i;
      if (c == '"') quoted = false;
      continue;
    }
    if (c == '"') quoted = true;
    if (c == '{' || c == '[') open.push_back(0);
    if ((c == '}' || c == ']') && !open.empty()) open.pop_back();
    if (open.size() > limits.nesting)
      return fail(ErrorKind::Input,
                  fmt::format("line {}: is nested more than {} levels deep", number, limits.nesting));
    if (c == ':' && !open.empty() && ++open.back() > limits.rowCells)
      return fail(ErrorKind::Input,
                  fmt::format("line {}: an object has more than {} names", number, limits.rowCells));
  }
  return {};
}

/// Gathers records into one table whose columns grow as new names are met.
class FeedTable {
 public:
  explicit FeedTable(const ReadLimits& limits) : limits_(limits) {
    table_.rows.emplace_back();
    table_.given.emplace_back();
  }

  /// False when the table has outgrown the limit.
  bool add(const FeedRecord& record) {
    table_.rows.emplace_back();
    table_.given.emplace_back();
    for (const auto& [name, value] : record.items()) put(name, value);
    return cells_ <= limits_.cells;
  }

  /// Rows are as long as the columns that were known when they were read; each gets its blanks now.
  Result<Document> finish() {
    const std::size_t width = table_.rows.front().size();
    if (width * table_.rows.size() > limits_.cells) return tooMany();
    for (GridRow& row : table_.rows) row.resize(width);
    Document document;
    document.tables.push_back(std::move(table_));
    return shaped(std::move(document), limits_);
  }

  [[nodiscard]] tl::unexpected<Error> tooMany() const {
    return fail(ErrorKind::Input, fmt::format("has more than {} cells", limits_.cells));
  }

 private:
  void put(const std::string& name, const FeedRecord& value) {
    if (value.is_object()) {
      for (const auto& [inner, below] : value.items()) put(fmt::format("{}.{}", name, inner), below);
      return;
    }
    const auto [place, fresh] = columns_.try_emplace(name, columns_.size());
    if (fresh) {
      table_.rows.front().push_back(GridCell{name, {}, {}, false, 1});
      ++cells_;
    }
    GridRow& row = table_.rows.back();
    if (row.size() <= place->second) {
      cells_ += place->second + 1 - row.size();
      row.resize(place->second + 1);
    }
    row[place->second].text = textOf(value);
    std::vector<bool>& given = table_.given.back();
    if (given.size() <= place->second) given.resize(place->second + 1, false);
    given[place->second] = true;
  }

  static std::string textOf(const FeedRecord& value) {
    if (value.is_null()) return {};
    if (value.is_string()) return value.get<std::string>();
    if (value.is_boolean()) return value.get<bool>() ? "yes" : "no";
    if (!value.is_array()) return value.dump();
    std::string text;
    for (const FeedRecord& entry : value) {
      if (!text.empty()) text += '\n';
      text += entry.is_object() ? entry.dump() : textOf(entry);
    }
    return text;
  }

  const ReadLimits& limits_;
  GridTable table_;
  std::unordered_map<std::string, std::size_t> columns_;
  std::size_t cells_ = 0;
};

}  // namespace

Result<Document> readNdjson(std::string_view bytes, const ReadLimits& limits) {
  if (bytes.size() > limits.fileBytes)
    return fail(ErrorKind::Input, fmt::format("is larger than {} MiB", limits.fileBytes >> 20U));
  if (bytes.starts_with(kFeedMark)) bytes.remove_prefix(kFeedMark.size());
  if (!isUtf8(bytes))
    return fail(ErrorKind::Input, "is not UTF-8, which JSON must be", "write the feed in UTF-8");
  FeedTable table(limits);
  std::size_t lineNumber = 0;
  bool any = false;
  for (std::string_view line : split(bytes, '\n')) {
    ++lineNumber;
    line = trim(line);
    if (line.empty()) continue;
    if (const auto fit = checkLine(line, lineNumber, limits); !fit) return fail(fit.error());
    const FeedRecord record = FeedRecord::parse(line, nullptr, false);
    if (record.is_discarded())
      return fail(ErrorKind::Input, fmt::format("line {}: is not a whole JSON object", lineNumber),
                  kFeedHint);
    if (!record.is_object())
      return fail(ErrorKind::Input, fmt::format("line {}: is JSON, but not an object", lineNumber),
                  kFeedHint);
    if (!table.add(record)) return table.tooMany();
    any = true;
  }
  if (!any) return fail(ErrorKind::Input, "is empty", kFeedHint);
  return table.finish();
}

Result<std::string> checkKey(const Document& feed, std::string_view column) {
  if (feed.tables.size() != 1 || feed.tables.front().rows.empty())
    return fail(ErrorKind::Input, "is not one table, so no column of it can be the key");
  const GridTable& table = feed.tables.front();
  const GridRow& headings = table.rows.front();
  const std::string wanted = foldWords(column);
  const auto found = std::find_if(headings.begin(), headings.end(),
                                  [&](const GridCell& cell) { return foldWords(cell.text) == wanted; });
  if (found == headings.end()) {
    std::vector<std::string> names;
    for (const GridCell& cell : headings) names.push_back("'" + shorten(firstSentence(cell.text), 40) + "'");
    return fail(ErrorKind::Usage, fmt::format("there is no column '{}' to be the key", column),
                "the columns are " + joinWords(names));
  }
  const auto at = static_cast<std::size_t>(found - headings.begin());
  std::unordered_map<std::string, std::size_t> seen;
  for (std::size_t i = 1; i < table.rows.size(); ++i) {
    const GridRow& row = table.rows[i];
    const bool blank =
        std::all_of(row.begin(), row.end(), [](const GridCell& cell) { return trim(cell.text).empty(); });
    if (blank) continue;
    const std::string value = at < row.size() ? refOfCell(row[at].text) : std::string();
    if (value.empty())
      return fail(ErrorKind::Input, fmt::format("row {} has nothing under '{}', its key", i, found->text),
                  "each record needs a key that it keeps for good; nothing was imported");
    const auto [other, fresh] = seen.try_emplace(value, i);
    if (!fresh)
      return fail(ErrorKind::Input,
                  fmt::format("rows {} and {} have the same key, {} = '{}'", other->second, i, found->text,
                              shorten(value, 40)),
                  "a key names one record; nothing was imported");
  }
  return found->text;
}

}  // namespace chaser::plan
