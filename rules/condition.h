// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "common/diagnostic.h"
#include "plan/calendar.h"
#include "plan/fields.h"
#include "rules/program.h"
#include "rules/rule.h"
#include "rules/tree.h"

namespace chaser::rules {

/// A condition that was read, checked and compiled: it can be printed, walked and evaluated, and none of that
/// can fail. Immutable; may be used from any thread.
class Condition {
 public:
  /// Where the byte at an offset of the condition's text stands in the file that it came from.
  using Locate = std::function<Position(std::size_t offset)>;

  /// Null when there was a mistake; every one is then in `diagnostics`.
  static std::shared_ptr<const Condition> compile(std::string_view text, Over over, const Locate& locate,
                                                  Diagnostics& diagnostics);
  /// The same for a text that stands in its source as it is, from `begin` on.
  static std::shared_ptr<const Condition> compile(std::string_view text, Over over, const Position& begin,
                                                  Diagnostics& diagnostics);

  /// In one spelling, whatever the file's.
  [[nodiscard]] const std::string& text() const { return root_.text; }
  [[nodiscard]] const Tree& tree() const { return tree_; }
  /// The program: same shape as the tree. rules::evaluate gives the verdict of any of its nodes.
  [[nodiscard]] const Node& root() const { return root_; }
  /// Does it ask this field anywhere?
  [[nodiscard]] bool mentions(std::string_view field) const;

  /// REQUIRES: the row has a milestone exactly when the condition was compiled over milestones.
  [[nodiscard]] Verdict evaluate(const plan::Row& row, const plan::WorkingCalendar& calendar) const;

 private:
  Condition(Tree tree, Node root) : tree_(std::move(tree)), root_(std::move(root)) {}
  Tree tree_;
  Node root_;
};

}  // namespace chaser::rules
