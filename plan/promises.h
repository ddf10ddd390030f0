// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "plan/draft.h"
#include "plan/model.h"
#include "plan/timeline.h"

/// The promises of a row while its cells are read: what row_dates.cc and revisions.cc share.
namespace chaser::plan {

/// A milestone, and what is known of it while its row is read.
struct Promise {
  Milestone milestone;
  std::optional<int> number;  ///< of its item of a list
  bool undecided = false;     ///< the cells beside the dates speak of it, and do not say clearly when
};
using Promises = std::vector<Promise>;

/// Reads the cells of one row.
class DateCells {
 public:
  /// Refers to all of them.
  DateCells(const Action& action, const TimelineOptions& options, std::vector<Doubt>& doubts);

  /// None for a blank cell and for a dash.
  Promises read(const std::string& cell);
  /// Without doubts: what the words may hold beside days is no matter.
  Promises readQuietly(const std::string& cell);

  /// Of a date that stands, though the reader had to assume something.
  void inform(const Milestone& m, const char* hint);
  void say(const char* kind, const std::string& text, const std::string& hint);

 private:
  Milestone milestoneOf(const TimelineReading& reading);

  const Action& action_;
  const TimelineOptions& options_;
  std::vector<Doubt>& doubts_;
  std::map<int, std::string> items_;
};

/// Whether it says by number, organisation or label what it is about.
bool isNamed(const Promise& entry);

/// Which promise each entry of another cell is about: what it names, else its place where both lists are as
/// long.
std::vector<std::optional<std::size_t>> promisesFor(const Promises& entries, const Promises& promises);

bool laterDue(const Promise& a, const Promise& b);

}  // namespace chaser::plan
