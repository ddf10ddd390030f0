// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

/// Comparing texts without regard to case, by Unicode's case folding (common/fold.h). Plain ASCII, which
/// nearly all of a plan is, is compared where it stands; nothing is copied for it.
namespace chaser::rules {

/// REQUIRES: `folded` is case-folded.
bool equalsFolded(std::string_view text, std::string_view folded);

/// Is `folded` found in `text`? REQUIRES: `folded` is case-folded.
bool containsFolded(std::string_view text, std::string_view folded);

/// Are two texts, neither of them folded yet, the same?
bool sameFolded(std::string_view a, std::string_view b);

}  // namespace chaser::rules
