// SPDX-License-Identifier: Apache-2.0
#include "rules/parser.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "common/text.h"

namespace chaser::rules {

namespace {

constexpr std::array<std::string_view, 8> kReserved = {"and", "or",      "not",      "in",
                                                       "is",  "missing", "contains", "matches"};

bool isReserved(const Token& token) {
  return token.kind == Token::Kind::Word &&
         std::find(kReserved.begin(), kReserved.end(), token.text) != kReserved.end();
}

std::string spokenToken(const Token& token) {
  return token.kind == Token::Kind::End ? "the end of the condition"
                                        : fmt::format("'{}'", shorten(token.text, 40));
}

std::optional<Comparator> comparatorOf(const Token& token) {
  constexpr std::array<Comparator, 6> kAll = {Comparator::Equal,   Comparator::NotEqual,
                                              Comparator::Less,    Comparator::LessEqual,
                                              Comparator::Greater, Comparator::GreaterEqual};
  for (const auto comparator : kAll) {
    if (token.isSymbol(toString(comparator))) return comparator;
  }
  return std::nullopt;
}

/// Recursive descent, one function a line of the grammar. After the first mistake every function returns at
/// once; what it returns is then thrown away.
class Parser {
 public:
  Parser(std::vector<Token> tokens, std::vector<Mistake>& mistakes)
      : tokens_(std::move(tokens)), mistakes_(mistakes) {}

  std::optional<Tree> run() {
    Tree tree = chain(Tree::Kind::Or);
    if (!failed_ && peek().kind != Token::Kind::End) {
      const bool second = comparatorOf(peek()).has_value();
      const bool like = peek().isWord("like") || peek().isWord("ilike");
      fail(fmt::format("{} can't stand here", spokenToken(peek())),
           second ? "a comparison has two sides; join two comparisons with `and`"
           : like ? "write `contains`, or `matches` with a pattern"
                  : "join comparisons with `and` or `or`; text stands in quotes");
    }
    if (failed_) return std::nullopt;
    return tree;
  }

 private:
  [[nodiscard]] const Token& peek(std::size_t ahead = 0) const {
    return tokens_[std::min(at_ + ahead, tokens_.size() - 1)];
  }
  const Token& take() {
    const Token& token = peek();
    if (at_ + 1 < tokens_.size()) ++at_;
    return token;
  }
  bool accept(std::string_view word) {
    if (!peek().isWord(word)) return false;
    take();
    return true;
  }

  void fail(std::string message, std::string hint = {}) {
    if (!failed_) mistakes_.push_back({peek().place, std::move(message), std::move(hint)});
    failed_ = true;
  }

  void expectSymbol(std::string_view symbol, std::string_view hint) {
    if (peek().isSymbol(symbol)) {
      take();
    } else {
      fail(fmt::format("'{}' is expected here, not {}", symbol, spokenToken(peek())), std::string(hint));
    }
  }

  /// `or` over `and` over factors.
  Tree chain(Tree::Kind kind) {
    const bool outer = kind == Tree::Kind::Or;
    Tree first = outer ? chain(Tree::Kind::And) : factor();
    if (!peek().isWord(outer ? "or" : "and")) return first;
    Tree tree;
    tree.kind = kind;
    tree.place = peek().place;
    tree.children.push_back(std::move(first));
    while (!failed_ && accept(outer ? "or" : "and")) {
      tree.children.push_back(outer ? chain(Tree::Kind::And) : factor());
    }
    return tree;
  }

  Tree factor() {
    if (!peek().isWord("not")) return primary();
    Tree tree;
    tree.kind = Tree::Kind::Not;
    tree.place = take().place;
    if (peek().isWord("not")) {
      fail("'not' is given twice", "drop both");
    } else {
      tree.children.push_back(primary());
    }
    return tree;
  }

  Tree primary() {
    if (failed_) return {};
    if (!peek().isSymbol("(")) return comparison();
    if (depth_ == kDeepestCondition) {
      fail(fmt::format("brackets are nested more than {} deep", kDeepestCondition),
           "make several rules of it");
      return {};
    }
    take();
    ++depth_;
    Tree tree = chain(Tree::Kind::Or);
    --depth_;
    expectSymbol(")", "close the bracket");
    return tree;
  }

