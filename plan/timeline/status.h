// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>

#include "plan/timeline.h"
#include "plan/timeline/token.h"

/// The words that say how far something is, and the letters that say who stands behind its date.
namespace chaser::plan::timeline {

struct StatusWord {
  enum class Kind {
    Complete,    ///< `complete`, `done`
    Ongoing,     ///< `ongoing`, `business as usual`
    InProgress,  ///< begun and not yet done: with a date it is an open promise
    Recurring,   ///< `monthly`, `every two months`
    Immediate,   ///< `immediate`: due on the document's day
    Open,        ///< `TBC`, `not started`, `outstanding`: known to have no date
  };
  Kind kind = Kind::Open;
  std::size_t end = 0;
};

/// The status that begins with exactly this token; `floor` is where its sentence begins. A completion that is
/// denied, wished for or ordered (`not complete`, `to be completed`, `Complete the audit`) is none.
std::optional<StatusWord> readStatus(const Tokens& tokens, std::size_t at, std::size_t floor);

struct BasisMark {
  Basis basis = Basis::Agreed;
  std::size_t end = 0;
};

/// `(I)`, `(A)`, `[A]`, `(Agreed)`; at a line's beginning a small letter in brackets numbers a list instead.
std::optional<BasisMark> readBasis(const Tokens& tokens, std::size_t at);

/// Whether the words just before `at` tell of something done: `updated in`, `has been agreed at the meeting`.
bool tellsOfThePast(const Tokens& tokens, std::size_t floor, std::size_t at);

}  // namespace chaser::plan::timeline
