// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <memory>

#include "cli/commands.h"
#include "cli/giver.h"
#include "cli/json.h"
#include "cli/judge_progress.h"
#include "cli/selection.h"
#include "cli/session.h"
#include "common/text.h"
#include "plan/answers.h"

namespace chaser::cli {

namespace {

enum class FieldType { Text, Day, Rag, Basis, State, Flag };

/// What a person may set from the command line. Derived columns are left out: the database keeps them.
struct SettableField {
  std::string_view name;
  bool ofMilestone;
  FieldType type;
};

constexpr std::array<SettableField, 22> kSettable = {{
    {"recommendation", false, FieldType::Text},
    {"issue", false, FieldType::Text},
    {"action", false, FieldType::Text},
    {"by_whom", false, FieldType::Text},
    {"assurance", false, FieldType::Text},
    {"rag", false, FieldType::Rag},
    {"progress", false, FieldType::Text},
    {"comments", false, FieldType::Text},
    {"label", true, FieldType::Text},
    {"party", true, FieldType::Text},
    {"basis", true, FieldType::Basis},
    {"earliest", true, FieldType::Day},
    {"due", true, FieldType::Day},
    {"review", true, FieldType::Flag},
    {"state", true, FieldType::State},
    {"completed_on", true, FieldType::Day},
    {"completed_by", true, FieldType::Text},
    {"verified_on", true, FieldType::Day},
    {"verified_by", true, FieldType::Text},
    {"recheck_on", true, FieldType::Day},
    {"evidence", true, FieldType::Text},
    {"doubt", true, FieldType::Text},
}};

struct UpdateArguments {
  std::string ref;
  std::vector<std::string> assignments;
  std::string plan;
  std::optional<int> part;
  std::string milestone;
  std::string as;
  std::string asOf;
};

using FieldValue = std::pair<std::string, std::optional<std::string>>;

Result<std::optional<std::string>> checkedValue(const SettableField& field, const std::string& value) {
  const auto refuse = [&](std::string_view allowed) {
    return fail(ErrorKind::Usage, fmt::format("'{}' is not a value of {}", value, field.name),
                std::string(allowed));
  };
  if (value.empty() && field.type == FieldType::State)
    return refuse("one of: open, ongoing, complete, verified");
  if (value.empty() && field.type == FieldType::Flag) return refuse("one of: yes, no");
  if (value.empty()) return std::optional<std::string>();
  switch (field.type) {
    case FieldType::Text:
      return std::optional(value);
    case FieldType::Day:
      if (!Date::parse(value)) return refuse("write a day that exists as YYYY-MM-DD, or nothing to clear it");
      return std::optional(value);
    case FieldType::Rag:
      if (!plan::parseRag(value))
        return refuse("one of: red, amber, green, blue, grey, or nothing to clear it");
      return std::optional(value);
    case FieldType::Basis:
      if (!plan::parseBasis(value)) return refuse("one of: indicative, agreed, or nothing to clear it");
      return std::optional(value);
    case FieldType::State:
      if (!plan::parseState(value)) return refuse("one of: open, ongoing, complete, verified");
      return std::optional(value);
    case FieldType::Flag:
      if (value == "yes" || value == "true" || value == "1") return std::optional<std::string>("1");
      if (value == "no" || value == "false" || value == "0") return std::optional<std::string>("0");
      return refuse("one of: yes, no");
  }
  return refuse("");
}

struct Assignments {
  std::vector<FieldValue> ofAction;
  std::vector<FieldValue> ofMilestone;
};

Result<Assignments> readAssignments(const std::vector<std::string>& texts) {
  Assignments out;
  for (const auto& text : texts) {
    const auto equals = text.find('=');
    if (equals == std::string::npos) {
      return fail(ErrorKind::Usage, fmt::format("'{}' sets nothing", text),
                  "write FIELD=VALUE, for example basis=agreed");
    }
    const std::string name = text.substr(0, equals);
    const auto* field =
        std::find_if(kSettable.begin(), kSettable.end(), [&](const auto& f) { return f.name == name; });
    if (field == kSettable.end()) {
      std::vector<std::string> names;
      names.reserve(kSettable.size());
      for (const auto& f : kSettable) names.emplace_back(f.name);
      const std::string near = nearest(name, names);
      return fail(ErrorKind::Usage, fmt::format("'{}' can't be set", name),
                  near.empty() ? fmt::format("what can be set: {}", joinWords(names))
                               : fmt::format("did you mean '{}'?", near));
    }
    auto value = checkedValue(*field, text.substr(equals + 1));
    if (!value) return fail(value.error());
    (field->ofMilestone ? out.ofMilestone : out.ofAction).emplace_back(name, std::move(*value));
  }
  return out;
}

/// Dates the edit at the beginning of that day, for changes that are entered late.
Result<store::Actor> actorOf(Session& session, const UpdateArguments& arguments) {
  store::Actor actor;
  actor.name = arguments.as.empty() ? "update" : arguments.as;
  if (arguments.asOf.empty()) return actor;
  const auto day = Date::parse(arguments.asOf);
  if (!day)
    return fail(ErrorKind::Usage, fmt::format("--as-of '{}' is not a date", arguments.asOf),
                "write it YYYY-MM-DD");
  const auto configuration = session.configuration();
  if (!configuration) return fail(ErrorKind::Input, "the configuration can't be used", "see above");
  actor.at = configuration->zone.at(*day, TimeOfDay{0});
  return actor;
}

/// Of an action with several parts an edit must say which it means; reading may well begin with the first.
Outcome askWhichPart(store::Store& store, const plan::Plan& plan, const plan::ActionRecord& first) {
  const auto all = actionsOf(store, plan.id);
  if (!all) return fail(all.error());
  std::vector<std::string> parts;
  for (const auto& record : *all) {
    if (record.action.ref == first.action.ref) parts.push_back(std::to_string(record.action.part));
  }
  if (parts.size() < 2) return {};
  return fail(ErrorKind::Usage, fmt::format("{} has {} parts", first.action.ref, parts.size()),
              fmt::format("say which with --part: {}", joinWords(parts)));
}

/// What else changes with a value: a date that somebody gives is as exact as a day and nothing is left of the
/// period before, and whoever says when, or that it is done, has answered what was doubtful about it.
void addWhatFollows(const plan::Milestone& milestone, std::vector<FieldValue>& assignments) {
  const auto given = [&](std::string_view name) -> const std::optional<std::string>* {
    // Of two the last is what stands.
    const auto found = std::find_if(assignments.rbegin(), assignments.rend(),
                                    [&](const FieldValue& assignment) { return assignment.first == name; });
    return found == assignments.rend() ? nullptr : &found->second;
  };
  plan::Milestone after = milestone;
  if (const auto* state = given("state"))
    after.state = plan::parseState(state->value()).value_or(after.state);
  if (const auto* due = given("due")) plan::giveDay(after, *due ? Date::parse(**due) : std::nullopt);
  const bool saysEarliest = given("earliest") != nullptr;
  const bool settled = (given("due") != nullptr && plan::settlesDoubt("date", milestone, after)) ||
                       (given("state") != nullptr && plan::settlesDoubt("state", milestone, after)) ||
                       (given("basis") != nullptr && plan::settlesDoubt("basis", milestone, after));
  if (settled && !milestone.doubt.empty() && given("doubt") == nullptr)
    assignments.emplace_back("doubt", std::nullopt);
  if (after.due == milestone.due) return;
  if (!saysEarliest)
    assignments.emplace_back("earliest",
                             after.earliest ? std::optional(after.earliest->iso()) : std::nullopt);
  assignments.emplace_back("precision", std::string(plan::toString(after.precision)));
}

void runUpdate(Session& session, const UpdateArguments& arguments) {
  auto assignments = readAssignments(arguments.assignments);
  if (!assignments) return session.failWith(assignments.error());
  const auto store = session.database(store::Mode::ReadWrite);
  if (!store) return;
  const auto actor = actorOf(session, arguments);
  if (!actor) return session.failWith(actor.error());
  const auto plan = choosePlan(*store, arguments.plan);
  if (!plan) return session.failWith(plan.error());
  const auto record = chooseAction(*store, *plan, arguments.ref, arguments.part);
  if (!record) return session.failWith(record.error());
  // A ref as `chaser list` shows it names its part.
  if (!arguments.part && record->action.ref == arguments.ref) {
    const auto clear = askWhichPart(*store, *plan, *record);
    if (!clear) return session.failWith(clear.error());
  }
  MilestoneId milestone;
  if (!assignments->ofMilestone.empty()) {
    const auto chosen = chooseMilestone(*record, arguments.milestone);
    if (!chosen) return session.failWith(chosen.error());
    milestone = chosen->id;
    addWhatFollows(*chosen, assignments->ofMilestone);
  }

  auto transaction = store->begin();
  if (!transaction) return session.failWith(transaction.error());
  if (!assignments->ofAction.empty()) {
    const auto written = store->update(record->action.id, {}, assignments->ofAction, *actor);
    if (!written) return session.failWith(written.error());
  }
  if (!assignments->ofMilestone.empty()) {
    const auto written = store->update(record->action.id, milestone, assignments->ofMilestone, *actor);
    if (!written) return session.failWith(written.error());
  }
  const auto judged = judgeAllProgress(*store);
  if (!judged) return session.failWith(judged.error());
  const auto committed = (*transaction)->commit();
  if (!committed) return session.failWith(committed.error());
  warnOfStranger(session, arguments.as);
  if (session.json) {
    print(session.out, Json{{"plan", plan->key},
                            {"ref", record->action.ref},
                            {"part", record->action.part},
                            {"updated", arguments.assignments}});
    return;
  }
  session.err << fmt::format("{} updated: {}\n", plan::spokenRef(record->action),
                             joinWords(arguments.assignments));
}

}  // namespace

void addUpdate(CLI::App& app, Session& session) {
  auto arguments = std::make_shared<UpdateArguments>();
  auto* command = app.add_subcommand("update", "Change an action or one of its milestones");
  command->add_option("ref", arguments->ref, "The action's reference")->required();
  command->add_option("assignment", arguments->assignments, "FIELD=VALUE; an empty value clears the field")
      ->required();
  command->add_option("--plan", arguments->plan, "The plan's key, when there are several");
  command->add_option("--part", arguments->part, "The part of an action with several rows");
  command->add_option("--milestone", arguments->milestone, "The milestone's number, or its party");
  command->add_option("--as", arguments->as, "Who says so, for the audit: a contact's name");
  command->add_option("--as-of", arguments->asOf, "The day on which it was so, when entered late");
  command->footer(
      "Example: chaser --database plan.db update 16.1 --milestone 2 basis=agreed due=2017-12-31 --as 'Dr A. "
      "Example'");
  command->callback([arguments, &session] { runUpdate(session, *arguments); });
}

}  // namespace chaser::cli
