// SPDX-License-Identifier: Apache-2.0
#include "plan/merge.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "plan/pairing.h"
#include "plan/reading.h"

namespace chaser::plan {

namespace {

const Cell* cellNamed(const std::vector<Cell>& cells, const std::string& heading) {
  const auto found =
      std::find_if(cells.begin(), cells.end(), [&](const Cell& cell) { return cell.heading == heading; });
  return found == cells.end() ? nullptr : &*found;
}

/// A database need not keep the columns' order.
bool sameCells(std::vector<Cell> a, std::vector<Cell> b) {
  const auto byHeading = [](const Cell& x, const Cell& y) { return x.heading < y.heading; };
  std::sort(a.begin(), a.end(), byHeading);
  std::sort(b.begin(), b.end(), byHeading);
  return a == b;
}

std::string ragText(const std::optional<Rag>& rag) {
  return rag ? std::string(toString(*rag)) : std::string();
}
std::string dayText(const std::optional<Date>& day) {
  return day ? day->iso() : std::string();
}

/// Merges one action. What is written where in the three versions is compared as text; the winner is assigned
/// by the caller's own means.
class ActionMerge {
 public:
  ActionMerge(const DraftPlan& plan, const DraftAction& document, const StoredAction& database, Prefer prefer,
              std::vector<Conflict>& conflicts)
      : plan_(plan), document_(document), database_(database), prefer_(prefer), conflicts_(conflicts) {
    change_.after = database.record;
  }

  ActionChange merge() {
    Action& action = change_.after.action;
    renumber(action, document_.action.ref, document_.action.part);
    action.position = document_.action.position;
    change_.moved = action.position != database_.record.action.position;
    for (const Cell& cell : document_.cells) mergeCell(cell);
    change_.cellsChanged = !sameCells(change_.cells, database_.cells);
    const bool changed = !change_.changes.empty() || !change_.withdrawn.empty();
    change_.kind = changed ? ActionChange::Kind::Changed : ActionChange::Kind::Unchanged;
    return std::move(change_);
  }

 private:
  enum class Winner { Ours, Theirs };

  void renumber(Action& action, const std::string& ref, int part) {
    if (action.ref == ref && action.part == part) return;
    const std::string before = spokenRef(action);
    action.ref = ref;
    action.part = part;
    note("ref", before, spokenRef(action));
  }

  void note(std::string field, std::string before, std::string after) {
    change_.changes.push_back(FieldChange{std::move(field), std::move(before), std::move(after)});
  }

  /// The three-way rule of one value. Without a base, a value that the database has too is nobody's to
  /// overwrite.
  Winner decide(const std::string& field, const std::optional<std::string>& base, const std::string& theirs,
                const std::string& ours) {
    if (theirs == ours || (base && *base == theirs)) return Winner::Ours;
    if ((base && *base == ours) || (!base && ours.empty())) {
      note(field, ours, theirs);
      return Winner::Theirs;
    }
    conflicts_.push_back(
        Conflict{document_.action.ref, document_.action.part, field, base.value_or(""), theirs, ours});
    if (prefer_ == Prefer::Document) {
      note(field, ours, theirs);
      return Winner::Theirs;
    }
    // The base stays where it is while nobody has decided, so that the next import asks again.
    conflicted_ = conflicted_ || prefer_ == Prefer::Neither;
    return Winner::Ours;
  }

  void mergeCell(const Cell& theirs) {
    const Cell* base = baseOf(theirs);
    const auto field = fieldOf(theirs.heading);
    // A colour may change while the words stay; a date's reading may move with --as-of while the document is
    // the same.
    const bool same = base != nullptr && base->text == theirs.text &&
                      (field != Field::Rag || base->reading == theirs.reading);
    if (same) {
      change_.cells.push_back(Cell{theirs.heading, base->text, base->reading});
      return;
    }
    conflicted_ = false;
    if (field) mergeField(*field, base, theirs);
    if (!conflicted_) {
      change_.cells.push_back(theirs);
    } else if (base != nullptr) {
      change_.cells.push_back(Cell{theirs.heading, base->text, base->reading});
    }
  }

