// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "plan/timeline/clause.h"
#include "plan/timeline/name_reader.h"

namespace chaser::plan::timeline {

namespace {

bool isPunctuation(const Token& token) {
  return token.kind == Token::Kind::Mark && !token.isMark('(') && !token.isMark('[');
}

/// A full stop ends a sentence when a blank or the end follows; one after a single letter (`e.g.`) does not.
bool endsSentence(const Tokens& t, std::size_t i) {
  if (t[i].isMark(';')) return true;
  if (!t[i].isMark('.') || t[i + 1].glued) return false;
  return i == 0 || t[i - 1].kind != Token::Kind::Word || t[i - 1].text.size() > 1;
}

/// The number of a list at a line's beginning: `1.`, `2)`, `(3)`, `1-3 Complete`, `a)`.
struct ListNumber {
  int number = 0;
  std::size_t end = 0;
};

std::optional<ListNumber> listNumber(const Tokens& t, std::size_t i) {
  const bool bracket = t[i].isMark('(');
  const std::size_t at = i + (bracket ? 1 : 0);
  const bool letter = t[at].kind == Token::Kind::Word && t[at].text.size() == 1 && t[at].text[0] >= 'a' &&
                      t[at].text[0] <= 'h';
  if (letter)
    return t[at + 1].isMark(')') ? std::optional(ListNumber{t[at].text[0] - 'a' + 1, at + 2}) : std::nullopt;
  if (!t[at].isNumber() || t[at].text.size() > 2) return std::nullopt;
  const Token& after = t[at + 1];
  if (after.isMark(')')) return ListNumber{t[at].number, at + 2};
  if (bracket) return std::nullopt;
  const bool decimal = t[i + 2].isNumber() && t[i + 2].glued;
  if ((after.isMark('.') || after.isMark(':')) && !decimal) return ListNumber{t[i].number, i + 2};
  const bool range = after.isMark('-') && t[i + 2].isNumber() && t[i + 2].number > t[i].number &&
                     t[i + 2].number <= t[i].number + 20 && t[i + 3].isCapital() && !monthAt(t, i + 3);
  if (range) return ListNumber{t[i].number, i + 3};
  return std::nullopt;
}

/// `Q4 (Jan-Mar 2018)`: the bracket says in other words what stands before it.
bool explains(const Tokens& t, const std::vector<Period>& periods, const Period& next) {
  return !periods.empty() && !periods.back().doubt.empty() && next.due &&
         next.begin == periods.back().end + 1 && t[next.begin - 1].isMark('(') && t[next.end].isMark(')');
}

/// Cuts one sentence that has several periods, or a completion before a review.
class SentenceCutter {
 public:
  SentenceCutter(const Tokens& tokens, std::vector<Clause>& out) : tokens_(tokens), out_(out) {}

  void cut(const Clause& sentence, const std::vector<Period>& periods) {
    std::size_t begin = sentence.begin;
    std::size_t content = begin;
    while (content < sentence.end && isPunctuation(tokens_[content])) ++content;
    const bool dateFirst = !periods.empty() && periods.front().begin == content;
    for (std::size_t p = 0; p < periods.size(); ++p) {
      std::size_t end = sentence.end;
      if (p + 1 < periods.size())
        end = dateFirst ? before(periods[p + 1].begin, periods[p].end)
                        : behind(periods[p].end, periods[p + 1].begin);
      if (const auto review = reviewAfterCompletion(begin, periods[p].begin)) {
        add(sentence, begin, *review, std::nullopt);
        begin = *review;
      }
      add(sentence, begin, end, periods[p]);
      begin = end;
    }
    if (periods.empty()) add(sentence, begin, sentence.end, std::nullopt);
  }

 private:
  /// Beyond the letter and the brackets that close a period.
  [[nodiscard]] std::size_t behind(std::size_t end, std::size_t limit) const {
    while (end < limit) {
      if (const auto basis = readBasis(tokens_, end)) {
        end = basis->end;
      } else if (isPunctuation(tokens_[end])) {
        ++end;
      } else {
        break;
      }
    }
    return std::min(end, limit);
  }

  /// Where the next date's clause begins: its review belongs to it (`March 2017, review June 2017`).
  [[nodiscard]] std::size_t before(std::size_t begin, std::size_t floor) const {
    while (begin > floor && tokens_[begin - 1].isOneOf({"review", "reviewed", "next", "be", "to"})) --begin;
    return begin;
  }

  /// `Complete, review March 2017` holds two things.
  [[nodiscard]] std::optional<std::size_t> reviewAfterCompletion(std::size_t begin,
                                                                 std::size_t period) const {
    bool complete = false;
    for (std::size_t i = begin; i < period; ++i) {
      const auto status = readStatus(tokens_, i, begin);
      if (status && status->kind == StatusWord::Kind::Complete) complete = true;
      const bool review = tokens_[i].isWord("review") || tokens_[i].isWord("reviewed");
      if (complete && review && i > begin && isPunctuation(tokens_[i - 1])) return i;
    }
    return std::nullopt;
  }

  void add(const Clause& sentence, std::size_t begin, std::size_t end, std::optional<Period> period) {
    Clause clause = sentence;
    clause.begin = begin;
    clause.end = end;
    clause.period = std::move(period);
    if (begin != sentence.begin) {
      clause.newLine = false;
      clause.number.reset();
      clause.numberBegin = begin;
    }
    out_.push_back(std::move(clause));
  }

  const Tokens& tokens_;
  std::vector<Clause>& out_;
};

}  // namespace

std::vector<Clause> cutClauses(const Tokens& tokens, const TimelineOptions& options) {
  std::vector<Clause> clauses;
  SentenceCutter cutter(tokens, clauses);
  bool newLine = true;
  int lastNumber = -1;
  for (std::size_t i = 0; i < tokens.size();) {
    if (tokens[i].isBreak() || tokens[i].isMark('*')) {
      newLine = true;
      ++i;
      continue;
    }
    Clause sentence;
    sentence.newLine = newLine;
    sentence.numberBegin = i;
    // Within a line only the next number goes on with a list: `1. Training, March. 2. Audit, May.`
    const auto number = listNumber(tokens, i);
    if (number && (newLine || (lastNumber > 0 && number->number == lastNumber + 1))) {
      sentence.number = lastNumber = number->number;
      i = number->end;
    }
    sentence.begin = i;
    std::vector<Period> periods;
    std::size_t floor = i;
    while (i < tokens.size() && !tokens[i].isBreak() && !tokens[i].isMark('*')) {
      if (auto period = readPeriod(tokens, i, floor, options)) {
        i = floor = period->end;
        if (explains(tokens, periods, *period)) {
          periods.back().earliest = period->earliest;
          periods.back().due = period->due;
          periods.back().doubt = period->doubt;
          periods.back().end = i = floor = period->end + 1;
        } else {
          periods.push_back(std::move(*period));
        }
        continue;
      }
      if (endsSentence(tokens, i++)) break;
    }
    sentence.end = i;
    newLine = false;
    cutter.cut(sentence, periods);
  }
  return clauses;
}

}  // namespace chaser::plan::timeline
