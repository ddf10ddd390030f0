// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "rules/program.h"
#include "rules/rule.h"
#include "rules/tree.h"

namespace chaser::rules {

/// Resolves names, checks types and the places of `today`, and compiles. Reports every mistake of the
/// condition; the program is absent when there was one. docs/rules.md says what is allowed, this says why
/// something is not.
std::optional<Node> check(const Tree& tree, Over over, std::vector<Mistake>& mistakes);

}  // namespace chaser::rules
