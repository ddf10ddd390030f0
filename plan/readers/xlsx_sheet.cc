// SPDX-License-Identifier: Apache-2.0
#include "plan/readers/xlsx_sheet.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "common/fold.h"
#include "common/text.h"
#include "plan/readers/xlsx_rows.h"

namespace chaser::plan {

namespace {

/// Wider gaps between two cells of a row are one blank cell; plans have no such headings.
constexpr std::uint32_t kWideGap = 64;
constexpr std::uint32_t kLongestGap = 100;  // blank rows in a row that are kept
constexpr std::size_t kMostRules = 1000;
constexpr std::size_t kMostMerges = 200'000;
constexpr const char* kSaveAgain = "this is no ordinary plan; save it again in Excel";

enum class CellType { Number, Shared, Inline, Formula, Boolean, Error, IsoDate };

CellType typeOf(std::string_view word) {
  if (word == "s") return CellType::Shared;
  if (word == "inlineStr") return CellType::Inline;
  if (word == "str") return CellType::Formula;
  if (word == "b") return CellType::Boolean;
  if (word == "e") return CellType::Error;
  return word == "d" ? CellType::IsoDate : CellType::Number;
}

class SheetListener : public PlainListener {
 public:
  SheetListener(std::string name, Workbook& workbook)
      : PlainListener("</row>", kRowLevels), workbook_(workbook), rich_(workbook.styles) {
    sheet.table.name = std::move(name);
  }

  void open(std::string_view name, const XmlAttributes& attributes) override {
    if (inData_) return openInData(name, attributes);
    if (name == "sheetData") inData_ = true;
    if (name == "mergeCell") addMerge(attributes["ref"]);
    if (name == "conditionalFormatting") ranges_ = parseRanges(attributes["sqref"]);
    if (name == "cfRule") beginRule(attributes);
    if (name == "formula") value_.clear();
    hears_ = name == "formula";
  }

  void close(std::string_view name) override {
    if (inData_) return closeInData(name);
    hears_ = false;
    if (name == "formula" && formula_.empty()) formula_ = value_;
    if (name == "cfRule") endRule();
  }

  void text(std::string_view piece) override {
    if (inInline_) {
      rich_.text(piece);
    } else if (hears_) {
      value_ += piece;
    } else {
      return;
    }
    countHeard(piece.size());
  }

  /// Text that lies between rows is not heard then.
  [[nodiscard]] bool mayTakePlain() const override { return inData_ && !inInline_ && !hears_; }

  PlainFound takePlain(PlainCursor& cursor) override {
    const PlainFound found = scanRow(cursor, plainRow_);
    if (found == PlainFound::Whole) hearRow();
    return found;
  }

  [[nodiscard]] std::string where() const {
    return fmt::format("sheet '{}', cell {}", sheet.table.name, toString(place_));
  }

  Worksheet sheet;

 private:
  void hearRow() {
    beginRow(plainRow_.number);
    for (const PlainCell& cell : plainRow_.cells) {
      beginCell(cell.place, cell.type, cell.style);
      if (refusal()) return;
      cell.value.tell([this](std::string_view piece) {
        value_ += piece;
        countHeard(piece.size());
      });
      if (cell.hasInline) {
        rich_.take(cell.inlineText);
        countHeard(rich_.bytes());
      }
      endCell();
    }
    endRow();
  }

  void countHeard(std::size_t bytes) {
    heard_ += bytes;
    if (heard_ > workbook_.limits.textBytes) refuseText();
  }

  void openInData(std::string_view name, const XmlAttributes& attributes) {
    if (name == "c") {
      beginCell(attributes["r"], attributes["t"], attributes["s"]);
    } else if (name == "v") {
      hears_ = true;
    } else if (name == "row") {
      beginRow(attributes["r"]);
    } else if (name == "is") {
      inInline_ = true;
      rich_.clear();
    } else if (inInline_) {
      rich_.open(name, attributes);
    }
  }

  void closeInData(std::string_view name) {
    if (name == "c") {
      endCell();
    } else if (name == "v") {
      hears_ = false;
    } else if (name == "row") {
      endRow();
    } else if (name == "is") {
      inInline_ = false;
    } else if (inInline_) {
      rich_.close(name);
    } else if (name == "sheetData") {
      inData_ = false;
    }
  }

