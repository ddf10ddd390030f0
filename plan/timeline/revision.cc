// SPDX-License-Identifier: Apache-2.0
#include "plan/timeline/revision.h"

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
         token.isOneOf({"to",      "until",    "till",    "for",      "from",        "is",     "the", "back",
                        "forward", "over",     "on",      "by",       "end",         "of",     "in",  "into",
                        "agreed",  "approved", "granted", "expected", "anticipated", "planned"});
}

bool isLater(const Tokens& t, std::size_t i) {
  if (t[i].isWord("new")) return namesDate(t[i + 1]) || t[i + 1].isMark(':');
  return movesDate(t[i]) || t[i].isOneOf({"revised", "amended", "now", "extension", "revision"});
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

bool movesDate(const Token& token) {
  return token.isOneOf({"extended", "moved", "slipped", "deferred", "rescheduled", "postponed", "delayed",
                        "pushed", "carried", "changed", "rolled", "put", "replanned", "rephased", "scheduled",
                        "brought"});
}

RevisionAt revisionBefore(const Tokens& t, std::size_t floor, const Period& period) {
  for (std::size_t i = period.core; i > floor && i + kMaxBetween > period.core; --i) {
    const std::size_t at = i - 1;
    if (isEarlier(t, at, period.core)) return {Revision::Earlier, beginOf(t, floor, at), period.begin};
    const bool later = isLater(t, at) && !t[at].isOneOf({"put", "brought", "rolled", "scheduled"});
    const bool phrase = (t[at].isOneOf({"put", "rolled"}) && t[at + 1].isOneOf({"back", "over"})) ||
                        (t[at].isWord("brought") && t[at + 1].isWord("forward")) ||
                        (t[at].isWord("scheduled") && at > floor + 1 && t[at - 2].isWord("re"));
    if (later || phrase) return {Revision::Later, beginOf(t, floor, at), period.begin};
    if (!isBetween(t[at])) break;
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
