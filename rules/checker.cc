// SPDX-License-Identifier: Apache-2.0
#include "rules/checker.h"

#include <fmt/format.h>

#include <algorithm>

#include "common/diagnostic.h"
#include "common/fold.h"
#include "common/text.h"
#include "rules/horizon.h"

namespace chaser::rules {

namespace {

using plan::FieldType;
using plan::RowField;

constexpr std::size_t kShownWord = 40;
// RE2 refuses a pattern whose program would grow beyond this, so that no rule file eats the memory.
constexpr std::int64_t kPatternMemory = 1 << 20;

bool isClosedSet(FieldType type) {
  return !plan::wordsOf(type).empty();
}

bool isOrdered(Comparator comparator) {
  return comparator != Comparator::Equal && comparator != Comparator::NotEqual;
}

std::optional<std::int64_t> numberOfWord(FieldType type, std::string_view word) {
  if (type == FieldType::YesNo) {
    if (word == "yes" || word == "true") return 1;
    if (word == "no" || word == "false") return 0;
    return std::nullopt;
  }
  const auto words = plan::wordsOf(type);
  const auto found = std::find(words.begin(), words.end(), word);
  if (found == words.end()) return std::nullopt;
  return found - words.begin();
}

/// A term and what it is; a type that is absent was reported already.
struct Typed {
  Term term;
  std::optional<FieldType> type;
};

class Checker {
 public:
  Checker(Over over, std::vector<Mistake>& mistakes) : over_(over), mistakes_(mistakes) {}

  Node node(const Tree& tree) {
    Node out;
    out.kind = tree.kind;
    out.negated = tree.negated;
    out.text = print(tree);
    for (const auto& child : tree.children) out.children.push_back(node(child));
    switch (tree.kind) {
      case Tree::Kind::Or:
      case Tree::Kind::And:
      case Tree::Kind::Not:
        break;
      case Tree::Kind::Compare:
        compareNode(tree, out);
        break;
      case Tree::Kind::In:
        listNode(tree, out);
        break;
      case Tree::Kind::Missing:
        out.left = fieldOnly(tree.left, "'is missing'").term;
        break;
      case Tree::Kind::Contains:
      case Tree::Kind::Matches:
        searchNode(tree, out);
        break;
      case Tree::Kind::Alone:
        aloneNode(tree, out);
        break;
    }
    return out;
  }

 private:
  void mistake(const Place& place, std::string message, std::string hint = {}) {
    mistakes_.push_back({place, std::move(message), std::move(hint)});
  }

  /// The field of that name if it can be asked here.
  [[nodiscard]] const RowField* visible(const Operand& operand) const {
    if (operand.kind != Operand::Kind::Word) return nullptr;
    const RowField* field = plan::findField(operand.text);
    return field != nullptr && (over_ == Over::Milestone || !field->ofMilestone) ? field : nullptr;
  }

  void unknownField(const Operand& operand) {
    const std::string word = shorten(operand.text, kShownWord);
    if (plan::findField(operand.text) != nullptr) {
      mistake(operand.place,
              fmt::format("'{}' is a field of a milestone, and this rule is over actions", word),
              "write `over: milestone`, or ask next_due, last_due, open_milestones or overdue_milestones");
      return;
    }
    auto names = plan::fieldNames(over_ == Over::Milestone);
    names.emplace_back("today");
    const bool nothing = operand.text == "null" || operand.text == "nil" || operand.text == "none";
    std::string hint = nothing ? "write `is missing` or `is not missing`" : suggest(operand.text, names);
    if (hint.empty()) hint = "`chaser fields` lists them; text stands in quotes";
    mistake(operand.place, fmt::format("'{}' is not a field", word), std::move(hint));
  }

  void shifts(const Operand& operand, const std::optional<FieldType>& type) {
    if (operand.shifts.empty()) return;
    if (type && *type != FieldType::Date) {
      mistake(operand.place,
              fmt::format("a duration can be added to a date only, and this is {}", spoken(*type)));
    }
    for (const auto& shift : operand.shifts) {
      if (withinReach(shift.span)) continue;
      mistake(operand.place, fmt::format("'{}' is more than {} years", shift.span.text(), kLongestSpanYears));
    }
  }

  static std::string spoken(FieldType type) {
    switch (type) {
      case FieldType::Text:
        return "text";
      case FieldType::Number:
        return "a number";
      case FieldType::YesNo:
        return "yes or no";
      case FieldType::Date:
        return "a date";
      default:
        return fmt::format("a value of '{}'", plan::toString(type));
    }
  }

