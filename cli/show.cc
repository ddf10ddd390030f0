// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "cli/commands.h"
#include "cli/json.h"
#include "cli/reason.h"
#include "cli/selection.h"
#include "cli/session.h"
#include "common/text.h"

namespace chaser::cli {

namespace {

struct ShowArguments {
  std::string ref;
  std::string plan;
  std::optional<int> part;
};

Json milestoneJson(const plan::Milestone& m) {
  return {{"text", m.text},
          {"label", orNull(m.label)},
          {"party", orNull(m.party)},
          {"basis", m.basis ? Json(plan::toString(*m.basis)) : Json(nullptr)},
          {"earliest", orNull(m.earliest)},
          {"due", orNull(m.due)},
          {"precision", plan::toString(m.precision)},
          {"review", m.review},
          {"state", plan::toString(m.state)},
          {"completed_on", orNull(m.completedOn)},
          {"completed_by", orNull(m.completedBy)},
          {"verified_on", orNull(m.verifiedOn)},
          {"verified_by", orNull(m.verifiedBy)},
          {"recheck_on", orNull(m.recheckOn)},
          {"evidence", orNull(m.evidence)},
          {"proposed_due", orNull(m.proposedDue)},
          {"proposed_by", orNull(m.proposedBy)},
          {"baseline_due", orNull(m.baselineDue)},
          {"slips", m.slips},
          {"doubt", orNull(m.doubt)}};
}

Json alertJson(const alerts::Alert& alert, Date today) {
  return {{"rule", alert.rule},
          {"state", alerts::toString(alert.state)},
          {"since", alert.since.iso()},
          {"fired_on", orNull(alert.firedOn)},
          {"reason", alerts::toString(alert.reason)},
          {"detail", orNull(alert.reasonDetail)},
          {"next_on", waitsForTick(alert, today) ? Json(today.iso()) : orNull(alert.nextOn)}};
}

Json showJson(const plan::ActionRecord& record, const std::vector<alerts::Alert>& alerts, Date today) {
  const auto& a = record.action;
  const auto status = plan::statusOf(record);
  Json owners = Json::array();
  for (const auto& owner : record.owners) owners.push_back(owner.role);
  Json milestones = Json::array();
  for (const auto& m : record.milestones) milestones.push_back(milestoneJson(m));
  Json open = Json::array();
  for (const auto& alert : alerts) open.push_back(alertJson(alert, today));
  return {{"plan", record.plan->key},
          {"ref", a.ref},
          {"part", a.part},
          {"recommendation", orNull(a.recommendation)},
          {"issue", orNull(a.issue)},
          {"action", orNull(a.action)},
          {"by_whom", orNull(a.byWhom)},
          {"owners", owners},
          {"assurance", orNull(a.assurance)},
          {"rag", a.rag ? Json(plan::toString(*a.rag)) : Json(nullptr)},
          {"status", status ? Json(plan::toString(*status)) : Json(nullptr)},
          {"progress", orNull(a.progress)},
          {"comments", orNull(a.comments)},
          {"updated_at", orNull(a.updatedAt)},
          {"progressed_at", orNull(a.progressedAt)},
          {"closed_at", orNull(a.closedAt)},
          {"milestones", milestones},
          {"alerts", open}};
}

void showField(std::ostream& out, std::string_view name, const std::string& text) {
  if (trim(text).empty()) return;
  std::string indented;
  for (const char c : text) indented += c == '\n' ? std::string("\n                  ") : std::string(1, c);
  out << fmt::format("  {:<16}{}\n", name, indented);
}

/// `complete on 28 June 2027 by NCH`, `verified on 3 July 2027 by Asha Rao, complete on 28 June 2027`.
std::string stateOf(const plan::Milestone& m) {
  const auto with = [](std::string_view what, const std::optional<Date>& on, const std::string& by) {
    return fmt::format("{}{}{}", what, on ? " on " + on->spoken() : std::string(),
                       by.empty() ? std::string() : " by " + by);
  };
  std::string complete = with("complete", m.completedOn, m.completedBy);
  if (m.state == plan::State::Complete) return complete;
  if (m.state != plan::State::Verified) return std::string(plan::toString(m.state));
  return with("verified", m.verifiedOn, m.verifiedBy) + (m.completedOn ? ", " + complete : std::string());
}

std::string milestoneLine(const plan::Milestone& m) {
  std::string line = m.due ? m.due->spoken() : std::string("no date");
  if (m.basis) line += fmt::format(", {}", plan::toString(*m.basis));
  if (m.review) line += ", a review";
  line += ", " + stateOf(m);
  if (m.baselineDue && m.due && *m.baselineDue != *m.due) {
    line += fmt::format(", first promised for {} ({})", m.baselineDue->spoken(),
                        counted(static_cast<std::size_t>(m.slips), "slip"));
  }
  if (m.proposedDue) line += fmt::format(", {} proposed by {}", m.proposedDue->spoken(), m.proposedBy);
  return line;
}

void showText(std::ostream& out, const plan::ActionRecord& record, const std::vector<alerts::Alert>& alerts,
              const std::optional<Date>& closedOn, Date today) {
  const auto& a = record.action;
  out << fmt::format("{} {}: {}\n", record.plan->key, plan::spokenRef(a), plan::headline(record));
  showField(out, "recommendation", a.recommendation);
  showField(out, "issue", a.issue);
  showField(out, "action", a.action);
  showField(out, "by whom", a.byWhom);
  std::vector<std::string> roles;
  for (const auto& owner : record.owners) roles.push_back(owner.role);
  showField(out, "owner", joinWords(roles));
  showField(out, "assured by", a.assurance);
  const auto status = plan::statusOf(record);
  if (a.rag) {
    showField(out, "rating",
              status ? fmt::format("{} ({})", plan::toString(*a.rag), plan::toString(*status))
                     : std::string(plan::toString(*a.rag)));
  }
  if (closedOn) showField(out, "closed", closedOn->spoken() + "; it is chased no longer");
  showField(out, "progress", a.progress);
  showField(out, "comments", a.comments);
  int number = 0;
  for (const auto& m : record.milestones) {
    out << fmt::format("\n  milestone {}{}\n", ++number,
                       m.party.empty() ? "" : fmt::format(" ({})", m.party));
    showField(out, "as written", m.text);
    showField(out, "read as", milestoneLine(m));
    showField(out, "doubt", m.doubt);
    showField(out, "evidence", m.evidence);
  }
  for (const auto& alert : alerts) {
    if (!alert.unresolved()) continue;
    out << fmt::format("\n  alert {}: {} since {}, {}\n", alert.rule, alerts::toString(alert.state),
                       alert.since.spoken(), reasonText(alert, today));
  }
}

void runShow(Session& session, const ShowArguments& arguments) {
  const auto store = session.database(store::Mode::ReadOnly);
  if (!store) return;
  const auto chosen = choosePlan(*store, arguments.plan);
  if (!chosen) return session.failWith(chosen.error());
  const auto record = chooseAction(*store, *chosen, arguments.ref, arguments.part);
  if (!record) return session.failWith(record.error());
  const auto alerts = store->alertsOf(record->action.id, Date::fromEpochDays(0));
  if (!alerts) return session.failWith(alerts.error());
  const Date today = dayForReason(session.clock.now());
  if (session.json) {
    return print(session.out, showJson(*record, *alerts, today));
  }
  std::optional<Date> closedOn;
  if (record->action.closedAt) {
    // Its day is that of the plan's zone, which a broken configuration keeps from nobody else.
    const auto configuration = session.configuration();
    if (!configuration) return;
    closedOn = configuration->zone.dayOf(*record->action.closedAt);
  }
  showText(session.out, *record, *alerts, closedOn, today);
}

}  // namespace

void addShow(CLI::App& app, Session& session) {
  auto arguments = std::make_shared<ShowArguments>();
  auto* command = app.add_subcommand("show", "Show one action: its words, milestones, doubts and alerts");
  command->add_option("ref", arguments->ref, "The action's reference, as 'chaser list' shows it")->required();
  command->add_option("--plan", arguments->plan, "The plan's key, when there are several");
  command->add_option("--part", arguments->part, "The part of an action with several rows");
  command->footer("Example: chaser --database plan.db show 16.1");
  command->callback([arguments, &session] { runShow(session, *arguments); });
}

}  // namespace chaser::cli
