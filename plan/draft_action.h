// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "plan/answers.h"
#include "plan/draft.h"
#include "plan/layout.h"
#include "plan/owner_cell.h"
#include "plan/rag.h"
#include "plan/timeline.h"

/// Makes actions of rows. What is doubtful goes into the plan's doubts.
namespace chaser::plan {

/// What a timeline's reader has to know of the plan.
TimelineOptions timelineOptions(const DraftOptions& options);

class ActionMaker {
 public:
  /// Refers to all of them; none may go before it.
  ActionMaker(const DraftOptions& options, const std::vector<LegendEntry>& legend, DraftPlan& plan);

  /// The folded words of the document's owner cells, which tell what is one role and what a list of them.
  void knowOwners(std::set<std::string> wholeOwners) { wholeOwners_ = std::move(wholeOwners); }

  /// The rows from here on stand in a section whose title gives a date, or (absent) in none.
  void beginSection(std::optional<Milestone> date) { section_ = std::move(date); }
  [[nodiscard]] const TimelineOptions& timeline() const { return timeline_; }

  [[nodiscard]] DraftAction make(const RowView& row, std::string ref, int part);
  /// A row with nothing but more text belongs to the action above. False when that holds as much as a cell
  /// may; closeText() goes after the last such row.
  bool addText(DraftAction& above, const RowView& row);
  void closeText(DraftAction& above);
  /// The colour that the cell says, else shows, else that its words mean.
  [[nodiscard]] std::optional<Rag> ratingOf(const LaidCell& cell) const;
  [[nodiscard]] const Answers& answers() const { return answers_; }
  /// Whether some rating had words that named no colour.
  [[nodiscard]] bool sawUnreadRating() const { return sawUnreadRating_; }

 private:
  [[nodiscard]] std::string textFor(const RowView& row, Field field) const;
  [[nodiscard]] std::string statusFor(const RowView& row) const;
  [[nodiscard]] std::string readingFor(const RowView& row, const Column& column, const LaidCell& cell,
                                       const DraftAction& draft) const;
  [[nodiscard]] std::string readingFor(const RowView& row, Field field, const DraftAction& draft) const;
  [[nodiscard]] Rating ratingIn(const LaidCell& cell) const;
  void rate(const RowView& row, Action& action);
  void readOwnersOf(const RowView& row, DraftAction& draft);
  /// Many rows name the same few owners: a cell's words are read once.
  OwnerCell ownersIn(const std::string& words);
  /// What people answered to doubts is part of the reading.
  void applyAnswers(const RowView& row, DraftAction& draft);
  /// Of the doubts from this one on, those that an answer settles: of dates only where it settled the
  /// milestone's own doubt.
  void dropAnswered(std::size_t from, const std::vector<Milestone>& milestones);

  const DraftOptions& options_;
  const std::vector<LegendEntry>& legend_;
  DraftPlan& plan_;
  TimelineOptions timeline_;
  const std::vector<RagMeaning> usualKey_;  // for a document without a legend
  Answers answers_;
  std::string byWhom_;  ///< what an answer made of the row's words about who acts
  std::set<std::string> wholeOwners_;
  std::unordered_map<std::string, OwnerCell> ownerCells_;
  std::optional<Milestone> section_;
  bool sawUnreadRating_ = false;
  std::string ownersAbove_;                          ///< the owner cell of the row before
  std::map<std::string, std::vector<Field>> grown_;  ///< the headings whose cells addText() made longer
};

}  // namespace chaser::plan
