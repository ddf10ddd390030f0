// SPDX-License-Identifier: Apache-2.0
#include "rules/tree.h"

#include <fmt/format.h>

namespace chaser::rules {

namespace {

std::string quote(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

/// A child that is itself a chain of `and` or `or` stands in brackets, so that the shape survives.
std::string printChild(const Tree& parent, const Tree& child) {
  const bool chain = child.kind == Tree::Kind::Or || child.kind == Tree::Kind::And;
  const bool bare = parent.kind == Tree::Kind::Or && child.kind == Tree::Kind::And;
  const bool doubleNot = parent.kind == Tree::Kind::Not && child.kind == Tree::Kind::Not;
  return (chain && !bare) || doubleNot ? "(" + print(child) + ")" : print(child);
}

std::string printChain(const Tree& tree, std::string_view word) {
  std::string out;
  for (const auto& child : tree.children) {
    if (!out.empty()) out += fmt::format(" {} ", word);
    out += printChild(tree, child);
  }
  return out;
}

std::string printIn(const Tree& tree) {
  std::string out = print(tree.left) + (tree.negated ? " not in [" : " in [");
  for (std::size_t i = 0; i < tree.list.size(); ++i) out += (i > 0 ? ", " : "") + print(tree.list[i]);
  return out + "]";
}

std::string printSearch(const Tree& tree, std::string_view word) {
  return fmt::format("{} {}{} {}", print(tree.left), tree.negated ? "not " : "", word, print(tree.right));
}

}  // namespace

std::string_view toString(Comparator comparator) {
  switch (comparator) {
    case Comparator::Equal:
      return "=";
    case Comparator::NotEqual:
      return "!=";
    case Comparator::Less:
      return "<";
    case Comparator::LessEqual:
      return "<=";
    case Comparator::Greater:
      return ">";
    case Comparator::GreaterEqual:
      return ">=";
  }
  return "=";
}

std::string print(const Operand& operand) {
  std::string out;
  switch (operand.kind) {
    case Operand::Kind::Word:
      out = operand.text;
      break;
    case Operand::Kind::Text:
      out = quote(operand.text);
      break;
    case Operand::Kind::Number:
      out = fmt::format("{}", operand.number);
      break;
    case Operand::Kind::Date:
      out = operand.date.iso();
      break;
    case Operand::Kind::Today:
      out = "today";
      break;
  }
  for (const auto& shift : operand.shifts)
    out += fmt::format(" {} {}", shift.back ? '-' : '+', shift.span.text());
  return out;
}

std::string print(const Tree& tree) {
  switch (tree.kind) {
    case Tree::Kind::Or:
      return printChain(tree, "or");
    case Tree::Kind::And:
      return printChain(tree, "and");
    case Tree::Kind::Not:
      return "not " + printChild(tree, tree.children.front());
    case Tree::Kind::Compare:
      return fmt::format("{} {} {}", print(tree.left), toString(tree.comparator), print(tree.right));
    case Tree::Kind::In:
      return printIn(tree);
    case Tree::Kind::Missing:
      return print(tree.left) + (tree.negated ? " is not missing" : " is missing");
    case Tree::Kind::Contains:
      return printSearch(tree, "contains");
    case Tree::Kind::Matches:
      return printSearch(tree, "matches");
    case Tree::Kind::Alone:
      return print(tree.left);
  }
  return {};
}

}  // namespace chaser::rules
