// SPDX-License-Identifier: Apache-2.0
#include "plan/report.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>

#include "common/text.h"

namespace chaser::plan {

namespace {

constexpr std::size_t kShownText = 100;

std::string refWithPart(const std::string& ref, int part) {
  Action action;
  action.ref = ref;
  action.part = part;
  return spokenRef(action);
}

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

void countAction(ImportReport& report, const ActionChange& change) {
  switch (change.kind) {
    case ActionChange::Kind::New:
      ++report.actions.fresh;
      break;
    case ActionChange::Kind::Changed:
      ++report.actions.changed;
      break;
    case ActionChange::Kind::Unchanged:
      ++report.actions.unchanged;
      break;
    case ActionChange::Kind::Gone:
      ++report.actions.gone;
      report.gone.push_back(spokenRef(change.after.action));
      break;
  }
  if (change.kind == ActionChange::Kind::Changed) {
    report.changes.push_back({change.after.action.ref, change.after.action.part, change.changes});
  }
}

/// One line, short enough to read: line breaks become blanks.
std::string inQuotes(std::string_view text) {
  std::string line(trim(text));
  for (char& c : line) {
    if (c == '\n' || c == '\t') c = ' ';
  }
  return line.empty() ? std::string("nothing") : "'" + shorten(line, kShownText) + "'";
}

std::string_view headingOf(std::string_view kind) {
  if (kind == "date" || kind == "basis") return "Dates to settle";
  if (kind == "state") return "Done or not yet?";
  if (kind == "owner") return "Owners with no contact";
  if (kind == "board") return "Boards that are not listed";
  if (kind == "rag") return "Ratings";
  if (kind == "heading") return "Columns";
  if (kind == "row") return "Rows";
  if (kind == "legend") return "What the colours mean";
  return "Notes";
}

void addDoubts(std::string& out, const std::vector<Doubt>& doubts) {
  std::vector<std::string_view> headings;
  for (const Doubt& doubt : doubts) {
    const auto heading = headingOf(doubt.kind);
    if (std::find(headings.begin(), headings.end(), heading) == headings.end()) headings.push_back(heading);
  }
  const auto to = std::back_inserter(out);
  for (const std::string_view heading : headings) {
    fmt::format_to(to, "\n{}\n", heading);
    for (const Doubt& doubt : doubts) {
      if (headingOf(doubt.kind) != heading) continue;
      out += "  ";
      if (!doubt.ref.empty()) fmt::format_to(to, "{}: ", refWithPart(doubt.ref, doubt.part));
      if (!doubt.text.empty()) fmt::format_to(to, "{}: ", inQuotes(doubt.text));
      fmt::format_to(to, "{}\n", doubt.hint);
    }
  }
}

void addChanges(std::string& out, const ImportReport& report) {
  const auto to = std::back_inserter(out);
  if (!report.changes.empty()) out += "\nWhat changed\n";
  for (const auto& change : report.changes) {
    for (const FieldChange& field : change.fields) {
      fmt::format_to(to, "  {}: {}: {} is now {}\n", refWithPart(change.ref, change.part), field.field,
                     inQuotes(field.before), inQuotes(field.after));
    }
  }
  if (!report.gone.empty()) {
    fmt::format_to(to,
                   "\nNo longer in the document, kept in the database and still chased\n  {}\n"
                   "  What is done with: chaser update REF state=complete, for each of its milestones\n",
                   joinWords(report.gone));
  }
  if (report.conflicts.empty()) return;
  out +=
      "\nChanged in the document and in the database; the database was left as it is unless --prefer says "
      "otherwise\n";
  for (const Conflict& conflict : report.conflicts) {
    fmt::format_to(to, "  {}: {}: it was {}, the document says {}, the database {}\n",
                   refWithPart(conflict.ref, conflict.part), conflict.field, inQuotes(conflict.base),
                   inQuotes(conflict.document), inQuotes(conflict.database));
  }
}

}  // namespace

ImportReport reportOf(const std::string& planKey, const DraftPlan& draft, const ChangeSet& changes) {
  ImportReport report;
  report.plan = planKey;
  report.title = draft.title;
  report.rows = draft.rows;
  for (const DraftAction& action : draft.actions) {
    for (const Milestone& milestone : action.milestones) countMilestone(report.milestones, milestone);
  }
  for (const ActionChange& change : changes.actions) countAction(report, change);
  report.unmapped = draft.unmapped;
  report.doubts = draft.doubts;
  report.conflicts = changes.conflicts;
  return report;
}

std::string renderText(const ImportReport& report, bool dryRun) {
  std::string out;
  const auto to = std::back_inserter(out);
  fmt::format_to(to, "Plan {}{}{}\n", report.plan, report.title.empty() ? "" : ": ", report.title);
  if (dryRun) out += "This was a dry run: nothing was written.\n";
  const auto& actions = report.actions;
  fmt::format_to(to, "{} read: {} new, {} changed, {} unchanged, {} gone\n", counted(report.rows, "row"),
                 counted(actions.fresh, "action"), actions.changed, actions.unchanged, actions.gone);
  const auto& milestones = report.milestones;
  fmt::format_to(to, "{}: {} indicative, {} agreed, {} not marked; {} open, {} ongoing, {} complete\n",
                 counted(milestones.total, "milestone"), milestones.indicative, milestones.agreed,
                 milestones.unmarked, milestones.open, milestones.ongoing, milestones.complete);
  addChanges(out, report);
  addDoubts(out, report.doubts);
  return out;
}

std::string renderJson(const ImportReport& report) {
  using ReportJson = nlohmann::ordered_json;
  ReportJson out;
  out["plan"] = report.plan;
  out["rows"] = report.rows;
  out["actions"] = {{"new", report.actions.fresh},
                    {"changed", report.actions.changed},
                    {"unchanged", report.actions.unchanged},
                    {"gone", report.actions.gone}};
  const auto& m = report.milestones;
  out["milestones"] = {
      {"total", m.total}, {"indicative", m.indicative}, {"agreed", m.agreed},    {"unmarked", m.unmarked},
      {"open", m.open},   {"ongoing", m.ongoing},       {"complete", m.complete}};
  out["doubts"] = ReportJson::array();
  for (const Doubt& doubt : report.doubts) {
    out["doubts"].push_back(
        {{"kind", doubt.kind}, {"ref", doubt.ref}, {"text", doubt.text}, {"hint", doubt.hint}});
  }
  out["conflicts"] = ReportJson::array();
  for (const Conflict& conflict : report.conflicts) {
    out["conflicts"].push_back({{"ref", conflict.ref},
                                {"part", conflict.part},
                                {"field", conflict.field},
                                {"base", conflict.base},
                                {"document", conflict.document},
                                {"database", conflict.database}});
  }
  return out.dump(2, ' ', false, ReportJson::error_handler_t::replace);
}

}  // namespace chaser::plan
