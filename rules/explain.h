// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rules/program.h"

/// Why a condition holds or does not: the verdict of every part of it, with the values that it saw. Each
/// verdict comes from rules::evaluate; none is reached here.
namespace chaser::rules {

/// One side of a comparison that is no plain value.
struct Seen {
  std::string term;   ///< as printed: `due`, `today - 2w`
  std::string value;  ///< for a person: `30 September 2017`, `amber`, `missing`
  bool missing = false;
  std::optional<Date> changesOn;  ///< a field that looks at today: when its value may change by itself
};

struct Explained {
  std::string text;  ///< the part, as printed
  Verdict verdict;
  /// It is one of those that make the whole what it is: were all of these the other way round, and nothing
  /// else, the whole would be, too.
  bool decides = false;
  std::vector<Seen> seen;  ///< of a comparison or test
  std::vector<Explained> children;
};

/// For people, a part a line, those of a whole beneath it: whether it holds, what it saw, when that may
/// change by itself; where only some of the parts decide, these say so. What is denied stands in one line
/// with the `not`. Every line begins with `indent` blanks.
std::string explainedText(const Explained& part, std::size_t indent);

/// The whole of it, the root deciding. REQUIRES: as rules::evaluate.
Explained explain(const Node& node, const plan::Row& row, const plan::WorkingCalendar& calendar);

}  // namespace chaser::rules