  /// The cell of the last import under this heading; under a heading that is gone now, if it held the same
  /// words.
  [[nodiscard]] const Cell* baseOf(const Cell& theirs) const {
    if (const Cell* cell = cellNamed(database_.cells, theirs.heading)) return cell;
    if (theirs.text.empty()) return nullptr;
    for (const Cell& cell : database_.cells) {
      if (cell.text == theirs.text && cellNamed(document_.cells, cell.heading) == nullptr) return &cell;
    }
    return nullptr;
  }

  [[nodiscard]] std::optional<Field> fieldOf(const std::string& heading) const {
    const auto found = std::find(plan_.columns.begin(), plan_.columns.end(), heading);
    if (found == plan_.columns.end()) return std::nullopt;
    return plan_.fields[static_cast<std::size_t>(found - plan_.columns.begin())];
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
        break;
      case Field::Assurance:
        mergeText("assurance", base, theirs, ours.assurance);
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
        mergeMilestones(base);
        break;
    }
  }

  void mergeText(const char* name, const Cell* base, const Cell& theirs, std::string& ours) {
    const auto before = base != nullptr ? std::optional(base->text) : std::nullopt;
    if (decide(name, before, theirs.text, ours) == Winner::Theirs) ours = theirs.text;
  }

  void mergeOwners(const Cell* base, const Cell& theirs) {
    std::vector<Owner> ours, ofMilestones;
    for (const Owner& owner : change_.after.owners) (owner.milestone ? ofMilestones : ours).push_back(owner);
    const auto before = base != nullptr ? std::optional(base->reading) : std::nullopt;
    if (decide("owners", before, theirs.reading, readingOf(ours)) != Winner::Theirs) return;
    change_.after.owners = document_.owners;
    change_.after.owners.insert(change_.after.owners.end(), ofMilestones.begin(), ofMilestones.end());
  }

  void mergeRating(const Cell* base, const Cell& theirs) {
    Action& ours = change_.after.action;
    const auto before = base != nullptr ? std::optional(base->reading) : std::nullopt;
    if (decide("rag", before, theirs.reading, ragText(ours.rag)) == Winner::Theirs)
      ours.rag = document_.action.rag;
    mergeText("rag_text", base, theirs, ours.ragText);
  }

  void mergeMilestones(const Cell* base) {
    const std::vector<Milestone> old =
        base != nullptr ? milestonesOf(base->reading) : std::vector<Milestone>{};
    const std::vector<Milestone> ours = database_.record.milestones;
    const std::vector<Milestone>& theirs = document_.milestones;
    const Pairing partners = pairMilestones(theirs, ours);
    const Pairing bases = pairMilestones(ours, old);
    std::vector<Milestone> merged;
    std::set<std::size_t> kept;
    for (std::size_t i = 0; i < theirs.size(); ++i) {
      Milestone milestone = theirs[i];
      if (partners[i]) {
        const std::size_t mine = *partners[i];
        kept.insert(mine);
        const Milestone* before = bases[mine] ? &old[*bases[mine]] : nullptr;
        milestone = mergeMilestone(i, before, theirs[i], ours[mine]);
      } else {
        note(fmt::format("milestone {}", i + 1), {}, theirs[i].text);
      }
      milestone.position = static_cast<int>(merged.size());
      merged.push_back(std::move(milestone));
    }
    for (std::size_t i = 0; i < ours.size(); ++i) {
      if (kept.count(i) > 0) continue;
      dropMilestone(ours[i], bases[i] ? &old[*bases[i]] : nullptr, merged);
    }
    change_.after.milestones = std::move(merged);
  }

