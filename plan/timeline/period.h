// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "plan/timeline.h"
#include "plan/timeline/token.h"

/// A period with everything that stands around it and says how it is meant: `by end of Qtr 4, 2016-17`,
/// `from September 2017`, `Jan - March 2017`, `w/c 12 June 2017`, `within 3 months`, `mid-March 2017`.
namespace chaser::plan::timeline {

struct Period {
  enum class Sense {
    At,     ///< `March 2017`, `in March 2017`: due on its last day
    By,     ///< `by March 2017`: a target, whatever completion word stands before it
    Until,  ///< `until March 2017`: goes on up to its last day
    From,   ///< `from March 2017`, `March 2017 onwards`: a start without an end
  };
  std::size_t begin = 0;  ///< the first token, connectives included
  std::size_t core = 0;   ///< the first token of the name itself
  std::size_t end = 0;    ///< the token after it
  Sense sense = Sense::At;
  std::optional<Date> earliest;
  std::optional<Date> due;
  Precision precision = Precision::None;
  std::string doubt;  ///< an impossible date, a year that is not stated, a vague word
};

/// The period whose name begins at exactly this token; `floor` is the first token that its connectives may
/// take.
std::optional<Period> readPeriod(const Tokens& tokens, std::size_t at, std::size_t floor,
                                 const TimelineOptions& options);

}  // namespace chaser::plan::timeline