  /// `expected` is the type of the other side; where that has words of its own they win over fields, so that
  /// `basis = agreed` means the word although there is a field `agreed`.
  Typed resolve(const Operand& operand, const std::optional<FieldType>& expected) {
    Typed typed;
    typed.term.shifts = operand.shifts;
    switch (operand.kind) {
      case Operand::Kind::Today:
        typed.term.kind = Term::Kind::Today;
        typed.type = FieldType::Date;
        break;
      case Operand::Kind::Date:
        typed.term.number = operand.date.epochDays();
        typed.type = FieldType::Date;
        break;
      case Operand::Kind::Number:
        typed.term.number = operand.number;
        typed.type = FieldType::Number;
        break;
      case Operand::Kind::Text:
        resolveText(operand, expected, typed);
        break;
      case Operand::Kind::Word:
        resolveWord(operand, expected, typed);
        break;
    }
    shifts(operand, typed.type);
    return typed;
  }

  void resolveText(const Operand& operand, const std::optional<FieldType>& expected, Typed& typed) {
    // A word of a closed set may be quoted as well: `rag = "red"` can't mean anything else.
    if (expected && isClosedSet(*expected)) {
      resolveWord(operand, expected, typed);
      return;
    }
    if (operand.text.empty()) {
      mistake(operand.place, "an empty text is a missing one", "write `is missing` or `is not missing`");
    }
    typed.term.text = foldCase(operand.text);
    typed.type = FieldType::Text;
  }

  void resolveWord(const Operand& operand, const std::optional<FieldType>& expected, Typed& typed) {
    const std::string word = operand.kind == Operand::Kind::Text ? foldCase(operand.text) : operand.text;
    const RowField* field = visible(operand);
    const auto number = expected ? numberOfWord(*expected, word) : std::nullopt;
    if (number && !(field != nullptr && field->type == *expected)) {
      typed.term.number = *number;
      typed.type = expected;
    } else if (field != nullptr) {
      typed.term.kind = Term::Kind::Field;
      typed.term.field = field;
      typed.type = field->type;
    } else if (expected && isClosedSet(*expected)) {
      mistake(
          operand.place,
          fmt::format("'{}' is not a value of '{}'", shorten(word, kShownWord), plan::toString(*expected)),
          suggest(word, plan::wordsOf(*expected)));
    } else if (expected == FieldType::YesNo) {
      mistake(operand.place, fmt::format("'{}' is neither yes nor no", shorten(word, kShownWord)));
    } else {
      unknownField(operand);
    }
  }

  /// A field, as `what` wants on its left.
  Typed fieldOnly(const Operand& operand, std::string_view what) {
    Typed typed;
    if (operand.kind != Operand::Kind::Word) {
      mistake(operand.place, fmt::format("{} asks about a field, and {} is none", what, print(operand)));
      return typed;
    }
    if (!operand.shifts.empty()) {
      mistake(operand.place, fmt::format("{} asks about a field alone", what), "drop the duration");
      return typed;
    }
    resolveWord(operand, std::nullopt, typed);
    return typed;
  }

  void compareNode(const Tree& tree, Node& out) {
    out.comparator = tree.comparator;
    const RowField* leftField = visible(tree.left);
    const RowField* rightField = visible(tree.right);
    const auto typeOf = [](const RowField* field) {
      return field != nullptr ? std::optional(field->type) : std::nullopt;
    };
    const auto left = resolve(tree.left, typeOf(rightField));
    // What the other side should have been is unknown now, and a second complaint would only confuse.
    if (!left.type && rightField == nullptr && tree.right.kind == Operand::Kind::Word) return;
    const auto right = resolve(tree.right, typeOf(leftField));
    out.left = left.term;
    out.right = right.term;
    if (!left.type || !right.type) return;
    out.comparesText = *left.type == FieldType::Text;
    if (compareTypes(tree, *left.type, *right.type)) compareToday(tree, left.term, right.term);
  }

  /// False when they can't be compared at all: what else is wrong does not matter then.
  bool compareTypes(const Tree& tree, FieldType left, FieldType right) {
    const Place whole = {tree.left.place.offset,
                         tree.right.place.offset + tree.right.place.width - tree.left.place.offset};
    if (left != right) {
      const bool quotedDate = tree.left.kind == Operand::Kind::Text || tree.right.kind == Operand::Kind::Text;
      mistake(tree.right.place,
              fmt::format("'{}' is {}, and '{}' is {}", shorten(print(tree.left), kShownWord), spoken(left),
                          shorten(print(tree.right), kShownWord), spoken(right)),
              quotedDate && (left == FieldType::Date || right == FieldType::Date)
                  ? "a date stands without quotes: 2017-03-31"
                  : "compare like with like");
      return false;
    }
    if (isOrdered(tree.comparator) && left != FieldType::Date && left != FieldType::Number) {
      mistake(whole, fmt::format("{} has no order", spoken(left)),
              isClosedSet(left) ? "use `=` or `in [...]`" : "use `=`, `contains` or `matches`");
    }
    return true;
  }

