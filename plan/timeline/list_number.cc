// SPDX-License-Identifier: Apache-2.0
#include "plan/timeline/list_number.h"

#include <algorithm>
#include <array>

#include "plan/timeline/date_reader.h"
#include "plan/timeline/name_reader.h"
#include "plan/timeline/status.h"
#include "plan/timeline/words.h"

namespace chaser::plan::timeline {

namespace {

/// What a list may count with letters: `i` is the first of `i, ii, iii` and the ninth of `a, b, c`.
std::optional<int> numberOfLetters(const Token& token, int last) {
  constexpr std::array<std::string_view, 10> kRoman = {"i",  "ii",  "iii",  "iv", "v",
                                                       "vi", "vii", "viii", "ix", "x"};
  if (token.kind != Token::Kind::Word || token.word.size() > 4) return std::nullopt;
  const bool letter = token.word.size() == 1 && token.word[0] >= 'a' && token.word[0] <= 'z';
  const int asLetter = letter ? token.word[0] - 'a' + 1 : 0;
  if (letter && asLetter == last + 1) return asLetter;
  const auto* const found = std::find(kRoman.begin(), kRoman.end(), token.word);
  if (found != kRoman.end()) return static_cast<int>(found - kRoman.begin()) + 1;
  return letter && asLetter <= 8 ? std::optional(asLetter) : std::nullopt;
}

/// `a)`, `(ii)`, `b.`; capitals only in brackets that another letter follows (`(A) … (B)`), else they are a
/// basis.
std::optional<ListNumber> letterAt(const Tokens& t, std::size_t at, bool bracket, int last) {
  const auto number = numberOfLetters(t[at], last);
  if (!number) return std::nullopt;
  const bool mayBeBasis = bracket && t[at].isCapital() && last == 0;
  if (mayBeBasis && !hasSuccessor(t, at)) return std::nullopt;
  if (t[at + 1].isMark(')')) return ListNumber{*number, at + 2};
  // `c. March 2017` is about then, `ii.` an item only behind `i.`
  const bool mayBeDate = t[at].isWord("c") && readName(t, at + 2).has_value();
  const bool small =
      !t[at].isCapital() || t[at].word.size() > 1 || (t[at].isWord("i") && last == 0 && hasSuccessor(t, at));
  const bool stop = !bracket && small && t[at + 1].isMark('.') && t[at + 1].glued && !t[at + 2].glued &&
                    t[at + 2].kind != Token::Kind::Break &&
                    (t[at].word.size() == 1 ? *number == 1 || last > 0 || !mayBeDate : *number == last + 1);
  return stop ? std::optional(ListNumber{*number, at + 2}) : std::nullopt;
}

/// `1.1 Feb 2017`: a number with a part, before what a list of dates may hold.
std::optional<ListNumber> partAt(const Tokens& t, std::size_t i) {
  const bool part = t[i + 1].isMark('.') && t[i + 1].glued && t[i + 2].isNumber() && t[i + 2].glued &&
                    digits(t[i + 2]) <= 2 && !t[i + 3].glued;
  if (!part || readNumeric(t, i)) return std::nullopt;
  const bool holds = readName(t, i + 3) || readStatus(t, i + 3, i + 3);
  return holds ? std::optional(ListNumber{t[i].number, i + 3}) : std::nullopt;
}

/// `3-6 MONTHS` counts time.
bool isSpanUnit(const Token& token) {
  return token.isOneOf({"days", "weeks", "months", "years", "mths", "wks", "yrs", "hours", "working"});
}

/// `1-3 Complete`, `1 Complete`, `3 March 2017` behind two of these.
std::optional<ListNumber> bareAt(const Tokens& t, std::size_t i, int last, bool lastWasBare) {
  const bool range = t[i + 1].isMark('-') && t[i + 2].isNumber() && t[i + 2].number > t[i].number &&
                     t[i + 2].number <= t[i].number + 20 && t[i + 3].isCapital() && !monthAt(t, i + 3) &&
                     !isSpanUnit(t[i + 3]);
  if (range) return ListNumber{t[i].number, i + 3, false};
  if (t[i].number != last + 1 || t[i + 1].glued) return std::nullopt;
  const auto status = t[i + 1].isCapital() ? readStatus(t, i + 1, i + 1) : std::nullopt;
  const bool begins = status && status->kind != StatusWord::Kind::Recurring;
  const bool goesOn = lastWasBare && last >= 2 && monthAt(t, i + 1);
  return begins || goesOn ? std::optional(ListNumber{t[i].number, i + 1, true}) : std::nullopt;
}

}  // namespace

bool hasSuccessor(const Tokens& t, std::size_t at) {
  constexpr std::size_t kReach = 80;
  const bool capital = t[at].isCapital();
  const std::string_view next = t[at].isWord("i") ? (capital ? "II" : "ii") : (capital ? "B" : "b");
  const std::size_t end = std::min(t.size(), at + kReach);
  for (std::size_t i = at > kReach ? at - kReach : 0; i < end; ++i) {
    if (t[i].text == next && t[i + 1].mark == t[at + 1].mark) return true;
  }
  return false;
}

std::optional<ListNumber> listNumber(const Tokens& t, std::size_t i, int last, bool lastWasBare) {
  const bool bracket = t[i].isMark('(');
  const std::size_t at = i + (bracket ? 1 : 0);
  if (t[at].kind == Token::Kind::Word) return letterAt(t, at, bracket, last);
  if (digits(t[at]) < 1 || digits(t[at]) > 2) return std::nullopt;
  const Token& after = t[at + 1];
  if (after.isMark(')')) return ListNumber{t[at].number, at + 2};
  if (bracket) return std::nullopt;
  if (const auto part = partAt(t, i)) return part;
  const bool decimal = t[i + 2].isNumber() && (t[i + 2].glued || readNumeric(t, i));
  const bool dotted =
      monthAt(t, i + 2) && t[i + 2].glued && isSeparator(t[i + 3], "./-") && t[i + 3].glued && t[i + 4].glued;
  if (dotted) return std::nullopt;  // `31.March.2017`
  if ((after.isMark('.') || after.isMark(':')) && !decimal) return ListNumber{t[i].number, i + 2};
  return bareAt(t, i, last, lastWasBare);
}

}  // namespace chaser::plan::timeline
