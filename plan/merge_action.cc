// SPDX-License-Identifier: Apache-2.0
#include "plan/merge_action.h"

#include <algorithm>
#include <utility>

#include "plan/cells.h"
#include "plan/layout.h"
#include "plan/merge_milestones.h"
#include "plan/merge_values.h"
#include "plan/rag.h"
#include "plan/reading.h"

namespace chaser::plan {

namespace {

/// Merges one action. What is written where in the three versions is compared as text; the winner is assigned
/// by the caller's own means.
class ActionMerge {
 public:
  ActionMerge(MergeColumns& columns, const DraftAction& document, const StoredAction& database, Prefer prefer,
              std::vector<Conflict>& conflicts)
      : columns_(columns),
        bases_(columns, document, database),
        document_(document),
        database_(database),
        values_(document.action, prefer, conflicts, change_) {
    change_.after = database.record;
  }

  ActionChange merge() {
    Action& action = change_.after.action;
    renumber(action, document_.action.ref, document_.action.part);
    reopen(action);
    action.position = document_.action.position;
    change_.moved = action.position != database_.record.action.position;
    for (const Cell& cell : document_.cells) mergeCell(cell);
    keepMissingCells();
    if (datesUndecided_) keepBesideDates();
    if (ownerCell_ != nullptr && !datesUndecided_) followDates();
    dropOwnersOfWithdrawn();
    nameMilestonesOfOwners();
    change_.cellsChanged = !sameCells(change_.cells, database_.cells);
    const bool changed = !change_.changes.empty() || !change_.withdrawn.empty();
    change_.kind = changed ? ActionChange::Kind::Changed : ActionChange::Kind::Unchanged;
    return std::move(change_);
  }

 private:
  using Winner = ValueMerge::Winner;

  void renumber(Action& action, const std::string& ref, int part) {
    if (action.ref == ref && action.part == part) return;
    const std::string before = spokenRef(action);
    action.ref = ref;
    action.part = part;
    values_.note("ref", before, spokenRef(action));
  }

  /// What an import closed because the row was gone is open again with the row; what people closed is not.
  void reopen(Action& action) {
    if (!database_.withdrawn || !action.closedAt) return;
    values_.note("closed_at", action.closedAt->iso(), {});
    action.closedAt.reset();
    change_.reopened = true;
  }

  void mergeCell(const Cell& theirs) {
    const Cell* base = bases_.of(theirs);
    // A column that the row's own table did not have.
    if (base == nullptr && theirs.text.empty() && theirs.reading.empty()) return;
    const std::vector<Field>& fields = columns_.now(theirs.heading);
    const bool same =
        base != nullptr && bases_.meantTheSame(*base, fields) && saysTheSame(*base, theirs, fields);
    if (same) {
      if (fields == std::vector{Field::Owner} && ownersFollowDates(*base, theirs)) ownerCell_ = &theirs;
      change_.cells.push_back(Cell{theirs.heading, base->text, base->reading});
      return;
    }
    values_.beginCell();
    for (const Field field : fields) {
      const std::optional<Cell> before = bases_.of(field, base, fields);
      mergeField(field, before ? &*before : nullptr, fields.size() == 1 ? theirs : partOfCell(theirs, field));
    }
    const bool dates = std::find(fields.begin(), fields.end(), Field::Timeline) != fields.end();
    datesUndecided_ = datesUndecided_ || (values_.isUndecided() && dates);
    if (!values_.isUndecided()) {
      change_.cells.push_back(theirs);
    } else if (base != nullptr) {
      change_.cells.push_back(Cell{theirs.heading, base->text, base->reading});
    }
  }

  static bool contains(const std::vector<Field>& fields, Field field) {
    return std::find(fields.begin(), fields.end(), field) != fields.end();
  }

  /// Cells of columns that the row no longer has stay its base.
  void keepMissingCells() {
    for (const Cell* cell : bases_.missing()) {
      change_.cells.push_back(*cell);
      // What stands beside the dates is read with them, so it waits until they are back.
      datesUndecided_ = datesUndecided_ || bases_.told(*cell, Field::Timeline);
    }
  }

  /// A colour may change while the words stay, and a row's dates may be told by the cells beside them; a
  /// date's reading may move with --as-of while the document is the same.
  [[nodiscard]] bool saysTheSame(const Cell& base, const Cell& theirs,
                                 const std::vector<Field>& fields) const {
    const auto has = [&](Field field) {
      return std::find(fields.begin(), fields.end(), field) != fields.end();
    };
    if (has(Field::Rag)) {
      const std::string rated = partOf(theirs.reading, Field::Rag);
      if (partOf(base.reading, Field::Rag) != rated) return false;
      // A format that shows no colours says it in words.
      const std::shared_ptr<const Plan>& plan = database_.record.plan;
      if (plan && theirs.text == ratingWords(parseRag(rated), base.text, plan->ragKey)) return true;
    }
    if (base.text != theirs.text) return false;
    // A row without a date has that of its section.
    if (has(Field::Timeline) && theirs.text.empty() && base.reading != theirs.reading) return false;
    return !has(Field::Timeline) || !besideDatesChanged();
  }

