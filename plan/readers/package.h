// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "plan/readers/archive.h"

/// How the parts of an office document hang together (Open Packaging Conventions, ECMA-376 part 2): each part
/// may have relations to others, told by id and by type.
namespace chaser::plan {

struct Relation {
  std::string id;
  std::string type;    ///< the last word of its URI: `worksheet`, `styles`; strict and transitional alike
  std::string target;  ///< the other part's name in the archive
};

/// The relations of a part; of the whole package when `part` is empty. None when it has none.
Result<std::vector<Relation>> relationsOf(const Archive& archive, const std::string& part,
                                          const ReadLimits& limits);

/// The first relation's target with that type; empty when there is none.
std::string targetOf(const std::vector<Relation>& relations, std::string_view type);

}  // namespace chaser::plan
