// SPDX-License-Identifier: Apache-2.0
#include "plan/timeline/basis.h"

#include "plan/timeline/list_number.h"
#include "plan/timeline/words.h"

namespace chaser::plan::timeline {

namespace {

std::optional<Basis> basisOf(const Token& token) {
  if (token.isOneOf({"i", "indicative", "ind", "provisional", "provisionally", "estimated", "estimate", "est",
                     "tentative", "tentatively"})) {
    return Basis::Indicative;
  }
  if (token.isOneOf({"a", "agreed", "confirmed"})) return Basis::Agreed;
  return std::nullopt;
}

/// `part (a)`, `recommendation 3(i)`: the letter tells which.
bool tellsWhich(const Tokens& t, std::size_t bracket) {
  if (bracket == 0) return false;
  std::size_t before = bracket - 1;
  if (before > 0 && digits(t[before]) > 0 && digits(t[before]) < 3 && t[bracket].glued) --before;
  return t[before].isOneOf({"part", "section", "recommendation", "rec", "action", "actions", "point", "item",
                            "paragraph", "para", "clause", "regulation", "objective", "appendix", "annex",
                            "option", "stage"});
}

bool describesDate(const Token& token) {
  return isSeparator(token, ":-.,(") ||
         token.isOneOf({"date", "deadline", "timescale", "target", "completion", "timeframe", "dates", "by",
                        "end", "of", "for", "due"});
}

}  // namespace

std::optional<BasisMark> readBasis(const Tokens& t, std::size_t at) {
  const bool round = t[at].isMark('(');
  if ((!round && !t[at].isMark('[')) || !t[at + 2].isMark(round ? ')' : ']')) return std::nullopt;
  const Token& letter = t[at + 1];
  const auto basis = basisOf(letter);
  if (!basis) return std::nullopt;
  if (letter.word.size() == 1) {
    const bool listItem = !letter.isCapital() && (at == 0 || t[at - 1].isBreak());
    const bool complete = t[at - 1].isOneOf({"complete", "completed"});
    if (listItem || hasSuccessor(t, at + 1) || (tellsWhich(t, at) && !complete)) return std::nullopt;
  }
  return BasisMark{*basis, at + 3};
}

std::optional<BasisMark> readBasisWord(const Tokens& t, std::size_t at, const Period& period,
                                       std::size_t clauseEnd) {
  const auto basis = t[at].word.size() > 1 ? basisOf(t[at]) : std::nullopt;
  if (!basis) return std::nullopt;
  if (at < period.core) {
    const bool opens = at == 0 || t[at - 1].kind != Token::Kind::Word;
    bool named = *basis == Basis::Indicative;
    for (std::size_t i = at + 1; i < period.core; ++i) {
      if (!describesDate(t[i])) return std::nullopt;
      named = named || t[i].isMark(':') || t[i].isOneOf({"date", "deadline", "timescale"});
    }
    return opens && named ? std::optional(BasisMark{*basis, at + 1}) : std::nullopt;
  }
  for (std::size_t i = period.end; i < at; ++i) {
    if (!isSeparator(t[i], "-,(:")) return std::nullopt;
  }
  const bool closes = at + 1 >= clauseEnd || t[at + 1].kind != Token::Kind::Word;
  return closes ? std::optional(BasisMark{*basis, at + 1}) : std::nullopt;
}

}  // namespace chaser::plan::timeline
