// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

#include "common/source.h"

namespace chaser::rules {

/// Where a byte of a YAML scalar's value stands in the file, so that a mistake inside a condition is shown
/// under the very word: plain, quoted, and block scalars (`|`, `>`), over one line or several. YAML changes
/// only the white space of those, and escapes; so the other characters are counted. Falls back to the
/// scalar's beginning.
Position placeInScalar(const Position& begin, std::string_view value, std::size_t offset);

}  // namespace chaser::rules
