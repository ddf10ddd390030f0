// SPDX-License-Identifier: Apache-2.0
#include "plan/progress.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <vector>

#include "common/fold.h"
#include "common/text.h"

namespace chaser::plan {

namespace {

bool isAllDigits(std::string_view word) {
  return !word.empty() && std::all_of(word.begin(), word.end(), [](char c) {
    return std::isdigit(static_cast<unsigned char>(c)) != 0;
  });
}

bool isMonth(std::string_view word) {
  static constexpr std::array<std::string_view, 24> kMonths{
      "january",   "february", "march",    "april",    "may",  "june", "july", "august",
      "september", "october",  "november", "december", "jan",  "feb",  "mar",  "apr",
      "jun",       "jul",      "aug",      "sep",      "sept", "oct",  "nov",  "dec"};
  return std::find(kMonths.begin(), kMonths.end(), word) != kMonths.end();
}

bool isWeekday(std::string_view word) {
  static constexpr std::array<std::string_view, 7> kDays{"monday", "tuesday",  "wednesday", "thursday",
                                                         "friday", "saturday", "sunday"};
  return std::find(kDays.begin(), kDays.end(), word) != kDays.end();
}

/// `12`, `12th`.
bool isDayNumber(std::string_view word) {
  for (const std::string_view ending : {"st", "nd", "rd", "th"}) {
    if (word.size() > 2 && word.ends_with(ending)) word.remove_suffix(2);
  }
  return isAllDigits(word) && word.size() <= 2;
}

bool isYear(std::string_view word) {
  return isAllDigits(word) && word.size() == 4 && (word.starts_with("19") || word.starts_with("20"));
}

/// `12/03/16`, `2016-03-12`, `12.3.2016`: three numbers and nothing else.
bool isNumericDate(std::string_view token) {
  while (!token.empty() && std::ispunct(static_cast<unsigned char>(token.back())) != 0)
    token.remove_suffix(1);
  while (!token.empty() && std::ispunct(static_cast<unsigned char>(token.front())) != 0)
    token.remove_prefix(1);
  const auto separator = token.find_first_of("/.-");
  if (separator == std::string_view::npos) return false;
  const auto parts = split(token, token[separator]);
  return parts.size() == 3 && std::all_of(parts.begin(), parts.end(), isAllDigits);
}

/// The words without numeric dates, folded.
std::vector<std::string> progressWordsOf(std::string_view text) {
  std::string kept;
  std::string token;
  const auto flush = [&] {
    if (!isNumericDate(token)) kept += token;
    kept += ' ';
    token.clear();
  };
  for (const char c : text) {
    if (std::isspace(static_cast<unsigned char>(c)) != 0) {
      flush();
    } else {
      token += c;
    }
  }
  flush();
  std::vector<std::string> words;
  const std::string folded = foldWords(kept);
  for (const std::string_view word : split(folded, ' ')) {
    if (!word.empty()) words.emplace_back(word);
  }
  return words;
}

/// A month with the day before it and the year behind it, a weekday, a year alone.
std::vector<std::string> withoutDates(const std::vector<std::string>& words) {
  std::vector<std::string> kept;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (isMonth(words[i])) {
      if (!kept.empty() && isDayNumber(kept.back())) kept.pop_back();
      if (i + 1 < words.size() && (isYear(words[i + 1]) || isDayNumber(words[i + 1]))) ++i;
    } else if (!isWeekday(words[i]) && !isYear(words[i])) {
      kept.push_back(words[i]);
    }
  }
  return kept;
}

using ProgressWords = std::vector<std::string>;

/// Words that report nothing, the longer ones before those that they contain.
const std::vector<ProgressWords>& emptyPhrases() {
  static const std::vector<ProgressWords> kPhrases = [] {
    std::vector<ProgressWords> phrases;
    for (const std::string_view phrase : {"no further update", "no further progress",
                                          "no change since",   "nothing to report",
                                          "remains on track",  "still on track",
                                          "no new update",     "remains ongoing",
                                          "still ongoing",     "no update",
                                          "no updates",        "no changes",
                                          "no change",         "unchanged",
                                          "as previously",     "as previous",
                                          "as before",         "as above",
                                          "see above",         "on going",
                                          "ongoing",           "on track"}) {
      const auto words = split(phrase, ' ');
      phrases.emplace_back(words.begin(), words.end());
    }
    return phrases;
  }();
  return kPhrases;
}

/// How many of the words from `at` on are one that reports nothing.
std::size_t emptyAt(const ProgressWords& words, std::size_t at) {
  for (const ProgressWords& phrase : emptyPhrases()) {
    if (phrase.size() > words.size() - at) continue;
    if (std::equal(phrase.begin(), phrase.end(), words.begin() + static_cast<std::ptrdiff_t>(at)))
      return phrase.size();
  }
  return 0;
}

/// What is left when dates and words that report nothing are gone.
ProgressWords substanceOf(std::string_view text) {
  const ProgressWords words = withoutDates(progressWordsOf(text));
  ProgressWords left;
  for (std::size_t i = 0; i < words.size();) {
    const std::size_t empty = emptyAt(words, i);
    // `not on track` says a great deal: what is denied stays.
    const bool denied = !left.empty() && left.back() == "not";
    const std::size_t step = std::max<std::size_t>(empty, 1);
    for (std::size_t k = i; k < i + step && (empty == 0 || denied); ++k) left.push_back(words[k]);
    i += step;
  }
  return left;
}

}  // namespace

bool isProgressOfSubstance(std::string_view before, std::string_view after) {
  const ProgressWords now = substanceOf(after);
  return !now.empty() && now != substanceOf(before);
}

}  // namespace chaser::plan
