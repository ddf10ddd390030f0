// SPDX-License-Identifier: Apache-2.0
#include "plan/merge_bases.h"

#include <algorithm>

#include "plan/reading.h"

namespace chaser::plan {

namespace {

const std::vector<Field> kNoFields;

bool hasField(const std::vector<Field>& fields, Field field) {
  return std::find(fields.begin(), fields.end(), field) != fields.end();
}

std::uint32_t bitOf(Field field) {
  return 1U << static_cast<unsigned>(field);
}

}  // namespace

MergeColumns::MergeColumns(const DraftPlan& document, const std::vector<PlanColumn>& before)
    : dropped_(document.dropped.begin(), document.dropped.end()), knowsBefore_(!before.empty()) {
  for (std::size_t i = 0; i < document.columns.size(); ++i)
    columns_[numberOf(document.columns[i])].now = &document.fields[i];
  for (const PlanColumn& column : before) columns_[numberOf(column.heading)].before = &column.fields;
}

std::size_t MergeColumns::numberOf(const std::string& heading) {
  const auto [number, fresh] = numbers_.try_emplace(heading, columns_.size());
  if (fresh) columns_.emplace_back();
  return number->second;
}

const std::vector<Field>& MergeColumns::now(std::size_t column) const {
  return columns_[column].now == nullptr ? kNoFields : *columns_[column].now;
}

const std::vector<Field>& MergeColumns::now(const std::string& heading) const {
  const auto number = numbers_.find(heading);
  return number == numbers_.end() ? kNoFields : now(number->second);
}

RowBases::RowBases(MergeColumns& columns, const DraftAction& document, const StoredAction& database)
    : columns_(columns), database_(database) {
  here_.resize(columns.size());
  for (const Cell& cell : document.cells) {
    const std::size_t column = columns.numberOf(cell.heading);
    if (column >= here_.size()) here_.resize(column + 1);
    here_[column] = true;
    for (const Field field : columns.now(column)) toldNow_ |= bitOf(field);
  }
  stored_.reserve(database.cells.size());
  byColumn_.resize(columns.size());
  for (const Cell& cell : database.cells) {
    const std::size_t column = columns.numberOf(cell.heading);
    if (column >= byColumn_.size()) byColumn_.resize(column + 1);
    if (byColumn_[column] == nullptr) byColumn_[column] = &cell;
    stored_.push_back(column);
  }
}

const std::vector<Field>& RowBases::before(std::size_t column) const {
  const std::vector<Field>* fields = columns_.before(column);
  return fields == nullptr ? kNoFields : *fields;
}

const Cell* RowBases::of(const Cell& theirs) const {
  const std::size_t column = columns_.numberOf(theirs.heading);
  if (column < byColumn_.size() && byColumn_[column] != nullptr) return byColumn_[column];
  return ofGone(theirs, column);
}

const Cell* RowBases::ofGone(const Cell& theirs, std::size_t column) const {
  if (!sorted_) {
    sorted_ = true;
    for (std::size_t i = 0; i < stored_.size(); ++i) {
      if (isHere(stored_[i])) continue;
      const Cell& cell = database_.cells[i];
      if (columns_.knowsBefore()) {
        goneByFields_.try_emplace(before(stored_[i]), &cell);
      } else {
        goneByText_.try_emplace(cell.text, &cell);
      }
    }
  }
  if (columns_.knowsBefore()) {
    const std::vector<Field>& fields = columns_.now(column);
    const auto found = fields.empty() ? goneByFields_.end() : goneByFields_.find(fields);
    return found == goneByFields_.end() ? nullptr : found->second;
  }
  const auto found = theirs.text.empty() ? goneByText_.end() : goneByText_.find(theirs.text);
  return found == goneByText_.end() ? nullptr : found->second;
}

std::optional<Cell> RowBases::of(Field field, const Cell* base, const std::vector<Field>& fields) const {
  const auto partOfCell = [&](const Cell& cell, const std::vector<Field>& its) -> std::optional<Cell> {
    if (!hasField(its, field)) return std::nullopt;
    if (its.size() == 1) return cell;
    const std::string part = partOf(cell.reading, field);
    return Cell{cell.heading, part, part};
  };
  if (base != nullptr) {
    const std::vector<Field>* its = columns_.before(columns_.numberOf(base->heading));
    if (auto cell = partOfCell(*base, its == nullptr ? fields : *its)) return cell;
  }
  for (std::size_t i = 0; i < stored_.size(); ++i) {
    const Cell& cell = database_.cells[i];
    const bool stillThere = isHere(stored_[i]) && hasField(columns_.now(stored_[i]), field);
    if (stillThere || &cell == base) continue;
    if (auto other = partOfCell(cell, before(stored_[i]))) return other;
  }
  return std::nullopt;
}

bool RowBases::meantTheSame(const Cell& base, const std::vector<Field>& fields) const {
  const std::vector<Field>* its = columns_.before(columns_.numberOf(base.heading));
  return its == nullptr || *its == fields;
}

bool RowBases::told(const Cell& base, Field field) const {
  return hasField(before(columns_.numberOf(base.heading)), field);
}

std::vector<const Cell*> RowBases::missing() const {
  std::vector<const Cell*> missing;
  for (std::size_t i = 0; i < stored_.size(); ++i) {
    const Cell& cell = database_.cells[i];
    if (isHere(stored_[i]) || columns_.isDropped(cell.heading)) continue;
    const std::vector<Field>& fields = before(stored_[i]);
    const bool toldElsewhere = std::all_of(fields.begin(), fields.end(),
                                           [&](Field field) { return (toldNow_ & bitOf(field)) != 0; });
    if (!toldElsewhere) missing.push_back(&cell);
  }
  return missing;
}

}  // namespace chaser::plan
