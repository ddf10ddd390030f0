// SPDX-License-Identifier: Apache-2.0
#include "plan/timeline/name_reader.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "plan/timeline/date_reader.h"
#include "plan/timeline/words.h"
#include "plan/timeline/year.h"

namespace chaser::plan::timeline {

namespace {

std::optional<unsigned> ordinalWord(const Token& token) {
  constexpr std::array<std::string_view, 5> kWords = {"first", "second", "third", "fourth", "final"};
  if (token.isWord("last")) return 5;
  const auto* const found = std::find(kWords.begin(), kWords.end(), token.word);
  if (token.kind != Token::Kind::Word || found == kWords.end()) return std::nullopt;
  return static_cast<unsigned>(found - kWords.begin()) + 1;
}

/// `first half of 2018` is of that year; `first half of 2018/19` is of the financial year.
NameAt readHalf(const Tokens& t, unsigned nth, std::size_t end) {
  NameAt read = withYear(t, {Named::Kind::Half, nth, 0, {}, false}, end, Short::Refused);
  bool financial = read.named.yearSpan || !read.named.year;
  for (std::size_t i = end; i < read.end; ++i) financial = financial || t[i].isOneOf({"fy", "financial"});
  if (!financial) read.named.kind = Named::Kind::CalendarHalf;
  return read;
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
  if (t[j].isWord("half") && (*nth <= 2 || *nth == 5)) return readHalf(t, std::min(*nth, 2U), j + 1);
  if (!t[j].isWord("week") || *nth > 5) return std::nullopt;
  std::size_t k = j + 1;
  while (t[k].isOneOf({"of", "in"}) && k < j + 3) ++k;
  const auto month = monthAt(t, k);
  if (!month) return std::nullopt;
  return withYear(t, {Named::Kind::MonthWeek, *month, *nth, {}, false}, k + 1, Short::Allowed);
}

/// A slip that exchanged no letter for another: a `sprint` is no spring and a `quartet` no quarter.
bool isSlipOf(const Token& token, std::string_view name) {
  std::string letters = token.word;
  std::string wanted(name);
  std::sort(letters.begin(), letters.end());
  std::sort(wanted.begin(), wanted.end());
  return isMisspelt(token.word, name) && (letters.size() != wanted.size() || letters == wanted);
}

/// `Q2 2023/24`, `Qtr 4, 2016-17`, `Quarter two`.
std::optional<NameAt> readQuarter(const Tokens& t, std::size_t i) {
  if (t[i].isOneOf({"h"}) && t[i + 1].glued && (t[i + 1].number == 1 || t[i + 1].number == 2)) {
    return withYear(t, {Named::Kind::Half, static_cast<unsigned>(t[i + 1].number), 0, {}, false}, i + 2,
                    Short::Allowed);
  }
  if (t[i].isWord("half")) {
    const std::size_t nth = i + 1 + (t[i + 1].isWord("year") ? 1 : 0);  // `Half year 1 2017/18`
    const bool counted = digits(t[nth]) == 1 && (t[nth].number == 1 || t[nth].number == 2);
    const NameAt half =
        withYear(t, {Named::Kind::Half, counted ? static_cast<unsigned>(t[nth].number) : 1, 0, {}, false},
                 nth + 1, Short::Refused);
    return counted && half.named.year ? std::optional(half) : std::nullopt;
  }
  const bool quarter = t[i].isOneOf({"q", "qs", "qtr", "qtrs", "qrt", "quarter", "quarters", "qr"}) ||
                       (t[i].word.starts_with('q') &&
                        (t[i].isOneOf({"qu", "quar", "qrtr", "qtrly"}) || isSlipOf(t[i], "quarter")));
  if (!quarter) return std::nullopt;
  const std::size_t j = i + 1 + (t[i + 1].isMark('.') || t[i + 1].isMark('-') ? 1 : 0);
  const auto count = countAt(t, j);
  if (!count || *count < 1 || digits(t[j]) > 1) return std::nullopt;
  return withYear(t, {Named::Kind::Quarter, static_cast<unsigned>(*count), 0, {}, false}, j + 1,
                  Short::Allowed);
}

/// Beyond `term`, `school term`, `half term`; the place itself when there is none.
std::size_t afterTerm(const Tokens& t, std::size_t i) {
  const std::size_t term = i + (t[i].isOneOf({"school", "half"}) ? 1 : 0);
  return t[term].isOneOf({"term", "terms"}) ? term + 1 : i;
}

/// Whether the words before a small `spring` or `summer` make it a time of the year.
bool leadsSeason(const Tokens& t, std::size_t i) {
  return i > 0 && t[i - 1].isOneOf({"by", "in", "this", "next", "before", "until", "during", "early", "late",
                                    "mid", "end", "from", "since", "over", "of"});
}

/// 1 to 4; an abbreviation (`Aut 2017`, `Spr term`) or a slip (`Autum 2017`) only before a term or a full
/// year.
std::optional<unsigned> seasonAt(const Tokens& t, std::size_t i) {
  constexpr std::array<std::string_view, 4> kSeasons = {"spring", "summer", "autumn", "winter"};
  if (t[i].kind != Token::Kind::Word) return std::nullopt;
  const bool named = t[i + 1].isOneOf({"term", "terms"}) || isFullYear(t[i + 1]);
  for (unsigned s = 0; s < kSeasons.size(); ++s) {
    if (t[i].word == kSeasons[s]) return s + 1;
    const bool cut = t[i].isCapital() && t[i].word.size() == 3 && kSeasons[s].starts_with(t[i].word);
    if (named && (cut || isSlipOf(t[i], kSeasons[s]))) return s + 1;
  }
  return std::nullopt;
}

std::optional<NameAt> readSeason(const Tokens& t, std::size_t i) {
  const auto season = seasonAt(t, i);
  if (!season) return std::nullopt;
  Named named{Named::Kind::Season, *season, 0, {}, false};
  std::size_t j = afterTerm(t, i + 1);
  bool term = j > i + 1;
  if (term && digits(t[j]) == 1 && isFullYear(t[j + 1])) ++j;  // `Summer Term 2 2019`: its second half
  if (t[j].isOneOf({"holiday", "holidays", "break"})) ++j;
  NameAt read = withYear(t, named, j, Short::Refused);
  if (!term && read.named.year && afterTerm(t, read.end) > read.end) {
    read.end = afterTerm(t, read.end);  // `Autumn 2018 term`
    term = true;
  }
  const bool bareYear = digits(t[j]) == 2 && !read.named.year && (t[i].isCapital() || leadsSeason(t, i));
  if (bareYear) {
    const NameAt dated = withYear(t, named, j, Short::Allowed);
    if (dated.named.year && mayEndBefore(t, dated.end)) read = dated;  // `Spring 19`, `Winter 18/19`
  }
  if (term && named.part < 4) read.named.kind = Named::Kind::Term;
  if (!read.named.year && !term && !t[i].isCapital() && !leadsSeason(t, i)) return std::nullopt;
  return read;
}

std::optional<NameAt> readFestival(const Tokens& t, std::size_t i) {
  if (t[i].isOneOf({"christmas", "xmas"})) {
    const std::size_t j = i + 1 + (t[i + 1].isWord("day") ? 1 : 0);
    return withYear(t, {Named::Kind::Day, 12, 25, {}, false}, j, Short::Refused);
  }
  if (t[i].isWord("new") && t[i + 1].isWord("year") && (isFullYear(t[i + 2]) || t[i + 2].isWord("day"))) {
    const std::size_t j = i + 2 + (t[i + 2].isWord("day") || t[i + 2].isWord("s") ? 1 : 0);
    return withYear(t, {Named::Kind::Day, 1, 1, {}, false}, j, Short::Refused);
  }
  if (t[i].isWord("easter"))
    return withYear(t, {Named::Kind::Easter, 0, 0, {}, false}, i + 1, Short::Refused);
  return std::nullopt;
}

/// `FY 2017/18 - Q2`, `academic year 2017/18, autumn term`: a year only qualifies the part of it that stands
/// behind it.
NameAt withPart(const Tokens& t, const NameAt& year) {
  if (!year.named.year) return year;
  const std::size_t next = year.end + (isSeparator(t[year.end], ",-:(") ? 1 : 0);
  for (const auto reader : {readQuarter, readSeason, readOrdinal}) {
    auto part = reader(t, next);
    if (!part || part->named.kind == Named::Kind::MonthWeek ||
        (part->named.year && part->named.year != year.named.year))
      continue;
    part->named.year = year.named.year;
    part->named.yearSpan = year.named.yearSpan;
    if (next > year.end && t[next - 1].isMark('(') && t[part->end].isMark(')')) ++part->end;
    return *part;
  }
  return year;
}

/// `FY17/18`, `financial year 2017/18`, `year end 2017/18`, `academic year 2017/18`, `financial year`.
std::optional<NameAt> readFinancialYear(const Tokens& t, std::size_t i) {
  Named named{Named::Kind::Financial, 0, 0, {}, false};
  const bool slashed = t[i].isWord("f") && t[i + 1].isMark('/') && t[i + 2].isWord("y");
  if (t[i].isOneOf({"fy", "ay"}) || slashed) {
    if (t[i].isWord("ay")) named.kind = Named::Kind::School;
    const NameAt read = withYear(t, named, i + (slashed ? 3 : 1), Short::Allowed);
    return read.named.year ? std::optional(withPart(t, read)) : std::nullopt;
  }
  const bool financial = t[i].isOneOf({"financial", "fiscal"});
  const bool school = t[i].isOneOf({"academic", "school"});
  if ((financial || school) && t[i + 1].isOneOf({"year", "yr"})) {
    if (school) named.kind = Named::Kind::School;
    const bool ends = t[i + 2].isWord("end");
    const NameAt read = withYear(t, named, i + 2 + (ends ? 1 : 0), Short::Refused);
    return ends ? read : withPart(t, read);
  }
  if (t[i].isWord("calendar") && t[i + 1].isWord("year")) {
    named.kind = Named::Kind::Year;
    return withYear(t, named, i + 2, Short::Refused);
  }
  if (t[i].isWord("year") && t[i + 1].isWord("end")) return withYear(t, named, i + 2, Short::Refused);
  if (t[i].isWord("year")) {
    const auto year = readYear(t, i + 1, Short::Refused);
    if (year && year->span) return NameAt{{Named::Kind::Financial, 0, 0, year->year, true}, year->end};
  }
  return std::nullopt;
}

/// `2017-2019`, `mid-2019`.
bool mayLeadDash(const Token& token) {
  return isFullYear(token) || token.isOneOf({"mid", "early", "late", "end", "by"});
}

/// A bare year is a date only where a date may stand: not in the name of an Act, not as a count of things.
bool mayBeYear(const Tokens& t, std::size_t begin, std::size_t end) {
  const Token& before = begin == 0 ? t[t.size()] : t[begin - 1];
  if (before.isOneOf({"act", "regulations", "order", "strategy", "vision", "over", "than"})) return false;
  if (t[begin].glued && (before.kind == Token::Kind::Word || isSeparator(before, "/.#"))) return false;
  if (t[begin].glued && before.isMark('-') && !(begin > 1 && mayLeadDash(t[begin - 2]))) return false;
  return mayEndBefore(t, end);
}

/// `2016/17`, `17/18`. Two short numbers are a financial year only where they can be no day and month.
std::optional<YearAt> leadingYear(const Tokens& t, std::size_t i) {
  if (const auto year = readYear(t, i, Short::Refused)) return year;
  constexpr int kFirstAfterMonths = 13;
  const bool span = digits(t[i]) == 2 && t[i + 1].isMark('/') && t[i + 1].glued && t[i + 2].glued &&
                    t[i].number >= kFirstAfterMonths - 1 && followsAsYear(2000 + t[i].number, t[i + 2]) &&
                    digits(t[i + 2]) == 2;
  return span && mayBeginDate(t, i) ? std::optional(YearAt{2000 + t[i].number, true, i + 3}) : std::nullopt;
}

/// `2017`, `2016/17`, and what may follow: `2017/18 Q2`, `2017 Autumn term`, `2017 March 31`.
std::optional<NameAt> readLeadingYear(const Tokens& t, std::size_t i) {
  const auto year = leadingYear(t, i);
  if (!year) return std::nullopt;
  const std::size_t next = year->end + (isSeparator(t[year->end], ",-:") ? 1 : 0);
  for (const auto reader : {readQuarter, readSeason, readMonth}) {
    const auto read = reader(t, next);
    if (!read) continue;
    NameAt dated = *read;
    const bool day = dated.named.kind == Named::Kind::Month && dated.named.year && digits(t[next + 1]) == 2;
    if (day) {
      // Behind a full year the two figures of `2017 March 31` are the day.
      dated.named = {
          Named::Kind::Day, dated.named.part, static_cast<unsigned>(t[next + 1].number), {}, false};
      dated.end = next + 2;
    }
    if (dated.named.year || (reader == readMonth && next > year->end)) break;
    dated.named.year = year->year;
    dated.named.yearSpan = year->span;
    return dated;
  }
  auto kind = year->span ? Named::Kind::Financial : Named::Kind::Year;
  std::size_t end = year->end;
  if (t[end].isOneOf({"financial", "academic", "school", "calendar"}) && t[end + 1].isWord("year")) {
    if (t[end].isOneOf({"academic", "school"})) kind = Named::Kind::School;
    if (t[end].isWord("financial")) kind = Named::Kind::Financial;
    end += 2;
    return withPart(t, {{kind, 0, 0, year->year, year->span}, end});
  }
  if (year->span && t[end].isWord("year")) {
    const std::size_t ends = end + 1 + (t[end + 1].isMark('-') ? 1 : 0);
    end = t[ends].isWord("end") ? ends + 1 : end + 1;  // `2016/17 year end`
  } else if (!mayBeYear(t, i, end)) {
    return std::nullopt;
  }
  return NameAt{{kind, 0, 0, year->year, year->span}, end};
}

}  // namespace

std::optional<NameAt> readName(const Tokens& tokens, std::size_t at) {
  const Token& token = tokens[at];
  if (token.isNumber()) {
    for (const auto reader : {readNumeric, readOrdinal, readDayMonth, readLeadingYear}) {
      if (auto read = reader(tokens, at)) return read;
    }
    return std::nullopt;
  }
  if (token.kind != Token::Kind::Word) return std::nullopt;
  for (const auto reader :
       {readWeekday, readMonth, readQuarter, readSeason, readFestival, readFinancialYear, readOrdinal}) {
    if (auto read = reader(tokens, at)) return read;
  }
  return std::nullopt;
}

}  // namespace chaser::plan::timeline
