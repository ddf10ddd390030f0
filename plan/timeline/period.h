// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "plan/timeline.h"
#include "plan/timeline/named.h"
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
    After,  ///< `after March 2017`, `not before March 2017`: when it may happen, not when it must
  };
  std::size_t begin = 0;  ///< the first token, connectives included
  std::size_t core = 0;   ///< the first token of the name itself
  std::size_t end = 0;    ///< the token after it
  Sense sense = Sense::At;
  bool closes = false;  ///< `End: March 2017`: the other end of a start that stands before it
  std::optional<Date> earliest;
  std::optional<Date> due;
  Precision precision = Precision::None;
  std::optional<Named> yearless;    ///< the name, when its year is not stated
  std::optional<Date> previously;   ///< the last day of a range's first end: what `revised from X to Y` was
  std::optional<Date> beginsAgain;  ///< the first day of its second end
  std::string doubt;                ///< an impossible date, a year that is not stated, a vague word
};

/// The period whose name begins at exactly this token; `floor` is the first token that its connectives may
/// take.
std::optional<Period> readPeriod(const Tokens& tokens, std::size_t at, std::size_t floor,
                                 const TimelineOptions& options);

/// Fills in the days of a name. A missing year is the one nearest to the document's day, and doubted.
void resolve(Period& period, Named named, const TimelineOptions& options);

/// Gives a period without a year the year of another date of its cell: the nearest that keeps their order.
void borrowYearFrom(Period& period, const Period& other, bool otherIsLater, const TimelineOptions& options);

/// Periods that stretch over two names (`Jan - March 2017`) and names in a list that share a year.
std::optional<Period> readRange(const Tokens& tokens, std::size_t at, const TimelineOptions& options);
std::optional<Period> readListed(const Tokens& tokens, std::size_t at, const TimelineOptions& options);

/// The 17 of `17 & 24 June 2019`: its month and year stand behind the last of the list.
std::optional<NameAt> readDayOfList(const Tokens& tokens, std::size_t at);

/// Periods that are counted from the document's day or lie around it: `within 3 months`, `next quarter`.
std::optional<Period> readRelative(const Tokens& tokens, std::size_t at, const TimelineOptions& options);

/// Takes in the connectives around a name: `by the end of`, `from`, `mid-`; `onwards`, `at the latest`. A
/// range has an end of its own, so that its `from` does not make it endless.
void takeConnectives(const Tokens& tokens, std::size_t floor, bool range, Period& period);

}  // namespace chaser::plan::timeline
