// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "cli/commands.h"
#include "cli/json.h"
#include "cli/reason.h"
#include "cli/selection.h"
#include "cli/session.h"
#include "common/diagnostic.h"
#include "common/text.h"
#include "daemon/foresight/explanation.h"
#include "daemon/foresight/forecast.h"
#include "rules/condition.h"

namespace chaser::cli {

namespace {

struct ExplainArguments {
  std::string rule, ref, plan, milestone, on, contacts;
  std::optional<int> part;
  std::vector<std::string> rules;
};

std::string untilText(const std::optional<Date>& until) {
  return until ? "until " + until->spoken() : "and nothing but an edit will change that";
}

Json partJson(const rules::Explained& part) {
  Json seen = Json::array();
  for (const auto& one : part.seen) {
    seen.push_back({{"term", one.term},
                    {"value", one.missing ? Json(nullptr) : Json(one.value)},
                    {"changes_on", orNull(one.changesOn)}});
  }
  Json children = Json::array();
  for (const auto& child : part.children) children.push_back(partJson(child));
  return {{"text", part.text},       {"holds", part.verdict.holds}, {"until", orNull(part.verdict.until)},
          {"decides", part.decides}, {"values", std::move(seen)},   {"parts", std::move(children)}};
}

Json soFarJson(const alerts::Alert& alert) {
  Json rungs = Json::array();
  for (const auto& made : alert.made) {
    rungs.push_back({{"on", made.on.iso()},
                     {"step", made.step},
                     {"kind", alerts::toString(made.kind)},
                     {"role", made.role.text()},
                     {"occurrence", made.occurrence},
                     {"told", made.told},
                     {"told_on", orNull(made.toldOn)},
                     {"undeliverable_on", orNull(made.undeliverableOn)}});
  }
  return rungs;
}

Json toComeJson(const std::vector<daemon::StepToCome>& steps, const Zone& zone) {
  Json all = Json::array();
  for (const auto& step : steps) {
    all.push_back({{"on", step.at ? Json(zone.dayOf(*step.at).iso()) : Json(nullptr)},
                   {"to", orNull(step.to)},
                   {"message", orNull(step.kind)},
                   {"meeting", orNull(step.meeting)},
                   {"step", step.item.step},
                   {"kind", step.item.kind},
                   {"role", step.item.role},
                   {"occurrence", step.item.occurrence},
                   {"wanted_on", step.item.wantedOn.iso()},
                   {"reason", alerts::toString(step.item.reason)}});
  }
  return all;
}

Json comesBackJson(const std::vector<daemon::Unreachable>& all) {
  Json list = Json::array();
  for (const auto& one : all)
    list.push_back({{"name", one.name},
                    {"address", one.failing.address},
                    {"since", one.failing.since.iso()},
                    {"words", orNull(one.failing.words)}});
  return list;
}

Json explanationJson(const daemon::Explanation& explanation, Date on, const Zone& zone) {
  const auto* milestone = explanation.record.milestone(explanation.milestone);
  const auto& alert = explanation.alert;
  return {{"rule", explanation.rule->id},
          {"plan", explanation.record.plan->key},
          {"ref", explanation.record.action.ref},
          {"part", explanation.record.action.part},
          {"party", milestone != nullptr ? orNull(milestone->party) : Json(nullptr)},
          {"text", milestone != nullptr ? milestone->text : plan::headline(explanation.record)},
          {"on", on.iso()},
          {"condition", partJson(explanation.condition)},
          {"reason", alerts::toString(explanation.standing.reason)},
          {"detail", orNull(explanation.standing.detail)},
          {"until", orNull(explanation.standing.until)},
          {"state", alert ? Json(alerts::toString(alert->state)) : Json(nullptr)},
          {"since", alert ? Json(alert->since.iso()) : Json(nullptr)},
          {"fired_on", alert ? orNull(alert->firedOn) : Json(nullptr)},
          {"so_far", alert ? soFarJson(*alert) : Json::array()},
          {"to_come", toComeJson(explanation.toCome, zone)},
          {"mail_comes_back", comesBackJson(explanation.comesBack)}};
}

/// `reminder no. 3`, `ask`.
std::string kindText(std::string_view kind, int occurrence) {
  return occurrence > 1 ? fmt::format("{} no. {}", kind, occurrence) : std::string(kind);
}

std::string toldText(const alerts::StepMade& made) {
  if (!made.told.empty())
    return "told " + joinWords(made.told) + (made.toldOn ? " on " + made.toldOn->spoken() : std::string());
  return made.undeliverableOn ? "undeliverable on " + made.undeliverableOn->spoken() : "told nobody yet";
}

void printSoFar(std::ostream& out, const alerts::Alert& alert) {
  const auto held = alert.resolvedOn ? fmt::format("It held from {} until {}", alert.since.spoken(),
                                                   alert.resolvedOn->spoken())
                                     : "It holds since " + alert.since.spoken();
  out << fmt::format(
      "\n{}{}.\n", held,
      alert.firedOn && !alert.resolvedOn ? ", and its ladder counts from " + alert.firedOn->spoken() : "");
  for (const auto& made : alert.made) {
    const auto told = toldText(made);
    out << fmt::format("  {}  step {}, {} for {}: {}\n", made.on.iso(), made.step,
                       kindText(alerts::toString(made.kind), made.occurrence), made.role.text(), told);
  }
}

void printToCome(std::ostream& out, const std::vector<daemon::StepToCome>& steps, const Zone& zone) {
  if (steps.empty()) {
    out << "\nNothing is to come within a year.\n";
    return;
  }
  out << "\nTo come within a year, if nobody does anything:\n";
  for (const auto& step : steps) {
    const auto kind = kindText(step.item.kind, step.item.occurrence);
    if (step.at) {
      const auto papers = step.meeting ? " for its meeting of " + step.meeting->spoken() : std::string();
      out << fmt::format("  {}  step {}, {} to {} ({}{})\n", zone.dayOf(*step.at).iso(), step.item.step, kind,
                         step.to, step.kind, papers);
    } else {
      const auto why = reasonText(step.item.reason, step.item.detail);
      out << fmt::format("  {}  step {}, {} for {}: not said{}\n", step.item.wantedOn.iso(), step.item.step,
                         kind, step.item.role, why.empty() ? "" : ", " + why);
    }
  }
}

std::string standingText(const daemon::Explanation& explanation) {
  const auto& standing = explanation.standing;
  if (!explanation.alert) {
    return explanation.condition.verdict.holds ? "nothing is said: no tick has looked at it yet"
                                               : "nothing is said, for it does not hold";
  }
  if (!explanation.alert->unresolved() && standing.reason == alerts::Reason::NotDue)
    return "nothing is said, for it does not hold any more";
  auto shown = *explanation.alert;
  shown.reason = standing.reason;
  shown.reasonDetail = standing.detail;
  return reasonText(shown);
}

void printExplanation(Session& session, const daemon::Explanation& explanation, Date on, const Zone& zone) {
  auto& out = session.out;
  const auto* milestone = explanation.record.milestone(explanation.milestone);
  const auto& rule = *explanation.rule;
  out << fmt::format("{}: {}\n", rule.id, rule.summary);
  out << fmt::format("{} {}{}: {}\n", explanation.record.plan->key,
                     plan::spokenRef(explanation.record.action),
                     milestone != nullptr && !milestone->party.empty() ? " (" + milestone->party + ")" : "",
                     plan::headline(explanation.record, milestone));
  if (explanation.record.action.closedAt) {
    out << "\nThe action is closed: nobody owes it any more, and no rule holds over it.\n";
    return;
  }
  const auto& verdict = explanation.condition.verdict;
  out << fmt::format("\nOn {} it {}, {}{}:\n", on.spokenWithWeekday(),
                     verdict.holds ? "holds" : "does not hold", untilText(verdict.until),
                     explanation.past ? " (with the row as it is now)" : "");
  out << rules::explainedText(explanation.condition, 2);
  if (explanation.past) return;
  out << fmt::format("\nWhat is said: {}.\n", standingText(explanation));
  if (explanation.alert) printSoFar(out, *explanation.alert);
  printToCome(out, explanation.toCome, zone);
  if (!explanation.comesBack.empty()) out << '\n';
  for (const auto& one : explanation.comesBack)
    out << fmt::format("But {}.\n", daemon::failingText(one.name, one.failing, zone));
}

const rules::Rule* chooseRule(Session& session, const daemon::Configuration& configuration,
                              const std::string& id) {
  if (const auto* rule = configuration.rules.find(id)) return rule;
  std::vector<std::string> ids;
  for (const auto& rule : configuration.rules.rules) ids.push_back(rule.id);
  const auto near = suggest(id, ids);
  session.failWith({ErrorKind::Input, fmt::format("there is no rule '{}'", id),
                    near.empty() ? "the rules are: " + joinWords(ids) : near});
  return nullptr;
}

/// The milestone that the question is about: a rule over milestones needs one.
Result<MilestoneId> milestoneOf(const rules::Rule& rule, const plan::ActionRecord& record,
                                const std::string& which) {
  if (rule.over == rules::Over::Action) {
    if (which.empty()) return MilestoneId{};
    return fail(ErrorKind::Usage, fmt::format("'{}' is a rule over actions; it asks no milestone", rule.id),
                "leave --milestone out");
  }
  const auto chosen = chooseMilestone(record, which);
  if (!chosen) return fail(chosen.error());
  return chosen->id;
}

void runExplain(Session& session, const ExplainArguments& arguments) {
  const auto configuration = session.configurationWith(arguments.rules, arguments.contacts);
  if (!configuration) return;
  const auto* rule = chooseRule(session, *configuration, arguments.rule);
  if (rule == nullptr) return;
  const Instant now = session.clock.now();
  daemon::Question question{rule->id, {}, {}, configuration->zone.dayOf(now)};
  if (!arguments.on.empty()) {
    const auto given = session.readDate("--on", arguments.on);
    if (!given) return;
    question.on = *given;
    if (question.on > configuration->zone.dayOf(now) + daemon::kLongestForecast) {
      return session.failWith({ErrorKind::Usage, "--on is more than ten years ahead", "give an earlier day"});
    }
  }
  const auto file = session.databaseFile();
  if (!file) return;
  const auto scratch = store::Scratch::copyOf(file->string());
  if (!scratch) return session.failWith(scratch.error());
  {
    const auto store = scratch->open();
    if (!store) return session.failWith(store.error());
    const auto plan = choosePlan(**store, arguments.plan);
    if (!plan) return session.failWith(plan.error());
    const auto record = chooseAction(**store, *plan, arguments.ref, arguments.part);
    if (!record) return session.failWith(record.error());
    const auto milestone = milestoneOf(*rule, *record, arguments.milestone);
    if (!milestone) return session.failWith(milestone.error());
    question.action = record->action.id;
    question.milestone = *milestone;
  }
  const auto explained = daemon::explain(*scratch, configuration, question, now);
  if (!explained) return session.failWith(explained.error());
  if (session.json) {
    print(session.out, explanationJson(*explained, question.on, configuration->zone));
  } else {
    printExplanation(session, *explained, question.on, configuration->zone);
  }
}

}  // namespace

void addExplain(CLI::App& app, Session& session) {
  auto arguments = std::make_shared<ExplainArguments>();
  auto* command = app.add_subcommand(
      "explain", "Show why a rule holds or does not, what is said because of it, and what is to come");
  command
      ->add_option("rule", arguments->rule, "The rule's id, as 'chaser check' and 'chaser evaluate' name it")
      ->required();
  command->add_option("ref", arguments->ref, "The action's ref")->required();
  command->add_option("--milestone", arguments->milestone,
                      "Which milestone: its number, 1 is the first, or its party");
  command->add_option("--part", arguments->part, "Which part, where a ref stands for several");
  command->add_option("--plan", arguments->plan, "The plan, where there are several");
  command->add_option("--on", arguments->on, "On this day, YYYY-MM-DD (default: today)");
  command->add_option("--rules", arguments->rules, "Use these rule files alone");
  command->add_option("--contacts", arguments->contacts, "Use this contacts file");
  command->footer("Example: chaser --database plan.db explain indicative-date-passed 16.1");
  command->callback([arguments, &session] { runExplain(session, *arguments); });
}

}  // namespace chaser::cli
