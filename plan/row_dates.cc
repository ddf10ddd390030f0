// SPDX-License-Identifier: Apache-2.0
#include "plan/row_dates.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "common/fold.h"
#include "common/text.h"
#include "plan/refs.h"

namespace chaser::plan {

namespace {

/// Reads the cells of one row.
class DateCells {
 public:
  DateCells(const Action& action, const TimelineOptions& options, std::vector<Doubt>& doubts)
      : action_(action), options_(options), doubts_(doubts), items_(numberedItems(action.action)) {}

  std::vector<Milestone> read(const std::string& cell) {
    std::vector<Milestone> milestones;
    for (const TimelineReading& reading : readTimeline(cell, options_)) {
      milestones.push_back(milestoneOf(reading));
      milestones.back().position = static_cast<int>(milestones.size()) - 1;
    }
    return milestones;
  }

  /// Without doubts: what the words may hold beside days is no matter.
  std::vector<Milestone> readQuietly(const std::string& cell) {
    const std::size_t before = doubts_.size();
    std::vector<Milestone> milestones = read(cell);
    doubts_.resize(before);
    return milestones;
  }

  /// Moves the milestones to their revised dates.
  void revise(std::vector<Milestone>& milestones, const std::string& cell) {
    // `N/A` or a remark moves nothing, and is no doubtful date either.
    std::vector<Milestone> revised = readQuietly(cell);
    revised.erase(std::remove_if(revised.begin(), revised.end(), [](const Milestone& m) { return !m.due; }),
                  revised.end());
    if (revised.empty()) return;
    if (milestones.empty()) {
      milestones = std::move(revised);
    } else if (milestones.size() == revised.size()) {
      for (std::size_t i = 0; i < revised.size(); ++i) move(milestones[i], revised[i]);
    } else if (Milestone* last = lastOpen(milestones); revised.size() == 1 && last != nullptr) {
      move(*last, revised.front());
      inform(*last, "the revised date was taken to replace the last open date of the row");
    } else {
      say("date", cell, "it does not say which dates of the row it replaces; it was left out");
    }
  }

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

  static Milestone* lastOpen(std::vector<Milestone>& milestones) {
    for (auto m = milestones.rbegin(); m != milestones.rend(); ++m) {
      if (m->state != State::Complete) return &*m;
    }
    return nullptr;
  }

