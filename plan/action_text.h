// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "plan/headings.h"
#include "plan/model.h"

namespace chaser::plan {

/// The action's text that a column of this field fills; nullptr for fields that are read into something else
/// (numbers, owners, dates, ratings). Refers to the action.
const std::string* textOf(const Action& action, Field field);
std::string* textOf(Action& action, Field field);

}  // namespace chaser::plan
