// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "plan/columns.h"
#include "plan/headings.h"

/// What the columns of a plan meant at its last import is what they mean at the next one, unless somebody
/// maps them by hand: a mapping that was given once need not be given again. Whether a column is a rating, a
/// status or progress is told by its cells each time, for a new plan's are blank.
namespace chaser::plan {

/// Gives the columns of a table the fields that the vocabulary remembers of them
/// (HeadingVocabulary::remember). Where two columns of the last import, of different tables then, have one
/// field, the one that still seems to be it keeps it, in whatever order they stand. A column of which nothing
/// was read last time stays unread, and says so
/// (`left`). What a column seems to mean now stands where its cells tell that, where it is a revised day or
/// one of completion that was the plan's date last time (the other columns tell which it is), and where it is
/// what another table meant by the same heading that is not here.
void keepMeanings(std::vector<Column>& columns, const HeadingVocabulary& vocabulary);

/// Whether the column was there at the last import and was not where the plan's dates were.
bool wasBesideDates(const Column& column, const HeadingVocabulary& vocabulary);

/// Of the columns of the last import those that are in the document no longer and of which some field is in
/// none of its columns. One that only has another name now is not among them.
std::vector<PlanColumn> missingColumns(const std::vector<std::string>& headings,
                                       const std::vector<std::vector<Field>>& fields,
                                       const std::vector<PlanColumn>& before);

/// Where the tables of a document mean different things by one heading, the columns of a later one become
/// `Status (2)`, `Status (3)`, …. `headings` and `fields` are those of the tables before.
void nameApart(std::vector<Column>& columns, const std::vector<std::string>& headings,
               const std::vector<std::vector<Field>>& fields);

}  // namespace chaser::plan
