// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>

/// The numbers by which plans call their rows.
namespace chaser::plan {

/// What a cell of the number column says: `2.8`, `Rec 4a`; the full stop behind a number is dropped. Empty
/// for an empty cell. At most 40 characters.
std::string refOfCell(std::string_view cell);

/// The number that leads a text: `16.1` of `16.1 Develop …`, `5.2.6`, `27` on a line of its own or before a
/// capital, `3` of `Recommendation 3 (in progress)`. Dates, years and amounts (`24 hour cover`) are none.
/// Empty without one.
std::string leadingNumber(std::string_view text);

/// `- 1. Review …`: the items of a numbered cell by their numbers; empty when it is no numbered list.
std::map<int, std::string> numberedItems(std::string_view cell);

}  // namespace chaser::plan
