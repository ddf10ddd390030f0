// SPDX-License-Identifier: Apache-2.0
#include "plan/timeline/name_reader.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace chaser::plan::timeline {

namespace {

struct YearAt {
  int year = 0;
  bool span = false;
  std::size_t end = 0;
};

bool isSeparator(const Token& token, std::string_view marks) {
  return token.kind == Token::Kind::Mark && marks.find(token.mark) != std::string_view::npos;
}

std::size_t digits(const Token& token) {
  return token.isNumber() ? token.text.size() : 0;
}
bool isFullYear(const Token& token) {
  return digits(token) == 4 && token.number >= 1990 && token.number <= 2099;
}

/// `2016/17`, `2016-2017`: two years that follow each other. `first` is in full.
bool continues(int first, const Token& second) {
  return (digits(second) == 2 && second.number == (first + 1) % 100) ||
         (digits(second) == 4 && second.number == first + 1);
}

enum class Short { Refused, Allowed };

std::optional<YearAt> readYear(const Tokens& t, std::size_t i, Short shortYears) {
  if (t[i].isMark('\'') && digits(t[i + 1]) == 2 && t[i + 1].glued)
    return YearAt{2000 + t[i + 1].number, false, i + 2};
  int year = 0;
  if (isFullYear(t[i])) {
    year = t[i].number;
  } else if (shortYears == Short::Allowed && digits(t[i]) == 2) {
    year = 2000 + t[i].number;
  } else {
    return std::nullopt;
  }
  if (isSeparator(t[i + 1], "/-") && continues(year, t[i + 2]) &&
      !(isSeparator(t[i + 3], "/-") && t[i + 3].glued && t[i + 4].isNumber())) {
    return YearAt{year, true, i + 3};
  }
  return YearAt{year, false, i + 1};
}

/// The year after a period's name, beyond `,`, `-`, `of`, `in`, `FY` and their like.
std::optional<YearAt> readYearAfter(const Tokens& t, std::size_t i, Short shortYears) {
  for (int steps = 0; steps < 4; ++steps) {
    // In `31 March - 30 April` the 30 is no year.
    const bool nextDay =
        steps > 0 && !t[i].glued && digits(t[i]) == 2 && dayAt(t, i) && monthAt(t, dayAt(t, i)->end);
    if (nextDay) break;
    if (const auto year = readYear(t, i, shortYears)) return year;
    const bool filler = isSeparator(t[i], ",-/.(") ||
                        t[i].isOneOf({"of", "in", "fy", "the", "financial", "year", "half", "term"});
    if (!filler) break;
    ++i;
  }
  return std::nullopt;
}

NameAt withYear(const Tokens& t, Named named, std::size_t end, Short shortYears) {
  if (const auto year = readYearAfter(t, end, shortYears)) {
    named.year = year->year;
    named.yearSpan = year->span;
    end = year->end;
    if (t[end].isMark(')') && !t[end - 1].isMark(')')) {
      // The bracket of `Q2 (2017/18)` was opened on the way to the year.
      const std::size_t opened = year->end - (year->span ? 4 : 2);
      if (t[opened].isMark('(')) ++end;
    }
  }
  return {named, end};
}

int fullYear(const Token& token) {
  return digits(token) == 2 ? 2000 + token.number : token.number;
}

/// `31/03/2016`, `31.3.16`, `31-03-2016`, `2016-03-31`.
std::optional<NameAt> readNumeric(const Tokens& t, std::size_t i) {
  if (!t[i + 1].isNumber() && isSeparator(t[i + 1], "./-") && t[i + 2].isNumber() &&
      t[i + 3].isMark(t[i + 1].mark) && t[i + 4].isNumber()) {
    const bool close = t[i + 1].glued && t[i + 2].glued && t[i + 3].glued && t[i + 4].glued;
    const bool goesOn =
        isSeparator(t[i + 5], "./-") && t[i + 5].glued && t[i + 6].isNumber() && t[i + 6].glued;
    if ((!close && !t[i + 1].isMark('/')) || goesOn) return std::nullopt;
    const auto small = [](const Token& token) { return digits(token) == 1 || digits(token) == 2; };
    Named named{Named::Kind::Day, 0, 0, {}, false};
    if (isFullYear(t[i]) && small(t[i + 2]) && small(t[i + 4])) {
      named.year = t[i].number;
      named.part = static_cast<unsigned>(t[i + 2].number);
      named.day = static_cast<unsigned>(t[i + 4].number);
      return NameAt{named, i + 5};
    }
    if (small(t[i]) && small(t[i + 2]) && (isFullYear(t[i + 4]) || digits(t[i + 4]) == 2)) {
      named.year = fullYear(t[i + 4]);
      named.part = static_cast<unsigned>(t[i + 2].number);
      named.day = static_cast<unsigned>(t[i].number);
      return NameAt{named, i + 5};
    }
    return std::nullopt;
  }
  const bool pair =
      isSeparator(t[i + 1], "./-") && t[i + 1].glued && t[i + 2].isNumber() && t[i + 2].glued &&
      !(isSeparator(t[i + 3], "./-") && t[i + 3].glued && t[i + 4].isNumber() && t[i + 4].glued);
  if (!pair || digits(t[i]) > 2) return std::nullopt;
  if (isFullYear(t[i + 2]) && t[i].number >= 1 && t[i].number <= 12) {
    return NameAt{{Named::Kind::Month, static_cast<unsigned>(t[i].number), 0, t[i + 2].number, false}, i + 3};
  }
  // `24/7` is no day, nor is a fraction such as `1/2` within a sentence; a month needs two figures here.
  if (t[i + 1].isMark('/') && digits(t[i + 2]) == 2 && t[i + 2].number >= 1 && t[i + 2].number <= 12 &&
      t[i].number >= 1 && t[i].number <= 31 && !t[i + 3].isMark('%')) {
    return NameAt{{Named::Kind::Day,
                   static_cast<unsigned>(t[i + 2].number),
                   static_cast<unsigned>(t[i].number),
                   {},
                   false},
                  i + 3};
  }
  return std::nullopt;
}

/// `9 Feb 2016`, `31st of January`, `9-Feb-16`.
std::optional<NameAt> readDayMonth(const Tokens& t, std::size_t i) {
  const auto day = dayAt(t, i);
  // The 2 of `Phase 2 September 2017` counts phases.
  const bool counts =
      i > 0 && t[i - 1].isOneOf({"phase", "stage", "part", "step", "tier", "level", "wave", "cohort", "group",
                                 "recommendation", "rec", "objective", "priority", "item", "section"});
  if (!day || (counts && day->end == i + 1)) return std::nullopt;
  std::size_t j = day->end;
  if (t[j].isWord("day")) ++j;
  if (t[j].isWord("of")) ++j;
  if (isSeparator(t[j], "-/.") && t[j].glued && t[j + 1].glued) ++j;
  const auto month = monthAt(t, j);
  if (!month) return std::nullopt;
  return withYear(t, {Named::Kind::Day, *month, day->day, {}, false}, j + 1, Short::Allowed);
}

/// Whether a month's name alone is a date: `may`, `march` and `mar` are words as well.
bool standsAlone(const Tokens& t, std::size_t i) {
  if (!t[i].isCapital()) return !t[i].isOneOf({"may", "march", "mar", "dec", "jan", "sep", "oct"});
  return !t[i].isWord("may") || !t[i + 1].isOneOf({"be", "have", "not", "need", "also", "take", "require",
                                                   "change", "include", "wish", "still"});
}

/// `March 2017`, `Feb-17`, `Jan '18`, `March 31st`, `March 31, 2017`. Month and two figures are month and
/// year.
std::optional<NameAt> readMonth(const Tokens& t, std::size_t i) {
  const auto month = monthAt(t, i);
  if (!month) return std::nullopt;
  const std::size_t next = i + 1 + (t[i + 1].isMark('.') ? 1 : 0);
  if (const auto day = dayAt(t, next)) {
    const std::size_t comma = day->end + (t[day->end].isMark(',') ? 1 : 0);
    const bool ordinal = day->end > next + 1;
    if (isFullYear(t[comma]) || ordinal || (digits(t[next]) == 1 && !isSeparator(t[next + 1], "./)"))) {
      return withYear(t, {Named::Kind::Day, *month, day->day, {}, false}, day->end, Short::Refused);
    }
  }
  const NameAt named = withYear(t, {Named::Kind::Month, *month, 0, {}, false}, i + 1, Short::Allowed);
  if (!named.named.year && !standsAlone(t, i)) return std::nullopt;
  return named;
}

std::optional<unsigned> ordinalWord(const Token& token) {
  constexpr std::array<std::string_view, 5> kWords = {"first", "second", "third", "fourth", "final"};
  if (token.isWord("last")) return 5;
  const auto* const found = std::find(kWords.begin(), kWords.end(), token.word);
  if (token.kind != Token::Kind::Word || found == kWords.end()) return std::nullopt;
  return static_cast<unsigned>(found - kWords.begin()) + 1;
}

/// `second quarter of 2017/18`, `2nd half 2017`, `first week of March 2017`.
std::optional<NameAt> readOrdinal(const Tokens& t, std::size_t i) {
  std::optional<unsigned> nth = ordinalWord(t[i]);
  std::size_t j = i + 1;
  if (!nth) {
    const auto day = dayAt(t, i);
    if (!day || day->end == i + 1) return std::nullopt;  // only with its ordinal ending
    nth = day->day;
    j = day->end;
  }
  if (t[j].isOneOf({"quarter", "qtr"}) && *nth <= 5) {
    return withYear(t, {Named::Kind::Quarter, std::min(*nth, 4U), 0, {}, false}, j + 1, Short::Refused);
  }
  if (t[j].isWord("half") && (*nth <= 2 || *nth == 5)) {
    return withYear(t, {Named::Kind::Half, std::min(*nth, 2U), 0, {}, false}, j + 1, Short::Refused);
  }
  if (!t[j].isWord("week") || *nth > 5) return std::nullopt;
  std::size_t k = j + 1;
  while (t[k].isOneOf({"of", "in"}) && k < j + 3) ++k;
  const auto month = monthAt(t, k);
  if (!month) return std::nullopt;
  return withYear(t, {Named::Kind::MonthWeek, *month, *nth, {}, false}, k + 1, Short::Allowed);
}

/// `Q2 2023/24`, `Qtr 4, 2016-17`, `Quarter two`.
std::optional<NameAt> readQuarter(const Tokens& t, std::size_t i) {
  if (t[i].isOneOf({"h"}) && t[i + 1].glued && (t[i + 1].number == 1 || t[i + 1].number == 2)) {
    return withYear(t, {Named::Kind::Half, static_cast<unsigned>(t[i + 1].number), 0, {}, false}, i + 2,
                    Short::Allowed);
  }
  if (!t[i].isOneOf({"q", "qtr", "qtrs", "qrt", "quarter", "quarters", "qr"})) return std::nullopt;
  const std::size_t j = i + 1 + (t[i + 1].isMark('.') || t[i + 1].isMark('-') ? 1 : 0);
  const auto count = countAt(t, j);
  if (!count || *count < 1 || *count > 4 || digits(t[j]) > 1) return std::nullopt;
  return withYear(t, {Named::Kind::Quarter, static_cast<unsigned>(*count), 0, {}, false}, j + 1,
                  Short::Allowed);
}

std::optional<NameAt> readSeason(const Tokens& t, std::size_t i) {
  constexpr std::array<std::string_view, 4> kSeasons = {"spring", "summer", "autumn", "winter"};
  const auto* const found = std::find(kSeasons.begin(), kSeasons.end(), t[i].word);
  if (t[i].kind != Token::Kind::Word || found == kSeasons.end()) return std::nullopt;
  Named named{Named::Kind::Season, static_cast<unsigned>(found - kSeasons.begin()) + 1, 0, {}, false};
  std::size_t j = i + 1;
  const bool term = t[j].isOneOf({"term", "terms"}) || (t[j].isWord("school") && t[j + 1].isWord("term"));
  if (term && named.part < 4) {
    named.kind = Named::Kind::Term;
    j += t[j].isWord("school") ? 2 : 1;
  } else if (t[j].isOneOf({"holiday", "holidays", "break"})) {
    ++j;
  }
  const NameAt read = withYear(t, named, j, Short::Refused);
  if (!read.named.year && !term && !t[i].isCapital()) return std::nullopt;
  return read;
}

std::optional<NameAt> readFestival(const Tokens& t, std::size_t i) {
  if (t[i].isOneOf({"christmas", "xmas"})) {
    const std::size_t j = i + 1 + (t[i + 1].isWord("day") ? 1 : 0);
    return withYear(t, {Named::Kind::Day, 12, 25, {}, false}, j, Short::Refused);
  }
  if (t[i].isWord("easter"))
    return withYear(t, {Named::Kind::Easter, 0, 0, {}, false}, i + 1, Short::Refused);
  return std::nullopt;
}

/// `FY17/18`, `financial year 2017/18`, `year end 2017/18`, `academic year 2017/18`, `financial year`.
std::optional<NameAt> readFinancialYear(const Tokens& t, std::size_t i) {
  Named named{Named::Kind::Financial, 0, 0, {}, false};
  if (t[i].isWord("fy")) {
    const NameAt read = withYear(t, named, i + 1, Short::Allowed);
    return read.named.year ? std::optional(read) : std::nullopt;
  }
  const bool financial = t[i].isOneOf({"financial", "fiscal"});
  const bool school = t[i].isOneOf({"academic", "school"});
  if ((financial || school) && t[i + 1].isOneOf({"year", "yr"})) {
    if (school) named.kind = Named::Kind::School;
    return withYear(t, named, i + 2 + (t[i + 2].isWord("end") ? 1 : 0), Short::Refused);
  }
  if (t[i].isWord("year") && t[i + 1].isWord("end")) return withYear(t, named, i + 2, Short::Refused);
  if (t[i].isWord("year")) {
    const auto year = readYear(t, i + 1, Short::Refused);
    if (year && year->span) return NameAt{{Named::Kind::Financial, 0, 0, year->year, true}, year->end};
  }
  return std::nullopt;
}

/// A bare year is a date only where a date may stand: not in the name of an Act, not as a count of things.
bool mayBeYear(const Tokens& t, std::size_t begin, std::size_t end) {
  const Token& before = begin == 0 ? t[t.size()] : t[begin - 1];
  if (before.isOneOf({"act", "regulations", "order", "strategy", "vision", "over", "than"})) return false;
  if (t[begin].glued && (before.kind == Token::Kind::Word || isSeparator(before, "/.#"))) return false;
  if (t[begin].glued && before.isMark('-') && !(begin > 1 && isFullYear(t[begin - 2]))) return false;
  if (t[end].glued && (t[end].kind == Token::Kind::Word || isSeparator(t[end], "/%"))) return false;
  return t[end].kind != Token::Kind::Word || t[end].isCapital() ||
         t[end].isOneOf({"for", "to", "and", "onwards", "by", "or", "at", "but", "with", "when", "in",
                         "ongoing", "onward"});
}

/// `2017`, `2016/17`, and what may follow: `2017/18 Q2`, `2017 Autumn term`.
std::optional<NameAt> readLeadingYear(const Tokens& t, std::size_t i) {
  const auto year = readYear(t, i, Short::Refused);
  if (!year) return std::nullopt;
  const std::size_t next = year->end + (isSeparator(t[year->end], ",-:") ? 1 : 0);
  for (const auto& read : {readQuarter(t, next), readSeason(t, next)}) {
    if (!read || read->named.year) continue;
    NameAt dated = *read;
    dated.named.year = year->year;
    dated.named.yearSpan = year->span;
    return dated;
  }
  if (!mayBeYear(t, i, year->end)) return std::nullopt;
  const auto kind = year->span ? Named::Kind::Financial : Named::Kind::Year;
  std::size_t end = year->end;
  if (t[end].isOneOf({"financial", "academic"}) && t[end + 1].isWord("year")) end += 2;
  return NameAt{{kind, 0, 0, year->year, year->span}, end};
}

bool isWeekday(const Token& token) {
  return token.isOneOf({"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "mon",
                        "tue", "tues", "wed", "weds", "thu", "thur", "thurs", "fri", "sat", "sun"});
}

}  // namespace

