// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "plan/merge.h"

/// What a cell of the document is to be compared with: the cell of the last import that said the same thing,
/// whatever its heading was. All of it is looked up by number, so that a row of hundreds of columns is merged
/// in the time that it takes to read it.
namespace chaser::plan {

/// What headings mean in the document, and meant at the last import (`before`; empty: not known). Made once
/// for a merge; refers to both.
class MergeColumns {
 public:
  MergeColumns(const DraftPlan& document, const std::vector<PlanColumn>& before);

  /// The same number for the same heading; one that nobody has heard of yet gets the next.
  std::size_t numberOf(const std::string& heading);
  [[nodiscard]] std::size_t size() const { return columns_.size(); }

  /// What it means in this document; nothing when the document does not have it.
  [[nodiscard]] const std::vector<Field>& now(std::size_t column) const;
  [[nodiscard]] const std::vector<Field>& now(const std::string& heading) const;
  /// What it meant at the last import; nullptr when nobody knows.
  [[nodiscard]] const std::vector<Field>* before(std::size_t column) const { return columns_[column].before; }
  [[nodiscard]] bool knowsBefore() const { return knowsBefore_; }
  /// Whether somebody said that the column is gone for good (DraftPlan::dropped).
  [[nodiscard]] bool isDropped(const std::string& heading) const { return dropped_.count(heading) > 0; }

 private:
  struct Meaning {
    const std::vector<Field>* now = nullptr;
    const std::vector<Field>* before = nullptr;
  };
  std::vector<Meaning> columns_;
  std::unordered_map<std::string, std::size_t> numbers_;
  std::unordered_set<std::string> dropped_;
  bool knowsBefore_;
};

/// The bases of one row. Refers to all that it is made with.
class RowBases {
 public:
  RowBases(MergeColumns& columns, const DraftAction& document, const StoredAction& database);

  /// The cell of the last import under the same heading; else under one that is gone now and meant the same.
  /// Where nobody knows what headings meant, one that held the same words. nullptr without one.
  [[nodiscard]] const Cell* of(const Cell& theirs) const;
  /// What the last import read as this field: from `base`, the cell in the same column, of which `fields` are
  /// read now, or from one that the field was in then and is not in now.
  [[nodiscard]] std::optional<Cell> of(Field field, const Cell* base, const std::vector<Field>& fields) const;
  /// Whether the same fields were read from this cell of the last import.
  [[nodiscard]] bool meantTheSame(const Cell& base, const std::vector<Field>& fields) const;
  /// Cells of columns that the row no longer has and that nobody said were gone for good. Those whose fields
  /// other columns tell now are not among them.
  [[nodiscard]] std::vector<const Cell*> missing() const;
  /// Whether the cell of the last import told the field.
  [[nodiscard]] bool told(const Cell& base, Field field) const;

 private:
  [[nodiscard]] const Cell* ofGone(const Cell& theirs, std::size_t column) const;
  [[nodiscard]] bool isHere(std::size_t column) const { return column < here_.size() && here_[column]; }
  [[nodiscard]] const std::vector<Field>& before(std::size_t column) const;

  MergeColumns& columns_;
  const StoredAction& database_;
  std::vector<std::size_t> stored_;    ///< the columns of the cells of the last import
  std::vector<const Cell*> byColumn_;  ///< those cells
  std::vector<bool> here_;             ///< whether the document has a cell in the column
  std::uint32_t toldNow_ = 0;          ///< the fields that the document's row tells, a bit each
  // Made when a cell is first looked for: most rows have not changed.
  mutable bool sorted_ = false;
  mutable std::map<std::vector<Field>, const Cell*> goneByFields_;
  mutable std::unordered_map<std::string, const Cell*> goneByText_;
};

}  // namespace chaser::plan
