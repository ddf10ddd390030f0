// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "plan/timeline/named.h"
#include "plan/timeline/token.h"

/// From tokens to the name of one period, without any connective: `31st March 2016`, `Feb-17`, `Qtr 2, 2017`,
/// `2016/17 Q3`, `Spring term 2018`, `last week of June`.
namespace chaser::plan::timeline {

struct NameAt {
  Named named;
  std::size_t end = 0;  ///< the token after it
};

/// The period that begins with exactly this token. Looks ahead a bounded number of tokens.
std::optional<NameAt> readName(const Tokens& tokens, std::size_t at);

/// A count written as figure or word, `one` to `twelve`; a dozen figures at most.
std::optional<int> countAt(const Tokens& tokens, std::size_t at);

/// 1 to 12 for a month's name or its usual abbreviation.
std::optional<unsigned> monthAt(const Tokens& tokens, std::size_t at);

/// A day of a month as written before `- 5 May 2017`: the number and the token after it and its ordinal
/// ending.
struct DayAt {
  unsigned day = 0;
  std::size_t end = 0;
};
std::optional<DayAt> dayAt(const Tokens& tokens, std::size_t at);

}  // namespace chaser::plan::timeline
