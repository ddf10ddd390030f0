// SPDX-License-Identifier: Apache-2.0
#include "plan/holidays/bank_holidays.h"

#include <array>

namespace chaser::plan {

std::span<const Division> shippedDivisions() {
  static const std::array<Division, 3> divisions = {{{"england-and-wales", englandAndWales()},
                                                     {"northern-ireland", northernIreland()},
                                                     {"scotland", scotland()}}};
  return divisions;
}

}  // namespace chaser::plan
