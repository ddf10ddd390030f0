// SPDX-License-Identifier: Apache-2.0
#include "plan/timeline/status.h"

#include <initializer_list>
#include <string_view>

#include "plan/timeline/name_reader.h"
#include "plan/timeline/revision.h"
#include "plan/timeline/words.h"

namespace chaser::plan::timeline {

namespace {

struct StatusPhrase {
  StatusWord::Kind kind = StatusWord::Kind::Open;
  std::initializer_list<std::string_view> words;  ///< dashes and stops between them are overlooked
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
    {StatusWord::Kind::InProgress, {"completed", "in", "part"}},
    {StatusWord::Kind::InProgress, {"complete", "in", "part"}},
    {StatusWord::Kind::InProgress, {"underway"}},
    {StatusWord::Kind::InProgress, {"under", "way"}},
    {StatusWord::Kind::Immediate, {"immediate"}},
    {StatusWord::Kind::Immediate, {"immediately"}},
    {StatusWord::Kind::Immediate, {"forthwith"}},
    {StatusWord::Kind::Immediate, {"straight", "away"}},
    {StatusWord::Kind::Immediate, {"at", "once"}},
    {StatusWord::Kind::Immediate, {"with", "immediate", "effect"}},
    {StatusWord::Kind::Open, {"asap"}},
    {StatusWord::Kind::Open, {"a", "s", "a", "p"}},
    {StatusWord::Kind::Open, {"urgent"}},
    {StatusWord::Kind::Open, {"urgently"}},
    {StatusWord::Kind::Open, {"as", "soon", "as", "possible"}},
    {StatusWord::Kind::Unconfirmed, {"tbc"}},
    {StatusWord::Kind::Unconfirmed, {"tba"}},
    {StatusWord::Kind::Unconfirmed, {"tbd"}},
    {StatusWord::Kind::Unconfirmed, {"to", "be", "confirmed"}},
    {StatusWord::Kind::Unconfirmed, {"to", "be", "advised"}},
    {StatusWord::Kind::Unconfirmed, {"to", "be", "determined"}},
    {StatusWord::Kind::Unconfirmed, {"to", "be", "decided"}},
    {StatusWord::Kind::Unconfirmed, {"t", "b", "c"}},
    {StatusWord::Kind::Unconfirmed, {"to", "be", "arranged"}},
    {StatusWord::Kind::Unconfirmed, {"dates", "to", "be", "agreed"}},
    {StatusWord::Kind::Unconfirmed, {"date", "to", "be", "agreed"}},
    {StatusWord::Kind::Unconfirmed, {"to", "be", "set"}},
    {StatusWord::Kind::Dropped, {"superseded"}},
    {StatusWord::Kind::Dropped, {"withdrawn"}},
    {StatusWord::Kind::Dropped, {"cancelled"}},
    {StatusWord::Kind::Dropped, {"no", "longer", "required"}},
    {StatusWord::Kind::Dropped, {"no", "longer", "applicable"}},
    {StatusWord::Kind::Dropped, {"no", "longer", "relevant"}},
    {StatusWord::Kind::Dropped, {"no", "longer", "needed"}},
    {StatusWord::Kind::Open, {"on", "track"}},
    {StatusWord::Kind::Open, {"on", "target"}},
    {StatusWord::Kind::Open, {"on", "schedule"}},
    {StatusWord::Kind::Open, {"on", "hold"}},
    {StatusWord::Kind::Open, {"paused"}},
    {StatusWord::Kind::Open, {"deferred"}},
    {StatusWord::Kind::Open, {"delayed"}},
    {StatusWord::Kind::Open, {"postponed"}},
    {StatusWord::Kind::Open, {"slipped"}},
    {StatusWord::Kind::Open, {"not", "implemented"}},
    {StatusWord::Kind::Open, {"not", "achieved"}},
    {StatusWord::Kind::Open, {"not", "delivered"}},
    {StatusWord::Kind::Open, {"not", "met"}},
    {StatusWord::Kind::Open, {"not", "in", "place"}},
    {StatusWord::Kind::Open, {"not", "yet", "implemented"}},
    {StatusWord::Kind::Open, {"yet", "to", "start"}},
    {StatusWord::Kind::Open, {"yet", "to", "commence"}},
    {StatusWord::Kind::Open, {"yet", "to", "be", "started"}},
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
    if (!first && isSeparator(t[i], "-.")) ++i;
    if (!t[i].isWord(word)) return std::nullopt;
    first = false;
    ++i;
  }
  return i;
}

bool isUnit(const Token& token) {
  return token.isOneOf({"day", "days", "week", "weeks", "fortnight", "month", "months", "quarter", "quarters",
                        "term", "year", "years", "annum", "shift", "morning", "night"});
}

/// `every two months`, `each quarter`, `per annum`, `every April`.
std::optional<std::size_t> afterEvery(const Tokens& t, std::size_t i) {
  if (!t[i].isOneOf({"every", "each", "per"})) return std::nullopt;
  std::size_t j = i + 1;
  if (const auto day = dayAt(t, j); day && day->end > j + 1) {
    j = day->end;
  } else if (countAt(t, j) || t[j].isOneOf({"other", "second", "third", "fourth", "single"})) {
    ++j;
  }
  if (t[j].isOneOf({"financial", "academic", "school", "calendar", "working", "half"})) ++j;
  const bool named =
      monthAt(t, j) || weekdayAt(t, j) || t[j].isOneOf({"spring", "summer", "autumn", "winter"});
  return isUnit(t[j]) || named ? std::optional(j + 1) : std::nullopt;
}

/// `once a month`, `four times a year`, `4 x per year`.
std::optional<std::size_t> afterTimes(const Tokens& t, std::size_t i) {
  std::size_t j = i;
  if (t[i].isOneOf({"once", "twice", "thrice"})) {
    j = i + 1;
  } else if (countAt(t, i) && t[i + 1].isOneOf({"times", "x"})) {
    j = i + 2;
  } else {
    return std::nullopt;
  }
  if (t[j].isOneOf({"yearly", "monthly", "weekly", "daily", "termly", "annually"})) return j + 1;
  if (t[j].isOneOf({"a", "an", "per", "each", "every"}) && isUnit(t[j + 1])) return j + 2;
  return std::nullopt;
}

/// `monthly`, `6-monthly`, `half termly`, `bi-annually`, `on a quarterly basis`.
std::optional<std::size_t> afterAdverb(const Tokens& t, std::size_t i) {
  std::size_t j = i;
  if (t[j].isWord("on") && t[j + 1].isOneOf({"a", "an"})) j += 2;
  if (t[j].isWord("at") && t[j + 1].isWord("least")) j += 2;
  if (countAt(t, j) || t[j].isOneOf({"bi", "half", "semi", "tri"})) ++j;
  if (j > i && t[j].isMark('-')) ++j;
  const bool recurs = t[j].isOneOf({"daily", "weekly", "fortnightly", "monthly", "bimonthly", "biweekly",
                                    "quarterly", "termly", "annually", "biannually", "biennially", "annual",
                                    "biannual", "yearly", "regularly", "hourly", "nightly"});
  const bool regular = j > i && t[j].isWord("regular");
  if (!recurs && !regular) return std::nullopt;
  return j + 1 + (t[j + 1].isWord("basis") ? 1 : 0);
}

std::optional<std::size_t> recurrenceEnd(const Tokens& t, std::size_t i) {
  for (const auto reader : {afterEvery, afterTimes, afterAdverb}) {
    if (const auto end = reader(t, i)) return end;
  }
  return std::nullopt;
}

/// Whether nothing but small words stands between the sentence's beginning and a completion.
bool standsFirst(const Tokens& t, std::size_t at, std::size_t floor) {
  while (at > floor && (t[at - 1].kind == Token::Kind::Mark ||
                        t[at - 1].isOneOf({"now", "already", "all", "fully", "is", "are", "been", "action",
                                           "actions", "this"}))) {
    --at;
  }
  return at == floor;
}

/// `Actual: 12/03/16`, `Actual completion date 12/03/16`: beside a target, the day on which it was met.
std::optional<std::size_t> afterActual(const Tokens& t, std::size_t at) {
  if (!t[at].isWord("actual")) return std::nullopt;
  std::size_t end = at + 1;
  while (t[end].isOneOf({"completion", "delivery", "end", "finish", "date", "of", "implementation"})) ++end;
  const std::size_t date = end + (isSeparator(t[end], ":-") ? 1 : 0);
  return readName(t, date) ? std::optional(end) : std::nullopt;
}

/// The token after the words of a completion that begins here: `complete`, `signed off`, `in place`.
std::optional<std::size_t> afterCompletion(const Tokens& t, std::size_t at, std::size_t floor) {
  if (t[at].isOneOf({"complete", "completed", "done", "finished", "achieved", "delivered", "closed",
                     "implemented", "actioned", "concluded", "discharged", "resolved", "embedded",
                     "fulfilled", "verified"})) {
    return at + 1;
  }
  if (t[at].isWord("signed")) {
    const std::size_t off = at + 1 + (t[at + 1].isMark('-') ? 1 : 0);
    return t[off].isWord("off") ? std::optional(off + 1) : std::nullopt;
  }
  if (const auto end = afterActual(t, at)) return end;
  const bool met = t[at].isWord("met") && standsFirst(t, at, floor);
  if (met && t[at + 1].kind != Token::Kind::Word) return at + 1;
  const bool states =
      standsFirst(t, at, floor) || t[at - 1].isOneOf({"is", "are", "now", "already", "been", "put"});
  return t[at].isWord("in") && t[at + 1].isWord("place") && states ? std::optional(at + 2) : std::nullopt;
}

/// Whether a completion word at `at` states a fact.
bool isFact(const Tokens& t, std::size_t at, std::size_t floor) {
  for (std::size_t back = 1; back <= 3 && at >= floor + back; ++back) {
    const Token& before = t[at - back];
    if (before.isMark('%')) return t[at - back - 1].number == 100;
    if (before.kind == Token::Kind::Mark) break;
    if (before.isOneOf({"not",    "be",        "being",  "to",       "will",   "should", "must",
                        "shall",  "partially", "partly", "nearly",   "almost", "until",  "once",
                        "when",   "if",        "yet",    "never",    "cannot", "half",   "substantially",
                        "mostly", "largely",   "for",    "expected", "unless", "percent"})) {
      return false;
    }
  }
  const bool first = at == floor || t[at - 1].isMark('-') || t[at - 1].isMark('.') || t[at - 1].isMark(')');
  const bool ordered = t[at].isWord("complete") && first && t[at + 1].kind == Token::Kind::Word &&
                       !t[at + 1].isCapital() && !t[at + 2].isMark(')') &&
                       !t[at + 1].isOneOf({"and", "as", "on", "in", "by", "with", "for", "at", "see", "but",
                                           "from", "since", "within", "before"});
  return !ordered || monthAt(t, at + 1).has_value();
}

bool isParticiple(const Tokens& t, std::size_t i) {
  const Token& token = t[i];
  if (movesDate(t, i) || token.isOneOf({"started", "commenced", "provisional", "delegated", "unplanned"}) ||
      token.isOneOf({"planned", "scheduled", "expected", "proposed", "required", "needed", "anticipated",
                     "intended", "targeted", "revised", "estimated", "based", "related", "forecast", "need",
                     "agreed", "improved"})) {
    return false;
  }
  // These are participles only with what follows: `put in place`, `set up`, `brought into use`.
  if (token.isOneOf({"put", "set", "brought", "drawn"}))
    return t[i + 1].isOneOf({"in", "into", "up", "out", "on"});
  return token.isOneOf({"sent", "held", "met", "made", "given", "written", "fed", "taken", "undertaken",
                        "begun", "done"}) ||
         (token.kind == Token::Kind::Word && token.word.size() > 4 && token.word.ends_with("ed"));
}

/// The token after the deed that begins here, with the small words that belong to it: `sent`, `carried out`,
/// `put in place`, `brought into use`.
std::optional<std::size_t> deedEnd(const Tokens& t, std::size_t i) {
  if (!isParticiple(t, i)) return std::nullopt;
  if (t[i + 1].isOneOf({"in", "into"}) &&
      t[i + 2].isOneOf({"place", "use", "effect", "force", "practice", "operation", "service"}))
    return i + 3;
  return i + (t[i + 1].isOneOf({"out", "up", "off", "down", "live", "through"}) ? 2 : 1);
}

/// `not sent`, `never carried out`, `not yet put in place`.
bool isDenied(const Tokens& t, std::size_t floor, std::size_t i) {
  for (std::size_t back = 1; back <= 3 && i >= floor + back; ++back) {
    if (t[i - back].kind != Token::Kind::Word) return false;
    if (t[i - back].isOneOf({"not", "never", "yet", "hasnt", "wasnt", "havent", "werent"})) return true;
  }
  return false;
}

}  // namespace

