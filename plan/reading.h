// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "plan/headings.h"
#include "plan/model.h"

/// How a cell was read, as text that the database keeps beside the cell's own words (Cell::reading), so that
/// the next import can tell what the document changed from what people changed since.
namespace chaser::plan {

/// A timeline cell: a JSON array of its milestones with what a document can say of one (not evidence, not
/// answers). Two equal lists give equal text.
std::string readingOf(const std::vector<Milestone>& milestones);
/// The inverse; empty for a text that is no such array.
std::vector<Milestone> milestonesOf(std::string_view reading);

/// A rating: its colour's word; empty without one.
std::string readingOf(const std::optional<Rag>& rating);

/// An owner cell: one role a line, after `milestone 2: ` when it is of that milestone alone.
std::string readingOf(const std::vector<Owner>& owners);
std::vector<Owner> ownersOf(std::string_view reading);

/// A cell that two fields share: a JSON object of each field's own reading by its name. What each of them
/// took from the cell's text is its reading too, unless it is a timeline.
std::string readingOf(const std::vector<std::pair<Field, std::string>>& parts);
/// One field's part of such a reading; any other reading as a whole.
std::string partOf(std::string_view reading, Field field);

}  // namespace chaser::plan
