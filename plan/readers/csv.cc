// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <vector>

#include "common/text.h"
#include "plan/readers/control.h"
#include "plan/readers/formula.h"
#include "plan/readers/grid.h"

namespace chaser::plan {

namespace {

constexpr std::string_view kUtf8Mark = "\xEF\xBB\xBF";
constexpr std::string_view kLittleEndianMark = "\xFF\xFE", kBigEndianMark = "\xFE\xFF";
constexpr std::array<char, 4> kSeparators{',', ';', '\t', '|'};
constexpr std::size_t kRecordsToJudge = 20;

/// Windows-1252 from 0x80 to 0x9F (the WHATWG encoding standard's index); all else is Latin-1. 0 is
/// unassigned.
constexpr std::array<char16_t, 32> kWindows1252{
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

/// Excel's `Unicode text`. Half a pair, and half a character at the end, become U+FFFD.
std::string fromUtf16(std::string_view bytes, bool bigEndian) {
  const auto unitAt = [&](std::size_t at) -> unsigned {
    const auto first = static_cast<unsigned char>(bytes[at]);
    const auto second = static_cast<unsigned char>(bytes[at + 1]);
    return bigEndian ? first * 256U + second : second * 256U + first;
  };
  std::string out;
  out.reserve(bytes.size() / 2);
  for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
    const unsigned unit = unitAt(i);
    const unsigned next = i + 3 < bytes.size() ? unitAt(i + 2) : 0;
    if (unit >= 0xD800 && unit < 0xDC00 && next >= 0xDC00 && next < 0xE000) {
      appendUtf8(out, 0x10000 + ((unit - 0xD800) << 10U) + (next - 0xDC00));
      i += 2;
    } else {
      appendUtf8(out, unit >= 0xD800 && unit < 0xE000 ? 0xFFFD : unit);
    }
  }
  if (bytes.size() % 2 != 0) appendUtf8(out, 0xFFFD);
  return out;
}

std::string fromWindows1252(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size() + bytes.size() / 16);
  for (const char c : bytes) {
    unsigned code = static_cast<unsigned char>(c);
    if (code >= 0x80 && code < 0xA0) {
      code = kWindows1252[code - 0x80];
      if (code == 0) code = 0xFFFD;
    }
    appendUtf8(out, code);
  }
  return out;
}

/// As UTF-8: what a byte order mark tells, else UTF-8 when it is valid, else Windows-1252. What is UTF-8 is
/// not copied; anything else is written into `room`.
std::string_view decoded(std::string_view bytes, std::string& room) {
  if (bytes.starts_with(kLittleEndianMark)) return room = fromUtf16(bytes.substr(2), false);
  if (bytes.starts_with(kBigEndianMark)) return room = fromUtf16(bytes.substr(2), true);
  if (bytes.starts_with(kUtf8Mark)) bytes.remove_prefix(kUtf8Mark.size());
  return isUtf8(bytes) ? bytes : room = fromWindows1252(bytes);
}

/// How often each separator stands outside quotation marks, record by record.
std::vector<std::array<std::size_t, kSeparators.size()>> countSeparators(std::string_view text) {
  std::vector<std::array<std::size_t, kSeparators.size()>> records(1);
  bool quoted = false;
  for (const char c : text) {
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '\n') {
      if (records.size() == kRecordsToJudge) break;
      records.emplace_back();
    }
    for (std::size_t i = 0; i < kSeparators.size(); ++i) {
      if (c == kSeparators[i]) ++records.back()[i];
    }
  }
  return records;
}

/// The separator that cuts most records into the same number of fields; on a tie, into more fields.
char detectSeparator(std::string_view text) {
  const auto records = countSeparators(text);
  char best = kSeparators[0];
  std::pair<std::size_t, std::size_t> bestScore{0, 0};
  for (std::size_t i = 0; i < kSeparators.size(); ++i) {
    std::map<std::size_t, std::size_t> recordsByCount;
    for (const auto& record : records) {
      if (record[i] > 0) ++recordsByCount[record[i]];
    }
    for (const auto& [count, agreeing] : recordsByCount) {
      const std::pair<std::size_t, std::size_t> score{agreeing, count};
      if (score > bestScore) {
        bestScore = score;
        best = kSeparators[i];
      }
    }
  }
  return best;
}

