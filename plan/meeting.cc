// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cctype>

#include "common/fold.h"
#include "common/text.h"
#include "plan/people.h"

namespace chaser::plan {

namespace {

constexpr int kDaysOfWeek = 7;
/// A fifth weekday comes at least four times a year; two years of months are plenty to look through.
constexpr int kMonthsAhead = 24;

struct Ordinal {
  std::string_view word;
  std::string_view digits;
  int nth;
};

constexpr std::array<Ordinal, 6> kOrdinals = {{{"first", "1st", 1},
                                               {"second", "2nd", 2},
                                               {"third", "3rd", 3},
                                               {"fourth", "4th", 4},
                                               {"fifth", "5th", 5},
                                               {"last", "last", -1}}};

/// The meeting of the month that `month` lies in; absent in a month without a fifth such weekday.
std::optional<Date> meetingIn(const MonthlyMeeting& every, Date month) {
  const int wanted = static_cast<int>(every.weekday);
  if (every.nth < 0) {
    const Date last = month.lastOfMonth();
    return last - Days{(static_cast<int>(last.weekday()) - wanted + kDaysOfWeek) % kDaysOfWeek};
  }
  const Date first = month.firstOfMonth();
  const int ahead = (wanted - static_cast<int>(first.weekday()) + kDaysOfWeek) % kDaysOfWeek;
  const Date day = first + Days{ahead + (every.nth - 1) * kDaysOfWeek};
  if (day > month.lastOfMonth()) return std::nullopt;
  return day;
}

}  // namespace

std::optional<Date> MeetingPlan::next(Date day) const {
  if (const auto found = std::lower_bound(dates.begin(), dates.end(), day); found != dates.end())
    return *found;
  if (!every) return std::nullopt;
  for (int ahead = 0; ahead < kMonthsAhead; ++ahead) {
    const auto meeting = meetingIn(*every, day.firstOfMonth().plusMonths(ahead));
    if (meeting && *meeting >= day) return meeting;
  }
  return std::nullopt;
}

std::optional<MonthlyMeeting> parseMonthlyMeeting(std::string_view text) {
  std::vector<std::string> words;
  const std::string folded = foldName(text);
  for (const auto word : split(folded, ' ')) {
    if (!word.empty()) words.emplace_back(word);
  }
  if (words.size() != 2) return std::nullopt;
  const auto weekday = parseWeekday(words[1]);
  const auto ordinal = std::find_if(kOrdinals.begin(), kOrdinals.end(), [&](const Ordinal& candidate) {
    return candidate.word == words[0] || candidate.digits == words[0];
  });
  if (!weekday || ordinal == kOrdinals.end()) return std::nullopt;
  return MonthlyMeeting{ordinal->nth, *weekday};
}

std::optional<DigestHabit> parseDigestHabit(std::string_view text) {
  if (text == "daily") return DigestHabit{DigestHabit::Kind::Daily, Weekday::Monday};
  if (text == "immediate") return DigestHabit{DigestHabit::Kind::Immediate, Weekday::Monday};
  if (text == "weekly") return DigestHabit{DigestHabit::Kind::Weekly, Weekday::Monday};
  constexpr std::string_view kWeekly = "weekly:";
  if (!text.starts_with(kWeekly)) return std::nullopt;
  const auto on = parseWeekday(text.substr(kWeekly.size()));
  if (!on) return std::nullopt;
  return DigestHabit{DigestHabit::Kind::Weekly, *on};
}

bool plausibleAddress(std::string_view address) {
  constexpr std::size_t kLongestAddress = 254;  // RFC 5321, 4.5.3.1.3 less the angle brackets
  const auto at = address.find('@');
  if (address.size() > kLongestAddress || at == std::string_view::npos || at == 0) return false;
  const auto domain = address.substr(at + 1);
  if (domain.empty() || domain.find('@') != std::string_view::npos) return false;
  if (domain.front() == '.' || domain.back() == '.' || domain.front() == '-') return false;
  return std::none_of(address.begin(), address.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte <= 0x20 || byte == 0x7F ||
           std::string_view("<>()[],;:\"\\").find(c) != std::string_view::npos;
  });
}

}  // namespace chaser::plan
