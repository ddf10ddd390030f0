// SPDX-License-Identifier: Apache-2.0
#include "rules/condition.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/fold.h"
#include "rules/parser.h"
#include "tests/rules/days.h"
#include "tests/rules/random_conditions.h"

namespace chaser::rules {
namespace {

using testing::Chance;
using ::testing::HasSubstr;

/// The one diagnostic of a wrong condition, as `column: message; hint`; empty when nothing is wrong.
std::string mistakeOf(std::string_view text, Over over = Over::Milestone) {
  Diagnostics diagnostics;
  const auto condition = Condition::compile(text, over, Position{nullptr, 1, 1}, diagnostics);
  EXPECT_EQ(condition == nullptr, !diagnostics.empty()) << text;
  if (diagnostics.empty()) return {};
  const auto& first = diagnostics.front();
  return std::to_string(first.at.column) + ": " + first.message + "; " + first.hint;
}

std::string printed(std::string_view text) {
  std::vector<Mistake> mistakes;
  const auto tree = parse(text, mistakes);
  return tree ? print(*tree) : "mistake: " + mistakes.front().message;
}

TEST(Conditions, ReadInOneSpelling) {
  EXPECT_EQ(printed("Basis == Indicative AND due<today"), "basis = indicative and due < today");
  EXPECT_EQ(printed("(a = b or (c = d)) and not (e)"), "(a = b or c = d) and not e");
  EXPECT_EQ(printed("due-2w<=today+10wd"), "due - 2w <= today + 10wd");
  EXPECT_EQ(printed("owner not contains 'it''s'"), "mistake: 's' can't stand here");
  EXPECT_EQ(printed(R"(owner matches "\d+ \"x\"")"), R"(owner matches "\\d+ \"x\"")");
  EXPECT_EQ(printed("(a or b) or c and d"), "(a or b) or c and d");
}

TEST(Conditions, PrintAndParseAgainAreTheSameTree) {
  Chance chance(42);
  for (int i = 0; i < 3000; ++i) {
    const Tree tree = chance.condition(5);
    std::vector<Mistake> mistakes;
    const auto again = parse(print(tree), mistakes);
    ASSERT_TRUE(again.has_value()) << print(tree);
    ASSERT_TRUE(*again == tree) << print(tree) << "\n" << print(*again);
    ASSERT_EQ(print(*again), print(tree));
  }
}

TEST(Conditions, NoBytesWhateverCrashTheParser) {
  Chance chance(7);
  const std::vector<std::string> words = {
      "due", "today", "and", "or",  "not",      "(",       ")",          "[",       "]",           ",",
      "+",   "-",     "=",   "<=",  "2w",       "in",      "is",         "missing", "\"",          "'",
      "\\",  " ",     "rag", "red", "contains", "matches", "2017-01-01", "\xC3",    "\xE2\x89\xA4"};
  for (int i = 0; i < 20'000; ++i) {
    std::string text;
    for (int left = chance.upTo(14); left > 0; --left) {
      if (chance.oneIn(6)) {
        text += static_cast<char>(chance.upTo(256));
      } else {
        text += words[static_cast<std::size_t>(chance.upTo(static_cast<int>(words.size())))] + " ";
      }
    }
    Diagnostics diagnostics;
    const auto condition = Condition::compile(text, Over::Milestone, Position{nullptr, 1, 1}, diagnostics);
    ASSERT_EQ(condition == nullptr, !diagnostics.empty()) << text;
  }
}

TEST(Conditions, HostileLengthAndDepthAreRefused) {
  EXPECT_THAT(mistakeOf(std::string(9000, 'x')), HasSubstr("longer than 8192"));
  EXPECT_THAT(mistakeOf(std::string(4000, '(')), HasSubstr("nested more than 50 deep"));
  std::string nots;
  for (int i = 0; i < 1000; ++i) nots += "not (";
  EXPECT_THAT(mistakeOf(nots), HasSubstr("nested more than 50 deep"));
  std::string spans = "due < today";
  for (int i = 0; i < 9; ++i) spans += " + 1d";
  EXPECT_THAT(mistakeOf(spans), HasSubstr("more than 8 durations"));
  EXPECT_THAT(mistakeOf("due < today + 101y"), HasSubstr("'101y' is more than 100 years"));
  EXPECT_THAT(mistakeOf("owner matches \"((((x{1000}){1000}){1000}){1000})\""),
              HasSubstr("this is not a pattern"));
}

TEST(Conditions, AFieldOrValueThatIsNoneIsNamedWithTheNearestOne) {
  EXPECT_EQ(mistakeOf("rag = gren"), "7: 'gren' is not a value of 'rag'; did you mean 'green'?");
  EXPECT_EQ(mistakeOf("statte = open"), "1: 'statte' is not a field; did you mean 'state'?");
  EXPECT_EQ(mistakeOf("state in [open, complet]"),
            "17: 'complet' is not a value of 'state'; did you mean 'complete'?");
  EXPECT_THAT(mistakeOf("plan = lancs"), HasSubstr("8: 'lancs' is not a field"));
  EXPECT_EQ(mistakeOf("review = perhaps"), "10: 'perhaps' is neither yes nor no; ");
}

TEST(Conditions, AMilestonesFieldOverAnActionIsExplained) {
  EXPECT_THAT(mistakeOf("due < today", Over::Action), HasSubstr("'due' is a field of a milestone"));
  EXPECT_EQ(mistakeOf("next_due < today", Over::Action), "");
  EXPECT_EQ(mistakeOf("next_due < today", Over::Milestone), "");
}

TEST(Conditions, TodayStandsOnOneSideOfAnOrderedComparison) {
  EXPECT_EQ(mistakeOf("due = today"),
            "5: '=' can't be asked of today; write `due <= today`: a day on which nobody looked must not be "
            "missed");
  EXPECT_THAT(mistakeOf("today != due"), HasSubstr("write `due <= today`"));
  EXPECT_THAT(mistakeOf("today < today + 1d"), HasSubstr("both sides"));
  EXPECT_THAT(mistakeOf("due in [today]"), HasSubstr("changes from day to day"));
  EXPECT_THAT(mistakeOf("today is missing"), HasSubstr("asks about a field"));
  EXPECT_EQ(mistakeOf("today >= 2018-01-01 and due < today"), "");
}

TEST(Conditions, LikeIsComparedWithLike) {
  EXPECT_THAT(mistakeOf("due < 5"), HasSubstr("'due' is a date, and '5' is a number"));
  EXPECT_THAT(mistakeOf("due < \"2017-01-01\""), HasSubstr("a date stands without quotes"));
  EXPECT_THAT(mistakeOf("owner < \"x\""), HasSubstr("text has no order"));
  EXPECT_THAT(mistakeOf("rag < red"), HasSubstr("a value of 'rag' has no order"));
  EXPECT_THAT(mistakeOf("slips + 2w > 2"), HasSubstr("a duration can be added to a date only"));
  EXPECT_THAT(mistakeOf("due contains \"x\""), HasSubstr("only text can be searched"));
  EXPECT_THAT(mistakeOf("due and review"), HasSubstr("must be compared"));
  EXPECT_THAT(mistakeOf("owner = \"\""), HasSubstr("is missing"));
  EXPECT_THAT(mistakeOf("1 < 2"), HasSubstr("neither side is a field"));
  EXPECT_THAT(mistakeOf("rag = status"),
              HasSubstr("'rag' is a value of 'rag', and 'status' is a value of 'status'"));
}

TEST(Conditions, OtherLanguagesSignsGetTheRightWord) {
  EXPECT_THAT(mistakeOf("review && review"), HasSubstr("write `and`"));
  EXPECT_THAT(mistakeOf("due \xE2\x89\xA4 today"), HasSubstr("write `<=`"));
  EXPECT_THAT(mistakeOf("1 < slips < 3"), HasSubstr("a comparison has two sides"));
  EXPECT_THAT(mistakeOf("due < 31/12/2017"), HasSubstr("write 2017-12-31"));
  EXPECT_THAT(mistakeOf("due < 2017-09-31"), HasSubstr("'2017-09-31' is not a date that exists"));
  EXPECT_THAT(mistakeOf("due > 2w"), HasSubstr("needs a day to count from"));
  EXPECT_THAT(mistakeOf(""), HasSubstr("not the end of the condition"));
}

TEST(Conditions, AllMistakesOfAConditionAreReported) {
  Diagnostics diagnostics;
  EXPECT_EQ(Condition::compile("rag = gren and due = today\n and ownr is missing", Over::Milestone,
                               Position{nullptr, 3, 10}, diagnostics),
            nullptr);
  ASSERT_EQ(diagnostics.size(), 3U);
  EXPECT_EQ(diagnostics[0].at.column, 16U);
  EXPECT_EQ(diagnostics[2].at.line, 4U);
  EXPECT_EQ(diagnostics[2].at.column, 6U);
}

TEST(Conditions, KnowWhatTheyAskAndCanBeWalked) {
  Diagnostics diagnostics;
  const auto condition = Condition::compile("review or not (proposed_due is missing and slips > 2)",
                                            Over::Milestone, Position{}, diagnostics);
  ASSERT_NE(condition, nullptr);
  EXPECT_TRUE(condition->mentions("proposed_due"));
  EXPECT_FALSE(condition->mentions("due"));
  ASSERT_EQ(condition->root().children.size(), 2U);
  EXPECT_EQ(condition->root().children[1].children[0].children[1].text, "slips > 2");
}

/// The words of a condition taken literally, with no horizon, no compiling and no shortcuts.
class Naive {
 public:
  Naive(const plan::Row& row, const plan::WorkingCalendar& calendar) : row_(row), calendar_(calendar) {}

  bool holds(const Tree& tree) const {
    switch (tree.kind) {
      case Tree::Kind::Or:
      case Tree::Kind::And: {
        int yes = 0;
        for (const auto& child : tree.children) yes += holds(child) ? 1 : 0;
        return tree.kind == Tree::Kind::Or ? yes > 0 : yes == static_cast<int>(tree.children.size());
      }
      case Tree::Kind::Not:
        return !holds(tree.children[0]);
      case Tree::Kind::Compare:
        return compares(tree);
      case Tree::Kind::Missing:
        return tree.negated == value(tree.left).has_value();
      case Tree::Kind::In: {
        bool found = false;
        for (const auto& item : tree.list) found = found || value(tree.left) == item.text;
        return found != tree.negated;
      }
      case Tree::Kind::Contains:
      case Tree::Kind::Matches: {
        const std::string pattern = tree.right.text;
        const auto text = foldCase(value(tree.left).value_or(""));
        // The one pattern that the random conditions hold beside plain words: ends with the word `clerk`.
        const bool ends = text == "clerk" || text.ends_with(" clerk");
        const bool found = pattern == "\\bclerk$" && tree.kind == Tree::Kind::Matches
                               ? ends
                               : plainSearch(tree.kind, text, pattern, value(tree.left).value_or(""));
        return found != tree.negated;
      }
      case Tree::Kind::Alone:
        return value(tree.left) == "yes";
    }
    return false;
  }

 private:
  /// `matches` folds letter by letter, as RE2 does; `contains` folds the whole text, where ß is ss.
  static bool plainSearch(Tree::Kind kind, const std::string& folded, const std::string& wanted,
                          const std::string& raw) {
    if (kind == Tree::Kind::Contains) return folded.find(foldCase(wanted)) != std::string::npos;
    if (raw.find("\xC3\x9F") != std::string::npos && wanted == "STRASSE") return false;
    return folded.find(foldCase(wanted)) != std::string::npos;
  }

  /// As text: dates ISO, numbers in ten digits, so that texts compare as the values do.
  std::optional<std::string> value(const Operand& operand) const {
    std::optional<Date> date;
    if (operand.kind == Operand::Kind::Today) date = row_.today;
    if (operand.kind == Operand::Kind::Date) date = operand.date;
    if (operand.kind == Operand::Kind::Number) return padded(operand.number);
    if (operand.kind == Operand::Kind::Word) {
      const auto* field = plan::findField(operand.text);
      if (field == nullptr || operand.text == "agreed") return operand.text;
      std::string scratch;
      const auto read = field->read(row_, scratch);
      if (!read.present) return std::nullopt;
      if (field->type == plan::FieldType::Text) return std::string(read.text);
      if (field->type == plan::FieldType::Number) return padded(read.number);
      if (field->type == plan::FieldType::YesNo) return read.number != 0 ? "yes" : "no";
      if (field->type != plan::FieldType::Date) {
        return plan::wordsOf(field->type)[static_cast<std::size_t>(read.number)];
      }
      date = Date::fromEpochDays(static_cast<std::int32_t>(read.number));
    }
    for (const auto& shift : operand.shifts) {
      date =
          shift.back ? plan::subtract(*date, shift.span, calendar_) : plan::add(*date, shift.span, calendar_);
    }
    return date->iso();
  }

  static std::string padded(std::int64_t number) {
    const std::string digits = std::to_string(number);
    return std::string(10 - digits.size(), '0') + digits;
  }

  bool compares(const Tree& tree) const {
    const auto left = value(tree.left);
    const auto right = value(tree.right);
    const bool both = left && right;
    switch (tree.comparator) {
      case Comparator::Equal:
        return both && foldCase(*left) == foldCase(*right);
      case Comparator::NotEqual:
        return !(both && foldCase(*left) == foldCase(*right));
      case Comparator::Less:
        return both && *left < *right;
      case Comparator::LessEqual:
        return both && *left <= *right;
      case Comparator::Greater:
        return both && *left > *right;
      case Comparator::GreaterEqual:
        return both && *left >= *right;
    }
    return false;
  }

  const plan::Row& row_;
  const plan::WorkingCalendar& calendar_;
};

TEST(Conditions, HoldExactlyWhenTheirWordsTakenLiterallyDo) {
  Chance chance(2017);
  const Zone zone = Zone::utc();
  int held = 0;
  for (int i = 0; i < 1500; ++i) {
    const Date base = day("2017-01-01") + Days{chance.upTo(400)};
    const auto calendar = chance.calendar(base);
    const auto record = chance.record(base);
    const Tree tree = chance.condition();
    Diagnostics diagnostics;
    const auto condition = Condition::compile(print(tree), Over::Milestone, Position{}, diagnostics);
    ASSERT_NE(condition, nullptr) << print(tree);
    for (int look = 0; look < 20; ++look) {
      const plan::Row row{record, record.milestones.data(), chance.near(base), zone};
      const bool expected = Naive(row, calendar).holds(tree);
      ASSERT_EQ(condition->evaluate(row, calendar).holds, expected)
          << print(tree) << " on " << row.today.iso();
      held += expected ? 1 : 0;
    }
  }
  EXPECT_GT(held, 5000);
  EXPECT_LT(held, 25'000);
}

}  // namespace
}  // namespace chaser::rules
