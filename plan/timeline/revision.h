// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/timeline/period.h"

/// Dates that took another's place: `was March 2018, now June 2018`, `March 2018 (extended to June 2018)`.
namespace chaser::plan::timeline {

enum class Revision {
  None,
  Earlier,  ///< the words call the date an earlier one: `previously`, `originally`, `was`
  Later,    ///< it replaces another: `revised to`, `extended to`, `now`, `new date`
};

struct RevisionAt {
  Revision revision = Revision::None;
  std::size_t begin = 0;  ///< the first of the words that say so; beyond the period when they stand there
  std::size_t end = 0;
};

/// What the words just before a period, from `floor` on, say; a bracket before them counts in.
RevisionAt revisionBefore(const Tokens& tokens, std::size_t floor, const Period& period);

/// What the words just behind it, up to `limit`, say: `30/06/2018 (revised)`.
RevisionAt revisionBehind(const Tokens& tokens, const Period& period, std::size_t limit);

/// Whether a participle tells of a moved date, not of a deed: `Extended to June 2018` is no completion.
bool movesDate(const Token& token);

}  // namespace chaser::plan::timeline
