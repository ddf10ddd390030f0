// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace chaser::plan {

/// Whether a progress text says more than the one before it. Staleness looks at substance: a text that
/// differs only in case, spaces, punctuation or dates, or by such words as `no change`, `ongoing`, `as
/// above`, `on track`, is a confirmation at most. A text that was emptied is no progress either.
bool isProgressOfSubstance(std::string_view before, std::string_view after);

}  // namespace chaser::plan
