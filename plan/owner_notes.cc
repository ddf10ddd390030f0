// SPDX-License-Identifier: Apache-2.0
#include "plan/owner_notes.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "common/text.h"
#include "plan/owner_words.h"
#include "plan/timeline/name_reader.h"
#include "plan/timeline/token.h"

namespace chaser::plan {

namespace {

using NoteKind = OwnerNote::Kind;
using timeline::Token;
using timeline::Tokens;

/// A note as a run of tokens.
struct TokenNote {
  NoteKind kind;
  std::size_t end;
};

bool wordsAt(const Tokens& tokens, std::size_t at, std::initializer_list<std::string_view> words) {
  return std::all_of(words.begin(), words.end(),
                     [&](std::string_view word) { return tokens[at++].isWord(word); });
}

/// `w/e/f`, `w.e.f.`, `wef`, `with effect from`, `effective from`: the token after it; 0 for anything else.
std::size_t effectiveAt(const Tokens& tokens, std::size_t at) {
  if (wordsAt(tokens, at, {"with", "effect", "from"})) return at + 3;
  if (wordsAt(tokens, at, {"effective", "from"}) || wordsAt(tokens, at, {"as", "from"}) ||
      wordsAt(tokens, at, {"as", "of"}))
    return at + 2;
  if (tokens[at].isWord("wef")) return at + 1;
  const auto parts = [&](char mark) {
    return tokens[at].isWord("w") && tokens[at + 1].isMark(mark) && tokens[at + 2].isWord("e") &&
           tokens[at + 3].isMark(mark) && tokens[at + 4].isWord("f");
  };
  if (parts('/')) return at + 5;
  if (parts('.')) return tokens[at + 5].isMark('.') ? at + 6 : at + 5;
  return 0;
}

/// The token after a date that begins here, `end of June` included; 0 when there is none.
std::size_t dateAt(const Tokens& tokens, std::size_t at) {
  for (std::size_t more = 0; more < 4; ++more, ++at) {
    if (const auto name = timeline::readName(tokens, at)) return name->end;
    if (!tokens[at].isOneOf({"end", "beginning", "start", "middle", "mid", "early", "late", "of", "the"}))
      return 0;
  }
  return 0;
}

std::optional<TokenNote> datesAt(const Tokens& tokens, std::size_t at) {
  const std::size_t effective = effectiveAt(tokens, at);
  const bool bounded = tokens[at].isOneOf({"from", "until", "till", "since"});
  if (effective == 0 && !bounded) return std::nullopt;
  const std::size_t begin = effective != 0 ? effective : at + 1;
  std::size_t end = dateAt(tokens, begin);
  if (end == 0) return std::nullopt;
  // `from 1 April to 30 June` is one stretch of time.
  if (tokens[end].isOneOf({"to", "until", "till"}) || tokens[end].isMark('-')) {
    if (const std::size_t last = dateAt(tokens, end + 1)) end = last;
  }
  return TokenNote{NoteKind::Dates, end};
}

std::optional<TokenNote> unsureAt(const Tokens& tokens, std::size_t at) {
  const Token& token = tokens[at];
  if (token.isOneOf({"tbc", "tba", "tbd"})) return TokenNote{NoteKind::Unsure, at + 1};
  const bool settledLater =
      tokens[at + 2].isOneOf({"confirmed", "agreed", "appointed", "identified", "determined", "advised",
                              "allocated", "decided", "announced", "recruited", "named", "assigned"});
  if (wordsAt(tokens, at, {"to", "be"}) && settledLater) return TokenNote{NoteKind::Unsure, at + 3};
  const bool notYet = tokens[at + 2].isOneOf(
      {"appointed", "identified", "allocated", "known", "confirmed", "agreed", "assigned", "recruited"});
  if (wordsAt(tokens, at, {"not", "yet"}) && notYet) return TokenNote{NoteKind::Unsure, at + 3};
  if (wordsAt(tokens, at, {"post", "vacant"}) || wordsAt(tokens, at, {"vacant", "post"}) ||
      wordsAt(tokens, at, {"currently", "vacant"}))
    return TokenNote{NoteKind::Vacant, at + 2};
  if (token.isOneOf({"vacant", "vacancy"})) return TokenNote{NoteKind::Vacant, at + 1};
  if (token.isMark('?') && !tokens[at + 1].isMark('?')) return TokenNote{NoteKind::Unsure, at + 1};
  return std::nullopt;
}

std::size_t placeOf(const Tokens& tokens, std::string_view text, std::size_t i) {
  return i < tokens.size() ? static_cast<std::size_t>(tokens[i].text.data() - text.data()) : text.size();
}

/// A word that stands alone in brackets, behind a dash or as the whole text.
std::optional<NoteKind> aside(std::string_view words) {
  struct Word {
    std::string_view word;
    NoteKind kind;
  };
  static constexpr std::array<Word, 9> kAsides = {{{"lead", NoteKind::Lead},
                                                   {"overall lead", NoteKind::Lead},
                                                   {"lead officer", NoteKind::Lead},
                                                   {"support", NoteKind::Support},
                                                   {"supporting", NoteKind::Support},
                                                   {"interim", NoteKind::Interim},
                                                   {"acting", NoteKind::Interim},
                                                   {"n/a", NoteKind::Nobody},
                                                   {"none", NoteKind::Nobody}}};
  std::string small(words);
  std::transform(small.begin(), small.end(), small.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  for (const auto& [word, kind] : kAsides) {
    if (small == word) return kind;
  }
  return std::nullopt;
}

/// Takes in the bracket around a note, or the full stop behind one that is all there is.
void widen(std::string_view text, OwnerNote& note) {
  std::size_t begin = note.begin;
  std::size_t end = note.end;
  while (begin > 0 && text[begin - 1] == ' ') --begin;
  while (end < text.size() && (text[end] == ' ' || text[end] == '.')) ++end;
  if (begin > 0 && end < text.size() && text[begin - 1] == '(' && text[end] == ')') {
    note.begin = begin - 1;
    note.end = end + 1;
  }
  if (trim(text.substr(0, note.begin)).empty() && end == text.size()) note.end = end;
}

void addBracketed(std::string_view text, std::vector<OwnerNote>& notes) {
  for (std::size_t open = text.find('('); open != std::string_view::npos; open = text.find('(', open + 1)) {
    const std::size_t close = text.find_first_of("()", open + 1);
    if (close == std::string_view::npos || text[close] == '(') continue;
    if (const auto kind = aside(trim(text.substr(open + 1, close - open - 1))))
      notes.push_back(OwnerNote{*kind, open, close + 1});
  }
}

/// Whether nothing but a separator stands before this place.
bool beginsPiece(std::string_view text, std::size_t at) {
  while (at > 0 && (text[at - 1] == ' ' || text[at - 1] == '\t')) --at;
  return at == 0 || std::string_view("\n;,/&").find(text[at - 1]) != std::string_view::npos;
}

/// `Interim Head of Nursing`: a word of its own before a role; `Acting Team` is a name.
void addLeading(std::string_view text, const Tokens& tokens, std::vector<OwnerNote>& notes) {
  constexpr std::size_t kLongestRole = 200;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (!tokens[i].isOneOf({"interim", "acting"})) continue;
    const std::size_t begin = placeOf(tokens, text, i);
    if (!beginsPiece(text, begin)) continue;
    const std::size_t rest = placeOf(tokens, text, i + 1);
    const std::string_view role = text.substr(rest, kLongestRole);
    if (isRole(ownerShape(role.substr(0, role.find_first_of(",;/\n(")))))
      notes.push_back(OwnerNote{NoteKind::Interim, begin, rest});
  }
}

}  // namespace

std::vector<OwnerNote> ownerNotes(std::string_view text) {
  std::vector<OwnerNote> found;
  const std::string_view whole = trim(text);
  const bool dash = whole == "-" || whole == "\xE2\x80\x93" || whole == "\xE2\x80\x94";
  const bool nobody = dash || aside(whole) == NoteKind::Nobody || whole == "Nil" || whole == "nil";
  if (nobody) return {OwnerNote{NoteKind::Nobody, 0, text.size()}};
  const Tokens tokens(text);
  for (std::size_t i = 0; i < tokens.size();) {
    auto note = datesAt(tokens, i);
    if (!note) note = unsureAt(tokens, i);
    if (!note) {
      ++i;
      continue;
    }
    const Token& last = tokens[note->end - 1];
    const auto end = static_cast<std::size_t>(last.text.data() + last.text.size() - text.data());
    OwnerNote entry{note->kind, placeOf(tokens, text, i), end};
    widen(text, entry);
    found.push_back(entry);
    i = note->end;
  }
  addBracketed(text, found);
  addLeading(text, tokens, found);
  std::stable_sort(found.begin(), found.end(),
                   [](const OwnerNote& a, const OwnerNote& b) { return a.begin < b.begin; });
  std::vector<OwnerNote> notes;
  for (const OwnerNote& note : found) {
    if (notes.empty() || notes.back().end <= note.begin) notes.push_back(note);
  }
  return notes;
}

std::string withoutNotes(std::string_view text, const std::vector<OwnerNote>& notes) {
  std::string masked(text);
  for (const OwnerNote& note : notes)
    std::fill(masked.begin() + static_cast<std::ptrdiff_t>(note.begin),
              masked.begin() + static_cast<std::ptrdiff_t>(note.end), kMask);
  return masked;
}

std::string tidied(std::string_view masked) {
  std::string out;
  for (const char c : masked) {
    const bool blank = c == kMask || c == ' ' || c == '\n' || c == '\t' || c == '\r';
    if (!blank) {
      out += c;
    } else if (!out.empty() && out.back() != ' ') {
      out += ' ';
    }
  }
  const auto trimEnds = [&out](std::string_view unwanted) {
    while (!out.empty() && unwanted.find(out.back()) != std::string_view::npos) out.pop_back();
    out.erase(0, std::min(out.find_first_not_of(unwanted), out.size()));
  };
  constexpr std::string_view kLoose = " ,;:/&-";
  trimEnds(kLoose);
  for (const std::string_view dash : {"\xE2\x80\x93", "\xE2\x80\x94"}) {
    if (out.ends_with(dash)) out.erase(out.size() - dash.size());
    if (out.starts_with(dash)) out.erase(0, dash.size());
  }
  trimEnds(kLoose);
  return out;
}

std::string doubtOf(NoteKind kind, std::string_view words) {
  words = trim(words);
  if (words.starts_with('(') && words.ends_with(')')) words = trim(words.substr(1, words.size() - 2));
  switch (kind) {
    case NoteKind::Dates:
      return fmt::format("'{}' limits it in time; taken as the owner now, and not as a deadline", words);
    case NoteKind::Unsure:
      return words == "?" ? "a question mark stands behind it" : fmt::format("the plan says '{}'", words);
    case NoteKind::Vacant:
      return "the plan says that the post is vacant";
    case NoteKind::Interim:
      return fmt::format("'{}': for the time being", words);
    case NoteKind::Nobody:
    case NoteKind::Lead:
    case NoteKind::Support:
      break;
  }
  return {};
}

}  // namespace chaser::plan