  /// The words of the date in force are the milestone's; who delivers it and what it is stay.
  static void move(Milestone& milestone, const Milestone& revised) {
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

  const Action& action_;
  const TimelineOptions& options_;
  std::vector<Doubt>& doubts_;
  std::map<int, std::string> items_;
};

/// A check mark of whatever font.
bool isTick(std::string_view cell) {
  static constexpr std::array<std::string_view, 6> kTicks{"\xE2\x9C\x93", "\xE2\x9C\x94", "\xE2\x98\x91",
                                                          "\xE2\x98\x92", "\xE2\x88\x9A", "\xE2\x9C\x85"};
  return std::find(kTicks.begin(), kTicks.end(), trim(cell)) != kTicks.end();
}

/// What the completed column says: how each of the row's milestones is over, or the only entry for all.
std::vector<Milestone> completionsOf(DateCells& cells, const std::string& cell, std::optional<Date> asOf) {
  const std::string words = foldWords(cell);
  if (words == "yes" || words == "y" || stateOfStatus(cell) == State::Complete || isTick(cell)) {
    Milestone done;
    done.completedOn = std::nullopt;
    for (const Milestone& m : cells.readQuietly(cell))
      done.completedOn = m.completedOn ? m.completedOn : m.due;
    return {done};
  }
  std::vector<Milestone> days = cells.readQuietly(cell);
  const auto isNone = [&](const Milestone& m) { return !m.due || m.review || (asOf && *asOf < *m.due); };
  if (std::all_of(days.begin(), days.end(), isNone)) return {};
  for (Milestone& m : days) m.completedOn = isNone(m) ? std::nullopt : m.due;
  return days;
}

void complete(Milestone& milestone, std::optional<Date> on) {
  // A review may be due long after the work is done.
  if (milestone.review) return;
  milestone.state = State::Complete;
  if (on) milestone.completedOn = on;
}

Milestone doneWithoutDate(const std::string& words) {
  Milestone m;
  m.text = words;
  m.state = State::Complete;
  return m;
}

}  // namespace

std::vector<Milestone> milestonesOfRow(const RowDates& row, const Action& action,
                                       const TimelineOptions& options, std::vector<Doubt>& doubts) {
  DateCells cells(action, options, doubts);
  std::vector<Milestone> milestones = cells.read(row.timeline);
  cells.revise(milestones, row.revised);
  if (milestones.empty() && row.section) milestones.push_back(*row.section);
  const bool over = stateOfStatus(row.status) == State::Complete;
  const std::vector<Milestone> done = completionsOf(cells, row.completed, options.asOf);
  if (milestones.empty() && (over || !done.empty()))
    milestones.push_back(doneWithoutDate(done.empty() ? row.status : row.completed));
  for (std::size_t i = 0; i < milestones.size(); ++i) {
    // A list of days pairs with a list of dates; any other says something of the row as a whole.
    const bool paired = done.size() > 1 && done.size() == milestones.size();
    const auto on = paired ? done[i].completedOn : (done.empty() ? std::nullopt : done.back().completedOn);
    if (over || (!done.empty() && (!paired || on))) complete(milestones[i], on);
  }
  return milestones;
}

std::optional<State> stateOfStatus(std::string_view status) {
  struct Sign {
    std::string_view words;
    State state;
  };
  // In order: what is not over yet is often told by the words for what is (`partly complete`).
  static constexpr Sign kSigns[] = {{"not", State::Open},
                                    {"no", State::Open},
                                    {"partly", State::Open},
                                    {"partially", State::Open},
                                    {"part", State::Open},
                                    {"nearly", State::Open},
                                    {"almost", State::Open},
                                    {"proposed", State::Open},
                                    {"propose", State::Open},
                                    {"recommended", State::Open},
                                    {"recommend", State::Open},
                                    {"awaiting", State::Open},
                                    {"pending", State::Open},
                                    {"for closure", State::Open},
                                    {"to close", State::Open},
                                    {"to be", State::Open},
                                    {"incomplete", State::Open},
                                    {"reopened", State::Open},
                                    {"overdue", State::Open},
                                    {"in progress", State::Open},
                                    {"started", State::Open},
                                    {"underway", State::Open},
                                    {"under way", State::Open},
                                    {"on track", State::Open},
                                    {"on hold", State::Open},
                                    {"open", State::Open},
                                    {"active", State::Open},
                                    {"live", State::Open},
                                    {"ongoing", State::Ongoing},
                                    {"on going", State::Ongoing},
                                    {"closed", State::Complete},
                                    {"complete", State::Complete},
                                    {"completed", State::Complete},
                                    {"done", State::Complete},
                                    {"finished", State::Complete},
                                    {"implemented", State::Complete},
                                    {"achieved", State::Complete},
                                    {"delivered", State::Complete},
                                    {"discharged", State::Complete},
                                    {"resolved", State::Complete},
                                    {"signed off", State::Complete},
                                    {"superseded", State::Complete},
                                    {"withdrawn", State::Complete},
                                    {"no longer required", State::Complete}};
  const std::string folded = foldWords(status);
  if (folded == "o") return State::Open;
  if (folded == "c") return State::Complete;
  const std::string text = " " + folded + " ";
  if (text.find(" no longer ") != std::string::npos) return State::Complete;
  for (const Sign& sign : kSigns) {
    std::string wanted(" ");
    wanted.append(sign.words).append(" ");
    if (text.find(wanted) != std::string::npos) return sign.state;
  }
  return std::nullopt;
}

}  // namespace chaser::plan
