// SPDX-License-Identifier: Apache-2.0
#include "plan/feed_rows.h"

#include <algorithm>
#include <set>
#include <unordered_map>
#include <utility>

#include "common/fold.h"
#include "plan/cells.h"
#include "plan/rag.h"
#include "plan/reading.h"
#include "plan/refs.h"

namespace chaser::plan {

namespace {

bool isRating(const PlanColumn& column) {
  return std::find(column.fields.begin(), column.fields.end(), Field::Rag) != column.fields.end();
}

/// What a feed has to say to mean what was read from the cell: a feed has no colours, and its rows stand in
/// no section.
std::string wordsOf(const Cell& cell, const PlanColumn& column, const std::vector<RagMeaning>& ragKey) {
  if (isRating(column)) return ratingWords(parseRag(partOf(cell.reading, Field::Rag)), cell.text, ragKey);
  if (!cell.text.empty() || column.fields != std::vector{Field::Timeline}) return cell.text;
  std::string words;
  for (const Milestone& milestone : milestonesOf(cell.reading)) {
    if (milestone.due) words += (words.empty() ? "" : "\n") + milestone.text;
  }
  return words;
}

class FeedCompletion {
 public:
  FeedCompletion(const GridTable& feed, const std::vector<PlanColumn>& columns, bool partial) : feed_(feed) {
    const GridRow& headings = feed.rows.front();
    for (std::size_t i = 0; i < headings.size(); ++i) {
      const auto known = std::find_if(columns.begin(), columns.end(), [&](const PlanColumn& column) {
        return foldWords(column.heading) == foldWords(headings[i].text);
      });
      ours_.push_back(Place{i, known == columns.end() ? nullptr : &*known});
    }
    std::vector<Place> absent;
    for (const PlanColumn& column : columns) {
      const auto sent = std::find_if(ours_.begin(), ours_.end(),
                                     [&](const Place& place) { return place.known == &column; });
      if (sent == ours_.end() && (partial || !column.fields.empty())) absent.push_back(Place{{}, &column});
    }
    for (const Place& place : absent) {
      if (!place.known->fields.empty()) notSent_.push_back(place.known->heading);
    }
    ours_.insert(ours_.end(), absent.begin(), absent.end());
    if (partial) inOrderOfPlan();
  }

  GridTable complete(std::size_t key, const std::vector<StoredAction>& stored) const {
    std::unordered_map<std::string, const StoredAction*> byRef;
    for (const StoredAction& one : stored) {
      if (one.record.action.part == 1) byRef.emplace(one.record.action.ref, &one);
    }
    GridTable table;
    table.name = feed_.name;
    table.rows.reserve(feed_.rows.size());
    for (std::size_t row = 0; row < feed_.rows.size(); ++row) {
      const GridRow& record = feed_.rows[row];
      const auto found =
          row > 0 && key < record.size() ? byRef.find(refOfCell(record[key].text)) : byRef.end();
      table.rows.push_back(complete(row, found == byRef.end() ? nullptr : found->second));
    }
    return table;
  }

  std::vector<std::string> notSent() const { return notSent_; }

 private:
  struct Place {
    std::optional<std::size_t> sent;  ///< the feed's column
    const PlanColumn* known;          ///< the plan's
  };

  void inOrderOfPlan() {
    std::stable_sort(ours_.begin(), ours_.end(), [](const Place& a, const Place& b) {
      if (a.known == nullptr || b.known == nullptr) return a.known != nullptr && b.known == nullptr;
      return a.known < b.known;
    });
  }

  [[nodiscard]] GridRow complete(std::size_t row, const StoredAction* stored) const {
    const GridRow& record = feed_.rows[row];
    GridRow out;
    out.reserve(ours_.size());
    for (const Place& place : ours_) {
      if (place.sent && (row == 0 || isGiven(row, *place.sent) || place.known == nullptr)) {
        out.push_back(*place.sent < record.size() ? record[*place.sent] : GridCell{});
        continue;
      }
      GridCell cell;
      if (row == 0) cell.text = place.known->heading;
      const Cell* before = stored != nullptr ? cellNamed(stored->cells, place.known->heading) : nullptr;
      if (before != nullptr)
        cell.text = wordsOf(*before, *place.known,
                            stored->record.plan ? stored->record.plan->ragKey : std::vector<RagMeaning>{});
      out.push_back(std::move(cell));
    }
    return out;
  }

  [[nodiscard]] bool isGiven(std::size_t row, std::size_t column) const {
    if (row >= feed_.given.size()) return true;
    return column < feed_.given[row].size() && feed_.given[row][column];
  }

  const GridTable& feed_;
  std::vector<Place> ours_;
  std::vector<std::string> notSent_;
};

}  // namespace

FeedRows completeFeed(const Document& feed, const std::string& keyHeading,
                      const std::vector<StoredAction>& stored, const std::vector<PlanColumn>& columns,
                      bool partial) {
  FeedRows rows;
  if (feed.tables.size() != 1 || columns.empty()) {
    rows.document = feed;
    return rows;
  }
  const GridRow& headings = feed.tables.front().rows.front();
  const auto key = std::find_if(headings.begin(), headings.end(),
                                [&](const GridCell& cell) { return cell.text == keyHeading; });
  const FeedCompletion completion(feed.tables.front(), columns, partial);
  rows.document.paragraphs = feed.paragraphs;
  rows.document.tables.push_back(
      completion.complete(static_cast<std::size_t>(key - headings.begin()), stored));
  rows.notSent = completion.notSent();
  return rows;
}

void addNotSent(const std::vector<std::string>& headings, DraftPlan& draft) {
  for (const std::string& heading : headings) {
    // Whoever maps it to nothing knows that it is gone.
    const auto column = std::find(draft.columns.begin(), draft.columns.end(), heading);
    if (column != draft.columns.end() &&
        draft.fields[static_cast<std::size_t>(column - draft.columns.begin())].empty())
      continue;
    draft.doubts.push_back(Doubt{"heading",
                                 {},
                                 1,
                                 heading,
                                 "the last import had this column, and no record of this one names it; its "
                                 "values stay; if it is gone for good, map it to none",
                                 "none"});
  }
}

void keepRowDoubts(DraftPlan& draft, const std::vector<PlanColumn>& known) {
  const auto isNewColumn = [&](const Doubt& doubt) {
    return doubt.kind == "heading" && std::none_of(known.begin(), known.end(), [&](const PlanColumn& column) {
             return column.heading == doubt.text;
           });
  };
  std::erase_if(draft.doubts, [&](const Doubt& doubt) { return doubt.ref.empty() && !isNewColumn(doubt); });
}

std::vector<Doubt> doubtsAfter(const std::vector<Doubt>& before, const DraftPlan& draft,
                               const ChangeSet& changes) {
  std::set<std::pair<std::string, int>> came;
  for (const ActionChange& change : changes.actions)
    came.insert({change.after.action.ref, change.after.action.part});
  std::vector<Doubt> after;
  std::set<std::pair<std::string, std::string>> known;  // that are said once for the plan
  for (const Doubt& doubt : before) {
    if (came.count({doubt.ref, doubt.part}) > 0) continue;
    after.push_back(doubt);
    known.insert({doubt.kind, doubt.text});
  }
  static const std::set<std::string> kSaidOnce{"owner", "party", "board", "heading"};
  for (const Doubt& doubt : draft.doubts) {
    if (kSaidOnce.count(doubt.kind) > 0 && known.count({doubt.kind, doubt.text}) > 0) continue;
    after.push_back(doubt);
  }
  return after;
}

}  // namespace chaser::plan
