// SPDX-License-Identifier: Apache-2.0
#include "plan/cells.h"

#include <algorithm>

namespace chaser::plan {

const Cell* cellNamed(const std::vector<Cell>& cells, const std::string& heading) {
  const auto found =
      std::find_if(cells.begin(), cells.end(), [&](const Cell& cell) { return cell.heading == heading; });
  return found == cells.end() ? nullptr : &*found;
}

bool sameCells(const std::vector<Cell>& a, const std::vector<Cell>& b) {
  if (a.size() != b.size()) return false;
  const auto byHeading = [](const std::vector<Cell>& cells) {
    std::vector<const Cell*> sorted;
    sorted.reserve(cells.size());
    for (const Cell& cell : cells) sorted.push_back(&cell);
    std::stable_sort(sorted.begin(), sorted.end(),
                     [](const Cell* x, const Cell* y) { return x->heading < y->heading; });
    return sorted;
  };
  const std::vector<const Cell*> left = byHeading(a), right = byHeading(b);
  return std::equal(left.begin(), left.end(), right.begin(),
                    [](const Cell* x, const Cell* y) { return *x == *y; });
}

}  // namespace chaser::plan
