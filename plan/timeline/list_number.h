// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "plan/timeline/token.h"

/// The numbers and letters of lists, which are no part of a date and no mark of its basis.
namespace chaser::plan::timeline {

struct ListNumber {
  int number = 0;
  std::size_t end = 0;
  bool bare = false;  ///< without any mark: `1 Complete`
};

/// The number that begins with exactly this token: `1.`, `2)`, `(3)`, `1.2`, `1-3 Complete`, `a)`, `(ii)`;
/// `last` is the number before it, 0 for none: it tells an `i)` after `h)` from a first one, and lets
/// `3 March 2017` go on with a list that has counted `1 Complete`, `2 Complete`.
std::optional<ListNumber> listNumber(const Tokens& tokens, std::size_t at, int last, bool lastWasBare);

/// Whether the letter at `at` is one of a list: its successor stands near in the same brackets and case
/// (`(A) … (B)`, `(i) … (ii)`).
bool hasSuccessor(const Tokens& tokens, std::size_t at);

}  // namespace chaser::plan::timeline
