// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>

#include "plan/readers/grid.h"

/// Reads one document into its grid and says how big it is: the part of an import that other readers of
/// workbooks do, too.
int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: read_workbook FILE\n");
    return 2;
  }
  std::ifstream file(argv[1], std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  const auto document = chaser::plan::readDocument(argv[1], bytes);
  if (!document) {
    std::fprintf(stderr, "%s\n", document.error().text().c_str());
    return 3;
  }
  std::size_t rows = 0;
  std::size_t cells = 0;
  for (const auto& table : document->tables) {
    rows += table.rows.size();
    for (const auto& row : table.rows) cells += row.size();
  }
  std::printf("%zu rows, %zu cells\n", rows, cells);
  return 0;
}
