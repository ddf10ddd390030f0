// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <memory>

#include "alerts/quiet.h"
#include "cli/commands.h"
#include "cli/giver.h"
#include "cli/json.h"
#include "cli/naming.h"
#include "cli/selection.h"
#include "cli/session.h"
#include "cli/table.h"
#include "common/text.h"
#include "store/answers.h"

namespace chaser::cli {

namespace {

struct SilenceArguments {
  alerts::Silence matchers;
  std::string from, until, reason, as;
  bool everything = false;
  bool all = false;
  std::int64_t id = 0;
};

/// `plan northmoor, party NCH`; `everything` where nothing is named.
std::string matchersText(const alerts::Silence& silence) {
  std::string words;
  const std::array<std::pair<const char*, const std::string*>, 6> parts{{{"plan", &silence.plan},
                                                                         {"ref", &silence.ref},
                                                                         {"owner", &silence.owner},
                                                                         {"party", &silence.party},
                                                                         {"board", &silence.board},
                                                                         {"rule", &silence.rule}}};
  for (const auto& [name, value] : parts) {
    if (!value->empty()) words += fmt::format("{}{} {}", words.empty() ? "" : ", ", name, *value);
  }
  return words.empty() ? "everything" : words;
}

Json silenceJson(const alerts::Silence& silence) {
  return {{"id", silence.id},
          {"plan", orNull(silence.plan)},
          {"ref", orNull(silence.ref)},
          {"owner", orNull(silence.owner)},
          {"party", orNull(silence.party)},
          {"board", orNull(silence.board)},
          {"rule", orNull(silence.rule)},
          {"from", silence.from.iso()},
          {"until", silence.until.iso()},
          {"author", silence.author},
          {"reason", silence.reason}};
}

/// How many open alerts there are, and how many of them it is about, whenever it lasts.
struct Reach {
  std::size_t matched = 0, open = 0;
};

Result<Reach> reachOf(store::Store& store, const daemon::Configuration& configuration,
                      alerts::Silence silence, Date today) {
  silence.from = silence.until = today;
  const auto open = store.unresolved();
  if (!open) return fail(open.error());
  const std::vector<alerts::Silence> none;
  const alerts::World world{
      configuration.rules, configuration.calendar, configuration.people, none, configuration.zone, today};
  Reach reach;
  for (const auto& alert : *open) {
    ++reach.open;
    const auto* rule = configuration.rules.find(alert.rule);
    auto record = store.action(alert.subject.action);
    if (!record) return fail(record.error());
    if (rule == nullptr || !*record) continue;
    alerts::Observed observed;
    observed.record = std::move(**record);
    const auto* milestone = observed.record.milestone(alert.subject.milestone);
    if (alerts::matches(silence, alerts::Case{world, observed, *rule, milestone})) ++reach.matched;
  }
  return reach;
}

/// Who silences one plan may be its coordinator; who silences several says who they are.
Result<std::string> silencerOf(store::Store& store, const daemon::Configuration& configuration,
                               const std::string& as, const std::string& planKey, Date today) {
  if (!trim(as).empty()) return giverOf(as, {}, configuration, today);
  const auto plan = choosePlan(store, planKey);
  if (!plan && planKey.empty())
    return fail(ErrorKind::Usage, "it is about several plans, and nobody says so", "say who: --as NAME");
  if (!plan) return fail(plan.error());
  return giverOf({}, *plan, configuration, today);
}

/// A name that is nowhere would silence nothing, and nobody would notice.
Outcome checkMatchers(store::Store& store, const daemon::Configuration& configuration,
                      const alerts::Silence& silence) {
  if (!silence.plan.empty())
    if (const auto plan = choosePlan(store, silence.plan); !plan) return fail(plan.error());
  if (!silence.rule.empty() && configuration.rules.find(silence.rule) == nullptr) {
    std::vector<std::string> rules;
    rules.reserve(configuration.rules.rules.size());
    for (const auto& rule : configuration.rules.rules) rules.push_back(rule.id);
    return fail(ErrorKind::Input, fmt::format("there is no rule '{}'", silence.rule),
                suggest(silence.rule, rules));
  }
  return {};
}

void addOneSilence(Session& session, const SilenceArguments& arguments) {
  const auto configuration = session.configuration();
  if (!configuration) return;
  const Date today = configuration->zone.dayOf(session.clock.now());
  auto silence = arguments.matchers;
  const auto until = session.readDate("--until", arguments.until);
  if (!until) return;
  silence.until = *until;
  silence.from = today;
  if (!arguments.from.empty()) {
    const auto from = session.readDate("--from", arguments.from);
    if (!from) return;
    silence.from = *from;
  }
  silence.reason = std::string(trim(arguments.reason));
  if (silence.reason.empty())
    return session.failWith({ErrorKind::Usage, "the reason is empty", "say why: --reason TEXT"});
  if (silence.until < today)
    return session.failWith({ErrorKind::Input, fmt::format("{} has passed", silence.until.spoken()),
                             "give a last day that is yet to come"});
  if (silence.until < silence.from)
    return session.failWith(
        {ErrorKind::Input,
         fmt::format("a silence from {} until {} never lasts", silence.from.spoken(), silence.until.spoken()),
         "the last day is not before the first"});
  const auto store = session.database(store::Mode::ReadWrite);
  if (!store) return;
  if (const auto known = checkMatchers(*store, *configuration, silence); !known)
    return session.failWith(known.error());
  auto named = inWordsOfThePlan(*store, *configuration, std::move(silence), today);
  if (!named) return session.failWith(named.error());
  silence = std::move(*named);
  auto author = silencerOf(*store, *configuration, arguments.as, silence.plan, today);
  if (!author) return session.failWith(author.error());
  silence.author = std::move(*author);
  const auto reach = reachOf(*store, *configuration, silence, today);
  if (!reach) return session.failWith(reach.error());
  const bool isAll =
      matchersText(silence) == "everything" || (reach->open > 1 && reach->matched == reach->open);
  if (isAll && !arguments.everything)
    return session.failWith(
        {ErrorKind::Input,
         fmt::format("this silences everything: {}, of everybody, until {}",
                     counted(reach->matched, "open alert"), silence.until.spoken()),
         "name a plan, ref, owner, party, board or rule; if all of it is meant, say so with --everything"});
  const auto id = store->answers().addSilence(silence, {silence.author, session.clock.now()});
  if (!id) return session.failWith(id.error());
  silence.id = *id;
  if (!arguments.as.empty()) warnOfStranger(session, silence.author);
  if (session.json) {
    auto row = silenceJson(silence);
    row["open_alerts"] = reach->matched;
    return print(session.out, row);
  }
  session.out << fmt::format("Silence {}: nothing is said about {} from {} until {}; {} now.\n", silence.id,
                             matchersText(silence), silence.from.spoken(), silence.until.spoken(),
                             reach->matched == 0 ? "it is about no open alert"
                                                 : "it is about " + counted(reach->matched, "open alert"));
}

void listSilences(Session& session, const SilenceArguments& arguments) {
  const auto configuration = session.configuration();
  if (!configuration) return;
  const auto store = session.database(store::Mode::ReadOnly);
  if (!store) return;
  const Date today = configuration->zone.dayOf(session.clock.now());
  const auto all = store->answers().everySilence();
  if (!all) return session.failWith(all.error());
  Json rows = Json::array();
  Table table({"NO", "ABOUT", "FROM", "UNTIL", "BY", "WHY"});
  for (const auto& silence : *all) {
    if (silence.until < today && !arguments.all) continue;
    rows.push_back(silenceJson(silence));
    table.add({std::to_string(silence.id), matchersText(silence), silence.from.iso(),
               // Ended on the day on which it began, its last day is the one before.
               silence.until < silence.from ? "ended at once" : silence.until.iso(), silence.author,
               silence.reason});
  }
  if (session.json) return print(session.out, rows);
  if (table.empty()) {
    session.err << "Nothing is silenced.\n";
    return;
  }
  table.print(session.out, terminalWidth(session.terminal));
}

void endOneSilence(Session& session, const SilenceArguments& arguments) {
  const auto configuration = session.configuration();
  if (!configuration) return;
  const auto store = session.database(store::Mode::ReadWrite);
  if (!store) return;
  const Date today = configuration->zone.dayOf(session.clock.now());
  const auto all = store->answers().everySilence();
  if (!all) return session.failWith(all.error());
  const Error none{ErrorKind::Input, fmt::format("there is no silence {} that lasts", arguments.id),
                   "'chaser silence list' shows those that do"};
  const auto found =
      std::find_if(all->begin(), all->end(), [&](const auto& silence) { return silence.id == arguments.id; });
  if (found == all->end()) return session.failWith(none);
  const auto author = silencerOf(*store, *configuration, arguments.as, found->plan, today);
  if (!author) return session.failWith(author.error());
  const auto ended = store->answers().endSilence(arguments.id, today, {*author, session.clock.now()});
  if (!ended) return session.failWith(ended.error());
  if (!*ended) return session.failWith(none);
  if (!arguments.as.empty()) warnOfStranger(session, *author);
  if (session.json) return print(session.out, Json{{"id", arguments.id}, {"ended", true}});
  session.out << fmt::format("Silence {} is over; what it kept back is said again from today on.\n",
                             arguments.id);
}

void addSilenceAdd(CLI::App& parent, Session& session, const std::shared_ptr<SilenceArguments>& arguments) {
  auto* add = parent.add_subcommand("add", "Say nothing about what matches, until a day");
  auto& matchers = arguments->matchers;
  add->add_option("--plan", matchers.plan, "Only this plan, by its key");
  add->add_option("--ref", matchers.ref, "Only the action of this reference");
  add->add_option("--owner", matchers.owner, "Only what this owner has, as the plan writes them");
  add->add_option("--party", matchers.party, "Only what this organisation must deliver");
  add->add_option("--board", matchers.board, "Only what is before this board");
  add->add_option("--rule", matchers.rule, "Only what this rule asks");
  add->add_option("--from", arguments->from, "The first day, YYYY-MM-DD; today when not given");
  add->add_option("--until", arguments->until, "The last day, YYYY-MM-DD")->required();
  add->add_option("--reason", arguments->reason, "Why")->required();
  add->add_option("--as", arguments->as, "Who says so: a contact's name; else the plan's coordinator");
  add->add_flag("--everything", arguments->everything, "It is meant that everything is silenced");
  add->footer(
      "Example: chaser silence add --plan northmoor --party NCH --until 2027-10-31 --reason 'the trusts "
      "merge'");
  add->callback([arguments, &session] { addOneSilence(session, *arguments); });
}

}  // namespace

void addSilence(CLI::App& app, Session& session) {
  auto arguments = std::make_shared<SilenceArguments>();
  auto* command = app.add_subcommand("silence", "Say nothing about some alerts for a while: add, list, end");
  command->require_subcommand(1);
  command->fallthrough();
  addSilenceAdd(*command, session, arguments);
  auto* list = command->add_subcommand("list", "Show what is silenced, by whom and why");
  list->add_flag("--all", arguments->all, "Also what is over");
  list->footer("Example: chaser silence list");
  list->callback([arguments, &session] { listSilences(session, *arguments); });
  auto* end = command->add_subcommand("end", "End a silence today");
  end->add_option("number", arguments->id, "Its number, as 'chaser silence list' shows it")->required();
  end->add_option("--as", arguments->as, "Who says so: a contact's name; else the plan's coordinator");
  end->footer("Example: chaser silence end 3");
  end->callback([arguments, &session] { endOneSilence(session, *arguments); });
  command->footer("Example: chaser silence add --rule due-soon --until 2027-10-31 --reason 'half term'");
}

}  // namespace chaser::cli
