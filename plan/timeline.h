// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plan/model.h"

/// Reads what people write in a timeline cell: `Qtr 2, 2017 (I)`, `NCH April 17 (A), NCH's action plan.`,
/// `Ongoing – Review March 2016`. A grammar over dates, periods, connectives, status words and parties;
/// total: what cannot be read is one milestone without a date, its words kept, and a doubt.
namespace chaser::plan {

struct TimelineOptions {
  unsigned yearStarts = 4;   ///< the month in which the financial year begins: quarters count from it
  std::optional<Date> asOf;  ///< the document's day: gives a missing year (3 months back to 9 ahead)
  std::vector<std::string> knownParties;  ///< names from contacts.yaml, recognised besides acronyms
};

/// One milestone as read. Dates are as in Milestone: `due` is the last day of the period, `earliest` its
/// first.
struct TimelineReading {
  std::string text;   ///< the part of the cell that it was read from
  std::string label;  ///< what is to be done, without date, party and status words; may be empty
  std::string party;
  std::optional<Basis> basis;
  State state = State::Open;
  std::optional<Date> earliest;
  std::optional<Date> due;
  Precision precision = Precision::None;
  bool review = false;
  std::optional<Date> completedOn;  ///< for `Completed 12/03/16`
  std::optional<Date>
      previously;                ///< the due day that this one took the place of: `was March, now June 2017`
  std::optional<int> number;     ///< of a numbered list: pairs with a numbered action cell
  std::string doubt;             ///< why this reading is uncertain; empty when it is not
  bool doubtIsMaterial = false;  ///< the doubt is about date, basis or state, not only about words
};

/// One reading for each dated promise, in the order of the cell; none for an empty cell.
std::vector<TimelineReading> readTimeline(std::string_view cell, const TimelineOptions& options);

}  // namespace chaser::plan