  void compareToday(const Tree& tree, const Term& left, const Term& right) {
    const bool leftToday = left.kind == Term::Kind::Today;
    const bool rightToday = right.kind == Term::Kind::Today;
    if (leftToday && rightToday) {
      mistake(tree.right.place, "'today' stands on both sides, so this never changes",
              "compare a field with it");
    } else if ((leftToday || rightToday) && !isOrdered(tree.comparator)) {
      const Operand& other = leftToday ? tree.right : tree.left;
      mistake(
          tree.place, fmt::format("'{}' can't be asked of today", toString(tree.comparator)),
          fmt::format("write `{} <= today`: a day on which nobody looked must not be missed", print(other)));
    } else if (left.kind == Term::Kind::Constant && right.kind == Term::Kind::Constant) {
      mistake(tree.left.place, "neither side is a field, so this never changes", "compare a field");
    }
  }

  void listNode(const Tree& tree, Node& out) {
    const auto left = fieldOnly(tree.left, "'in'");
    out.left = left.term;
    if (!left.type) return;
    out.comparesText = *left.type == FieldType::Text;
    for (const auto& item : tree.list) {
      if (item.kind == Operand::Kind::Today || !item.shifts.empty()) {
        mistake(item.place, "a list holds values, and this changes from day to day",
                "compare with `<=` or `>=`");
        continue;
      }
      const auto typed = resolve(item, left.type);
      if (!typed.type) continue;
      if (typed.term.kind == Term::Kind::Field) {
        mistake(item.place, fmt::format("a list holds values, and '{}' is a field", item.text),
                "text stands in quotes");
      } else if (*typed.type != *left.type) {
        mistake(item.place, fmt::format("'{}' is {}, and {} is {}", tree.left.text, spoken(*left.type),
                                        shorten(print(item), kShownWord), spoken(*typed.type)));
      }
      out.numbers.push_back(typed.term.number);
      out.texts.push_back(typed.term.text);
    }
  }

  void searchNode(const Tree& tree, Node& out) {
    const bool matches = tree.kind == Tree::Kind::Matches;
    const auto left = fieldOnly(tree.left, matches ? "'matches'" : "'contains'");
    out.left = left.term;
    out.right.text = foldCase(tree.right.text);
    if (left.type && *left.type != FieldType::Text) {
      mistake(tree.left.place,
              fmt::format("'{}' is {}, and only text can be searched", tree.left.text, spoken(*left.type)));
    }
    if (tree.right.text.empty())
      mistake(tree.right.place, "an empty text is found everywhere", "write `is not missing`");
    if (!tree.right.shifts.empty()) mistake(tree.right.place, "a duration can be added to a date only");
    if (!matches) return;
    RE2::Options options;
    options.set_case_sensitive(false);
    options.set_log_errors(false);
    options.set_max_mem(kPatternMemory);
    auto pattern = std::make_shared<const RE2>(tree.right.text, options);
    if (!pattern->ok()) {
      mistake(tree.right.place, fmt::format("this is not a pattern: {}", repairUtf8(pattern->error())),
              "the syntax is RE2's; put \\ before a sign that is meant as such");
    }
    out.pattern = std::move(pattern);
  }

  void aloneNode(const Tree& tree, Node& out) {
    const auto left = fieldOnly(tree.left, "a condition");
    out.left = left.term;
    if (left.type && *left.type != FieldType::YesNo) {
      mistake(tree.left.place,
              fmt::format("'{}' is {}, so it must be compared with something", tree.left.text,
                          spoken(*left.type)),
              fmt::format("for example `{} is not missing`", tree.left.text));
    }
  }

  Over over_;
  std::vector<Mistake>& mistakes_;
};

}  // namespace

std::optional<Node> check(const Tree& tree, Over over, std::vector<Mistake>& mistakes) {
  const std::size_t before = mistakes.size();
  Node root = Checker(over, mistakes).node(tree);
  if (mistakes.size() > before) return std::nullopt;
  return root;
}

}  // namespace chaser::rules
