// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "plan/model.h"

namespace chaser::plan {

class People;

/// The owners that a cell names. Line breaks and semicolons part them, bullets and numbers before them go. A
/// cell is one role as a whole when the directory lists it (`people` may be null), or when its words are in
/// `wholes`: those of the same table's cells that hold neither line break nor semicolon, folded by foldWords.
std::vector<Owner> readOwners(std::string_view cell, const std::set<std::string>& wholes,
                              const People* people);

}  // namespace chaser::plan
