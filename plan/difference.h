// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "common/date.h"

/// What changed between two values, said so that a person sees it at a glance.
namespace chaser::plan {

/// How a text for people is marked. Colours only where they are wanted: on a terminal.
struct Paint {
  bool colour = false;

  [[nodiscard]] std::string added(std::string_view text) const;
  [[nodiscard]] std::string removed(std::string_view text) const;
  [[nodiscard]] std::string strong(std::string_view text) const;
  [[nodiscard]] std::string warning(std::string_view text) const;
};

/// `31 Mar 2017`; `no date` for none.
std::string shortDay(std::optional<Date> day);

/// `3 months later`, `2 weeks earlier`, `45 days later`, `about 4 months earlier`; empty for the same day.
/// Whole months count from a day to the same day, and from a month's end to a month's end.
std::string distance(Date before, Date after);

/// `31 Mar 2017 -> 30 Jun 2017 (3 months later)`.
std::string dayDifference(std::optional<Date> before, std::optional<Date> after);

/// Word by word, in one line: `Draft agreed [-with two wards-] {+with every ward+} …`. What stays is cut to
/// the words around what changed; two texts that have little in common stand beside each other: `'old' ->
/// 'new'`.
std::string textDifference(std::string_view before, std::string_view after, const Paint& paint);

}  // namespace chaser::plan