  /// A revised date or a status, on which the milestones of the timeline's cell depend.
  [[nodiscard]] bool isBesideDates(const std::string& heading) const {
    const std::vector<Field>& fields = columns_.now(heading);
    return std::any_of(fields.begin(), fields.end(), [](Field field) {
      return field == Field::Revised || field == Field::Completed || field == Field::Status;
    });
  }

  /// While the dates are undecided their neighbours count as unread too, or the next import would not ask
  /// again.
  void keepBesideDates() {
    std::vector<Cell> cells;
    for (const Cell& cell : change_.cells) {
      if (!isBesideDates(cell.heading)) {
        cells.push_back(cell);
      } else if (const Cell* base = bases_.of(cell)) {
        cells.push_back(Cell{cell.heading, base->text, base->reading});
      }
    }
    change_.cells = std::move(cells);
  }

  [[nodiscard]] bool besideDatesChanged() const {
    return std::any_of(document_.cells.begin(), document_.cells.end(), [&](const Cell& cell) {
      const Cell* base = isBesideDates(cell.heading) ? bases_.of(cell) : nullptr;
      return isBesideDates(cell.heading) && (base == nullptr ? !cell.text.empty() : base->text != cell.text);
    });
  }

  /// What one of the fields that share a cell took from it.
  static Cell partOfCell(const Cell& cell, Field field) {
    const std::string part = partOf(cell.reading, field);
    return Cell{cell.heading, part, part};
  }

  void mergeField(Field field, const Cell* base, const Cell& theirs) {
    Action& ours = change_.after.action;
    switch (field) {
      case Field::Ref:
        break;  // pairing has settled it
      case Field::Recommendation:
        mergeText("recommendation", base, theirs, ours.recommendation);
        break;
      case Field::Issue:
        mergeText("issue", base, theirs, ours.issue);
        break;
      case Field::Action:
        mergeText("action", base, theirs, ours.action);
        break;
      case Field::ByWhom:
        mergeText("by_whom", base, theirs, ours.byWhom);
        if (isAnswered(base) || isAnswered(&theirs)) mergeOwners(base, theirs);
        break;
      case Field::Assurance:
        mergeAssurance(base, theirs);
        break;
      case Field::Progress:
        mergeText("progress", base, theirs, ours.progress);
        break;
      case Field::Comments:
        mergeText("comments", base, theirs, ours.comments);
        break;
      case Field::Owner:
        mergeOwners(base, theirs);
        break;
      case Field::Rag:
        mergeRating(base, theirs);
        break;
      case Field::Timeline:
        mergeMilestones(base != nullptr ? milestonesOf(base->reading) : std::vector<Milestone>{},
                        document_.milestones, database_.record.milestones, values_, change_);
        break;
      case Field::Revised:
      case Field::Completed:
      case Field::Status:
        break;  // the timeline's cell carries what they say
    }
  }

  void mergeText(const char* name, const Cell* base, const Cell& theirs, std::string& ours) {
    const auto before = base != nullptr ? std::optional(base->text) : std::nullopt;
    // No document can hold more of the database's text than this.
    if (values_.decide(name, before, theirs.text, documentText(ours)) == Winner::Theirs) ours = theirs.text;
  }

  /// The board may be another than the cell's words: somebody answered what they mean.
  void mergeAssurance(const Cell* base, const Cell& theirs) {
    std::string& ours = change_.after.action.assurance;
    const auto before = base != nullptr ? std::optional(base->reading) : std::nullopt;
    if (values_.decide("assurance", before, theirs.reading, ours) == Winner::Theirs) ours = theirs.reading;
  }

  /// Whether an answer made owners of words about who acts.
  static bool isAnswered(const Cell* cell) { return cell != nullptr && cell->reading != cell->text; }

  /// How owners were read; of words about who acts, what an answer made of them.
  [[nodiscard]] std::string ownersRead(const Cell& cell) const {
    const std::vector<Field>& fields = columns_.now(cell.heading);
    const bool whoActs = std::find(fields.begin(), fields.end(), Field::ByWhom) != fields.end();
    return whoActs && !isAnswered(&cell) ? std::string() : cell.reading;
  }

  /// Whether the same words may name the owners of other promises, because the dates beside them changed. Of
  /// a row whose owners people have changed nothing is concluded.
  [[nodiscard]] bool ownersFollowDates(const Cell& base, const Cell& theirs) const {
    if (!hasPlaces(base.reading) && !hasPlaces(theirs.reading)) return false;
    if (base.reading != readingOf(ownersWithPlaces(change_.after.owners))) return false;
    return std::any_of(document_.cells.begin(), document_.cells.end(), [&](const Cell& cell) {
      if (!contains(columns_.now(cell.heading), Field::Timeline)) return false;
      const Cell* dates = bases_.of(cell);
      return dates == nullptr || dates->text != cell.text;
    });
  }

