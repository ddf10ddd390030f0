// SPDX-License-Identifier: Apache-2.0
#include "daemon/trial/trial_file.h"

#include <fmt/format.h>

#include <algorithm>

#include "common/text.h"
#include "daemon/trial/trial_days.h"
#include "plan/people_file.h"
#include "rules/condition.h"
#include "rules/scalar_place.h"

namespace chaser::daemon {

namespace {

constexpr int kMostMilestones = 10'000;
constexpr std::size_t kMostRowsOfATest = 1000;

std::string nameOf(const YamlNode& node, std::string otherwise) {
  auto name = std::string(trim(node.get("name").text("'name'").value_or("")));
  return name.empty() ? std::move(otherwise) : name;
}

std::optional<Period> readPeriod(YamlNode node) {
  if (!node.checkKeys({"from", "to"}, "a period")) return std::nullopt;
  const Period period{node.get("from").date("'from'"), node.get("to").date("'to'")};
  if (period.from && period.to && *period.to < *period.from) {
    node.error(
        fmt::format("this period ends on {}, before it begins on {}", period.to->iso(), period.from->iso()));
    return std::nullopt;
  }
  return period;
}

void readHolds(YamlNode node, ConditionTrial& trial) {
  if (!node.present()) return;
  if (node.isScalar()) {
    if (node.scalar() == "always") {
      trial.holds = std::vector<Period>{Period{}};
    } else if (node.scalar() == "never") {
      trial.holds.emplace();
    } else {
      node.error(fmt::format("'{}' does not say when it holds", shorten(node.scalar(), 40)),
                 "write never, always, {from: DAY, to: DAY}, a list of these, or {on: [DAY], not_on: [DAY]}");
    }
    return;
  }
  if (node.isMap() && (node.get("on").present() || node.get("not_on").present())) {
    if (!node.checkKeys({"on", "not_on"}, "'holds'")) return;
    for (auto& day : node.get("on").items(true)) {
      if (const auto date = day.date("'on'")) trial.on.push_back(*date);
    }
    for (auto& day : node.get("not_on").items(true)) {
      if (const auto date = day.date("'not_on'")) trial.notOn.push_back(*date);
    }
    if (trial.on.empty() && trial.notOn.empty())
      node.error("no day is named, so nothing is expected", "on: [2017-10-01]");
    return;
  }
  if (node.isMap() && node.pairs().empty())
    return node.error("this does not say when it holds", "write always, never, or {from: DAY, to: DAY}");
  trial.holds.emplace();
  for (auto& item : node.items(true)) {
    const auto period = readPeriod(item);
    if (!period) continue;
    const bool inOrder = trial.holds->empty() ||
                         (trial.holds->back().to && period->from && *trial.holds->back().to < *period->from);
    if (!inOrder) item.error("the periods must follow one another and not overlap");
    trial.holds->push_back(*period);
  }
}

void readOver(YamlNode node, rules::Over& over) {
  const auto word = node.text("'over'");
  if (!word) return;
  if (*word == toString(rules::Over::Action)) {
    over = rules::Over::Action;
  } else if (*word != toString(rules::Over::Milestone)) {
    node.error(fmt::format("'{}' is not a value of 'over'", shorten(*word, 40)),
               suggest(*word, {"milestone", "action"}));
  }
}

void readCondition(YamlNode node, TrialFile& file) {
  ConditionTrial trial;
  trial.at = node.position();
  if (!node.checkKeys({"name", "rule", "when", "over", "row", "milestone", "holds"}, "a condition's test"))
    return;
  auto rule = node.get("rule");
  auto when = node.get("when");
  if (rule.present() == when.present()) {
    node.error("a condition's test needs either 'rule' or 'when'",
               "'rule' names a rule whose condition is asked, 'when' is a condition in place");
  }
  trial.rule = rule.text("'rule'").value_or("");
  trial.ruleAt = rule.position();
  readOver(node.get("over"), trial.over);
  if (rule.present() && node.get("over").present())
    node.get("over").error("'over' goes with 'when'", "a rule says itself what it is over");
  if (const auto text = when.text("'when'")) {
    trial.when = *text;
    trial.whenAt = when.position();
    const rules::Condition::Locate locate = [&](std::size_t offset) {
      return rules::placeInScalar(trial.whenAt, *text, offset);
    };
    rules::Condition::compile(*text, trial.over, locate, node.diagnostics());
  }
  trial.name = nameOf(node, trial.rule.empty() ? trial.when : trial.rule);
  auto row = node.require("row", "a condition's test");
  if (row.present()) trial.row = readTrialRow(row, {RowExtent::Everything, 4, std::nullopt});
  // A row about nothing but the action still has a milestone to ask, an empty one.
  if (trial.row.milestones.empty() && trial.rule.empty() && trial.over == rules::Over::Milestone)
    trial.row.milestones.emplace_back();
  trial.milestone =
      static_cast<std::size_t>(node.get("milestone").integer("'milestone'", 1, kMostMilestones).value_or(1));
  if (trial.milestone > std::max<std::size_t>(1, trial.row.milestones.size()))
    node.get("milestone")
        .error(fmt::format("the row has {}", counted(trial.row.milestones.size(), "milestone")));
  readHolds(node.require("holds", "a condition's test"), trial);
  file.conditions.push_back(std::move(trial));
}

void readPlan(YamlNode node, plan::Plan& plan) {
  plan.key = "plan";
  plan.title = "A plan";
  plan.ragKey = plan::defaultRagKey();
  if (!node.present()) return;
  if (!node.checkKeys({"key", "title", "authority", "coordinator", "board", "year_starts", "rag"}, "'plan'"))
    return;
  if (auto key = node.get("key").text("'key'"); key && !key->empty()) plan.key = *key;
  if (auto title = node.get("title").text("'title'")) plan.title = *title;
  plan.authority = node.get("authority").text("'authority'").value_or("");
  plan.coordinator = node.get("coordinator").text("'coordinator'").value_or("");
  plan.board = node.get("board").text("'board'").value_or("");
  plan.yearStarts =
      static_cast<unsigned>(node.get("year_starts").integer("'year_starts'", 1, 12).value_or(4));
  auto rag = node.get("rag");
  if (!rag.present()) return;
  if (!rag.isMap())
    return rag.error("'rag' must say what each colour means", "for example {green: on-track}");
  plan.ragKey.clear();
  for (auto& [colour, status] : rag.pairs()) {
    const auto which = plan::parseRag(colour.scalar());
    if (!which)
      colour.error(fmt::format("'{}' is no colour", shorten(colour.scalar(), 40)),
                   suggest(colour.scalar(), plan::wordsOf(plan::FieldType::Rag)));
    const auto means = plan::parseStatus(status.scalar());
    if (!means)
      status.error(fmt::format("'{}' is not a value of 'status'", shorten(status.scalar(), 40)),
                   suggest(status.scalar(), plan::wordsOf(plan::FieldType::Status)));
    if (which && means) plan.ragKey.push_back({*which, *means, {}});
  }
}

void readTest(YamlNode node, TrialFile& file) {
  Trial trial;
  trial.at = node.position();
  if (!node.checkKeys({"name", "from", "plan", "rows", "days"}, "a test")) return;
  trial.name = nameOf(node, "");
  if (trial.name.empty()) node.error("a test needs a 'name'", "a sentence that says what is to be so");
  const auto from = node.require("from", "a test").date("'from'");
  trial.from = from.value_or(Date{});
  readPlan(node.get("plan"), trial.plan);
  TrialDays reader(trial, from, node.diagnostics());
  for (auto& item : node.require("rows", "a test").items()) {
    if (trial.rows.size() == kMostRowsOfATest) {
      item.error(fmt::format("a test has at most {} rows", kMostRowsOfATest), "a few show more");
      break;
    }
    trial.rows.push_back(readTrialRow(item, {RowExtent::Document, trial.plan.yearStarts, from}));
    reader.addRow(item, trial.rows.back());
  }
  auto days = node.require("days", "a test");
  for (auto& item : days.items()) reader.read(item);
  const bool expectsAny = std::any_of(trial.days.begin(), trial.days.end(),
                                      [](const TrialDay& day) { return day.expect.has_value(); });
  if (days.isList() && !expectsAny) days.error("this test expects nothing", "give one of its days 'expect'");
  file.tests.push_back(std::move(trial));
}

}  // namespace

TrialFile readTrialFile(const SourcePtr& source, Diagnostics& diagnostics) {
  TrialFile file;
  auto root = parseYaml(source, diagnostics);
  if (!root.present()) {
    if (!hasErrors(diagnostics))
      diagnostics.push_back(
          {Level::Error, {source, 0, 0}, 1, "this file has no tests", "see docs/rule-tests.md"});
    return file;
  }
  if (!root.checkKeys({"rules", "contacts", "people", "conditions", "tests"}, "a file of rule tests"))
    return file;
  file.rules = root.get("rules").texts("'rules'");
  file.contacts = root.get("contacts").text("'contacts'").value_or("");
  file.people = root.get("people").present();
  if (file.people && !file.contacts.empty())
    root.get("people").error("'contacts' and 'people' can't both be given",
                             "'contacts' names a file, 'people' has its contents in place");
  for (auto& item : root.get("conditions").items()) readCondition(item, file);
  for (auto& item : root.get("tests").items()) readTest(item, file);
  if (!root.get("conditions").present() && !root.get("tests").present())
    root.error("this file has no tests", "give 'conditions' or 'tests'");
  return file;
}

plan::Directory readTrialPeople(const SourcePtr& source, Date today, Diagnostics& diagnostics) {
  auto root = parseYaml(source, diagnostics);
  auto people = root.get("people");
  return plan::readDirectory(people, today, diagnostics);
}

void checkTrials(const TrialFile& file, const rules::RuleSet& rules, Diagnostics& diagnostics) {
  for (const auto& trial : file.conditions) {
    if (!checkRule(trial.rule, trial.ruleAt, rules, diagnostics) || trial.rule.empty()) continue;
    if (rules.find(trial.rule)->over == rules::Over::Milestone && trial.row.milestones.empty()) {
      diagnostics.push_back({Level::Error, trial.row.at, 1,
                             fmt::format("'{}' is a rule over milestones, and the row has none", trial.rule),
                             "give it a milestone's fields, such as 'due'"});
    }
  }
  for (const auto& trial : file.tests) {
    for (const auto& day : trial.days) {
      if (day.expect) checkNames(*day.expect, rules, diagnostics);
    }
  }
}

}  // namespace chaser::daemon
