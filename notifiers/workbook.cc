// SPDX-License-Identifier: Apache-2.0
#include "notifiers/workbook.h"

#include <fmt/format.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <utility>

#include "common/text.h"
#include "plan/rag.h"

namespace chaser::notifiers {

namespace {

constexpr double kNarrowestColumn = 8;  // widths are in characters of the standard font
constexpr double kWidestColumn = 48;
constexpr int kAtLeft = 1;  // `fit to one page in width, any number in height`
constexpr lxw_color_t kHeadingFill = 0xDDE3E8;

lxw_color_t lxwColour(plan::Colour colour) {
  return (lxw_color_t{colour.red} << 16U) | (lxw_color_t{colour.green} << 8U) | lxw_color_t{colour.blue};
}

/// The workbook frees all that belongs to it when it is closed, whether closing succeeds or not; so it is
/// always closed, once.
class Workbook {
 public:
  explicit Workbook(const std::filesystem::path& path) : book_(workbook_new(path.c_str())) {}
  ~Workbook() {
    if (book_ != nullptr) workbook_close(book_);
  }
  Workbook(const Workbook&) = delete;
  Workbook& operator=(const Workbook&) = delete;

  [[nodiscard]] lxw_workbook* get() const { return book_; }
  lxw_error close() { return workbook_close(std::exchange(book_, nullptr)); }

 private:
  lxw_workbook* book_;
};

class SheetWriter {
 public:
  SheetWriter(lxw_workbook* book, const plan::PlanSheet& sheet) : book_(book), sheet_(sheet) {
    plain_ = format();
    dated_ = format();
    format_set_num_format(dated_, "dd/mm/yyyy");
    format_set_align(dated_, LXW_ALIGN_LEFT);
    heading_ = format();
    format_set_bold(heading_);
    format_set_bg_color(heading_, kHeadingFill);
    for (const plan::RagMeaning& usual : plan::defaultRagKey()) {
      rated_[usual.colour] = format();
      format_set_bg_color(rated_[usual.colour], lxwColour(plan::fillOf(usual.colour)));
    }
  }

  Outcome write() {
    if (auto written = writePlan(); !written) return written;
    return sheet_.ragKey.empty() ? Outcome() : writeKey();
  }

 private:
  lxw_format* format() {
    lxw_format* made = workbook_add_format(book_);
    format_set_text_wrap(made);
    format_set_align(made, LXW_ALIGN_VERTICAL_TOP);
    format_set_border(made, LXW_BORDER_THIN);
    format_set_border_color(made, 0xB1B4B6);
    // `@`: what people type into the cell later stays text, too.
    format_set_num_format(made, "@");
    return made;
  }

  Outcome put(lxw_worksheet* page, std::size_t row, std::size_t column, const std::string& text,
              lxw_format* format) {
    const auto at = static_cast<lxw_row_t>(row);
    const auto in = static_cast<lxw_col_t>(column);
    const lxw_error error = text.empty() ? worksheet_write_blank(page, at, in, format)
                                         : worksheet_write_string(page, at, in, text.c_str(), format);
    if (error == LXW_NO_ERROR) return {};
    return fail(ErrorKind::Input,
                fmt::format("the cell in row {}, column {} can't be written to Excel: {}", row + 1,
                            column + 1, lxw_strerror(error)),
                "write the plan as csv, html or json");
  }

  Outcome putCell(lxw_worksheet* page, std::size_t row, std::size_t column, const plan::PlanSheetCell& cell) {
    if (!cell.day) return put(page, row, column, cell.text, cell.rag ? rated_.at(*cell.rag) : plain_);
    lxw_datetime day{};
    day.year = cell.day->year();
    day.month = static_cast<int>(cell.day->month());
    day.day = static_cast<int>(cell.day->day());
    worksheet_write_datetime(page, static_cast<lxw_row_t>(row), static_cast<lxw_col_t>(column), &day, dated_);
    return {};
  }

