// SPDX-License-Identifier: Apache-2.0
#include "plan/timeline/revision.h"

#include "plan/timeline/name_reader.h"
#include "plan/timeline/words.h"

namespace chaser::plan::timeline {

namespace {

constexpr std::size_t kMaxBetween = 8;

bool namesDate(const Token& token) {
  return token.isOneOf({"date", "dates", "deadline", "target", "timescale", "timeframe", "timeline",
                        "completion", "due", "implementation", "delivery"});
}

bool isBetween(const Token& token) {
  return isSeparator(token, ":-,") || namesDate(token) ||
         token.isOneOf({"to",      "until",   "till",    "for",      "from",    "is",       "the",
                        "back",    "forward", "over",    "on",       "by",      "end",      "of",
                        "in",      "into",    "agreed",  "approved", "granted", "expected", "anticipated",
                        "planned", "again",   "further", "out",      "once",    "more",     "then"});
}

bool isDirection(const Token& token) {
  return token.isOneOf({"back", "over", "forward"});
}

/// Whether a date, a span or a mark before one stands here, beyond the small words that lead to it.
bool leadsToDate(const Tokens& t, std::size_t i) {
  constexpr std::size_t kMaxSmall = 6;
  const std::size_t limit = i + kMaxSmall;
  while (i < limit &&
         (isSeparator(t[i], ":-,(") ||
          t[i].isOneOf({"to",  "from", "until", "till", "by",      "for", "the",   "end",  "of",   "early",
                        "mid", "late", "a",     "an",   "further", "new", "again", "once", "more", "out"}))) {
    ++i;
  }
  const bool span = countAt(t, i) && t[i + 1].isOneOf({"day", "days", "week", "weeks", "month", "months",
                                                       "year", "years", "quarter", "term", "working"});
  return span || t[i].isOneOf({"next", "this", "tbc", "tba", "date"}) || readName(t, i);
}

bool isLater(const Tokens& t, std::size_t i) {
  if (t[i].isWord("new")) return namesDate(t[i + 1]) || t[i + 1].isMark(':');
  if (t[i].isWord("scheduled")) return i >= 2 && t[i - 2].isWord("re") && t[i - 1].isMark('-');
  return movesDate(t, i) || t[i].isOneOf({"revised", "amended", "now", "extension", "revision"});
}

bool isEarlier(const Tokens& t, std::size_t i, std::size_t core) {
  if (t[i].isWord("was")) return i + 1 == core || t[i + 1].isOneOf({"due", "originally", "previously"});
  if (t[i].isOneOf({"original", "previous", "old", "initial"}))
    return i + 1 >= core || namesDate(t[i + 1]) || t[i + 1].isMark(':');
  return t[i].isOneOf({"previously", "originally", "formerly", "initially"});
}

/// The words and the bracket that belong to a cue: `has been extended`, `(was`.
std::size_t beginOf(const Tokens& t, std::size_t floor, std::size_t i) {
  while (i > floor && (t[i - 1].isOneOf({"has", "been", "is", "have", "date", "was", "now", "then", "re"}) ||
                       isSeparator(t[i - 1], "(-"))) {
    --i;
  }
  return i;
}

}  // namespace

bool mayMoveDate(const Token& token) {
  return token.isOneOf({"extended", "moved", "slipped", "deferred", "rescheduled", "postponed", "delayed",
                        "pushed", "carried", "changed", "rolled", "put", "replanned", "rephased", "scheduled",
                        "brought"});
}

bool movesDate(const Tokens& t, std::size_t at) {
  if (!mayMoveDate(t[at])) return false;
  if (t[at].isOneOf({"put", "brought", "rolled", "carried"})) return isDirection(t[at + 1]);
  if (t[at].isOneOf({"moved", "changed", "extended", "pushed"}))
    return isDirection(t[at + 1]) || leadsToDate(t, at + 1);
  return true;
}

std::optional<std::size_t> moveEndingAt(const Tokens& t, std::size_t floor, std::size_t at) {
  while (at > floor && (isDirection(t[at - 1]) || namesDate(t[at - 1]))) --at;
  return at > floor && movesDate(t, at - 1) ? std::optional(at - 1) : std::nullopt;
}

bool standsAfterMove(const Tokens& t, std::size_t floor, std::size_t at) {
  const auto move = moveEndingAt(t, floor, at);
  if (!move) return false;
  std::size_t begin = beginOf(t, floor, *move);
  while (begin > floor && (namesDate(t[begin - 1]) || t[begin - 1].isWord("the"))) --begin;
  return begin == floor || t[begin].kind != Token::Kind::Word || t[begin - 1].kind != Token::Kind::Word;
}

RevisionAt revisionBefore(const Tokens& t, std::size_t floor, const Period& period) {
  bool from = false;
  for (std::size_t i = period.core; i > floor && i + kMaxBetween > period.core; --i) {
    const std::size_t at = i - 1;
    if (isEarlier(t, at, period.core)) return {Revision::Earlier, beginOf(t, floor, at), period.begin};
    if (isLater(t, at)) {
      // `moved from March` names the earlier date, `moved from March to June` both.
      const bool earlier = from && !period.previously && period.sense == Period::Sense::At;
      return {earlier ? Revision::Earlier : Revision::Later, beginOf(t, floor, at), period.begin};
    }
    if (!isBetween(t[at])) break;
    from = from || t[at].isWord("from");
  }
  return {};
}

RevisionAt revisionBehind(const Tokens& t, const Period& period, std::size_t limit) {
  std::size_t i = period.end;
  while (i < limit && isSeparator(t[i], "(-,[")) ++i;
  if (i >= limit || (t[i + 1].kind == Token::Kind::Word && i + 1 < limit && !namesDate(t[i + 1]))) return {};
  const std::size_t end = i + 1 + (namesDate(t[i + 1]) ? 1 : 0);
  if (t[i].isOneOf({"revised", "new", "extended", "amended"})) return {Revision::Later, i, end};
  if (t[i].isOneOf({"original", "originally", "previously", "previous", "old", "superseded"}))
    return {Revision::Earlier, i, end};
  return {};
}

}  // namespace chaser::plan::timeline
