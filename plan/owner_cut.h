// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

namespace chaser::plan {

class People;

/// The owners in a text that holds neither line break nor semicolon, as stretches of it: cut at `,`, `/`,
/// `&`,
/// `+` and `and` outside brackets, where every piece stands on its own beside its neighbours; else the text
/// as a whole. What the directory lists stands on its own; `people` may be null. Stretches of kMask bytes,
/// which stand for notes, say nothing of their own. Nearly linear.
std::vector<std::string_view> cutOwners(std::string_view text, const People* people);

}  // namespace chaser::plan
