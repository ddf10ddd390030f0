// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "plan/timeline/named.h"
#include "plan/timeline/token.h"

/// Days and months as people write them, each reader for what begins with exactly one token.
namespace chaser::plan::timeline {

/// In figures alone: `31/03/2016`, `31.3.16`, `31 03 2016`, `2016-03-31`, `20160331`, `03/2016`, `3/16`,
/// `2016-03`, `31/03`. Day first, always.
std::optional<NameAt> readNumeric(const Tokens& tokens, std::size_t at);

/// `9 Feb 2016`, `31st of January`, `9-Feb-16`.
std::optional<NameAt> readDayMonth(const Tokens& tokens, std::size_t at);

/// `March 2017`, `Feb-17`, `Jan '18`, `March 31st`, `March 31, 2017`. Month and two figures are month and
/// year.
std::optional<NameAt> readMonth(const Tokens& tokens, std::size_t at);

/// `Friday 3rd March 2017`, `Fri 3/3/17`.
std::optional<NameAt> readWeekday(const Tokens& tokens, std::size_t at);

/// `3/17` counts things in `scored 3/17`; it is a date at a beginning, behind a mark or a word that leads
/// one.
bool mayBeginDate(const Tokens& tokens, std::size_t at);

/// Whether a year or `3/17` may end before this token: a small word behind it says that things are counted.
bool mayEndBefore(const Tokens& tokens, std::size_t end);

}  // namespace chaser::plan::timeline
