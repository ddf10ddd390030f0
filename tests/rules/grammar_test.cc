// SPDX-License-Identifier: Apache-2.0
#include "rules/grammar.h"

#include <gtest/gtest.h>

#include <cctype>
#include <functional>
#include <map>
#include <set>

#include "rules/condition.h"
#include "rules/parser.h"
#include "tests/rules/random_conditions.h"

/// The grammar in the manual is the parser's: what it allows is read, and what is valid it allows.
namespace chaser::rules {
namespace {

using testing::Chance;

/// The manual's notation, read by a parser of its own.
struct Piece {
  enum class Kind { Choice, Sequence, Optional, Repeat, Word, Name } kind = Kind::Sequence;
  std::string text;  // of Word and Name
  std::vector<Piece> parts;
};

class Notation {
 public:
  explicit Notation(std::string_view text) : text_(text) {}
  Piece choice() {
    Piece choice{Piece::Kind::Choice, {}, {sequence()}};
    while (next() == '|') {
      ++at_;
      choice.parts.push_back(sequence());
    }
    return choice;
  }
  [[nodiscard]] bool atEnd() { return next() == '\0'; }

 private:
  char next() {
    while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_])) != 0) ++at_;
    return at_ < text_.size() ? text_[at_] : '\0';
  }
  Piece enclosed(Piece::Kind kind, char close) {
    ++at_;
    Piece piece{kind, {}, {choice()}};
    EXPECT_EQ(next(), close);
    ++at_;
    return piece;
  }
  Piece sequence() {
    Piece sequence;
    for (;;) {
      const char c = next();
      if (c == '[') {
        sequence.parts.push_back(enclosed(Piece::Kind::Optional, ']'));
      } else if (c == '{') {
        sequence.parts.push_back(enclosed(Piece::Kind::Repeat, '}'));
      } else if (c == '(') {
        sequence.parts.push_back(enclosed(Piece::Kind::Sequence, ')'));
      } else if (c == '"') {
        const auto end = text_.find('"', at_ + 1);
        sequence.parts.push_back({Piece::Kind::Word, std::string(text_.substr(at_ + 1, end - at_ - 1)), {}});
        at_ = end + 1;
      } else if (std::isalpha(static_cast<unsigned char>(c)) != 0) {
        const auto begin = at_;
        while (at_ < text_.size() && std::isalpha(static_cast<unsigned char>(text_[at_])) != 0) ++at_;
        sequence.parts.push_back({Piece::Kind::Name, std::string(text_.substr(begin, at_ - begin)), {}});
      } else {
        return sequence;
      }
    }
  }
  std::string_view text_;
  std::size_t at_ = 0;
};

class Grammar {
 public:
  Grammar() {
    for (const auto& production : grammar()) {
      if (production.body.empty()) continue;
      Notation notation(production.body);
      productions_[std::string(production.name)] = notation.choice();
      EXPECT_TRUE(notation.atEnd()) << production.name;
    }
  }

  /// A random sentence; what is spelt by letters comes from `spell`.
  std::string sentence(Chance& chance, int depth) {
    return write(productions_.at("condition"), chance, depth);
  }

  /// Whether these tokens are a condition.
  bool allows(const std::vector<Token>& tokens) {
    tokens_ = &tokens;
    const auto ends = read(productions_.at("condition"), 0);
    return ends.count(tokens.size() - 1) != 0;  // the last one is End
  }

 private:
  static std::string spelt(const std::string& name, Chance& chance) {
    if (name == "field") return chance.of<const char*>({"due", "rag", "OWNER", "review", "next_due"});
    if (name == "word") return chance.of<const char*>({"green", "off-track", "yes", "No"});
    if (name == "text") return chance.of<const char*>({"\"a board\"", "'x'", "\"and\"", "\"\\\"\""});
    if (name == "number") return chance.of<const char*>({"0", "12", "999999999"});
    if (name == "date") return "2017-03-31";
    if (name == "duration") return chance.of<const char*>({"3d", "10wd", "2w", "0mo", "1y"});
    ADD_FAILURE() << "nothing is said of '" << name << "'";
    return {};
  }

  std::string write(const Piece& piece, Chance& chance, int depth) {
    switch (piece.kind) {
      case Piece::Kind::Choice: {
        // Deep down the choices that end it: never brackets again.
        const auto& part =
            piece.parts[static_cast<std::size_t>(chance.upTo(static_cast<int>(piece.parts.size())))];
        const bool again = depth <= 0 && part.parts.size() == 3 && part.parts.front().text == "(";
        return write(again ? piece.parts.front() : part, chance, depth);
      }
      case Piece::Kind::Sequence: {
        std::string out;
        for (const auto& part : piece.parts) out += write(part, chance, depth);
        return out;
      }
      case Piece::Kind::Optional:
        return chance.oneIn(2) ? write(piece.parts.front(), chance, depth) : std::string();
      case Piece::Kind::Repeat: {
        std::string out;
        for (int left = chance.upTo(3); left > 0 && depth > 0; --left)
          out += write(piece.parts.front(), chance, depth - 1);
        return out;
      }
      case Piece::Kind::Word:
        return " " + piece.text + " ";
      case Piece::Kind::Name: {
        const auto production = productions_.find(piece.text);
        if (production == productions_.end()) return " " + spelt(piece.text, chance) + " ";
        return write(production->second, chance, depth - (piece.text == "condition" ? 2 : 0));
      }
    }
    return {};
  }

