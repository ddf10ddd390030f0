// SPDX-License-Identifier: Apache-2.0
#include "plan/timeline/status.h"

#include <initializer_list>
#include <string_view>

#include "plan/timeline/name_reader.h"

namespace chaser::plan::timeline {

namespace {

struct StatusPhrase {
  StatusWord::Kind kind = StatusWord::Kind::Open;
  std::initializer_list<std::string_view> words;  ///< dashes between them are overlooked
};

const StatusPhrase kPhrases[] = {
    {StatusWord::Kind::Ongoing, {"ongoing"}},
    {StatusWord::Kind::Ongoing, {"on", "going"}},
    {StatusWord::Kind::Ongoing, {"continuous"}},
    {StatusWord::Kind::Ongoing, {"continuing"}},
    {StatusWord::Kind::Ongoing, {"continual"}},
    {StatusWord::Kind::Ongoing, {"rolling"}},
    {StatusWord::Kind::Ongoing, {"bau"}},
    {StatusWord::Kind::Ongoing, {"business", "as", "usual"}},
    {StatusWord::Kind::InProgress, {"in", "progress"}},
    {StatusWord::Kind::InProgress, {"underway"}},
    {StatusWord::Kind::InProgress, {"under", "way"}},
    {StatusWord::Kind::InProgress, {"on", "track"}},
    {StatusWord::Kind::Recurring, {"daily"}},
    {StatusWord::Kind::Recurring, {"weekly"}},
    {StatusWord::Kind::Recurring, {"fortnightly"}},
    {StatusWord::Kind::Recurring, {"monthly"}},
    {StatusWord::Kind::Recurring, {"bimonthly"}},
    {StatusWord::Kind::Recurring, {"quarterly"}},
    {StatusWord::Kind::Recurring, {"termly"}},
    {StatusWord::Kind::Recurring, {"annually"}},
    {StatusWord::Kind::Recurring, {"biannually"}},
    {StatusWord::Kind::Recurring, {"annual"}},
    {StatusWord::Kind::Recurring, {"yearly"}},
    {StatusWord::Kind::Recurring, {"regularly"}},
    {StatusWord::Kind::Recurring, {"twice", "a", "year"}},
    {StatusWord::Kind::Recurring, {"twice", "yearly"}},
    {StatusWord::Kind::Immediate, {"immediate"}},
    {StatusWord::Kind::Immediate, {"immediately"}},
    {StatusWord::Kind::Immediate, {"with", "immediate", "effect"}},
    {StatusWord::Kind::Open, {"asap"}},
    {StatusWord::Kind::Open, {"as", "soon", "as", "possible"}},
    {StatusWord::Kind::Open, {"tbc"}},
    {StatusWord::Kind::Open, {"tba"}},
    {StatusWord::Kind::Open, {"tbd"}},
    {StatusWord::Kind::Open, {"to", "be", "confirmed"}},
    {StatusWord::Kind::Open, {"to", "be", "advised"}},
    {StatusWord::Kind::Open, {"to", "be", "determined"}},
    {StatusWord::Kind::Open, {"to", "be", "decided"}},
    {StatusWord::Kind::Open, {"not", "started"}},
    {StatusWord::Kind::Open, {"not", "yet", "started"}},
    {StatusWord::Kind::Open, {"not", "commenced"}},
    {StatusWord::Kind::Open, {"not", "complete"}},
    {StatusWord::Kind::Open, {"not", "completed"}},
    {StatusWord::Kind::Open, {"not", "yet", "complete"}},
    {StatusWord::Kind::Open, {"not", "yet", "completed"}},
    {StatusWord::Kind::Open, {"incomplete"}},
    {StatusWord::Kind::Open, {"outstanding"}},
    {StatusWord::Kind::Open, {"overdue"}},
    {StatusWord::Kind::Open, {"pending"}},
    {StatusWord::Kind::Open, {"not", "due"}},
    {StatusWord::Kind::Open, {"not", "applicable"}},
    {StatusWord::Kind::Open, {"awaiting"}},
};

std::optional<std::size_t> phraseEnd(const Tokens& t, std::size_t i, const StatusPhrase& phrase) {
  bool first = true;
  for (const std::string_view word : phrase.words) {
    if (!first && t[i].isMark('-')) ++i;
    if (!t[i].isWord(word)) return std::nullopt;
    first = false;
    ++i;
  }
  return i;
}

/// `every two months`, `each quarter`, `per annum`.
std::optional<std::size_t> recurrenceEnd(const Tokens& t, std::size_t i) {
  if (!t[i].isOneOf({"every", "each", "per"})) return std::nullopt;
  std::size_t j = i + 1;
  if (countAt(t, j) || t[j].isOneOf({"other"})) ++j;
  if (!t[j].isOneOf(
          {"day", "days", "week", "weeks", "month", "months", "quarter", "term", "year", "years", "annum"})) {
    return std::nullopt;
  }
  return j + 1;
}

bool isCompletion(const Token& token) {
  return token.isOneOf({"complete", "completed", "done", "finished", "achieved", "delivered", "closed",
                        "implemented", "actioned", "concluded", "discharged"});
}

/// Whether a completion word at `at` states a fact.
bool isFact(const Tokens& t, std::size_t at, std::size_t floor) {
  for (std::size_t back = 1; back <= 3 && at >= floor + back; ++back) {
    const Token& before = t[at - back];
    if (before.kind == Token::Kind::Mark && !before.isMark('%')) break;
    if (before.isMark('%')) return t[at - back - 1].number == 100;
    if (before.isOneOf({"not",   "be",        "being",  "to",     "will",   "should", "must",
                        "shall", "partially", "partly", "nearly", "almost", "until",  "once",
                        "when",  "if",        "yet",    "never",  "cannot", "half"})) {
      return false;
    }
  }
  const bool first = at == floor || t[at - 1].isMark('-') || t[at - 1].isMark('.') || t[at - 1].isMark(')');
  const bool ordered =
      t[at].isWord("complete") && first && t[at + 1].kind == Token::Kind::Word && !t[at + 1].isCapital() &&
      !t[at + 1].isOneOf({"and", "as", "on", "in", "by", "with", "for", "at", "see", "but", "from", "since"});
  return !ordered || monthAt(t, at + 1).has_value();
}

bool isParticiple(const Token& token) {
  if (token.isOneOf({"planned", "scheduled", "expected", "proposed", "required", "needed", "anticipated",
                     "intended", "targeted", "revised", "estimated", "based", "related", "forecast", "need",
                     "agreed", "improved"})) {
    return false;
  }
  return token.isOneOf({"sent", "held", "met", "made", "given", "written", "fed", "taken", "undertaken",
                        "begun", "done"}) ||
         (token.kind == Token::Kind::Word && token.word.size() > 4 && token.word.ends_with("ed"));
}

}  // namespace

std::optional<StatusWord> readStatus(const Tokens& tokens, std::size_t at, std::size_t floor) {
  const Token& token = tokens[at];
  if (token.kind != Token::Kind::Word) return std::nullopt;
  for (const StatusPhrase& phrase : kPhrases) {
    if (const auto end = phraseEnd(tokens, at, phrase)) return StatusWord{phrase.kind, *end};
  }
  if (const auto end = recurrenceEnd(tokens, at)) return StatusWord{StatusWord::Kind::Recurring, *end};
  if (isCompletion(token) && isFact(tokens, at, floor)) return StatusWord{StatusWord::Kind::Complete, at + 1};
  if (token.isWord("n") && tokens[at + 1].isMark('/') && tokens[at + 2].isWord("a")) {
    return StatusWord{StatusWord::Kind::Open, at + 3};
  }
  return std::nullopt;
}

std::optional<BasisMark> readBasis(const Tokens& t, std::size_t at) {
  const bool round = t[at].isMark('(');
  if ((!round && !t[at].isMark('[')) || !t[at + 2].isMark(round ? ')' : ']')) return std::nullopt;
  const Token& letter = t[at + 1];
  const bool listItem = letter.word.size() == 1 && !letter.isCapital() && (at == 0 || t[at - 1].isBreak());
  if (listItem) return std::nullopt;
  if (letter.isOneOf({"i", "indicative", "ind"})) return BasisMark{Basis::Indicative, at + 3};
  if (letter.isOneOf({"a", "agreed"})) return BasisMark{Basis::Agreed, at + 3};
  return std::nullopt;
}

bool tellsOfThePast(const Tokens& t, std::size_t floor, std::size_t at) {
  if (at <= floor) return false;
  for (std::size_t i = floor; i < at && i < floor + 40; ++i) {
    if (t[i].isOneOf({"to", "will", "should", "must", "being", "shall", "plan", "planned"}) &&
        !t[at - 1].isWord("to")) {
      // A wish in the same clause, unless the deed itself stands right before the date.
      if (t[i + 1].isWord("be") || !t[i].isWord("to")) return false;
    }
  }
  for (std::size_t i = floor; i + 1 < at && i < floor + 40; ++i) {
    if (!t[i].isOneOf({"has", "have", "was", "were"})) continue;
    const std::size_t verb = i + (t[i + 1].isOneOf({"been", "now", "also"}) ? 2 : 1);
    if (isParticiple(t[verb]) || t[verb].isWord("agreed")) return true;
  }
  const std::size_t first = floor + (t[floor].isOneOf({"and", "then"}) ? 1 : 0);
  return isParticiple(t[at - 1]) || isParticiple(t[first]);
}

}  // namespace chaser::plan::timeline
