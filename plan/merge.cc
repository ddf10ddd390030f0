// SPDX-License-Identifier: Apache-2.0
#include "plan/merge.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "plan/merge_action.h"
#include "plan/pairing.h"

namespace chaser::plan {

namespace {

constexpr const char* kFormer = " (former)";

ActionChange newAction(DraftAction&& draft) {
  ActionChange change;
  change.kind = ActionChange::Kind::New;
  change.after.action = std::move(draft.action);
  change.after.milestones = draft.milestones;
  change.after.owners = draft.owners;
  change.cells = std::move(draft.cells);
  change.cellsChanged = true;
  return change;
}

ActionChange goneAction(const StoredAction& stored, const MergeOptions& options) {
  ActionChange change;
  change.kind = ActionChange::Kind::Gone;
  change.after = stored.record;
  change.cells = stored.cells;
  if (options.withdrawAt && !stored.record.action.closedAt) {
    change.closed = true;
    change.after.action.closedAt = options.withdrawAt;
    change.changes.push_back(FieldChange{"closed_at", {}, options.withdrawAt->iso(), {}, {}, 0});
  }
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

/// The document's columns, and those that it does not have behind the ones that they stood behind.
std::vector<PlanColumn> columnsOfPlan(const DraftPlan& document, const std::vector<PlanColumn>& before) {
  const std::size_t end = document.columns.size();
  std::unordered_map<std::string_view, std::size_t> places;
  for (std::size_t i = 0; i < end; ++i) places.emplace(document.columns[i], i);
  std::unordered_set<std::string_view> missing;
  for (const PlanColumn& column : document.missing) missing.insert(column.heading);
  std::vector<std::vector<PlanColumn>> behind(end + 1);
  std::size_t place = end;
  for (const PlanColumn& column : before) {
    const auto here = places.find(column.heading);
    if (here != places.end()) {
      place = here->second;
    } else if (missing.count(column.heading) > 0) {
      behind[place].push_back(column);
    }
  }
  std::vector<PlanColumn> columns;
  columns.reserve(end + document.missing.size());
  for (std::size_t i = 0; i <= end; ++i) {
    if (i < end) columns.push_back(PlanColumn{document.columns[i], document.fields[i]});
    std::move(behind[i].begin(), behind[i].end(), std::back_inserter(columns));
  }
  return columns;
}

/// The columns when they are not those that the plan has; where those are not known, when some row has new
/// cells.
std::vector<PlanColumn> columnsToWrite(const DraftPlan& document, const std::vector<ActionChange>& changes,
                                       const std::vector<PlanColumn>& before) {
  std::vector<PlanColumn> columns = columnsOfPlan(document, before);
  const bool moved = before.empty()
                         ? std::any_of(changes.begin(), changes.end(),
                                       [](const ActionChange& change) {
                                         return change.kind == ActionChange::Kind::New || change.cellsChanged;
                                       })
                         : columns != before;
  return moved ? columns : std::vector<PlanColumn>();
}

/// Ref and part are unique in a plan, and the document is right about its own: a gone row whose ref it gives
/// to another makes way.
void keepRefsUnique(ChangeSet& set) {
  std::set<std::pair<std::string, int>> taken;
  std::map<std::string, int> next;  // parts below it are taken
  for (const ActionChange& change : set.actions) {
    if (change.kind != ActionChange::Kind::Gone)
      taken.insert({change.after.action.ref, change.after.action.part});
  }
  for (ActionChange& change : set.actions) {
    if (change.kind != ActionChange::Kind::Gone) continue;
    Action& action = change.after.action;
    if (taken.insert({action.ref, action.part}).second) continue;
    const std::string before = spokenRef(action);
    const std::string former = action.ref.ends_with(kFormer) ? action.ref : action.ref + kFormer;
    int& part = next.try_emplace(former, 1).first->second;
    while (!taken.insert({former, part}).second) ++part;
    action.ref = former;
    action.part = part;
    change.changes.push_back(FieldChange{"ref", before, spokenRef(action), {}, {}, 0});
  }
}

/// A partial document says nothing of the columns that it does not have, nor of the row's place.
void keepWhatWasNotSent(ActionChange& change, const StoredAction& stored) {
  change.after.action.position = stored.record.action.position;
  change.moved = false;
  std::vector<Cell> cells = stored.cells;
  std::unordered_map<std::string, std::size_t> places;
  for (std::size_t i = 0; i < cells.size(); ++i) places.emplace(cells[i].heading, i);
  for (Cell& sent : change.cells) {
    const auto known = places.find(sent.heading);
    if (known == places.end()) {
      cells.push_back(std::move(sent));
    } else {
      cells[known->second] = std::move(sent);
    }
  }
  change.cells = std::move(cells);
  change.cellsChanged = change.cells != stored.cells;
}

/// New rows of a partial document stand behind all others.
void placeBehind(ChangeSet& set, const std::vector<StoredAction>& database) {
  int last = -1;
  for (const StoredAction& stored : database) last = std::max(last, stored.record.action.position);
  for (ActionChange& change : set.actions) {
    if (change.kind == ActionChange::Kind::New) change.after.action.position = ++last;
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
    return quiet && change.changes.empty() && !change.cellsChanged && !change.moved;
  });
  return still && ragKey.empty() && columns.empty();
}

ChangeSet merge(const DraftPlan& document, const std::vector<StoredAction>& database,
                const MergeOptions& options) {
  return merge(DraftPlan(document), database, options);
}

ChangeSet merge(DraftPlan&& document, const std::vector<StoredAction>& database,
                const MergeOptions& options) {
  ChangeSet set;
  set.actions.reserve(document.actions.size());
  const Pairing partners =
      options.keyed ? pairByKey(document, database) : pairActions(document, database, options.columns);
  MergeColumns columns(document, options.columns);
  const bool partial = options.partial && !database.empty();
  std::vector<bool> found(database.size(), false);
  for (std::size_t i = 0; i < document.actions.size(); ++i) {
    DraftAction& draft = document.actions[i];
    if (!partners[i]) {
      set.actions.push_back(newAction(std::move(draft)));
      continue;
    }
    found[*partners[i]] = true;
    set.actions.push_back(mergeAction(columns, draft, database[*partners[i]], options.prefer, set.conflicts));
    if (partial) keepWhatWasNotSent(set.actions.back(), database[*partners[i]]);
  }
  if (partial) {
    placeBehind(set, database);
    if (!options.columns.empty()) set.columns = columnsToWrite(document, set.actions, options.columns);
    return set;
  }
  set.ragKey = keyToWrite(document, database);
  set.columns = columnsToWrite(document, set.actions, options.columns);
  for (std::size_t i = 0; i < database.size(); ++i) {
    if (!found[i]) set.actions.push_back(goneAction(database[i], options));
  }
  keepRefsUnique(set);
  return set;
}

}  // namespace chaser::plan
