// SPDX-License-Identifier: Apache-2.0
#include "common/instant.h"

#include <fmt/format.h>

#include "common/date.h"

namespace chaser {

namespace {

constexpr std::int64_t kMillisPerDay = 24LL * 60 * 60 * 1000;

}  // namespace

std::optional<Instant> Instant::parse(std::string_view text) {
  if (text.size() != 20 && text.size() != 24) return std::nullopt;
  if (text[10] != 'T' || text[13] != ':' || text[16] != ':' || text.back() != 'Z') return std::nullopt;
  const auto digit = [text](std::size_t at) { return static_cast<unsigned>(text[at] - '0'); };
  bool allDigits = true;
  for (const std::size_t at : {11U, 12U, 14U, 15U, 17U, 18U}) allDigits &= digit(at) <= 9;
  unsigned millis = 0;
  if (text.size() == 24) {
    allDigits &= text[19] == '.' && digit(20) <= 9 && digit(21) <= 9 && digit(22) <= 9;
    millis = digit(20) * 100 + digit(21) * 10 + digit(22);
  }
  const unsigned hour = digit(11) * 10 + digit(12);
  const unsigned minute = digit(14) * 10 + digit(15);
  const unsigned second = digit(17) * 10 + digit(18);
  if (!allDigits || hour > 23 || minute > 59 || second > 59) return std::nullopt;
  const auto date = Date::parse(text.substr(0, 10));
  if (!date) return std::nullopt;
  return Instant(date->epochDays() * kMillisPerDay + std::int64_t{(hour * 60 + minute) * 60 + second} * 1000 +
                 millis);
}

std::string Instant::iso() const {
  std::int64_t days = millis_ / kMillisPerDay;
  std::int64_t rest = millis_ % kMillisPerDay;
  if (rest < 0) {
    rest += kMillisPerDay;
    --days;
  }
  return fmt::format("{}T{:02}:{:02}:{:02}.{:03}Z",
                     Date::fromEpochDays(static_cast<std::int32_t>(days)).iso(), rest / 3'600'000,
                     rest / 60'000 % 60, rest / 1000 % 60, rest % 1000);
}

}  // namespace chaser
