// SPDX-License-Identifier: Apache-2.0
#include "plan/timeline/date_reader.h"

#include <string_view>

#include "plan/timeline/words.h"
#include "plan/timeline/year.h"

namespace chaser::plan::timeline {

namespace {

bool isSmall(const Token& token) {
  return digits(token) == 1 || digits(token) == 2;
}

Named dayOf(const Token& day, const Token& month, const Token& year) {
  const int full = digits(year) == 2 ? 2000 + year.number : year.number;
  return {Named::Kind::Day, static_cast<unsigned>(month.number), static_cast<unsigned>(day.number), full,
          false};
}

/// Three numbers with a mark between each two, or with blanks alone.
struct Triple {
  const Token& a;
  const Token& b;
  const Token& c;
  std::size_t end;
  bool close;  ///< nothing but the marks between them
  bool same;   ///< the marks are alike
  char mark;   ///< the first mark, ' ' for none
};

std::optional<Triple> tripleAt(const Tokens& t, std::size_t i) {
  if (t[i + 1].isNumber() && t[i + 2].isNumber())
    return Triple{t[i], t[i + 1], t[i + 2], i + 3, false, true, ' '};
  if (!isSeparator(t[i + 1], "./-") || !t[i + 2].isNumber() || !isSeparator(t[i + 3], "./-") ||
      !t[i + 4].isNumber()) {
    return std::nullopt;
  }
  const bool close = t[i + 1].glued && t[i + 2].glued && t[i + 3].glued && t[i + 4].glued;
  return Triple{t[i], t[i + 2], t[i + 4], i + 5, close, t[i + 1].mark == t[i + 3].mark, t[i + 1].mark};
}

bool isPlausibleDay(const Triple& x) {
  return x.a.number >= 1 && x.a.number <= 31 && x.b.number >= 1 && x.b.number <= 12;
}

/// Whether the numbers go on as in a reference (`1.2.3.4`), not as in a range of two dates.
bool goesOn(const Tokens& t, std::size_t end) {
  if (!isSeparator(t[end], "./-") || !t[end].glued || !t[end + 1].isNumber() || !t[end + 1].glued)
    return false;
  const auto next = t[end].isMark('-') || t[end].isMark('/') ? tripleAt(t, end + 1) : std::nullopt;
  return !next || next->mark == ' ';
}

std::optional<NameAt> readTriple(const Tokens& t, std::size_t i) {
  const auto x = tripleAt(t, i);
  if (!x || goesOn(t, x->end)) return std::nullopt;
  if (isFullYear(x->a) && isSmall(x->b) && isSmall(x->c) && x->close && x->same)
    return NameAt{dayOf(x->c, x->b, x->a), x->end};
  const bool yearLast = isFullYear(x->c) || digits(x->c) == 2;
  if (!isSmall(x->a) || !isSmall(x->b) || !yearLast) return std::nullopt;
  bool written = false;
  if (x->mark == ' ') {
    written = isFullYear(x->c) && digits(x->b) == 2 && isPlausibleDay(*x);
  } else if (x->same) {
    written = x->close || x->mark == '/' || isFullYear(x->c);
  } else {
    written = (x->close || isFullYear(x->c)) && digits(x->b) == 2 && isPlausibleDay(*x);
  }
  if (!written) return std::nullopt;
  return NameAt{dayOf(x->a, x->b, x->c), x->end};
}

/// `20160331`, `31032016`.
std::optional<NameAt> readCompact(const Tokens& t, std::size_t i) {
  const int n = t[i].number;
  const bool goesOnGlued = t[i + 1].glued && (!t[i + 1].isMark('.') || t[i + 2].glued);
  if (digits(t[i]) != 8 || goesOnGlued) return std::nullopt;
  if (const auto day =
          Date::fromYmd(n / 10000, static_cast<unsigned>(n / 100 % 100), static_cast<unsigned>(n % 100));
      day && n / 1000000 == 20) {
    return NameAt{{Named::Kind::Day, day->month(), day->day(), day->year(), false}, i + 1};
  }
  const auto day =
      Date::fromYmd(n % 10000, static_cast<unsigned>(n / 10000 % 100), static_cast<unsigned>(n / 1000000));
  if (!day || n / 100 % 100 != 20) return std::nullopt;
  return NameAt{{Named::Kind::Day, day->month(), day->day(), day->year(), false}, i + 1};
}

/// Two numbers: `03/2016`, `2016-03`, `31/03`, `3/16`, `16/17`.
std::optional<NameAt> readPair(const Tokens& t, std::size_t i) {
  const Token& a = t[i];
  const Token& b = t[i + 2];
  if (!isSeparator(t[i + 1], "./-") || !t[i + 1].glued || !b.isNumber() || !b.glued || goesOn(t, i + 3))
    return std::nullopt;
  if (i > 1 && t[i].glued && t[i - 1].isMark('/') && t[i - 1].glued) return std::nullopt;  // of an address
  const auto month = [&](const Token& m, int year) {
    return NameAt{{Named::Kind::Month, static_cast<unsigned>(m.number), 0, year, false}, i + 3};
  };
  const auto isMonth = [](const Token& m) { return isSmall(m) && m.number >= 1 && m.number <= 12; };
  if (isFullYear(a) && digits(b) == 2 && isMonth(b) && !t[i + 1].isMark('.') && !followsAsYear(a.number, b))
    return month(b, a.number);
  if (isFullYear(b) && isMonth(a)) return month(a, b.number);
  if (!t[i + 1].isMark('/') || digits(b) != 2 || a.number > 99) return std::nullopt;
  // A fraction such as `1/2` is no day, nor is `24/7`: the second number needs two figures.
  if (isMonth(b) && a.number >= 1 && a.number <= 31 && !t[i + 3].isMark('%')) {
    NameAt day{
        {Named::Kind::Day, static_cast<unsigned>(b.number), static_cast<unsigned>(a.number), {}, false},
        i + 3};
    day.named.fraction = b.number == 12 && a.number < 12 && digits(a) < 3 && a.text.front() != '0';
    return day;
  }
  if (b.number < 13 || !mayBeginDate(t, i) || !mayEndBefore(t, i + 3)) return std::nullopt;
  constexpr int kLatestShortYear = 49;
  if (isMonth(a) && b.number <= kLatestShortYear) return month(a, 2000 + b.number);
  return std::nullopt;
}

/// Whether a month's name alone is a date: `may`, `march` and `mar` are words as well.
bool standsAlone(const Tokens& t, std::size_t i) {
  if (!t[i].isCapital()) return !t[i].isOneOf({"may", "march", "mar", "dec", "jan", "sep", "oct"});
  return !t[i].isWord("may") || !t[i + 1].isOneOf({"be", "have", "not", "need", "also", "take", "require",
                                                   "change", "include", "wish", "still", "begin", "start"});
}

/// The 2 of `Phase 2 September 2017` counts phases.
bool isCounted(const Tokens& t, std::size_t i) {
  return i > 0 &&
         t[i - 1].isOneOf({"phase", "stage", "part", "step", "tier", "level", "wave", "cohort", "group",
                           "recommendation", "rec", "objective", "priority", "item", "section", "action"});
}

}  // namespace

bool mayBeginDate(const Tokens& t, std::size_t i) {
  if (i == 0) return true;
  const Token& before = t[i - 1];
  if (before.kind != Token::Kind::Word) return !before.isNumber() && !isSeparator(before, "/.#");
  return before.isOneOf({"by",     "in",    "end", "of",       "from",      "due",    "to",     "until",
                         "for",    "on",    "at",  "mid",      "early",     "late",   "date",   "before",
                         "since",  "after", "and", "complete", "completed", "review", "target", "done",
                         "closed", "was",   "now", "achieved", "approved",  "revised"});
}

bool mayEndBefore(const Tokens& t, std::size_t end) {
  if (t[end].glued && (t[end].kind == Token::Kind::Word || isSeparator(t[end], "/%"))) return false;
  return t[end].kind != Token::Kind::Word || t[end].isCapital() ||
         t[end].isOneOf({"for", "to", "and", "onwards", "by", "or", "at", "but", "with", "when", "in",
                         "ongoing", "onward", "then", "complete", "completed", "revised", "until", "review"});
}

std::optional<NameAt> readNumeric(const Tokens& t, std::size_t i) {
  for (const auto reader : {readCompact, readTriple, readPair}) {
    if (auto read = reader(t, i)) return read;
  }
  return std::nullopt;
}

std::optional<NameAt> readDayMonth(const Tokens& t, std::size_t i) {
  const auto day = dayAt(t, i);
  if (!day || (isCounted(t, i) && day->end == i + 1)) return std::nullopt;
  std::size_t j = day->end;
  if (isSeparator(t[j], ".,") && day->end > i + 1) ++j;  // `31st. March`, `31st, March`
  if (t[j].isWord("day")) ++j;
  if (t[j].isWord("of")) ++j;
  if (isSeparator(t[j], "-/.") && t[j].glued && t[j + 1].glued) ++j;
  const auto month = monthAt(t, j);
  if (!month) return std::nullopt;
  return withYear(t, {Named::Kind::Day, *month, day->day, {}, false}, j + 1, Short::Allowed);
}

std::optional<NameAt> readMonth(const Tokens& t, std::size_t i) {
  const auto month = monthAt(t, i);
  if (!month) return std::nullopt;
  const std::size_t next = i + 1 + (t[i + 1].isMark('.') || t[i + 1].isWord("the") ? 1 : 0);
  if (const auto day = dayAt(t, next)) {
    const std::size_t comma = day->end + (t[day->end].isMark(',') ? 1 : 0);
    const bool ordinal = day->end > next + 1;
    if (isFullYear(t[comma]) || ordinal || (digits(t[next]) == 1 && !isSeparator(t[next + 1], "./)"))) {
      return withYear(t, {Named::Kind::Day, *month, day->day, {}, false}, day->end, Short::Refused);
    }
  }
  const NameAt named = withYear(t, {Named::Kind::Month, *month, 0, {}, false}, i + 1, Short::Allowed);
  if (!named.named.year && !named.named.falseYear && !standsAlone(t, i)) return std::nullopt;
  return named;
}

std::optional<NameAt> readWeekday(const Tokens& t, std::size_t i) {
  const auto weekday = weekdayAt(t, i);
  if (!weekday) return std::nullopt;
  const std::size_t the = i + 1 + (isSeparator(t[i + 1], ",.") ? 1 : 0);
  const std::size_t day = the + (t[the].isWord("the") ? 1 : 0);
  auto read = readNumeric(t, day);
  if (!read) read = readDayMonth(t, day);
  if (!read && monthAt(t, day)) read = readMonth(t, day);
  if (!read || read->named.kind != Named::Kind::Day) return std::nullopt;
  read->named.weekday = weekday;
  return read;
}

}  // namespace chaser::plan::timeline
