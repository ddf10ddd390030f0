// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>

#include "plan/timeline.h"
#include "plan/timeline/token.h"

/// The words that say how far something is.
namespace chaser::plan::timeline {

struct StatusWord {
  enum class Kind {
    Complete,     ///< `complete`, `done`
    Ongoing,      ///< `ongoing`, `business as usual`
    InProgress,   ///< begun and not yet done: with a date it is an open promise
    Recurring,    ///< `monthly`, `every two months`
    Immediate,    ///< `immediate`: due on the document's day
    Open,         ///< `not started`, `outstanding`: known to have no date
    Unconfirmed,  ///< `TBC`, `to be agreed`: open, and a date beside it is doubted
    Dropped,      ///< `superseded`, `no longer required`: open until somebody closes it, and doubted
  };
  Kind kind = Kind::Open;
  std::size_t end = 0;
};

/// The status that begins with exactly this token; `floor` is where its sentence begins. A completion that is
/// denied, wished for or ordered (`not complete`, `to be completed`, `Complete the audit`) is none.
std::optional<StatusWord> readStatus(const Tokens& tokens, std::size_t at, std::size_t floor);

/// The token after the completion that begins with exactly this token and states a fact: `completed`, `signed
/// off`, `in place`, `actual date` before a day.
std::optional<std::size_t> completionEnd(const Tokens& tokens, std::size_t at, std::size_t floor);

/// Whether the words from `floor` up to the date at `at` tell of something done: `updated in`, `has been
/// agreed at the meeting`; beside an exact day also `approved by the board on`. `sentence` is where the
/// sentence begins: a wish there holds for all of it.
bool tellsOfThePast(const Tokens& tokens, std::size_t sentence, std::size_t floor, std::size_t at,
                    bool exactDay);

}  // namespace chaser::plan::timeline
