// SPDX-License-Identifier: Apache-2.0
#include "store/bulk_writer.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "store/row_values.h"

namespace chaser::store {

namespace {

using Value = std::optional<std::string_view>;

/// What the triggers would be told of: where a fact belongs.
struct Place {
  ActionId action;
  std::optional<MilestoneId> milestone;
};

class BulkWriter {
 public:
  BulkWriter(Db& db, PlanId plan) : db_(db), plan_(plan) {}

  Outcome begin(const std::vector<plan::ActionChange>& changes) {
    auto asked = db_.each("bulk.writer", [&](Row& row) {
      at_ = row.text();
      actor_ = row.text();
    });
    if (!asked) return asked;
    asked = db_.each("bulk.last_milestone", [&](Row& row) { lastMilestone_ = row.integer(); });
    if (!asked) return asked;
    return count(changes);
  }

  Outcome write(const plan::ActionChange& change) {
    const auto& after = change.after;
    const auto& a = after.action;
    auto added =
        db_.run("bulk.action", plan_, a.ref, a.part, a.position, wordOf(a.rag), a.ragText, a.byWhom,
                a.assurance, a.recommendation, a.issue, a.action, a.progress, a.comments, a.closedAt, at_);
    if (!added) return fail(added.error());
    action_ = &a;
    const Place place{ActionId{db_.lastId()}, {}};
    if (auto said = log(place, "action.added", {}, a.action); !said) return said;
    const auto firstMilestone = lastMilestone_ + 1;
    for (const auto& milestone : after.milestones)
      if (auto written = writeMilestone(place.action, milestone); !written) return written;
    for (const auto& owner : after.owners)
      if (auto written = writeOwner(place, owner, after.milestones, firstMilestone); !written) return written;
    int position = 0;
    for (const auto& cell : change.cells) {
      auto put = db_.run("cell.add", place.action, ++position, cell.heading, cell.text, cell.reading);
      if (!put) return fail(put.error());
    }
    return asOutcome(db_.run("bulk.change", place.action, at_));
  }

  Outcome finish() { return asOutcome(db_.run("bulk.set_last_milestone", lastMilestone_)); }

 private:
  Outcome count(const std::vector<plan::ActionChange>& changes) {
    std::size_t owners = 0, dates = 0, ratings = 0;
    for (const auto& change : changes) {
      if (change.kind != plan::ActionChange::Kind::New) continue;
      const auto& after = change.after;
      owners += after.owners.size() + (after.action.byWhom.empty() ? 0 : 1);
      dates += static_cast<std::size_t>(std::count_if(after.milestones.begin(), after.milestones.end(),
                                                      [](const auto& m) { return m.due.has_value(); }));
      ratings += after.action.rag ? 1 : 0;
    }
    return asOutcome(db_.run("bulk.count", plan_, owners, dates, ratings));
  }

  Outcome writeMilestone(ActionId action, const plan::Milestone& m) {
    const Place place{action, MilestoneId{++lastMilestone_}};
    // A date that the document shows to have moved came in with the first and was moved at once.
    const auto baseline = m.baselineDue && m.due ? m.baselineDue : m.due;
    auto added =
        db_.run("bulk.milestone", action, *place.milestone, m.position, m.text, m.label, m.party,
                wordOf(m.basis), m.earliest, m.due, toString(m.precision), m.review, toString(m.state),
                m.completedOn, m.completedBy, m.verifiedOn, m.verifiedBy, m.recheckOn, m.evidence,
                m.proposedDue, m.proposedBy, m.proposedAt, m.doubt, baseline, at_);
    if (!added) return fail(added.error());
    if (auto said = log(place, "milestone.added", {}, m.text); !said) return said;
    if (baseline == m.due) return {};
    if (auto said = logDay(place, "milestone.earliest", baseline, m.earliest); !said) return said;
    return logDay(place, "milestone.due", baseline, m.due);
  }

  Outcome writeOwner(const Place& place, const plan::Owner& owner,
                     const std::vector<plan::Milestone>& milestones, std::int64_t firstMilestone) {
    Place its = place;
    const auto at = std::find_if(milestones.begin(), milestones.end(),
                                 [&](const plan::Milestone& m) { return owner.place == m.position; });
    if (at != milestones.end()) its.milestone = MilestoneId{firstMilestone + (at - milestones.begin())};
    auto added = db_.run("owner.add", its.action, its.milestone, owner.role, owner.position);
    if (!added) return fail(added.error());
    return log(its, "owner.added", {}, owner.role);
  }

  Outcome logDay(const Place& place, std::string_view what, std::optional<Date> before,
                 std::optional<Date> after) {
    if (before == after) return {};
    const auto text = [](std::optional<Date> day) { return day ? day->iso() : std::string(); };
    const std::string was = text(before), now = text(after);
    return log(place, what, before ? Value(was) : Value(), after ? Value(now) : Value());
  }

  Outcome log(const Place& place, std::string_view what, Value before, Value after) {
    auto fact = db_.run("audit.add", at_, actor_, what, plan_, place.action, place.milestone, action_->ref,
                        action_->part);
    if (!fact) return fail(fact.error());
    return asOutcome(db_.run("audit.add_text", db_.lastId(), before, after));
  }

  Db& db_;
  PlanId plan_;
  std::string at_, actor_;
  std::int64_t lastMilestone_ = 0;
  const plan::Action* action_ = nullptr;  ///< the one that is being written
};

}  // namespace

Outcome writeManyNew(Db& db, PlanId plan, const std::vector<plan::ActionChange>& changes) {
  std::string aside, back;
  auto found = db.each("bulk.triggers", [&](Row& row) {
    aside += "DROP TRIGGER " + row.text() + ";";
    back += row.text() + ";\n";
  });
  if (!found) return found;
  BulkWriter writer(db, plan);
  if (auto begun = writer.begin(changes); !begun) return begun;
  if (auto dropped = db.execute(aside); !dropped) return dropped;
  for (const auto& change : changes) {
    if (change.kind != plan::ActionChange::Kind::New) continue;
    if (auto written = writer.write(change); !written) return written;
  }
  if (auto finished = writer.finish(); !finished) return finished;
  return db.execute(back);
}

}  // namespace chaser::store
