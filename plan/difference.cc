// SPDX-License-Identifier: Apache-2.0
#include "plan/difference.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <vector>

#include "common/text.h"

namespace chaser::plan {

namespace {

/// Words of context that stand before and behind a change.
constexpr std::size_t kContext = 4;
constexpr std::size_t kShownRun = 20;
constexpr std::size_t kShownSide = 100;
/// Beyond this many pairs of words the texts are not compared: they stand beside each other.
constexpr std::size_t kComparedPairs = 1000000;

using WordList = std::vector<std::string_view>;

WordList listOfWords(std::string_view text) {
  WordList words;
  constexpr std::string_view kBlank = " \t\n\r";
  for (auto at = text.find_first_not_of(kBlank); at != std::string_view::npos;) {
    const auto end = std::min(text.find_first_of(kBlank, at), text.size());
    words.push_back(text.substr(at, end - at));
    at = text.find_first_not_of(kBlank, end);
  }
  return words;
}

struct DiffRun {
  enum class Kind { Same, Removed, Added } kind;
  WordList words;
};

void append(std::vector<DiffRun>& runs, DiffRun::Kind kind, std::string_view word) {
  if (runs.empty() || runs.back().kind != kind) runs.push_back(DiffRun{kind, {}});
  runs.back().words.push_back(word);
}

/// The longest common subsequence of two lists of words, by the textbook's table.
std::vector<DiffRun> compare(const WordList& a, const WordList& b) {
  const std::size_t width = b.size() + 1;
  std::vector<std::uint32_t> common((a.size() + 1) * width, 0);
  for (std::size_t i = a.size(); i-- > 0;) {
    for (std::size_t k = b.size(); k-- > 0;) {
      common[i * width + k] = a[i] == b[k] ? common[(i + 1) * width + k + 1] + 1
                                           : std::max(common[(i + 1) * width + k], common[i * width + k + 1]);
    }
  }
  std::vector<DiffRun> runs;
  std::size_t i = 0, k = 0;
  while (i < a.size() || k < b.size()) {
    if (i < a.size() && k < b.size() && a[i] == b[k]) {
      append(runs, DiffRun::Kind::Same, a[i]);
      ++i;
      ++k;
    } else if (k == b.size() || (i < a.size() && common[(i + 1) * width + k] >= common[i * width + k + 1])) {
      append(runs, DiffRun::Kind::Removed, a[i++]);
    } else {
      append(runs, DiffRun::Kind::Added, b[k++]);
    }
  }
  return runs;
}

std::string joined(const WordList& words, std::size_t from, std::size_t to) {
  std::string text;
  for (std::size_t i = from; i < to; ++i) {
    if (!text.empty()) text += ' ';
    text += words[i];
  }
  return text;
}

std::string shortRun(const WordList& words) {
  const std::string text = joined(words, 0, std::min(words.size(), kShownRun));
  return words.size() > kShownRun ? text + " …" : text;
}

std::string around(const WordList& words, bool first, bool last) {
  const std::size_t head = first ? 0 : kContext;
  const std::size_t tail = last ? 0 : kContext;
  if (words.size() <= head + tail + 1) return joined(words, 0, words.size());
  std::string text = joined(words, 0, head);
  if (!text.empty()) text += ' ';
  text += "…";
  if (tail > 0) text += ' ' + joined(words, words.size() - tail, words.size());
  return text;
}

std::string quoted(const WordList& words) {
  if (words.empty()) return "nothing";
  return "'" + shorten(joined(words, 0, words.size()), kShownSide) + "'";
}

std::string painted(bool colour, std::string_view code, std::string_view text) {
  return colour ? fmt::format("\x1b[{}m{}\x1b[0m", code, text) : std::string(text);
}

bool isMonthEnd(Date day) {
  return day == day.lastOfMonth();
}

/// Whole months from one day to a later one, 0 when it is not whole.
int monthsBetween(Date from, Date to) {
  const int months =
      (to.year() - from.year()) * 12 + static_cast<int>(to.month()) - static_cast<int>(from.month());
  const bool whole = to.day() == from.day() || (isMonthEnd(from) && isMonthEnd(to));
  return whole ? months : 0;
}

std::string lengthOf(Date from, Date to) {
  const auto counted = [](int count, const char* what) {
    return chaser::counted(static_cast<std::size_t>(count), what);
  };
  const int days = (to - from).count;
  const int months = monthsBetween(from, to);
  if (months > 0) return months % 12 == 0 ? counted(months / 12, "year") : counted(months, "month");
  if (days % 7 == 0 && days < 60) return counted(days / 7, "week");
  if (days < 60) return counted(days, "day");
  constexpr double kDaysOfAMonth = 30.44;
  return "about " + counted(static_cast<int>(std::lround(days / kDaysOfAMonth)), "month");
}

}  // namespace

std::string Paint::added(std::string_view text) const {
  return painted(colour, "32", text);
}
std::string Paint::removed(std::string_view text) const {
  return painted(colour, "31", text);
}
std::string Paint::strong(std::string_view text) const {
  return painted(colour, "1", text);
}
std::string Paint::warning(std::string_view text) const {
  return painted(colour, "33", text);
}

std::string shortDay(std::optional<Date> day) {
  if (!day) return "no date";
  const std::string spoken = day->spoken();
  const auto month = spoken.find(' ') + 1;
  return fmt::format("{} {} {}", day->day(), spoken.substr(month, 3), day->year());
}

std::string distance(Date before, Date after) {
  if (before == after) return {};
  return before < after ? lengthOf(before, after) + " later" : lengthOf(after, before) + " earlier";
}

std::string dayDifference(std::optional<Date> before, std::optional<Date> after) {
  std::string text = shortDay(before) + " -> " + shortDay(after);
  if (before && after && before != after) text += " (" + distance(*before, *after) + ")";
  return text;
}

std::string textDifference(std::string_view before, std::string_view after, const Paint& paint) {
  const WordList old = listOfWords(before);
  const WordList now = listOfWords(after);
  std::string beside = paint.removed(quoted(old)) + " -> " + paint.added(quoted(now));
  if (old.size() * now.size() > kComparedPairs) return beside;
  const auto runs = compare(old, now);
  std::size_t same = 0;
  for (const DiffRun& run : runs) same += run.kind == DiffRun::Kind::Same ? run.words.size() : 0;
  if (same == 0 || same * 3 < std::min(old.size(), now.size())) return beside;
  std::string text;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    if (i > 0) text += ' ';
    switch (runs[i].kind) {
      case DiffRun::Kind::Same:
        text += around(runs[i].words, i == 0, i + 1 == runs.size());
        break;
      case DiffRun::Kind::Removed:
        text += paint.removed("[-" + shortRun(runs[i].words) + "-]");
        break;
      case DiffRun::Kind::Added:
        text += paint.added("{+" + shortRun(runs[i].words) + "+}");
        break;
    }
  }
  return text;
}

}  // namespace chaser::plan
