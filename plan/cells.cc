// SPDX-License-Identifier: Apache-2.0
#include "plan/cells.h"

#include <algorithm>

namespace chaser::plan {

const Cell* cellNamed(const std::vector<Cell>& cells, const std::string& heading) {
  const auto found =
      std::find_if(cells.begin(), cells.end(), [&](const Cell& cell) { return cell.heading == heading; });
  return found == cells.end() ? nullptr : &*found;
}

bool sameCells(std::vector<Cell> a, std::vector<Cell> b) {
  const auto byHeading = [](const Cell& x, const Cell& y) { return x.heading < y.heading; };
  std::stable_sort(a.begin(), a.end(), byHeading);
  std::stable_sort(b.begin(), b.end(), byHeading);
  return a == b;
}

}  // namespace chaser::plan
