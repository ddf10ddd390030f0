// SPDX-License-Identifier: Apache-2.0
#include "plan/row_dates.h"

#include <algorithm>
#include <array>
#include <map>

#include "common/fold.h"
#include "common/text.h"
#include "plan/refs.h"
#include "plan/status_words.h"

namespace chaser::plan {

namespace {

/// `-`, `–`: blank, as people write it.
bool isDash(std::string_view cell) {
  cell = trim(cell);
  return cell == "-" || cell == "--" || cell == "\xE2\x80\x93" || cell == "\xE2\x80\x94";
}

/// A milestone and the number that its item of a list has.
struct Promise {
  Milestone milestone;
  std::optional<int> number;
};
using Promises = std::vector<Promise>;

/// Reads the cells of one row.
class DateCells {
 public:
  DateCells(const Action& action, const TimelineOptions& options, std::vector<Doubt>& doubts)
      : action_(action), options_(options), doubts_(doubts), items_(numberedItems(action.action)) {}

  Promises read(const std::string& cell) {
    Promises promises;
    if (isDash(cell)) return promises;
    for (const TimelineReading& reading : readTimeline(cell, options_)) {
      promises.push_back({milestoneOf(reading), reading.number});
      promises.back().milestone.position = static_cast<int>(promises.size()) - 1;
    }
    return promises;
  }

  /// Without doubts: what the words may hold beside days is no matter.
  Promises readQuietly(const std::string& cell) {
    const std::size_t before = doubts_.size();
    Promises promises = read(cell);
    doubts_.resize(before);
    return promises;
  }

  [[nodiscard]] std::optional<Date> asOf() const { return options_.asOf; }

  /// Of a date that stands, though the reader had to assume something.
  void inform(const Milestone& m, const char* hint) {
    doubts_.push_back(Doubt{"date", action_.ref, action_.part, m.text, hint, "date=" + m.due->iso()});
  }

  void say(const char* kind, const std::string& text, const std::string& hint) {
    doubts_.push_back(Doubt{kind, action_.ref, action_.part, text, hint});
  }

 private:
  Milestone milestoneOf(const TimelineReading& reading) {
    Milestone m;
    m.text = reading.text;
    m.label = reading.label;
    const auto item = reading.number ? items_.find(*reading.number) : items_.end();
    if (m.label.empty() && item != items_.end()) m.label = item->second;
    m.party = reading.party;
    m.basis = reading.basis;
    m.earliest = reading.earliest;
    m.due = reading.due;
    if (reading.previously != reading.due) m.baselineDue = reading.previously;  // counts as a slip
    m.precision = reading.precision;
    m.review = reading.review;
    m.state = reading.state;
    m.completedOn = reading.completedOn;
    if (reading.doubtIsMaterial) {
      m.doubt = reading.doubt;
      say(reading.state == State::Complete ? "state" : "date", reading.text, reading.doubt);
    }
    return m;
  }

