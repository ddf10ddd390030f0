// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "plan/promises.h"

namespace chaser::plan {

/// Moves a row's promises to the dates of its cell of revised dates. Each goes to the promise that it names,
/// else to the one in its place; what is beyond the last promise, or can't be told, moves nothing, and is a
/// doubt. Of several for one promise the last day is in force; one alone that names none replaces the last
/// open date, with a doubt. A review is no new date of what is promised: it moves the row's review, or is one
/// more. Promises that the cell speaks of without saying clearly when become undecided.
void revise(DateCells& cells, Promises& promises, const std::string& cell);

}  // namespace chaser::plan