/// One pass over the text, a field at a time.
class RecordReader {
 public:
  RecordReader(std::string_view text, char separator, const ReadLimits& limits)
      : text_(text), separator_(separator), limits_(limits) {}

  Result<GridTable> read() {
    GridTable table;
    GridRow row;
    std::size_t cells = 0;
    while (at_ < text_.size()) {
      auto field = readField();
      if (!field) return fail(field.error());
      if (++cells > limits_.cells) {
        return fail(ErrorKind::Input, fmt::format("has more than {} cells", limits_.cells));
      }
      row.push_back(GridCell{std::string(unguardFormula(*field)), {}, {}, false, 1});
      if (row.size() > limits_.rowCells) {
        return fail(ErrorKind::Input,
                    fmt::format("line {}: has more than {} cells, which is more than a plan has columns",
                                line_, limits_.rowCells));
      }
      if (at_ < text_.size() && text_[at_] == separator_) {
        ++at_;
        // A separator at the very end closes an empty last field.
        if (at_ < text_.size()) continue;
        row.emplace_back();
      }
      skipLineEnd();
      table.rows.push_back(std::move(row));
      row.clear();
    }
    return table;
  }

 private:
  Result<std::string> readField() {
    std::string field;
    if (at_ < text_.size() && text_[at_] == '"') {
      const std::size_t openedOn = line_;
      ++at_;
      for (;;) {
        if (at_ == text_.size()) {
          return fail(ErrorKind::Input,
                      fmt::format("line {}: a quotation mark is opened and never closed", openedOn),
                      "close it, or write a quotation mark inside a cell twice");
        }
        const char c = text_[at_++];
        if (c == '"') {
          if (at_ == text_.size() || text_[at_] != '"') break;
          ++at_;
        }
        if (c == '\n') ++line_;
        field += c;
      }
    }
    // Unquoted, or what a careless writer put behind the closing mark.
    while (at_ < text_.size() && text_[at_] != separator_ && text_[at_] != '\n' && text_[at_] != '\r') {
      field += text_[at_++];
    }
    return field;
  }

  void skipLineEnd() {
    if (at_ < text_.size() && text_[at_] == '\r') ++at_;
    if (at_ < text_.size() && text_[at_] == '\n') {
      ++at_;
      ++line_;
    }
  }

  std::string_view text_;
  char separator_;
  const ReadLimits& limits_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
};

}  // namespace

Result<Document> readCsv(std::string_view bytes, const ReadLimits& limits) {
  if (bytes.size() > limits.fileBytes) {
    return fail(ErrorKind::Input, fmt::format("is larger than {} MiB", limits.fileBytes >> 20U));
  }
  std::string room;
  const std::string_view text = decoded(bytes, room);
  if (const auto* const odd = std::find_if(text.begin(), text.end(), &isControl); odd != text.end()) {
    return fail(
        ErrorKind::Input,
        fmt::format("is not a text file, so it can't be CSV: line {} holds a {}",
                    1 + std::count(text.begin(), odd, '\n'), *odd == 0 ? "NUL byte" : "control character"),
        "save the plan as .docx, or as CSV in UTF-8, and import that");
  }
  if (trim(text).empty()) return fail(ErrorKind::Input, "is empty");
  std::string_view rest = text;
  char separator = 0;
  // Excel's own note of the separator.
  if (rest.starts_with("sep=") && rest.size() > 5 && (rest[5] == '\r' || rest[5] == '\n')) {
    separator = rest[4];
    rest.remove_prefix(rest.find('\n') == std::string_view::npos ? rest.size() : rest.find('\n') + 1);
  }
  if (separator == 0) separator = detectSeparator(rest);
  auto table = RecordReader(rest, separator, limits).read();
  if (!table) return fail(table.error());
  Document document;
  document.tables.push_back(std::move(*table));
  return shaped(std::move(document), limits);
}

}  // namespace chaser::plan
