// SPDX-License-Identifier: Apache-2.0
#include "rules/program.h"

#include <algorithm>

#include "rules/horizon.h"
#include "rules/words.h"

namespace chaser::rules {

namespace {

bool textsCompare(Comparator comparator, const Node& node, std::string_view left, std::string_view right) {
  // Constants are folded when they are compiled; of two fields both have to be.
  bool equal = false;
  if (node.right.kind == Term::Kind::Constant) {
    equal = equalsFolded(left, right);
  } else if (node.left.kind == Term::Kind::Constant) {
    equal = equalsFolded(right, left);
  } else {
    equal = sameFolded(left, right);
  }
  return (comparator == Comparator::Equal) == equal;
}

Verdict evaluateCompare(const Node& node, const plan::Row& row, const plan::WorkingCalendar& calendar) {
  std::string leftScratch;
  std::string rightScratch;
  const bool todayLeft = node.left.kind == Term::Kind::Today;
  if (todayLeft || node.right.kind == Term::Kind::Today) {
    const Term& fixed = todayLeft ? node.right : node.left;
    const auto value = valueOf(fixed, row, calendar, leftScratch);
    if (!value.present) return {false, value.changesOn};
    const Date day = Date::fromEpochDays(static_cast<std::int32_t>(value.number));
    const auto& shifts = todayLeft ? node.left.shifts : node.right.shifts;
    const Verdict verdict = compareWithToday({day, node.comparator, todayLeft, shifts}, row.today, calendar);
    return {verdict.holds, earlier(verdict.until, value.changesOn)};
  }
  const auto left = valueOf(node.left, row, calendar, leftScratch);
  const auto right = valueOf(node.right, row, calendar, rightScratch);
  const auto until = earlier(left.changesOn, right.changesOn);
  // `a != b` is exactly `not (a = b)`, so with a missing value it holds; all others do not.
  if (!left.present || !right.present) return {node.comparator == Comparator::NotEqual, until};
  if (node.comparesText) return {textsCompare(node.comparator, node, left.text, right.text), until};
  return {compare(node.comparator, left.number, right.number), until};
}

/// The tests that look at one field: in a list, missing, found in a text, or yes.
Verdict evaluateTest(const Node& node, const plan::Row& row, const plan::WorkingCalendar& calendar) {
  std::string scratch;
  const auto value = valueOf(node.left, row, calendar, scratch);
  bool holds = false;
  if (node.kind == Tree::Kind::Missing) {
    holds = !value.present;
  } else if (!value.present) {
    holds = false;
  } else if (node.kind == Tree::Kind::Contains) {
    holds = containsFolded(value.text, node.right.text);
  } else if (node.kind == Tree::Kind::Matches) {
    holds = RE2::PartialMatch(re2::StringPiece(value.text.data(), value.text.size()), *node.pattern);
  } else if (node.kind == Tree::Kind::In) {
    holds = node.comparesText
                ? std::any_of(node.texts.begin(), node.texts.end(),
                              [&](const auto& text) { return equalsFolded(value.text, text); })
                : std::find(node.numbers.begin(), node.numbers.end(), value.number) != node.numbers.end();
  } else {
    holds = value.number != 0;
  }
  return {holds != node.negated, value.changesOn};
}

/// `and` where `decides` is false, `or` where it is true: one child with that value decides the whole.
/// While some child decides, the whole can change only when the last of the deciding ones does; while none
/// does, when the first of all may.
Verdict evaluateChain(const Node& node, bool decides, const plan::Row& row,
                      const plan::WorkingCalendar& calendar) {
  bool decided = false;
  std::optional<Date> until;
  for (const auto& child : node.children) {
    const Verdict verdict = evaluate(child, row, calendar);
    if (verdict.holds == decides) {
      // Decided for ever: the other children can't matter. This is what most rows of a plan come to.
      if (!verdict.until) return {decides, std::nullopt};
      until = decided ? std::max(until, verdict.until) : verdict.until;
      decided = true;
    } else if (!decided) {
      until = earlier(until, verdict.until);
    }
  }
  return {decided == decides, until};
}

}  // namespace

plan::FieldValue valueOf(const Term& term, const plan::Row& row, const plan::WorkingCalendar& calendar,
                         std::string& scratch) {
  plan::FieldValue value;
  if (term.kind == Term::Kind::Field) {
    value = term.field->read(row, scratch);
  } else {
    value = {true, term.number, term.text, {}};
  }
  if (value.present && !term.shifts.empty()) {
    const Date anchor = Date::fromEpochDays(static_cast<std::int32_t>(value.number));
    value.number = shifted(anchor, term.shifts, calendar).epochDays();
  }
  return value;
}

Verdict evaluate(const Node& node, const plan::Row& row, const plan::WorkingCalendar& calendar) {
  switch (node.kind) {
    case Tree::Kind::Or:
      return evaluateChain(node, true, row, calendar);
    case Tree::Kind::And:
      return evaluateChain(node, false, row, calendar);
    case Tree::Kind::Not: {
      const Verdict verdict = evaluate(node.children.front(), row, calendar);
      return {!verdict.holds, verdict.until};
    }
    case Tree::Kind::Compare:
      return evaluateCompare(node, row, calendar);
    case Tree::Kind::In:
    case Tree::Kind::Missing:
    case Tree::Kind::Contains:
    case Tree::Kind::Matches:
    case Tree::Kind::Alone:
      return evaluateTest(node, row, calendar);
  }
  return {};
}

}  // namespace chaser::rules
