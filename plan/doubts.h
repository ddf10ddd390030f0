// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/draft.h"

namespace chaser::plan {

/// Adds what can be doubted only with the whole plan in sight: columns that it does not have (one note each),
/// ratings that some rows lack, the colours' assumed meaning unless the options know it, and, when they know
/// people, owners, parties and boards that nobody is listed for (each phrase once, at its first row).
/// `ratingsUnread`: some rating had words that named no colour, so the column is not empty.
void addPlanDoubts(DraftPlan& plan, const DraftOptions& options, bool ratingsUnread);

}  // namespace chaser::plan