std::optional<unsigned> monthAt(const Tokens& tokens, std::size_t at) {
  constexpr std::array<std::string_view, 12> kMonths = {"january",   "february", "march",    "april",
                                                        "may",       "june",     "july",     "august",
                                                        "september", "october",  "november", "december"};
  const Token& token = tokens[at];
  if (token.kind != Token::Kind::Word || token.word.size() < 3) return std::nullopt;
  for (std::size_t m = 0; m < kMonths.size(); ++m) {
    const std::string_view word = token.word;
    const bool abbreviated = word == kMonths[m].substr(0, 3) || (word == "sept" && m == 8) ||
                             ((word == "febr" || word == "novem" || word == "decem" || word == "janu") &&
                              kMonths[m].starts_with(word));
    if (word == kMonths[m] || abbreviated) return static_cast<unsigned>(m) + 1;
  }
  return std::nullopt;
}

std::optional<int> countAt(const Tokens& tokens, std::size_t at) {
  constexpr std::array<std::string_view, 12> kCounts = {
      "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"};
  const Token& token = tokens[at];
  if (token.isNumber())
    return token.number >= 0 && token.number <= 999 ? std::optional(token.number) : std::nullopt;
  const auto* const found = std::find(kCounts.begin(), kCounts.end(), token.word);
  if (token.kind != Token::Kind::Word || found == kCounts.end()) return std::nullopt;
  return static_cast<int>(found - kCounts.begin()) + 1;
}

