// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "plan/timeline/period.h"

/// The letters and words that say who stands behind a date.
namespace chaser::plan::timeline {

struct BasisMark {
  Basis basis = Basis::Agreed;
  std::size_t end = 0;
};

/// `(I)`, `(A)`, `[A]`, `(agreed)`, `(provisional)`. A letter that numbers something is none: `(a)` at a
/// line's beginning, `(i)` beside `(ii)`, `part (a)`.
std::optional<BasisMark> readBasis(const Tokens& tokens, std::size_t at);

/// A word without brackets that stands for itself beside the period: `Indicative: March 2018`, `March 2018 -
/// agreed`. In `to be agreed by March 2018` it is a deed and no basis.
std::optional<BasisMark> readBasisWord(const Tokens& tokens, std::size_t at, const Period& period,
                                       std::size_t clauseEnd);

}  // namespace chaser::plan::timeline
