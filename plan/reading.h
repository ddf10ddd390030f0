// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "plan/model.h"

/// How a cell was read, as text that the database keeps beside the cell's own words (Cell::reading), so that
/// the next import can tell what the document changed from what people changed since.
namespace chaser::plan {

/// A timeline cell: a JSON array of its milestones with what a document can say of one (not evidence, not
/// answers). Two equal lists give equal text.
std::string readingOf(const std::vector<Milestone>& milestones);
/// The inverse; empty for a text that is no such array.
std::vector<Milestone> milestonesOf(std::string_view reading);

/// An owner cell: one role a line.
std::string readingOf(const std::vector<Owner>& owners);
std::vector<Owner> ownersOf(std::string_view reading);

}  // namespace chaser::plan
