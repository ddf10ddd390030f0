// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "plan/timeline/party.h"
#include "plan/timeline/period.h"
#include "plan/timeline/revision.h"
#include "plan/timeline/status.h"
#include "plan/timeline/token.h"

/// The stretches of a cell that can hold one promise each, and what each of them says.
namespace chaser::plan::timeline {

/// A stretch with at most one period.
struct Clause {
  std::size_t begin = 0;
  std::size_t end = 0;
  bool newLine = false;  ///< a line break or a bullet stands before it
  std::optional<Period> period;
  std::optional<int> number;      ///< of a numbered list; `begin` is beyond it
  std::size_t numberBegin = 0;    ///< where the number stands; `begin` when there is none
  std::size_t sentenceBegin = 0;  ///< where the sentence begins that the clause was cut from
};

/// Lines, then sentences, then one clause for each period: a clause ends behind its period and letter, or,
/// when the sentence begins with a date, before the next date.
std::vector<Clause> cutClauses(const Tokens& tokens, const TimelineOptions& options);

/// A clause as understood on its own.
struct Understood {
  TimelineReading reading;  ///< without its text
  bool dated = false;       ///< it has a period, readable or not
  bool hasStatus = false;   ///< a status word stands in it
  bool hasWords = false;    ///< it has a label
  bool inProgress = false;  ///< its status is of something begun: a date beside it is still a promise
  bool closes = false;      ///< its date is the other end of a start before it
  Revision revision = Revision::None;
};

Understood understand(const Tokens& tokens, const Clause& clause, const PartyNames& parties,
                      const TimelineOptions& options);

}  // namespace chaser::plan::timeline
