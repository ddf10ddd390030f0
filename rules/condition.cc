// SPDX-License-Identifier: Apache-2.0
#include "rules/condition.h"

#include <algorithm>

#include "rules/checker.h"
#include "rules/parser.h"

namespace chaser::rules {

namespace {

bool asks(const Term& term, std::string_view field) {
  return term.kind == Term::Kind::Field && term.field->name == field;
}

bool asks(const Node& node, std::string_view field) {
  return asks(node.left, field) || asks(node.right, field) ||
         std::any_of(node.children.begin(), node.children.end(),
                     [&](const Node& child) { return asks(child, field); });
}

}  // namespace

std::shared_ptr<const Condition> Condition::compile(std::string_view text, Over over, const Locate& locate,
                                                    Diagnostics& diagnostics) {
  std::vector<Mistake> mistakes;
  auto tree = parse(text, mistakes);
  std::optional<Node> root;
  if (tree) root = check(*tree, over, mistakes);
  for (auto& mistake : mistakes) {
    diagnostics.push_back({Level::Error, locate(mistake.place.offset), mistake.place.width,
                           std::move(mistake.message), std::move(mistake.hint)});
  }
  if (!root) return nullptr;
  return std::shared_ptr<const Condition>(new Condition(
      std::move(*tree),
      std::move(*root)));  // NOLINT(cppcoreguidelines-owning-memory): the constructor is private
}

std::shared_ptr<const Condition> Condition::compile(std::string_view text, Over over, const Position& begin,
                                                    Diagnostics& diagnostics) {
  const Locate locate = [&](std::size_t offset) {
    Position at = begin;
    for (std::size_t i = 0; i < std::min(offset, text.size()); ++i) {
      at.column = text[i] == '\n' ? 1 : at.column + 1;
      if (text[i] == '\n') ++at.line;
    }
    return at;
  };
  return compile(text, over, locate, diagnostics);
}

bool Condition::mentions(std::string_view field) const {
  return asks(root_, field);
}

Verdict Condition::evaluate(const plan::Row& row, const plan::WorkingCalendar& calendar) const {
  return rules::evaluate(root_, row, calendar);
}

}  // namespace chaser::rules
