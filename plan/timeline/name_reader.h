// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "plan/timeline/named.h"
#include "plan/timeline/token.h"

/// From tokens to the name of one period, without any connective: `31st March 2016`, `Feb-17`, `Qtr 2, 2017`,
/// `2016/17 Q3`, `Spring term 2018`, `last week of June`.
namespace chaser::plan::timeline {

/// The period that begins with exactly this token. Looks ahead a bounded number of tokens.
std::optional<NameAt> readName(const Tokens& tokens, std::size_t at);

}  // namespace chaser::plan::timeline
