// SPDX-License-Identifier: Apache-2.0
#include "plan/draft_action.h"

#include <algorithm>
#include <array>
#include <utility>

#include "common/fold.h"
#include "common/text.h"
#include "plan/action_text.h"
#include "plan/doubts.h"
#include "plan/people.h"
#include "plan/reading.h"
#include "plan/row_dates.h"
#include "plan/shared_cell.h"
#include "plan/status_words.h"

namespace chaser::plan {

namespace {

void appendLine(std::string& to, const std::string& more) {
  if (!to.empty()) to += '\n';
  to += more;
}

/// What a row without an action of its own adds to the one above.
bool continues(Field field) {
  return field == Field::Issue || field == Field::Assurance || field == Field::Progress ||
         field == Field::Comments;
}

/// `As above`, `Ditto`, two marks: what the row above says holds here too.
bool isDitto(const std::string& text) {
  static constexpr std::array<std::string_view, 6> kMarks{"\"",           "''",           "\xE2\x80\x9D",
                                                          "\xE2\x80\x9C", "\xE3\x80\x83", "-\"-"};
  if (std::find(kMarks.begin(), kMarks.end(), trim(text)) != kMarks.end()) return true;
  const std::string words = foldWords(text);
  return words == "as above" || words == "ditto" || words == "same as above" || words == "see above" ||
         words == "do";
}

bool saysWho(const Column& column) {
  return column.is(Field::Owner) || column.is(Field::ByWhom);
}

}  // namespace

TimelineOptions timelineOptions(const DraftOptions& options) {
  TimelineOptions out;
  out.yearStarts = options.yearStarts;
  out.asOf = options.asOf;
  if (options.people == nullptr) return out;
  for (const Party& party : options.people->directory().parties) {
    out.knownParties.push_back(party.name);
    out.knownParties.insert(out.knownParties.end(), party.also.begin(), party.also.end());
  }
  return out;
}

ActionMaker::ActionMaker(const DraftOptions& options, const std::vector<LegendEntry>& legend, DraftPlan& plan)
    : options_(options),
      legend_(legend),
      plan_(plan),
      timeline_(timelineOptions(options)),
      usualKey_(options.ragKey.empty() ? defaultRagKey() : options.ragKey),
      answers_(options.settled) {}

DraftAction ActionMaker::make(const RowView& row, std::string ref, int part) {
  DraftAction draft;
  Action& action = draft.action;
  action.part = part;
  action.ref = std::move(ref);
  action.position = static_cast<int>(plan_.actions.size());
  action.recommendation = textFor(row, Field::Recommendation);
  action.issue = textFor(row, Field::Issue);
  action.action = textFor(row, Field::Action);
  action.byWhom = textFor(row, Field::ByWhom);
  action.assurance = textFor(row, Field::Assurance);
  action.progress = textFor(row, Field::Progress);
  action.comments = textFor(row, Field::Comments);
  rate(row, action);
  const RowDates dates{textFor(row, Field::Timeline),
                       textFor(row, Field::Revised),
                       textFor(row, Field::Completed),
                       statusFor(row),
                       section_,
                       options_.today};
  const std::size_t doubtsBefore = plan_.doubts.size();
  RowMilestones read = milestonesOfRow(dates, action, timeline_, plan_.doubts);
  draft.milestones = std::move(read.milestones);
  draft.undecided = std::move(read.undecided);
  readOwnersOf(row, draft);
  applyAnswers(row, draft);
  dropAnswered(doubtsBefore, draft.milestones);
  for (std::size_t i = 0; i < row.columns().size(); ++i) {
    const Column& column = row.columns()[i];
    const LaidCell& cell = row.row()[i];
    draft.cells.push_back(Cell{column.heading, cell.text, readingFor(row, column, cell, draft)});
  }
  return draft;
}

OwnerCell ActionMaker::ownersIn(const std::string& words) {
  constexpr std::size_t kLongestKept = 200;  // of a cell; what is longer comes once
  if (words.size() > kLongestKept) return readOwnerCell(words, wholeOwners_, options_.people);
  const auto [known, isNew] = ownerCells_.try_emplace(words);
  if (isNew) known->second = readOwnerCell(words, wholeOwners_, options_.people);
  return known->second;
}

void ActionMaker::readOwnersOf(const RowView& row, DraftAction& draft) {
  std::string words = textFor(row, Field::Owner);
  if (!isDitto(words)) {
    ownersAbove_ = words;
  } else if (!ownersAbove_.empty()) {
    words = ownersAbove_;
  }
  const OwnerCell cell = ownersIn(words);
  std::vector<std::optional<int>> numbers(draft.milestones.size());
  const bool numbered = std::any_of(cell.owners.begin(), cell.owners.end(),
                                    [](const NamedOwner& owner) { return !owner.numbers.empty(); });
  const auto readings =
      numbered ? readTimeline(textFor(row, Field::Timeline), timeline_) : std::vector<TimelineReading>{};
  for (std::size_t i = 0; i < readings.size() && readings.size() <= numbers.size(); ++i)
    numbers[i] = readings[i].number;
  RowOwners placed = ownersFor(cell, numbers);
  draft.owners = std::move(placed.owners);
  const auto say = [&](const std::string& who, const std::string& why) {
    plan_.doubts.push_back(Doubt{"who", draft.action.ref, draft.action.part, who, why});
  };
  for (const NamedOwner& owner : cell.owners) {
    if (!owner.doubt.empty()) say(owner.role, owner.doubt);
  }
  if (!cell.doubt.empty()) say(words, cell.doubt);
  if (!placed.doubt.empty()) say(words, placed.doubt);
}

void ActionMaker::applyAnswers(const RowView& row, DraftAction& draft) {
  byWhom_.clear();
  if (answers_.empty()) return;
  Action& action = draft.action;
  const RowWords words{textFor(row, Field::Owner), action.byWhom, action.assurance, action.ragText};
  RowReading reading{std::move(draft.milestones), std::move(draft.owners), {}, action.assurance, action.rag};
  answers_.apply(words, reading);
  draft.milestones = std::move(reading.milestones);
  draft.owners = std::move(reading.owners);
  byWhom_ = std::move(reading.byWhom);
  action.assurance = std::move(reading.assurance);
  action.rag = reading.rag;
}

void ActionMaker::dropAnswered(std::size_t from, const std::vector<Milestone>& milestones) {
  const auto answered = [&](const Doubt& doubt) {
    if (doubt.kind == "who") return answers_.saysWho(doubt.text);
    return answers_.saysWhen(doubt.text) && !isDoubtful(milestones, doubt.text);
  };
  if (answers_.empty()) return;
  plan_.doubts.erase(
      std::remove_if(plan_.doubts.begin() + static_cast<std::ptrdiff_t>(from), plan_.doubts.end(), answered),
      plan_.doubts.end());
}

bool ActionMaker::addText(DraftAction& above, const RowView& row) {
  static constexpr std::size_t kMost = ReadLimits{}.cellBytes;
  bool all = true;
  for (std::size_t i = 0; i < row.columns().size(); ++i) {
    const LaidCell& more = row.row()[i];
    if (more.text.empty() || more.inherited) continue;
    const Column& column = row.columns()[i];
    const auto cell = std::find_if(above.cells.begin(), above.cells.end(),
                                   [&](const Cell& c) { return c.heading == column.heading; });
    if (cell == above.cells.end()) continue;
    if (cell->text.size() + more.text.size() > kMost) {
      all = false;
      continue;
    }
    for (const Field field : column.fields) {
      if (continues(field)) appendLine(*textOf(above.action, field), more.text);
    }
    appendLine(cell->text, more.text);
    grown_[column.heading] = column.fields;
  }
  return all;
}

/// Once for all rows: a reading is a copy of the text.
void ActionMaker::closeText(DraftAction& above) {
  if (grown_.empty()) return;
  for (Cell& cell : above.cells) {
    const auto grown = grown_.find(cell.heading);
    if (grown == grown_.end()) continue;
    const std::vector<Field>& fields = grown->second;
    const auto readingOfPart = [&](Field field) {
      if (const std::string* text = textOf(above.action, field); text != nullptr && continues(field))
        return *text;
      return fields.size() > 1 ? partOf(cell.reading, field) : cell.text;
    };
    std::vector<std::pair<Field, std::string>> parts;
    parts.reserve(fields.size());
    for (const Field field : fields) parts.emplace_back(field, readingOfPart(field));
    cell.reading = fields.empty() ? cell.text : fields.size() == 1 ? parts[0].second : readingOf(parts);
  }
  grown_.clear();
}

/// The field's own words: of a cell that who and when share, its part.
std::string ActionMaker::textFor(const RowView& row, Field field) const {
  const auto column =
      std::find_if(row.columns().begin(), row.columns().end(), [&](const Column& c) { return c.is(field); });
  if (column == row.columns().end()) return {};
  const std::string& text = row.row()[static_cast<std::size_t>(column - row.columns().begin())].text;
  if (!saysWho(*column) || !column->is(Field::Timeline)) return text;
  WhoAndWhen parts = whoAndWhen(text, timeline_);
  return field == Field::Timeline ? std::move(parts.when) : std::move(parts.who);
}

/// Of a column of news, only words that say clearly that it is over, or that it is not.
std::string ActionMaker::statusFor(const RowView& row) const {
  std::string text = textFor(row, Field::Status);
  const bool news = std::any_of(row.columns().begin(), row.columns().end(), [](const Column& column) {
    return column.is(Field::Status) && column.is(Field::Progress);
  });
  return news && !isClearlyOver(text) && !isClearlyUnderWay(text) ? std::string() : text;
}

std::string ActionMaker::readingFor(const RowView& row, const Column& column, const LaidCell& cell,
                                    const DraftAction& draft) const {
  if (column.fields.empty()) return cell.text;
  if (column.fields.size() == 1) return readingFor(row, column.fields.front(), draft);
  std::vector<std::pair<Field, std::string>> parts;
  for (const Field field : column.fields) parts.emplace_back(field, readingFor(row, field, draft));
  return readingOf(parts);
}

std::string ActionMaker::readingFor(const RowView& row, Field field, const DraftAction& draft) const {
  if (field == Field::Timeline) return readingOf(draft.milestones);
  if (field == Field::Owner) return readingOf(draft.owners);
  if (field == Field::ByWhom && !byWhom_.empty()) return byWhom_;
  if (field == Field::Assurance) return draft.action.assurance;
  if (field == Field::Rag) return readingOf(draft.action.rag);
  return textFor(row, field);
}

std::optional<Rag> ActionMaker::ratingOf(const LaidCell& cell) const {
  return ratingIn(cell).rag;
}

Rating ActionMaker::ratingIn(const LaidCell& cell) const {
  return readRating(cell.text, cell.fill, cell.ink, legend_, plan_.ragKey.empty() ? usualKey_ : plan_.ragKey);
}

void ActionMaker::rate(const RowView& row, Action& action) {
  const auto column = std::find_if(row.columns().begin(), row.columns().end(),
                                   [](const Column& c) { return c.is(Field::Rag); });
  if (column == row.columns().end()) return;
  const LaidCell& cell = row.row()[static_cast<std::size_t>(column - row.columns().begin())];
  const bool alone = column->fields.size() == 1;
  const Rating rating = ratingIn(cell);
  action.rag = rating.rag;
  // Of a cell with other words too, the colour is all that belongs to the rating.
  action.ragText = alone ? cell.text : readingOf(action.rag);
  const bool unread = !action.rag && !cell.text.empty();
  if (unread && !alone) return;
  sawUnreadRating_ = sawUnreadRating_ || unread;
  if (rating.doubt.empty() || answers_.find("rag", action.ragText) != nullptr) return;
  const std::string offer = action.rag ? "colour=" + readingOf(action.rag) : std::string();
  plan_.doubts.push_back(Doubt{"rag", action.ref, action.part, action.ragText, rating.doubt, offer});
}

}  // namespace chaser::plan