std::optional<StatusWord> readStatus(const Tokens& tokens, std::size_t at, std::size_t floor) {
  const Token& token = tokens[at];
  if (token.isNumber()) {
    const auto end = recurrenceEnd(tokens, at);
    return end ? std::optional(StatusWord{StatusWord::Kind::Recurring, *end}) : std::nullopt;
  }
  if (token.kind != Token::Kind::Word) return std::nullopt;
  for (const StatusPhrase& phrase : kPhrases) {
    if (phrase.words.begin()->front() != token.word.front()) continue;
    if (const auto end = phraseEnd(tokens, at, phrase)) return StatusWord{phrase.kind, *end};
  }
  if (const auto end = recurrenceEnd(tokens, at)) return StatusWord{StatusWord::Kind::Recurring, *end};
  if (const auto completed = completionEnd(tokens, at, floor))
    return StatusWord{StatusWord::Kind::Complete, *completed};
  if (token.isWord("n") && tokens[at + 1].isMark('/') && tokens[at + 2].isWord("a")) {
    return StatusWord{StatusWord::Kind::Open, at + 3};
  }
  return std::nullopt;
}

std::optional<std::size_t> completionEnd(const Tokens& tokens, std::size_t at, std::size_t floor) {
  const std::size_t word = at + (tokens[at].isOneOf({"fully", "now", "already"}) ? 1 : 0);
  const auto end = afterCompletion(tokens, word, floor);
  return end && isFact(tokens, word, floor) ? end : std::nullopt;
}