  Tree comparison() {
    Tree tree;
    tree.place = peek().place;
    tree.left = operand();
    if (failed_) return tree;
    if (const auto comparator = comparatorOf(peek())) {
      tree.kind = Tree::Kind::Compare;
      tree.comparator = *comparator;
      tree.place = take().place;
      tree.right = operand();
      return tree;
    }
    if (peek().isWord("is")) return missing(std::move(tree));
    const bool negated = peek().isWord("not");
    const Token& word = peek(negated ? 1 : 0);
    if (word.isWord("in")) return in(std::move(tree), negated);
    if (word.isWord("contains")) return search(std::move(tree), Tree::Kind::Contains, negated);
    if (word.isWord("matches")) return search(std::move(tree), Tree::Kind::Matches, negated);
    if (negated) {
      take();
      fail(fmt::format("'in', 'contains' or 'matches' is expected after 'not', not {}", spokenToken(peek())));
    }
    tree.kind = Tree::Kind::Alone;
    return tree;
  }

  Tree missing(Tree tree) {
    tree.kind = Tree::Kind::Missing;
    tree.place = take().place;
    tree.negated = accept("not");
    if (!accept("missing"))
      fail("'missing' is expected after 'is'", "write `is missing` or `is not missing`");
    return tree;
  }

  Tree in(Tree tree, bool negated) {
    constexpr std::string_view kListHint = "a list is written [red, amber]";
    tree.kind = Tree::Kind::In;
    tree.negated = negated;
    if (negated) take();
    tree.place = take().place;
    expectSymbol("[", kListHint);
    while (!failed_) {
      tree.list.push_back(operand());
      if (!peek().isSymbol(",")) break;
      take();
    }
    expectSymbol("]", kListHint);
    return tree;
  }

  Tree search(Tree tree, Tree::Kind kind, bool negated) {
    tree.kind = kind;
    tree.negated = negated;
    if (negated) take();
    tree.place = take().place;
    if (peek().kind != Token::Kind::Text) {
      fail(fmt::format("a text in quotes is expected here, not {}", spokenToken(peek())),
           "for example \"board\"");
      return tree;
    }
    tree.right = operand();
    return tree;
  }

  Operand operand() {
    Operand operand;
    operand.place = peek().place;
    if (failed_ || !value(operand)) return operand;
    while (!failed_ && (peek().isSymbol("+") || peek().isSymbol("-"))) shift(operand);
    return operand;
  }

  bool value(Operand& operand) {
    const Token& token = peek();
    switch (token.kind) {
      case Token::Kind::Word:
        operand.kind = token.text == "today" ? Operand::Kind::Today : Operand::Kind::Word;
        if (operand.kind == Operand::Kind::Word) operand.text = token.text;
        break;
      case Token::Kind::Text:
        operand.kind = Operand::Kind::Text;
        operand.text = token.text;
        break;
      case Token::Kind::Number:
        operand.kind = Operand::Kind::Number;
        operand.number = token.number;
        break;
      case Token::Kind::Date:
        operand.kind = Operand::Kind::Date;
        operand.date = token.date;
        break;
      case Token::Kind::Duration:
        fail(fmt::format("the duration '{}' needs a day to count from", token.text),
             "for example today - 2w");
        return false;
      case Token::Kind::Symbol:
      case Token::Kind::End:
        fail(fmt::format("a field or a value is expected here, not {}", spokenToken(token)));
        return false;
    }
    if (isReserved(token)) {
      fail(fmt::format("a field or a value is expected here, not '{}'", token.text));
      return false;
    }
    take();
    return true;
  }

  void shift(Operand& operand) {
    const bool back = take().isSymbol("-");
    const Token& token = peek();
    if (token.kind != Token::Kind::Duration) {
      fail(fmt::format("a duration is expected here, not {}", spokenToken(token)),
           "for example 3d, 10wd (working days), 2w, 1mo or 1y");
      return;
    }
    if (operand.shifts.size() == kMostShifts) {
      fail(fmt::format("more than {} durations in one place", kMostShifts), "add them up");
      return;
    }
    operand.shifts.push_back({back, token.span});
    operand.place.width = token.place.offset + token.place.width - operand.place.offset;
    take();
  }

  std::vector<Token> tokens_;
  std::vector<Mistake>& mistakes_;
  std::size_t at_ = 0;
  int depth_ = 0;
  bool failed_ = false;
};

}  // namespace

std::optional<Tree> parse(std::string_view condition, std::vector<Mistake>& mistakes) {
  const std::size_t before = mistakes.size();
  auto tokens = tokenize(condition, mistakes);
  if (mistakes.size() > before) return std::nullopt;
  return Parser(std::move(tokens), mistakes).run();
}

}  // namespace chaser::rules
