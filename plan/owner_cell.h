// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "plan/model.h"
#include "plan/owner_words.h"

namespace chaser::plan {

class People;

/// One owner that a cell names.
struct NamedOwner {
  std::string role;          ///< as written, without what is said about it: what contacts.yaml is asked for
  std::vector<int> numbers;  ///< of a numbered list: the items that it is for; empty for the whole action
  std::string doubt;         ///< why it is uncertain that this is the owner; empty when it is not
};

struct OwnerCell {
  std::vector<NamedOwner> owners;  ///< as in the cell, whoever leads before whoever supports
  std::string doubt;               ///< the cell says that nobody is named yet (`TBC`, `Vacant`)
};

/// The owners that a cell names. Line breaks and semicolons part them for certain, bullets and numbers before
/// them go. Commas, slashes, `&` and `and` part them where each piece is listed in the directory, or looks
/// like a name, role or body of its own; `Head of Safeguarding and Quality`, and whatever might be one, stays
/// whole. A name with its role (`Jane Whitby, Head of Nursing`) is one owner. Lead and support are both
/// owners. Dates in the cell are never deadlines: they, `tbc`, `vacant` and the like are doubts, and no part
/// of a role.
///
/// A cell is one role as a whole when the directory lists it (`people` may be null), or when its words are in
/// `wholes`: those of the same table's cells that hold neither line break nor semicolon, folded by foldWords.
/// Any bytes; nearly linear in their number.
OwnerCell readOwnerCell(std::string_view cell, const std::set<std::string>& wholes, const People* people);

/// The owners of a row and, where it has more than kMostOwners, why some were left out.
struct RowOwners {
  std::vector<Owner> owners;
  std::string doubt;
};

constexpr std::size_t kMostOwners = 200;  ///< of a row, each milestone's counted

/// The owners as the database keeps them, nobody twice for the same. Owners of a numbered list are those of
/// the milestones with their numbers (`milestoneNumbers`: one entry a milestone, from a numbered timeline);
/// without such numbers, of the milestones in their order when the list has as many items as there are
/// milestones; else of the whole action.
RowOwners ownersFor(const OwnerCell& cell, const std::vector<std::optional<int>>& milestoneNumbers);

/// ownersFor without milestones.
std::vector<Owner> readOwners(std::string_view cell, const std::set<std::string>& wholes,
                              const People* people);

}  // namespace chaser::plan
