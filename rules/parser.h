// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "rules/tree.h"

namespace chaser::rules {

/// Brackets within brackets beyond this are refused, so that no input exhausts the stack.
constexpr int kDeepestCondition = 50;
/// `due + 1mo - 2wd + …`: more terms than this are refused.
constexpr std::size_t kMostShifts = 8;

/// Reads a condition by the grammar of docs/rules.md. On a mistake the tree is absent and `mistakes` says
/// what was expected where; the tokens' mistakes are all reported, of the shape's only the first, for what
/// follows it would be guesswork. Time and memory are linear in the text.
std::optional<Tree> parse(std::string_view condition, std::vector<Mistake>& mistakes);

}  // namespace chaser::rules
