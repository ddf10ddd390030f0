// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <re2/re2.h>

#include <memory>
#include <string>
#include <vector>

#include "plan/calendar.h"
#include "plan/fields.h"
#include "rules/rule.h"
#include "rules/tree.h"

/// A condition that passed the checker: names are resolved, types fit, so that evaluating it can't fail.
/// Nothing is allocated a row but where text that is not ASCII has to be folded.
namespace chaser::rules {

/// One side of a comparison.
struct Term {
  enum class Kind { Field, Constant, Today };
  Kind kind = Kind::Constant;
  const plan::RowField* field = nullptr;
  std::int64_t number = 0;  ///< of a constant, as in plan::FieldValue
  std::string text;         ///< of a constant, case-folded
  std::vector<Shift> shifts;
};

/// A node of the program; it has the shape of its tree, so it can be walked to explain itself.
struct Node {
  Tree::Kind kind = Tree::Kind::Alone;
  std::vector<Node> children;
  Comparator comparator = Comparator::Equal;
  bool comparesText = false;
  Term left;
  Term right;
  std::vector<std::int64_t> numbers;  ///< of In
  std::vector<std::string> texts;     ///< of In, case-folded
  bool negated = false;
  std::shared_ptr<const RE2> pattern;  ///< of Matches
  std::string text;                    ///< as printed
};

/// A term's value in a row, its spans added. REQUIRES: it is no Today; the row has a milestone if the field
/// needs one. The text of the value lives as long as the row and `scratch` do.
plan::FieldValue valueOf(const Term& term, const plan::Row& row, const plan::WorkingCalendar& calendar,
                         std::string& scratch);

/// Does it hold on the row's day, and until when? REQUIRES: the row has a milestone if a field of the node
/// needs one.
Verdict evaluate(const Node& node, const plan::Row& row, const plan::WorkingCalendar& calendar);

}  // namespace chaser::rules
