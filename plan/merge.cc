// SPDX-License-Identifier: Apache-2.0
#include "plan/merge.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "plan/merge_action.h"
#include "plan/pairing.h"

namespace chaser::plan {

namespace {

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

/// The legend when it says something new; the usual key for a plan that is new and brings none. Where the
/// legend's words are those that the database has, their meaning there stands: somebody may have put it
/// right.
std::vector<RagMeaning> keyToWrite(const DraftPlan& document, const std::vector<StoredAction>& database) {
  if (document.ragKey.empty()) return database.empty() ? defaultRagKey() : std::vector<RagMeaning>{};
  const auto known = std::find_if(database.begin(), database.end(),
                                  [](const StoredAction& stored) { return stored.record.plan != nullptr; });
  std::map<Rag, RagMeaning> before;
  if (known != database.end()) {
    for (const RagMeaning& meaning : known->record.plan->ragKey) before[meaning.colour] = meaning;
  }
  std::vector<RagMeaning> key = document.ragKey;
  bool same = key.size() == before.size();
  for (RagMeaning& meaning : key) {
    const auto stored = before.find(meaning.colour);
    if (stored != before.end() && stored->second.words == meaning.words) {
      meaning.status = stored->second.status;
    } else {
      same = false;
    }
  }
  return same ? std::vector<RagMeaning>{} : key;
}

/// The columns when no stored row has just these.
std::vector<PlanColumn> columnsToWrite(const DraftPlan& document, const std::vector<ActionChange>& changes) {
  const bool moved = std::any_of(changes.begin(), changes.end(), [](const ActionChange& change) {
    return change.kind == ActionChange::Kind::New || change.cellsChanged;
  });
  std::vector<PlanColumn> columns;
  for (std::size_t i = 0; moved && i < document.columns.size(); ++i) {
    columns.push_back(PlanColumn{document.columns[i], {}});
    if (document.fields[i]) columns.back().fields.push_back(*document.fields[i]);
  }
  return columns;
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
    set.actions.push_back(mergeAction(document, draft, database[*partners[i]], prefer, set.conflicts));
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
