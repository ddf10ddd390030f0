// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <utility>

/// The rules of rules_10.yaml and of its forty variants, written by hand: what a program costs that knows
/// nothing else. A rule's number is its place in the file; variant V of rule R is number 10 V + R.
namespace chaser::bench {

inline constexpr std::int32_t kNoDay = std::numeric_limits<std::int32_t>::min();
inline constexpr std::int32_t kNeverAgain = std::numeric_limits<std::int32_t>::max();

/// Days since 1970-01-01 of `YYYY-MM-DD…`; kNoDay for a null pointer. Instants are made to fall on the same
/// day in London and in UTC.
inline std::int32_t dayOf(const char* iso) {
  constexpr std::array<std::int32_t, 13> kBefore = {0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
  constexpr std::int32_t kEpoch = 719163;  // 1970-01-01, counted from 0001-01-01 as day 1
  if (iso == nullptr) return kNoDay;
  const auto digit = [iso](int at) { return static_cast<std::int32_t>(iso[at] - '0'); };
  const std::int32_t year = digit(0) * 1000 + digit(1) * 100 + digit(2) * 10 + digit(3);
  const std::int32_t month = digit(5) * 10 + digit(6);
  const std::int32_t past = year - 1;
  const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return past * 365 + past / 4 - past / 100 + past / 400 + kBefore[static_cast<std::size_t>(month)] +
         (leap && month > 2 ? 1 : 0) + digit(8) * 10 + digit(9) - kEpoch;
}

enum class Standing : std::uint8_t { None, OnTrack, AtRisk, OffTrack, Complete };

struct MilestoneFacts {
  std::int32_t due = kNoDay;
  char basis = '-';  ///< first letter
  bool open = false, done = false, review = false;
  int slips = 0;
  /// `open` and `ongoing` differ in their second letter.
  void readState(const char* state) {
    open = state[0] == 'o' && state[1] == 'p';
    done = state[0] == 'c' || state[0] == 'v';
  }
};

struct ActionFacts {
  Standing standing = Standing::None;
  std::int32_t confirmed = kNoDay, updated = kNoDay, progressed = kNoDay;
  bool owned = false;
  int milestones = 0, open = 0, done = 0;
};

inline constexpr std::size_t kRules = 10;
inline constexpr int kMostVariants = 4;
inline constexpr std::array<std::int32_t, kMostVariants> kLateBy = {0, 7, 21, 42};
inline constexpr std::array<std::int32_t, kMostVariants> kSoonWithin = {14, 7, 21, 28};
inline constexpr std::array<int, kMostVariants> kSlips = {2, 1, 3, 4};
inline constexpr std::array<std::int32_t, kMostVariants> kOnTrackFor = {28, 42, 56, 84};
inline constexpr std::array<std::int32_t, kMostVariants> kAtRiskFor = {14, 21, 28, 42};
inline constexpr std::array<std::int32_t, kMostVariants> kOffTrackFor = {7, 14, 21, 28};

template <std::size_t Variant, typename Hit>
void askMilestone(const MilestoneFacts& m, std::int32_t today, const Hit& hit) {
  constexpr std::size_t at = Variant * kRules;
  if (!m.open) return;
  if (m.due == kNoDay) {
    constexpr std::array<char, kMostVariants> kBasis = {'*', 'i', 'a', '-'};
    if (Variant == 0 || m.basis == kBasis[Variant]) hit(at + 3);
  }
  if (m.review) return;
  if (m.due != kNoDay) {
    if (m.due < today - kLateBy[Variant]) hit(m.basis == 'i' ? at : at + 1);
    if (m.due >= today && m.due <= today + kSoonWithin[Variant]) hit(at + 2);
  }
  if (m.slips >= kSlips[Variant]) hit(at + 4);
}

template <std::size_t Variant, typename Hit>
void askAction(const ActionFacts& a, std::int32_t today, const Hit& hit) {
  constexpr std::size_t at = Variant * kRules;
  switch (a.standing) {
    case Standing::OnTrack:
      if (a.progressed < today - kOnTrackFor[Variant]) hit(at + 5);
      break;
    case Standing::AtRisk:
      if (a.updated < today - kAtRiskFor[Variant] && a.confirmed < today - kAtRiskFor[Variant]) hit(at + 6);
      break;
    case Standing::OffTrack:
      if (a.progressed < today - kOffTrackFor[Variant]) hit(at + 7);
      break;
    case Standing::Complete: {
      const bool holds = Variant == 0   ? a.done == 0
                         : Variant == 1 ? a.open > 0
                         : Variant == 2 ? a.open > 1
                                        : a.done < a.milestones;
      if (holds) hit(at + 8);
      break;
    }
    case Standing::None:
      break;
  }
  constexpr std::array<Standing, kMostVariants> kUnowned = {Standing::None, Standing::AtRisk,
                                                            Standing::OffTrack, Standing::OnTrack};
  if (!a.owned && (Variant == 0 || a.standing == kUnowned[Variant])) hit(at + 9);
}

/// `hit(number)` for every rule that holds. The variants are unrolled by the compiler.
template <std::size_t... Variants, typename Hit>
void askMilestone(std::index_sequence<Variants...> /*all*/, const MilestoneFacts& m, std::int32_t today,
                  const Hit& hit) {
  (askMilestone<Variants>(m, today, hit), ...);
}
template <std::size_t... Variants, typename Hit>
void askAction(std::index_sequence<Variants...> /*all*/, const ActionFacts& a, std::int32_t today,
               const Hit& hit) {
  (askAction<Variants>(a, today, hit), ...);
}

/// The first later day on which one of the ten rules may hold, or hold no longer.
inline std::int32_t nextLook(const MilestoneFacts& m, const ActionFacts& a, std::int32_t today) {
  std::int32_t next = kNeverAgain;
  const auto consider = [&](std::int32_t day) {
    if (day > today) next = std::min(next, day);
  };
  if (m.open && !m.review && m.due != kNoDay) {
    consider(m.due - kSoonWithin[0]);
    consider(m.due + 1);
  }
  if (a.standing == Standing::OnTrack && a.progressed != kNoDay) consider(a.progressed + kOnTrackFor[0] + 1);
  if (a.standing == Standing::AtRisk) consider(std::max(a.updated, a.confirmed) + kAtRiskFor[0] + 1);
  if (a.standing == Standing::OffTrack && a.progressed != kNoDay)
    consider(a.progressed + kOffTrackFor[0] + 1);
  return next;
}

}  // namespace chaser::bench
