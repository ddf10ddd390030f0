// SPDX-License-Identifier: Apache-2.0
#include "plan/timeline/party.h"

#include <algorithm>
#include <optional>

#include "common/text.h"
#include "plan/timeline/basis.h"
#include "plan/timeline/name_reader.h"
#include "plan/timeline/revision.h"
#include "plan/timeline/status.h"
#include "plan/timeline/words.h"

namespace chaser::plan::timeline {

namespace {

/// Two to eight letters, most of them capitals, and no abbreviation of everyday planning.
bool isAcronym(const Token& token) {
  if (token.kind != Token::Kind::Word || token.text.size() < 2) return false;
  std::string_view text = token.text;
  while (!text.empty() && (text.back() < 'A' || text.back() > 'Z')) text.remove_suffix(1);  // NCH's, NGOs
  const auto capitals = std::count_if(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
  if (capitals < 2 || text.size() > 8 || token.text.size() > text.size() + 4 ||
      capitals * 2 < static_cast<std::ptrdiff_t>(text.size())) {
    return false;
  }
  // In a cell of capitals every word looks like one; those of a deed give themselves away.
  const std::string_view word = token.word;
  const bool deed =
      word.size() > 5 && (word.ends_with("ed") || word.ends_with("ing") || word.ends_with("ion"));
  if (deed) return false;
  return !token.isOneOf({"tbc",      "tba",    "tbd",     "fy",      "rag",      "asap",      "na",
                         "kpi",      "kpis",   "am",      "pm",      "ii",       "iii",       "bau",
                         "wc",       "we",     "qtr",     "ongoing", "complete", "completed", "monthly",
                         "weekly",   "action", "actions", "agreed",  "no",       "yes",       "and",
                         "by",       "end",    "of",      "the",     "review",   "in",        "on",
                         "to",       "due",    "not",     "revised", "now",      "was",       "new",
                         "original", "from",   "until",   "since",   "then",     "next",      "for",
                         "at",       "a",      "done",    "target",  "date",     "deadline",  "actual",
                         "start",    "but",    "before",  "closed",  "late",     "mid",       "early",
                         "cob",      "cop",    "eod",     "eop",     "eom",      "eoy",       "ay"}) &&
         !monthAt(Tokens(token.text), 0) && !mayMoveDate(token);
}

/// Without the possessive ending.
std::string nameOf(const Token& token) {
  std::string_view text = token.text;
  for (const std::string_view ending : {"'s", "\xE2\x80\x99s", "'", "\xE2\x80\x99"}) {
    if (text.ends_with(ending)) return std::string(text.substr(0, text.size() - ending.size()));
  }
  return std::string(text);
}

/// A capitalised word that names somebody, not `All actions`, `Remaining actions`.
bool isName(const Token& token) {
  return token.isCapital() && token.text.size() > 1 &&
         !token.isOneOf(
             {"all",         "most",        "some",      "any",       "these",        "those",
              "this",        "that",        "the",       "each",      "every",        "other",
              "remaining",   "outstanding", "key",       "agreed",    "no",           "part",
              "our",         "their",       "its",       "new",       "main",         "final",
              "initial",     "immediate",   "local",     "joint",     "draft",        "an",
              "further",     "required",    "following", "single",    "overall",      "corrective",
              "recommended", "individual",  "multi",     "full",      "safeguarding", "improvement",
              "updated",     "revised",     "complete",  "completed", "review",       "action"});
}

bool isPossessive(const Token& token) {
  return nameOf(token).size() < token.text.size() && (isAcronym(token) || isName(token));
}

/// `part of A and B's action plan` is of both: the names before the last join it.
std::size_t takeSharers(const Tokens& t, std::size_t begin, std::size_t floor, PartyMention& mention) {
  std::vector<std::string> names{mention.name};
  const auto joins = [](const Token& token) {
    return token.isWord("and") || token.isMark('&') || token.isMark(',') || token.isMark('/');
  };
  while (begin > floor + 1 && joins(t[begin - 1])) {
    std::size_t name = begin - 2;
    if (name > floor && joins(t[begin - 2])) --name;  // `, and`
    if (!isAcronym(t[name])) break;
    names.insert(names.begin(), nameOf(t[name]));
    begin = name;
  }
  mention.name = joinWords(names);
  return begin;
}

/// `X's action plan`, `part of X action plan`, `Long Name (X) action plan`: where X's words begin, X, and the
/// end.
std::optional<PartyMention> planOf(const Tokens& t, std::size_t i, std::size_t floor) {
  const std::size_t plan = i + (t[i].isOneOf({"action", "improvement", "delivery", "joint"}) ? 1 : 0) +
                           (t[i].isWord("joint") && t[i + 1].isWord("action") ? 1 : 0);
  if (i == floor || !t[plan].isOneOf({"plan", "plans"})) return std::nullopt;
  if (plan == i && !isPossessive(t[i - 1])) return std::nullopt;  // `X's plan`, not `training plan`
  PartyMention mention;
  mention.end = plan + 1;
  std::size_t begin = i - 1;
  if (t[begin].isMark(')') && begin >= floor + 2 && t[begin - 2].isMark('(')) {
    mention.name = nameOf(t[begin - 1]);
    begin -= 2;
    while (begin > floor && isName(t[begin - 1])) --begin;
  } else {
    if (!isAcronym(t[begin]) && !isName(t[begin])) return std::nullopt;
    mention.name = nameOf(t[begin]);
    while (begin > floor && begin + 6 > i && isName(t[begin - 1]) && !isAcronym(t[begin])) {
      --begin;
      mention.name = nameOf(t[begin]) + " " + mention.name;
    }
  }
  begin = takeSharers(t, begin, floor, mention);
  while (begin > floor && t[begin - 1].isOneOf({"of", "part", "the", "as", "within", "in", "see"})) --begin;
  mention.begin = begin;
  return mention;
}

/// What may follow a name that leads its sentence.
bool mayFollow(const Tokens& t, std::size_t i) {
  if (t[i].isMark(':') || t[i].isMark('-')) return true;
  if (t[i].isMark('(') && readName(t, i + 1)) return true;
  if (t[i].isOneOf({"action", "actions", "complete", "completed", "ongoing", "by", "end", "from"}))
    return true;
  if (readBasis(t, i)) return true;
  if (t[i].isWord("to")) return !t[i + 1].isWord("be");
  if (t[i].isOneOf({"will", "must", "should", "shall", "have", "has", "is", "are"})) return true;
  return readName(t, i).has_value();
}

std::optional<PartyMention> leading(const Tokens& t, std::size_t begin, std::size_t end) {
  if (begin >= end) return std::nullopt;
  if (isAcronym(t[begin]) && mayFollow(t, begin + 1)) return PartyMention{nameOf(t[begin]), begin, begin + 1};
  // `Harbour Care actions complete`: up to four capitalised words before `actions`.
  std::size_t i = begin;
  std::string name;
  while (i < end && i < begin + 4 && isName(t[i])) {
    name += (name.empty() ? "" : " ") + nameOf(t[i]);
    ++i;
  }
  if (i > begin && t[i].isOneOf({"action", "actions"}) && !t[i + 1].isOneOf({"plan", "plans"}) &&
      (t[i + 1].isOneOf({"complete", "completed", "ongoing", "by", "due", "to"}) || readName(t, i + 1))) {
    return PartyMention{name, begin, i};
  }
  return std::nullopt;
}

/// A word that tells what kind of organisation the names before it are.
bool isKindOfOrganisation(const Token& token) {
  return token.isOneOf({"trust",   "council",   "nhs",       "hospital",    "hospitals",    "university",
                        "college", "school",    "academy",   "foundation",  "partnership",  "police",
                        "ltd",     "limited",   "plc",       "federation",  "diocese",      "constabulary",
                        "ccg",     "icb",       "hospice",   "surgery",     "practice",     "practices",
                        "service", "services",  "authority", "association", "charity",      "centre",
                        "society", "ambulance", "pharmacy",  "board",       "commissioner", "agency",
                        "cic",     "llp",       "schools",   "councils",    "trusts",       "fire"});
}

/// Kinds that are things as well: `Best Practice`, `New Data Centre`.
bool isThing(const Token& kind, const Token& before) {
  return kind.isOneOf(
             {"practice", "practices", "service", "services", "centre", "board", "fire", "school"}) &&
         before.isOneOf({"best", "good", "safe", "clinical", "data", "call", "customer", "shared", "day",
                         "notice", "dash", "summer", "winter", "spring", "autumn", "web", "front"});
}

/// A verb that opens an order: in `Contact Fenmoor Council by June` somebody else is to act.
bool isOrder(const Token& token) {
  return token.isOneOf({"contact", "inform",    "notify",  "meet",      "visit",   "write",    "ask",
                        "agree",   "request",   "engage",  "consult",   "invite",  "approach", "liaise",
                        "share",   "support",   "train",   "audit",     "open",    "launch",   "establish",
                        "set",     "build",     "join",    "update",    "brief",   "email",    "tell",
                        "appoint", "present",   "refer",   "transfer",  "move",    "close",    "develop",
                        "create",  "implement", "deliver", "ensure",    "work",    "provide",  "commission",
                        "recruit", "relaunch",  "extend",  "improve",   "report",  "feedback", "discuss",
                        "confirm", "send",      "submit",  "approve",   "publish", "roll",     "revise",
                        "with",    "at",        "from",    "to",        "by",      "for",      "training",
                        "meeting", "start",     "begin",   "introduce", "complete"});
}

/// What may follow an organisation's name that leads a promise: a date, a mark, a letter, a state.
bool tellsOfParty(const Tokens& t, std::size_t i, std::size_t begin) {
  if (isSeparator(t[i], ":-") || readBasis(t, i)) return true;
  const std::size_t date = i + (t[i].isOneOf({"by", "in", "from", "end"}) || t[i].isMark('(') ? 1 : 0);
  const std::size_t end = date + (t[date].isWord("end") ? 1 : 0);
  if (readName(t, end + (t[end].isWord("of") ? 1 : 0))) return true;
  const auto status = readStatus(t, i, begin);
  return status && status->kind != StatusWord::Kind::Recurring;
}

/// `Eastvale Community Trust to complete`, `Eastvale Trust: March 2017`: several capitalised words, one of
/// which is a kind of organisation; before a date or a mark, where a title may stand as well, it must be the
/// last one or have its place behind it (`University of Eastvale`).
std::optional<PartyMention> leadingOrganisation(const Tokens& t, std::size_t begin, std::size_t end) {
  std::size_t i = begin;
  bool organisation = false;
  bool placed = false;
  if (isOrder(t[begin])) return std::nullopt;
  while (i < end && i < begin + 8 && (isName(t[i]) || (i > begin && t[i].isOneOf({"of", "and", "for"})))) {
    if (i > begin && readName(t, i)) break;  // `Fenmoor Council March 2017`
    if (isKindOfOrganisation(t[i]) && !(i > begin && isThing(t[i], t[i - 1]))) organisation = true;
    placed = placed || (organisation && t[i].isWord("of"));
    ++i;
  }
  if (!organisation || i < begin + 2) return std::nullopt;
  const bool acts = t[i].isOneOf({"to", "will", "must", "should", "shall"}) && !t[i + 1].isWord("be");
  // A board before a date is its meeting; a health board delivers care.
  const bool meets = t[i - 1].isWord("board") && !t[i - 2].isWord("health");
  const bool named = (isKindOfOrganisation(t[i - 1]) && !meets && !isThing(t[i - 1], t[i - 2])) || placed;
  if (!acts && !(named && tellsOfParty(t, i, begin))) return std::nullopt;
  return PartyMention{std::string(t.text(begin, i)), begin, i};
}

/// Where the next of several parties begins: `X and Y`, `X, Y & Z`, `X/Y`, `X & Y`.
std::optional<std::size_t> afterPartyJoint(const Tokens& t, std::size_t i) {
  std::size_t next = i + (t[i].isMark(',') || t[i].isMark('/') ? 1 : 0);
  if (t[next].isWord("and") || t[next].isMark('&')) ++next;
  return next > i ? std::optional(next) : std::nullopt;
}

}  // namespace

PartyNames::PartyNames(const std::vector<std::string>& known) {
  for (const std::string& name : known) {
    const Tokens tokens(name);
    Known entry{name, {}};
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      if (tokens[i].kind == Token::Kind::Word || tokens[i].isNumber()) {
        entry.words.push_back(tokens[i].isNumber() ? std::string(tokens[i].text) : tokens[i].word);
      }
    }
    if (!entry.words.empty()) byFirstWord_[entry.words.front()].push_back(std::move(entry));
  }
}

bool leadsPromise(const Tokens& t, std::size_t at) {
  if (!isAcronym(t[at])) return false;
  const std::size_t next = at + 1 + (isSeparator(t[at + 1], ":-(") ? 1 : 0);
  const auto status = readStatus(t, next + (t[next].isOneOf({"action", "actions"}) ? 1 : 0), next);
  return status || readName(t, next) || (next == at + 1 && t[next].isWord("by"));
}

std::optional<PartyMention> PartyNames::knownAt(const Tokens& tokens, std::size_t i, std::size_t end) const {
  std::string first = tokens[i].word;
  auto names = byFirstWord_.find(first);
  if (names == byFirstWord_.end() && first.ends_with('s')) {
    first.pop_back();  // the possessive
    names = byFirstWord_.find(first);
  }
  if (names == byFirstWord_.end()) return std::nullopt;
  std::optional<PartyMention> longest;
  for (const Known& known : names->second) {
    bool same = i + known.words.size() <= end;
    for (std::size_t w = 1; same && w < known.words.size(); ++w) {
      const std::string& word = tokens[i + w].word;
      same = word == known.words[w] || (w + 1 == known.words.size() && word == known.words[w] + "s");
    }
    const std::size_t last = i + known.words.size();
    if (same && (!longest || last > longest->end)) longest = PartyMention{known.name, i, last};
  }
  return longest;
}

std::vector<PartyMention> PartyNames::together(const Tokens& tokens, std::size_t begin,
                                               std::size_t end) const {
  std::vector<PartyMention> found;
  for (std::optional<std::size_t> i = begin; i && *i < end;) {
    auto mention = knownAt(tokens, *i, end);
    if (!mention && isAcronym(tokens[*i])) mention = PartyMention{nameOf(tokens[*i]), *i, *i + 1};
    if (!mention) return {};
    i = afterPartyJoint(tokens, mention->end);
    found.push_back(std::move(*mention));
  }
  const bool closes = !found.empty() && found.back().end >= end;
  const bool several = found.size() > 1 && (closes || mayFollow(tokens, found.back().end));
  return several ? found : std::vector<PartyMention>{};
}

std::vector<PartyMention> PartyNames::find(const Tokens& tokens, std::size_t begin, std::size_t end) const {
  std::vector<PartyMention> found;
  for (std::size_t i = begin; i < end && !byFirstWord_.empty(); ++i)
    if (auto known = knownAt(tokens, i, end)) found.push_back(std::move(*known));
  if (const auto lead = leading(tokens, begin, end)) found.push_back(*lead);
  if (const auto lead = leadingOrganisation(tokens, begin, end)) found.push_back(*lead);
  for (std::size_t i = begin; i < end; ++i) {
    const bool bracketed =
        i > begin && tokens[i - 1].isMark('(') && tokens[i + 1].isMark(')') && isAcronym(tokens[i]);
    const auto plan = planOf(tokens, i, begin);
    if (bracketed) found.push_back({nameOf(tokens[i]), i - 1, i + 2});
    if (plan) found.push_back(*plan);
  }
  const bool closes =
      end > begin + 1 && isAcronym(tokens[end - 1]) &&
      (tokens[end - 2].isMark(')') || tokens[end - 2].isMark('-') || tokens[end - 2].isNumber());
  if (closes) found.push_back({nameOf(tokens[end - 1]), end - 1, end});
  return found;
}

}  // namespace chaser::plan::timeline