  Outcome writePlan() {
    lxw_worksheet* page = workbook_add_worksheet(book_, "Action plan");
    std::size_t row = 0;
    if (!sheet_.title.empty()) {
      lxw_format* title = workbook_add_format(book_);
      format_set_bold(title);
      format_set_font_size(title, 14);
      if (auto put = this->put(page, row, 0, sheet_.title, title); !put) return put;
      row += 2;
    }
    const std::size_t headings = row;
    for (std::size_t i = 0; i < sheet_.columns.size(); ++i) {
      if (auto put = this->put(page, row, i, sheet_.columns[i].heading, heading_); !put) return put;
      worksheet_set_column(page, static_cast<lxw_col_t>(i), static_cast<lxw_col_t>(i), widthOf(i), nullptr);
    }
    for (const plan::PlanSheetRow& line : sheet_.rows) {
      ++row;
      for (std::size_t i = 0; i < line.cells.size(); ++i)
        if (auto put = putCell(page, row, i, line.cells[i]); !put) return put;
    }
    const auto top = static_cast<lxw_row_t>(headings);
    worksheet_freeze_panes(page, top + 1, 0);
    worksheet_autofilter(page, top, 0, static_cast<lxw_row_t>(row),
                         static_cast<lxw_col_t>(sheet_.columns.size() - 1));
    worksheet_repeat_rows(page, top, top);
    worksheet_set_landscape(page);
    worksheet_set_paper(page, 9);  // A4
    worksheet_fit_to_pages(page, kAtLeft, 0);
    return {};
  }

  /// A legend that a later import reads as such; one that was only assumed says so, and is then none.
  Outcome writeKey() {
    lxw_worksheet* page = workbook_add_worksheet(book_, "Colours");
    worksheet_set_column(page, 0, 0, 14, nullptr);
    worksheet_set_column(page, 1, 1, 60, nullptr);
    std::size_t row = 0;
    for (const plan::RagMeaning& meaning : sheet_.ragKey) {
      const std::string name = plan::ratingWords(meaning.colour, {}, {});
      if (auto put = this->put(page, row, 0, name, rated_.at(meaning.colour)); !put) return put;
      if (auto put = this->put(page, row, 1, plan::meaningWords(meaning), plain_); !put) return put;
      ++row;
    }
    if (plan::keyIsTold(sheet_.ragKey)) return {};
    return put(page, row, 0, "Assumed: the plan itself does not say what its colours mean.", nullptr);
  }

  /// As wide as its longest word, and as its text wants: a column of paragraphs gets more than one of dates.
  [[nodiscard]] double widthOf(std::size_t column) const {
    std::size_t total = 0;
    std::size_t filled = 0;
    std::size_t word = 0;
    const auto look = [&](const std::string& text) {
      if (text.empty()) return;
      std::size_t line = 0;
      for (const std::string_view one : split(text, '\n')) line = std::max(line, one.size());
      total += line;
      ++filled;
      std::size_t run = 0;
      for (const char c : text) {
        run = c == ' ' || c == '\n' ? 0 : run + 1;
        word = std::max(word, run);
      }
    };
    look(sheet_.columns[column].heading);
    for (const plan::PlanSheetRow& row : sheet_.rows) look(row.cells[column].text);
    const double mean = filled == 0 ? 0 : static_cast<double>(total) / static_cast<double>(filled);
    const double wanted = std::max(mean, std::min(static_cast<double>(word), 20.0)) + 2;
    return std::clamp(wanted, kNarrowestColumn, kWidestColumn);
  }

  lxw_workbook* book_;
  const plan::PlanSheet& sheet_;
  lxw_format* plain_ = nullptr;
  lxw_format* dated_ = nullptr;
  lxw_format* heading_ = nullptr;
  std::map<plan::Rag, lxw_format*> rated_;
};

}  // namespace

Outcome writeXlsx(const plan::PlanSheet& sheet, const std::filesystem::path& path, Instant made) {
  Workbook book(path);
  if (book.get() == nullptr) return fail(ErrorKind::Store, "there is no memory for the workbook");
  lxw_doc_properties properties{};
  std::string title = sheet.title;
  properties.title = title.data();
  // Left out it would be the library's own clock, and the same sheet would never have the same bytes.
  properties.created = static_cast<time_t>(made.millis() / 1000);
  workbook_set_properties(book.get(), &properties);
  if (auto written = SheetWriter(book.get(), sheet).write(); !written) return written;
  const lxw_error error = book.close();
  if (error == LXW_NO_ERROR) return {};
  return fail(ErrorKind::Store, fmt::format("'{}' can't be written: {}", path.string(), lxw_strerror(error)),
              "is the disk full, or may the folder not be written?");
}

Result<std::string> xlsxBytes(const plan::PlanSheet& sheet, Instant made) {
  std::error_code error;
  const auto folder = std::filesystem::temp_directory_path(error);
  std::string name = (folder / "chaser-sheet-XXXXXX").string();
  const int file = error ? -1 : ::mkstemp(name.data());
  if (file < 0) return fail(ErrorKind::Store, "there is no folder for temporary files", "set TMPDIR");
  ::close(file);
  const auto written = writeXlsx(sheet, name, made);
  std::ifstream stream(name, std::ios::binary);
  std::string bytes((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
  ::unlink(name.c_str());
  if (!written) return fail(written.error());
  return bytes;
}

}  // namespace chaser::notifiers