  [[nodiscard]] static bool isReservedWord(const std::string& word) {
    static const std::set<std::string> reserved{"and",     "or",       "not",     "in",   "is",
                                                "missing", "contains", "matches", "today"};
    return reserved.count(word) != 0;
  }

  [[nodiscard]] bool isSpelt(const std::string& name, const Token& token) const {
    if (name == "field" || name == "word")
      return token.kind == Token::Kind::Word && !isReservedWord(token.text);
    if (name == "text") return token.kind == Token::Kind::Text;
    if (name == "number") return token.kind == Token::Kind::Number;
    if (name == "date") return token.kind == Token::Kind::Date;
    if (name == "duration") return token.kind == Token::Kind::Duration;
    return false;
  }

  /// Every place at which the piece may end that begins here.
  std::set<std::size_t> read(const Piece& piece, std::size_t at) {
    std::set<std::size_t> ends;
    const Token& token = (*tokens_)[std::min(at, tokens_->size() - 1)];
    switch (piece.kind) {
      case Piece::Kind::Choice:
        for (const auto& part : piece.parts) ends.merge(read(part, at));
        return ends;
      case Piece::Kind::Sequence:
        ends.insert(at);
        for (const auto& part : piece.parts) {
          std::set<std::size_t> further;
          for (const auto end : ends) further.merge(read(part, end));
          ends = std::move(further);
        }
        return ends;
      case Piece::Kind::Optional:
        ends = read(piece.parts.front(), at);
        ends.insert(at);
        return ends;
      case Piece::Kind::Repeat: {
        std::set<std::size_t> fresh{at};
        while (!fresh.empty()) {
          ends.insert(fresh.begin(), fresh.end());
          std::set<std::size_t> further;
          for (const auto end : fresh) further.merge(read(piece.parts.front(), end));
          fresh.clear();
          for (const auto end : further) {
            if (ends.count(end) == 0) fresh.insert(end);
          }
        }
        return ends;
      }
      case Piece::Kind::Word:
        if (token.isWord(piece.text) || token.isSymbol(piece.text)) ends.insert(at + 1);
        return ends;
      case Piece::Kind::Name: {
        const auto production = productions_.find(piece.text);
        if (production != productions_.end()) return read(production->second, at);
        if (isSpelt(piece.text, token)) ends.insert(at + 1);
        return ends;
      }
    }
    return ends;
  }

  std::map<std::string, Piece> productions_;
  const std::vector<Token>* tokens_ = nullptr;
};

std::vector<Token> tokensOf(std::string_view text) {
  std::vector<Mistake> mistakes;
  return tokenize(text, mistakes);
}

TEST(TheGrammar, AllowsNothingThatTheParserDoesNotRead) {
  Grammar grammar;
  Chance chance(11);
  std::size_t longest = 0;
  for (int i = 0; i < 5000; ++i) {
    const auto sentence = grammar.sentence(chance, 3);
    std::vector<Mistake> mistakes;
    const auto tree = parse(sentence, mistakes);
    ASSERT_TRUE(tree.has_value()) << sentence << "\n" << mistakes.front().message;
    longest = std::max(longest, sentence.size());
  }
  EXPECT_GT(longest, 200U);
}

TEST(TheGrammar, AllowsEveryConditionThatIsValid) {
  Grammar grammar;
  Chance chance(12);
  for (int i = 0; i < 1500; ++i) {
    const auto text = print(chance.condition());
    ASSERT_TRUE(grammar.allows(tokensOf(text))) << text;
  }
}

