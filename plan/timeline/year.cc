// SPDX-License-Identifier: Apache-2.0
#include "plan/timeline/year.h"

#include "plan/timeline/words.h"

namespace chaser::plan::timeline {

namespace {

std::optional<YearAt> readYearAfter(const Tokens& t, std::size_t i, Short shortYears, bool behindDay) {
  constexpr int kMostFillers = 6;  // `, of the financial year 2017/18`
  for (int steps = 0; steps < kMostFillers; ++steps) {
    // In `31 March - 30 April` the 30 is no year, nor in `1 March-30 April`; in `Feb-17 March-17` it is.
    const bool nextDay = steps > 0 && (behindDay || !t[i].glued) && digits(t[i]) == 2 && dayAt(t, i) &&
                         monthAt(t, dayAt(t, i)->end);
    if (nextDay) break;
    if (const auto year = readYear(t, i, shortYears)) return year;
    const bool filler =
        isSeparator(t[i], ",-/.(") || t[i].isOneOf({"of", "in", "fy", "the", "end", "financial", "fiscal",
                                                    "academic", "school", "year", "half", "term"});
    if (!filler) break;
    ++i;
  }
  return std::nullopt;
}

/// The number of `March 20117` and `31 March 217`, which stands where a year should.
std::optional<std::size_t> afterFalseYear(const Tokens& t, std::size_t end) {
  const std::size_t at = end + (isSeparator(t[end], ",-/.") ? 1 : 0);
  const std::size_t figures = digits(t[at]);
  if (figures < 3 || figures > 5 || isFullYear(t[at])) return std::nullopt;
  const bool counts = t[at + 1].kind == Token::Kind::Word || isSeparator(t[at + 1], "%/-");
  return counts ? std::nullopt : std::optional(at + 1);
}

}  // namespace

bool followsAsYear(int first, const Token& second) {
  return (digits(second) == 2 && second.number == (first + 1) % 100) ||
         (digits(second) == 4 && second.number == first + 1);
}

std::optional<YearAt> readYear(const Tokens& t, std::size_t i, Short shortYears) {
  if (t[i].isMark('\'') && digits(t[i + 1]) == 2 && t[i + 1].glued)
    return YearAt{2000 + t[i + 1].number, false, i + 2};
  int year = 0;
  if (isFullYear(t[i])) {
    year = t[i].number;
  } else if (shortYears == Short::Allowed && digits(t[i]) == 2 &&
             dayAt(t, i).value_or(DayAt{0, i + 1}).end == i + 1) {
    year = 2000 + t[i].number;
  } else {
    return std::nullopt;
  }
  if (isSeparator(t[i + 1], "/-") && followsAsYear(year, t[i + 2]) &&
      !(isSeparator(t[i + 3], "/-") && t[i + 3].glued && t[i + 4].isNumber())) {
    return YearAt{year, true, i + 3};
  }
  return YearAt{year, false, i + 1};
}

std::size_t afterYearName(const Tokens& t, std::size_t end) {
  if (t[end].isWord("fy")) return end + 1;
  const bool named = t[end].isOneOf({"financial", "fiscal", "academic", "school", "calendar"});
  return named && t[end + 1].isOneOf({"year", "yr"}) ? end + 2 : end;
}

namespace {

bool isPartOfYear(Named::Kind kind) {
  return kind == Named::Kind::Quarter || kind == Named::Kind::Half || kind == Named::Kind::Season ||
         kind == Named::Kind::Term;
}

}  // namespace

NameAt withYear(const Tokens& t, Named named, std::size_t end, Short shortYears) {
  const auto year = readYearAfter(t, end, shortYears, named.kind == Named::Kind::Day);
  if (!year) {
    if (const auto after = afterFalseYear(t, end)) {
      named.falseYear = true;
      end = *after;
    }
    return {named, end};
  }
  named.year = year->year;
  named.yearSpan = year->span;
  end = year->end;
  if (t[end].isMark(')')) {
    // The bracket of `Q2 (2017/18)` was opened on the way to the year.
    const std::size_t opened = year->end - (year->span ? 4 : 2);
    if (t[opened].isMark('(')) ++end;
  }
  // `Q4, 2018/19 financial year`: what kind of year it is says nothing new.
  return {named, isPartOfYear(named.kind) ? afterYearName(t, end) : end};
}

}  // namespace chaser::plan::timeline
