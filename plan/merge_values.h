// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "plan/merge.h"

/// What the merges of one action's fields share.
namespace chaser::plan {

/// Decides values one by one and keeps record: what changed goes into the action's change, what both sides
/// changed into the conflicts. Refers to all that it is made with.
class ValueMerge {
 public:
  enum class Winner { Ours, Theirs };

  ValueMerge(const Action& document, Prefer prefer, std::vector<Conflict>& conflicts, ActionChange& change)
      : document_(document), prefer_(prefer), conflicts_(conflicts), change_(change) {}

  void note(std::string field, std::string before, std::string after);
  /// The three-way rule of one value. Without a base, a value that the database has too is nobody's to
  /// overwrite. A change that the document wins is noted.
  Winner decide(const std::string& field, const std::optional<std::string>& base, const std::string& theirs,
                const std::string& ours);
  /// Both sides changed it. The cell's base stays where it is while nobody has decided, so that the next
  /// import asks again.
  void reportConflict(const std::string& field, const std::string& base, const std::string& theirs,
                      const std::string& ours);
  [[nodiscard]] bool prefersDocument() const { return prefer_ == Prefer::Document; }

  /// Of what follows it is asked whether anything stays undecided.
  void beginCell() { undecided_ = false; }
  [[nodiscard]] bool isUndecided() const { return undecided_; }
  /// How many values a conflict left as the database has them, so far.
  [[nodiscard]] int oursKept() const { return oursKept_; }
  /// What is noted from now on is about this milestone, 1 for the first; 0: about the action.
  void speakOfMilestone(int place) { milestone_ = place; }

 private:
  const Action& document_;
  Prefer prefer_;
  std::vector<Conflict>& conflicts_;
  ActionChange& change_;
  bool undecided_ = false;
  int oursKept_ = 0;
  int milestone_ = 0;
};

}  // namespace chaser::plan
