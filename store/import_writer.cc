// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <nlohmann/json.hpp>

#include "store/plan_rows.h"
#include "store/plan_store.h"
#include "store/row_values.h"

namespace chaser::store {

namespace {

/// `first` is the plan of a new action, the id of an old one: the columns are the same.
template <typename First>
Outcome writeRow(Db& db, std::string_view statement, First first, const plan::Action& a) {
  return asOutcome(db.run(statement, first, a.ref, a.part, a.position, wordOf(a.rag), a.ragText, a.byWhom,
                          a.assurance, a.recommendation, a.issue, a.action, a.progress, a.comments,
                          a.closedAt));
}

Outcome putMilestone(Db& db, ActionId action, const plan::Milestone& m) {
  return asOutcome(db.run(m.id ? "milestone.replace" : "milestone.add", action, m.id, m.position, m.text,
                          m.label, m.party, wordOf(m.basis), m.earliest, m.due, toString(m.precision),
                          m.review, toString(m.state), m.completedOn, m.completedBy, m.verifiedOn,
                          m.verifiedBy, m.recheckOn, m.evidence, m.proposedDue, m.proposedBy, m.proposedAt,
                          m.doubt));
}

/// A new milestone with a baseline enters with that date and is moved at once, so that the triggers count
/// the slip that the document shows.
Outcome writeMilestone(Db& db, ActionId action, const plan::Milestone& m) {
  if (m.id || !m.baselineDue || !m.due || m.baselineDue == m.due) return putMilestone(db, action, m);
  plan::Milestone first = m;
  first.due = first.earliest = m.baselineDue;
  if (auto added = putMilestone(db, action, first); !added) return added;
  return asOutcome(db.run("milestone.move_added", action, m.earliest, m.due, toString(m.precision)));
}

/// Whether the row of an action that is there already is written again.
bool rewrites(const plan::ActionChange& change) {
  using Kind = plan::ActionChange::Kind;
  return change.kind == Kind::Changed || change.kind == Kind::Gone ||
         (change.kind == Kind::Unchanged && change.moved);
}

struct KnownOwner {
  std::int64_t id = 0;
  MilestoneId milestone;
  std::string role;
};

/// An owner of a milestone that had no id before this import is told by its place.
Result<MilestoneId> milestoneOf(Db& db, ActionId action, const plan::Owner& owner) {
  if (owner.milestone || !owner.place) return owner.milestone;
  const auto found = db.first(
      "milestone.at", [](Row& row) { return row.id<MilestoneId>(); }, action, *owner.place);
  if (!found) return fail(found.error());
  return found->value_or(MilestoneId{});
}

Result<std::vector<KnownOwner>> ownersOf(Db& db, ActionId action) {
  std::vector<KnownOwner> known;
  auto read = db.each(
      "owner.range",
      [&](Row& row) {
        row.integer();
        KnownOwner owner;
        owner.id = row.integer();
        owner.milestone = row.id<MilestoneId>();
        owner.role = row.text();
        known.push_back(std::move(owner));
      },
      action, action);
  if (!read) return fail(read.error());
  return known;
}

/// Leaves those that stay, so that an import that changes no owner writes none.
Outcome writeOwners(Db& db, ActionId action, const std::vector<plan::Owner>& owners,
                    std::vector<KnownOwner> known) {
  for (const auto& owner : owners) {
    const auto milestone = milestoneOf(db, action, owner);
    if (!milestone) return fail(milestone.error());
    const auto same = std::find_if(known.begin(), known.end(), [&](const KnownOwner& k) {
      return k.milestone == *milestone && k.role == owner.role;
    });
    auto written = same == known.end() ? db.run("owner.add", action, *milestone, owner.role, owner.position)
                                       : db.run("owner.move", same->id, owner.position);
    if (!written) return fail(written.error());
    if (same != known.end()) known.erase(same);
  }
  for (const auto& gone : known)
    if (auto removed = db.run("owner.remove", gone.id); !removed) return fail(removed.error());
  return {};
}

Outcome addCells(Db& db, ActionId action, const std::vector<plan::Cell>& cells) {
  int position = 0;
  for (const auto& cell : cells)
    if (auto added = db.run("cell.add", action, ++position, cell.heading, cell.text, cell.reading); !added)
      return fail(added.error());
  return {};
}

}  // namespace

Outcome writeRagKey(Db& db, PlanId plan, const std::vector<plan::RagMeaning>& key) {
  std::map<plan::Rag, plan::RagMeaning> before;
  auto read = db.each(
      "rag_key.range",
      [&](Row& row) {
        row.integer();  // the plan
        auto meaning = readMeaning(row);
        before[meaning.colour] = std::move(meaning);
      },
      plan, plan);
  if (!read) return read;
  auto colours = nlohmann::json::array();
  for (const auto& meaning : key) {
    colours.push_back(std::string(toString(meaning.colour)));
    const auto known = before.find(meaning.colour);
    if (known != before.end() && known->second.status == meaning.status &&
        known->second.words == meaning.words)
      continue;
    auto put = db.run("rag_key.put", plan, toString(meaning.colour), toString(meaning.status), meaning.words);
    if (!put) return fail(put.error());
  }
  return asOutcome(db.run("rag_key.keep", plan, colours.dump()));
}

Outcome freePlaces(Db& db, const std::vector<plan::ActionChange>& changes) {
  for (const auto& change : changes) {
    const auto& a = change.after.action;
    if (!rewrites(change)) continue;
    if (auto aside = db.run("action.set_aside", a.id, a.ref, a.part); !aside) return fail(aside.error());
  }
  return {};
}

Outcome writeAction(Db& db, PlanId plan, const plan::ActionChange& change) {
  using Kind = plan::ActionChange::Kind;
  const auto& after = change.after;
  ActionId id = after.action.id;
  // Of a new row nothing is there to be looked up or cleared, which a big plan would notice.
  const bool isNew = change.kind == Kind::New;
  if (isNew) {
    if (auto added = writeRow(db, "action.add", plan, after.action); !added) return added;
    id = ActionId{db.lastId()};
  } else if (rewrites(change)) {
    if (auto replaced = writeRow(db, "action.replace", id, after.action); !replaced) return replaced;
  }
  if (isNew || change.kind == Kind::Changed) {
    for (const auto& milestone : change.withdrawn)
      if (auto removed = db.run("milestone.remove", id, milestone); !removed) return fail(removed.error());
    for (const auto& milestone : after.milestones)
      if (auto written = writeMilestone(db, id, milestone); !written) return written;
    auto known = isNew ? Result<std::vector<KnownOwner>>() : ownersOf(db, id);
    if (!known) return fail(known.error());
    if (auto written = writeOwners(db, id, after.owners, std::move(*known)); !written) return written;
  }
  if (isNew) return addCells(db, id, change.cells);
  if (!change.cellsChanged) return {};
  if (auto cleared = db.run("cell.clear", id); !cleared) return fail(cleared.error());
  return addCells(db, id, change.cells);
}

}  // namespace chaser::store
