// SPDX-License-Identifier: Apache-2.0
#include "cli/table.h"

#include <sys/ioctl.h>
#include <unistd.h>
#include <utf8proc.h>

#include <algorithm>
#include <ostream>

#include "cli/plain_terminal.h"
#include "common/text.h"

namespace chaser::cli {

namespace {

constexpr std::size_t kGap = 2;
constexpr std::size_t kNarrowest = 12;

/// Columns that the text takes on a terminal: wide characters take two, combining ones none.
std::size_t shownWidth(const std::string& text) {
  std::size_t width = 0;
  const auto* at = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  auto left = static_cast<utf8proc_ssize_t>(text.size());
  while (left > 0) {
    utf8proc_int32_t c = 0;
    const auto used = utf8proc_iterate(at, left, &c);
    if (used <= 0) break;
    width += static_cast<std::size_t>(std::max(0, utf8proc_charwidth(c)));
    at += used;
    left -= used;
  }
  return width;
}

/// One line, shown plainly: a cell's line breaks and control characters become blanks.
std::string oneLine(const std::string& text) {
  std::string line = shownPlainly(text);
  for (char& c : line) {
    if (c == '\n' || c == '\t') c = ' ';
  }
  return line;
}

}  // namespace

void Table::print(std::ostream& out, std::size_t width) const {
  std::vector<std::vector<std::string>> lines;
  lines.push_back(headings_);
  for (const auto& row : rows_) {
    lines.emplace_back();
    for (const auto& cell : row) lines.back().push_back(oneLine(cell));
  }
  std::vector<std::size_t> widths(headings_.size(), 0);
  for (const auto& line : lines) {
    for (std::size_t i = 0; i < line.size(); ++i) widths[i] = std::max(widths[i], shownWidth(line[i]));
  }
  const auto total = [&] {
    std::size_t sum = kGap * (widths.size() - 1);
    for (const auto w : widths) sum += w;
    return sum;
  };
  while (width > 0 && total() > width) {
    const auto widest = std::max_element(widths.begin(), widths.end());
    if (*widest <= kNarrowest) break;
    --*widest;
  }
  for (const auto& line : lines) {
    for (std::size_t i = 0; i < line.size(); ++i) {
      // One column is kept for the ellipsis that shorten adds.
      const std::string cell = shownWidth(line[i]) > widths[i] ? shorten(line[i], widths[i] - 1) : line[i];
      out << cell;
      if (i + 1 < line.size())
        out << std::string(widths[i] + kGap - std::min(widths[i], shownWidth(cell)), ' ');
    }
    out << '\n';
  }
}

std::size_t terminalWidth(bool terminal) {
  if (!terminal) return 0;
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 100;
  return size.ws_col;
}

}  // namespace chaser::cli