  void refuseHere(const std::string& why, const std::string& hint = {}) {
    refuse(where() + ": " + why, hint);
  }
  void refuseText() {
    refuseHere(fmt::format("the workbook has more than {} MiB of text", workbook_.limits.textBytes >> 20U),
               kSaveAgain);
  }

  void beginRow(std::string_view said) {
    const std::uint32_t number = said.empty() ? place_.row + 1 : wholeNumber(said).value_or(0);
    const std::uint32_t before = place_.row;
    if (number <= before || number > kLastSheetRow) {
      return refuse(fmt::format("sheet '{}', row {}: stands behind row {}", sheet.table.name, said, before),
                    "open the workbook in Excel and save it again");
    }
    place_ = {number, 0};
    filledTo_ = 0;
    row_.clear();
    faults_.clear();
  }

  void endRow() {
    if (row_.empty()) return;
    const std::uint32_t last = sheet.numbers.empty() ? 0 : sheet.numbers.back();
    const std::uint32_t missing = std::min(place_.row - last - 1, kLongestGap);
    for (std::uint32_t i = missing; i > 0; --i) addRow(place_.row - i, {});
    for (CellFault& fault : faults_) {
      fault.row = sheet.table.rows.size();
      sheet.table.faults.push_back(std::move(fault));
    }
    addRow(place_.row, GridRow(std::make_move_iterator(row_.begin()), std::make_move_iterator(row_.end())));
  }

  void addRow(std::uint32_t number, GridRow row) {
    workbook_.cells += std::max<std::size_t>(row.size(), 1);
    if (workbook_.cells > workbook_.limits.cells)
      refuseHere(fmt::format("the workbook has more than {} cells", workbook_.limits.cells), kSaveAgain);
    sheet.numbers.push_back(number);
    sheet.table.rows.push_back(std::move(row));
  }

  void beginCell(std::string_view said, std::string_view type, std::string_view style) {
    if (said.empty()) {
      ++place_.column;
    } else {
      const auto place = parsePlace(said);
      if (!place || place->row != place_.row || place->column <= place_.column)
        return refuseHere(fmt::format("is followed by '{}', which is no place for a cell", shorten(said, 20)),
                          "open the workbook in Excel and save it again");
      place_ = *place;
    }
    type_ = typeOf(type);
    style_ = style.empty() ? 0 : wholeNumber(style).value_or(0);
    value_.clear();
    rich_.clear();
  }

  void endCell() {
    GridCell cell;
    const auto& looks = workbook_.styles.looks;
    const CellLook& look = style_ < looks.size() ? looks[style_] : plain_;
    cell.fill = look.fill;
    cell.ink = look.ink;
    setText(cell, look);
    if (type_ == CellType::Error) faults_.push_back({0, place_.column - 1, toString(place_), value_});
    if (cell.text.empty() && !cell.fill) return;
    workbook_.textBytes += cell.text.size();
    if (workbook_.textBytes > workbook_.limits.textBytes) refuseText();
    const std::uint32_t gap = place_.column - filledTo_ - 1;
    if (gap > kWideGap) {
      row_.push_back(GridCell{{}, {}, {}, false, gap});
    } else {
      row_.resize(row_.size() + gap);
    }
    row_.push_back(std::move(cell));
    filledTo_ = place_.column;
  }

  void setText(GridCell& cell, const CellLook& look) {
    switch (type_) {
      case CellType::Shared:
        return setShared(cell);
      case CellType::Inline:
        cell.text = rich_.finish();
        if (rich_.ink()) cell.ink = rich_.ink();
        return;
      case CellType::Formula:
        resolveEscapes(value_);
        cell.text = value_;
        return;
      case CellType::Boolean:
        if (!value_.empty()) cell.text = value_ == "1" || value_ == "true" ? "TRUE" : "FALSE";
        return;
      case CellType::Error:
        return;
      case CellType::IsoDate:
        cell.text = showIsoDate(value_, look.number);
        return;
      case CellType::Number:
        break;
    }
    if (value_.empty()) return;
    double number = 0;
    const char* const stop = value_.data() + value_.size();
    const auto [end, error] = std::from_chars(value_.data(), stop, number);
    const bool isNumber = error == std::errc() && end == stop && std::isfinite(number);
    cell.text = isNumber ? showNumber(number, look.number, workbook_.from1904) : value_;
  }

