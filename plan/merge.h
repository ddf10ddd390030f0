// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "plan/draft.h"
#include "plan/model.h"

/// Importing again is how plans are updated: a three-way merge, field by field. Base is what the document
/// said last time, theirs the document now, ours the database now. Pure; store/ applies the result in one
/// transaction.
namespace chaser::plan {

/// An action as the database holds it, with the cells of its last import.
struct StoredAction {
  ActionRecord record;
  std::vector<Cell> cells;
  bool withdrawn = false;  ///< closed, and by an import: the document had it no longer
};

enum class Prefer { Neither, Document, Database };

struct MergeOptions {
  Prefer prefer = Prefer::Neither;
  /// When given, rows that are gone are closed at this instant; else they stay as they are.
  std::optional<Instant> withdrawAt;
  /// The document's refs are keys that a record keeps for good: rows are found by them alone.
  bool keyed = false;
  /// The document has only some rows, and perhaps only some columns: what it does not have stays as it is,
  /// and is no loss. Only with `keyed`.
  bool partial = false;
  /// The plan's columns as the last import left them: a cell counts as its base only of the fields that were
  /// read from it then. Empty: not known, the document's are taken to have been the plan's.
  std::vector<PlanColumn> columns = {};
};

/// One value that changed, as text. A milestone's fields are named by its place: `milestone 2 due`.
struct FieldChange {
  std::string
      field;  ///< a column's name, `milestone 2 due`, `milestone 3` for one that came or went, `owners`
  std::string before;
  std::string after;
  std::optional<Date> dueBefore, dueAfter;  ///< of a due date
  int milestone = 0;                        ///< its place, 1 for the first; 0 for a field of the action
};

/// Both changed, and differently. It is reported with every import until it is decided: by `prefer`, or
/// because document and database come to say the same.
struct Conflict {
  std::string ref;
  int part = 1;
  std::string field;  ///< as in FieldChange
  std::string base, document, database;
  Prefer decided = Prefer::Neither;  ///< by `prefer`, just now
};

struct ActionChange {
  enum class Kind { New, Changed, Unchanged, Gone };
  Kind kind = Kind::Unchanged;
  ActionRecord after;  ///< the row as it shall be; id 0 when new; milestones with id 0 are new
  std::vector<MilestoneId> withdrawn;  ///< milestones that the document no longer has and nobody has touched
  std::vector<Cell> cells;             ///< the new base
  bool cellsChanged = false;
  bool moved = false;     ///< its place in the document (action.position) changed; no change to people
  bool closed = false;    ///< gone, and closed now for that
  bool reopened = false;  ///< an earlier import had withdrawn it, and now the document has it again
  std::vector<FieldChange> changes;  ///< for people to read
};

struct ChangeSet {
  std::vector<ActionChange> actions;  ///< the document's order, then those that are gone
  std::vector<Conflict> conflicts;
  std::vector<RagMeaning> ragKey;   ///< empty: leave as it is
  std::vector<PlanColumn> columns;  ///< empty: leave them as they are

  [[nodiscard]] std::size_t count(ActionChange::Kind kind) const;
  /// Whether applying it would change nothing at all.
  [[nodiscard]] bool empty() const;
};

/// How rows and milestones find each other is told in pairing.h. The document's refs are right: a row that is
/// gone and holds a ref that the document gives to another is called `16.2 (former)` from then on.
///
/// A plan may have 100,000 rows, so what is new is taken out of the document rather than copied: afterwards
/// such an action has its milestones and owners still, but neither texts nor cells.
ChangeSet merge(DraftPlan&& document, const std::vector<StoredAction>& database, const MergeOptions& options);
/// The same, and the document stays as it is.
ChangeSet merge(const DraftPlan& document, const std::vector<StoredAction>& database,
                const MergeOptions& options);
inline ChangeSet merge(const DraftPlan& document, const std::vector<StoredAction>& database, Prefer prefer) {
  return merge(document, database, MergeOptions{prefer, {}, false, false});
}

}  // namespace chaser::plan
