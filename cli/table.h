// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <iosfwd>
#include <string>
#include <vector>

namespace chaser::cli {

/// A table of text for people: columns as wide as their content, the widest ones shortened until a row fits.
class Table {
 public:
  explicit Table(std::vector<std::string> headings) : headings_(std::move(headings)) {}
  void add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }
  [[nodiscard]] bool empty() const { return rows_.empty(); }
  /// `width` 0 does not limit: what a pipe gets.
  void print(std::ostream& out, std::size_t width) const;

 private:
  std::vector<std::string> headings_;
  std::vector<std::vector<std::string>> rows_;
};

/// The terminal's width in columns; 0 when `out` is none.
std::size_t terminalWidth(bool terminal);

}  // namespace chaser::cli
