// SPDX-License-Identifier: Apache-2.0
#include "plan/promises.h"

#include <algorithm>

#include "common/fold.h"
#include "common/text.h"
#include "plan/refs.h"

namespace chaser::plan {

namespace {

/// `-`, `–`: blank, as people write it.
bool isDash(std::string_view cell) {
  cell = trim(cell);
  return cell == "-" || cell == "--" || cell == "\xE2\x80\x93" || cell == "\xE2\x80\x94";
}

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

}  // namespace

DateCells::DateCells(const Action& action, const TimelineOptions& options, std::vector<Doubt>& doubts)
    : action_(action), options_(options), doubts_(doubts), items_(numberedItems(action.action)) {}

Promises DateCells::read(const std::string& cell) {
  Promises promises;
  if (isDash(cell)) return promises;
  for (const TimelineReading& reading : readTimeline(cell, options_)) {
    promises.push_back({milestoneOf(reading), reading.number});
    promises.back().milestone.position = static_cast<int>(promises.size()) - 1;
  }
  return promises;
}

Promises DateCells::readQuietly(const std::string& cell) {
  const std::size_t before = doubts_.size();
  Promises promises = read(cell);
  doubts_.resize(before);
  return promises;
}

void DateCells::inform(const Milestone& m, const char* hint) {
  doubts_.push_back(Doubt{"date", action_.ref, action_.part, m.text, hint, "date=" + m.due->iso()});
}

void DateCells::say(const char* kind, const std::string& text, const std::string& hint) {
  doubts_.push_back(Doubt{kind, action_.ref, action_.part, text, hint});
}

Milestone DateCells::milestoneOf(const TimelineReading& reading) {
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

bool isNamed(const Promise& entry) {
  return entry.number || !entry.milestone.party.empty() || !entry.milestone.label.empty();
}

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

}  // namespace chaser::plan
