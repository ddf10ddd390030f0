// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <random>
#include <string>
#include <vector>

#include "plan/calendar.h"
#include "plan/fields.h"
#include "rules/tree.h"

namespace chaser::rules::testing {

/// Random conditions that pass the checker, rows and calendars. Everything follows from the seed.
class Chance {
 public:
  explicit Chance(unsigned seed) : random_(seed) {}

  int upTo(int n) { return static_cast<int>(random_() % static_cast<unsigned>(n)); }
  bool oneIn(int n) { return upTo(n) == 0; }
  template <typename T>
  T of(std::initializer_list<T> choices) {
    return *(choices.begin() + upTo(static_cast<int>(choices.size())));
  }

  Tree condition(int depth = 3) {
    if (depth == 0 || oneIn(4)) return leaf();
    Tree tree;
    tree.kind = of({Tree::Kind::And, Tree::Kind::Or, Tree::Kind::Not});
    const int children = tree.kind == Tree::Kind::Not ? 1 : 2 + upTo(2);
    for (int i = 0; i < children; ++i) tree.children.push_back(condition(depth - 1));
    return tree;
  }

  plan::WorkingCalendar calendar(Date base) {
    if (oneIn(3)) return {};
    if (oneIn(2)) return plan::WorkingCalendar::ofDivision("england-and-wales").value();
    std::vector<plan::WorkingCalendar::Holiday> holidays;
    for (int left = upTo(400); left > 0; --left) holidays.push_back({base + Days{upTo(2000) - 300}, "off"});
    return {"random", holidays};
  }

  plan::ActionRecord record(Date base) {
    plan::Plan plan;
    plan.key = of({"north", "South"});
    plan.ragKey = plan::defaultRagKey();
    plan.hasRag = oneIn(2);
    plan::ActionRecord record;
    record.plan = std::make_shared<plan::Plan>(std::move(plan));
    record.action.rag = maybe(static_cast<plan::Rag>(upTo(5)));
    record.action.updatedAt = maybe(instant(base));
    record.action.progressedAt = maybe(instant(base));
    record.action.byWhom = of({"", "Clerk", "the CLERK", "Caf\xC3\xA9 owner", "STRASSE"});
    const int milestones = 1 + upTo(3);
    for (int i = 0; i < milestones; ++i) record.milestones.push_back(milestone(base, i + 1));
    if (oneIn(2)) record.owners.push_back({MilestoneId{upTo(2)}, "Clerk", 0});
    if (oneIn(2))
      record.owners.push_back({MilestoneId{0},
                               "stra\xC3\x9F"
                               "e",
                               1});
    return record;
  }

  Date near(Date base) { return base + Days{upTo(1800) - 200}; }

 private:
  template <typename T>
  std::optional<T> maybe(T value) {
    return oneIn(5) ? std::nullopt : std::optional<T>(value);
  }

  Instant instant(Date base) {
    return Instant::fromMillis(near(base).epochDays() * 86'400'000LL + upTo(86'400) * 1000LL);
  }

  plan::Milestone milestone(Date base, int id) {
    plan::Milestone m;
    m.id = MilestoneId{id};
    m.due = maybe(near(base));
    // Ends of months are where clamping goes wrong.
    if (m.due && oneIn(3)) m.due = m.due->lastOfMonth();
    m.earliest = maybe(near(base));
    m.proposedDue = maybe(near(base));
    m.basis = maybe(oneIn(2) ? plan::Basis::Indicative : plan::Basis::Agreed);
    m.state = oneIn(4) ? static_cast<plan::State>(upTo(4)) : plan::State::Open;
    m.review = oneIn(4);
    m.slips = upTo(4);
    m.completedBy = of({"", "Clerk", "Caf\xC3\xA9"});
    m.verifiedBy = of({"", "CLERK", "CAF\xC3\x89"});
    return m;
  }

  std::vector<Shift> shifts() {
    std::vector<Shift> out;
    for (int left = upTo(3); left > 0; --left) {
      const auto unit = of({Span::Unit::Day, Span::Unit::WorkingDay, Span::Unit::WorkingDay, Span::Unit::Week,
                            Span::Unit::Month, Span::Unit::Month, Span::Unit::Year});
      const int most = unit == Span::Unit::Year ? 3 : unit == Span::Unit::Month ? 20 : 90;
      out.push_back({oneIn(2), {upTo(most), unit}});
    }
    return out;
  }

  static Operand word(std::string text) {
    Operand operand;
    operand.text = std::move(text);
    return operand;
  }
  static Operand quoted(std::string text) {
    Operand operand = word(std::move(text));
    operand.kind = Operand::Kind::Text;
    return operand;
  }
  static Operand number(int n) {
    Operand operand;
    operand.kind = Operand::Kind::Number;
    operand.number = n;
    return operand;
  }
  Operand someDate() {
    Operand operand = word(of<const char*>(
        {"due", "due", "earliest", "proposed_due", "updated", "progressed", "next_due", "last_due"}));
    if (oneIn(8)) {
      operand.kind = Operand::Kind::Date;
      operand.text.clear();
      operand.date = near(Date::fromYmd(2017, 1, 1).value());
    }
    operand.shifts = shifts();
    return operand;
  }
  Operand today() {
    Operand operand;
    operand.kind = Operand::Kind::Today;
    operand.shifts = shifts();
    return operand;
  }
  Comparator ordered() {
    return of({Comparator::Less, Comparator::LessEqual, Comparator::Greater, Comparator::GreaterEqual});
  }
  Comparator any() { return oneIn(3) ? of({Comparator::Equal, Comparator::NotEqual}) : ordered(); }

  Tree comparison(Operand left, Comparator comparator, Operand right) {
    Tree tree;
    tree.kind = Tree::Kind::Compare;
    tree.left = std::move(left);
    tree.comparator = comparator;
    tree.right = std::move(right);
    return tree;
  }

  Tree leaf() {
    switch (upTo(12)) {
      case 0:
        return comparison(word("overdue_milestones"), any(), number(upTo(4)));
      case 1:
        return comparison(word("overdue_milestones"), any(), word("milestones"));
      case 2:
        return comparison(word(of<const char*>({"due", "earliest"})), any(), word("proposed_due"));
      case 3:
      case 4:
        return still();
      case 5:
      case 6:
      case 7:
        return comparison(today(), ordered(), someDate());
      default:
        return comparison(someDate(), ordered(), today());
    }
  }

  /// What never changes by itself.
  Tree still() {
    Tree tree;
    tree.negated = oneIn(2);
    switch (upTo(6)) {
      case 0:
        return comparison(word("basis"), of({Comparator::Equal, Comparator::NotEqual}), word("agreed"));
      case 1:
        tree.kind = Tree::Kind::In;
        tree.left = word("status");
        tree.list = {word("on-track"), word("complete"), word("at-risk")};
        return tree;
      case 2:
        tree.kind = Tree::Kind::Missing;
        tree.left = word(of<const char*>({"due", "owner", "rag", "verified_by"}));
        return tree;
      case 3:
        tree.kind = of({Tree::Kind::Contains, Tree::Kind::Matches});
        tree.left = word("owner");
        tree.right = quoted(of<const char*>({"clerk", "STRASSE", "\\bclerk$", "Caf\xC3\x89"}));
        return tree;
      case 4:
        return comparison(word("verified_by"), of({Comparator::Equal, Comparator::NotEqual}),
                          word("completed_by"));
      default:
        tree.negated = false;
        tree.left = word("review");
        return tree;
    }
  }

  std::mt19937 random_;
};

}  // namespace chaser::rules::testing
