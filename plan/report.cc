// SPDX-License-Identifier: Apache-2.0
#include "plan/report.h"

#include <algorithm>

namespace chaser::plan {

namespace {

void countMilestone(ImportReport::Milestones& counts, const Milestone& milestone) {
  ++counts.total;
  if (!milestone.basis) {
    ++counts.unmarked;
  } else if (*milestone.basis == Basis::Indicative) {
    ++counts.indicative;
  } else {
    ++counts.agreed;
  }
  switch (milestone.state) {
    case State::Open:
      ++counts.open;
      break;
    case State::Ongoing:
      ++counts.ongoing;
      break;
    case State::Complete:
    case State::Verified:
      ++counts.complete;
      break;
  }
}

ImportReport::Change lineOf(const ActionChange& change) {
  ImportReport::Change line;
  line.ref = change.after.action.ref;
  line.part = change.after.action.part;
  line.headline = headline(change.after);
  line.closed = change.closed;
  line.reopened = change.reopened;
  line.closedBefore = change.after.action.closedAt && !change.closed;
  line.complete = !change.after.milestones.empty() &&
                  std::all_of(change.after.milestones.begin(), change.after.milestones.end(), isDone);
  line.fields = change.changes;
  for (const Milestone& milestone : change.after.milestones) line.parties.push_back(milestone.party);
  return line;
}

/// Of a new action its first date says most.
ImportReport::Change freshLineOf(const ActionChange& change) {
  ImportReport::Change line = lineOf(change);
  for (const Milestone& milestone : change.after.milestones) {
    if (!milestone.due) continue;
    line.fields.push_back(FieldChange{"due", {}, milestone.due->iso(), {}, milestone.due, 0});
    break;
  }
  return line;
}

void countAction(ImportReport& report, const ActionChange& change) {
  auto& counts = report.actions;
  switch (change.kind) {
    case ActionChange::Kind::New:
      ++counts.fresh;
      report.fresh.push_back(freshLineOf(change));
      break;
    case ActionChange::Kind::Changed:
      ++counts.changed;
      counts.reopened += change.reopened ? 1 : 0;
      report.changes.push_back(lineOf(change));
      break;
    case ActionChange::Kind::Unchanged:
      ++counts.unchanged;
      report.cellsMoved = report.cellsMoved || change.cellsChanged;
      break;
    case ActionChange::Kind::Gone:
      // What was closed before is over, and is not told with every import.
      if (change.after.action.closedAt && change.changes.empty()) break;
      ++counts.gone;
      counts.closed += change.closed ? 1 : 0;
      report.gone.push_back(lineOf(change));
      break;
  }
}

}  // namespace

std::string_view headingOf(std::string_view kind) {
  if (kind == "date" || kind == "basis") return "Dates to settle";
  if (kind == "state") return "Done or not yet?";
  if (kind == "who") return "Owners who are not certain";
  if (kind == "owner") return "Owners with no contact";
  if (kind == "party") return "Organisations that are not listed";
  if (kind == "board") return "Boards that are not listed";
  if (kind == "rag") return "Ratings";
  if (kind == "heading") return "Columns";
  if (kind == "row") return "Rows";
  if (kind == "legend") return "What the colours mean";
  return "Notes";
}

ImportReport reportOf(const std::string& planKey, const DraftPlan& draft, const ChangeSet& changes) {
  ImportReport report;
  report.plan = planKey;
  report.title = draft.title;
  report.rows = draft.rows;
  report.first = std::all_of(changes.actions.begin(), changes.actions.end(), [](const ActionChange& change) {
    return change.kind == ActionChange::Kind::New;
  });
  for (const DraftAction& action : draft.actions) {
    for (const Milestone& milestone : action.milestones) countMilestone(report.milestones, milestone);
  }
  for (const ActionChange& change : changes.actions) countAction(report, change);
  for (std::size_t i = 0; i < draft.columns.size() && i < draft.fields.size(); ++i)
    report.columns.push_back(PlanColumn{draft.columns[i], draft.fields[i]});
  report.columnsMoved = !changes.columns.empty();
  report.unmapped = draft.unmapped;
  report.doubts = draft.doubts;
  report.conflicts = changes.conflicts;
  return report;
}

}  // namespace chaser::plan
