// SPDX-License-Identifier: Apache-2.0
#include "plan/row_dates.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "common/fold.h"
#include "common/text.h"
#include "plan/promises.h"
#include "plan/revisions.h"
#include "plan/status_words.h"

namespace chaser::plan {

namespace {

/// A check mark of whatever font.
bool isTick(std::string_view cell) {
  static constexpr std::array<std::string_view, 6> kTicks{"\xE2\x9C\x93", "\xE2\x9C\x94", "\xE2\x98\x91",
                                                          "\xE2\x98\x92", "\xE2\x88\x9A", "\xE2\x9C\x85"};
  return std::find(kTicks.begin(), kTicks.end(), trim(cell)) != kTicks.end();
}

/// The completed column: the days on which promises were kept, and whether it says so of the row as a whole.
struct Completions {
  bool whole = false;
  Promises entries;     ///< those that say that something is over
  bool toCome = false;  ///< some day is after the import's
  bool undone = false;  ///< beside a day it says that the work is not over

  [[nodiscard]] bool none() const { return !whole && entries.empty(); }
  [[nodiscard]] std::optional<Date> lastDay() const {
    const auto last = std::max_element(entries.begin(), entries.end(), laterDue);
    return last == entries.end() ? std::nullopt : last->milestone.due;
  }
};

bool saysUnfinished(const std::string& words) {
  const std::string text = " " + foldWords(words) + " ";
  if (text.find(" draft ") != std::string::npos || text.find(" interim ") != std::string::npos) return true;
  return isUnderWay(words);
}

/// What is told of days after the import's, or as not done yet, is no completion. A period that has begun by
/// then ended with the import's day at the latest.
Completions completionsOf(DateCells& cells, const std::string& cell, const std::optional<Date>& today) {
  Completions found;
  const std::string words = foldWords(cell);
  found.whole = words == "yes" || words == "y" || stateOfStatus(cell) == State::Complete || isTick(cell);
  const bool oneLine = cell.find('\n') == std::string::npos;
  const bool unfinished = !found.whole && oneLine && saysUnfinished(cell);
  for (Promise& entry : cells.readQuietly(cell)) {
    Milestone& m = entry.milestone;
    if (m.review) continue;
    if (m.due && today && *today < m.earliest.value_or(*m.due)) {
      found.toCome = true;
    } else if (unfinished || saysUnfinished(m.text)) {
      found.undone = found.undone || m.due.has_value();
    } else if (m.due || stateOfStatus(m.text) == State::Complete) {
      if (m.due && today) m.due = std::min(*m.due, *today);
      found.entries.push_back(std::move(entry));
    }
  }
  if (found.entries.empty() && found.toCome) found.whole = false;
  return found;
}

void complete(Milestone& milestone, std::optional<Date> on) {
  milestone.state = State::Complete;
  if (on) milestone.completedOn = on;
}

/// A review may be due long after the work is done.
void completeAll(Promises& promises, const Completions& done, bool reviewsToo) {
  const auto about = promisesFor(done.entries, promises);
  for (std::size_t i = 0; i < promises.size(); ++i) {
    if (promises[i].milestone.review && !reviewsToo) continue;
    const auto own = std::find(about.begin(), about.end(), std::optional(i));
    const bool named = own != about.end();
    complete(
        promises[i].milestone,
        named ? done.entries[static_cast<std::size_t>(own - about.begin())].milestone.due : done.lastDay());
  }
}

/// One day alone, when all that was promised was due by then.
bool endsThemAll(const Completions& done, const Promises& promises) {
  if (done.entries.size() != 1 || isNamed(done.entries[0])) return false;
  const auto day = done.lastDay();
  return std::all_of(promises.begin(), promises.end(), [&](const Promise& promise) {
    const Milestone& m = promise.milestone;
    return m.review || (m.due && day && m.earliest.value_or(*m.due) <= *day);
  });
}

void completeThose(DateCells& cells, Promises& promises, const Completions& done, const std::string& cell) {
  const auto promised = std::count_if(promises.begin(), promises.end(),
                                      [](const Promise& promise) { return !promise.milestone.review; });
  if (promised <= 1 || endsThemAll(done, promises)) {
    completeAll(promises, done, false);
    return;
  }
  const auto about = promisesFor(done.entries, promises);
  bool lost = false;
  for (std::size_t i = 0; i < done.entries.size(); ++i) {
    lost = lost || !about[i];
    if (about[i] && !promises[*about[i]].milestone.review)
      complete(promises[*about[i]].milestone, done.entries[i].milestone.due);
  }
  if (lost) cells.say("state", cell, "it does not say which dates of the row were met; the others stay open");
}

Promise doneWithoutDate(const std::string& words) {
  Promise promise;
  promise.milestone.text = words;
  promise.milestone.state = State::Complete;
  return promise;
}

bool allOver(const Promises& promises) {
  return !promises.empty() && std::all_of(promises.begin(), promises.end(), [](const Promise& promise) {
    return promise.milestone.state == State::Complete;
  });
}

/// Whether nothing is left to do but to look again.
bool allKept(const Promises& promises) {
  return !promises.empty() && std::all_of(promises.begin(), promises.end(), [](const Promise& promise) {
    return promise.milestone.review || promise.milestone.state == State::Complete;
  });
}

/// The promises of a row as its status and its completed column leave them.
void conclude(DateCells& cells, Promises& promises, const RowDates& row, const Completions& done) {
  const bool over = stateOfStatus(row.status) == State::Complete;
  if (promises.empty() && (over || !done.none())) {
    promises.push_back(doneWithoutDate(done.none() ? row.status : row.completed));
    completeAll(promises, done, true);
  } else if (over || done.whole) {
    completeAll(promises, done, over);
  } else if (!done.none()) {
    completeThose(cells, promises, done, row.completed);
  }
}

/// Says what the cells about the row's end leave open.
void doubtEnd(DateCells& cells, const RowDates& row, const Completions& done) {
  if (done.toCome) {
    cells.say("state", row.completed,
              "its day is to come, so it completes nothing yet; the row was left open");
  } else if (done.none() && done.undone) {
    cells.say("state", row.completed,
              "it has a day and does not say that the work is over; the row was left open");
  }
  const bool told = done.toCome || done.undone;
  for (const std::string& cell : {row.status, told ? std::string() : row.completed}) {
    if (done.none() && isDoubtfulStatus(cell))
      cells.say("state", cell, "it does not say clearly whether the action is over; it was left open");
  }
}

}  // namespace

RowMilestones milestonesOfRow(const RowDates& row, const Action& action, const TimelineOptions& options,
                              std::vector<Doubt>& doubts) {
  DateCells cells(action, options, doubts);
  Promises promises = cells.read(row.timeline);
  revise(cells, promises, row.revised);
  if (promises.empty() && row.section) promises.push_back({*row.section, std::nullopt});
  const Completions done = completionsOf(cells, row.completed, options.asOf ? options.asOf : row.today);
  const Promises before = promises;
  conclude(cells, promises, row, done);
  if (isUnderWay(row.status) && !done.none() && allKept(promises) && !allKept(before)) {
    promises = before;
    cells.say("state", row.completed,
              fmt::format("the row's status is '{}', so it was left open", shorten(trim(row.status), 60)));
  } else if (!allOver(promises)) {
    doubtEnd(cells, row, done);
  }
  RowMilestones read;
  read.milestones.reserve(promises.size());
  for (Promise& promise : promises) {
    if (promise.undecided) read.undecided.push_back(read.milestones.size());
    read.milestones.push_back(std::move(promise.milestone));
  }
  return read;
}

}  // namespace chaser::plan
