// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "plan/merge.h"

/// What two versions of a plan say of a row, for telling which row is which.
namespace chaser::plan {

/// A row's words by what they say of who it is.
struct RowText {
  std::string asked;     ///< recommendation, issue and action
  std::string promised;  ///< owners, who acts, by when, for which board
  std::string told;      ///< progress and comments
};

/// Reads the words of the document's rows and of the database's by what their columns mean, or meant at the
/// last import (`before`; empty: as in the document), whatever their headings are. Only fields that both have
/// are read; where none of them says what a row asks for, each says all that it asks. Refers to both.
class RowTexts {
 public:
  RowTexts(const DraftPlan& document, const std::vector<PlanColumn>& before);

  [[nodiscard]] RowText ofDocument(const DraftAction& draft) const;
  /// As the last import had it. What none of its cells tells is as it is now: the row never came from a
  /// document, or nobody knows what its columns meant.
  [[nodiscard]] RowText ofDatabase(const StoredAction& stored) const;
  /// A hash of all that a row of the document says beside its number. Cheap, for it is asked of every row.
  [[nodiscard]] std::size_t saying(const std::vector<Cell>& cells) const;

 private:
  class Meanings {
   public:
    void add(const std::string& heading, const std::vector<Field>& fields);
    /// Nothing for a heading that is not known.
    [[nodiscard]] const std::vector<Field>& of(const std::string& heading) const;
    [[nodiscard]] const std::set<Field>& all() const { return has_; }

   private:
    std::unordered_map<std::string, const std::vector<Field>*> fields_;
    std::set<Field> has_;
  };

  void addCell(const Cell& cell, const std::vector<Field>& fields, RowText& text) const;
  void addValue(Field field, const std::string& words, const std::set<Field>& told, RowText& text) const;

  Meanings now_, then_;
  std::set<Field> compared_;
};

}  // namespace chaser::plan
