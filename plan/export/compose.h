// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "plan/draft.h"
#include "plan/export/sheet.h"
#include "plan/merge.h"

/// The way back: from the database to a table that says the same, in the columns of the plan's own document.
namespace chaser::plan {

struct ComposeOptions {
  /// How a later import will read the sheet.
  const HeadingVocabulary& vocabulary;
  DraftOptions reading;
};

/// The plan with today's values, to be read back by draftPlan() into just these. The rows refer to `actions`.
///
/// - Columns are those of the document (`columns`); where several tables named one thing differently, the
///   first name stands for all. What people have added since and no column can hold gets a column of its own.
/// - A cell whose values are still those of the import is written as the document said it; any other is
///   written anew from the database.
/// - Rows come in the document's order, those that the database alone has at the end, a new part behind the
///   part before it. Rows that an import closed because the document no longer had them stay away.
/// - A number is written into a row only where the import would not find the row's ref without it.
PlanSheet composeSheet(const Plan& plan, const std::vector<StoredAction>& actions,
                       const std::vector<PlanColumn>& columns, const ComposeOptions& options);

/// The sheet as a reader would give it: what an import of it starts from.
Document documentOf(const PlanSheet& sheet);

/// What an import of the sheet would change in the database, a line each, for people: something that no words
/// of a document can say. Empty as a rule.
std::vector<std::string> lostOnTheWay(const PlanSheet& sheet, const std::vector<StoredAction>& actions,
                                      const ComposeOptions& options);

}  // namespace chaser::plan
