// SPDX-License-Identifier: Apache-2.0
#include "daemon/foresight/replay.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <map>
#include <memory>
#include <numeric>

#include "cli/commands.h"
#include "cli/json.h"
#include "cli/selection.h"
#include "cli/session.h"
#include "cli/told.h"
#include "common/text.h"
#include "store/scratch.h"

namespace chaser::cli {

namespace {

struct ReplayArguments {
  std::string from, to, plan, contacts;
  std::vector<std::string> rules;
  bool afresh = false;
};

/// Two tellings of one time, and how they are called. With one set of rules the first is what was really
/// said.
struct Telling {
  daemon::Forecast before, after;
  std::string_view beforeName, afterName;  ///< `old`, `new`; `said`, `replayed`
  std::vector<daemon::PersonsChange> changes;
};

struct PersonsWeeks {
  std::string to;
  std::vector<int> before, after;
};

/// Everybody who is told anything by either; who is told most first.
std::vector<PersonsWeeks> weeksOfBoth(const Telling& telling, const Zone& zone) {
  const auto before = daemon::weeksOf(telling.before, zone);
  const auto after = daemon::weeksOf(telling.after, zone);
  std::vector<PersonsWeeks> people;
  for (const auto& line : after.lines)
    people.push_back({line.to, std::vector<int>(after.mondays.size()), line.messages});
  for (const auto& line : before.lines) {
    auto known =
        std::find_if(people.begin(), people.end(), [&](const auto& one) { return one.to == line.to; });
    if (known == people.end())
      known = people.insert(people.end(), {line.to, {}, std::vector<int>(after.mondays.size())});
    known->before = line.messages;
  }
  return people;
}

std::size_t itemsIn(const daemon::Forecast& told) {
  return std::accumulate(told.messages.begin(), told.messages.end(), std::size_t{0},
                         [](std::size_t sum, const auto& message) { return sum + message.items.size(); });
}

Json saidJson(const daemon::SaidItem& said) {
  return {{"on", said.on.iso()}, {"message", said.kind}, {"item", itemJson(said.item)}};
}

Json peopleJson(const Telling& telling, const Zone& zone) {
  const auto mondays = daemon::weeksOf(telling.after, zone).mondays;
  Json people = Json::array();
  for (const auto& person : weeksOfBoth(telling, zone)) {
    Json weeks = Json::array();
    for (std::size_t i = 0; i < mondays.size(); ++i) {
      weeks.push_back({{"week", mondays[i].iso()},
                       {std::string(telling.beforeName), person.before[i]},
                       {std::string(telling.afterName), person.after[i]}});
    }
    Json added = Json::array(), takenAway = Json::array(), moved = Json::array();
    const auto change = std::find_if(telling.changes.begin(), telling.changes.end(),
                                     [&](const auto& one) { return one.to == person.to; });
    if (change != telling.changes.end()) {
      for (const auto& said : change->added) added.push_back(saidJson(said));
      for (const auto& said : change->takenAway) takenAway.push_back(saidJson(said));
      for (const auto& one : change->moved) {
        auto said = saidJson(one.now);
        said["was_on"] = one.was.iso();
        moved.push_back(std::move(said));
      }
    }
    people.push_back({{"to", person.to},
                      {"weeks", std::move(weeks)},
                      {"added", std::move(added)},
                      {"taken_away", std::move(takenAway)},
                      {"moved", std::move(moved)}});
  }
  return people;
}

/// A line for each, or, where the first is nothing to compare with, one.
void printWeeksOfBoth(std::ostream& out, const Telling& telling, bool alone, const Zone& zone) {
  const auto mondays = daemon::weeksOf(telling.after, zone).mondays;
  auto people = weeksOfBoth(telling, zone);
  if (people.empty()) return;
  PersonsWeeks all{"all", std::vector<int>(mondays.size()), std::vector<int>(mondays.size())};
  for (const auto& person : people) {
    for (std::size_t i = 0; i < mondays.size(); ++i) {
      all.before[i] += person.before[i];
      all.after[i] += person.after[i];
    }
  }
  if (people.size() > 1) people.push_back(all);
  std::size_t names = 0;
  for (const auto& person : people) names = std::max(names, person.to.size());
  const auto labels = alone ? 0 : std::max(telling.beforeName.size(), telling.afterName.size());
  const int most = std::max(*std::max_element(all.before.begin(), all.before.end()),
                            *std::max_element(all.after.begin(), all.after.end()));
  const auto digits = std::to_string(most).size();
  out << fmt::format("\nMessages a week, the first from {}:\n", mondays.front().spokenWithWeekday());
  const auto line = [&](std::string_view name, std::string_view label, const std::vector<int>& weeks) {
    out << fmt::format("  {:<{}}  {:<{}} {}  {:>5}\n", name, names, label, labels, weekStrip(weeks, digits),
                       std::accumulate(weeks.begin(), weeks.end(), 0));
  };
  for (const auto& person : people) {
    if (!alone) line(person.to, telling.beforeName, person.before);
    line(alone ? person.to : "", alone ? "" : telling.afterName, person.after);
  }
}

/// One line of a person's: `  + 2027-01-18  ask  4.1  due-soon …`.
std::string markedLine(char mark, Date day, const daemon::ToldItem& item, const std::string& more = {}) {
  const auto line = daemon::lineOf(item);
  return fmt::format("  {} {}  {}{}\n", mark, day.iso(), trim(line), more);
}

void printChanges(std::ostream& out, const std::vector<daemon::PersonsChange>& changes) {
  for (const auto& person : changes) {
    std::vector<std::string> counts;
    if (!person.added.empty()) counts.push_back(fmt::format("{} added", person.added.size()));
    if (!person.takenAway.empty()) counts.push_back(fmt::format("{} taken away", person.takenAway.size()));
    if (!person.moved.empty()) counts.push_back(fmt::format("{} on another day", person.moved.size()));
    out << fmt::format("\n{}: {}\n", person.to, joinWords(counts));
    for (const auto& said : person.added) out << markedLine('+', said.on, said.item);
    for (const auto& said : person.takenAway) out << markedLine('-', said.on, said.item);
    for (const auto& one : person.moved)
      out << markedLine('~', one.now.on, one.now.item, fmt::format("  (was {})", one.was.iso()));
  }
}

std::string spokenTime(const daemon::Forecast& told) {
  return fmt::format("from {} to {}", told.from.spoken(), told.until.spoken());
}

std::string countedMessages(const daemon::Forecast& told) {
  return fmt::format("{} with {}", counted(told.messages.size(), "message"), counted(itemsIn(told), "item"));
}

/// What these rules would have said, beside what was really said.
void printReplayed(std::ostream& out, const Telling& telling, const Zone& zone) {
  const auto& really = telling.before;
  const auto& replayed = telling.after;
  out << fmt::format("With the edits of that time, {} would have been said {}.\n", countedMessages(replayed),
                     spokenTime(replayed));
  if (really.messages.empty()) {
    out << "Nothing was really said in that time.\n";
  } else if (telling.changes.empty()) {
    out << "It is what was really said, item for item.\n";
  } else {
    out << fmt::format("Really said: {}; the differences stand at the end.\n", countedMessages(really));
  }
  const bool alone = really.messages.empty() || telling.changes.empty();
  printWeeksOfBoth(out, telling, alone, zone);
  printMessages(out, replayed.messages, zone);
  if (alone) return;
  out << "\nBeside what was really said, this is added (+), taken away (-), or said on another day (~):\n";
  printChanges(out, telling.changes);
}

/// What a change of rules adds and takes away.
void printCompared(std::ostream& out, const Telling& telling, const std::vector<std::string>& rules,
                   const Zone& zone) {
  out << fmt::format("What would have been said {}, with the edits of that time:\n",
                     spokenTime(telling.after));
  out << fmt::format("  old  {}: {}\n  new  {}: {}\n", rules[0], countedMessages(telling.before), rules[1],
                     countedMessages(telling.after));
  printWeeksOfBoth(out, telling, telling.changes.empty(), zone);
  if (telling.changes.empty()) {
    out << "\nNobody is told anything more, anything less, or on another day.\n";
    return;
  }
  out << "\nThe new rules add (+), take away (-), or say on another day (~):\n";
  printChanges(out, telling.changes);
}

struct ReplayDays {
  Date from, to;
};

/// Why there is nothing to replay from that day on; absent: there is.
std::optional<Error> nothingToReplay(const store::History& history, const plan::Plan* plan, ReplayDays days,
                                     const Zone& zone) {
  const auto hadActions = [&](const store::PlanRecord& record) {
    return record.hadActions && (plan == nullptr || record.plan == plan->id);
  };
  const auto& plans = history.plans;
  const auto record = std::find_if(plans.begin(), plans.end(), hadActions);
  if (record == plans.end()) {
    return Error{ErrorKind::Input,
                 plan == nullptr ? std::string("there is no plan with actions in this database")
                                 : fmt::format("the plan '{}' has no actions, and never had any", plan->key),
                 "'chaser import' reads one; the record begins with it"};
  }
  const auto begins = plan == nullptr ? history.begins : record->begins;
  if (begins && days.from < zone.dayOf(*begins)) {
    const Date first = zone.dayOf(*begins);
    return Error{ErrorKind::Input,
                 fmt::format("there is no history that far back: the record {}begins on {}",
                             plan == nullptr ? "" : fmt::format("of '{}' ", plan->key), first.spoken()),
                 fmt::format("begin with --from {} or later", first.iso())};
  }
  // An engine may have worked by another clock than the one by which the plan was imported.
  if (!history.steps.empty() && days.to < zone.dayOf(history.steps.front().when)) {
    const Date first = zone.dayOf(history.steps.front().when);
    return Error{ErrorKind::Input,
                 fmt::format("no plan was in the record by {}: the first was entered on {}", days.to.spoken(),
                             first.spoken()),
                 "a plan that is older than its import is dated with 'chaser import --as-of'"};
  }
  return std::nullopt;
}

std::optional<ReplayDays> readDays(Session& session, const ReplayArguments& arguments) {
  const auto from = session.readDate("--from", arguments.from);
  if (!from) return std::nullopt;
  const auto to = session.readDate("--to", arguments.to);
  if (!to) return std::nullopt;
  if (*to < *from) {
    session.failWith({ErrorKind::Usage, "--to is before --from", "give the first day, then the last"});
    return std::nullopt;
  }
  if (*to > *from + daemon::kLongestForecast) {
    session.failWith({ErrorKind::Usage, "--to is more than ten years after --from", "replay a shorter time"});
    return std::nullopt;
  }
  return ReplayDays{*from, *to};
}

/// What makes everything be taken away, and is easily overlooked.
std::vector<std::string> forewarnings(
    const std::vector<std::shared_ptr<const daemon::Configuration>>& configurations,
    const std::vector<std::string>& paths) {
  std::vector<std::string> said;
  for (std::size_t i = 0; i < configurations.size(); ++i) {
    if (!configurations[i]->rules.rules.empty()) continue;
    said.push_back(fmt::format("there is no rule in {}, so nothing is said",
                               paths.empty() ? "the configuration" : paths[i]));
  }
  if (configurations.front()->people.directory().contacts.empty()) {
    said.emplace_back(
        "no contacts are configured, so nobody can be told: give --config FILE or --contacts FILE");
  }
  return said;
}

void runReplay(Session& session, const ReplayArguments& arguments) {
  const auto& rules = arguments.rules;
  if (rules.size() > 2) {
    return session.failWith({ErrorKind::Usage, fmt::format("--rules is given {} times", rules.size()),
                             "give it once to replay these rules, twice to compare two sets; a set of "
                             "several files is a folder"});
  }
  const auto days = readDays(session, arguments);
  if (!days) return;
  std::vector<std::shared_ptr<const daemon::Configuration>> configurations;
  for (std::size_t i = 0; i < std::max<std::size_t>(rules.size(), 1); ++i) {
    const auto set = rules.empty() ? std::vector<std::string>() : std::vector<std::string>{rules[i]};
    configurations.push_back(session.configurationWith(set, arguments.contacts));
    if (!configurations.back()) return;
  }
  const auto& zone = configurations.front()->zone;

  const auto file = session.databaseFile();
  if (!file) return;
  const auto scratch = store::Scratch::copyOf(file->string());
  if (!scratch) return session.failWith(scratch.error());
  const auto store = scratch->open();
  if (!store) return session.failWith(store.error());
  std::optional<plan::Plan> plan;
  if (!arguments.plan.empty()) {
    auto chosen = choosePlan(**store, arguments.plan);
    if (!chosen) return session.failWith(chosen.error());
    plan = std::move(*chosen);
  }
  const auto history = (*store)->history();
  if (!history) return session.failWith(history.error());
  if (const auto why = nothingToReplay(*history, plan ? &*plan : nullptr, *days, zone)) {
    return session.failWith(*why);
  }

  std::vector<daemon::Forecast> plays;
  plays.reserve(configurations.size());
  for (const auto& configuration : configurations) {
    auto told =
        daemon::replay(*history, configuration, days->from, days->to, {arguments.plan, arguments.afresh});
    if (!told) return session.failWith(told.error());
    plays.push_back(std::move(*told));
  }
  const bool comparing = plays.size() == 2;
  auto before = comparing ? Result<daemon::Forecast>(std::move(plays.front()))
                          : daemon::reallySaid(**store, zone, days->from, days->to, arguments.plan);
  if (!before) return session.failWith(before.error());
  Telling telling{std::move(*before),
                  std::move(plays.back()),
                  comparing ? "old" : "said",
                  comparing ? "new" : "replayed",
                  {}};
  telling.changes = daemon::compare(telling.before, telling.after, zone);

  auto notes = forewarnings(configurations, rules);
  notes.insert(notes.end(), telling.after.notes.begin(), telling.after.notes.end());
  for (const auto& note : telling.before.notes) {
    if (std::find(notes.begin(), notes.end(), note) == notes.end()) notes.push_back(note);
  }
  const Date last = zone.dayOf(std::max(session.clock.now(), history->ends.value_or(Instant{})));
  if (days->to > last) {
    notes.push_back(fmt::format(
        "the record ends on {}: after it the plan is played as if nobody did anything", last.spoken()));
  }
  if (session.json) {
    return print(session.out, Json{{"from", days->from.iso()},
                                   {"to", days->to.iso()},
                                   {"plan", orNull(arguments.plan)},
                                   {"rules", rules},
                                   {"people", peopleJson(telling, zone)},
                                   {telling.beforeName, messagesJson(telling.before.messages, zone)},
                                   {telling.afterName, messagesJson(telling.after.messages, zone)},
                                   {"gaps", history->gaps},
                                   {"notes", notes}});
  }
  for (const auto& note : notes) session.err << fmt::format("chaser: {}\n", note);
  if (comparing) {
    printCompared(session.out, telling, rules, zone);
  } else {
    printReplayed(session.out, telling, zone);
  }
  if (!history->gaps.empty()) session.out << "\nWhat the record does not hold:\n";
  for (const auto& gap : history->gaps) session.out << fmt::format("  {}\n", gap);
}

}  // namespace

void addReplay(CLI::App& app, Session& session) {
  auto arguments = std::make_shared<ReplayArguments>();
  auto* command =
      app.add_subcommand("replay",
                         "Show what would have been said in a time gone by, with the edits of that time, "
                         "beside what was said; or "
                         "what a change of rules adds and takes away. Changes nothing and sends nothing");
  command->add_option("--from", arguments->from, "The first day, YYYY-MM-DD")->required();
  command->add_option("--to", arguments->to, "The last day, YYYY-MM-DD")->required();
  command->add_option("--plan", arguments->plan, "Only what is said of this plan");
  command->add_option(
      "--rules", arguments->rules,
      "Use this rule file or folder alone; given twice, the old and the new one are compared");
  command->add_option("--contacts", arguments->contacts, "Use this contacts file");
  command->add_flag("--afresh", arguments->afresh,
                    "As if Chaser had begun its work on the first day, and had said nothing before");
  command->footer(
      "Example: chaser replay --from 2017-10-02 --to 2017-12-31 --rules rules.d --rules try/rules.d");
  command->callback([arguments, &session] { runReplay(session, *arguments); });
}

}  // namespace chaser::cli