namespace {

/// A wish in the same clause, unless the deed itself stands right before the date.
bool wishes(const Tokens& t, std::size_t floor, std::size_t at) {
  for (std::size_t i = floor; i < at && i < floor + 40; ++i) {
    const bool wish = t[i].isOneOf({"to", "will", "should", "must", "being", "shall", "plan", "planned"});
    if (wish && !t[at - 1].isWord("to") && (t[i + 1].isWord("be") || !t[i].isWord("to"))) return true;
  }
  return false;
}

/// `approved at the meeting on`, `rolled out to all wards`: a deed, and where or by whom.
bool isDeed(const Tokens& t, std::size_t i) {
  const auto end = deedEnd(t, i);
  return end &&
         t[*end].isOneOf({"at", "by", "with", "to", "in", "on", "from", "for", "and", "through", "across"});
}

/// Whether a deed ends right before the date.
bool endsInDeed(const Tokens& t, std::size_t floor, std::size_t at) {
  for (std::size_t i = at; i > floor && i + 3 > at; --i) {
    if (deedEnd(t, i - 1) == at) return !isDenied(t, floor, i - 1);
  }
  return false;
}

/// Whether a mark parts the deed from the date: in `Accepted - Head of Finance - 31 March` the date is
/// another's.
bool isParted(const Tokens& t, std::size_t deed, std::size_t at) {
  for (std::size_t i = deed + 1; i < at && i < deed + 40; ++i) {
    if (isSeparator(t[i], "-:") && !t[i].glued) return true;
  }
  return false;
}

}  // namespace

bool tellsOfThePast(const Tokens& t, std::size_t sentence, std::size_t floor, std::size_t at, bool exactDay) {
  if (at <= floor || wishes(t, floor, at)) return false;
  const std::size_t first = floor + (t[floor].isOneOf({"and", "then"}) ? 1 : 0);
  if (first > floor && wishes(t, sentence, floor)) return false;  // `to be held in March and reported in May`
  for (std::size_t i = floor; i + 1 < at && i < floor + 40; ++i) {
    if (exactDay && i > first && isDeed(t, i) && !isParted(t, i, at) && !isDenied(t, floor, i)) return true;
    if (!t[i].isOneOf({"has", "have", "was", "were"})) continue;
    const std::size_t verb = i + (t[i + 1].isOneOf({"been", "now", "also"}) ? 2 : 1);
    if (isParticiple(t, verb) || t[verb].isWord("agreed")) return true;
  }
  return endsInDeed(t, floor, at) || (isParticiple(t, first) && !isParted(t, first, at));
}

}  // namespace chaser::plan::timeline
