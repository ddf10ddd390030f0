// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "common/date.h"
#include "common/span.h"
#include "rules/tokens.h"

/// What a condition says, before anybody asked whether it makes sense: the shape alone. Whether `agreed` is a
/// field or a value is for the checker to tell.
namespace chaser::rules {

enum class Comparator { Equal, NotEqual, Less, LessEqual, Greater, GreaterEqual };
std::string_view toString(Comparator comparator);

/// `+ 10wd` or `- 2w`.
struct Shift {
  bool back = false;
  Span span;
  friend bool operator==(const Shift&, const Shift&) = default;
};

struct Operand {
  enum class Kind { Word, Text, Number, Date, Today };
  Kind kind = Kind::Word;
  std::string text;  ///< of Word and Text
  int number = 0;
  Date date;
  std::vector<Shift> shifts;
  Place place;
  /// Where it stands does not count: two conditions that say the same are equal.
  friend bool operator==(const Operand& a, const Operand& b) {
    return a.kind == b.kind && a.text == b.text && a.number == b.number && a.date == b.date &&
           a.shifts == b.shifts;
  }
};

struct Tree {
  enum class Kind {
    Or,        ///< of two or more children
    And,       ///< of two or more children
    Not,       ///< of one child
    Compare,   ///< left, comparator, right
    In,        ///< left, list, negated
    Missing,   ///< left, negated
    Contains,  ///< left, right (text), negated
    Matches,   ///< left, right (text), negated
    Alone      ///< left, a yes/no field
  };
  Kind kind = Kind::Alone;
  std::vector<Tree> children;
  Operand left;
  Comparator comparator = Comparator::Equal;
  Operand right;
  std::vector<Operand> list;
  bool negated = false;
  Place place;  ///< of the word that makes it what it is
  friend bool operator==(const Tree& a, const Tree& b) {
    return a.kind == b.kind && a.children == b.children && a.left == b.left && a.comparator == b.comparator &&
           a.right == b.right && a.list == b.list && a.negated == b.negated;
  }
};

/// The condition as text, in one spelling; parsing it again gives an equal tree.
std::string print(const Tree& tree);
std::string print(const Operand& operand);

}  // namespace chaser::rules
