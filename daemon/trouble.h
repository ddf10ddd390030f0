// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "common/instant.h"
#include "common/result.h"
#include "store/ports.h"

/// How long a recipient could not be reached. Kept in the database (a setting for each recipient who has
/// trouble), over restarts and over messages that were taken apart and composed anew.
namespace chaser::daemon {

/// After this nobody tries any more: the message is dead, and the coordinator is told.
inline constexpr std::chrono::hours kGiveUpAfter{72};

/// How long after the first, second, … failure in a row the next try is made; the last one again from then
/// on.
inline constexpr std::array<std::chrono::seconds, 5> kRetryWaits = {
    std::chrono::minutes(1), std::chrono::minutes(5), std::chrono::minutes(15), std::chrono::hours(1),
    std::chrono::hours(4)};

/// When to try again after a temporary failure: 1, 5, 15 and 60 minutes, then every 4 hours, each 20 % more
/// or less so that many do not come back at once; absent once it has failed for 3 days. `failures` counts
/// this one. The spread is made of `seed`, so that the same message always waits the same time.
std::optional<std::chrono::seconds> backOff(int failures, std::chrono::seconds failingFor,
                                            std::string_view seed);

struct Trouble {
  Instant since;
  int failures = 0;
  Instant counted;  ///< when the last of them was seen

  /// One more failure. Days on which nobody tried do not count, and what failed so long ago that it would
  /// have been given up since is another trouble.
  void failed(Instant at);
};

/// The setting in which it is kept: one for each recipient and way.
std::string troubleName(const store::Message& message);
/// Absent: nothing failed since something last arrived.
Result<std::optional<Trouble>> troubleOf(store::EngineStore& store, const store::Message& message);
/// Absent ends it.
Outcome keepTrouble(store::EngineStore& store, const store::Message& message,
                    const std::optional<Trouble>& trouble);

}  // namespace chaser::daemon