  void setShared(GridCell& cell) {
    std::size_t index = 0;
    const char* const stop = value_.data() + value_.size();
    const auto [end, error] = std::from_chars(value_.data(), stop, index);
    if (error != std::errc() || end != stop || index >= workbook_.strings.size()) {
      return refuseHere(fmt::format("refers to shared text {}, but there are {}", shorten(value_, 20),
                                    workbook_.strings.size()),
                        "the workbook is damaged: open it in Excel and save it again");
    }
    cell.text = workbook_.strings.text(index);
    if (const auto ink = workbook_.strings.ink(index)) cell.ink = ink;
  }

  void addMerge(std::string_view ref) {
    const auto range = parseRange(ref);
    if (!range) return;
    sheet.merges.push_back(*range);
    if (sheet.merges.size() > kMostMerges)
      refuse(fmt::format("sheet '{}': has more than {} merged ranges", sheet.table.name, kMostMerges));
  }

  void beginRule(const XmlAttributes& attributes) {
    rule_ = {};
    known_ = true;
    formula_.clear();
    rule_.text = attributes["text"];
    rule_.priority = attributes.number("priority").value_or(0);
    const std::string_view type = attributes["type"], compare = attributes["operator"];
    isLiteral_ = type == "cellIs";
    if (isLiteral_ && (compare == "equal" || compare == "notEqual")) {
      rule_.test = compare == "equal" ? ColourRule::Test::Is : ColourRule::Test::IsNot;
    } else if (type == "containsText") {
      rule_.test = ColourRule::Test::Contains;
    } else if (type == "beginsWith") {
      rule_.test = ColourRule::Test::BeginsWith;
    } else if (type == "endsWith") {
      rule_.test = ColourRule::Test::EndsWith;
    } else {
      known_ = false;
    }
    const auto tint = attributes.number("dxfId");
    const auto& tints = workbook_.styles.tints;
    known_ = known_ && tint && *tint < tints.size() && !ranges_.empty();
    if (known_) rule_.tint = tints[*tint];
  }

  /// `"Red"` or a number; what is computed is left alone.
  void endRule() {
    if (isLiteral_) {
      const bool quoted = formula_.size() > 2 && formula_.front() == '"' && formula_.back() == '"';
      rule_.text = quoted ? formula_.substr(1, formula_.size() - 2) : formula_;
      known_ = known_ && (quoted || formula_.find_first_not_of("0123456789.") == std::string::npos);
    }
    if (!known_ || rule_.text.empty() || sheet.rules.size() == kMostRules) return;
    rule_.text = foldCase(rule_.text);
    rule_.ranges = ranges_;
    sheet.rules.push_back(std::move(rule_));
  }

  Workbook& workbook_;
  bool inData_ = false, inInline_ = false, hears_ = false;
  CellPlace place_;
  std::uint32_t filledTo_ = 0;  ///< the last column that the row has cells up to
  GridRow row_;
  std::vector<CellFault> faults_;  ///< of the row
  CellType type_ = CellType::Number;
  std::uint32_t style_ = 0;
  CellLook plain_;
  std::string value_;
  RichText rich_;
  std::size_t heard_ = 0;
  std::vector<CellRange> ranges_;
  ColourRule rule_;
  bool known_ = false, isLiteral_ = false;
  std::string formula_;
  PlainRow plainRow_;
};

bool hasText(const GridRow& row) {
  return std::any_of(row.begin(), row.end(), [](const GridCell& cell) { return !cell.text.empty(); });
}

}  // namespace

Result<GridTable> readSheet(const Archive& archive, const std::string& part, const std::string& name,
                            Workbook& workbook) {
  SheetListener listener(name, workbook);
  const auto read = readPart(archive, part, workbook.limits, listener, workbook.way);
  if (!read) {
    Error error = read.error();
    if (!listener.refusal()) error.what = listener.where() + ": " + error.what;
    return fail(std::move(error));
  }
  Worksheet& sheet = listener.sheet;
  // Formats that somebody dragged down beyond the last row are no rows of the plan.
  while (!sheet.table.rows.empty() && !hasText(sheet.table.rows.back())) {
    sheet.table.rows.pop_back();
    sheet.numbers.pop_back();
  }
  applyRules(sheet, workbook.limits);
  if (const auto merged = applyMerges(sheet, workbook); !merged) return fail(merged.error());
  return std::move(sheet.table);
}

}  // namespace chaser::plan
