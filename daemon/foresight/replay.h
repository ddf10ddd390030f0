// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "common/result.h"
#include "daemon/configuration.h"
#include "daemon/foresight/forecast.h"
#include "store/history.h"

/// What would have been said in a time gone by, with the edits that people made then: the engine itself plays
/// an empty database in memory through the history, under a clock that jumps, with letters that have no words
/// and go nowhere. And what one play says beside another, so that a change of rules is known by whom it
/// concerns before it goes live.
namespace chaser::daemon {

struct ReplayWishes {
  std::string plan;  ///< what is said of this plan alone; all are played, for digests say all of a person's
  /// As if Chaser had begun its work on the first day, and not when the record shows it at work: what was due
  /// long before is then asked about on that day.
  bool afresh = false;
};

/// From the first instant of `from` to the last of `to`, with this configuration and these contacts as they
/// are now. What happened before is played too, from the day on which an engine first made something of the
/// plans; what went before that is only written down. What the storm guard holds is approved at once, and
/// every message arrives. `notes` are the edits that could not be done again, and rows that failed. REQUIRES:
/// from <= to.
Result<Forecast> replay(const store::History& history,
                        const std::shared_ptr<const Configuration>& configuration, Date from, Date to,
                        const ReplayWishes& wishes);

/// What was really said in that time; no items that wait, and no notes.
Result<Forecast> reallySaid(store::Store& store, const Zone& zone, Date from, Date to,
                            const std::string& plan);

/// One item as somebody was told it.
struct SaidItem {
  Date on;
  std::string to, kind;  ///< of the message
  ToldItem item;
};

/// What became of one recipient's messages.
struct PersonsChange {
  std::string to;
  std::vector<SaidItem> added, takenAway;  ///< in the order of days
  struct Moved {
    Date was;
    SaidItem now;
  };
  std::vector<Moved> moved;  ///< said by both, on another day
  [[nodiscard]] bool none() const { return added.empty() && takenAway.empty() && moved.empty(); }
};

/// Those for whom anything changed, by name. An item is the same when rule, row, step, occurrence and role
/// are; a repetition of the same, as in a board's next pack, is paired in the order of days.
std::vector<PersonsChange> compare(const Forecast& before, const Forecast& after, const Zone& zone);

}  // namespace chaser::daemon