  /// One milestone's values, those that belong together decided together.
  Milestone mergeMilestone(std::size_t index, const Milestone* base, const Milestone& theirs,
                           const Milestone& ours) {
    Milestone out = ours;
    const auto wins = [&](const char* what, auto text) {
      const auto before = base != nullptr ? std::optional<std::string>(text(*base)) : std::nullopt;
      const std::string field = fmt::format("milestone {} {}", index + 1, what);
      return decide(field, before, text(theirs), text(ours)) == Winner::Theirs;
    };
    if (wins("text", [](const Milestone& m) { return m.text; })) out.text = theirs.text;
    if (wins("label", [](const Milestone& m) { return m.label; })) out.label = theirs.label;
    if (wins("party", [](const Milestone& m) { return m.party; })) out.party = theirs.party;
    if (wins("basis",
             [](const Milestone& m) { return m.basis ? std::string(toString(*m.basis)) : std::string(); })) {
      out.basis = theirs.basis;
      out.doubt = theirs.doubt;
    }
    if (wins("due", [](const Milestone& m) {
          if (!m.due && !m.earliest && m.precision == Precision::None) return std::string();
          const std::string from =
              m.earliest && m.earliest != m.due ? dayText(m.earliest) + " to " : std::string();
          return fmt::format("{}{} ({})", from, dayText(m.due), toString(m.precision));
        })) {
      out.due = theirs.due;
      out.earliest = theirs.earliest;
      out.precision = theirs.precision;
      out.doubt = theirs.doubt;
    }
    if (wins("review", [](const Milestone& m) { return std::string(m.review ? "yes" : ""); }))
      out.review = theirs.review;
    if (wins("state", [](const Milestone& m) {
          return m.completedOn ? fmt::format("{} on {}", toString(m.state), dayText(m.completedOn))
                               : std::string(toString(m.state));
        })) {
      out.state = theirs.state;
      out.completedOn = theirs.completedOn;
      out.doubt = theirs.doubt;
    }
    return out;
  }

  /// A milestone that left the cell goes when nobody has touched it since; else it stays and is reported.
  void dropMilestone(const Milestone& ours, const Milestone* base, std::vector<Milestone>& merged) {
    const bool answered = ours.verifiedOn || ours.recheckOn || ours.proposedDue || !ours.evidence.empty() ||
                          !ours.completedBy.empty() || !ours.verifiedBy.empty();
    const bool untouched =
        !answered && base != nullptr && readingOf(std::vector{*base}) == readingOf(std::vector{ours});
    const std::string field = fmt::format("milestone '{}'", ours.text);
    if (!untouched && prefer_ != Prefer::Document) {
      conflicts_.push_back(Conflict{document_.action.ref,
                                    document_.action.part,
                                    field,
                                    base != nullptr ? base->text : std::string(),
                                    {},
                                    ours.text});
      conflicted_ = conflicted_ || prefer_ == Prefer::Neither;
      merged.push_back(ours);
      merged.back().position = static_cast<int>(merged.size()) - 1;
      return;
    }
    change_.withdrawn.push_back(ours.id);
    note(field, ours.text, {});
  }

  const DraftPlan& plan_;
  const DraftAction& document_;
  const StoredAction& database_;
  Prefer prefer_;
  std::vector<Conflict>& conflicts_;
  ActionChange change_;
  bool conflicted_ = false;  // in the cell at hand
};

ActionChange newAction(const DraftAction& draft) {
  ActionChange change;
  change.kind = ActionChange::Kind::New;
  change.after.action = draft.action;
  change.after.milestones = draft.milestones;
  change.after.owners = draft.owners;
  change.cells = draft.cells;
  change.cellsChanged = true;
  return change;
}

ActionChange goneAction(const StoredAction& stored) {
  ActionChange change;
  change.kind = ActionChange::Kind::Gone;
  change.after = stored.record;
  change.cells = stored.cells;
  return change;
}

bool sameKey(const std::vector<RagMeaning>& a, const std::vector<RagMeaning>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const RagMeaning& x, const RagMeaning& y) {
    return x.colour == y.colour && x.status == y.status && x.words == y.words;
  });
}

