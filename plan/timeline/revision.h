// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

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

/// Whether a participle may tell of a moved date, judged by the word alone.
bool mayMoveDate(const Token& token);

/// Whether the participle here does tell of a moved date, not of a deed: `extended to June 2018`, `put back`,
/// but not `extended to all wards`, `put in place`.
bool movesDate(const Tokens& tokens, std::size_t at);

/// Where the words begin that move a date and end before `at`: `put back`, `deadline extended`.
std::optional<std::size_t> moveEndingAt(const Tokens& tokens, std::size_t floor, std::size_t at);

/// Whether such words stand before `at`, and before them only another date: what comes `from` there is the
/// earlier date of `June 2018 (moved from March 2018)`, while `hours extended from March 2018` is a start.
bool standsAfterMove(const Tokens& tokens, std::size_t floor, std::size_t at);

}  // namespace chaser::plan::timeline
