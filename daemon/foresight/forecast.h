// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "common/result.h"
#include "daemon/configuration.h"
#include "daemon/sim/story.h"
#include "store/scratch.h"

/// Every message that will be sent if nobody does anything. The engine itself says so: it plays on a private
/// copy, under a clock that jumps from one day with something to do to the next, with letters that have no
/// words and go nowhere. Nothing is decided here, and nothing of the real database is touched.
namespace chaser::daemon {

/// Beyond it a plan says nothing, and a slip of the keyboard much: who asks for more is refused.
inline constexpr Days kLongestForecast{3660};

struct ForecastWishes {
  std::string plan;  ///< what is said of this plan alone; all are played, for digests say all of a person's
  bool approves = false;  ///< what the storm guard holds is approved at once
};

struct Forecast {
  Date from, until;  ///< both included
  std::vector<Told> messages;
  /// Wanted in that time and not said by its end, each with its reason: it waits for a meeting's papers, for
  /// an address, for approval; or it was dropped, because it had become untrue before it could leave.
  std::vector<ToldItem> unsaid;
  std::size_t held = 0;            ///< alerts that wait for approval in the end
  std::vector<std::string> notes;  ///< what was assumed, and rows that failed
};

/// From `now` to the end of `until`. `scratch` is a copy of the database; it is played on.
Result<Forecast> forecast(const store::Scratch& scratch,
                          const std::shared_ptr<const Configuration>& configuration, Instant now, Date until,
                          const ForecastWishes& wishes);

/// Up to where a database had been before a play began.
struct Beginning {
  MessageId lastSettled;  ///< all messages up to it had been sent or given up
  ItemId lastItem;
  Instant at;
};

/// Lets a copy of the database be played on from `now`: what the daemon would refuse at its start is said and
/// assumed to be put right.
Result<Beginning> beginPlay(store::Store& store, const Configuration& configuration, Instant now,
                            std::vector<std::string>& notes);

class Simulation;
/// What came of a play since then: what was said, what is wanted and was not said, what is held, what failed.
/// Of `plan` alone, unless that is empty.
Outcome readPlay(Simulation& play, const Beginning& since, const std::string& plan, Forecast& result);
/// Leaves what is said of this plan, unless it is empty.
void keepOnly(const std::string& plan, Forecast& result);

/// How many messages each recipient gets in each week.
struct WeekTable {
  std::vector<Date> mondays;  ///< of the weeks that the forecast touches
  struct Line {
    std::string to;
    std::vector<int> messages;  ///< one for each week
    int total = 0;
  };
  std::vector<Line> lines;  ///< the most messages first
};
WeekTable weeksOf(const Forecast& forecast, const Zone& zone);

/// One page that stands alone: a picture of messages a person and week, and all that is said. No script, and
/// nothing is fetched.
std::string forecastAsHtml(const Forecast& forecast, const Zone& zone);

}  // namespace chaser::daemon
