// SPDX-License-Identifier: Apache-2.0
#include "plan/revisions.h"

#include <algorithm>
#include <functional>
#include <iterator>
#include <utility>

#include "plan/status_words.h"

namespace chaser::plan {

namespace {

bool isComplete(const Promise& promise) {
  return promise.milestone.state == State::Complete;
}

Promise* lastOpen(Promises& promises) {
  const auto found = std::find_if_not(promises.rbegin(), promises.rend(), isComplete);
  return found == promises.rend() ? nullptr : &*found;
}

/// The words of the date in force are the milestone's; who delivers it and what it is stay.
void moveTo(Milestone& milestone, const Milestone& revised) {
  if (milestone.due && !milestone.baselineDue) milestone.baselineDue = milestone.due;
  milestone.text = revised.text;
  milestone.earliest = revised.earliest;
  milestone.due = revised.due;
  milestone.precision = revised.precision;
  milestone.review = milestone.review || revised.review;
  milestone.doubt = revised.doubt;
  if (revised.basis) milestone.basis = revised.basis;
  if (revised.state != State::Open) {
    milestone.state = revised.state;
    milestone.completedOn = revised.completedOn;
  }
  if (milestone.party.empty()) milestone.party = revised.party;
  if (milestone.label.empty()) milestone.label = revised.label;
}

/// Whether a day of review is what it waits for.
bool awaitsReview(const Promise& promise) {
  const Milestone& m = promise.milestone;
  return m.review || (m.state == State::Ongoing && !m.due);
}

void placeReview(Promises& promises, Promise review) {
  if (std::count_if(promises.begin(), promises.end(), awaitsReview) == 1) {
    moveTo(std::find_if(promises.begin(), promises.end(), awaitsReview)->milestone, review.milestone);
    return;
  }
  review.milestone.position = static_cast<int>(promises.size());
  promises.push_back(std::move(review));
}

void leaveUndecided(Promises& promises, const std::vector<bool>& moved) {
  for (std::size_t i = 0; i < promises.size(); ++i)
    promises[i].undecided = !moved[i] && !isComplete(promises[i]);
}

/// Which promise each date moves: of more dates than promises, none of which names one, the first have the
/// promises' places.
std::vector<std::optional<std::size_t>> movedBy(const Promises& revised, const Promises& promises) {
  auto about = promisesFor(revised, promises);
  if (revised.size() < promises.size() ||
      std::any_of(revised.begin(), revised.end(), [](const Promise& promise) { return isNamed(promise); }))
    return about;
  for (std::size_t i = 0; i < promises.size(); ++i) about[i] = i;
  return about;
}

void moveSeveral(DateCells& cells, Promises& promises, const Promises& revised, const std::string& cell) {
  const auto about = movedBy(revised, promises);
  std::vector<bool> moved(promises.size(), false);
  bool lost = false, guessed = false;
  for (std::size_t i = 0; i < revised.size(); ++i) {
    if (about[i]) {
      moved[*about[i]] = true;
      moveTo(promises[*about[i]].milestone, revised[i].milestone);
      continue;
    }
    Promise* last = lastOpen(promises);
    if (revised.size() == 1 && last != nullptr && !revised[i].number) {
      moved[static_cast<std::size_t>(last - promises.data())] = guessed = true;
      moveTo(last->milestone, revised[i].milestone);
      cells.inform(last->milestone, "the revised date was taken to replace the last open date of the row");
    } else {
      lost = true;
    }
  }
  if (lost) cells.say("date", cell, "it does not say which dates of the row it replaces; it was left out");
  if (lost || guessed) leaveUndecided(promises, moved);
}

}  // namespace

void revise(DateCells& cells, Promises& promises, const std::string& cell) {
  // `N/A` or a remark moves nothing, and is no doubtful date either.
  Promises revised = cells.readQuietly(cell);
  const bool remark = !revised.empty() && !saysNothing(cell);
  const auto dated = [](const Promise& entry) { return entry.milestone.due.has_value(); };
  revised.erase(std::remove_if(revised.begin(), revised.end(), std::not_fn(dated)), revised.end());
  if (revised.empty()) {
    // `To be agreed`: perhaps the dates are no longer those of the first column.
    if (remark) leaveUndecided(promises, std::vector<bool>(promises.size(), false));
    return;
  }
  if (promises.empty()) {
    promises = std::move(revised);
    return;
  }
  const auto reviews = std::stable_partition(revised.begin(), revised.end(),
                                             [](const Promise& entry) { return !entry.milestone.review; });
  Promises apart(std::make_move_iterator(reviews), std::make_move_iterator(revised.end()));
  revised.erase(reviews, revised.end());
  if (!revised.empty() && promises.size() == 1) {
    // One promise, moved again and again: the last of its days is in force.
    moveTo(promises[0].milestone, std::max_element(revised.begin(), revised.end(), laterDue)->milestone);
  } else if (!revised.empty()) {
    moveSeveral(cells, promises, revised, cell);
  }
  for (Promise& review : apart) placeReview(promises, std::move(review));
}

}  // namespace chaser::plan
