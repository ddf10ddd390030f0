// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "plan/timeline/named.h"
#include "plan/timeline/token.h"

/// Years as they are written beside a period: `2017`, `2016/17`, `'17`, `FY 17-18`.
namespace chaser::plan::timeline {

struct YearAt {
  int year = 0;
  bool span = false;  ///< written as two years that follow each other
  std::size_t end = 0;
};

/// Whether two bare figures are a year: beside a month they are, beside a season they may count anything.
enum class Short { Refused, Allowed };

/// The year that begins with exactly this token.
std::optional<YearAt> readYear(const Tokens& tokens, std::size_t at, Short shortYears);

/// A name that ends at `end`, with the year that stands behind it, beyond `,`, `-`, `of`, `in`, `FY` and
/// their like. A number there that can be no year (`March 20117`) makes the name unreadable.
NameAt withYear(const Tokens& tokens, Named named, std::size_t end, Short shortYears);

/// Beyond the `financial year` or `academic year` that may stand behind the figures of a year; the place
/// itself when there is none.
std::size_t afterYearName(const Tokens& tokens, std::size_t end);

/// `2016/17`, `2016-2017`, `16/17`: two years that follow each other, the first as a number in full.
bool followsAsYear(int first, const Token& second);

}  // namespace chaser::plan::timeline