TEST(TheGrammar, AllowsOfAnyRowOfWordsWhatIsAConditionAndNothingThatIsNotRead) {
  Grammar grammar;
  Chance chance(13);
  const std::vector<std::string> words = {
      "due", "state", "review",  "owner",    "today", "open", "and",        "or", "not",
      "in",  "is",    "missing", "contains", "(",     ")",    "[",          "]",  ",",
      "+",   "-",     "=",       "<",        "2w",    "'x'",  "2017-03-31", "3"};
  int valid = 0;
  for (int i = 0; i < 40'000; ++i) {
    std::string text;
    for (int left = 1 + chance.upTo(7); left > 0; --left)
      text += words[static_cast<std::size_t>(chance.upTo(static_cast<int>(words.size())))] + " ";
    Diagnostics diagnostics;
    const bool compiles = Condition::compile(text, Over::Milestone, Position{}, diagnostics) != nullptr;
    std::vector<Mistake> mistakes;
    const bool isRead = parse(text, mistakes).has_value();
    const bool allowed = grammar.allows(tokensOf(text));
    ASSERT_TRUE(!compiles || allowed) << text << "is a condition";
    ASSERT_TRUE(!allowed || isRead) << text << "is allowed by the manual";
    valid += compiles ? 1 : 0;
  }
  EXPECT_GT(valid, 200);
}

/// A row of the example table: `due 2017-09-30, state open`.
struct ExampleRow {
  plan::ActionRecord record;
  Date today;
};

ExampleRow rowOf(std::string_view words, std::string_view today) {
  ExampleRow row;
  row.today = Date::parse(today).value();
  auto plan = std::make_shared<plan::Plan>();
  plan->ragKey = plan::defaultRagKey();
  plan::Milestone milestone;
  milestone.id = MilestoneId{1};
  auto& action = row.record.action;
  const std::map<std::string, std::function<void(const std::string&)>> fields = {
      {"on", [&](const auto& v) { row.today = Date::parse(v).value(); }},
      {"due", [&](const auto& v) { milestone.due = Date::parse(v); }},
      {"baseline_due", [&](const auto& v) { milestone.baselineDue = Date::parse(v); }},
      {"basis", [&](const auto& v) { milestone.basis = plan::parseBasis(v); }},
      {"state", [&](const auto& v) { milestone.state = plan::parseState(v).value(); }},
      {"slips", [&](const auto& v) { milestone.slips = std::stoi(v); }},
      {"review", [&](const auto& v) { milestone.review = v == "yes"; }},
      {"party", [&](const auto& v) { milestone.party = v; }},
      {"verified_by", [&](const auto& v) { milestone.verifiedBy = v; }},
      {"completed_by", [&](const auto& v) { milestone.completedBy = v; }},
      {"evidence", [&](const auto& v) { milestone.evidence = v; }},
      {"rag", [&](const auto& v) { action.rag = plan::parseRag(v); }},
      {"plan", [&](const auto& v) { plan->key = v; }},
      {"ref", [&](const auto& v) { action.ref = v; }},
      {"by_whom", [&](const auto& v) { action.byWhom = v; }},
      {"assurance", [&](const auto& v) { action.assurance = v; }},
      {"progress", [&](const auto& v) { action.progress = v; }},
  };
  while (!words.empty()) {
    const auto comma = words.find(", ");
    const auto one = words.substr(0, comma);
    const auto blank = one.find(' ');
    const std::string value(one.substr(blank + 1));
    const auto field = fields.find(std::string(one.substr(0, blank)));
    EXPECT_NE(field, fields.end()) << one;
    if (field != fields.end() && value != "missing") field->second(value);
    words = comma == std::string_view::npos ? std::string_view() : words.substr(comma + 2);
  }
  row.record.plan = std::move(plan);
  row.record.milestones.push_back(std::move(milestone));
  return row;
}

TEST(TheConstructs, HoldOnTheRowThatIsGivenForThemAndNotOnTheOther) {
  const Zone zone = Zone::named("Europe/London").value();
  const auto calendar = plan::WorkingCalendar::ofDivision("england-and-wales").value();
  for (const auto& construct : constructs()) {
    Diagnostics diagnostics;
    const auto condition = Condition::compile(construct.condition, Over::Milestone, Position{}, diagnostics);
    ASSERT_NE(condition, nullptr) << construct.condition;
    for (const bool holds : {true, false}) {
      const auto row = rowOf(holds ? construct.holdsOn : construct.notOn, construct.today);
      const plan::Row asked{row.record, &row.record.milestones.front(), row.today, zone};
      EXPECT_EQ(condition->evaluate(asked, calendar).holds, holds) << construct.condition;
    }
  }
}

/// Each word and sign of the grammar stands in an example.
TEST(TheConstructs, LeaveNothingOfTheGrammarOut) {
  std::set<std::string> shown;
  for (const auto& construct : constructs()) {
    for (const auto& token : tokensOf(construct.condition)) shown.insert(token.text);
  }
  for (const auto& production : grammar()) {
    std::string body(production.body);
    for (auto from = body.find('"'); from != std::string::npos; from = body.find('"', from + 1)) {
      const auto end = body.find('"', from + 1);
      EXPECT_EQ(shown.count(body.substr(from + 1, end - from - 1)), 1U)
          << body.substr(from + 1, end - from - 1);
      from = end;
    }
  }
}

}  // namespace
}  // namespace chaser::rules
