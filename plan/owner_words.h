// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

/// The shapes of the words in owner cells: what tells a person's name from a role, and a role from the second
/// half of another role's title (`Head of Safeguarding and Quality`).
namespace chaser::plan {

enum class OwnerShape {
  Unknown,      ///< nothing that could be told to stand on its own: `Quality`
  Name,         ///< two to four words that look like a person's: `Jane Whitby`
  SureName,     ///< with a title or an initial: `Dr Whitby`, `J. Whitby`
  Person,       ///< a name with its role: `Jane Whitby, Head of Nursing`
  Post,         ///< closed by the kind of post: `Service Manager`; what stands before may belong to it
  Posts,        ///< the same in the plural
  Office,       ///< begins with the kind of post: `Head of Nursing`; what stands behind may belong to it
  RoleAcronym,  ///< `CEO`, `DoN`
  Acronym,      ///< any other: initials, an organisation
  Team,         ///< closed by the kind of body: `Safeguarding Board`
  Group,        ///< `All staff`
};

/// The shape of a text without separators; brackets and dashes are looked through: `Head of Nursing (Jane
/// Whitby)` is a Person. Linear in its length.
OwnerShape ownerShape(std::string_view text);

/// Whether the shape is one of a role, rather than of a name or a body.
bool isRole(OwnerShape shape);

/// `All`, `All staff`, `each ward`: everybody of a kind, so that nobody in particular answers.
bool isGroup(std::string_view text);

/// Whether the text tells what somebody is to do: `Council to raise with providers`.
bool isTask(std::string_view text);

/// The two ways in which one owner is named: before and inside the brackets, around a dash or the comma
/// between a name and its role. The second is empty when there is but one.
struct TwoNames {
  std::string_view first, second;
  bool bracketed = false;  ///< the second may as well be the organisation of the first
};
TwoNames namesOfOne(std::string_view text);

}  // namespace chaser::plan