std::optional<DayAt> dayAt(const Tokens& tokens, std::size_t at) {
  const Token& token = tokens[at];
  if (digits(token) < 1 || digits(token) > 2 || token.number < 1) return std::nullopt;
  const bool ordinal = tokens[at + 1].isOneOf({"st", "nd", "rd", "th"});
  return DayAt{static_cast<unsigned>(token.number), at + (ordinal ? 2 : 1)};
}

std::optional<NameAt> readName(const Tokens& tokens, std::size_t at) {
  const Token& token = tokens[at];
  if (token.isNumber()) {
    if (auto read = readNumeric(tokens, at)) return read;
    if (auto read = readOrdinal(tokens, at)) return read;
    if (auto read = readDayMonth(tokens, at)) return read;
    return readLeadingYear(tokens, at);
  }
  if (token.kind != Token::Kind::Word) return std::nullopt;
  if (isWeekday(token)) {
    const std::size_t day =
        at + 1 + (isSeparator(tokens[at + 1], ",.") ? 1 : 0) + (tokens[at + 1].isWord("the") ? 1 : 0);
    auto read = readNumeric(tokens, day);
    if (!read) read = readDayMonth(tokens, day);
    if (!read && monthAt(tokens, day)) read = readMonth(tokens, day);
    return read && read->named.kind == Named::Kind::Day ? read : std::nullopt;
  }
  for (const auto reader :
       {readMonth, readQuarter, readSeason, readFestival, readFinancialYear, readOrdinal}) {
    if (auto read = reader(tokens, at)) return read;
  }
  return std::nullopt;
}

}  // namespace chaser::plan::timeline
