// SPDX-License-Identifier: Apache-2.0
#include "common/instant.h"

#include <fmt/format.h>

#include "common/date.h"

namespace chaser {

namespace {

constexpr std::int64_t kMillisPerDay = 24LL * 60 * 60 * 1000;

std::optional<int> number(std::string_view text) {
  int value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

}  // namespace

std::optional<Instant> Instant::parse(std::string_view text) {
  if (text.size() != 20 && text.size() != 24) return std::nullopt;
  if (text[10] != 'T' || text[13] != ':' || text[16] != ':' || text.back() != 'Z') return std::nullopt;
  const auto date = Date::parse(text.substr(0, 10));
  const auto hour = number(text.substr(11, 2));
  const auto minute = number(text.substr(14, 2));
  const auto second = number(text.substr(17, 2));
  std::optional<int> millis = 0;
  if (text.size() == 24) {
    if (text[19] != '.') return std::nullopt;
    millis = number(text.substr(20, 3));
  }
  if (!date || !hour || !minute || !second || !millis) return std::nullopt;
  if (*hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
  return Instant(date->epochDays() * kMillisPerDay + ((*hour * 60 + *minute) * 60 + *second) * 1000LL +
                 *millis);
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
