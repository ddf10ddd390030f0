// SPDX-License-Identifier: Apache-2.0
#include "plan/owner_words.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <vector>

#include "common/fold.h"
#include "common/text.h"
#include "plan/owner_vocabulary.h"

namespace chaser::plan {

namespace {

/// No role, name or body is told in more words than this.
constexpr std::size_t kLongestTitle = 24;

using OwnerWords = std::vector<std::string_view>;

bool isCapitalLetter(char c) {
  return c >= 'A' && c <= 'Z';
}
bool isSmallLetter(char c) {
  return (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;
}

OwnerWords wordsIn(std::string_view text) {
  OwnerWords words;
  std::size_t at = 0;
  while (at < text.size() && words.size() <= kLongestTitle) {
    const std::size_t begin = text.find_first_not_of(" \t\r\n", at);
    if (begin == std::string_view::npos) break;
    at = std::min(text.find_first_of(" \t\r\n", begin), text.size());
    std::string_view word = text.substr(begin, at - begin);
    while (!word.empty() && std::string_view(",;:.").find(word.back()) != std::string_view::npos)
      word.remove_suffix(1);
    if (!word.empty()) words.push_back(word);
  }
  return words;
}

std::string singularOf(std::string_view word) {
  return foldPlural(word);
}

bool isTitle(std::string_view word) {
  static const TitleWords titles = {"dr",  "mr",   "mrs",  "ms",  "miss", "prof", "professor", "cllr",
                                    "sir", "dame", "revd", "rev", "lord", "lady", "councillor"};
  return isCapitalLetter(word.front()) && titles.contains(foldName(word));
}

bool isInitial(std::string_view word) {
  return word.size() == 1 && isCapitalLetter(word.front());
}

/// `Whitby`, `O'Neill`, `McBride`, `Ross-Hill`; not `NHS`, not `safety`.
bool isProperWord(std::string_view word) {
  if (word.size() < 2 || (!isCapitalLetter(word.front()) && static_cast<unsigned char>(word.front()) < 0xC3))
    return false;
  bool small = false;
  for (const char c : word) {
    if (isSmallLetter(c)) small = true;
    if (!isCapitalLetter(c) && !isSmallLetter(c) && c != '-' && c != '\'') return false;
  }
  return small;
}

OwnerShape nameShape(const OwnerWords& words) {
  constexpr std::size_t kMostNames = 4;
  static const TitleWords particles = {"al", "bin", "da", "de", "del", "der", "di", "la", "le", "van", "von"};
  if (words.empty() || words.size() > kMostNames + 1) return OwnerShape::Unknown;
  const bool titled = isTitle(words.front());
  std::size_t proper = 0;
  std::size_t initials = 0;
  for (std::size_t i = titled ? 1 : 0; i < words.size(); ++i) {
    if (isInitial(words[i])) {
      ++initials;
    } else if (isProperWord(words[i])) {
      const std::string word = singularOf(words[i]);
      if (officeWords().contains(word) || postWords().contains(word) || bodyWords().contains(word))
        return OwnerShape::Unknown;
      ++proper;
    } else if (i == 0 || !particles.contains(words[i])) {
      return OwnerShape::Unknown;
    }
  }
  if (proper == 0 || proper > kMostNames) return OwnerShape::Unknown;
  if (titled || initials > 0) return OwnerShape::SureName;
  return proper >= 2 ? OwnerShape::Name : OwnerShape::Unknown;
}

OwnerShape acronymShape(std::string_view word) {
  static const TitleWords roles = {"AD",  "CEO", "CFO",  "CIO", "CMO", "CNO", "COO",
                                   "CTO", "DCS", "DASS", "DPH", "MD",  "NED", "SRO"};
  constexpr std::size_t kLongestAcronym = 8;
  if (word.size() < 2 || word.size() > kLongestAcronym || !isCapitalLetter(word.front()))
    return OwnerShape::Unknown;
  std::size_t capitals = 0;
  std::size_t letters = 0;
  for (const char c : word) {
    if (isCapitalLetter(c)) ++capitals;
    if (isCapitalLetter(c) || isSmallLetter(c)) ++letters;
    if (!isCapitalLetter(c) && !isSmallLetter(c) && c != '-') return OwnerShape::Unknown;
  }
  if (capitals < 2 || capitals * 2 < letters) return OwnerShape::Unknown;
  // `DoN`, `HoS`: `of` is the small letter between.
  const bool office = word.size() >= 3 && word[1] == 'o' && isCapitalLetter(word[2]);
  const bool post = roles.contains(word.substr(0, word.find('-')));
  return office || post ? OwnerShape::RoleAcronym : OwnerShape::Acronym;
}

/// `Head of …`, `Deputy Director for …`, `Secretary to the Board`.
bool isOffice(const OwnerWords& words) {
  for (std::size_t i = 1; i + 1 < words.size(); ++i) {
    const std::string word = foldName(words[i]);
    if (word != "of" && word != "for" && word != "to") continue;
    return postWords().contains(singularOf(words[i - 1]));
  }
  return false;
}

OwnerShape plainShape(std::string_view text) {
  const OwnerWords words = wordsIn(text);
  if (words.empty() || words.size() > kLongestTitle) return OwnerShape::Unknown;
  if (isGroup(text)) return OwnerShape::Group;
  if (isOffice(words)) return OwnerShape::Office;
  if (words.size() == 1) {
    if (const auto acronym = acronymShape(words[0]); acronym != OwnerShape::Unknown) {
      return postWords().contains(singularOf(words[0])) ? OwnerShape::Post : acronym;
    }
  }
  const std::string last = singularOf(words.back());
  if (postWords().contains(last) && (words.size() > 1 || !dependentPosts().contains(last)))
    return foldName(words.back()) == last ? OwnerShape::Post : OwnerShape::Posts;
  if (words.size() > 1 && bodyWords().contains(last)) return OwnerShape::Team;
  return nameShape(words);
}

bool isName(OwnerShape shape) {
  return shape == OwnerShape::Name || shape == OwnerShape::SureName;
}

/// Where a dash between blanks stands, and how long it is; npos without one.
std::pair<std::size_t, std::size_t> dashIn(std::string_view text) {
  for (const std::string_view dash : {" - ", " \xE2\x80\x93 ", " \xE2\x80\x94 "}) {
    const std::size_t at = text.find(dash);
    if (at != std::string_view::npos) return {at, dash.size()};
  }
  return {std::string_view::npos, 0};
}

TwoNames namesInBrackets(std::string_view text) {
  if (!text.ends_with(')')) return {text, {}, false};
  const std::size_t open = text.find('(');
  if (open == std::string_view::npos || open == 0 || text.find(')') + 1 != text.size())
    return {text, {}, false};
  return {trim(text.substr(0, open)), trim(text.substr(open + 1, text.size() - open - 2)), true};
}

/// One of a name and something that is not a name.
bool nameAndOther(OwnerShape a, OwnerShape b) {
  return isName(a) != isName(b) && a != OwnerShape::Unknown && b != OwnerShape::Unknown;
}

}  // namespace

bool isRole(OwnerShape shape) {
  return shape == OwnerShape::Post || shape == OwnerShape::Posts || shape == OwnerShape::Office ||
         shape == OwnerShape::RoleAcronym;
}

bool isGroup(std::string_view text) {
  static const TitleWords firsts = {"all", "each", "every", "everybody", "everyone", "various"};
  const std::string words = foldWords(text.substr(0, 40));
  return firsts.contains(std::string_view(words).substr(0, words.find(' ')));
}

bool isTask(std::string_view text) {
  static const TitleWords articles = {"the", "a", "an", "be", "our", "all"};
  static const TitleWords verbs = {"will", "must", "should", "shall", "need", "needs"};
  const OwnerWords words = wordsIn(text);
  for (std::size_t i = 1; i < words.size(); ++i) {
    if (verbs.contains(words[i])) return true;
    const bool ordered = words[i] == "to" && i + 1 < words.size() && isSmallLetter(words[i + 1].front());
    if (ordered && !articles.contains(words[i + 1])) return true;
  }
  return words.size() > kLongestTitle && text.find(',') == std::string_view::npos;
}

TwoNames namesOfOne(std::string_view text) {
  text = trim(text);
  if (const TwoNames both = namesInBrackets(text); !both.second.empty()) return both;
  if (const auto [at, size] = dashIn(text); at != std::string_view::npos) {
    const TwoNames both{trim(text.substr(0, at)), trim(text.substr(at + size)), false};
    if (nameAndOther(plainShape(both.first), plainShape(both.second))) return both;
  }
  if (const std::size_t comma = text.find(','); comma != std::string_view::npos) {
    const TwoNames both{trim(text.substr(0, comma)), trim(text.substr(comma + 1)), false};
    if (nameAndOther(plainShape(both.first), plainShape(both.second))) return both;
  }
  return {text, {}, false};
}

OwnerShape ownerShape(std::string_view text) {
  const TwoNames names = namesOfOne(text);
  if (names.second.empty()) {
    const auto [at, size] = dashIn(text);
    return plainShape(at == std::string_view::npos ? text : text.substr(0, at));
  }
  const OwnerShape first = plainShape(names.first);
  const OwnerShape second = plainShape(names.second);
  return nameAndOther(first, second) ? OwnerShape::Person : first;
}

}  // namespace chaser::plan