/// The legend when it says something new; the usual key for a plan that is new and brings none.
std::vector<RagMeaning> keyToWrite(const DraftPlan& document, const std::vector<StoredAction>& database) {
  const auto known = std::find_if(database.begin(), database.end(),
                                  [](const StoredAction& stored) { return stored.record.plan != nullptr; });
  if (document.ragKey.empty()) return database.empty() ? defaultRagKey() : std::vector<RagMeaning>{};
  if (known != database.end() && sameKey(known->record.plan->ragKey, document.ragKey)) return {};
  return document.ragKey;
}

/// The columns when no stored row has just these.
std::vector<std::string> columnsToWrite(const DraftPlan& document, const std::vector<ActionChange>& changes) {
  const bool moved = std::any_of(changes.begin(), changes.end(), [](const ActionChange& change) {
    return change.kind == ActionChange::Kind::New || change.cellsChanged;
  });
  return moved ? document.columns : std::vector<std::string>{};
}

/// When the row ends under the ref that it had, it was not renumbered after all.
void forgetRenumbering(ActionChange& change) {
  const std::string ref = spokenRef(change.after.action);
  const auto same = [&](const FieldChange& field) { return field.field == "ref" && field.before == ref; };
  change.changes.erase(std::remove_if(change.changes.begin(), change.changes.end(), same),
                       change.changes.end());
  const bool quiet = change.changes.empty() && change.withdrawn.empty();
  if (change.kind == ActionChange::Kind::Changed && quiet) change.kind = ActionChange::Kind::Unchanged;
}

/// A ref that a gone row still holds can't be given to another: ref and part are unique in a plan.
void keepRefsUnique(ChangeSet& set) {
  std::set<std::pair<std::string, int>> held;
  for (const ActionChange& change : set.actions) {
    if (change.kind == ActionChange::Kind::Gone)
      held.insert({change.after.action.ref, change.after.action.part});
  }
  std::set<std::pair<std::string, int>> taken = held;
  for (ActionChange& change : set.actions) {
    if (change.kind == ActionChange::Kind::Gone) continue;
    Action& action = change.after.action;
    const std::string wanted = spokenRef(action);
    if (held.count({action.ref, action.part}) > 0) {
      while (taken.count({action.ref, action.part}) > 0) ++action.part;
      forgetRenumbering(change);
      set.conflicts.push_back(Conflict{action.ref,
                                       action.part,
                                       "ref",
                                       {},
                                       wanted,
                                       wanted + " is held by a row that is no longer in the document"});
    }
    taken.insert({action.ref, action.part});
  }
}

}  // namespace

std::size_t ChangeSet::count(ActionChange::Kind kind) const {
  return static_cast<std::size_t>(std::count_if(
      actions.begin(), actions.end(), [&](const ActionChange& change) { return change.kind == kind; }));
}

bool ChangeSet::empty() const {
  const bool still = std::all_of(actions.begin(), actions.end(), [](const ActionChange& change) {
    const bool quiet =
        change.kind == ActionChange::Kind::Unchanged || change.kind == ActionChange::Kind::Gone;
    return quiet && !change.cellsChanged && !change.moved;
  });
  return still && ragKey.empty() && columns.empty();
}

ChangeSet merge(const DraftPlan& document, const std::vector<StoredAction>& database, Prefer prefer) {
  ChangeSet set;
  const Pairing partners = pairActions(document.actions, database);
  std::set<std::size_t> found;
  for (std::size_t i = 0; i < document.actions.size(); ++i) {
    const DraftAction& draft = document.actions[i];
    if (!partners[i]) {
      set.actions.push_back(newAction(draft));
      continue;
    }
    found.insert(*partners[i]);
    set.actions.push_back(
        ActionMerge(document, draft, database[*partners[i]], prefer, set.conflicts).merge());
  }
  set.ragKey = keyToWrite(document, database);
  set.columns = columnsToWrite(document, set.actions);
  for (std::size_t i = 0; i < database.size(); ++i) {
    if (found.count(i) == 0) set.actions.push_back(goneAction(database[i]));
  }
  keepRefsUnique(set);
  return set;
}

}  // namespace chaser::plan