  const Action& action_;
  const TimelineOptions& options_;
  std::vector<Doubt>& doubts_;
  std::map<int, std::string> items_;
};

/// `Audit` and `Audit of records` are one label.
bool sameLabel(const std::string& a, const std::string& b) {
  const std::string one = " " + foldWords(a) + " ", other = " " + foldWords(b) + " ";
  if (one.size() < 4 || other.size() < 4) return false;
  return one.find(other) != std::string::npos || other.find(one) != std::string::npos;
}

template <typename Matches>
std::optional<std::size_t> onlyOne(const Promises& promises, Matches matches) {
  std::optional<std::size_t> found;
  for (std::size_t i = 0; i < promises.size(); ++i) {
    if (!matches(promises[i])) continue;
    if (found) return std::nullopt;
    found = i;
  }
  return found;
}

bool isNamed(const Promise& entry) {
  return entry.number || !entry.milestone.party.empty() || !entry.milestone.label.empty();
}

/// The promise that an entry of another cell is about, told by its number in the list, its organisation or
/// its label.
std::optional<std::size_t> namedBy(const Promise& entry, const Promises& promises) {
  if (entry.number) {
    if (const auto same = onlyOne(promises, [&](const Promise& p) { return p.number == entry.number; }))
      return same;
    const bool numbered =
        std::any_of(promises.begin(), promises.end(), [](const Promise& p) { return p.number.has_value(); });
    const auto at = static_cast<std::size_t>(*entry.number) - 1;
    return numbered || at >= promises.size() ? std::nullopt : std::optional(at);
  }
  const std::string& party = entry.milestone.party;
  if (!party.empty()) {
    const auto same = onlyOne(promises, [&](const Promise& p) { return p.milestone.party == party; });
    if (same) return same;
  }
  return onlyOne(promises,
                 [&](const Promise& p) { return sameLabel(p.milestone.label, entry.milestone.label); });
}

/// Which promise each entry is about: what it names, else its place where both lists are as long.
std::vector<std::optional<std::size_t>> promisesFor(const Promises& entries, const Promises& promises) {
  std::vector<std::optional<std::size_t>> found;
  bool anyNamed = false;
  found.reserve(entries.size());
  for (const Promise& entry : entries) {
    found.push_back(namedBy(entry, promises));
    anyNamed = anyNamed || found.back();
  }
  if (anyNamed || entries.size() != promises.size()) return found;
  for (std::size_t i = 0; i < found.size(); ++i) found[i] = i;
  return found;
}

bool laterDue(const Promise& a, const Promise& b) {
  return a.milestone.due < b.milestone.due;
}

Promise* lastOpen(Promises& promises) {
  const auto found = std::find_if(promises.rbegin(), promises.rend(), [](const Promise& promise) {
    return promise.milestone.state != State::Complete;
  });
  return found == promises.rend() ? nullptr : &*found;
}

/// The words of the date in force are the milestone's; who delivers it and what it is stay.
void moveTo(Milestone& milestone, const Milestone& revised) {
  if (milestone.due && !milestone.baselineDue) milestone.baselineDue = milestone.due;
  milestone.text = revised.text;
  milestone.earliest = revised.earliest;
  milestone.due = revised.due;
  milestone.precision = revised.precision;
  milestone.review = revised.review;
  milestone.doubt = revised.doubt;
  if (revised.basis) milestone.basis = revised.basis;
  if (revised.state != State::Open) {
    milestone.state = revised.state;
    milestone.completedOn = revised.completedOn;
  }
  if (milestone.party.empty()) milestone.party = revised.party;
  if (milestone.label.empty()) milestone.label = revised.label;
}

/// Moves the promises to their revised dates.
void revise(DateCells& cells, Promises& promises, const std::string& cell) {
  // `N/A` or a remark moves nothing, and is no doubtful date either.
  Promises revised = cells.readQuietly(cell);
  revised.erase(
      std::remove_if(revised.begin(), revised.end(), [](const Promise& p) { return !p.milestone.due; }),
      revised.end());
  if (revised.empty()) return;
  if (promises.empty()) {
    promises = std::move(revised);
    return;
  }
  if (promises.size() == 1) {
    // One promise, moved again and again: the last of its days is in force.
    moveTo(promises[0].milestone, std::max_element(revised.begin(), revised.end(), laterDue)->milestone);
    return;
  }
  const auto about = promisesFor(revised, promises);
  bool lost = false;
  for (std::size_t i = 0; i < revised.size(); ++i) {
    if (about[i]) {
      moveTo(promises[*about[i]].milestone, revised[i].milestone);
      continue;
    }
    Promise* last = lastOpen(promises);
    if (revised.size() == 1 && last != nullptr && !revised[i].number) {
      moveTo(last->milestone, revised[i].milestone);
      cells.inform(last->milestone, "the revised date was taken to replace the last open date of the row");
    } else {
      lost = true;
    }
  }
  if (lost) cells.say("date", cell, "it does not say which dates of the row it replaces; it was left out");
}

/// A check mark of whatever font.
bool isTick(std::string_view cell) {
  static constexpr std::array<std::string_view, 6> kTicks{"\xE2\x9C\x93", "\xE2\x9C\x94", "\xE2\x98\x91",
                                                          "\xE2\x98\x92", "\xE2\x88\x9A", "\xE2\x9C\x85"};
  return std::find(kTicks.begin(), kTicks.end(), trim(cell)) != kTicks.end();
}

/// The completed column: the days on which promises were kept, and whether it says so of the row as a whole.
struct Completions {
  bool whole = false;
  Promises entries;  ///< those that say that something is over

  [[nodiscard]] bool none() const { return !whole && entries.empty(); }
  [[nodiscard]] std::optional<Date> lastDay() const {
    const auto last = std::max_element(entries.begin(), entries.end(), laterDue);
    return last == entries.end() ? std::nullopt : last->milestone.due;
  }
};

bool saysUnfinished(const std::string& words) {
  const std::string text = " " + foldWords(words) + " ";
  if (text.find(" draft ") != std::string::npos || text.find(" interim ") != std::string::npos) return true;
  const auto state = stateOfStatus(words);
  return state == State::Open || state == State::Ongoing;
}

/// What is told of the future, or as not done yet, is no completion.
Completions completionsOf(DateCells& cells, const std::string& cell) {
  Completions found;
  const std::string words = foldWords(cell);
  found.whole = words == "yes" || words == "y" || stateOfStatus(cell) == State::Complete || isTick(cell);
  const bool oneLine = cell.find('\n') == std::string::npos;
  if (!found.whole && oneLine && saysUnfinished(cell)) return found;
  bool toCome = false;
  for (Promise& entry : cells.readQuietly(cell)) {
    const Milestone& m = entry.milestone;
    const bool later = m.due && cells.asOf() && *cells.asOf() < *m.due;
    toCome = toCome || later;
    if (later || m.review || saysUnfinished(m.text)) continue;
    if (m.due || stateOfStatus(m.text) == State::Complete) found.entries.push_back(std::move(entry));
  }
  if (found.entries.empty() && toCome) found.whole = false;
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

}  // namespace

std::vector<Milestone> milestonesOfRow(const RowDates& row, const Action& action,
                                       const TimelineOptions& options, std::vector<Doubt>& doubts) {
  DateCells cells(action, options, doubts);
  Promises promises = cells.read(row.timeline);
  revise(cells, promises, row.revised);
  if (promises.empty() && row.section) promises.push_back({*row.section, std::nullopt});
  const bool over = stateOfStatus(row.status) == State::Complete;
  const Completions done = completionsOf(cells, row.completed);
  if (promises.empty() && (over || !done.none())) {
    promises.push_back(doneWithoutDate(done.none() ? row.status : row.completed));
    completeAll(promises, done, true);
  } else if (over || done.whole) {
    completeAll(promises, done, over);
  } else if (!done.none()) {
    completeThose(cells, promises, done, row.completed);
  }
  if (!allOver(promises)) {
    for (const std::string& cell : {row.status, row.completed}) {
      if (done.none() && isDoubtfulStatus(cell))
        cells.say("state", cell, "it does not say clearly whether the action is over; it was left open");
    }
  }
  std::vector<Milestone> milestones;
  milestones.reserve(promises.size());
  for (Promise& promise : promises) milestones.push_back(std::move(promise.milestone));
  return milestones;
}

}  // namespace chaser::plan