  /// Each promise has the owners that the document names beside it now.
  void followDates() {
    for (Cell& cell : change_.cells) {
      if (cell.heading == ownerCell_->heading) cell.reading = ownerCell_->reading;
    }
    const std::vector<Owner> before = std::exchange(change_.after.owners, document_.owners);
    nameMilestonesOfOwners();
    const std::vector<Owner>& after = change_.after.owners;
    const auto same = [](const Owner& a, const Owner& b) {
      return a.role == b.role && a.milestone == b.milestone && (a.milestone || !b.place);
    };
    if (std::equal(before.begin(), before.end(), after.begin(), after.end(), same)) {
      change_.after.owners = before;
    } else {
      values_.note("owners", readingOf(ownersWithPlaces(before)), readingOf(document_.owners));
    }
  }

  static bool hasPlaces(const std::string& reading) {
    const std::vector<Owner> owners = plan::ownersOf(reading);
    return std::any_of(owners.begin(), owners.end(),
                       [](const Owner& owner) { return owner.place.has_value(); });
  }

  /// Nobody owns what is no longer there.
  void dropOwnersOfWithdrawn() {
    std::vector<Owner>& owners = change_.after.owners;
    const std::string before = readingOf(ownersWithPlaces(owners));
    const auto gone = std::remove_if(owners.begin(), owners.end(), [&](const Owner& owner) {
      const auto& withdrawn = change_.withdrawn;
      return owner.milestone &&
             std::find(withdrawn.begin(), withdrawn.end(), owner.milestone) != withdrawn.end();
    });
    if (gone == owners.end()) return;
    owners.erase(gone, owners.end());
    values_.note("owners", before, readingOf(ownersWithPlaces(owners)));
  }

  [[nodiscard]] std::vector<Owner> ownersWithPlaces(std::vector<Owner> owners) const {
    for (Owner& owner : owners) owner.place = placeOf(owner.milestone);
    return owners;
  }

  /// Owners of single milestones count where the document names such; else they are somebody's own.
  void mergeOwners(const Cell* base, const Cell& theirs) {
    const auto before = base != nullptr ? std::optional(ownersRead(*base)) : std::nullopt;
    const std::string read = ownersRead(theirs);
    const bool placed = hasPlaces(read) || hasPlaces(before.value_or(""));
    std::vector<Owner> ours, apart;
    for (Owner owner : change_.after.owners) {
      owner.place = placeOf(owner.milestone);
      (owner.milestone && !placed ? apart : ours).push_back(std::move(owner));
    }
    if (values_.decide("owners", before, read, readingOf(ours)) != Winner::Theirs) return;
    change_.after.owners = document_.owners;
    change_.after.owners.insert(change_.after.owners.end(), apart.begin(), apart.end());
  }

  [[nodiscard]] std::optional<int> placeOf(MilestoneId id) const {
    if (!id) return std::nullopt;
    const Milestone* milestone = database_.record.milestone(id);
    return milestone == nullptr ? std::nullopt : std::optional(milestone->position);
  }

  /// When all cells are merged: which milestones the document's owners are of. A new one has no id yet.
  void nameMilestonesOfOwners() {
    for (Owner& owner : change_.after.owners) {
      if (owner.milestone || !owner.place) continue;
      for (const Milestone& milestone : change_.after.milestones) {
        if (milestone.position == *owner.place) owner.milestone = milestone.id;
      }
    }
  }

  void mergeRating(const Cell* base, const Cell& theirs) {
    Action& ours = change_.after.action;
    const auto before = base != nullptr ? std::optional(base->reading) : std::nullopt;
    // The document has caught up with a rating that was given in the database.
    if (theirs.reading == readingOf(ours.rag) && before != theirs.reading && !theirs.reading.empty()) return;
    const int keptBefore = values_.oursKept();
    if (values_.decide("rag", before, theirs.reading, readingOf(ours.rag)) == Winner::Theirs) {
      ours.rag = document_.action.rag;
      // Words that were left behind by an answer are of a colour before the last.
      if (base != nullptr && ours.ragText != base->text && ours.ragText != theirs.text) {
        values_.note("rag_text", ours.ragText, theirs.text);
        ours.ragText = theirs.text;
        return;
      }
    }
    // As of a date: words of another colour than the one that stands would only confuse.
    if (values_.oursKept() == keptBefore) mergeText("rag_text", base, theirs, ours.ragText);
  }

  const MergeColumns& columns_;
  const RowBases bases_;
  const DraftAction& document_;
  const StoredAction& database_;
  ActionChange change_;
  ValueMerge values_;                // refers to change_
  const Cell* ownerCell_ = nullptr;  ///< the document's, when its owners may be of other promises now
  bool datesUndecided_ = false;
};

}  // namespace

ActionChange mergeAction(MergeColumns& columns, const DraftAction& document, const StoredAction& database,
                         Prefer prefer, std::vector<Conflict>& conflicts) {
  return ActionMerge(columns, document, database, prefer, conflicts).merge();
}

}  // namespace chaser::plan
