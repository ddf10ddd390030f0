// SPDX-License-Identifier: Apache-2.0
#include "plan/row_text.h"

#include <algorithm>
#include <functional>
#include <iterator>

#include "plan/refs.h"

namespace chaser::plan {

namespace {

void addWords(RowText& row, Field field, const std::string& text) {
  std::string* to = nullptr;
  switch (field) {
    case Field::Recommendation:
    case Field::Issue:
    case Field::Action:
      to = &row.asked;
      break;
    case Field::Owner:
    case Field::ByWhom:
    case Field::Assurance:
    case Field::Timeline:
    case Field::Revised:
      to = &row.promised;
      break;
    case Field::Progress:
    case Field::Comments:
      to = &row.told;
      break;
    case Field::Ref:
    case Field::Rag:
    case Field::Completed:
    case Field::Status:
      return;
  }
  // The number that leads a text is its ref, which may change.
  const std::string number = to == &row.asked ? leadingNumber(text) : std::string();
  to->append(text, text.compare(0, number.size(), number) == 0 ? number.size() : 0, std::string::npos);
  to->push_back(' ');
}

bool saysWhatIsAsked(Field field) {
  return field == Field::Recommendation || field == Field::Issue || field == Field::Action;
}

}  // namespace

void RowTexts::Meanings::add(const std::string& heading, const std::vector<Field>& fields) {
  fields_.emplace(heading, &fields);
  has_.insert(fields.begin(), fields.end());
}

const std::vector<Field>& RowTexts::Meanings::of(const std::string& heading) const {
  static const std::vector<Field> kNone;
  const auto found = fields_.find(heading);
  return found == fields_.end() ? kNone : *found->second;
}

RowTexts::RowTexts(const DraftPlan& document, const std::vector<PlanColumn>& before) {
  for (std::size_t i = 0; i < document.columns.size(); ++i) now_.add(document.columns[i], document.fields[i]);
  for (const PlanColumn& column : before) then_.add(column.heading, column.fields);
  if (before.empty()) then_ = now_;
  std::set_intersection(now_.all().begin(), now_.all().end(), then_.all().begin(), then_.all().end(),
                        std::inserter(compared_, compared_.end()));
  if (std::none_of(compared_.begin(), compared_.end(), saysWhatIsAsked))
    compared_.insert({Field::Recommendation, Field::Issue, Field::Action});
}

/// Of two fields in a cell the second is the one with words.
void RowTexts::addCell(const Cell& cell, const std::vector<Field>& fields, RowText& text) const {
  if (!fields.empty() && compared_.count(fields.back()) > 0) addWords(text, fields.back(), cell.text);
}

void RowTexts::addValue(Field field, const std::string& words, const std::set<Field>& told,
                        RowText& text) const {
  if (compared_.count(field) > 0 && told.count(field) == 0) addWords(text, field, words);
}

RowText RowTexts::ofDocument(const DraftAction& draft) const {
  RowText text;
  for (const Cell& cell : draft.cells) addCell(cell, now_.of(cell.heading), text);
  return text;
}

RowText RowTexts::ofDatabase(const StoredAction& stored) const {
  RowText text;
  std::set<Field> told;
  for (const Cell& cell : stored.cells) {
    const std::vector<Field>& fields = then_.of(cell.heading);
    told.insert(fields.begin(), fields.end());
    addCell(cell, fields, text);
  }
  const Action& action = stored.record.action;
  addValue(Field::Recommendation, action.recommendation, told, text);
  addValue(Field::Issue, action.issue, told, text);
  addValue(Field::Action, action.action, told, text);
  for (const Owner& owner : stored.record.owners) addValue(Field::Owner, owner.role, told, text);
  addValue(Field::ByWhom, action.byWhom, told, text);
  addValue(Field::Assurance, action.assurance, told, text);
  for (const Milestone& milestone : stored.record.milestones)
    addValue(Field::Timeline, milestone.text, told, text);
  addValue(Field::Progress, action.progress, told, text);
  addValue(Field::Comments, action.comments, told, text);
  return text;
}

std::size_t RowTexts::saying(const std::vector<Cell>& cells) const {
  std::size_t hash = 0;
  for (const Cell& cell : cells) {
    const std::vector<Field>& fields = now_.of(cell.heading);
    if (!fields.empty() && fields.back() == Field::Ref) continue;
    hash = hash * 31 + std::hash<std::string>{}(cell.text);
  }
  return hash;
}

}  // namespace chaser::plan
