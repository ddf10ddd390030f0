// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "common/date.h"

namespace chaser::rules {

/// A day that the test writes down itself.
inline Date day(std::string_view iso) {
  return Date::parse(iso).value();
}

}  // namespace chaser::rules
